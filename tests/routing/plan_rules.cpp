#include "routing/plan_rules.hpp"

#include "routing/findings.hpp"

#include <algorithm>
#include <map>

namespace marketplace::routing::twin {

namespace {

// The vehicles on which each order is served, by `orders_of`; a vehicle is named by the position of its route.
std::vector<std::vector<std::size_t>> routes_of_orders(const Problem& problem, std::span<const RoutePlan> plans) {
    std::vector<std::vector<std::size_t>> routes(orders_of(problem).size());
    for (std::size_t i = 0; i < plans.size(); ++i) {
        for (const Visit& visit : plans[i].visits) {
            if (!serves(visit.activity)) continue;
            auto& found = routes[order_of(problem, visit)];
            if (std::ranges::find(found, i) == found.end()) found.push_back(i);
        }
    }
    return routes;
}

void check_vehicles(const Problem& problem, std::span<const RoutePlan> plans, Findings& findings) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const std::string name = vehicle_name(problem, plans[i].vehicle_type, plans[i].vehicle);
        const std::int32_t count = type_of_vehicle(problem, plans[i].vehicle_type).count;
        if (plans[i].vehicle < 0 || plans[i].vehicle >= count) {
            findings.add("vehicle " + name + ": there are only " + std::to_string(count));
        }
        if (!serves_somebody(plans[i].visits)) findings.add("vehicle " + name + ": the route serves nobody");
        for (std::size_t j = 0; j < i; ++j) {
            const bool same = plans[j].vehicle_type == plans[i].vehicle_type && plans[j].vehicle == plans[i].vehicle;
            if (same) findings.add("vehicle " + name + " has two routes");
        }
    }
}

void check_groups(const Problem& problem, std::span<const RoutePlan> plans, Findings& findings) {
    const std::vector<Order> orders = orders_of(problem);
    const auto routes = routes_of_orders(problem, plans);
    std::map<std::string, std::size_t> same_vehicle;
    std::map<std::string, std::size_t> alternative;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        if (routes[i].empty()) continue;
        const std::string name = visit_name(problem, orders[i].first);
        if (routes[i].size() > 1) findings.add(name + " is served by " + std::to_string(routes[i].size()) + " routes");
        const Terms& terms = *orders[i].terms;
        if (!terms.same_vehicle.empty()) {
            const auto [first, is_new] = same_vehicle.emplace(terms.same_vehicle, routes[i].front());
            if (first->second != routes[i].front()) {
                findings.add(name + " does not ride with group '" + terms.same_vehicle + "'");
            }
        }
        if (!terms.alternatives.empty() && !alternative.emplace(terms.alternatives, i).second) {
            findings.add(name + " is served beside an alternative of group '" + terms.alternatives + "'");
        }
    }
}

void check_locked(const Problem& problem, std::span<const RoutePlan> plans, Findings& findings) {
    for (const RoutePlan& locked : problem.locked) {
        const std::string name = "vehicle " + vehicle_name(problem, locked.vehicle_type, locked.vehicle);
        const auto plan = std::ranges::find_if(plans, [&](const RoutePlan& each) {
            return each.vehicle_type == locked.vehicle_type && each.vehicle == locked.vehicle;
        });
        if (plan == plans.end()) {
            if (serves_somebody(locked.visits)) findings.add(name + " does not drive what is locked");
            continue;
        }
        for (std::size_t i = 0; i < locked.visits.size(); ++i) {
            if (i < plan->visits.size() && plan->visits[i] == locked.visits[i]) continue;
            findings.add(name + ": visit " + std::to_string(i) + " is not the locked " +
                         visit_name(problem, locked.visits[i]));
        }
    }
}

}  // namespace

std::vector<std::string> plan_violations(const Problem& problem, std::span<const RoutePlan> plans) {
    Findings findings;
    check_vehicles(problem, plans, findings);
    check_groups(problem, plans, findings);
    check_locked(problem, plans, findings);
    return findings.take();
}

}  // namespace marketplace::routing::twin
