#pragma once
// What an account looked like at an instant, and its movements with a running balance. Both read rows and ask
// nothing of the stored sums.

#include <marketplace/ledger/posting.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::ledger {

/// Which time of a row counts.
enum class TimeAxis {
    recorded,   ///< when the ledger learned of it: what was known then
    effective,  ///< when it counts in the books: what was true then, as is known now
};
MARKETPLACE_COMPILED_ENUM(TimeAxis, recorded, effective)

/// The account with the sums that it had at `at`, movements of that very instant included. `postings` holds, by
/// sequence, at least all rows of the account up to then; on the effective axis all rows of the account.
/// A pending whose resolution counts later still holds. The version is the number of rows that count.
[[nodiscard]] Account balances_as_of(std::span<const Posting> postings, const Account& account, Timestamp at,
                                     TimeAxis axis);

/// One movement of an account.
struct StatementRow {
    std::int64_t sequence = 0;
    PostingId posting_id;
    TransactionId transaction_id;
    PostingKind kind = PostingKind::single;
    Timestamp recorded_at;
    Timestamp effective_at;
    AccountId counterparty;  ///< the account on the other side
    std::string code;
    std::string reference;
    Amount amount_minor;     ///< signed, in the normal direction: what the row changed in the balance
    Amount balance_minor;    ///< the balance after the row
    Amount available_minor;  ///< what could be spent after the row

    friend bool operator==(const StatementRow&, const StatementRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(StatementRow, (sequence, posting_id, transaction_id, kind, recorded_at, effective_at,
                                           counterparty, code, reference, amount_minor, balance_minor,
                                           available_minor));

/// The movements of an account in a window of recorded time.
struct AccountStatement {
    AccountId account_id;
    Currency currency;
    Amount opening_minor;  ///< the balance before the window
    std::vector<StatementRow> rows;
    Amount closing_minor;  ///< the balance at its end

    friend bool operator==(const AccountStatement&, const AccountStatement&) = default;
};
MARKETPLACE_COMPILED_RECORD(AccountStatement, (account_id, currency, opening_minor, rows, closing_minor));

/// The statement of an account from all its rows, by sequence. Rows outside the window only move the opening balance.
[[nodiscard]] AccountStatement statement_of(std::span<const Posting> postings, const Account& account,
                                            const TimeWindow& window = {timestamp_min, timestamp_max});

}  // namespace marketplace::ledger
