#pragma once
// The outbox worker: calls that were decided in transactions are made after them, at least once.

#include <marketplace/engine/engine.hpp>
#include <marketplace/ports/buffered.hpp>

namespace marketplace::engine_detail {

/// An entry of the outbox and the payment that it asks for.
struct Call {
    OutboxEntry entry;
    PayoutInstruction instruction;
};

/// Leases up to `limit` entries. Their calls are made outside of any transaction, when this one is durable. Another
/// worker may take over when the lease has run out; the provider's idempotency keys make that safe.
[[nodiscard]] std::vector<Call> lease(Transaction& transaction, std::string_view provider, Timestamp now,
                                      std::size_t limit);
/// Records the answers to the calls, one for each.
[[nodiscard]] DeliveryReport record(Transaction& transaction, std::span<const Call> calls,
                                    std::span<const ProviderResult> results, Timestamp now);

/// Payouts that may have moved money or not, the oldest first.
[[nodiscard]] std::vector<payments::Payout> unknown_payouts(Store& store, std::size_t limit);
/// The provider has this payout, and works on it.
void record_underway(Store& store, const std::shared_ptr<RowMemory>& memory, const payments::Payout& payout,
                     const ProviderPayout& found, Timestamp now);

}  // namespace marketplace::engine_detail
