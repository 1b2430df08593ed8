#pragma once
// What is owed to payees: holds until it may be paid, the items of which payouts are made, and the calendar
// on which each payee is looked at.

#include "orders.hpp"

#include <marketplace/vendors/fee_calculator.hpp>

#include <marketplace/affiliate/reversal.hpp>
#include <marketplace/payments/payout_processor.hpp>

namespace marketplace::engine_detail {

/// The schedule by which a payee is paid: the vendor's own, or that of its kind; that of shops for everybody else.
[[nodiscard]] payments::PayoutSchedule schedule_of(Unit& unit, payments::PayeeParty party, const std::string& id);

/// Turns what an order earned for its payees into payout items and a hold for each of them; what had been
/// refunded before is taken off. What is left of an order that was refunded in full waits for nothing.
void open_payables(Unit& unit, const LoadedOrder& loaded);

/// Changes what one payee is owed for an order whose payables are open: an item, and what still waits.
void change_payable(Unit& unit, const LoadedOrder& loaded, const affiliate::Share& share, payments::EntryKind kind);

/// Reduces what payees are owed after a refund of an order whose payables are open.
void reduce_payables(Unit& unit, const LoadedOrder& loaded, const affiliate::Reversal& reversal);

/// Moves what has been held long enough to what can be paid. Returns how many holds ended.
std::int64_t release_holds(Unit& unit);

/// What a payee owes for something that is no order: booked now, paid by the next earnings. `income` is whose
/// revenue it is.
void charge_vendor(Unit& unit, const vendors::FeeCharge& charge, const ledger::Account& income);

/// Asks the outside to pay: what it is told is decided now and stays the same for every repetition.
void request_payment(Unit& unit, const payments::Payout& payout);
/// The items of a payout.
[[nodiscard]] std::vector<payments::PayoutItem> items_of(Unit& unit, const payments::Payout& payout);

/// Plans the payout of every payee whose day has come. Returns how many payouts were created.
std::int64_t create_payouts(Unit& unit);

/// Makes sure that a payee is looked at when something becomes payable.
void schedule_payee(Unit& unit, payments::PayeeParty party, const std::string& id, Currency currency);

}  // namespace marketplace::engine_detail
