#include "routing/pricing.hpp"

#include <algorithm>
#include <stdexcept>

namespace marketplace::routing::twin {

namespace {

void add(CostParts& sum, const CostParts& part) {
    sum.fixed += part.fixed;
    sum.distance += part.distance;
    sum.duration += part.duration;
    sum.travel += part.travel;
    sum.overtime += part.overtime;
    sum.lateness += part.lateness;
    sum.total += part.total;
}

std::int64_t broken_promises(const Problem& problem, const RoutePlan& plan) {
    std::vector<bool> served = served_by(problem, std::span(&plan, 1));
    const std::vector<Order> orders = orders_of(problem);
    std::int64_t broken = 0;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        if (served[i] && breaks_promise(problem, *orders[i].terms, plan.vehicle_type, plan.vehicle)) ++broken;
    }
    return broken;
}

}  // namespace

CostParts route_cost(const Problem& problem, const Route& route) {
    const VehicleType& type = type_of_vehicle(problem, route.vehicle_type);
    CostParts cost;
    cost.fixed = type.fixed_cost;
    cost.distance = type.distance_cost * route.distance;
    cost.duration = type.duration_cost * (route.end - route.start);
    cost.travel = type.travel_cost * route.travel;
    cost.overtime = type.overtime_cost * route.overtime;
    for (const Step& step : route.steps) {
        if (step.lateness > 0) cost.lateness += *stop_of(problem, step.visit).lateness_cost * step.lateness;
    }
    cost.total = cost.fixed + cost.distance + cost.duration + cost.travel + cost.overtime + cost.lateness;
    return cost;
}

bool breaks_promise(const Problem& problem, const Terms& terms, std::int32_t vehicle_type, std::int32_t vehicle) {
    return !terms.promised_vehicle.empty() &&
           terms.promised_vehicle != vehicle_name(problem, vehicle_type, vehicle) &&
           terms.promised_vehicle != type_of_vehicle(problem, vehicle_type).id;
}

std::vector<bool> served_by(const Problem& problem, std::span<const RoutePlan> plans) {
    std::vector<bool> served(problem.jobs.size() + problem.shipments.size(), false);
    for (const RoutePlan& plan : plans) {
        for (const Visit& visit : plan.visits) {
            if (serves(visit.activity)) served.at(order_of(problem, visit)) = true;
        }
    }
    return served;
}

Solution price(const Problem& problem, std::span<const TravelMatrix> matrices, std::span<const RoutePlan> plans) {
    const Travel travel(problem, matrices);
    Solution solution;
    std::int64_t longest = 0;
    for (const RoutePlan& plan : plans) {
        const VehicleType& type = type_of_vehicle(problem, plan.vehicle_type);
        for (const Visit& visit : plan.visits) {
            if (!exists(problem, type, visit)) throw std::out_of_range("a visit that the problem does not have");
        }
        if (!serves_somebody(plan.visits)) continue;
        Route route = timetable(problem, travel, plan).route;
        const CostParts cost = route_cost(problem, route);
        route.cost = cost.total;
        add(solution.cost, cost);
        solution.cost.change += problem.objective.change_cost * broken_promises(problem, plan);
        longest = std::max(longest, route.end - route.start);
        solution.routes.push_back(std::move(route));
    }
    LeftOut rest = left_out(problem, served_by(problem, plans));
    solution.unserved = std::move(rest.unserved);
    solution.complete = rest.required == 0;
    solution.cost.prizes = rest.prizes;
    solution.cost.balance = problem.objective.balance_cost * longest;
    solution.cost.total += solution.cost.balance + solution.cost.change + solution.cost.prizes;
    return solution;
}

std::vector<RoutePlan> plans_of(const Solution& solution) {
    std::vector<RoutePlan> plans;
    for (const Route& route : solution.routes) {
        RoutePlan plan{route.vehicle_type, route.vehicle, {}};
        for (const Step& step : route.steps) plan.visits.push_back(step.visit);
        plans.push_back(std::move(plan));
    }
    return plans;
}

}  // namespace marketplace::routing::twin
