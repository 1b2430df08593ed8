#include "deliver.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/ports/buffered.hpp>

namespace marketplace::engine_detail {
namespace {

using payments::Payout;
using payments::PayoutAction;
using payments::PayoutCommand;

constexpr std::int64_t lease_seconds = 300;

/// An entry and the payment that it asks for.
struct Call {
    OutboxEntry entry;
    PayoutInstruction instruction;
};

void apply_action(Transaction& transaction, const PayoutId& id, const PayoutCommand& command) {
    const auto payout = get<Payout>(transaction, id);
    if (!payout) return;
    const payments::PayoutTransition step = payments::advance(*payout, command);
    if (step.accepted && step.changed) put(transaction, step.payout);
}

/// The first entries that nobody is at.
std::vector<OutboxEntry> waiting_entries(Transaction& transaction, Timestamp now, std::size_t limit) {
    std::vector<OutboxEntry> entries;
    scan<OutboxEntry>(transaction, {}, [&](const OutboxEntry& entry) {
        if (!entry.leased_until || *entry.leased_until <= now) entries.push_back(entry);
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

std::vector<Call> lease(Store& store, const std::shared_ptr<RowMemory>& memory, std::string_view provider,
                        Timestamp now, std::size_t limit) {
    const auto transaction = buffered(store.begin(), memory);
    std::vector<Call> calls;
    for (OutboxEntry& entry : waiting_entries(*transaction, now, limit)) {
        if (!begin_submission(*transaction, entry, provider, now)) {
            erase<OutboxEntry>(*transaction, entry.sequence);
            continue;
        }
        entry.leased_until = now + Duration::seconds(lease_seconds);
        entry.attempts += 1;
        put(*transaction, entry);
        calls.push_back({entry, from_json<PayoutInstruction>(entry.document)});
    }
    transaction->commit();
    return calls;
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
bool record(Transaction& transaction, const OutboxEntry& entry, const ProviderResult& result, Timestamp now) {
    const auto payout = get<Payout>(transaction, PayoutId{entry.subject});
    if (payout && payments::idempotency_key_of(*payout) == entry.id) {
        apply_action(transaction, payout->id, command_of(result, payout->attempt_epoch, now));
    }
    erase<OutboxEntry>(transaction, entry.sequence);
    return result.outcome == ProviderOutcome::accepted;
}

}  // namespace

DeliveryReport deliver_outbox(Store& store, const std::shared_ptr<RowMemory>& memory, PaymentProvider& provider,
                              Timestamp now, std::size_t limit) {
    DeliveryReport report;
    const std::vector<Call> calls = lease(store, memory, provider.name(), now, limit);
    if (calls.empty()) return report;
    std::vector<PayoutInstruction> instructions;
    for (const Call& call : calls) instructions.push_back(call.instruction);
    const std::vector<ProviderResult> results = provider.submit_payouts(instructions);
    const auto transaction = buffered(store.begin(), memory);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        (record(*transaction, calls[i].entry, results[i], now) ? report.delivered : report.failed) += 1;
    }
    transaction->commit();
    return report;
}

}  // namespace marketplace::engine_detail
