#pragma once
// Small problems on a line, whose times can be worked out in the head.

#include <doctest/doctest.h>

#include "routing/checker.hpp"
#include "routing/pricing.hpp"

namespace marketplace::routing::twin {

inline Visit job(std::int32_t index) { return {Activity::job, index}; }
inline Visit pickup(std::int32_t index) { return {Activity::pickup, index}; }
inline Visit delivery(std::int32_t index) { return {Activity::delivery, index}; }
inline Visit pause(std::int32_t index) { return {Activity::pause, index}; }
inline Visit reload(std::int32_t index) { return {Activity::reload, index}; }

/// Place 0 is at 0 and the depot of two vans; every further place is that of a job: job 0 at place 1, and so on.
inline Problem line(const std::vector<double>& positions) {
    Problem problem;
    problem.places.push_back({"depot", 0, 0});
    VehicleType van;
    van.id = "van";
    van.count = 2;
    van.start = van.end = 0;
    problem.vehicles.push_back(van);
    for (const double x : positions) {
        Job stop;
        stop.id = std::string(1, static_cast<char>('A' + problem.jobs.size()));
        stop.stop.place = static_cast<std::int32_t>(problem.places.size());
        problem.places.push_back({"", x, 0});
        problem.jobs.push_back(stop);
    }
    return problem;
}

/// A shipment between places that exist.
inline Shipment shipment(const std::string& id, std::int32_t from, std::int32_t to) {
    Shipment out;
    out.id = id;
    out.pickup.place = from;
    out.delivery.place = to;
    return out;
}

inline RoutePlan van(std::vector<Visit> visits, std::int32_t vehicle = 0) { return {0, vehicle, std::move(visits)}; }

/// The only route of a plan.
inline Route drive_van(const Problem& problem, std::vector<Visit> visits) {
    const std::vector<RoutePlan> plans{van(std::move(visits))};
    return price(problem, {}, plans).routes.at(0);
}

inline Solution plan(const Problem& problem, const std::vector<RoutePlan>& plans) { return price(problem, {}, plans); }

/// What the checker finds about routes whose times and costs are right.
inline std::string violations(const Problem& problem, const std::vector<RoutePlan>& plans) {
    return check(problem, {}, plan(problem, plans)).text();
}

}  // namespace marketplace::routing::twin
