// The Node face: errors, edges of 64 bits, times, handles, columns, promises, worker threads.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { description, camel, marketplace } from './node_support.mjs';

const { affiliate, core, ledger, money, order, MarketplaceError } = marketplace;
const plan = affiliate.compile({
  id: 'plan',
  slots: [{ name: 'fee' }],
  rules: [{ id: 'r', slot: 'fee', charge: { kind: 'percent', rate: '12.5%' } }],
});
const sale = { id: 'o', currency: 'EUR', placedAt: new Date('2024-01-01T00:00:00Z'), lines: [{ id: 'l', vendorId: 'v', quantity: 2n, unitPriceMinor: 1999n }] };

test('an error says code, number, field, value and what was expected', () => {
  assert.throws(() => money.allocate(100n, [1n, 1.5]), (error) => {
    assert.ok(error instanceof MarketplaceError && error instanceof Error);
    assert.equal(error.name, 'MarketplaceError');
    assert.deepEqual([error.code, error.number, error.field], ['wrong_type', 1003, 'weights[1]']);
    assert.match(error.value, /1\.5/);
    assert.match(error.expected, /bigint/);
    return true;
  });
});

for (const value of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n]) {
  test(`${value} arrives`, () => {
    assert.equal(money.add({ minor: value, currency: 'EUR' }, { minor: 0n, currency: 'EUR' }).minor, value);
  });
}

for (const value of [2n ** 63n, -(2n ** 63n) - 1n, 10n ** 30n]) {
  test(`${value} is an overflow`, () => {
    assert.throws(() => money.allocate(value, [1n]), { code: 'overflow', field: 'total' });
  });
}

for (const value of [1, 1.5, NaN, '1', null, true, undefined, Symbol('x'), {}, []]) {
  test(`${String(value?.toString?.() ?? value)} (${typeof value}) is no amount`, () => {
    assert.throws(() => money.allocate(value, [1n]), MarketplaceError);
  });
}

test('a day of the month is a whole number within 32 bits', () => {
  assert.equal(core.daysInMonth(2024, 2), 29);
  for (const value of [2.5, 2 ** 31, NaN, Infinity, 2n]) assert.throws(() => core.daysInMonth(2024, value), { code: 'wrong_type' });
});

test('results are frozen through and through', () => {
  const { parts } = money.allocate(100n, [1n, 1n, 1n]);
  assert.deepEqual(parts, [34n, 33n, 33n]);
  assert.throws(() => { parts[0] = 1n; }, TypeError);
});

test('the path leads into lists of records', () => {
  assert.throws(() => order.totalOf({ lines: [{}, { quantitty: 1n }] }), { code: 'unknown_field', field: 'order.lines[1].quantitty' });
});

test('instants are dates or texts, and refuse nonsense', () => {
  const at = '2024-03-31T01:30:00.123457Z';
  assert.equal(core.formatTimestamp(at), at);
  assert.equal(core.formatTimestamp(new Date('2024-03-31T01:30:00.123Z')), '2024-03-31T01:30:00.123000Z');
  assert.throws(() => core.formatTimestamp(new Date(NaN)), { code: 'invalid_time' });
  assert.throws(() => core.formatTimestamp(5), { code: 'wrong_type' });
});

test('a float or a number is never a rate', () => {
  assert.equal(money.multiply(1000n, '12.5%', 'half_up'), 125n);
  assert.throws(() => money.multiply(1000n, 0.125, 'half_up'), { code: 'wrong_type', field: 'rate' });
});

test('a handle is refused where another is expected', () => {
  assert.throws(() => affiliate.calculate(new affiliate.WhatIf(plan, plan), sale), { code: 'wrong_type', field: 'plan' });
  assert.throws(() => affiliate.calculate({}, sale), { code: 'wrong_type', field: 'plan' });
  assert.throws(() => new affiliate.CompiledPlan(), TypeError);
  assert.ok(plan instanceof affiliate.CompiledPlan);
  assert.equal(plan.plan().rules[0].charge.kind, 'percent');
});

test('a book keeps state', () => {
  const book = new ledger.Book();
  book.addAccount(ledger.vendorAvailable('v', 'EUR'));
  assert.equal(book.findAccount('nobody'), undefined);
  assert.equal(book.accounts().length, 1);
  assert.throws(() => book.setFrozen('nobody', true), { code: 'unknown_account' });
});

test('functions that may take long return promises, and reject bad arguments', async () => {
  const many = await affiliate.calculateOrders(plan, [sale, sale]);
  assert.deepEqual(many, [affiliate.calculate(plan, sale), affiliate.calculate(plan, sale)]);
  await assert.rejects(affiliate.calculateOrders(plan, [sale, { ...sale, lines: [{ id: 'l' }] }]), { name: 'MarketplaceError', field: 'orders[1].lines[0].vendorId' });
  await assert.rejects(affiliate.calculateOrders(plan, 5), { code: 'wrong_type', field: 'orders' });
});

test('many calls at once share one accumulator', async () => {
  const tally = new affiliate.WhatIf(plan, plan);
  for (let i = 0; i < 20; i += 1) tally.add(sale);
  assert.equal(tally.report().totals[0].orders, 20n);
});

test('a batch of columns equals line by line', async () => {
  const gross = BigInt64Array.of(1n, 4n, 1999n, 123456n, 7n);
  const out = await affiliate.calculateBatch(plan, 'EUR', sale.placedAt, { gross_minor: gross });
  gross.forEach((amount, i) => {
    const { lines: [line] } = affiliate.calculate(plan, { ...sale, lines: [{ id: 'l', vendorId: 'v', unitPriceMinor: amount }] });
    assert.equal(out.feeMinor[i], line.charges[0].amountMinor);
    assert.equal(out.feeMinor[i] + out.residualMinor[i], amount);
  });
});

test('a column is a BigInt64Array or refused', async () => {
  for (const column of [[1n], new Float64Array(2), new BigUint64Array(2), 'text', new ArrayBuffer(8)]) {
    await assert.rejects(affiliate.percentageBatch('10%', 'half_up', column), { code: 'wrong_type', field: 'base' });
  }
  assert.equal((await affiliate.percentageBatch('10%', 'half_up', new BigInt64Array(0))).length, 0);
});

test('every registered function is there', () => {
  for (const { module, owner, name, role } of description.functions) {
    const holder = owner ? marketplace[module][owner].prototype : marketplace[module];
    assert.equal(typeof holder[role === 'constructor' ? 'constructor' : camel(name)], 'function', `${module}.${name}`);
  }
});

test('ESM offers the same as CommonJS', async () => {
  const esm = await import('../../bindings/node/index.mjs');
  assert.deepEqual(Object.keys(esm.default).sort(), Object.keys(marketplace).sort());
  for (const name of Object.keys(marketplace)) assert.equal(esm[name], marketplace[name]);
});

test('worker threads have environments of their own', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    const { affiliate, money, MarketplaceError } = require(${JSON.stringify(new URL('../../bindings/node/index.js', import.meta.url).pathname)});
    let refused = false;
    try { money.allocate(1, [1n]); } catch (error) { refused = error instanceof MarketplaceError; }
    affiliate.percentageBatch('10%', 'half_up', BigInt64Array.of(1000n)).then(([fee]) =>
      parentPort.postMessage({ refused, fee, parts: money.allocate(100n, [1n, 2n]).parts }));`;
  const answers = await Promise.all(Array.from({ length: 4 }, () => new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true });
    worker.once('message', resolve).once('error', reject);
  })));
  for (const answer of answers) assert.deepEqual(answer, { refused: true, fee: 100n, parts: [33n, 67n] });
});
