// Refunds and restatements of commissions that generated plans calculate.

#include "property/affiliate/plan_generator.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/affiliate/remaining_commission.hpp>
#include <marketplace/affiliate/restatement.hpp>

#include <functional>

using namespace commission_properties;

namespace {

/// A part of a line that is left, or of the order; none when there is nothing to refund.
std::optional<RefundRequest> any_request(const Order& order, const OrderCommission& frozen, const ReversalState& state,
                                         std::int64_t step) {
    const std::int64_t left = refundable_of(frozen, state).value;
    if (left == 0) return std::nullopt;
    RefundRequest out;
    out.id = RefundId{std::to_string(step)};
    out.order_id = order.id;
    const std::size_t at = static_cast<std::size_t>(number(0, static_cast<std::int64_t>(order.lines.size())));
    const std::int64_t line_left = refundable_of(frozen.lines[at], state_of(state, order.lines[at].id)).value;
    if (line_left == 0) {
        out.amount_minor = Amount{number(1, left + 1)};
    } else {
        out.lines.push_back({order.lines[at].id, std::nullopt, Amount{number(1, line_left + 1)}});
    }
    return out;
}

Amount sum_of(const std::vector<Share>& shares) {
    Amount sum;
    for (const Share& share : shares) sum += share.amount_minor;
    return sum;
}

using Reverse = std::function<Reversal(const ReversalState&, const RefundRequest&)>;

/// Refunds in random parts, then the rest; the state at the end.
ReversalState refund_all(const Order& order, const OrderCommission& frozen, ReversalState state,
                         const Reverse& reversed) {
    for (std::int64_t step = 0; step < 6; ++step) {
        const auto request = any_request(order, frozen, state, step);
        if (!request) break;
        const Reversal reversal = reversed(state, *request);
        RC_ASSERT(sum_of(shares_of(reversal)) == -reversal.refunded_minor);
        state = reversal.state;
    }
    RefundRequest rest;
    rest.id = RefundId{"rest"};
    rest.order_id = order.id;
    const auto left = [&](const OrderLine& line) {
        const LineReversalState done = state_of(state, line.id);
        return done.refunded_minor < total_of(line) || (total_of(line) == Amount{} && done.quantity < line.quantity);
    };
    if (std::any_of(order.lines.begin(), order.lines.end(), left))
        state = reversed(state, rest).state;
    return state;
}

ReversalState refund_all(const Order& order, const OrderCommission& frozen, ReversalState state) {
    return refund_all(order, frozen, std::move(state), [&](const ReversalState& before, const RefundRequest& request) {
        return reverse(order, frozen, before, request, {});
    });
}

void check_whole(const OrderCommission& frozen, const ReversalState& state) {
    for (const LineCommission& line : frozen.lines) {
        const LineReversalState done = state_of(state, line.line_id);
        for (const Share& share : line.shares) {
            const auto same = [&](const Share& back) {
                return back.beneficiary == share.beneficiary && back.amount_minor == share.amount_minor;
            };
            RC_ASSERT((share.amount_minor == Amount{} || std::any_of(done.shares.begin(), done.shares.end(), same)));
        }
        for (std::size_t i = 0; i < done.charges.size(); ++i) {
            RC_ASSERT(done.charges[i].shares == line.charges[i].shares);
            RC_ASSERT(done.charges[i].tax_shares == line.charges[i].tax_shares);
        }
    }
}

/// What the two plans make of one order, or none where a plan refuses it.
std::optional<OrderCommission> calculated(const CommissionPlan& plan, const Order& order) {
    try {
        return calculate(compile(plan), order, {});
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

TEST_CASE("whatever a plan calculates comes back exactly, in any parts") {
    CHECK(rc::check([] {
        const Order order = *orders();
        const auto frozen = calculated(*plans(), order);
        RC_PRE(frozen.has_value());
        check_whole(*frozen, refund_all(order, *frozen, {}));
    }));
}

TEST_CASE("refunds to the commission of what is left sum exactly, and end with everything") {
    CHECK(rc::check([] {
        const Order order = *orders();
        CommissionPlan plan = *plans();
        plan.refund_policy.refund_mode = RefundMode::recompute;
        const auto frozen = calculated(plan, order);
        RC_PRE(frozen.has_value());
        const CompiledPlan compiled = compile(plan);
        const auto reversed = [&](const ReversalState& before, const RefundRequest& request) {
            Reversal out = reverse_with_plan(compiled, order, *frozen, before, request);
            // What is left is a commission like any other: its shares sum to what is left of each line.
            for (const LineCommission& line : calculate_remaining(compiled, order, *frozen, out.state).lines) {
                RC_ASSERT(sum_of(line.shares) == line.total_minor);
                RC_ASSERT(line.total_minor == refundable_of(*std::find_if(frozen->lines.begin(), frozen->lines.end(),
                                                                          [&](const LineCommission& whole) {
                                                                              return whole.line_id == line.line_id;
                                                                          }),
                                                            state_of(out.state, line.line_id)));
            }
            return out;
        };
        check_whole(*frozen, refund_all(order, *frozen, {}, reversed));
    }));
}

TEST_CASE("nothing refunded, what is left is the commission itself") {
    CHECK(rc::check([] {
        const Order order = *orders();
        CommissionPlan plan = *plans();
        plan.rounding_scope = RoundingScope::line;
        RC_PRE(calculated(plan, order).has_value());
        CalculationContext context;
        context.explanation = ExplanationLevel::none;
        const OrderCommission frozen = calculate(compile(plan), order, context);
        RC_ASSERT(calculate_remaining(compile(plan), order, frozen, {}) == frozen);
    }));
}

TEST_CASE("a restatement between any two plans sums to zero by line, leads there, and refunds follow") {
    CHECK(rc::check([] {
        const Order order = *orders();
        const auto frozen = calculated(*plans(), order);
        const auto target = calculated(*plans(), order);
        RC_PRE(frozen.has_value() && target.has_value());
        const auto made = restate(*frozen, {}, *target, RunId{"run"}, "another plan");
        for (const LineCommission& line : frozen->lines) {
            Amount sum;
            for (const Adjustment& one : made) {
                if (one.line_id == line.line_id && one.target == AdjustmentTarget::share) sum += one.delta_minor;
            }
            RC_ASSERT(sum == Amount{});
        }
        RC_ASSERT(restate(*frozen, made, *target, RunId{"run"}, "another plan").empty());
        RC_ASSERT(restate(*frozen, made, *target, RunId{"next"}, "another plan").empty());
        const OrderCommission now = restated(*frozen, made);
        RC_ASSERT(restate(now, {}, *target, RunId{"run"}, "").empty());

        ReversalState before;
        if (const auto request = any_request(order, *frozen, {}, 0))
            before = reverse(order, *frozen, {}, *request, {}).state;
        const Rebase moved = rebase(order, now, before);
        for (const RebasedLine& line : moved.lines) RC_ASSERT(sum_of(line.shares) == Amount{});
        check_whole(now, refund_all(order, now, moved.state));
    }));
}
