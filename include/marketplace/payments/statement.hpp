#pragma once
// The settlement statement of a payee: every movement of a period between an opening and a closing
// balance, by the transaction types of `EntryKind`.
//
// closing = opening + the sum of the lines, always. The balance is what the platform owes the payee,
// reserves apart: it is reduced when a reserve is funded and raised when it is settled.

#include <marketplace/payments/payout.hpp>

#include <map>

namespace marketplace::payments {

/// One line of a statement.
struct StatementEntry {
    std::string id;
    Timestamp at;
    EntryKind kind = EntryKind::earnings;
    Amount amount_minor;          ///< signed, from the payee's side
    std::string source;           ///< order line, refund, fee or payout
    Amount balance_minor;         ///< after this line

    friend bool operator==(const StatementEntry&, const StatementEntry&) = default;
};
MARKETPLACE_COMPILED_RECORD(StatementEntry, (id, at, kind, amount_minor, source, balance_minor));

/// Which statement to make.
struct StatementRequest {
    PayeeParty payee_party = PayeeParty::vendor;
    std::string payee_id;
    Currency currency;
    Timestamp from;  ///< inside
    Timestamp to;    ///< outside

    friend bool operator==(const StatementRequest&, const StatementRequest&) = default;
};
MARKETPLACE_COMPILED_RECORD(StatementRequest, (payee_party, payee_id, currency, from, to));

/// A settlement statement.
struct Statement {
    StatementRequest request;
    Amount opening_minor;
    std::vector<StatementEntry> lines;            ///< by instant, then id
    std::map<std::string, Amount> totals_minor;   ///< by name of the kind; sums of the lines
    Amount closing_minor;
    Amount owed_minor;                            ///< what the payee owes at the end: a closing balance below zero

    friend bool operator==(const Statement&, const Statement&) = default;
};
MARKETPLACE_COMPILED_RECORD(Statement, (request, opening_minor, lines, totals_minor, closing_minor, owed_minor));

/// The line of an item, at the instant it was recorded; the settlement of a reserve at the instant it
/// becomes available. `balance_minor` is zero until the statement is made.
[[nodiscard]] StatementEntry statement_entry(const PayoutItem& item);
/// The line of a payout that has been created, at its creation.
[[nodiscard]] StatementEntry statement_entry(const Payout& payout);
/// The line of a payout that was cancelled or whose money came back, at an instant.
[[nodiscard]] StatementEntry statement_reversal(const Payout& payout, Timestamp at);

/// Makes the statement from all entries of one payee and currency since the beginning, or from a later
/// point with the balance `before` it. Throws `duplicate_key` for an entry that occurs twice.
[[nodiscard]] Statement make_statement(const StatementRequest& request, std::span<const StatementEntry> entries,
                                       Amount before = {});

}  // namespace marketplace::payments
