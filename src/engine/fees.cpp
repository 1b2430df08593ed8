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

/// A charge that was booked is not booked again.
bool charge_once(Unit& unit, const FeeCharge& charge) {
    if (!insert(unit.store, charge)) return false;
    charge_vendor(unit, charge, income_of(charge));
    return true;
}

/// The same facts make the same charge, whenever they are told.
void require_same_charge(Unit& unit, FeeCharge charge) {
    const auto stored = get<FeeCharge>(unit.store, charge.id);
    charge.charged_at = stored->charged_at;
    if (charge == *stored) return;
    fail(ErrorCode::duplicate_key, "facts.source", charge.source,
         "a source that is new, or the facts by which " + charge.id + " was charged: " + stored->measure);
}

const vendors::VendorStrategy& strategy_of(const vendors::StrategyConfig& config, const Vendor& vendor) {
    return vendors::strategy_for(config, vendor.type);
}

/// Days from the first to the one before `to`; none if that is not later.
struct Days {
    Date from;
    Date to;
};

/// The days of a month on which the vendor subscribes: from its approval until it begins to leave.
std::optional<Days> days_of(const Unit& unit, const Vendor& vendor, const Days& month) {
    using enum vendors::VendorStatus;
    const bool has_left = vendor.status == offboarding || vendor.status == offboarded;
    const bool is_here = vendor.status == active || vendor.status == paused || vendor.status == suspended;
    if (!is_here && !(has_left && vendor.leaving_at)) return std::nullopt;
    Days days{std::max(month.from, unit.zone.date_of(vendor.approved_at.value_or(vendor.created_at))), month.to};
    if (has_left) days.to = std::min(month.to, unit.zone.date_of(*vendor.leaving_at));
    return days.from < days.to ? std::optional{days} : std::nullopt;
}

std::int64_t charge_use(Unit& unit, const FeeRule& rule, const vendors::SubscriptionUse& use, const Days& month) {
    std::int64_t charges = 0;
    for (const FeeCharge& charge : vendors::calculate_subscription(rule, use)) {
        const bool is_due = *charge.from >= month.from && *charge.to <= month.to;
        charges += is_due && charge_once(unit, charge) ? 1 : 0;
    }
    return charges;
}

/// A month is charged by its own days; of longer terms, which begin with the approval, the part that lies in the month.
std::int64_t charge_month(Unit& unit, const Vendor& vendor, const FeeRule& rule, const Days& month) {
    const auto days = days_of(unit, vendor, month);
    if (!days) return 0;
    if (rule.months == 1)
        return charge_use(unit, rule, {vendor.id, month.from, month.to, days->from, days->to, unit.at()}, month);
    const Date joined = unit.zone.date_of(vendor.approved_at.value_or(vendor.created_at));
    const std::int64_t months_since = 12 * (month.from.year - joined.year) + month.from.month - joined.month;
    std::int64_t charges = 0;
    for (std::int64_t term = std::max<std::int64_t>(0, months_since / rule.months - 1);; ++term) {
        const Days span{add_months(joined, term * rule.months), add_months(joined, (term + 1) * rule.months)};
        if (span.from >= days->to) return charges;
        const bool leaves = days->to < month.to;
        const Date last = leaves ? std::min(span.to, days->to) : span.to;
        if (span.to <= month.from || last <= span.from) continue;
        charges += charge_use(unit, rule, {vendor.id, span.from, span.to, span.from, last, unit.at()}, month);
    }
}

std::int64_t charge_month(Unit& unit, const vendors::StrategyConfig& strategies, const Days& month) {
    std::int64_t charges = 0;
    for (const Vendor& vendor : scan_all<Vendor>(unit.store, {})) {
        for (const FeeRule& rule : strategy_of(strategies, vendor).fees) {
            if (rule.kind == FeeKind::subscription) charges += charge_month(unit, vendor, rule, month);
        }
    }
    return charges;
}

}  // namespace

std::int64_t charge_subscriptions(Unit& unit, const Date& day) {
    if (unit.state.strategies.id.empty()) return 0;
    const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
    // Days may be passed over, but not the months that end with them.
    const Date last = unit.state.last_day_closed.value_or(add_days(day, -1));
    const Date open = add_days(last, 1);
    std::int64_t charges = 0;
    for (Days month{{open.year, open.month, 1}, {}};; month.from = month.to) {
        month.to = add_months(month.from, 1);
        if (month.to > add_days(day, 1)) return charges;
        charges += charge_month(unit, *strategies, month);
    }
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
    if (!is_new) require_same_charge(unit, charge);
    return "fee " + charge.id + (is_new ? " charged" : " had been charged");
}

}  // namespace marketplace::engine_detail
