// Hashes that another thread calculates ahead are those that each event has by itself.

#include "../../../src/engine/event_hashes.hpp"

#include <marketplace/core/error.hpp>

#include <doctest/doctest.h>

#include <optional>

using namespace marketplace;
using namespace marketplace::engine_detail;

namespace {

/// One that has no name, so that there is no JSON of it.
constexpr auto no_outcome = static_cast<PayoutOutcome>(99);

std::vector<Event> events_of(std::size_t count, std::optional<std::size_t> unwritable = std::nullopt) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < count; ++i) {
        Event event{EventId{"event " + std::to_string(i)}, Timestamp{}, OrderCaptured{OrderId{std::to_string(i * i)}}};
        if (i == unwritable) event.payload = PayoutSettled{PayoutId{"p"}, no_outcome};
        events.push_back(std::move(event));
    }
    return events;
}

}  // namespace

TEST_CASE("events of groups of any size, one group after the other, have the hashes that they have alone") {
    EventHashes hashes;
    for (std::size_t round = 0; round < 300; ++round) {
        const std::vector<Event> events = events_of(round % 7 * 31);
        EventHashes::Ahead ahead{hashes, events};
        for (std::size_t i = 0; i < events.size(); ++i) REQUIRE(ahead.take(i) == hash_of(events[i]));
    }
}

TEST_CASE("an event that cannot be written says so when its hash is asked for, wherever it stands") {
    EventHashes hashes;
    for (const std::size_t bad : {std::size_t{0}, std::size_t{1}, std::size_t{100}, std::size_t{199}}) {
        const std::vector<Event> events = events_of(200, bad);
        EventHashes::Ahead ahead{hashes, events};
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (i == bad) {
                CHECK_THROWS_AS(static_cast<void>(ahead.take(i)), Error);
            } else {
                REQUIRE(ahead.take(i) == hash_of(events[i]));
            }
        }
    }
}

TEST_CASE("a group of which nobody wants all hashes can be left at any time") {
    EventHashes hashes;
    for (std::size_t wanted = 0; wanted < 200; ++wanted) {
        const std::vector<Event> events = events_of(500);
        EventHashes::Ahead ahead{hashes, events};
        for (std::size_t i = 0; i < wanted; ++i) REQUIRE(ahead.take(i) == hash_of(events[i]));
    }
}
