#include "scripted_provider.hpp"

#include <marketplace/core/error.hpp>

namespace marketplace::simulation {

Fate fate_of(std::uint64_t seed, std::string_view idempotency_key) {
    std::uint64_t hash = 14'695'981'039'346'656'037U ^ seed;  // FNV-1a, from another start for each seed
    for (const char c : idempotency_key) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    Random random{hash};
    const std::int64_t toss = random.below(100);
    if (toss < 10) return {ProviderOutcome::rejected, false};
    if (toss < 20) return {ProviderOutcome::unknown, random.chance(50)};
    return {ProviderOutcome::accepted, random.chance(90)};
}

void ScriptedProvider::note(const PayoutInstruction& instruction) {
    const auto [known, is_new] = seen_.try_emplace(instruction.idempotency_key, instruction);
    PayoutInstruction same = instruction;
    same.requested_at = known->second.requested_at;
    if (same != known->second) conflicts_.push_back(instruction.idempotency_key);
}

ProviderResult ScriptedProvider::submit_payout(const PayoutInstruction& instruction) {
    ++calls_;
    const bool breaks = random_.chance(break_percent_);
    if (!breaks || random_.chance(50)) note(instruction);
    if (breaks) {
        ++breaks_;
        fail(ErrorCode::provider_failed, "provider", instruction.idempotency_key, "a connection that holds");
    }
    const Fate fate = fate_of(seed_, instruction.idempotency_key);
    if (fate.answer == ProviderOutcome::accepted) return {fate.answer, "bank-" + instruction.idempotency_key, ""};
    return {fate.answer, "", fate.answer == ProviderOutcome::rejected ? "account closed" : "timeout"};
}

ProviderPayout ScriptedProvider::query_payout(const PayoutQuery& query) {
    if (!seen_.contains(query.idempotency_key)) return {ProviderPayoutState::not_found, "", ""};
    const bool is_paid = fate_of(seed_, query.idempotency_key).is_paid;
    return {is_paid ? ProviderPayoutState::paid : ProviderPayoutState::failed, "", ""};
}

}  // namespace marketplace::simulation
