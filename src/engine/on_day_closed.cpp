// The end of a civil day: what time alone changes.

#include "fees.hpp"
#include "points.hpp"
#include "reserves.hpp"
#include "tiers.hpp"

namespace marketplace::engine_detail {
namespace {

void require_order(Unit& unit, const Date& day) {
    marketplace::validate(day, "day");
    const auto last = unit.state.last_day_closed;
    if (last && day <= *last) {
        fail(ErrorCode::out_of_order, "day", to_string(day),
             "a day after " + to_string(*last) + ", the last one closed");
    }
}

/// Collected money is at the platform's disposal on the day after it was captured.
void settle_collected(Unit& unit) {
    for (const Currency currency : unit.state.currencies) {
        const ledger::Account pending = ledger::psp_pending(unit.options.payment_provider, currency);
        const Amount collected = unit.ledger.balance(pending);
        unit.ledger.move(ledger::psp_available(unit.options.payment_provider, currency), pending, collected,
                         "settlement", "");
    }
}

}  // namespace

std::string apply(Unit& unit, const DayClosed& payload) {
    require_order(unit, payload.day);
    settle_collected(unit);
    const std::int64_t released = release_holds(unit) + release_reserves(unit);
    const std::int64_t lots = run_points(unit);
    const std::string tiers = run_tiers(unit);
    const std::int64_t fees = charge_subscriptions(unit, payload.day);
    const PayoutCounts payouts = create_payouts(unit);
    unit.state.last_day_closed = payload.day;
    return to_string(payload.day) + " closed: " + std::to_string(released) + " holds released, " +
           std::to_string(lots) + " lots of points moved, " + tiers + ", " +
           std::to_string(fees) + " subscriptions, " + std::to_string(payouts.created) + " payouts" +
           (payouts.failed == 0 ? "" : ", " + std::to_string(payouts.failed) + " payees that could not be paid");
}

}  // namespace marketplace::engine_detail
