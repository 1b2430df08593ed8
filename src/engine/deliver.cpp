#include "deliver.hpp"

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

PayoutInstruction instruction_of(Transaction& transaction, const Payout& payout, Timestamp now) {
    PayoutInstruction instruction;
    instruction.id = payout.id;
    instruction.payee_id = payout.payee_id;
    instruction.payee_name = payout.payee_id;
    instruction.account = payout.account_reference.empty() ? payout.payee_id : payout.account_reference;
    if (payout.payee_party == payments::PayeeParty::vendor) {
        if (const auto vendor = get<vendors::Vendor>(transaction, VendorId{payout.payee_id}))
            instruction.payee_name = vendor->name;
    }
    instruction.currency = payout.currency;
    instruction.amount_minor = payout.amount_minor;
    instruction.reference = "Payout " + payout.period_key;
    instruction.idempotency_key = payments::idempotency_key_of(payout);
    instruction.execute_on = payout.pays_on;
    instruction.requested_at = now;
    return instruction;
}

void apply_action(Transaction& transaction, const PayoutId& id, const PayoutCommand& command) {
    const auto payout = get<Payout>(transaction, id);
    if (!payout) return;
    const payments::PayoutTransition step = payments::advance(*payout, command);
    if (step.accepted && step.changed) put(transaction, step.payout);
}

std::vector<Call> lease(Store& store, std::string_view provider, Timestamp now, std::size_t limit) {
    const auto transaction = buffered(store.begin());
    std::vector<Call> calls;
    std::vector<OutboxEntry> entries;
    scan<OutboxEntry>(*transaction, {}, [&](const OutboxEntry& entry) {
        if (!entry.leased_until || *entry.leased_until <= now) entries.push_back(entry);
        return entries.size() < limit;
    });
    for (OutboxEntry& entry : entries) {
        const auto payout = get<Payout>(*transaction, PayoutId{entry.subject});
        if (!payout) fail(ErrorCode::internal, "outbox", entry.id, "the payout that it is about");
        entry.leased_until = now + Duration::seconds(lease_seconds);
        entry.attempts += 1;
        put(*transaction, entry);
        PayoutCommand submit;
        submit.action = PayoutAction::submit;
        submit.attempt_epoch = payout->attempt_epoch;
        submit.provider = provider;
        submit.at = now;
        apply_action(*transaction, payout->id, submit);
        calls.push_back({entry, instruction_of(*transaction, *payout, now)});
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
/// reconciliation and is not asked again blindly.
bool record(Transaction& transaction, const OutboxEntry& entry, const ProviderResult& result, Timestamp now) {
    const auto payout = get<Payout>(transaction, PayoutId{entry.subject});
    if (payout) apply_action(transaction, payout->id, command_of(result, payout->attempt_epoch, now));
    erase<OutboxEntry>(transaction, entry.sequence);
    return result.outcome == ProviderOutcome::accepted;
}

}  // namespace

DeliveryReport deliver_outbox(Store& store, PaymentProvider& provider, Timestamp now, std::size_t limit) {
    DeliveryReport report;
    const std::vector<Call> calls = lease(store, provider.name(), now, limit);
    if (calls.empty()) return report;
    std::vector<PayoutInstruction> instructions;
    for (const Call& call : calls) instructions.push_back(call.instruction);
    const std::vector<ProviderResult> results = provider.submit_payouts(instructions);
    const auto transaction = buffered(store.begin());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        (record(*transaction, calls[i].entry, results[i], now) ? report.delivered : report.failed) += 1;
    }
    transaction->commit();
    return report;
}

}  // namespace marketplace::engine_detail
