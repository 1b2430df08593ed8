#pragma once
// What a plan costs, by the definitions.

#include "routing/timetable.hpp"

namespace marketplace::routing::twin {

/// What a route costs alone.
[[nodiscard]] CostParts route_cost(const Problem& problem, const Route& route);

/// Whether an order is served by another vehicle than the one that was promised to it.
[[nodiscard]] bool breaks_promise(const Problem& problem, const Terms& terms, std::int32_t vehicle_type,
                                  std::int32_t vehicle);

/// The orders that routes serve, in the order of `orders_of`.
[[nodiscard]] std::vector<bool> served_by(const Problem& problem, std::span<const RoutePlan> plans);

/// The whole solution of given routes, whether they obey the constraints or not. Routes that serve nobody are left
/// out. Throws `std::out_of_range` for an index that the problem does not have.
[[nodiscard]] Solution price(const Problem& problem, std::span<const TravelMatrix> matrices,
                             std::span<const RoutePlan> plans);

/// The routes of a solution without their times.
[[nodiscard]] std::vector<RoutePlan> plans_of(const Solution& solution);

}  // namespace marketplace::routing::twin
