#pragma once
// The constraints that hold between routes.

#include "routing/orders.hpp"

#include <string>
#include <vector>

namespace marketplace::routing::twin {

/// What is wrong between the routes of a plan, all of whose indexes exist.
[[nodiscard]] std::vector<std::string> plan_violations(const Problem& problem, std::span<const RoutePlan> plans);

}  // namespace marketplace::routing::twin
