#pragma once
// How the best plan of a search became better over time.

#include <marketplace/core/record.hpp>

#include <cstdint>

namespace marketplace::routing {

/// When a search found a better plan.
struct TracePoint {
    std::int64_t microseconds = 0;  ///< since the start of the search; 0 without a clock
    std::int64_t iterations = 0;
    std::int64_t cost = 0;

    friend bool operator==(const TracePoint&, const TracePoint&) = default;
};
MARKETPLACE_COMPILED_RECORD(TracePoint, (microseconds, iterations, cost));

}  // namespace marketplace::routing
