#pragma once
// For those who plan while vehicles are on their way: what one more order would cost with whom, how a plan becomes
// better without a new start, and why somebody is not served.

#include <marketplace/routing/constraint.hpp>
#include <marketplace/routing/solver.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::routing {

/// One way to serve an order that a plan does not serve yet.
struct InsertionQuote {
    std::int32_t vehicle_type = 0;
    std::int32_t vehicle = 0;
    std::int64_t extra_cost = 0;             ///< of the plan, apart from the order's prize
    std::int64_t start = 0;                  ///< of service at its job or pickup
    std::optional<std::int64_t> delivery_start;  ///< of service at its delivery
    RoutePlan route;                         ///< of the vehicle with the order

    friend bool operator==(const InsertionQuote&, const InsertionQuote&) = default;
};
MARKETPLACE_COMPILED_RECORD(InsertionQuote, (vehicle_type, vehicle, extra_cost, start, delivery_start, route));

/// Who can take an order, cheapest first: for each vehicle on its way and one unused vehicle of each type the place in
/// its route where the order costs least. Nobody: an empty list, and `explain` says why. `order` is a job or the pickup
/// of a shipment. Takes time in proportion to the stops of the plan, not to their square. Throws `not_found` for an
/// order that the problem does not have, `invalid_value` for one that the plan serves already.
[[nodiscard]] std::vector<InsertionQuote> quote_insertion(const Model& model, std::span<const RoutePlan> plan,
                                                          const Visit& order);

/// Improves a plan: `solve` from it, cooler, so that what is good about it stays. What is locked in the problem stays
/// in any case. The plan that comes out never costs more than the one that goes in, if that obeys every rule.
[[nodiscard]] SolveResult reoptimize(const Model& model, std::span<const RoutePlan> plan, SolveOptions options,
                                     const SolveControl& control = {});

/// What forbids an order on a vehicle at some of its positions, and the least by which it does, in its own unit.
struct Obstacle {
    Constraint constraint = Constraint::capacity;
    std::int64_t excess = 0;
    std::int32_t positions = 0;  ///< at how many positions this is what forbids it

    friend bool operator==(const Obstacle&, const Obstacle&) = default;
};
MARKETPLACE_COMPILED_RECORD(Obstacle, (constraint, excess, positions));

/// Why one vehicle does not serve an order.
struct VehicleExplanation {
    std::int32_t vehicle_type = 0;
    std::int32_t vehicle = 0;
    std::optional<std::int64_t> extra_cost;  ///< it could, and this is what the plan would cost more; the prize is less
    std::vector<Obstacle> obstacles;         ///< that at most positions first

    friend bool operator==(const VehicleExplanation&, const VehicleExplanation&) = default;
};
MARKETPLACE_COMPILED_RECORD(VehicleExplanation, (vehicle_type, vehicle, extra_cost, obstacles));

/// Why nobody serves an order.
struct OrderExplanation {
    Visit visit;
    std::string id;
    std::vector<VehicleExplanation> vehicles;  ///< those of the plan, and an unused one of each type
    std::string advice;  ///< what to relax by how much so that the plan as it is could take the order; empty if it can

    friend bool operator==(const OrderExplanation&, const OrderExplanation&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderExplanation, (visit, id, vehicles, advice));

/// For each order that a plan does not serve, and each vehicle, what forbids it. Throws as `evaluate` for a plan that
/// breaks a rule itself.
[[nodiscard]] std::vector<OrderExplanation> explain(const Model& model, std::span<const RoutePlan> plan);

/// The routes of a solution, as `quote_insertion`, `reoptimize`, `explain` and `SolveOptions::start` take them.
[[nodiscard]] std::vector<RoutePlan> plan_of(const Solution& solution);

}  // namespace marketplace::routing
