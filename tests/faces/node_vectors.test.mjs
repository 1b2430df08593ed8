// The vectors that C++ runs too, through Node.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { marketplace, root } from './node_support.mjs';

const { affiliate, fromJson, money, toJson, MarketplaceError } = marketplace;
const read = (name) => JSON.parse(readFileSync(path.join(root, 'tests/vectors', name), 'utf8')).vectors;
// Numbers of the allocation file that exceed 2^53 would be read wrongly by JSON.parse, so they are read as texts.
const exact = (name) => JSON.parse(readFileSync(path.join(root, 'tests/vectors', name), 'utf8')
  .replace(/(?<=[[:,]\s*)(-?\d{16,})(?=\s*[,\]}])/g, '"$1"')).vectors;

function allocation(vector) {
  const { rounding, mode = 'largest_remainder', step = 1 } = vector;
  const total = BigInt(vector.total);
  const weights = vector.weights?.map(BigInt);
  const options = { mode, step: BigInt(step) };
  if (vector.function === 'allocate') {
    return vector.rates ? money.allocateByRates(total, vector.rates, options) : money.allocate(total, weights, options);
  }
  if (vector.function === 'allocate_portions') return money.allocatePortions(total, vector.rates);
  if (vector.function === 'allocate_cumulative') {
    const before = vector.before?.map(BigInt) ?? weights.map(() => 0n);
    return { parts: money.allocateCumulative(weights, total, before), remainder: 0n };
  }
  return { parts: [money.multiply(total, `1/${weights[0]}`, rounding)], remainder: 0n };
}

for (const vector of exact('allocation.json')) {
  test(`allocation ${vector.id}`, () => {
    if (vector.error) {
      assert.throws(() => allocation(vector), { name: 'MarketplaceError', code: vector.error });
      return;
    }
    const { parts, remainder } = allocation(vector);
    assert.deepEqual(parts, vector.parts.map(BigInt));
    assert.equal(remainder, BigInt(vector.remainder ?? 0));
  });
}

function sameMembers(expected, actual, where = '') {
  if (Array.isArray(expected)) {
    assert.equal(actual.length, expected.length, where);
    expected.forEach((value, i) => sameMembers(value, actual[i], `${where}[${i}]`));
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) sameMembers(value, actual?.[key], `${where}.${key}`);
  } else {
    assert.equal(actual, expected, where);
  }
}

for (const vector of read('commission.json')) {
  test(`commission ${vector.id}`, () => {
    const calculate = () => {
      const plan = affiliate.compile(affiliate.parsePlan(JSON.stringify(vector.plan)));
      const order = fromJson('order.Order', JSON.stringify(vector.order));
      return affiliate.calculate(plan, order, fromJson('affiliate.CalculationContext', JSON.stringify(vector.context ?? {})));
    };
    if (vector.error) {
      assert.throws(calculate, MarketplaceError);
      return;
    }
    sameMembers(vector.expected, JSON.parse(toJson('affiliate.OrderCommission', calculate())));
  });
}
