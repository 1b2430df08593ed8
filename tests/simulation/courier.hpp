#pragma once
// Brings a story to an engine as the world does: in groups of any size, some events twice, at once or much
// later, some before what they need, and over a store that fails; what failed is brought again.

#include "fault/fault_store.hpp"
#include "scenario.hpp"
#include "store_content.hpp"

namespace marketplace::simulation {

/// What was brought, and how often what happened.
struct CourierCounts {
    std::int64_t events = 0;      ///< brought for the first time
    std::int64_t duplicates = 0;
    std::int64_t early = 0;       ///< before what they need
    std::int64_t conflicts = 0;   ///< an id with another content
    std::int64_t failures = 0;    ///< of the store, each followed by another attempt
    std::int64_t restarts = 0;    ///< of the engine, over the same store
    std::int64_t breaks = 0;      ///< of calls to the provider
    std::int64_t rollbacks_compared = 0;
    friend bool operator==(const CourierCounts&, const CourierCounts&) = default;
};

/// The end of a story.
struct Outcome {
    Content content;
    std::vector<std::string> wrong;       ///< everything that should not be, in words
    std::vector<Timestamp> delivered_at;  ///< when each delivery of the story was made in the end
    CourierCounts counts;
};

/// One event after the other, without any fault; deliveries at the times given.
[[nodiscard]] Outcome bring_plainly(const Story& story, const std::vector<Timestamp>& delivered_at);

/// With everything that may go wrong, by a seed; the events are applied in the order of the story all the same.
[[nodiscard]] Outcome bring_roughly(const Story& story, std::uint64_t seed);

}  // namespace marketplace::simulation
