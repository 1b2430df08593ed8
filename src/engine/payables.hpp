#pragma once
// What is owed to payees: holds until it may be paid, the items of which payouts are made, and the calendar
// on which each payee is looked at.

#include "orders.hpp"

#include <marketplace/affiliate/reversal.hpp>
#include <marketplace/payments/payout_processor.hpp>

namespace marketplace::engine_detail {

/// The schedule by which a payee is paid: that of the vendor, or that of shops for everybody else.
[[nodiscard]] payments::PayoutSchedule schedule_of(Unit& unit, payments::PayeeParty party, const std::string& id);

/// Turns what an order earned for its payees into payout items and a hold for each of them; what had been
/// refunded before is taken off.
void open_payables(Unit& unit, const LoadedOrder& loaded);

/// Reduces what payees are owed after a refund of an order whose payables are open.
void reduce_payables(Unit& unit, const LoadedOrder& loaded, const affiliate::Reversal& reversal);

/// Moves what has been held long enough to what can be paid. Returns how many holds ended.
std::int64_t release_holds(Unit& unit);

/// Plans the payout of every payee whose day has come. Returns how many payouts were created.
std::int64_t create_payouts(Unit& unit);

/// Makes sure that a payee is looked at when something becomes payable.
void schedule_payee(Unit& unit, payments::PayeeParty party, const std::string& id, Currency currency);

}  // namespace marketplace::engine_detail
