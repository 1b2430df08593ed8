#include "deliver.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/ports/buffered.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using payments::Payout;
using payments::PayoutAction;
using payments::PayoutCommand;

constexpr std::int64_t attempts_max = 12;

/// How long a worker has, and with it the wait before the next attempt: five minutes, then twice as long each
/// time, a day at most.
Duration lease_of(std::int64_t attempts_before) {
    constexpr std::int64_t first = 300;
    constexpr std::int64_t day = 86'400;
    constexpr std::int64_t doublings_max = 9;
    return Duration::seconds(std::min(day, first << std::min(attempts_before, doublings_max)));
}

void apply_action(Transaction& transaction, const PayoutId& id, const PayoutCommand& command) {
    const auto payout = get<Payout>(transaction, id);
    if (!payout) return;
    const payments::PayoutTransition step = payments::advance(*payout, command);
    if (step.accepted && step.changed) put(transaction, step.payout);
}

/// The first entries that were there at this time and that nobody is at.
std::vector<OutboxEntry> waiting_entries(Transaction& transaction, Timestamp now, std::size_t limit) {
    std::vector<OutboxEntry> entries;
    scan<OutboxEntry>(transaction, {}, [&](const OutboxEntry& entry) {
        const bool is_free = !entry.leased_until || *entry.leased_until <= now;
        if (entry.created_at <= now && is_free) entries.push_back(entry);
        return entries.size() < limit;
    });
    return entries;
}

/// Whether the payout is still to be asked for by this entry; it may have been cancelled meanwhile.
bool begin_submission(Transaction& transaction, const OutboxEntry& entry, std::string_view provider, Timestamp now) {
    const auto payout = get<Payout>(transaction, PayoutId{entry.subject});
    if (!payout) fail(ErrorCode::internal, "outbox", entry.id, "the payout that it is about");
    if (payments::idempotency_key_of(*payout) != entry.id) return false;
    PayoutCommand submit;
    submit.action = PayoutAction::submit;
    submit.attempt_epoch = payout->attempt_epoch;
    submit.provider = provider;
    submit.at = now;
    const payments::PayoutTransition step = payments::advance(*payout, submit);
    if (step.accepted && step.changed) put(transaction, step.payout);
    return step.accepted;
}

/// Nobody answered for so long that asking what became of it is better than asking for it again.
void give_up(Transaction& transaction, const OutboxEntry& entry, Timestamp now) {
    if (const auto payout = get<Payout>(transaction, PayoutId{entry.subject})) {
        PayoutCommand lost;
        lost.action = PayoutAction::lose;
        lost.attempt_epoch = payout->attempt_epoch;
        lost.reason = "no answer after " + std::to_string(entry.attempts) + " attempts";
        lost.at = now;
        if (payments::idempotency_key_of(*payout) == entry.id) apply_action(transaction, payout->id, lost);
    }
    erase<OutboxEntry>(transaction, entry.sequence);
}

PayoutCommand command_of(const ProviderResult& result, std::int64_t attempt, Timestamp now) {
    PayoutCommand command;
    command.attempt_epoch = attempt;
    command.reference = result.reference;
    command.reason = result.reason;
    command.at = now;
    switch (result.outcome) {
        case ProviderOutcome::accepted: command.action = PayoutAction::accept; break;
        case ProviderOutcome::rejected: command.action = PayoutAction::reject; break;
        case ProviderOutcome::unknown: command.action = PayoutAction::lose; break;
    }
    return command;
}

/// Records one answer. What the provider took or refused is done; what nobody knows waits for a
/// reconciliation and is not asked again blindly. While the call was under way the payout may have gone on
/// to another attempt: this answer is not about that one.
bool record_answer(Transaction& transaction, const OutboxEntry& entry, const ProviderResult& result, Timestamp now) {
    const auto payout = get<Payout>(transaction, PayoutId{entry.subject});
    if (payout && payments::idempotency_key_of(*payout) == entry.id) {
        apply_action(transaction, payout->id, command_of(result, payout->attempt_epoch, now));
    }
    erase<OutboxEntry>(transaction, entry.sequence);
    return result.outcome == ProviderOutcome::accepted;
}

}  // namespace

std::vector<Call> lease(Transaction& transaction, std::string_view provider, Timestamp now, std::size_t limit) {
    std::vector<Call> calls;
    for (OutboxEntry& entry : waiting_entries(transaction, now, limit)) {
        if (entry.attempts >= attempts_max) {
            give_up(transaction, entry, now);
            continue;
        }
        if (!begin_submission(transaction, entry, provider, now)) {
            erase<OutboxEntry>(transaction, entry.sequence);
            continue;
        }
        entry.leased_until = now + lease_of(entry.attempts);
        entry.attempts += 1;
        put(transaction, entry);
        PayoutInstruction instruction = from_json<PayoutInstruction>(entry.document);
        calls.push_back({std::move(entry), std::move(instruction)});
    }
    return calls;
}

DeliveryReport record(Transaction& transaction, std::span<const Call> calls, std::span<const ProviderResult> results,
                      Timestamp now) {
    DeliveryReport report;
    for (std::size_t i = 0; i < calls.size(); ++i)
        (record_answer(transaction, calls[i].entry, results[i], now) ? report.delivered : report.failed) += 1;
    return report;
}

std::vector<Payout> unknown_payouts(Store& store, std::size_t limit) {
    Scan oldest;
    oldest.index = "status,created_at";
    oldest.prefix = make_key(payments::PayoutStatus::unknown);
    oldest.limit = limit;
    const auto transaction = store.begin();
    return scan_all<Payout>(*transaction, oldest);
}

void record_underway(Store& store, const std::shared_ptr<RowMemory>& memory, const Payout& payout,
                     const ProviderPayout& found, Timestamp now) {
    const auto transaction = buffered(store.begin(), memory);
    PayoutCommand accept;
    accept.action = PayoutAction::accept;
    accept.attempt_epoch = payout.attempt_epoch;
    accept.reference = found.reference;
    accept.at = now;
    apply_action(*transaction, payout.id, accept);
    transaction->commit();
}

}  // namespace marketplace::engine_detail
