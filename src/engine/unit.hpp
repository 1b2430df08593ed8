#pragma once
// One event while it is being applied: the transaction, the rules in force, and the ledger postings that
// the event causes. Handlers take a unit, change the store through it and return a sentence.

#include "policy_cache.hpp"
#include "unwritten.hpp"

#include <marketplace/engine/engine.hpp>

#include <string>

namespace marketplace::engine_detail {

/// The state of the engine, read once for each event or batch and written back with it.
struct Unit {
    Transaction& store;
    const EngineOptions& options;
    const TimeZone& zone;
    PolicyCache& policies;
    EngineState& state;
    const Event& event;
    LedgerWriter ledger;
    Unwritten& unwritten;

    [[nodiscard]] Timestamp at() const noexcept { return event.at; }
};

// One handler for each kind of event; each is a file of its own.
std::string apply(Unit& unit, const VendorRegistered& payload);
std::string apply(Unit& unit, const PlanPublished& payload);
std::string apply(Unit& unit, const TierPolicyPublished& payload);
std::string apply(Unit& unit, const ProgramPublished& payload);
std::string apply(Unit& unit, const StrategiesPublished& payload);
std::string apply(Unit& unit, const SchedulePublished& payload);
std::string apply(Unit& unit, const OrderPlaced& payload);
std::string apply(Unit& unit, const OrderCaptured& payload);
std::string apply(Unit& unit, const OrderFulfilled& payload);
std::string apply(Unit& unit, const OrderCancelled& payload);
std::string apply(Unit& unit, const OrderRefunded& payload);
std::string apply(Unit& unit, const OrderRated& payload);
std::string apply(Unit& unit, const DayClosed& payload);
std::string apply(Unit& unit, const FeeCharged& payload);
std::string apply(Unit& unit, const PayoutSettled& payload);
std::string apply(Unit& unit, const PayoutRetried& payload);
std::string apply(Unit& unit, const PayoutCancelled& payload);
std::string apply(Unit& unit, const DisputeOpened& payload);
std::string apply(Unit& unit, const DisputeWon& payload);
std::string apply(Unit& unit, const DisputeLost& payload);
std::string apply(Unit& unit, const CommissionRestated& payload);
std::string apply(Unit& unit, const TierGiven& payload);
std::string apply(Unit& unit, const TierTaken& payload);
std::string apply(Unit& unit, const TierLocked& payload);
std::string apply(Unit& unit, const TierUnlocked& payload);
std::string apply(Unit& unit, const PointsAdjusted& payload);
std::string apply(Unit& unit, const OrderDefective& payload);
std::string apply(Unit& unit, const ShipmentLate& payload);
std::string apply(Unit& unit, const PlanAssigned& payload);
std::string apply(Unit& unit, const OrderShipped& payload);
std::string apply(Unit& unit, const PayoutRequested& payload);
std::string apply(Unit& unit, const PointsActivated& payload);

/// Adds a call to the outbox; `id` is its idempotency key, `document` what is asked for.
void enqueue(Unit& unit, std::string id, std::string_view kind, std::string_view subject, std::string document);

}  // namespace marketplace::engine_detail
