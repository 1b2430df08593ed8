#pragma once
// Distances and durations given as numbers.

#include <marketplace/core/record.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::routing {

/// Distances and durations between all places of one profile, row by row: the entry of row i, column j is the way
/// from place i to place j. Without durations the distances are the durations too.
struct TravelMatrix {
    std::vector<std::int32_t> distances;
    std::vector<std::int32_t> durations;

    friend bool operator==(const TravelMatrix&, const TravelMatrix&) = default;
};
MARKETPLACE_COMPILED_RECORD(TravelMatrix, (distances, durations));

/// The same over memory of the caller, such as numpy or typed arrays, which must outlive every use.
struct TravelView {
    std::span<const std::int32_t> distances;
    std::span<const std::int32_t> durations;
};

}  // namespace marketplace::routing
