// Requests become rows.

#include <marketplace/ledger/attempt.hpp>

#include <algorithm>
#include <utility>

namespace marketplace::ledger {
namespace {

void answer(const Posting& row, PostingResult& out) {
    out.id = row.id;
    out.amount_minor = row.amount_minor;
    out.sequence = row.sequence;
}

PostingResult refused(const PostingRequest& request, const Error& error) {
    PostingResult out;
    out.id = request.id;
    out.outcome = PostingOutcome::refused;
    out.error = name_of(error.code());
    out.field = error.field();
    out.text = error.what();
    return out;
}

void require_same_content(const PostingRequest& request, const Posting& row) {
    if (!same_content(request, row)) {
        fail(ErrorCode::posting_conflict, "id", request.id.value,
             "the content of row " + std::to_string(row.sequence) + ", which has this id");
    }
}

/// Where the group that begins at `from` ends: after the first request that is not linked to the next.
std::size_t group_end(std::span<const PostingRequest> requests, std::size_t from) {
    while (from < requests.size() && requests[from].linked) ++from;
    return std::min(from + 1, requests.size());
}

/// How many requests ahead the index of ids is fetched.
constexpr std::size_t prefetch_distance = 6;

/// A group that the end of the call cuts off is nobody's intention.
void require_closed(std::span<const PostingRequest> group) {
    if (!group.empty() && group.back().linked) {
        fail(ErrorCode::invalid_value, "linked", "true", "false at the last request of a call");
    }
}

}  // namespace

std::vector<PostingResult> Book::post(std::span<const PostingRequest> requests, Timestamp recorded_at) {
    std::vector<PostingResult> out;
    out.reserve(requests.size());
    for (std::size_t from = 0; from < requests.size();) {
        const std::size_t end = group_end(requests, from);
        const std::size_t ahead = std::min(end + prefetch_distance, requests.size());
        for (std::size_t i = std::min(from + prefetch_distance, ahead); i < ahead; ++i)
            postings_.prefetch(requests[i].id.value);
        post_group(requests.subspan(from, end - from), recorded_at, out);
        from = end;
    }
    return out;
}

void Book::post_group(std::span<const PostingRequest> group, Timestamp clock, std::vector<PostingResult>& out) {
    const std::size_t first = out.size();
    std::size_t at = 0;
    try {
        Attempt attempt{*this};
        for (; at < group.size(); ++at) {
            PostingResult& result = out.emplace_back();
            answer(post_one(group[at], clock, result.outcome), result);
        }
        at = group.size() - 1;
        require_closed(group);
        attempt.keep();
    } catch (const Error& error) {
        out.resize(first);
        const Error others{ErrorCode::linked_failed, "linked", group[at].id.value, "a group that succeeds as a whole"};
        for (std::size_t i = 0; i < group.size(); ++i) out.push_back(refused(group[i], i == at ? error : others));
    }
}

std::vector<PostingResult> Book::post_all(std::span<const PostingRequest> requests, Timestamp recorded_at) {
    std::vector<PostingResult> out;
    out.reserve(requests.size());
    Attempt attempt{*this};
    std::size_t at = 0;
    try {
        for (; at < requests.size(); ++at) {
            PostingResult& result = out.emplace_back();
            answer(post_one(requests[at], recorded_at, result.outcome), result);
        }
        at = requests.size() - 1;
        require_closed(requests);
    } catch (const Error& error) {
        throw error.within("requests[" + std::to_string(at) + "]");
    }
    attempt.keep();
    return out;
}

const Posting& Book::enter(PostingRequest request, Timestamp recorded_at) {
    Attempt attempt{*this};
    require_closed({&request, 1});
    PostingOutcome outcome{};
    const Posting& row = post_one(std::move(request), recorded_at, outcome);
    attempt.keep();
    return row;
}

template <class Request>
const Posting& Book::post_one(Request&& request, Timestamp clock, PostingOutcome& outcome) {
    const std::uint32_t hash = detail::TextIndex::hash_of(request.id.value);
    const std::uint32_t known = postings_.find(request.id.value, hash);
    if (known != detail::Table<Posting>::none) {
        require_same_content(request, postings_[known]);
        outcome = PostingOutcome::exists;
        return postings_[known];
    }
    validate(request);
    const Timestamp at = next_time(clock);
    const bool is_new = request.kind == PostingKind::single || request.kind == PostingKind::pending;
    const Movement movement =
        is_new ? plan_new(request, at) : plan_resolution(request, usable_pending(request, at), at);
    outcome = PostingOutcome::created;
    return record(std::forward<Request>(request), hash, movement);
}

/// Takes the texts of a request that is not needed any more, and copies those of one that is.
template <class Request>
Posting Book::row_of(Request&& request, const Movement& movement) {
    const Account& debit = accounts_[movement.debit];
    return Posting{.id = std::forward<Request>(request).id,
                   .transaction_id = std::forward<Request>(request).transaction_id,
                   .debit = debit.id,
                   .credit = accounts_[movement.credit].id,
                   .amount_minor = movement.amount,
                   .currency = debit.currency,
                   .kind = request.kind,
                   .pending_id = std::forward<Request>(request).pending_id,
                   .expires_at = request.expires_at,
                   .linked = request.linked,
                   .balancing_debit = request.balancing_debit,
                   .balancing_credit = request.balancing_credit,
                   .code = std::forward<Request>(request).code,
                   .reference = std::forward<Request>(request).reference,
                   .effective_at = request.effective_at,
                   .requested_minor = request.amount_minor,
                   .sequence = checked_add(head_.sequence, 1),
                   .recorded_at = movement.recorded_at,
                   .hash = {}};
}

/// Runs inside an attempt, which undoes whatever an exception leaves half done.
template <class Request>
const Posting& Book::record(Request&& request, std::uint32_t hash, const Movement& movement) {
    const std::uint32_t position = postings_.add(row_of(std::forward<Request>(request), movement), hash);
    postings_.touch(position);
    Posting& row = postings_[position];
    digest_ = chain_hash(digest_, row, buffer_);
    row.hash = to_hex(digest_);
    if (row.kind == PostingKind::pending) open_pending(row);
    if (movement.pending != detail::Table<Pending>::none) resolve_pending(movement.pending, row);
    change_account(movement.debit, movement.debit_after);
    change_account(movement.credit, movement.credit_after);
    head_.sequence = row.sequence;
    head_.recorded_at = row.recorded_at;
    head_.hash = row.hash;
    return row;
}

const Posting& Book::record_expiry(const PostingRequest& request, std::uint32_t pending, Timestamp clock) {
    const std::uint32_t hash = detail::TextIndex::hash_of(request.id.value);
    return record(request, hash, plan_resolution(request, pending, next_time(clock)));
}

void Book::change_account(std::uint32_t position, const Sums& after) {
    Account& account = accounts_[position];
    remember(position);
    accounts_.touch(position);
    set_sums(account, after);
    ++account.version;
}

void Book::open_pending(const Posting& row) {
    const std::uint32_t position = pendings_.add(pending_of(row), detail::TextIndex::hash_of(row.id.value));
    pendings_.touch(position);
    start_timer(position);
}

void Book::resolve_pending(std::uint32_t position, const Posting& row) {
    undo_pendings_.push_back(position);
    pendings_.touch(position);
    Pending& pending = pendings_[position];
    pending.resolved_by = row.id;
    if (row.kind == PostingKind::post) {
        pending.state = PendingState::posted;
        pending.posted_minor = row.amount_minor;
    } else {
        pending.state = row.id == expiry_id_of(pending.id) ? PendingState::expired : PendingState::voided;
    }
}

}  // namespace marketplace::ledger
