#include "price_context.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::CalculationContext;
using affiliate::PeriodVolume;
using affiliate::VolumeWindow;

/// The first day of the period of a day.
Date period_of(const Date& day, VolumeWindow window) {
    switch (window) {
        case VolumeWindow::day: return day;
        case VolumeWindow::month: return affiliate::start_of_unit(day, affiliate::CalendarUnit::month);
        case VolumeWindow::quarter: return affiliate::start_of_unit(day, affiliate::CalendarUnit::quarter);
        case VolumeWindow::year: return affiliate::start_of_unit(day, affiliate::CalendarUnit::year);
        case VolumeWindow::all: break;
    }
    return {1970, 1, 1};
}

/// The volumes of the vendors before the order, which then counts, too.
void count_volumes(Unit& unit, const Order& part, const PolicyRef& plan, const affiliate::ContextNeeds& needs,
                   CalculationContext& context) {
    const TimeZone zone{unit.policies.plan(unit.store, plan)->plan().time_zone};
    const Date day = zone.date_of(part.placed_at);
    for (const PeriodVolume& sold : affiliate::volumes_of(part)) {
        for (const VolumeWindow window : needs.volume_windows) {
            StoredVolume volume{sold.vendor_id, PlanId{plan.id}, window, period_of(day, window), part.currency, {}};
            const auto known = get<StoredVolume>(unit.store, volume.vendor_id, volume.plan_id, window, volume.period,
                                                 volume.currency);
            if (known) {
                volume = *known;
                context.period_volumes.push_back(
                    {sold.vendor_id, window, volume.amount_minor, volume.orders, volume.units});
            }
            volume.amount_minor += sold.amount_minor;
            volume.orders = checked_add(volume.orders, 1);
            volume.units = checked_add(volume.units, sold.units);
            put(unit.store, std::move(volume));
        }
    }
}

/// Since when the customer has bought for the beneficiaries. An order that is told late may have been the first.
void note_first_orders(Unit& unit, const Order& part, const affiliate::ContextNeeds& needs,
                       CalculationContext& context) {
    if (part.customer_id.empty()) return;
    for (const affiliate::Beneficiary& payee : affiliate::recurring_beneficiaries(needs, part)) {
        StoredFirstOrder first{part.customer_id, payee.party, payee.id, part.placed_at};
        const auto known = get<StoredFirstOrder>(unit.store, first.customer_id, first.party, first.party_id);
        if (known && known->at <= part.placed_at) {
            context.first_orders.push_back({payee, known->at});
        } else {
            put(unit.store, std::move(first));
        }
    }
}

}  // namespace

CalculationContext sale_context(Unit& unit, const Order& order, const PlanGroup& group,
                                std::span<const VendorId> exempt) {
    CalculationContext context;
    for (const std::size_t i : group.lines) {
        const VendorId& vendor = order.lines[i].vendor_id;
        if (std::find(exempt.begin(), exempt.end(), vendor) == exempt.end()) continue;
        const affiliate::FeePayer payer{vendor, true};
        auto& payers = context.fee_payers;
        if (std::find(payers.begin(), payers.end(), payer) == payers.end()) payers.push_back(payer);
    }
    const affiliate::ContextNeeds& needs = unit.policies.needs(unit.store, group.plan);
    if (!needs.volume_windows.empty() || !needs.recurring.empty()) {
        const Order part = part_of(order, group);
        if (!needs.volume_windows.empty()) count_volumes(unit, part, group.plan, needs, context);
        note_first_orders(unit, part, needs, context);
    }
    if (context != CalculationContext{}) put(unit.store, StoredContext{order.id, PlanId{group.plan.id}, context});
    return context;
}

CalculationContext frozen_context(Unit& unit, const OrderId& order, const PlanId& plan) {
    CalculationContext context;
    Scan own;
    own.prefix = make_key(order);
    scan<StoredContext>(unit.store, own, [&](const StoredContext& row) {
        const auto& payers = row.context.fee_payers;
        context.fee_payers.insert(context.fee_payers.end(), payers.begin(), payers.end());
        if (row.plan_id != plan) return true;
        context.period_volumes = row.context.period_volumes;
        context.first_orders = row.context.first_orders;
        return true;
    });
    return context;
}

}  // namespace marketplace::engine_detail
