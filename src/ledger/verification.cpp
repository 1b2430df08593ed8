#include "fold.hpp"

#include <marketplace/ledger/verification.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_set>

namespace marketplace::ledger {
namespace {

constexpr std::size_t violations_listed_max = 100;

/// Spans over a state, so that a book is verified without a copy.
struct View {
    std::span<const Account> accounts;
    std::span<const Posting> postings;
    std::span<const Pending> pendings;
    const ChainHead& head;
};

struct WideSums {
    int128 debits_pending = 0;
    int128 credits_pending = 0;
    int128 debits_posted = 0;
    int128 credits_posted = 0;
};

void add_violation(VerifyReport& report, Invariant invariant, std::string_view subject, std::string text) {
    report.sound = false;
    ++report.violation_count;
    if (report.violations.size() < violations_listed_max) {
        report.violations.push_back({invariant, std::string{subject}, std::move(text)});
    }
}

Amount clamped(int128 value) {
    constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    return {value > highest ? highest : value < lowest ? lowest : static_cast<std::int64_t>(value)};
}

void check_sums(VerifyReport& report, std::span<const Account> accounts) {
    std::map<Currency, WideSums> by_currency;
    for (const Account& account : accounts) {
        WideSums& sums = by_currency[account.currency];
        sums.debits_pending += account.debits_pending_minor.value;
        sums.credits_pending += account.credits_pending_minor.value;
        sums.debits_posted += account.debits_posted_minor.value;
        sums.credits_posted += account.credits_posted_minor.value;
    }
    for (const auto& [currency, sums] : by_currency) {
        report.sums.push_back({currency, clamped(sums.debits_pending), clamped(sums.credits_pending),
                               clamped(sums.debits_posted), clamped(sums.credits_posted)});
        if (sums.debits_posted != sums.credits_posted) {
            add_violation(report, Invariant::balanced, currency.code(), "posted debits differ from posted credits");
        }
        if (sums.debits_pending != sums.credits_pending) {
            add_violation(report, Invariant::balanced, currency.code(), "pending debits differ from pending credits");
        }
    }
}

Invariant invariant_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::unknown_pending:
        case ErrorCode::pending_resolved:
        case ErrorCode::exceeds_pending:
            return Invariant::resolved_once;
        case ErrorCode::posting_conflict:
            return Invariant::unique_ids;
        default:
            return Invariant::sound_row;
    }
}

void check_constraint(VerifyReport& report, const Fold& fold, const AccountId& id, const Posting& row) {
    if (!keeps_constraints(*fold.find_account(id))) {
        add_violation(report, Invariant::constraint, row.id.value, "breaks the constraint of " + id.value);
    }
}

/// Replays the rows; what cannot be replayed is a violation and is left out of the fold.
void replay(VerifyReport& report, Fold& fold, std::span<const Posting> postings) {
    std::unordered_set<std::string_view> ids;
    ids.reserve(postings.size());
    for (const Posting& row : postings) {
        if (!ids.insert(row.id.value).second) {
            add_violation(report, Invariant::unique_ids, row.id.value, "the id of an earlier row");
        }
        try {
            fold.apply(row);
        } catch (const Error& error) {
            add_violation(report, invariant_of(error.code()), row.id.value, error.what());
            continue;
        }
        check_constraint(report, fold, row.debit, row);
        check_constraint(report, fold, row.credit, row);
    }
}

bool same_sums(const Account& a, const Account& b) {
    return a.debits_pending_minor == b.debits_pending_minor && a.credits_pending_minor == b.credits_pending_minor &&
           a.debits_posted_minor == b.debits_posted_minor && a.credits_posted_minor == b.credits_posted_minor;
}

void check_accounts(VerifyReport& report, const Fold& fold, std::span<const Account> stored) {
    std::unordered_set<std::string_view> seen;
    for (const Account& account : stored) {
        if (!seen.insert(account.id.value).second) {
            add_violation(report, Invariant::unique_ids, account.id.value, "an account that is there twice");
        }
        if (!same_sums(account, *fold.find_account(account.id))) {
            add_violation(report, Invariant::balances_folded, account.id.value,
                          "the stored sums differ from what the rows add up to");
        }
    }
}

void check_pendings(VerifyReport& report, const Fold& fold, std::span<const Pending> stored) {
    std::unordered_set<std::string_view> seen;
    for (const Pending& pending : stored) {
        seen.insert(pending.id.value);
        const Pending* folded = fold.find_pending(pending.id);
        if (folded == nullptr || *folded != pending) {
            add_violation(report, Invariant::pendings_folded, pending.id.value, "differs from what the rows say");
        }
    }
    for (const Pending& pending : fold.pendings()) {
        if (!seen.contains(pending.id.value)) {
            add_violation(report, Invariant::pendings_folded, pending.id.value, "is in the rows but not stored");
        }
    }
}

void check_chain(VerifyReport& report, const View& view) {
    const ChainReport chain = verify_chain(genesis(view.head.ledger), view.postings);
    if (!chain.intact) {
        add_violation(report, Invariant::chained, chain.broken_at.value, chain.reason);
    } else if (chain.head != view.head) {
        add_violation(report, Invariant::chained, view.head.ledger,
                      "the stored head is row " + std::to_string(view.head.sequence) + ", the last row is " +
                          std::to_string(chain.head.sequence));
    }
}

VerifyReport verify_view(const View& view) {
    VerifyReport report;
    report.postings = static_cast<std::int64_t>(view.postings.size());
    report.accounts = static_cast<std::int64_t>(view.accounts.size());
    check_sums(report, view.accounts);
    Fold fold{view.accounts};
    replay(report, fold, view.postings);
    check_accounts(report, fold, view.accounts);
    check_pendings(report, fold, view.pendings);
    check_chain(report, view);
    return report;
}

}  // namespace

VerifyReport verify(const LedgerState& state) {
    return verify_view({state.accounts, state.postings, state.pendings, state.head});
}

VerifyReport verify(const Book& book) {
    return verify_view({book.accounts(), book.postings(), book.pendings(), book.head()});
}

LedgerState rebuild(std::string_view ledger, std::span<const Account> accounts, std::span<const Posting> postings) {
    Fold fold{accounts};
    LedgerState out;
    out.head = genesis(ledger);
    for (std::size_t i = 0; i < postings.size(); ++i) {
        try {
            fold.apply(postings[i]);
        } catch (const Error& error) {
            throw error.within("postings[" + std::to_string(i) + "]");
        }
    }
    if (!postings.empty()) {
        out.head.sequence = postings.back().sequence;
        out.head.recorded_at = postings.back().recorded_at;
        out.head.hash = postings.back().hash;
    }
    out.accounts.assign(fold.accounts().begin(), fold.accounts().end());
    out.postings.assign(postings.begin(), postings.end());
    out.pendings.assign(fold.pendings().begin(), fold.pendings().end());
    return out;
}

}  // namespace marketplace::ledger
