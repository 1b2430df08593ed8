// A whole plan: its routes' timetables, what no route alone can tell, and the sum of its costs.

#include "timetable.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace marketplace::routing {
namespace detail {
namespace {

std::string text_of(const ModelData& model, const Visit& visit) {
    const std::string kind{name_of(visit.activity)};
    const std::int32_t order = model.order_of(visit);
    const std::string& id = order < 0 ? std::string{} : *model.orders[static_cast<std::size_t>(order)].id;
    return id.empty() ? kind + " " + std::to_string(visit.index) : kind + " of " + id;
}

[[noreturn]] void refuse(std::size_t route, const std::string& value, const std::string& expected) {
    fail(ErrorCode::invalid_value, "routes[" + std::to_string(route) + "]", value, expected);
}

[[noreturn]] void refuse(const ModelData& model, std::size_t route, std::span<const Visit> visits,
                         const Broken& broken) {
    const bool at_end = broken.visit >= visits.size();
    const std::string where = at_end ? std::string{} : ".visits[" + std::to_string(broken.visit) + "]";
    fail(ErrorCode::invalid_value, "routes[" + std::to_string(route) + "]" + where,
         at_end ? "the end of the route" : text_of(model, visits[broken.visit]),
         "a plan that obeys " + std::string{name_of(broken.constraint)} + ", which it breaks by " +
             std::to_string(broken.excess));
}

/// Adds up a plan route by route.
class Plan {
public:
    explicit Plan(const ModelData& model) : model_(model), timetable_(model), route_of_(model.orders.size(), -1) {
        for (std::size_t k = 0; k < model.kinds.size(); ++k) {
            for (const std::int32_t vehicle : model.kinds[k].vehicles) {
                kind_of_.emplace(std::pair{model.kinds[k].type, vehicle}, k);
            }
        }
    }

    Solution make(std::span<const RoutePlan> routes) {
        for (std::size_t i = 0; i < routes.size(); ++i) {
            if (!routes[i].visits.empty()) add(i, routes[i]);
        }
        require_locked();
        check_groups();
        add_unserved();
        add_costs();
        return std::move(solution_);
    }

private:
    void add(std::size_t i, const RoutePlan& plan) {
        const auto vehicle = kind_of_.find({plan.vehicle_type, plan.vehicle});
        if (vehicle == kind_of_.end()) {
            refuse(i, "vehicle " + std::to_string(plan.vehicle) + " of type " + std::to_string(plan.vehicle_type),
                   "a vehicle that exists");
        }
        if (!used_.insert({plan.vehicle_type, plan.vehicle}).second) {
            refuse(i, "vehicle " + std::to_string(plan.vehicle), "one route for each vehicle");
        }
        const Kind& kind = model_.kinds[vehicle->second];
        for (std::size_t v = 0; v < plan.visits.size(); ++v) note(i, plan, v);
        Route route;
        if (const auto broken = timetable_.make(kind, plan.vehicle, plan.visits, route)) {
            refuse(model_, i, plan.visits, *broken);
        }
        check_precedence(i, plan);
        solution_.routes.push_back(std::move(route));
    }

    void note(std::size_t i, const RoutePlan& plan, std::size_t v) {
        const Visit& visit = plan.visits[v];
        const VehicleType& type = model_.problem.vehicles[static_cast<std::size_t>(plan.vehicle_type)];
        const std::size_t count = visit.activity == Activity::job      ? model_.problem.jobs.size()
                                  : visit.activity == Activity::pause  ? type.breaks.size()
                                  : visit.activity == Activity::reload ? type.reloads.size()
                                                                       : model_.problem.shipments.size();
        if (visit.index < 0 || static_cast<std::size_t>(visit.index) >= count) {
            refuse(i, std::string{name_of(visit.activity)} + " " + std::to_string(visit.index),
                   "something that exists");
        }
        const std::int32_t order = model_.order_of(visit);
        if (order < 0) return;
        if (!seen_.insert(visit).second) refuse(i, text_of(model_, visit), "every stop made once");
        route_of_[static_cast<std::size_t>(order)] = static_cast<std::int32_t>(solution_.routes.size());
    }

    void check_precedence(std::size_t i, const RoutePlan& plan) {
        std::set<std::int32_t> done;
        for (const Visit& visit : plan.visits) {
            const std::int32_t index = model_.order_of(visit);
            if (index < 0) continue;
            const Order& order = model_.orders[static_cast<std::size_t>(index)];
            if (visit.activity != Activity::delivery) {
                for (const std::int32_t before : order.after) {
                    if (!done.contains(before)) {
                        refuse(i, text_of(model_, visit),
                               "on the same vehicle after " + *model_.orders[static_cast<std::size_t>(before)].id);
                    }
                }
            }
            if (visit.activity != Activity::pickup) done.insert(index);
        }
    }

    void require_locked() {
        for (const Kind& kind : model_.kinds) {
            const bool serves = std::any_of(kind.locked.begin(), kind.locked.end(),
                                            [&](const Visit& visit) { return model_.order_of(visit) >= 0; });
            if (!serves || used_.contains({kind.type, kind.vehicles.front()})) continue;
            fail(ErrorCode::invalid_value, "routes", "no route of vehicle " + std::to_string(kind.vehicles.front()),
                 "one that begins with what is locked");
        }
    }

    void check_groups() {
        std::map<std::int32_t, std::int32_t> vehicle_of;
        std::set<std::int32_t> served;
        for (std::size_t o = 0; o < model_.orders.size(); ++o) {
            const Order& order = model_.orders[o];
            if (route_of_[o] < 0) continue;
            if (order.same_vehicle >= 0 &&
                vehicle_of.emplace(order.same_vehicle, route_of_[o]).first->second != route_of_[o]) {
                fail(ErrorCode::invalid_value, "routes", *order.id,
                     "on the same vehicle as the others of " + order.terms->same_vehicle);
            }
            if (order.alternatives >= 0 && !served.insert(order.alternatives).second) {
                fail(ErrorCode::invalid_value, "routes", *order.id,
                     "only one of the alternatives " + order.terms->alternatives);
            }
        }
        served_alternatives_ = std::move(served);
    }

    void add_unserved() {
        std::map<std::int32_t, std::optional<std::int64_t>> cheapest;  // by group of alternatives
        std::set<std::int32_t> required_groups;
        for (std::size_t o = 0; o < model_.orders.size(); ++o) {
            const Order& order = model_.orders[o];
            if (order.alternatives >= 0 && !order.terms->prize) required_groups.insert(order.alternatives);
        }
        for (std::size_t o = 0; o < model_.orders.size(); ++o) {
            const Order& order = model_.orders[o];
            if (route_of_[o] >= 0 || served_alternatives_.contains(order.alternatives)) continue;
            const bool required =
                order.alternatives >= 0 ? required_groups.contains(order.alternatives) : !order.terms->prize;
            solution_.unserved.push_back({order.visit, *order.id, required});
            solution_.complete &= !required;
            if (required) continue;
            if (order.alternatives < 0) {
                solution_.cost.prizes += *order.terms->prize;
            } else {
                auto& least = cheapest[order.alternatives];
                least = std::min(least.value_or(no_limit), *order.terms->prize);
            }
        }
        for (const auto& [group, least] : cheapest) solution_.cost.prizes += least.value_or(0);
    }

    void add_costs() {
        CostParts& cost = solution_.cost;
        std::int64_t longest = 0;
        for (const Route& route : solution_.routes) {
            const VehicleType& type = model_.problem.vehicles[static_cast<std::size_t>(route.vehicle_type)];
            cost.fixed += type.fixed_cost;
            cost.distance += type.distance_cost * route.distance;
            cost.duration += type.duration_cost * (route.end - route.start);
            cost.travel += type.travel_cost * route.travel;
            cost.overtime += type.overtime_cost * route.overtime;
            for (const Step& step : route.steps) cost.lateness += lateness_cost(step);
            longest = std::max(longest, route.end - route.start);
        }
        cost.balance = model_.problem.objective.balance_cost * longest;
        cost.change = model_.problem.objective.change_cost * changes();
        cost.total = cost.fixed + cost.distance + cost.duration + cost.travel + cost.overtime + cost.lateness +
                     cost.balance + cost.change + cost.prizes;
    }

    [[nodiscard]] std::int64_t lateness_cost(const Step& step) const {
        if (step.lateness == 0) return 0;
        const Order& order = model_.orders[static_cast<std::size_t>(model_.order_of(step.visit))];
        const std::int32_t node = step.visit.activity == Activity::delivery ? order.second : order.first;
        return step.lateness * model_.nodes[static_cast<std::size_t>(node)].stop->lateness_cost.value_or(0);
    }

    [[nodiscard]] std::int64_t changes() const {
        std::int64_t count = 0;
        for (std::size_t o = 0; o < model_.orders.size(); ++o) {
            const Order& order = model_.orders[o];
            if (route_of_[o] < 0 || order.promised_type < 0) continue;
            const Route& route = solution_.routes[static_cast<std::size_t>(route_of_[o])];
            const bool kept = route.vehicle_type == order.promised_type &&
                              (order.promised_vehicle < 0 || route.vehicle == order.promised_vehicle);
            count += kept ? 0 : 1;
        }
        return count;
    }

    const ModelData& model_;
    Timetable timetable_;
    Solution solution_;
    std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> kind_of_;
    std::set<std::pair<std::int32_t, std::int32_t>> used_;
    std::set<Visit> seen_;
    std::vector<std::int32_t> route_of_;  ///< by order; -1: unserved
    std::set<std::int32_t> served_alternatives_;
};

}  // namespace

Solution make_solution(const ModelData& model, std::span<const RoutePlan> routes) { return Plan{model}.make(routes); }

}  // namespace detail

Solution evaluate(const Model& model, std::span<const RoutePlan> routes) {
    return detail::make_solution(model.data(), routes);
}

}  // namespace marketplace::routing
