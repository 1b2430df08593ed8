// Commission of many lines from typed arrays: a plain percentage plan, one call for all lines, one core.
// The peer is a loop over the same BigInt64Array, as one would write it in JavaScript.

import assert from 'node:assert';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const [folder, addon] = process.argv.slice(2);
process.env.MARKETPLACE_ADDON = addon;
const { affiliate } = createRequire(import.meta.url)(folder);

const LINES = 2_000_000;
const REPETITIONS = 7;

async function linesPerSecond(call) {
  const times = [];
  for (let i = 0; i < REPETITIONS; i += 1) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return (LINES / times[Math.floor(REPETITIONS / 2)]) * 1000;
}

const plan = affiliate.compile({
  id: 'plain', slots: [{ name: 'fee' }], rules: [{ id: 'all', slot: 'fee', charge: { kind: 'percent', rate: '12.5%' } }],
});
const gross = new BigInt64Array(LINES);
for (let i = 0; i < LINES; i += 1) gross[i] = BigInt(1 + ((i * 7919) % 1_000_000));

const ours = () => affiliate.calculateBatch(plan, 'EUR', '2024-05-01T00:00:00Z', { grossMinor: gross });
const loop = () => {
  const fee = new BigInt64Array(LINES);
  const rest = new BigInt64Array(LINES);
  for (let i = 0; i < LINES; i += 1) {
    fee[i] = (gross[i] * 125n + 500n) / 1000n;
    rest[i] = gross[i] - fee[i];
  }
  return { fee, rest };
};

const result = await ours();
const { fee, rest } = loop();
for (let i = 0; i < LINES; i += 1) assert(result.feeMinor[i] === fee[i] && result.residualMinor[i] === rest[i]);

console.log(`node ${process.version}, ${LINES} lines, median of ${REPETITIONS}`);
const oursSpeed = await linesPerSecond(ours);
const loopSpeed = await linesPerSecond(loop);
console.log(`  calculateBatch    ${(oursSpeed / 1e6).toFixed(1).padStart(8)} million lines/s`);
console.log(`  a loop            ${(loopSpeed / 1e6).toFixed(1).padStart(8)} million lines/s   ours is ${(oursSpeed / loopSpeed).toFixed(1)} times as fast`);
