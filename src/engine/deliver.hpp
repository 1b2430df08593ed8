#pragma once
// The outbox worker: calls that were decided in transactions are made after them, at least once.

#include <marketplace/engine/engine.hpp>
#include <marketplace/ports/buffered.hpp>

namespace marketplace::engine_detail {

/// Leases up to `limit` entries, makes their calls outside of any transaction, and records the answers.
/// Another worker may take over when the lease has run out; the provider's idempotency keys make that safe.
DeliveryReport deliver_outbox(Store& store, const std::shared_ptr<RowMemory>& memory, PaymentProvider& provider,
                              Timestamp now, std::size_t limit);

}  // namespace marketplace::engine_detail
