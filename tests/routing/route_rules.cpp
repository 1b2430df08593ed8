#include "routing/route_rules.hpp"

#include "routing/findings.hpp"

#include <algorithm>

namespace marketplace::routing::twin {

namespace {

using std::to_string;

// One route and all that its rules look at.
struct Subject {
    const Problem& problem;
    const VehicleType& type;
    const RoutePlan& plan;
    const Run& run;
    Findings findings;

    Subject(const Problem& the_problem, const RoutePlan& the_plan, const Run& the_run)
        : problem(the_problem),
          type(type_of_vehicle(the_problem, the_plan.vehicle_type)),
          plan(the_plan),
          run(the_run),
          findings("vehicle " + vehicle_name(the_problem, the_plan.vehicle_type, the_plan.vehicle)) {}

    [[nodiscard]] std::string name(Visit visit) const { return visit_name(problem, visit); }
    void report(Visit visit, const std::string& text) { findings.add(name(visit) + " " + text); }
};

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::ranges::find(list, text) != list.end();
}

void check_windows(Subject& route) {
    for (std::size_t i = 0; i < route.plan.visits.size(); ++i) {
        const Visit visit = route.plan.visits[i];
        const bool soft = serves(visit.activity) && stop_of(route.problem, visit).lateness_cost;
        if (route.run.missed[i] == 0 || soft) continue;
        route.report(visit, "starts " + to_string(route.run.missed[i]) + " after its last window");
    }
}

void check_load(Subject& route, const Load& load, const Visit* after) {
    if (route.type.capacity.empty()) return;
    for (std::size_t dimension = 0; dimension < load.size(); ++dimension) {
        const bool is_limited = dimension < route.type.capacity.size();
        const std::int64_t excess = load[dimension] - (is_limited ? route.type.capacity[dimension] : 0);
        if (excess <= 0) continue;
        route.findings.add("dimension " + to_string(dimension) + " is loaded with " + to_string(excess) +
                           " too much " + (after == nullptr ? "at the start" : "after " + route.name(*after)));
    }
}

void check_loads(Subject& route) {
    const std::vector<Load> loads = loads_of(route.problem, route.plan.visits);
    check_load(route, loads.front(), nullptr);
    for (std::size_t i = 0; i < route.plan.visits.size(); ++i) {
        check_load(route, loads[i + 1], &route.plan.visits[i]);
    }
}

// The shipments on board of a route, the last one picked up at the back.
void check_shipment(Subject& route, Visit visit, std::vector<std::int32_t>& on_board) {
    if (visit.activity == Activity::pickup) on_board.push_back(visit.index);
    if (visit.activity == Activity::delivery) {
        const auto found = std::ranges::find(on_board, visit.index);
        if (found == on_board.end()) return route.report(visit, "is not preceded by its pickup");
        if (route.type.lifo && visit.index != on_board.back()) {
            route.report(visit, "is not of the shipment picked up last");
        }
        on_board.erase(found);
    }
    if (visit.activity == Activity::reload) {
        for (const std::int32_t shipment : on_board) {
            route.report({Activity::pickup, shipment}, "is not delivered before a reload");
        }
        on_board.clear();
    }
}

void check_order_of_visits(Subject& route) {
    std::vector<Visit> done;
    std::vector<std::int32_t> on_board;
    for (const Visit& visit : route.plan.visits) {
        const bool again = visit.activity != Activity::reload && std::ranges::find(done, visit) != done.end();
        if (again) route.report(visit, "is visited twice");
        done.push_back(visit);
        check_shipment(route, visit, on_board);
    }
}

bool completes(const Order& order, std::span<const Visit> visits) {
    return std::ranges::find(visits, order.last) != visits.end();
}

// Orders that must be completed before another one begins.
void check_precedence(Subject& route) {
    const std::vector<Order> orders = orders_of(route.problem);
    const std::span<const Visit> visits = route.plan.visits;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        if (visits[i].activity != Activity::job && visits[i].activity != Activity::pickup) continue;
        for (const std::string& id : orders[order_of(route.problem, visits[i])].terms->after) {
            const bool done = std::ranges::any_of(orders, [&](const Order& order) {
                return order.id == id && completes(order, visits.first(i));
            });
            if (!done) route.report(visits[i], "begins before order '" + id + "' is completed");
        }
    }
}

void check_terms(Subject& route) {
    const std::vector<Order> orders = orders_of(route.problem);
    for (const Visit& visit : route.plan.visits) {
        if (visit.activity != Activity::job && visit.activity != Activity::pickup) continue;
        const Terms& terms = *orders[order_of(route.problem, visit)].terms;
        for (const std::string& skill : terms.skills) {
            if (!contains(route.type.skills, skill)) route.report(visit, "needs skill '" + skill + "'");
        }
        const bool may = (terms.allowed.empty() || contains(terms.allowed, route.type.id)) &&
                         !contains(terms.forbidden, route.type.id);
        if (!may) route.report(visit, "may not ride on type '" + route.type.id + "'");
    }
}

// Every trip serves somebody, unless the locked beginning says otherwise. The last trip may still come to it.
void check_trips(Subject& route, bool is_complete) {
    const std::vector<Trip> trips = trips_of(route.problem, route.plan.visits);
    const std::size_t locked = locked_visits(route.problem, route.plan.vehicle_type, route.plan.vehicle).size();
    for (std::size_t i = 0; i < trips.size(); ++i) {
        const bool is_last = i + 1 == trips.size();
        if (!trips[i].empty || (is_last && !is_complete)) continue;
        const bool is_excused = is_last ? i > 0 && trips[i].begin <= locked : trips[i].end < locked;
        if (!is_excused) route.findings.add("trip " + to_string(i) + " serves nobody");
    }
    const auto excess = static_cast<std::int64_t>(trips.size()) - route.type.trips_max;
    if (route.type.trips_max > 0 && excess > 0) route.findings.add(to_string(excess) + " trips too many");
}

void check_stops(Subject& route) {
    if (!route.type.stops_max) return;
    const auto stops = std::ranges::count_if(route.plan.visits, [](Visit visit) { return serves(visit.activity); });
    const std::int64_t excess = stops - *route.type.stops_max;
    if (excess > 0) route.findings.add(to_string(excess) + " stops too many");
}

void check_distance(Subject& route, std::int64_t distance) {
    if (!route.type.distance_max) return;
    const std::int64_t excess = distance - *route.type.distance_max;
    if (excess > 0) route.findings.add("drives " + to_string(excess) + " too far");
}

void check_time(Subject& route) {
    const Route& driven = route.run.route;
    const std::int64_t after_overtime = driven.overtime - route.type.overtime_max;
    if (after_overtime > 0) route.findings.add("ends " + to_string(after_overtime) + " after shift and overtime");
    if (!route.type.duration_max) return;
    const std::int64_t excess = driven.end - driven.start - *route.type.duration_max;
    if (excess > 0) route.findings.add("lasts " + to_string(excess) + " too long");
}

void check_what_is_missing(Subject& route) {
    const auto has = [&](Visit visit) {
        return std::ranges::find(route.plan.visits, visit) != route.plan.visits.end();
    };
    for (std::size_t i = 0; i < route.type.breaks.size(); ++i) {
        const Visit pause{Activity::pause, static_cast<std::int32_t>(i)};
        if (!has(pause)) route.report(pause, "is not taken");
    }
    for (const Visit& visit : route.plan.visits) {
        if (visit.activity == Activity::pickup && !has({Activity::delivery, visit.index})) {
            route.report(visit, "is never delivered");
        }
    }
}

void check_visits(Subject& route) {
    check_windows(route);
    check_loads(route);
    check_order_of_visits(route);
    check_precedence(route);
    check_terms(route);
    check_stops(route);
}

}  // namespace

std::vector<std::string> beginning_violations(const Problem& problem, const RoutePlan& plan, const Run& run) {
    Subject route(problem, plan, run);
    check_visits(route);
    check_trips(route, false);
    check_distance(route, run.route.steps.empty() ? 0 : run.route.steps.back().distance);
    return route.findings.take();
}

std::vector<std::string> route_violations(const Problem& problem, const RoutePlan& plan, const Run& run) {
    Subject route(problem, plan, run);
    check_visits(route);
    check_trips(route, true);
    check_distance(route, run.route.distance);
    check_time(route);
    check_what_is_missing(route);
    return route.findings.take();
}

}  // namespace marketplace::routing::twin
