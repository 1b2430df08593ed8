// What an event holds: the special functions of its thirty-two records, compiled once.

#include <marketplace/engine/events.hpp>

namespace marketplace {

EventPayload::EventPayload() noexcept = default;
EventPayload::EventPayload(const EventPayload& other) = default;
EventPayload::EventPayload(EventPayload&& other) noexcept = default;
EventPayload& EventPayload::operator=(const EventPayload& other) = default;
EventPayload& EventPayload::operator=(EventPayload&& other) noexcept = default;
EventPayload::~EventPayload() = default;

bool operator==(const EventPayload& a, const EventPayload& b) {
    return static_cast<const EventChoice&>(a) == static_cast<const EventChoice&>(b);
}

EventPayload::EventPayload(VendorRegistered happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PlanPublished happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(TierPolicyPublished happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(ProgramPublished happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(StrategiesPublished happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(SchedulePublished happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderPlaced happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderCaptured happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderFulfilled happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderCancelled happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderRefunded happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderRated happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(DayClosed happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(FeeCharged happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PayoutSettled happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PayoutRetried happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PayoutCancelled happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(DisputeOpened happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(DisputeWon happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(DisputeLost happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(CommissionRestated happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(TierGiven happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(TierTaken happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(TierLocked happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(TierUnlocked happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PointsAdjusted happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderDefective happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(ShipmentLate happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PlanAssigned happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(OrderShipped happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PayoutRequested happened) : EventChoice(std::move(happened)) {}
EventPayload::EventPayload(PointsActivated happened) : EventChoice(std::move(happened)) {}

const TypeInfo& compiled_type_of(std::type_identity<EventPayload>) {
    // The description takes an `EventPayload` for the variant that it is, and that it adds nothing to.
    static_assert(sizeof(EventPayload) == sizeof(EventChoice));
    static const TypeInfo info = detail::Describe<EventChoice>::make();
    return info;
}

}  // namespace marketplace
