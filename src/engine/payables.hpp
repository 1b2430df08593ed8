#pragma once
// What is owed to payees: holds until it may be paid, the items of which payouts are made, and the calendar
// on which each payee is looked at.

#include "orders.hpp"
#include "schedules.hpp"

#include <marketplace/vendors/fee_calculator.hpp>

#include <marketplace/affiliate/reversal.hpp>
#include <marketplace/payments/payout_processor.hpp>

namespace marketplace::engine_detail {

/// Turns what an order earned for its payees into payout items and a hold for each of them; what had been
/// refunded before is taken off. What is left of an order that was refunded in full waits for nothing.
void open_payables(Unit& unit, const LoadedOrder& loaded);
/// The same before the delivery, for payees whose schedule counts from an earlier event. The caller stores the order.
void open_early_payables(Unit& unit, LoadedOrder& loaded, payments::HoldStart start);

/// Changes what one payee is owed for an order: an item, and what still waits. Does nothing while that is not open.
void change_payable(Unit& unit, const LoadedOrder& loaded, const affiliate::Share& share, payments::EntryKind kind);

/// Reduces what payees are owed after a refund, where that is open.
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

/// How payouts of a day went.
struct PayoutCounts {
    std::int64_t created = 0;
    std::int64_t failed = 0;  ///< payees that could not be planned; their rows say why
};

/// Plans the payout of every payee whose day has come.
PayoutCounts create_payouts(Unit& unit);
/// Pays a payee now what is available. Returns what came of it. Throws what planning throws.
std::string pay_on_request(Unit& unit, const Payee& payee);

/// Makes sure that a payee is looked at when something becomes payable.
void schedule_payee(Unit& unit, const Payee& payee);

}  // namespace marketplace::engine_detail
