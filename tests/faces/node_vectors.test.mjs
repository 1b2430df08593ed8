// The vectors that C++ runs too, through Node.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { camel, marketplace, root } from './node_support.mjs';

const { affiliate, fromJson, loyalty, money, toJson, MarketplaceError } = marketplace;
const document = (name) => JSON.parse(readFileSync(path.join(root, 'tests/vectors', name), 'utf8'));
const read = (name) => document(name).vectors;
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

/** An argument as the function takes it: what an earlier call gave, or a value of the type that the file names. */
function passed(type, argument, results) {
  if (argument?.result !== undefined) {
    const result = results[argument.result];
    return argument.member ? result[camel(argument.member)] : result;
  }
  if (Array.isArray(type)) return argument.map((each) => passed(type[0], each, results));
  if (type === 'integer') return BigInt(argument);
  return type === 'date' || type === 'timestamp' ? argument : fromJson(type, JSON.stringify(argument));
}

function given(type, result) {
  if (Array.isArray(type)) return result.map((each) => given(type[0], each));
  return type === 'date' ? result : JSON.parse(toJson(type, result));
}

const { functions, vectors: rowsOfCalls } = document('calls.json');
for (const vector of rowsOfCalls) {
  test(`calls ${vector.id}`, () => {
    const results = [];
    for (const call of vector.calls) {
      const { takes, gives } = functions[call.function];
      const values = call.arguments.map((each, i) => passed(takes[i], each, results));
      if (call.function === 'affiliate.calculate') values[0] = affiliate.compile(values[0]);
      const [module, name] = call.function.split('.');
      results.push(marketplace[module][camel(name)](...values));
      sameMembers(call.expected, given(gives, results.at(-1)), `call ${results.length}`);
    }
  });
}

function earnAndRefund(vector) {
  const program = loyalty.parseProgram(JSON.stringify(vector.program));
  const order = fromJson('order.Order', JSON.stringify(vector.order));
  const context = fromJson('loyalty.EarnContext', JSON.stringify(vector.context));
  const found = loyalty.calculate(program, order, context);
  assert.equal(found.points, BigInt(vector.expected.points));
  assert.deepEqual(found.lines.map((line) => line.points), vector.expected.lines.map(BigInt));

  let wallet = loyalty.emptyWallet(order.customerId, program.id);
  const { tier, pointsPaidMinor } = context;
  const earned = loyalty.earn(program, wallet, { commandId: 'earn', at: order.placedAt, order, tier, pointsPaidMinor });
  assert.equal(earned.balance.active, found.points);
  let facts = earned.order;
  wallet = loyalty.applied(wallet, earned);
  vector.refunds.forEach(({ reverse, ...refund }, i) => {
    const command = fromJson('loyalty.RefundOrder', JSON.stringify({ ...refund, command_id: `refund ${i}` }));
    const outcome = loyalty.refund(program, wallet, { ...command, order: facts });
    assert.deepEqual(outcome.entries.map((entry) => [entry.type, entry.points]), [['reverse_earn', BigInt(reverse)]]);
    facts = outcome.order;
    wallet = loyalty.applied(wallet, outcome);
  });
}

/** The day in a time zone, as the wall clocks there show it. */
function dayIn(timeZone, at) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at));
}

function expire({ program: json, active_at: activeAt, expected }) {
  const program = loyalty.parseProgram(JSON.stringify(json));
  assert.equal(loyalty.lastDayOf(program.expiry, dayIn(program.timeZone, activeAt)), expected.last_day);
  assert.equal(loyalty.expiryOf(program, activeAt), expected.expires_at);
}

for (const vector of read('loyalty.json')) {
  test(`loyalty ${vector.id}`, () => (vector.earn ? earnAndRefund(vector.earn) : expire(vector.expiry)));
}
