#include "refund_by_plan.hpp"

#include "price_context.hpp"

#include <marketplace/affiliate/remaining_commission.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::RefundRequest;
using affiliate::Reversal;
using affiliate::ReversalState;

bool is_of_one_plan(const LoadedOrder& loaded) {
    return std::adjacent_find(loaded.plans.begin(), loaded.plans.end(), std::not_equal_to<>{}) == loaded.plans.end();
}

const PolicyRef& plan_of(const LoadedOrder& loaded, const OrderLineId& line) {
    for (std::size_t i = 0; i < loaded.order.lines.size(); ++i) {
        if (loaded.order.lines[i].id == line) return loaded.plans[i];
    }
    fail(ErrorCode::not_found, "refund.lines", line.value, "a line of the order");
}

/// The lines of a request that fall under one plan.
RefundRequest part_of(const LoadedOrder& loaded, const RefundRequest& request,
                      std::span<const affiliate::LineRefund> lines, const PolicyRef& plan) {
    RefundRequest part = request;
    part.amount_minor.reset();
    part.lines.clear();
    for (const affiliate::LineRefund& line : lines) {
        if (plan_of(loaded, line.line_id) != plan) continue;
        affiliate::RefundLine wanted{line.line_id, std::nullopt, line.amount_minor};
        if (line.quantity != 0) wanted.quantity = line.quantity;
        wanted.component = line.component;
        part.lines.push_back(std::move(wanted));
    }
    return part;
}

/// The lines of an order that fall under one plan, with their commission.
struct PlanLines {
    Order order;
    affiliate::OrderCommission commission;
};

PlanLines lines_of(const LoadedOrder& loaded, const PolicyRef& plan) {
    PlanLines out{loaded.order, loaded.commission};
    out.order.lines.clear();
    out.commission.lines.clear();
    for (std::size_t i = 0; i < loaded.plans.size(); ++i) {
        if (loaded.plans[i] != plan) continue;
        out.order.lines.push_back(loaded.order.lines[i]);
        out.commission.lines.push_back(loaded.commission.lines[i]);
    }
    return out;
}

/// By the refund policy of one plan. A commission that was restated is not the work of one set of rules any more: it
/// goes back in proportion.
Reversal reverse_under(Unit& unit, const LoadedOrder& loaded, const PolicyRef& ref, const ReversalState& before,
                       const RefundRequest& request) {
    const auto plan = unit.policies.plan(unit.store, ref);
    affiliate::RefundPolicy policy = plan->plan().refund_policy;
    const bool recomputes = policy.refund_mode == affiliate::RefundMode::recompute && !request.goodwill;
    if (!recomputes || loaded.stored.adjustments > 0) {
        policy.refund_mode = affiliate::RefundMode::proportional;
        return affiliate::reverse(loaded.order, loaded.commission, before, request, policy);
    }
    const PlanLines lines = lines_of(loaded, ref);
    return affiliate::reverse_with_plan(*plan, lines.order, lines.commission, before, request,
                                        frozen_context(unit, loaded.stored.id, PlanId{ref.id}));
}

/// What a plan decides about its lines is added to what the plans before decided.
void add(Reversal& whole, Reversal part) {
    whole.refunded_minor += part.refunded_minor;
    whole.retained_minor += part.retained_minor;
    for (affiliate::LineReversal& line : part.lines) whole.lines.push_back(std::move(line));
    whole.state = std::move(part.state);
}

std::vector<PolicyRef> distinct_plans(const LoadedOrder& loaded) {
    std::vector<PolicyRef> plans;
    for (const PolicyRef& plan : loaded.plans) {
        if (std::find(plans.begin(), plans.end(), plan) == plans.end()) plans.push_back(plan);
    }
    return plans;
}

}  // namespace

Reversal reverse_by_plan(Unit& unit, const LoadedOrder& loaded, const ReversalState& before,
                         const RefundRequest& request) {
    if (loaded.plans.empty()) {
        return affiliate::reverse(loaded.order, loaded.commission, before, request, affiliate::RefundPolicy{});
    }
    if (is_of_one_plan(loaded)) {
        return reverse_under(unit, loaded, loaded.plans[0], before, request);
    }
    // With the amount of each line decided, the request can be taken apart.
    const std::vector<affiliate::LineRefund> lines =
        affiliate::resolve(loaded.order, loaded.commission, before, request);
    std::optional<Reversal> whole;
    for (const PolicyRef& plan : distinct_plans(loaded)) {
        const RefundRequest part = part_of(loaded, request, lines, plan);
        if (part.lines.empty()) continue;
        const ReversalState& state = whole ? whole->state : before;
        Reversal reversal = reverse_under(unit, loaded, plan, state, part);
        whole ? add(*whole, std::move(reversal)) : static_cast<void>(whole = std::move(reversal));
    }
    if (!whole) return affiliate::reverse(loaded.order, loaded.commission, before, request, affiliate::RefundPolicy{});
    return std::move(*whole);
}

}  // namespace marketplace::engine_detail
