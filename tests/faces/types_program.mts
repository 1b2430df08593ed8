import { affiliate, money, order, routing, fromJson, MarketplaceError, engine, ledger } from 'marketplace-engine';
const parts: readonly bigint[] = money.allocate(100n, [1n, 2n], { mode: 'first' }).parts;
const plan: affiliate.CompiledPlan = affiliate.compile({ id: 'x', rules: [{ charge: { kind: 'percent', rate: '5%' } }] });
const sale: order.OrderInput = { id: 'o', placedAt: new Date(), lines: [{ quantity: 1n }] };
const commission: affiliate.OrderCommission = affiliate.calculate(plan, sale);
const again = affiliate.calculate(plan, fromJson('order.Order', '{}'));
const tally = new affiliate.WhatIf(plan, plan);
const many: Promise<readonly affiliate.OrderCommission[]> = affiliate.calculateOrders(plan, [sale]);
const code: string = (new Error() as MarketplaceError).code;
const model: routing.Model = routing.compile({ jobs: [{ stop: { place: 0, service: 5 } }] }, { distances: Int32Array.of(0) });
const found: Promise<routing.SolveResult> = routing.solve(model, { timeLimit: 1, iterations: 5n, seed: 3,
  signal: new AbortController().signal, onProgress: (soFar) => soFar.fraction < 0.5 });
const seed: number = routing.solveSync(model, { start: [{ visits: [{ index: 0 }] }] }).seed;
const cost: bigint = routing.evaluate(model, []).cost.total;
// @ts-expect-error misspelt option
routing.solve(model, { limit: 5 });
// @ts-expect-error numbers are no amounts
money.allocate(100, [1n]);
// @ts-expect-error unknown field
order.totalOf({ nothing: 1 });
// @ts-expect-error made by compile
new affiliate.CompiledPlan();
// @ts-expect-error frozen
commission.lines[0].shares[0].amountMinor = 5n;
