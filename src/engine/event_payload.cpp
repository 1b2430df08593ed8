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

const TypeInfo& compiled_type_of(std::type_identity<EventPayload>) {
    static const TypeInfo info = detail::choice_type<EventPayload>(std::type_identity<EventChoice>{});
    return info;
}

}  // namespace marketplace
