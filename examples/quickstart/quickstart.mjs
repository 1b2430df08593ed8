// Who gets what of an order, and what a refund takes back from whom.

import { readFileSync } from 'node:fs';
import { affiliate, money } from 'marketplace-engine';

function show(title, shares) {
  console.log(title);
  for (const { beneficiary, amountMinor } of shares) {
    const amount = money.formatMoney({ minor: amountMinor, currency: 'EUR' });
    console.log(`  ${beneficiary.party} ${beneficiary.id || 'itself'}: ${amount}`);
  }
}

const rules = affiliate.parsePlan(readFileSync(process.argv[2], 'utf8'));
const plan = affiliate.compile(rules);

const line = { id: 'mug', vendorId: 'potter', affiliate: 'blog', quantity: 3n, unitPriceMinor: 1999n };
const order = { id: 'order-1', currency: 'EUR', placedAt: new Date('2024-05-01T12:00:00Z'), lines: [line] };

const commission = affiliate.calculate(plan, order);
show('Sold three mugs', affiliate.sharesOf(commission));

const request = { id: 'refund-1', orderId: 'order-1', at: '2024-05-09T09:00:00Z', lines: [{ lineId: 'mug', quantity: 1n }] };
const reversal = affiliate.reverse(order, commission, {}, request, rules.refundPolicy);
show('One came back', affiliate.sharesOfReversal(reversal));
