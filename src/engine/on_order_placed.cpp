// An order is placed: the rules of this instant decide who will earn what, and that is frozen.

#include "points.hpp"
#include "price_context.hpp"
#include "pricing.hpp"
#include "vendor_changes.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <utility>

namespace marketplace::engine_detail {
namespace {

/// What is known of an order before it is priced.
struct Placed {
    std::vector<PlanGroup> groups;
    std::vector<VendorId> exempt;  ///< vendors whose fees carry no tax
};

/// What the engine knows better than the order: the vendor's type, and its tier when the order was placed.
Placed complete_lines(Unit& unit, Order& order) {
    Placed placed;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        OrderLine& line = order.lines[i];
        const Look<vendors::Vendor> vendor{unit.store, line.vendor_id};
        if (!vendor)
            fail(ErrorCode::not_found, "order.lines[" + std::to_string(i) + "].vendor_id", line.vendor_id.value,
                 "a registered vendor");
        require_seller(unit, *vendor, order.placed_at, i);
        line.vendor_type = vendor->type;
        line.tier = tier_at_time(unit, line.vendor_id, order.placed_at);
        add_line(placed.groups, plan_for(unit, *vendor, line.tier, order.placed_at), i);
        if (vendor->fee_tax_exempt) placed.exempt.push_back(line.vendor_id);
        if (vendor->first_sale_at) continue;
        vendors::Vendor first = *vendor;
        first.first_sale_at = unit.at();
        put(unit.store, std::move(first));
    }
    return placed;
}

/// Each group by its plan; the lines come back in the order of the order.
void calculate_all(Unit& unit, LoadedOrder& loaded, const Placed& placed) {
    const Order& order = loaded.order;
    loaded.commission = {order.id, order.currency, {}, 0, order.placed_at, {}};
    loaded.commission.lines.resize(order.lines.size());
    loaded.plans.resize(order.lines.size());
    for (const PlanGroup& group : placed.groups) {
        affiliate::CalculationContext context = sale_context(unit, order, group, placed.exempt);
        context.explanation = unit.options.explanation;
        affiliate::OrderCommission part = calculate_group(unit, order, group, std::move(context));
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
    marketplace::detail::at_path("order", [&] { validate(loaded.order); });
    calculate_all(unit, loaded, complete_lines(unit, loaded.order));
    loaded.stored = stored_of(loaded.order);
    hold_points(unit, loaded, payload.redeem_points_max);
    const Order& order = payload.order;  // of which the engine knows better only what it fills in
    const std::vector<VendorPart> parts = vendor_parts(order);
    store_order(unit, std::move(loaded));
    for (const VendorPart& part : parts) {
        record_fact(unit, affiliate::OrderFact{order.id, part.vendor_id, order.placed_at, order.currency,
                                               part.total_minor, part.units});
    }
    return "order " + order.id.value + " placed, " + std::to_string(order.lines.size()) + " lines";
}

}  // namespace marketplace::engine_detail
