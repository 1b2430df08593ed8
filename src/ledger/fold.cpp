#include "fold.hpp"

namespace marketplace::ledger {

void add_to_sums(Account& account, Side side, const Posting& row, Amount released) {
    Amount& pending = side == Side::debit ? account.debits_pending_minor : account.credits_pending_minor;
    Amount& posted = side == Side::debit ? account.debits_posted_minor : account.credits_posted_minor;
    const bool is_final = row.kind == PostingKind::single || row.kind == PostingKind::post;
    const Amount pending_after = pending - released + (row.kind == PostingKind::pending ? row.amount_minor : Amount{});
    if (is_final) posted += row.amount_minor;
    pending = pending_after;
}

Fold::Fold(std::span<const Account> accounts) {
    accounts_.reserve(accounts.size());
    for (const Account& account : accounts) {
        Account start = opened(account);
        start.frozen = account.frozen;
        start.closed = account.closed;
        start.version = account.version;
        const std::uint32_t hash = detail::TextIndex::hash_of(start.id.value);
        if (accounts_.find(start.id.value, hash) == detail::Table<Account>::none) accounts_.add(start, hash);
    }
}

const Account* Fold::find_account(const AccountId& id) const {
    const std::uint32_t position = accounts_.find(id.value);
    return position == detail::Table<Account>::none ? nullptr : &accounts_[position];
}

const Pending* Fold::find_pending(const PostingId& id) const {
    const std::uint32_t position = pendings_.find(id.value);
    return position == detail::Table<Pending>::none ? nullptr : &pendings_[position];
}

std::uint32_t Fold::account_of(const AccountId& id, const Posting& row, std::string_view field) const {
    const std::uint32_t position = accounts_.find(id.value);
    if (position == detail::Table<Account>::none) {
        fail(ErrorCode::unknown_account, field, id.value, "an account of the ledger");
    }
    require_same(accounts_[position].currency, row.currency, "currency");
    return position;
}

void Fold::apply(const Posting& row) {
    if (row.amount_minor.value < 0) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(row.amount_minor.value), "0 or more");
    }
    if (row.debit == row.credit) fail(ErrorCode::invalid_value, "credit", row.credit.value, "another account");
    const std::uint32_t debit = account_of(row.debit, row, "debit");
    const std::uint32_t credit = account_of(row.credit, row, "credit");
    Amount released;
    if (row.kind == PostingKind::post || row.kind == PostingKind::void_pending) {
        const Pending* pending = find_pending(row.pending_id);
        if (pending == nullptr)
            fail(ErrorCode::unknown_pending, "pending_id", row.pending_id.value, "an earlier pending");
        released = pending->amount_minor;
    }
    Account debit_after = accounts_[debit];
    Account credit_after = accounts_[credit];
    add_to_sums(debit_after, Side::debit, row, released);
    add_to_sums(credit_after, Side::credit, row, released);
    if (row.kind == PostingKind::pending) hold(row);
    if (row.kind == PostingKind::post || row.kind == PostingKind::void_pending) resolve(row);
    accounts_[debit] = std::move(debit_after);
    accounts_[credit] = std::move(credit_after);
}

void Fold::hold(const Posting& row) {
    const std::uint32_t hash = detail::TextIndex::hash_of(row.id.value);
    if (pendings_.find(row.id.value, hash) != detail::Table<Pending>::none) {
        fail(ErrorCode::posting_conflict, "id", row.id.value, "an id that no pending has");
    }
    pendings_.add(pending_of(row), hash);
}

void Fold::resolve(const Posting& row) {
    Pending& pending = pendings_[pendings_.find(row.pending_id.value)];
    if (pending.state != PendingState::open) {
        fail(ErrorCode::pending_resolved, "pending_id", pending.id.value,
             "open, not resolved by " + pending.resolved_by.value);
    }
    if (row.amount_minor > pending.amount_minor) {
        fail(ErrorCode::exceeds_pending, "amount_minor", std::to_string(row.amount_minor.value),
             "at most " + std::to_string(pending.amount_minor.value));
    }
    if (row.debit != pending.debit || row.credit != pending.credit) {
        fail(ErrorCode::invalid_value, "pending_id", pending.id.value, "the accounts of its pending");
    }
    pending.resolved_by = row.id;
    if (row.kind == PostingKind::post) {
        pending.state = PendingState::posted;
        pending.posted_minor = row.amount_minor;
    } else {
        pending.state = row.id == expiry_id_of(pending.id) ? PendingState::expired : PendingState::voided;
    }
}

}  // namespace marketplace::ledger
