#pragma once
// The outbox worker: calls that were decided in transactions are made after them, at least once.

#include <marketplace/engine/engine.hpp>
#include <marketplace/ports/buffered.hpp>

namespace marketplace::engine_detail {

/// Leases up to `limit` entries, makes their calls outside of any transaction, and records the answers.
/// Another worker may take over when the lease has run out; the provider's idempotency keys make that safe.
DeliveryReport deliver_outbox(Store& store, const std::shared_ptr<RowMemory>& memory, PaymentProvider& provider,
                              Timestamp now, std::size_t limit);

/// Payouts that may have moved money or not, the oldest first.
[[nodiscard]] std::vector<payments::Payout> unknown_payouts(Store& store, std::size_t limit);
/// The provider has this payout, and works on it.
void record_underway(Store& store, const std::shared_ptr<RowMemory>& memory, const payments::Payout& payout,
                     const ProviderPayout& found, Timestamp now);

}  // namespace marketplace::engine_detail
