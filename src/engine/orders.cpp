#include "orders.hpp"

#include "tiers.hpp"

#include <marketplace/affiliate/tier_metrics.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

/// The fields that an order and its row share.
Order order_of(const StoredOrder& stored) {
    Order order;
    order.id = stored.id;
    order.currency = stored.currency;
    order.placed_at = stored.placed_at;
    order.customer_id = stored.customer_id;
    order.customer_segment = stored.customer_segment;
    order.channel = stored.channel;
    order.country = stored.country;
    order.region = stored.region;
    order.payment_method = stored.payment_method;
    order.referrer = stored.referrer;
    order.ordinal = stored.ordinal;
    return order;
}

/// A row of an order that must be there.
template <class Row>
Row row_of(Unit& unit, const OrderId& id, std::int64_t position) {
    auto row = get<Row>(unit.store, id, position);
    if (!row) fail(ErrorCode::store_corrupt, table_of<Row>().name, id.value + "/" + std::to_string(position), "a row");
    return std::move(*row);
}

void store_shares(Unit& unit, const OrderId& id, std::int64_t position, const affiliate::LineCommission& line) {
    std::int64_t number = 0;
    for (const affiliate::Share& share : line.shares) {
        unit.unwritten.shares.push_back(
            {id, position, number++, share.beneficiary.party, share.beneficiary.id, share.amount_minor});
    }
}

}  // namespace

bool is_payable(const StoredOrder& stored) {
    return stored.fulfilled_at.has_value() || (stored.captured_at && stored.status == OrderStatus::refunded);
}

StoredOrder load_stored_order(Unit& unit, const OrderId& id) {
    auto stored = get<StoredOrder>(unit.store, id);
    if (!stored) fail(ErrorCode::out_of_order, "order_id", id.value, "an order that was placed before");
    return std::move(*stored);
}

LoadedOrder load_order_lines(Unit& unit, const OrderId& id) {
    LoadedOrder loaded;
    loaded.stored = load_stored_order(unit, id);
    loaded.order = order_of(loaded.stored);
    for (std::int64_t i = 0; i < loaded.stored.line_count; ++i)
        loaded.order.lines.push_back(row_of<StoredOrderLine>(unit, id, i).line);
    return loaded;
}

LoadedOrder load_frozen_order(Unit& unit, const OrderId& id) {
    LoadedOrder loaded = load_order_lines(unit, id);
    affiliate::OrderCommission& commission = loaded.commission;
    commission.order_id = id;
    commission.currency = loaded.stored.currency;
    for (std::int64_t i = 0; i < loaded.stored.line_count; ++i) {
        StoredCommission row = row_of<StoredCommission>(unit, id, i);
        if (i == 0) {
            commission.plan_id = row.plan_id;
            commission.plan_version = row.plan_version;
            commission.rule_time = row.rule_time;
        }
        loaded.plans.push_back({row.plan_id.value, row.plan_version});
        commission.lines.push_back(std::move(row.commission));
    }
    return loaded;
}

std::vector<affiliate::Adjustment> load_adjustments(Unit& unit, const OrderId& id) {
    Scan own;
    own.prefix = make_key(id);
    std::vector<affiliate::Adjustment> adjustments;
    scan<StoredAdjustment>(unit.store, own, [&](const StoredAdjustment& row) {
        adjustments.push_back(row.adjustment);
        return true;
    });
    return adjustments;
}

LoadedOrder load_order(Unit& unit, const OrderId& id) {
    LoadedOrder loaded = load_frozen_order(unit, id);
    if (loaded.stored.adjustments > 0)
        loaded.commission = affiliate::restated(loaded.commission, load_adjustments(unit, id));
    return loaded;
}

void store_order(Unit& unit, LoadedOrder loaded) {
    const OrderId& id = loaded.order.id;
    if (!insert(unit.store, loaded.stored))
        fail(ErrorCode::duplicate_key, "order.id", id.value, "an order that was not placed before");
    for (std::size_t i = 0; i < loaded.order.lines.size(); ++i) {
        const auto position = static_cast<std::int64_t>(i);
        put(unit.store, StoredOrderLine{id, position, std::move(loaded.order.lines[i])});
        store_shares(unit, id, position, loaded.commission.lines[i]);
        const PolicyRef& plan = loaded.plans[i];
        put(unit.store, StoredCommission{id, position, PlanId{plan.id}, plan.version, loaded.commission.rule_time,
                                         std::move(loaded.commission.lines[i])});
    }
}

std::vector<affiliate::Share> payable_shares(std::span<const affiliate::Share> shares) {
    std::vector<affiliate::Share> out;
    for (const affiliate::Share& share : shares) {
        if (share.amount_minor.value != 0 && payee_party_of(share.beneficiary.party)) out.push_back(share);
    }
    return out;
}

void record_fact(Unit& unit, const affiliate::VendorFact& fact) {
    const bool has_policy = !unit.state.tier_policy.id.empty();
    const auto rules = has_policy ? unit.policies.tier_policy(unit.store, unit.state.tier_policy)
                                  : unit.policies.no_tier_policy(unit.options.time_zone);
    const VendorId& vendor = affiliate::vendor_of(fact);
    const Date day = affiliate::bucket_day(rules->policy, rules->calendar, fact, unit.at());
    // What is not about money is kept with the amounts that the policy looks at.
    Currency currency = affiliate::currency_of(fact);
    if (currency == Currency{}) currency = rules->policy.currency;
    affiliate::DailyMetrics bucket{vendor, day, currency};
    if (const auto found = get<affiliate::DailyMetrics>(unit.store, vendor, day, currency)) bucket = *found;
    put(unit.store, affiliate::with_fact(bucket, fact));
    if (has_policy) judge_after_fact(unit, *rules, vendor, day);
}

std::vector<VendorPart> vendor_parts(const Order& order) {
    std::vector<VendorPart> parts;
    for (const OrderLine& line : order.lines) {
        const auto found = std::find_if(parts.begin(), parts.end(),
                                        [&](const VendorPart& part) { return part.vendor_id == line.vendor_id; });
        VendorPart& part = found == parts.end() ? parts.emplace_back(VendorPart{line.vendor_id, {}, 0}) : *found;
        part.total_minor += total_of(line);
        part.units = checked_add(part.units, line.quantity);
    }
    return parts;
}

}  // namespace marketplace::engine_detail
