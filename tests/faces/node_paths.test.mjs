// The paths of errors: a JavaScript user sees the names that a JavaScript user wrote.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { marketplace } from './node_support.mjs';

const { affiliate, engine, loyalty, order, payments } = marketplace;
const at = '2024-03-04T10:00:00Z';
const sale = (line) => ({ id: 'o1', currency: 'EUR', placedAt: at, lines: [{ id: 'l1', vendorId: 'v', unitPriceMinor: 100n }, { id: 'l2', vendorId: 'v', ...line }] });
const plan = { id: 'p', slots: [{ name: 'fee' }], rules: [{ id: 'r', slot: 'fee', isDefault: true, charge: { kind: 'percent', rate: '10%' } }] };

/// An engine with a plan and a vendor.
async function host() {
  const made = new engine.Engine();
  const vendor = { id: 'v', name: 'V', country: 'DE', status: 'active', approvedAt: at, planId: 'p' };
  await made.handle({ id: 'plan', at, payload: { kind: 'plan_published', plan } });
  await made.handle({ id: 'vendor', at, payload: { kind: 'vendor_registered', vendor } });
  return made;
}

test('what the library refuses is named as the argument is written', () => {
  assert.throws(() => order.totalOf({ lines: [{ unitPriceMinor: 1.5 }] }), { field: 'order.lines[0].unitPriceMinor' });
  assert.throws(() => affiliate.calculate(affiliate.compile(plan), sale({ unitPriceMinor: -1n })), { code: 'out_of_range', field: 'lines[1].unitPriceMinor' });
  assert.throws(() => payments.validateSchedule({ id: 's', minimumMinor: { EUR: -5n } }), { code: 'invalid_schedule', field: 'minimumMinor.EUR' });
  assert.throws(() => payments.validateSchedule({ id: 's', anchorDay: 40 }), { field: 'anchorDay' });
  assert.throws(() => affiliate.validatePlan({ ...plan, rules: [{ id: 'r', slot: 'fee', feeTaxes: [{ rate: '19%' }], charge: { kind: 'percent', rate: '10%' } }] }),
    { code: 'missing_field', field: 'rules[0].feeTaxes[0].jurisdiction' });
});

test('the message names the path as the field does', () => {
  try {
    affiliate.calculate(affiliate.compile(plan), sale({ unitPriceMinor: -1n }));
    assert.fail('accepted');
  } catch (error) {
    assert.match(error.message, /lines\[1\]\.unitPriceMinor/);
    assert.doesNotMatch(error.message, /unit_price_minor/);
  }
});

test('an event is refused by the path within its payload, thrown or answered', async () => {
  const shop = await host();
  const placed = { id: 'e1', at, payload: { kind: 'order_placed', order: sale({ unitPriceMinor: -1n }) } };
  await assert.rejects(shop.handle(placed), { code: 'out_of_range', field: 'order.lines[1].unitPriceMinor' });
  const [answer] = await shop.handleBatch([placed]);
  assert.equal(answer.errorField, 'order.lines[1].unitPriceMinor');
  const stranger = { id: 'e2', at, payload: { kind: 'order_placed', order: sale({ unitPriceMinor: 1n, vendorId: 'nobody' }) } };
  await assert.rejects(shop.handle(stranger), { code: 'not_found', field: 'order.lines[1].vendorId' });
  await assert.rejects(shop.handle({ id: 'e3', at, payload: { kind: 'order_captured', orderId: 'o9' } }), { code: 'out_of_order', field: 'orderId' });
});

test('the sentence that answers a refused event is that of the error that is thrown', async () => {
  const shop = await host();
  const placed = { id: 'e1', at, payload: { kind: 'order_placed', order: sale({ unitPriceMinor: -1n }) } };
  const [answer] = await shop.handleBatch([placed]);
  assert.match(answer.answer, /order\.lines\[1\]\.unitPriceMinor/);
  assert.doesNotMatch(answer.answer, /unit_price_minor/);
  await assert.rejects(shop.handle(placed), { message: answer.answer });
});

test('the path of a JSON text is as in the text', () => {
  const text = JSON.stringify({ id: 'p', slots: [{ name: 'fee' }], rules: [{ id: 'r', slot: 'fee', fee_taxes: [{ rate: '19%' }], charge: { kind: 'percent', rate: '10%' } }] });
  assert.throws(() => affiliate.parsePlan(text), { code: 'missing_field', field: 'rules[0].fee_taxes[0].jurisdiction' });
});

test('keys that the caller made up stay as they are', () => {
  const levels = { levels: [{ code: 'a_b', pointsMin: 5n }, { code: 'c_d', pointsMin: 5n }] };
  assert.throws(() => loyalty.validateLevels(levels), { field: 'levels[1].pointsMin' });
  const program = { id: 'club', currency: 'EUR', earn: { rules: [{ id: 'one', pointsPerMinor: '1' }], tierMultipliers: { gold_plus: '-1' } }, redemption: { minorPerPoint: '1' }, fairValue: '1' };
  assert.throws(() => loyalty.validateProgram(program), { field: 'earn.tierMultipliers.gold_plus' });
});
