// Pendings that time out.

#include <marketplace/ledger/attempt.hpp>

#include <algorithm>

namespace marketplace::ledger {

void Book::start_timer(std::uint32_t pending) {
    const Pending& held = pendings_[pending];
    if (held.state != PendingState::open || !held.expires_at) return;
    timers_.push_back({*held.expires_at, pending});
    std::push_heap(timers_.begin(), timers_.end(),
                   [](const Timer& a, const Timer& b) { return a.expires_at > b.expires_at; });
}

/// Open pendings whose time has come, earliest first, equal ones by id. Timers of pendings that were resolved
/// or undone since are dropped.
std::vector<std::uint32_t> Book::take_due(Timestamp now) {
    std::vector<std::uint32_t> out;
    while (!timers_.empty() && timers_.front().expires_at <= now) {
        const Timer timer = timers_.front();
        std::pop_heap(timers_.begin(), timers_.end(),
                      [](const Timer& a, const Timer& b) { return a.expires_at > b.expires_at; });
        timers_.pop_back();
        if (timer.pending >= pendings_.rows().size()) continue;
        const Pending& pending = pendings_[timer.pending];
        if (pending.state == PendingState::open && pending.expires_at == timer.expires_at) out.push_back(timer.pending);
    }
    std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(*pendings_[a].expires_at, pendings_[a].id) <
               std::tie(*pendings_[b].expires_at, pendings_[b].id);
    });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<PostingResult> Book::expire(Timestamp now) {
    std::vector<PostingResult> out;
    const std::vector<std::uint32_t> due = take_due(now);
    try {
        Attempt attempt{*this};
        for (const std::uint32_t position : due) {
            const Pending& pending = pendings_[position];
            PostingRequest request;
            request.id = expiry_id_of(pending.id);
            request.transaction_id = pending.transaction_id;
            request.kind = PostingKind::void_pending;
            request.pending_id = pending.id;
            request.code = "expired";
            request.effective_at = *pending.expires_at;
            const Posting& row = record_expiry(request, position, now);
            out.push_back({.id = row.id, .outcome = PostingOutcome::created, .amount_minor = row.amount_minor,
                           .sequence = row.sequence});
        }
        attempt.keep();
    } catch (...) {
        for (const std::uint32_t position : due) start_timer(position);
        throw;
    }
    return out;
}

}  // namespace marketplace::ledger
