// An order is placed: the rules of this instant decide who will earn what, and that is frozen.

#include "points.hpp"

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/tier_history.hpp>
#include <marketplace/vendors/strategy.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

std::string tier_at_placement(Unit& unit, const VendorId& vendor) {
    const PolicyRef& policy = unit.state.tier_policy;
    if (policy.id.empty()) return {};
    const auto state = get<affiliate::TierState>(unit.store, vendor, TierPolicyId{policy.id});
    if (!state) return {};
    // Mostly the present level is in force; else its history tells.
    if (state->since && *state->since <= unit.at() && !state->level_override) return state->level;
    Scan scan_before;
    scan_before.prefix = {make_cell(vendor)};
    scan_before.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    scan_before.descending = true;
    scan_before.limit = 1;
    std::string level;
    scan<affiliate::TierAssignment>(unit.store, scan_before, [&](const affiliate::TierAssignment& found) {
        level = found.level;
        return false;
    });
    return level;
}

/// What the engine knows better than the order: the vendor's type and tier at this instant.
void complete(Unit& unit, OrderLine& line, vendors::Vendor& vendor) {
    line.vendor_type = vendor.type;
    line.tier = tier_at_placement(unit, line.vendor_id);
    if (vendor.first_sale_at) return;
    vendor.first_sale_at = unit.at();
    put(unit.store, vendor);
}

PlanId tier_plan(Unit& unit, const std::string& level) {
    if (level.empty()) return {};
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    const std::int64_t position = affiliate::position_of(loaded->policy, level);
    return position < 0 ? PlanId{} : loaded->policy.levels[static_cast<std::size_t>(position)].benefits.plan_id;
}

/// The plan of a vendor: its own, that of its tier, that of its kind, that of the marketplace; the first
/// that is published.
PolicyRef plan_for(Unit& unit, const vendors::Vendor& vendor, const std::string& level) {
    const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
    for (const PlanId& id :
         {vendor.plan_id, tier_plan(unit, level), vendors::strategy_for(*strategies, vendor.type).plan_id}) {
        if (id.empty()) continue;
        if (id.value == unit.state.plan.id) return unit.state.plan;
        if (const auto& ref = unit.policies.newest_plan(unit.store, id.value)) return *ref;
    }
    if (unit.state.plan.id.empty())
        fail(ErrorCode::out_of_order, "plan", "", "a commission plan that was published before the first order");
    return unit.state.plan;
}

/// Lines that share a plan, by their position in the order.
struct PlanGroup {
    PolicyRef plan;
    std::vector<std::size_t> lines;
};

std::vector<PlanGroup> complete_lines(Unit& unit, Order& order) {
    std::vector<PlanGroup> groups;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        OrderLine& line = order.lines[i];
        auto vendor = get<vendors::Vendor>(unit.store, line.vendor_id);
        if (!vendor)
            fail(ErrorCode::not_found, "order.lines[" + std::to_string(i) + "].vendor_id", line.vendor_id.value,
                 "a registered vendor");
        complete(unit, line, *vendor);
        const PolicyRef plan = plan_for(unit, *vendor, line.tier);
        const auto found =
            std::find_if(groups.begin(), groups.end(), [&](const PlanGroup& group) { return group.plan == plan; });
        (found == groups.end() ? groups.emplace_back(PlanGroup{plan, {}}) : *found).lines.push_back(i);
    }
    return groups;
}

/// The order with the lines of one plan only.
Order part_of(const Order& order, const PlanGroup& group) {
    Order part = order;
    part.lines.clear();
    for (const std::size_t i : group.lines) part.lines.push_back(order.lines[i]);
    return part;
}

/// Each group by its plan; the lines come back in the order of the order.
void calculate_all(Unit& unit, LoadedOrder& loaded, const std::vector<PlanGroup>& groups) {
    const Order& order = loaded.order;
    loaded.commission = {order.id, order.currency, {}, 0, order.placed_at, {}};
    loaded.commission.lines.resize(order.lines.size());
    loaded.plans.resize(order.lines.size());
    for (const PlanGroup& group : groups) {
        const auto plan = unit.policies.plan(unit.store, group.plan);
        affiliate::CalculationContext context;
        context.explanation = unit.options.explanation;
        affiliate::OrderCommission part = affiliate::calculate(*plan, part_of(order, group), context);
        for (std::size_t k = 0; k < group.lines.size(); ++k) {
            loaded.commission.lines[group.lines[k]] = std::move(part.lines[k]);
            loaded.plans[group.lines[k]] = group.plan;
        }
        loaded.commission.rule_time = part.rule_time;
    }
}

StoredOrder stored_of(const Order& order) {
    StoredOrder stored;
    stored.id = order.id;
    stored.currency = order.currency;
    stored.customer_id = order.customer_id;
    stored.customer_segment = order.customer_segment;
    stored.channel = order.channel;
    stored.country = order.country;
    stored.region = order.region;
    stored.payment_method = order.payment_method;
    stored.referrer = order.referrer;
    stored.ordinal = order.ordinal;
    stored.placed_at = order.placed_at;
    stored.line_count = static_cast<std::int64_t>(order.lines.size());
    stored.total_minor = total_of(order);
    return stored;
}

}  // namespace

std::string apply(Unit& unit, const OrderPlaced& payload) {
    LoadedOrder loaded;
    loaded.order = payload.order;
    validate(loaded.order);
    const std::vector<PlanGroup> groups = complete_lines(unit, loaded.order);
    calculate_all(unit, loaded, groups);
    loaded.stored = stored_of(loaded.order);
    hold_points(unit, loaded, payload.redeem_points_max);
    store_order(unit, loaded);
    for (const VendorPart& part : vendor_parts(loaded.order)) {
        record_fact(unit, affiliate::OrderFact{loaded.order.id, part.vendor_id, loaded.order.placed_at,
                                               loaded.order.currency, part.total_minor, part.units});
    }
    return "order " + loaded.order.id.value + " placed, " + std::to_string(loaded.order.lines.size()) + " lines";
}

}  // namespace marketplace::engine_detail
