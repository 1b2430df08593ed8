// Routing in Node: promises, abort, progress, matrices without copies, whole numbers, errors.

import assert from 'node:assert/strict';
import test from 'node:test';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { marketplace, root } from './node_support.mjs';

const { routing, money, MarketplaceError } = marketplace;
const read = (name) => readFileSync(path.join(root, 'tests/data/routing', name), 'utf8');
const modelOf = (name) => {
  const instance = routing.readBenchmark(read(name));
  return routing.compile(instance.problem, { matrices: instance.matrices });
};

const problem = {
  places: [{ x: 0, y: 0 }, { x: 3, y: 4 }, { x: 6, y: 8 }],
  jobs: [{ id: '1', stop: { place: 1 } }, { id: '2', stop: { place: 2 } }],
  vehicles: [{ id: 'van', start: 0, end: 0 }],
};
const plan = [{ visits: [{ index: 0 }, { index: 1 }] }];
const square = () => Int32Array.of(0, 5, 10, 5, 0, 7, 10, 7, 0);
const costOf = (model) => routing.evaluate(model, plan).cost.total;

test('a benchmark is solved, at once and later alike', async () => {
  for (const name of ['X-n101-k25.vrp', 'lr112.txt']) {
    const model = modelOf(name);
    const options = { iterations: 1500, seed: 5 };
    const result = await routing.solve(model, options);
    assert.ok(result.solution.complete && result.solution.routes.length > 0);
    assert.deepEqual(routing.solveSync(model, options).solution, result.solution);
    assert.equal(result.seed, 5);
    assert.equal(typeof result.iterations, 'bigint');
  }
});

test('the event loop turns while a search runs', async () => {
  let turns = 0;
  const timer = setInterval(() => { turns += 1; }, 5);
  await routing.solve(modelOf('lr112.txt'), { timeLimit: 0.4 });
  clearInterval(timer);
  assert.ok(turns > 5, `${turns}`);
});

test('matrices are looked at where they are, and kept', () => {
  const distances = square();
  const model = routing.compile(problem, { distances, durations: [square()] });
  assert.equal(costOf(model), 22n);
  distances[5] += 100;
  assert.equal(costOf(model), 122n);
});

test('a model keeps its matrices alive', () => {
  const script = `
    const { routing } = require(${JSON.stringify(path.join(root, 'bindings/node/index.js'))});
    const make = () => routing.compile(${JSON.stringify(problem)}, { distances: Int32Array.from(${JSON.stringify([...square()])}) });
    const models = Array.from({ length: 50 }, make);
    for (let i = 0; i < 5; i += 1) { globalThis.gc(); Array.from({ length: 100 }, () => new Int32Array(9).fill(77)); make(); }
    const costs = new Set(models.map((model) => routing.evaluate(model, ${JSON.stringify(plan)}).cost.total));
    process.exit(costs.size === 1 && costs.has(22n) ? 0 : 1);`;
  assert.equal(spawnSync(process.execPath, ['--expose-gc', '-e', script]).status, 0);
});

test('matrices that do not fit are refused', () => {
  const refused = [[new Float64Array(9), 'wrong_type'], [[0, 5], 'wrong_type'], [new BigInt64Array(9), 'wrong_type'], [5, 'wrong_type'],
    [new Int32Array(8), 'invalid_value'], [[square(), square()], 'invalid_value'], [new Int32Array(9).fill(-1), 'out_of_range']];
  for (const [distances, code] of refused) assert.throws(() => routing.compile(problem, { distances }), { name: 'MarketplaceError', code });
  assert.throws(() => routing.compile(problem, { durations: square() }), { code: 'missing_field' });
  assert.throws(() => routing.compile(problem, { distance: square() }), { code: 'unknown_field', field: 'distance' });
  assert.throws(() => routing.compile(problem, square()), MarketplaceError);
});

test('a plan on its way is asked, improved and explained', async () => {
  const model = routing.compile({ places: [{ x: 0, y: 0 }, { x: 3, y: 4 }, { x: 6, y: 8 }],
    jobs: [{ id: '1', stop: { place: 1 } }, { id: '2', stop: { place: 2 } }], vehicles: [{ id: 'van', start: 0, end: 0 }] });
  const begun = [{ visits: [{ index: 0 }] }];
  const [quote] = routing.quoteInsertion(model, begun, { index: 1 });
  assert.equal(quote.extraCost, 10n);
  const { solution } = await routing.reoptimize(model, [quote.route], { iterations: 10 });
  assert.equal(solution.cost.total, 20n);
  assert.deepEqual(routing.planOf(solution), [quote.route]);
  assert.deepEqual(routing.explain(model, begun).map((order) => [order.id, order.advice]), [['2', '']]);
});

test('a bad problem is refused with its path', () => {
  assert.throws(() => routing.compile({ ...problem, places: [{ x: NaN }] }), { code: 'invalid_value', field: 'problem.places[0].x' });
  assert.throws(() => routing.compile({ ...problem, jobs: [{ stop: { place: 9 } }] }), { field: 'jobs[0].stop.place' });
  assert.throws(() => routing.compile({ ...problem, jobs: [{ terms: { skills: ['crane'] } }] }), { field: 'jobs[0].terms.skills[0]' });
});

test('an order that fits nowhere is unserved', async () => {
  const model = routing.compile({ ...problem, jobs: [{ id: 'a', stop: { place: 1, windows: [{ latest: 1 }] } }, problem.jobs[1]] });
  const { solution } = await routing.solve(model, { iterations: 50 });
  assert.deepEqual([solution.complete, solution.unserved.map(({ id }) => id)], [false, ['a']]);
});

test('options that make no sense reject the promise, and throw at once', async () => {
  const model = routing.compile(problem);
  const refused = [{ timeLimit: 0 }, { timeLimit: '1' }, { iterations: 0n }, { iterations: 1.5 }, { iterations: 2 ** 53 }, { limit: 5 },
    { iterations: 10, threads: 0 }, { iterations: 10, seed: -1 }, { onProgress: 5 }, { signal: {} }, 5, []];
  for (const options of refused) {
    await assert.rejects(routing.solve(model, options), MarketplaceError);
    assert.throws(() => routing.solveSync(model, options), MarketplaceError);
  }
  await assert.rejects(routing.solve({}, { iterations: 5 }), { code: 'wrong_type', field: 'model' });
});

test('progress is told before the promise is settled', async () => {
  const model = modelOf('lr112.txt');
  const [later, now] = [[], []];
  const options = { iterations: 2000 };
  const result = await routing.solve(model, { ...options, onProgress: (soFar) => { later.push(soFar); } });
  assert.deepEqual(routing.solveSync(model, { ...options, onProgress: (soFar) => { now.push(soFar); } }).solution, result.solution);
  for (const seen of [later, now]) {
    assert.ok(seen.length > 10 && seen.length <= 110, `${seen.length}`);
    assert.ok(seen.at(-1).cost >= result.solution.cost.total && seen.at(-1).fraction <= 1);
  }
});

test('false ends the search', async () => {
  const model = modelOf('lr112.txt');
  const onProgress = ({ fraction }) => fraction < 0.01;
  assert.ok((await routing.solve(model, { onProgress })).elapsedUs < 5_000_000n);
  assert.ok(routing.solveSync(model, { onProgress }).elapsedUs < 5_000_000n);
});

test('what onProgress throws is thrown', async () => {
  const model = modelOf('lr112.txt');
  const onProgress = () => { throw new RangeError('enough'); };
  await assert.rejects(routing.solve(model, { timeLimit: 60, onProgress }), { name: 'RangeError', message: 'enough' });
  assert.throws(() => routing.solveSync(model, { timeLimit: 60, onProgress }), { name: 'RangeError' });
  await assert.rejects(routing.solve(model, { timeLimit: 60, onProgress: () => { throw 'a text'; } }), (thrown) => thrown === 'a text');
});

test('an aborted signal ends the search with the best plan so far', async () => {
  const model = modelOf('X-n101-k25.vrp');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const started = Date.now();
  const result = await routing.solve(model, { timeLimit: 60, signal: controller.signal });
  assert.ok(result.solution.complete && Date.now() - started < 20_000);
  assert.ok(routing.solveSync(model, { timeLimit: 60, signal: AbortSignal.abort() }).elapsedUs < 20_000_000n);
  const { elapsedUs } = await routing.solve(model, { timeLimit: 60, signal: AbortSignal.timeout(100) });
  assert.ok(elapsedUs < 20_000_000n);
});

test('counts, times and distances may be numbers, money may not', () => {
  const withNumbers = { ...problem, jobs: [{ id: '1', stop: { place: 1, service: 10, windows: [{ earliest: 5, latest: 100n }] } }] };
  assert.deepEqual(routing.compile(withNumbers).problem().jobs[0].stop, { place: 1, service: 10n, windows: [{ earliest: 5n, latest: 100n }] });
  for (const service of [1.5, NaN, Infinity, 2 ** 53, -(2 ** 53), '1', true]) {
    assert.throws(() => routing.compile({ ...problem, jobs: [{ stop: { service } }] }), { code: 'wrong_type', field: 'problem.jobs[0].stop.service' });
  }
  assert.equal(routing.formatCost(1003766, 1000), '1003.766');
  assert.deepEqual(money.allocate(100n, [1, 1n]).parts, [50n, 50n]);
  assert.throws(() => money.allocate(100, [1n]), { code: 'wrong_type', field: 'total' });
});

test('VROOM is read and answered, plans are drawn', async () => {
  const input = routing.readVroom(read('vroom_example_1.json'));
  const model = routing.compile(input.problem, { matrices: input.matrices });
  const { solution, trace } = await routing.solve(model, { iterations: 200 });
  assert.equal(JSON.parse(routing.writeVroom(input, solution)).code, 0);
  assert.equal(JSON.parse(routing.writeGeojson(input.problem, solution)).type, 'FeatureCollection');
  assert.match(routing.plotRoutes(input.problem, solution, { title: 'A plan' }), /^<svg[^]*A plan/);
  assert.match(routing.plotConvergence(trace), /^<svg/);
});

test('a program may end while a search runs', () => {
  const script = `
    const { routing } = require(${JSON.stringify(path.join(root, 'bindings/node/index.js'))});
    routing.solve(routing.compile(${JSON.stringify(problem)}), { timeLimit: 30 });
    setTimeout(() => process.exit(3), 200);`;
  const started = Date.now();
  assert.equal(spawnSync(process.execPath, ['-e', script]).status, 3);
  assert.ok(Date.now() - started < 15_000);
});
