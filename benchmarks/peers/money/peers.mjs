// dinero.js, bignumber.js and our Node addon: the same two operations; a line for each as in ours.cpp.

import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [modules, root, addon] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const versionOf = (name) => JSON.parse(readFileSync(path.join(modules, 'node_modules', name, 'package.json'), 'utf8')).version;

const WEIGHTS = [50, 30, 20];
const FIRST = 100001;
const AMOUNTS = 1000;
const REPETITIONS = 5;
const SECONDS_MIN = 0.3;

function median(operation, values) {
  const rates = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    const start = process.hrtime.bigint();
    let seconds = 0;
    let done = 0;
    while (seconds < SECONDS_MIN) {
      for (const value of values) operation(value);
      done += values.length;
      seconds = Number(process.hrtime.bigint() - start) / 1e9;
    }
    rates.push(done / seconds);
  }
  return rates.sort((a, b) => a - b)[Math.floor(REPETITIONS / 2)];
}

const numbers = Array.from({ length: AMOUNTS }, (_, i) => FIRST + i);

function compare(name, version, values, split, percent, asNumber) {
  const parts = split(values[0]).map(asNumber);
  if (parts.join() !== '50001,30000,20000') throw new Error(`${name} splits into ${parts}`);
  if (asNumber(percent(values[0])) !== 13250) throw new Error(`${name}: 13.25 % is ${asNumber(percent(values[0]))}`);
  for (const [operation, run] of [['split', split], ['percent', percent]]) {
    console.log([name, version, operation, median(run, values).toFixed(0)].join('\t'));
  }
}

async function dinero() {
  const { dinero: make, allocate, multiply, transformScale, halfAwayFromZero, toSnapshot } = await load('dinero.js');
  const { EUR } = await load('dinero.js/currencies');
  const values = numbers.map((amount) => make({ amount, currency: EUR }));
  const rate = { amount: 1325, scale: 4 };
  compare('dinero.js', versionOf('dinero.js'), values, (value) => allocate(value, WEIGHTS),
    (value) => transformScale(multiply(value, rate), 2, halfAwayFromZero), (value) => toSnapshot(value).amount);
}

// bignumber.js has no split: floors, then one each to the largest fractions, as its users write it.
async function bignumber() {
  const { default: BigNumber } = await load('bignumber.js');
  const rate = new BigNumber('0.1325');
  const whole = WEIGHTS.reduce((a, b) => a + b);
  const split = (value) => {
    const exact = WEIGHTS.map((weight) => value.times(weight).div(whole));
    const parts = exact.map((part) => part.integerValue(BigNumber.ROUND_FLOOR));
    const order = exact.map((part, i) => i).sort((a, b) => exact[b].minus(parts[b]).comparedTo(exact[a].minus(parts[a])));
    let rest = value.minus(parts.reduce((a, b) => a.plus(b))).toNumber();
    for (const i of order) {
      if (rest === 0) break;
      parts[i] = parts[i].plus(1);
      rest -= 1;
    }
    return parts;
  };
  compare('bignumber.js', versionOf('bignumber.js'), numbers.map((value) => new BigNumber(value)), split,
    (value) => value.times(rate).integerValue(BigNumber.ROUND_HALF_UP), (value) => value.toNumber());
}

function ours() {
  if (!addon || !existsSync(addon)) {
    console.error('ours Node: no addon is built; skipped');
    return;
  }
  process.env.MARKETPLACE_ADDON = addon;
  const face = createRequire(import.meta.url)(path.join(root, 'bindings/node/index.js'));
  const weights = WEIGHTS.map(BigInt);
  const { version } = JSON.parse(readFileSync(path.join(root, 'bindings/node/package.json'), 'utf8'));
  const percent = (value) => face.money.multiply(value, '13.25%', 'half_up');
  compare('ours Node', version, numbers.map(BigInt), (value) => face.money.allocate(value, weights).parts, percent, Number);
}

await dinero();
await bignumber();
ours();
