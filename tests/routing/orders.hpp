#pragma once
// Names and parts of a problem that the twin asks for everywhere.

#include <marketplace/routing/solution.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::routing::twin {

/// What is served or left out as a whole: a job or a shipment.
struct Order {
    Visit first;  ///< the job, or the pickup
    Visit last;   ///< the job, or the delivery
    std::string id;
    const Terms* terms = nullptr;
};

/// Jobs, then shipments. The terms point into the problem.
[[nodiscard]] std::vector<Order> orders_of(const Problem& problem);

/// Whether an activity belongs to an order.
[[nodiscard]] bool serves(Activity activity);
/// Whether anybody is served.
[[nodiscard]] bool serves_somebody(std::span<const Visit> visits);
/// The position of a visit's order in `orders_of`.
[[nodiscard]] std::size_t order_of(const Problem& problem, Visit visit);
/// The stop of a visit that serves.
[[nodiscard]] const Stop& stop_of(const Problem& problem, Visit visit);
/// By position; throws `std::out_of_range`.
[[nodiscard]] const VehicleType& type_of_vehicle(const Problem& problem, std::int32_t vehicle_type);
/// Whether the visit names something that the problem has.
[[nodiscard]] bool exists(const Problem& problem, const VehicleType& type, Visit visit);

/// "van#0", as `Terms::promised_vehicle` names it.
[[nodiscard]] std::string vehicle_name(const Problem& problem, std::int32_t vehicle_type, std::int32_t vehicle);
/// "job 2 'A'" for error texts.
[[nodiscard]] std::string visit_name(const Problem& problem, Visit visit);

/// The part of a route between two loadings at the depot: visits from `begin` to before `end`. A reload between two
/// trips belongs to neither.
struct Trip {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::int64_t release = 0;  ///< when the last of its goods is at the depot
    bool empty = true;         ///< serves nobody
};
[[nodiscard]] std::vector<Trip> trips_of(const Problem& problem, std::span<const Visit> visits);

/// How many dimensions of load the problem mentions anywhere.
[[nodiscard]] std::size_t dimensions_of(const Problem& problem);
using Load = std::vector<std::int64_t>;
/// What is on board at the start of the route and after each visit.
[[nodiscard]] std::vector<Load> loads_of(const Problem& problem, std::span<const Visit> visits);

/// The beginning of the route of a vehicle that must stay; empty if none.
[[nodiscard]] std::span<const Visit> locked_visits(const Problem& problem, std::int32_t vehicle_type,
                                                   std::int32_t vehicle);

/// What a plan has to say and to pay about orders that it does not serve.
struct LeftOut {
    std::vector<Unserved> unserved;
    std::int64_t prizes = 0;
    std::int64_t required = 0;  ///< required orders, a group of alternatives counting once
};
/// `served` follows `orders_of`.
[[nodiscard]] LeftOut left_out(const Problem& problem, const std::vector<bool>& served);

}  // namespace marketplace::routing::twin
