// Lines with shipping, gift wrap and fees, priced by generated plans and refunded by generated steps, some of which
// name a component: sums are exact at every step, no charge moves back, and the end is the original split.

#include "plan_generator.hpp"

#include <doctest/doctest.h>

#include <marketplace/affiliate/reversal.hpp>

using namespace commission_properties;

namespace {

Order with_components() {
    Order out = *orders();
    for (OrderLine& line : out.lines) {
        line.shipping_minor = {once_in(2) ? number(0, 900) : 0};
        line.gift_wrap_minor = {once_in(3) ? number(0, 300) : 0};
        line.fees_minor = {once_in(3) ? number(0, 100) : 0};
    }
    return out;
}

std::optional<RefundLine> any_step(const OrderLine& line, const LineCommission& frozen, const ReversalState& state) {
    const LineReversalState done = state_of(state, line.id);
    const std::int64_t left = refundable_of(frozen, done).value;
    if (left == 0) return std::nullopt;
    if (once_in(3)) return RefundLine{line.id, {}, Amount{number(1, left + 1)}, {}};
    const auto component = static_cast<PriceComponent>(number(0, 4));
    RefundLine out{line.id, {}, {}, component};
    if (component == PriceComponent::goods && done.quantity < line.quantity && once_in(2)) {
        out.quantity = number(1, line.quantity - done.quantity + 1);
    } else if (once_in(2)) {
        out.amount_minor = Amount{number(1, left + 1)};
    }
    return out;
}

bool moved_back(const LineCommission& frozen, const LineReversalState& before, const LineReversalState& after) {
    for (std::size_t i = 0; i < frozen.charges.size(); ++i) {
        const Charge& whole = frozen.charges[i];
        for (std::size_t j = 0; j < whole.shares.size(); ++j) {
            const Amount was = before.charges.empty() ? Amount{} : before.charges[i].shares[j].amount_minor;
            const Amount is = after.charges[i].shares[j].amount_minor;
            if (is < was || is > whole.shares[j].amount_minor) return true;
        }
        for (std::size_t j = 0; j < whole.tax_shares.size(); ++j) {
            const Amount was = before.charges.empty() ? Amount{} : before.charges[i].tax_shares[j].amount_minor;
            const Amount is = after.charges[i].tax_shares[j].amount_minor;
            if (is < was || is > whole.tax_shares[j].amount_minor) return true;
        }
    }
    return false;
}

void check_step(const OrderCommission& frozen, const ReversalState& before, const Reversal& reversal) {
    for (const LineReversal& line : reversal.lines) {
        Amount sum;
        for (const Share& share : line.shares) sum += share.amount_minor;
        RC_ASSERT(sum == -line.refunded_minor);
        const LineReversalState after = state_of(reversal.state, line.line_id);
        const auto whole = std::find_if(frozen.lines.begin(), frozen.lines.end(),
                                        [&](const LineCommission& each) { return each.line_id == line.line_id; });
        RC_ASSERT(!moved_back(*whole, state_of(before, line.line_id), after));
        if (!after.components) continue;
        const ComponentAmounts parts = *after.components;
        RC_ASSERT(parts.goods_minor + parts.shipping_minor + parts.gift_wrap_minor + parts.fees_minor ==
                  after.refunded_minor);
    }
}

RefundRequest request_of(const Order& order, std::optional<RefundLine> line) {
    RefundRequest out;
    out.id = RefundId{"r"};
    out.order_id = order.id;
    if (line) out.lines.push_back(*line);
    return out;
}

/// The step, or nothing where it wants more of a component than is left.
std::optional<Reversal> attempt(const Order& order, const OrderCommission& frozen, const ReversalState& state,
                                const RefundRequest& request) {
    try {
        return reverse(order, frozen, state, request, {});
    } catch (const Error& error) {
        RC_ASSERT(error.code() == ErrorCode::over_refund);
        return std::nullopt;
    }
}

}  // namespace

TEST_CASE("refunds by component are exact in any order and end at the original split") {
    CHECK(rc::check([] {
        CommissionPlan plan = *plans();
        for (CommissionRule& rule : plan.rules) {
            if (std::holds_alternative<Percent>(rule.charge)) rule.base.add_shipping = once_in(2);
            rule.base.add_gift_wrap = once_in(3);
        }
        const Order order = with_components();
        const OrderCommission frozen = calculate(compile(plan), order);
        ReversalState state;
        std::vector<Reversal> made;
        for (std::int64_t steps = number(1, 9); steps > 0; --steps) {
            const auto at = static_cast<std::size_t>(number(0, static_cast<std::int64_t>(order.lines.size())));
            const auto step = any_step(order.lines[at], frozen.lines[at], state);
            if (!step) continue;
            const auto reversal = attempt(order, frozen, state, request_of(order, step));
            if (!reversal) continue;
            check_step(frozen, state, *reversal);
            state = reversal->state;
            made.push_back(*reversal);
            if (!once_in(6)) continue;
            state = without(state, made[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(made.size())))]);
            made.clear();  // what is void cannot become void again
        }
        if (refundable_of(frozen, state) > Amount{})
            state = reverse(order, frozen, state, request_of(order, {}), {}).state;
        for (std::size_t i = 0; i < frozen.lines.size(); ++i) {
            const LineReversalState end = state_of(state, order.lines[i].id);
            if (end.refunded_minor == Amount{}) continue;
            RC_ASSERT(end.refunded_minor == frozen.lines[i].total_minor);
            for (const Share& share : frozen.lines[i].shares) {
                const auto same = [&](const Share& each) { return each.beneficiary == share.beneficiary; };
                const auto found = std::find_if(end.shares.begin(), end.shares.end(), same);
                RC_ASSERT(found->amount_minor == share.amount_minor);
            }
        }
    }));
}
