#pragma once
// The constraints that one route has to obey alone.

#include "routing/timetable.hpp"

#include <string>
#include <vector>

namespace marketplace::routing::twin {

/// What is wrong already at the beginning of a route, and stays wrong whatever is appended to it.
[[nodiscard]] std::vector<std::string> beginning_violations(const Problem& problem, const RoutePlan& plan,
                                                            const Run& run);

/// Everything that is wrong with a whole route.
[[nodiscard]] std::vector<std::string> route_violations(const Problem& problem, const RoutePlan& plan, const Run& run);

}  // namespace marketplace::routing::twin
