// Forms of rules that plans use rarely, each with its numbers by hand.

#include <doctest/doctest.h>

#include "commission_samples.hpp"

#include <marketplace/affiliate/reversal.hpp>

using namespace commission_samples;

namespace {

const Timestamp noon = parse_timestamp("2024-06-01T12:00:00Z");

/// 10 % below a threshold and 5 % from it on, with 0.30 for whatever falls into the second band.
Volume by(VolumeWindow window, BandMode mode = BandMode::slab) {
    return {VolumeMetric::amount, window, mode,
            {{Amount{0}, Rate::bps(1000), {}}, {Amount{10000}, Rate::bps(500), Amount{30}}}};
}

}  // namespace

TEST_CASE("rules may be those of the day of fulfilment") {
    CommissionRule old = percent("old", 1000);
    CommissionRule next = percent("next", 2000);
    old.effective_to = next.effective_from = parse_timestamp("2024-06-03T00:00:00Z");
    CommissionPlan p = plan({old, next});
    p.rule_time = RuleTime::fulfilled;
    CalculationContext context;
    CHECK(refusal([&] { static_cast<void>(calculate(compile(p), order({line("l1", 1000)}), context)); }) ==
          "missing_field context.fulfilled_at");
    context.fulfilled_at = parse_timestamp("2024-06-02T23:59:59Z");
    context.captured_at = parse_timestamp("2024-06-09T00:00:00Z");
    CHECK(fee(calculate(compile(p), order({line("l1", 1000)}), context)) == 100);
    context.fulfilled_at = old.effective_to;
    const OrderCommission later = calculate(compile(p), order({line("l1", 1000)}), context);
    CHECK(fee(later) == 200);
    CHECK(later.rule_time == *old.effective_to);
    context.as_of = noon;
    CHECK(fee(calculate(compile(p), order({line("l1", 1000)}), context)) == 100);
}

TEST_CASE("a volume is that of its own window, and a band's fixed part is charged once") {
    for (const VolumeWindow window :
         {VolumeWindow::day, VolumeWindow::month, VolumeWindow::quarter, VolumeWindow::year, VolumeWindow::all}) {
        CAPTURE(name_of(window));
        const CompiledPlan compiled = compile(plan({rule("a", by(window))}));
        CalculationContext context;
        for (const VolumeWindow other :
             {VolumeWindow::day, VolumeWindow::month, VolumeWindow::quarter, VolumeWindow::year, VolumeWindow::all}) {
            context.period_volumes.push_back({VendorId{"v1"}, other, Amount{other == window ? 10000 : 0}, 0, 0});
        }
        const Order sale = order({line("l1", 2000), line("l2", 2000, 1, "v2")});
        const OrderCommission of = calculate(compiled, sale, context);
        CHECK(fee(of, 0) == 100 + 30);
        CHECK(fee(of, 1) == 200);
    }
}

TEST_CASE("a marginal volume charges the fixed part of the band that the sale reaches") {
    const CompiledPlan compiled = compile(plan({rule("a", by(VolumeWindow::quarter, BandMode::marginal))}));
    CalculationContext context;
    context.period_volumes = {{VendorId{"v1"}, VolumeWindow::quarter, Amount{9000}, 0, 0}};
    CHECK(fee(calculate(compiled, order({line("l1", 1000)}), context)) == 100);
    CHECK(fee(calculate(compiled, order({line("l1", 3000)}), context)) == 100 + 100 + 30);
    CHECK(fee(calculate(compiled, order({line("l1", 1000), line("l2", 2000)}), context), 1) == 100 + 30);
}

TEST_CASE("a recurring amount is charged for the order or its units, shared by its pool, until its months are over") {
    Recurring recurring;
    recurring.amounts_minor = {{"EUR", Amount{100}}};
    recurring.months = 2;
    CommissionRule shared = rule("a", recurring);
    shared.beneficiaries = {{{Party::platform, ""}, 2}, {{Party::brand, "b"}, 1}};
    const Order sale = order({line("l1", 3000, 2), line("l2", 2000)});
    const OrderCommission once = calculate(compile(plan({shared})), sale);
    CHECK(fee(once, 0) == 75);
    CHECK(fee(once, 1) == 25);
    CHECK(charge(once).shares == std::vector<Share>{{{Party::platform, ""}, {50}}, {{Party::brand, "b"}, {25}}});
    recurring.scope = FixedScope::unit;
    recurring.rate = Rate::bps(1000);
    shared.charge = recurring;
    CHECK(fee(calculate(compile(plan({shared})), sale)) == 600 + 200);
    CalculationContext context;
    const auto won = [&](const char* first_order) {
        context.first_orders = {{{Party::platform, ""}, parse_timestamp(first_order)}};
        return !charge(calculate(compile(plan({shared})), sale, context)).rule_id.empty();
    };
    CHECK(won("2024-04-01T12:00:01Z"));
    CHECK_FALSE(won("2024-04-01T12:00:00Z"));
    CHECK(charge(calculate(compile(plan({shared})), order({line("l1", 100)}, "USD"))).rule_id.empty());
}

TEST_CASE("a single charge above what was collected is rejected where the plan rejects, taxed or not") {
    CommissionPlan p = plan({rule("a", FixedPerLine{{{"EUR", Amount{1001}}}})});
    p.over_allocation = OverAllocation::reject;
    const auto refused = [&] {
        return refusal([&] { static_cast<void>(calculate(compile(p), order({line("l1", 1000)}))); });
    };
    CHECK(refused() == "over_allocated lines[0]");
    p.rules[0].fee_taxes = {FeeTax{Rate{}, "DE", ""}};
    CHECK(refused() == "over_allocated lines[0]");
    p.rules[0].charge = FixedPerLine{{{"EUR", Amount{1000}}}};
    CHECK(refused() == "");
}

TEST_CASE("more than 100 % is charged where the plan allows both the rate and a vendor who owes") {
    CommissionPlan p = plan({percent("a", 15000)});
    CHECK(refusal([&] { validate(p); }) == "rate_out_of_range rules[0].charge.rate");
    p.allow_over_100 = true;
    const OrderCommission capped = calculate(compile(p), order({line("l1", 1000)}));
    CHECK(fee(capped) == 1000);
    CHECK(charge(capped).explanation->capped);
    p.allow_negative_net = true;
    const OrderCommission owed = calculate(compile(p), order({line("l1", 1000)}));
    CHECK(fee(owed) == 1500);
    CHECK(share(owed, Party::vendor) == -500);
}

TEST_CASE("a recomputed refund reverses tax and pool to the rest, and retains of what each gives back") {
    CommissionRule shared = percent("a", 1000);
    shared.bounds["EUR"] = {Amount{500}, std::nullopt};
    shared.beneficiaries = {{{Party::platform, ""}, 3}, {{Party::brand, "b"}, 1}};
    shared.fee_taxes = {FeeTax{Rate::bps(1900), "DE", ""}};
    CommissionPlan p = plan({shared});
    p.refund_policy = lesser_of_cap_and_rate(Rate::bps(2000), {});
    p.refund_policy.refund_mode = RefundMode::recompute;
    const Order sale = order({line("l1", 2000, 4)});
    const OrderCommission frozen = calculate(compile(p), sale);  // 8.00, tax 1.52, shares 6.00 and 2.00
    Order rest = sale;
    rest.lines[0].quantity = 2;
    const OrderCommission remaining = calculate(compile(p), rest);  // the minimum of 5.00, tax 0.95
    RefundRequest request;
    request.id = RefundId{"r"};
    request.order_id = sale.id;
    request.lines.push_back({OrderLineId{"l1"}, 2, std::nullopt, std::nullopt});
    const Reversal reversal = reverse_recomputed(sale, frozen, {}, request, {p.refund_policy, remaining});
    const ChargeReversal& charge = reversal.lines[0].charges[0];
    CHECK(reversal.refunded_minor == Amount{4000});
    CHECK(charge.tax_minor == Amount{95 - 152});
    CHECK(charge.retained_minor == Amount{60});  // 20 % of the 3.00 that would have come back
    CHECK(charge.amount_minor == Amount{-240});
    CHECK(charge.shares == std::vector<Share>{{{Party::platform, ""}, {-180}}, {{Party::brand, "b"}, {-60}}});
    Amount sum;
    for (const Share& share : reversal.lines[0].shares) sum += share.amount_minor;
    CHECK(sum == Amount{-4000});
}
