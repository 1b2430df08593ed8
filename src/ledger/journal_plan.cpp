// May this request be recorded, and what would it do? Nothing here changes the book.

#include <marketplace/ledger/journal.hpp>

#include <algorithm>

namespace marketplace::ledger {
namespace {

void require_room(bool constrained, Amount room, Amount amount, std::string_view side, const AccountId& account) {
    if (!constrained || amount <= room) return;
    fail(ErrorCode::insufficient_balance, side, account.value,
         std::to_string(amount.value) + " available, not " + std::to_string(room.value));
}

/// What a resolution leaves out is its pending's; what it names must be its pending's.
void require_same_parties(const PostingRequest& request, const Pending& pending) {
    if (!request.debit.empty() && request.debit != pending.debit) {
        fail(ErrorCode::invalid_value, "debit", request.debit.value, pending.debit.value);
    }
    if (!request.credit.empty() && request.credit != pending.credit) {
        fail(ErrorCode::invalid_value, "credit", request.credit.value, pending.credit.value);
    }
    if (request.currency != Currency{}) require_same(pending.currency, request.currency, "currency");
}

/// 0 is the whole. A void returns the whole, a post takes a part of it.
Amount resolved_amount(const PostingRequest& request, const Pending& pending) {
    if (request.amount_minor.value == 0) return pending.amount_minor;
    if (request.amount_minor > pending.amount_minor) {
        fail(ErrorCode::exceeds_pending, "amount_minor", std::to_string(request.amount_minor.value),
             "at most the pending " + std::to_string(pending.amount_minor.value));
    }
    if (request.kind == PostingKind::void_pending && request.amount_minor != pending.amount_minor) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(request.amount_minor.value),
             "0 or the whole pending " + std::to_string(pending.amount_minor.value));
    }
    return request.amount_minor;
}

}  // namespace

Book::Sums Book::sums_of(const Account& account) noexcept {
    return {account.debits_pending_minor, account.credits_pending_minor, account.debits_posted_minor,
            account.credits_posted_minor};
}

void Book::set_sums(Account& account, const Sums& sums) noexcept {
    account.debits_pending_minor = sums.debits_pending;
    account.credits_pending_minor = sums.credits_pending;
    account.debits_posted_minor = sums.debits_posted;
    account.credits_posted_minor = sums.credits_posted;
}

Timestamp Book::next_time(Timestamp clock) const {
    if (head_.sequence == 0 || clock > head_.recorded_at) return clock;
    return {checked_add(head_.recorded_at.micros, 1)};
}

std::uint32_t Book::usable_account(const AccountId& id, Currency currency, std::string_view field) const {
    const std::uint32_t position = position_of(id, field);
    const Account& account = accounts_[position];
    if (account.closed) fail(ErrorCode::account_closed, field, id.value, "an account that is open");
    if (account.frozen) fail(ErrorCode::account_frozen, field, id.value, "an account that is not frozen");
    if (account.currency != currency) {
        fail(ErrorCode::currency_mismatch, "currency", currency.code(),
             "the currency of " + id.value + ", " + std::string{account.currency.code()});
    }
    return position;
}

std::uint32_t Book::usable_pending(const PostingRequest& request, Timestamp at) const {
    const std::uint32_t position = pendings_.find(request.pending_id.value);
    if (position == detail::Table<Pending>::none) {
        fail(ErrorCode::unknown_pending, "pending_id", request.pending_id.value, "a pending posting of the ledger");
    }
    const Pending& pending = pendings_[position];
    if (pending.state == PendingState::expired ||
        (pending.state == PendingState::open && pending.expires_at && *pending.expires_at <= at)) {
        fail(ErrorCode::pending_expired, "pending_id", request.pending_id.value, "a pending that has not timed out");
    }
    if (pending.state != PendingState::open) {
        fail(ErrorCode::pending_resolved, "pending_id", request.pending_id.value,
             "a pending that is open, not resolved by " + pending.resolved_by.value);
    }
    return position;
}

Book::Movement Book::plan_new(const PostingRequest& request, Timestamp at) const {
    Movement out{};
    out.recorded_at = at;
    out.debit = usable_account(request.debit, request.currency, "debit");
    out.credit = usable_account(request.credit, request.currency, "credit");
    const Account& debit = accounts_[out.debit];
    const Account& credit = accounts_[out.credit];
    if (request.expires_at && *request.expires_at <= at) {
        fail(ErrorCode::out_of_range, "expires_at", to_string(*request.expires_at), "later than " + to_string(at));
    }
    out.amount = request.amount_minor;
    if (request.balancing_debit) out.amount = std::min(out.amount, debit_room_of(debit));
    if (request.balancing_credit) out.amount = std::min(out.amount, credit_room_of(credit));
    require_room(debit.debits_must_not_exceed_credits, debit_room_of(debit), out.amount, "debit", debit.id);
    require_room(credit.credits_must_not_exceed_debits, credit_room_of(credit), out.amount, "credit", credit.id);
    out.debit_after = sums_of(debit);
    out.credit_after = sums_of(credit);
    const bool held = request.kind == PostingKind::pending;
    (held ? out.debit_after.debits_pending : out.debit_after.debits_posted) += out.amount;
    (held ? out.credit_after.credits_pending : out.credit_after.credits_posted) += out.amount;
    return out;
}

Book::Movement Book::plan_resolution(const PostingRequest& request, std::uint32_t position, Timestamp at) const {
    const Pending& pending = pendings_[position];
    Movement out{};
    out.pending = position;
    out.recorded_at = at;
    require_same_parties(request, pending);
    out.amount = resolved_amount(request, pending);
    out.debit = position_of(pending.debit, "debit");
    out.credit = position_of(pending.credit, "credit");
    out.debit_after = sums_of(accounts_[out.debit]);
    out.credit_after = sums_of(accounts_[out.credit]);
    out.debit_after.debits_pending -= pending.amount_minor;
    out.credit_after.credits_pending -= pending.amount_minor;
    if (request.kind == PostingKind::post) {
        out.debit_after.debits_posted += out.amount;
        out.credit_after.credits_posted += out.amount;
    }
    return out;
}

}  // namespace marketplace::ledger
