#pragma once
// Is a stored ledger what its rows say? Everything is computed again from the rows alone and compared.

#include <marketplace/ledger/journal.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::ledger {

/// What a sound ledger never breaks.
enum class Invariant {
    balanced,         ///< debits equal credits in each currency
    resolved_once,    ///< a pending is resolved at most once, by no more than was held
    unique_ids,       ///< an id stands for one row
    constraint,       ///< accounts keep their constraints after every row
    sound_row,        ///< known accounts of the right currency, an amount of 0 or more
    balances_folded,  ///< stored sums are the fold of the rows
    pendings_folded,  ///< stored pendings are what the rows say
    chained,          ///< sequence, time and hash of each row, and the stored head
};
MARKETPLACE_COMPILED_ENUM(Invariant, balanced, resolved_once, unique_ids, constraint, sound_row, balances_folded,
                          pendings_folded, chained)

/// One thing that is wrong.
struct Violation {
    Invariant invariant = Invariant::balanced;
    std::string subject;  ///< id of the row, account or pending; or the currency
    std::string text;

    friend bool operator==(const Violation&, const Violation&) = default;
};
MARKETPLACE_COMPILED_RECORD(Violation, (invariant, subject, text));

/// The sums over all stored accounts of one currency; cut off at the ends of 64 bits, compared before that.
struct CurrencySums {
    Currency currency;
    Amount debits_pending_minor;
    Amount credits_pending_minor;
    Amount debits_posted_minor;
    Amount credits_posted_minor;

    friend bool operator==(const CurrencySums&, const CurrencySums&) = default;
};
MARKETPLACE_COMPILED_RECORD(CurrencySums,
                   (currency, debits_pending_minor, credits_pending_minor, debits_posted_minor, credits_posted_minor));

/// What a verification found.
struct VerifyReport {
    bool sound = true;
    std::int64_t postings = 0;  ///< rows looked at
    std::int64_t accounts = 0;
    std::vector<CurrencySums> sums;  ///< one for each currency, by currency
    std::int64_t violation_count = 0;
    std::vector<Violation> violations;  ///< the first hundred

    friend bool operator==(const VerifyReport&, const VerifyReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(VerifyReport, (sound, postings, accounts, sums, violation_count, violations));

/// A whole ledger as it is stored.
struct LedgerState {
    std::vector<Account> accounts;
    std::vector<Posting> postings;  ///< all of them, by sequence
    std::vector<Pending> pendings;
    ChainHead head;

    friend bool operator==(const LedgerState&, const LedgerState&) = default;
};
MARKETPLACE_COMPILED_RECORD(LedgerState, (accounts, postings, pendings, head));

/// Checks a whole ledger. Never throws about its content: whatever is wrong is in the report.
[[nodiscard]] VerifyReport verify(const LedgerState& state);
/// Checks a book that holds a whole ledger.
[[nodiscard]] VerifyReport verify(const Book& book);

/// Accounts, pendings and head made again from the rows of a whole ledger; what the accounts' sums say is not looked
/// at. Each account keeps its attributes, `frozen`, `closed` and version. Throws an `Error` about the first row that
/// cannot be ("postings[3].debit").
[[nodiscard]] LedgerState rebuild(std::string_view ledger, std::span<const Account> accounts,
                                  std::span<const Posting> postings);

}  // namespace marketplace::ledger
