#include "pricing.hpp"

#include <marketplace/affiliate/tier_history.hpp>
#include <marketplace/vendors/strategy.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

PlanId tier_plan(Unit& unit, const std::string& level) {
    if (level.empty()) return {};
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    const std::int64_t position = affiliate::position_of(loaded->policy, level);
    return position < 0 ? PlanId{} : loaded->policy.levels[static_cast<std::size_t>(position)].benefits.plan_id;
}

/// The plan that was assigned to a vendor for an instant; of several, the one that began last.
PlanId assigned_plan(Unit& unit, const VendorId& vendor, Timestamp at) {
    if (unit.state.plan_assignments == 0) return {};
    Scan begun;
    begun.prefix = make_key(vendor);
    begun.to = make_cell(Timestamp{checked_add(at.micros, 1)});
    begun.descending = true;
    PlanId plan;
    scan<PlanAssignment>(unit.store, begun, [&](const PlanAssignment& assigned) {
        const bool is_over = assigned.effective_to && *assigned.effective_to <= at;
        if (!is_over) plan = assigned.plan_id;
        return is_over;
    });
    return plan;
}

Amount gross_of_order(const Order& order) {
    Amount sum;
    for (const OrderLine& line : order.lines) sum += gross_of(line);
    return sum;
}

}  // namespace

Order part_of(const Order& order, const PlanGroup& group) {
    if (group.lines.size() == order.lines.size()) return order;
    Order part = order;
    part.lines.clear();
    for (const std::size_t i : group.lines) part.lines.push_back(order.lines[i]);
    return part;
}

std::string tier_at_time(Unit& unit, const VendorId& vendor, Timestamp at) {
    const PolicyRef& policy = unit.state.tier_policy;
    if (policy.id.empty()) return {};
    const Look<affiliate::TierState> state{unit.store, vendor, TierPolicyId{policy.id}};
    if (!state) return {};
    // Now it is mostly the present level that is in force; else the history tells.
    if (at == unit.at() && state->since && *state->since <= at && !state->level_override) return state->level;
    Scan scan_before;
    scan_before.prefix = make_key(vendor);
    scan_before.to = make_cell(Timestamp{checked_add(at.micros, 1)});
    scan_before.descending = true;
    scan_before.limit = 1;
    std::string level;
    scan<affiliate::TierAssignment>(unit.store, scan_before, [&](const affiliate::TierAssignment& found) {
        const bool is_over = found.effective_to && *found.effective_to <= at;
        level = is_over ? std::string{} : found.level;
        return false;
    });
    return level;
}

PolicyRef plan_for(Unit& unit, const vendors::Vendor& vendor, const std::string& level, Timestamp placed_at) {
    const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
    for (const PlanId& id : {assigned_plan(unit, vendor.id, placed_at), vendor.plan_id, tier_plan(unit, level),
                             vendors::strategy_for(*strategies, vendor.type).plan_id}) {
        if (id.empty()) continue;
        if (id.value == unit.state.plan.id) break;
        if (const auto ref = unit.policies.plan_at(unit.store, id.value, placed_at)) return *ref;
    }
    if (unit.state.plan.id.empty())
        fail(ErrorCode::out_of_order, "plan", "", "a commission plan that was published before the first order");
    return unit.policies.plan_at(unit.store, unit.state.plan, placed_at);
}

void add_line(std::vector<PlanGroup>& groups, const PolicyRef& plan, std::size_t line) {
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const PlanGroup& group) { return group.plan == plan; });
    (found == groups.end() ? groups.emplace_back(PlanGroup{plan, {}}) : *found).lines.push_back(line);
}

affiliate::OrderCommission calculate_group(Unit& unit, const Order& order, const PlanGroup& group,
                                           affiliate::CalculationContext context) {
    const auto plan = unit.policies.plan(unit.store, group.plan);
    if (group.lines.size() == order.lines.size()) return affiliate::calculate(*plan, order, context);
    context.order_amount_minor = gross_of_order(order);
    return affiliate::calculate(*plan, part_of(order, group), context);
}

}  // namespace marketplace::engine_detail
