#pragma once
// Where a search begins: the part of a plan from outside that obeys every rule.

#include "timetable.hpp"

namespace marketplace::routing::detail {

/// The routes of a plan without what does not exist, comes twice or breaks a rule; the orders that had to go are for
/// the search to place. Routes of vehicles that do not exist are those of another vehicle of the type, if there is one.
[[nodiscard]] std::vector<RoutePlan> feasible_part(const ModelData& model, std::span<const RoutePlan> routes);

}  // namespace marketplace::routing::detail
