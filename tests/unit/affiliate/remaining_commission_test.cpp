// The commission of what a refund leaves, by the winners that were frozen.

#include <doctest/doctest.h>

#include <marketplace/affiliate/remaining_commission.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

/// Two vendors; a fee of 10 %, 5.00 at least, and 0.30 for each order, only for orders of 100.00 and more.
CommissionPlan with_minimum() {
    return parse_plan(R"({"id": "p", "slots": [{"name": "fee"}, {"name": "order_fee"}],
        "refund_policy": {"refund_mode": "recompute"},
        "rules": [
          {"id": "tenth", "slot": "fee", "conditions": {"order_amount": {"ge_minor": 10000}},
           "charge": {"kind": "percent", "rate": "10%"}, "bounds": {"EUR": {"min_minor": 500}}},
          {"id": "each", "slot": "order_fee", "charge": {"kind": "fixed_per_order", "amounts_minor": {"EUR": 30}}}]})");
}

Order sale() {
    Order order;
    order.id = OrderId{"o"};
    order.currency = Currency{"EUR"};
    OrderLine line;
    line.id = OrderLineId{"a"};
    line.vendor_id = VendorId{"v"};
    line.unit_price_minor = Amount{2000};
    line.quantity = 5;
    order.lines.push_back(line);
    line.id = OrderLineId{"b"};
    line.quantity = 1;
    order.lines.push_back(line);
    return order;
}

RefundRequest of(std::string id, std::vector<RefundLine> lines) {
    RefundRequest out;
    out.id = RefundId{std::move(id)};
    out.order_id = OrderId{"o"};
    out.lines = std::move(lines);
    return out;
}

Amount taken_from_platform(const Reversal& reversal) {
    for (const Share& share : shares_of(reversal)) {
        if (share.beneficiary.party == Party::platform) return share.amount_minor;
    }
    return {};
}

}  // namespace

TEST_CASE("what is left is calculated by the frozen winners, which no condition can take away any more") {
    const CompiledPlan plan = compile(with_minimum());
    const Order order = sale();
    const OrderCommission frozen = calculate(plan, order);
    REQUIRE(frozen.lines[0].charges[0].amount_minor == Amount{1000});
    REQUIRE(frozen.lines[1].charges[0].amount_minor == Amount{500});  // the minimum
    REQUIRE(frozen.lines[0].charges[1].amount_minor == Amount{25});
    ReversalState state;
    state.lines.emplace_back().line_id = OrderLineId{"a"};
    state.lines[0].quantity = 4;
    state.lines[0].refunded_minor = Amount{8000};
    const OrderCommission left = calculate_remaining(plan, order, frozen, state);
    REQUIRE(left.lines.size() == 2);
    CHECK(left.lines[0].total_minor == Amount{2000});
    CHECK(left.lines[0].charges[0].rule_id == RuleId{"tenth"});  // though the order is below 100.00 now
    CHECK(left.lines[0].charges[0].amount_minor == Amount{500});
    CHECK(left.lines[0].charges[1].amount_minor == Amount{25});
    CHECK(left.lines[1] == [&] {
        LineCommission whole = frozen.lines[1];
        for (Charge& charge : whole.charges) charge.explanation.reset();
        return whole;
    }());
}

TEST_CASE("a plan that recomputes is reversed to the commission of what is left, and a full refund takes everything") {
    const CompiledPlan plan = compile(with_minimum());
    const Order order = sale();
    const OrderCommission frozen = calculate(plan, order);
    const Reversal first =
        reverse_with_plan(plan, order, frozen, {}, of("r1", {{OrderLineId{"a"}, 4, std::nullopt}}));
    CHECK(first.refunded_minor == Amount{8000});
    CHECK(taken_from_platform(first) == Amount{-500});
    CHECK(first.lines[0].explanation.refund_mode == RefundMode::recompute);
    const Reversal rest = reverse_with_plan(plan, order, frozen, first.state, of("r2", {}));
    CHECK(rest.refunded_minor == Amount{4000});
    CHECK(taken_from_platform(rest) == Amount{-500 - 25 - 505});
    for (std::size_t i = 0; i < 2; ++i) CHECK(rest.state.lines[i].shares == frozen.lines[i].shares);
}

TEST_CASE("the volume at which a charge begins is that of the sale") {
    CommissionPlan of_volume = parse_plan(R"({"id": "p", "slots": [{"name": "fee"}],
        "refund_policy": {"refund_mode": "recompute"},
        "rules": [{"id": "bands", "slot": "fee", "charge": {"kind": "volume", "mode": "marginal", "thresholds": [
            {"from_minor": 0, "rate": "4%"}, {"from_minor": 20000, "rate": "6%"},
            {"from_minor": 40000, "rate": "8%"}]}}]})");
    const CompiledPlan plan = compile(of_volume);
    Order order = sale();
    order.lines[0].unit_price_minor = Amount{10000};
    order.lines.pop_back();
    CalculationContext context;
    const OrderCommission frozen = calculate(plan, order, context);
    CHECK(frozen.lines[0].charges[0].amount_minor == Amount{2800});  // 200 at 4 %, 200 at 6 %, 100 at 8 %
    const Reversal reversal =
        reverse_with_plan(plan, order, frozen, {}, of("r1", {{OrderLineId{"a"}, 1, std::nullopt}}), context);
    CHECK(taken_from_platform(reversal) == Amount{-800});
}

TEST_CASE("a commission of another plan or of a part of its lines is refused") {
    const CompiledPlan plan = compile(with_minimum());
    const Order order = sale();
    const OrderCommission frozen = calculate(plan, order);
    OrderCommission other = frozen;
    other.lines[0].charges[0].rule_id = RuleId{"unknown"};
    CHECK_THROWS_WITH_AS(calculate_remaining(plan, order, other, {}), doctest::Contains("unknown"), Error);
    other = frozen;
    other.lines[0].total_minor = Amount{5000};
    CHECK_THROWS_WITH_AS(calculate_remaining(plan, order, other, {}), doctest::Contains("whole line"), Error);
    other = frozen;
    other.lines[0].charges.pop_back();
    CHECK_THROWS_WITH_AS(calculate_remaining(plan, order, other, {}), doctest::Contains("slots of the plan"), Error);
}

TEST_CASE("recomputed: a refund of the shipping leaves the fee on the goods, one of the goods takes it wholly") {
    const CompiledPlan plan = compile(parse_plan(R"({"id": "p", "slots": [{"name": "fee"}],
        "refund_policy": {"refund_mode": "recompute"},
        "rules": [{"id": "tenth", "slot": "fee", "charge": {"kind": "percent", "rate": "10%"}}]})"));
    Order order;
    order.id = OrderId{"o"};
    order.currency = Currency{"EUR"};
    OrderLine& line = order.lines.emplace_back();
    line.id = OrderLineId{"a"};
    line.vendor_id = VendorId{"v"};
    line.unit_price_minor = Amount{10'000};
    line.shipping_minor = Amount{500};
    const OrderCommission frozen = calculate(plan, order);
    REQUIRE(frozen.lines[0].charges[0].amount_minor == Amount{1000});
    const auto refunded = [&](const ReversalState& before, std::string id, PriceComponent component) {
        const RefundLine wanted{OrderLineId{"a"}, std::nullopt, std::nullopt, component};
        return reverse_with_plan(plan, order, frozen, before, of(std::move(id), {wanted}));
    };
    const Reversal shipping = refunded({}, "r1", PriceComponent::shipping);
    CHECK(shipping.refunded_minor == Amount{500});
    CHECK(shipping.lines[0].charges[0].amount_minor == Amount{});
    const Reversal goods = refunded(shipping.state, "r2", PriceComponent::goods);
    CHECK(goods.refunded_minor == Amount{10'000});
    CHECK(goods.lines[0].charges[0].amount_minor == Amount{-1000});
    const Reversal goods_first = refunded({}, "r3", PriceComponent::goods);
    CHECK(goods_first.lines[0].charges[0].amount_minor == Amount{-1000});
}
