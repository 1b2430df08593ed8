#pragma once
// A plan and what it costs.

#include <marketplace/routing/problem.hpp>

namespace marketplace::routing {

/// The parts of a cost; they add up to `total`.
struct CostParts {
    std::int64_t fixed = 0;
    std::int64_t distance = 0;
    std::int64_t duration = 0;
    std::int64_t travel = 0;
    std::int64_t overtime = 0;
    std::int64_t lateness = 0;
    std::int64_t balance = 0;
    std::int64_t change = 0;
    std::int64_t prizes = 0;  ///< of optional orders left out
    std::int64_t total = 0;

    friend bool operator==(const CostParts&, const CostParts&) = default;
};
MARKETPLACE_COMPILED_RECORD(CostParts, (fixed, distance, duration, travel, overtime, lateness, balance, change, prizes,
                                        total));

/// One activity with its times.
struct Step {
    Visit visit;
    std::int32_t place = 0;
    std::int64_t arrival = 0;
    std::int64_t start = 0;      ///< of service: arrival and waiting; a reload waits until the goods will be there
    std::int64_t departure = 0;
    std::int64_t lateness = 0;   ///< after the last window, if windows are soft
    std::int64_t distance = 0;   ///< driven since the start of the route
    std::vector<std::int64_t> load;  ///< on board after it, by dimension; after a reload, that of the next trip

    friend bool operator==(const Step&, const Step&) = default;
};
MARKETPLACE_COMPILED_RECORD(Step, (visit, place, arrival, start, departure, lateness, distance, load));

/// A route with its timetable: it leaves as late as it can without ending later or being later at any stop.
struct Route {
    std::int32_t vehicle_type = 0;
    std::int32_t vehicle = 0;
    std::vector<Step> steps;
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t distance = 0;
    std::int64_t travel = 0;    ///< time on the road
    std::int64_t waiting = 0;
    std::int64_t overtime = 0;
    std::int64_t lateness = 0;
    std::int32_t trips = 1;
    std::int64_t cost = 0;      ///< of this route alone, without balance and change

    friend bool operator==(const Route&, const Route&) = default;
};
MARKETPLACE_COMPILED_RECORD(Route, (vehicle_type, vehicle, steps, start, end, distance, travel, waiting, overtime,
                                    lateness, trips, cost));

/// An order that no route serves. Alternatives of one that is served are none.
struct Unserved {
    Visit visit;       ///< a job, or the pickup of a shipment
    std::string id;
    bool required = false;

    friend bool operator==(const Unserved&, const Unserved&) = default;
};
MARKETPLACE_COMPILED_RECORD(Unserved, (visit, id, required));

/// A plan: routes that obey every constraint, and what was left out.
struct Solution {
    std::vector<Route> routes;  ///< those that serve somebody
    std::vector<Unserved> unserved;
    CostParts cost;
    bool complete = true;       ///< every required order is served

    friend bool operator==(const Solution&, const Solution&) = default;
};
MARKETPLACE_COMPILED_RECORD(Solution, (routes, unserved, cost, complete));

}  // namespace marketplace::routing
