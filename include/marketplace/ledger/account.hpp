#pragma once
// Accounts of a double-entry ledger. An account keeps four sums that only postings change: debits and
// credits, each pending (held, not final) and posted (final). Everything else is derived from them.
//
// Constraints count what is pending against the account but not what is pending in its favour, so that a
// hold already takes from what may be spent, and a hope does not add to it.

#include <marketplace/money/money.hpp>

#include <string>

namespace marketplace::ledger {

/// The two sides of an account.
enum class Side { debit, credit };
MARKETPLACE_COMPILED_ENUM(Side, debit, credit)

/// One account in one currency. All four sums are 0 or more and never fall, but for pending ones when they
/// are resolved.
struct Account {
    AccountId id;  ///< readable, such as "liab:vendor:v1:BRL:available"
    Currency currency;
    std::string owner_type;  ///< "vendor", "platform", "psp" ...
    std::string owner_id;
    Side normal = Side::credit;  ///< the side on which the balance grows: credit for debts, debit for assets
    bool debits_must_not_exceed_credits = false;  ///< the account cannot be overdrawn by debits
    bool credits_must_not_exceed_debits = false;  ///< the same for accounts that grow by debits
    bool frozen = false;                          ///< refuses new postings; holds that exist may still be resolved
    bool closed = false;                          ///< refuses everything; only possible at zero
    Amount debits_pending_minor;
    Amount credits_pending_minor;
    Amount debits_posted_minor;
    Amount credits_posted_minor;
    std::int64_t version = 0;  ///< rises by one with every change

    friend bool operator==(const Account&, const Account&) = default;
};
MARKETPLACE_COMPILED_RECORD(Account, (id, currency, owner_type, owner_id, normal, debits_must_not_exceed_credits,
                                      credits_must_not_exceed_debits, frozen, closed, debits_pending_minor,
                                      credits_pending_minor, debits_posted_minor, credits_posted_minor, version));
[[nodiscard]] inline TableSpec table_spec(const Account*) { return {"ledger_account", "id", {}}; }

/// What is final, in the normal direction of the account; negative when overdrawn.
[[nodiscard]] Amount balance_of(const Account& account);
/// What may be spent: the balance less what is held against it.
[[nodiscard]] Amount available_of(const Account& account);
/// What is held against the balance by pendings.
[[nodiscard]] Amount pending_outgoing_of(const Account& account);
/// What pendings would add to the balance.
[[nodiscard]] Amount pending_incoming_of(const Account& account);

/// How much can be debited before debits, held ones included, exceed posted credits; 0 or more.
[[nodiscard]] Amount debit_room_of(const Account& account);
/// How much can be credited before credits, held ones included, exceed posted debits; 0 or more.
[[nodiscard]] Amount credit_room_of(const Account& account);

/// Whether the account keeps the constraints that it declares.
[[nodiscard]] bool keeps_constraints(const Account& account);

/// The same account as it was opened: no sums, version 0, neither frozen nor closed.
[[nodiscard]] Account opened(const Account& account);

/// Throws unless the account can be opened: an id of at most 1024 bytes, a currency with a minor unit, at
/// most one constraint, sums that are 0 or more.
void validate(const Account& account);

}  // namespace marketplace::ledger
