#include "fees.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using vendors::FeeCharge;
using vendors::FeeKind;
using vendors::FeeRule;
using vendors::Vendor;

const ledger::Account income_of(const FeeCharge& charge) {
    return charge.kind == FeeKind::subscription ? ledger::platform_subscription(charge.currency)
                                                : ledger::platform_fee(charge.currency);
}

/// The same facts make the same charge, which is booked once.
bool charge_once(Unit& unit, const FeeCharge& charge) {
    if (!insert(unit.store, charge)) return false;
    charge_vendor(unit, charge, income_of(charge));
    return true;
}

const vendors::VendorStrategy& strategy_of(const vendors::StrategyConfig& config, const Vendor& vendor) {
    return vendors::strategy_for(config, vendor.type);
}

bool pays_subscriptions(const Vendor& vendor) {
    using enum vendors::VendorStatus;
    return vendor.status == active || vendor.status == paused || vendor.status == suspended;
}

/// The days of a month on which the vendor was approved.
std::int64_t charge_month(Unit& unit, const Vendor& vendor, const FeeRule& rule, const Date& first, const Date& end) {
    const Date joined = unit.zone.date_of(vendor.approved_at.value_or(vendor.created_at));
    if (joined >= end) return 0;
    FeeRule monthly = rule;
    monthly.months = 1;
    const vendors::SubscriptionUse use{vendor.id, first, end, std::max(first, joined), end, unit.at()};
    std::int64_t charges = 0;
    for (const FeeCharge& charge : vendors::calculate_subscription(monthly, use))
        charges += charge_once(unit, charge) ? 1 : 0;
    return charges;
}

}  // namespace

std::int64_t charge_subscriptions(Unit& unit, const Date& day) {
    const Date end = add_days(day, 1);
    if (end.day != 1 || unit.state.strategies.id.empty()) return 0;
    const Date first{day.year, day.month, 1};
    const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
    std::int64_t charges = 0;
    for (const Vendor& vendor : scan_all<Vendor>(unit.store, {})) {
        if (!pays_subscriptions(vendor)) continue;
        for (const FeeRule& rule : strategy_of(*strategies, vendor).fees) {
            // Longer terms are charged by the event of their month; see FeeCharged.
            if (rule.kind == FeeKind::subscription && rule.months == 1)
                charges += charge_month(unit, vendor, rule, first, end);
        }
    }
    return charges;
}

std::string apply(Unit& unit, const FeeCharged& payload) {
    const auto vendor = get<Vendor>(unit.store, payload.facts.vendor_id);
    if (!vendor) fail(ErrorCode::not_found, "facts.vendor_id", payload.facts.vendor_id.value, "a registered vendor");
    const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
    const auto& fees = strategy_of(*strategies, *vendor).fees;
    const auto rule =
        std::find_if(fees.begin(), fees.end(), [&](const FeeRule& each) { return each.code == payload.fee_code; });
    if (rule == fees.end()) {
        fail(ErrorCode::not_found, "fee_code", payload.fee_code,
             "a fee of the strategy of a " + std::string{name_of(vendor->type)});
    }
    const FeeCharge charge = vendors::calculate_fee(*rule, payload.facts);
    const bool is_new = charge_once(unit, charge);
    return "fee " + charge.id + (is_new ? " charged" : " had been charged");
}

}  // namespace marketplace::engine_detail
