#include "fold.hpp"

#include <marketplace/ledger/history.hpp>

#include <unordered_map>

namespace marketplace::ledger {
namespace {

struct Held {
    Amount amount;
    bool counts;  ///< whether the pending itself lies within the time looked at
};

/// Pendings of one account while its rows are read, by id.
class Holds {
public:
    /// How much of a pending the row returns: nothing if it is no resolution, or of a pending that does not count.
    Amount released_by(const Posting& row) const {
        const auto found = held_.find(row.pending_id.value);
        return found != held_.end() && found->second.counts ? found->second.amount : Amount{};
    }
    void note(const Posting& row, bool counts) {
        if (row.kind == PostingKind::pending) held_.insert_or_assign(row.id.value, Held{row.amount_minor, counts});
    }

private:
    std::unordered_map<std::string_view, Held> held_;
};

bool concerns(const Posting& row, const Account& account) {
    return row.debit == account.id || row.credit == account.id;
}

Side side_of(const Posting& row, const Account& account) {
    return row.debit == account.id ? Side::debit : Side::credit;
}

StatementRow statement_row(const Posting& row, const Account& after, Amount before) {
    StatementRow out;
    out.sequence = row.sequence;
    out.posting_id = row.id;
    out.transaction_id = row.transaction_id;
    out.kind = row.kind;
    out.recorded_at = row.recorded_at;
    out.effective_at = row.effective_at;
    out.counterparty = row.debit == after.id ? row.credit : row.debit;
    out.code = row.code;
    out.reference = row.reference;
    out.balance_minor = balance_of(after);
    out.amount_minor = out.balance_minor - before;
    out.available_minor = available_of(after);
    return out;
}

}  // namespace

Account balances_as_of(std::span<const Posting> postings, const Account& account, Timestamp at, TimeAxis axis) {
    Account out = opened(account);
    Holds holds;
    for (const Posting& row : postings) {
        if (!concerns(row, account)) continue;
        const bool counts = (axis == TimeAxis::recorded ? row.recorded_at : row.effective_at) <= at;
        holds.note(row, counts);
        if (counts) add_to_sums(out, side_of(row, account), row, holds.released_by(row));
        if (counts) ++out.version;
    }
    return out;
}

AccountStatement statement_of(std::span<const Posting> postings, const Account& account, const TimeWindow& window) {
    AccountStatement out;
    out.account_id = account.id;
    out.currency = account.currency;
    Account running = opened(account);
    Holds holds;
    for (const Posting& row : postings) {
        if (!concerns(row, account) || row.recorded_at >= window.to) continue;
        holds.note(row, true);
        const Amount before = balance_of(running);
        add_to_sums(running, side_of(row, account), row, holds.released_by(row));
        if (window.contains(row.recorded_at)) {
            out.rows.push_back(statement_row(row, running, before));
        } else {
            out.opening_minor = balance_of(running);
        }
    }
    out.closing_minor = balance_of(running);
    return out;
}

}  // namespace marketplace::ledger
