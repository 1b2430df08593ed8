import { affiliate, money, order, fromJson, MarketplaceError, engine, ledger } from 'marketplace-engine';
const parts: readonly bigint[] = money.allocate(100n, [1n, 2n], { mode: 'first' }).parts;
const plan: affiliate.CompiledPlan = affiliate.compile({ id: 'x', rules: [{ charge: { kind: 'percent', rate: '5%' } }] });
const sale: order.OrderInput = { id: 'o', placedAt: new Date(), lines: [{ quantity: 1n }] };
const commission: affiliate.OrderCommission = affiliate.calculate(plan, sale);
const again = affiliate.calculate(plan, fromJson('order.Order', '{}'));
const tally = new affiliate.WhatIf(plan, plan);
const many: Promise<readonly affiliate.OrderCommission[]> = affiliate.calculateOrders(plan, [sale]);
const code: string = (new Error() as MarketplaceError).code;
// @ts-expect-error numbers are no amounts
money.allocate(100, [1n]);
// @ts-expect-error unknown field
order.totalOf({ nothing: 1 });
// @ts-expect-error made by compile
new affiliate.CompiledPlan();
// @ts-expect-error frozen
commission.lines[0].shares[0].amountMinor = 5n;
