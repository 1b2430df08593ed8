// Roads in Node: maps from texts and bytes, ways, snapping, caches, progress, abort, errors.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { marketplace, root } from './node_support.mjs';

const { routing } = marketplace;
const block = `id,lon,lat
1,0,0
2,0.01,0
3,0.01,0.01
4,0,0.01
from,to,distance,duration,oneway
1,2,1100,100,yes
2,3,1100,60,
3,4,1100,60,
4,1,1100,60,
`;
const places = [{ id: 'shop', x: 0, y: 0 }, { id: 'ann', x: 0.01, y: 0 }, { id: 'ben', x: 0.01, y: 0.01 }];
const durations = [0, 100, 120, 180, 0, 60, 120, 60, 0];

test('a map is a text or bytes', async () => {
  for (const content of [block, Buffer.from(block), new TextEncoder().encode(block)]) {
    const roads = await routing.readRoads(content);
    assert.deepEqual([roads.summary().nodes, roads.summary().edges], [4n, 7n]);
    assert.deepEqual((await routing.roadMatrix(roads, places)).durations, durations);
    assert.deepEqual(routing.roadMatrixSync(roads, places, { threads: 2 }).durations, durations);
  }
});

test('what is no content is refused', async () => {
  for (const content of [5, null, new Uint16Array(2), {}]) {
    await assert.rejects(async () => routing.readRoads(content), { code: 'wrong_type' });
  }
  await assert.rejects(routing.readRoads('hello'), { code: 'parse_error', field: 'line 1' });
  await assert.rejects(routing.readRoads('id,lon,lat\n1,x,0\n'), { code: 'invalid_value', field: 'line 2, lon' });
});

test('OpenStreetMap as XML and PBF', { skip: !routing.readsOpenstreetmap() }, async () => {
  const read = (name, options) => routing.readRoads(readFileSync(path.join(root, 'tests/data/routing/road', name)), options);
  const [xml, pbf] = [await read('small.osm'), await read('small.osm.pbf')];
  assert.deepEqual(xml.summary(), pbf.summary());
  assert.equal(xml.summary().nodes, 13n);
  assert.deepEqual((await read('small.osm', { modes: ['foot'] })).summary().modes.map(({ mode }) => mode), ['foot']);
});

test('places meet the roads, or are refused by name', async () => {
  const roads = await routing.readRoads(block);
  assert.deepEqual(routing.snapPlaces(roads, [{ x: 0.0101, y: 0 }]).map(({ node, gapM }) => [node, gapM]), [[2n, 11]]);
  await assert.rejects(routing.roadMatrix(roads, [{ id: 'far', x: 1, y: 0 }]), { code: 'out_of_range', field: "places[0] 'far'" });
});

test('progress, and how a matrix is ended', async () => {
  const roads = await routing.readRoads(block);
  const seen = [];
  await routing.roadMatrix(roads, places, { onProgress: (soFar) => { seen.push(soFar); } });
  assert.deepEqual(seen.at(-1), { rows: 3, rowsTotal: 3 });
  const aborted = await routing.roadMatrix(roads, places, { signal: AbortSignal.abort() });    // unless it was quicker
  assert.ok([0, 9].includes(aborted.durations.length));
  assert.deepEqual(routing.roadMatrixSync(roads, places, { onProgress: () => false }).durations, []);
});

test('a cache looks for what is new', async () => {
  const roads = await routing.readRoads(block);
  const cache = new routing.RoadCache(roads);
  assert.deepEqual((await cache.matrix(places)).durations, durations);
  assert.deepEqual((await cache.matrix(places.slice(1))).durations, [0, 60, 60, 0]);
  assert.deepEqual([cache.searches(), cache.pairs()], [3n, 9n]);
  const matrix = await cache.matrix(places);
  const model = routing.compile({ places, jobs: [{ id: 'a', stop: { place: 1 } }], vehicles: [{ id: 'van', start: 0, end: 0 }] },
    { matrices: [matrix] });
  assert.equal((await routing.solve(model, { iterations: 10 })).solution.cost.total, 4400n);
});
