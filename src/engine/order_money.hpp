#pragma once
// Where the money lies that an order earned for a payee, and how it is taken and given after the capture.

#include "orders.hpp"

namespace marketplace::engine_detail {

/// A part of an amount, in one account of a payee.
struct PayeeLeg {
    ledger::Account account;
    Amount amount_minor;
    bool is_pending = false;  ///< of money that is on hold
};

/// Whether the hold of a payee began before the delivery of an order.
[[nodiscard]] bool was_opened_early(const StoredOrder& stored, const Payee& payee);
/// Whether what an order left to a payee has become items that are paid out.
[[nodiscard]] bool is_payable(const StoredOrder& stored, const Payee& payee);

/// Whether what an order earned for a payee still waits in its pending account.
[[nodiscard]] bool is_on_hold(Unit& unit, const StoredOrder& stored, const Payee& payee);

/// What a payee owes or gives: from what it has available, the rest as a receivable that its next earnings pay.
[[nodiscard]] std::vector<PayeeLeg> legs_of_debt(Unit& unit, const Payee& payee, Amount amount);
/// The same of what an order earned: first from where that waits.
[[nodiscard]] std::vector<PayeeLeg> legs_of_order(Unit& unit, const StoredOrder& stored, const Payee& payee,
                                                  Amount amount);

/// Takes an amount of an order from a payee.
void take_from_payee(Unit& unit, const StoredOrder& stored, const Payee& payee, Amount amount,
                     const ledger::Account& to, std::string_view code);
/// Gives a payee more of an order: on hold as long as the order's earnings would be, else available.
void give_to_payee(Unit& unit, const StoredOrder& stored, const Payee& payee, Amount amount,
                   const ledger::Account& from, std::string_view code);

/// Takes what a payee owes for something that is no earning of an order.
void take_debt(Unit& unit, const Payee& payee, Amount amount, const ledger::Account& to, std::string_view code,
               std::string_view reference);

/// The row of a payee, new if there is none.
[[nodiscard]] StoredPayee load_payee(Unit& unit, const Payee& payee);

/// Writes down what a payee owes by now, for everybody to see. To be called when its receivable may have changed.
void note_debt(Unit& unit, const Payee& payee);

/// Pays what a payee owes from what it has available.
void net_debt(Unit& unit, const Payee& payee, std::string_view reference);

}  // namespace marketplace::engine_detail
