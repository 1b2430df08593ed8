#pragma once
// The timetable of a route: every visit as early as possible, but the start as late as that allows.

#include "routing/orders.hpp"
#include "routing/travel.hpp"

namespace marketplace::routing::twin {

/// A route that was driven.
struct Run {
    Route route;                       ///< everything but its cost
    std::vector<std::int64_t> missed;  ///< by visit: how long after its last window it starts, hard or soft
};

/// When a visit that is reached at `arrival` may begin, and how long after the last window that is.
struct Beginning {
    std::int64_t start = 0;
    std::int64_t missed = 0;
};
[[nodiscard]] Beginning begin_service(std::span<const TimeWindow> windows, std::int64_t arrival);

/// The earliest start that shift and goods of the first trip allow.
[[nodiscard]] std::int64_t earliest_start(const Problem& problem, const RoutePlan& plan);

/// Drives a route that starts at a given time and never waits without need.
[[nodiscard]] Run drive(const Problem& problem, const Travel& travel, const RoutePlan& plan, std::int64_t start);

/// Drives a route from its latest start at which it ends as early, and misses its windows as little, as from its
/// earliest. All indexes must exist.
[[nodiscard]] Run timetable(const Problem& problem, const Travel& travel, const RoutePlan& plan);

}  // namespace marketplace::routing::twin
