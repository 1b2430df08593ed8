#include "plan_names.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace marketplace::routing::detail {
namespace {

template <class T>
const T& at(const std::vector<T>& list, std::int32_t index, std::string_view name) {
    if (index < 0 || static_cast<std::size_t>(index) >= list.size())
        fail(ErrorCode::out_of_range, name, std::to_string(index),
             "a part of the problem, which has " + std::to_string(list.size()));
    return list[static_cast<std::size_t>(index)];
}

const VehicleType& type_at(const Problem& problem, const Route& route) {
    return at(problem.vehicles, route.vehicle_type, "vehicle_type");
}

/// The direction in which a route's middle lies, seen from where it starts.
double direction_of(const Problem& problem, const Route& route) {
    if (route.steps.empty()) return 0;
    double x = 0;
    double y = 0;
    for (const Step& step : route.steps) {
        const Place& place = place_at(problem, step.place);
        x += place.x;
        y += place.y;
    }
    const auto count = static_cast<double>(route.steps.size());
    const Place& from = place_at(problem, way_of(problem, route).front());
    return std::atan2(y / count - from.y, x / count - from.x);
}

}  // namespace

const Place& place_at(const Problem& problem, std::int32_t place) { return at(problem.places, place, "place"); }

std::string id_of(const Problem& problem, const Route& route, const Visit& visit) {
    switch (visit.activity) {
        case Activity::job:
            return at(problem.jobs, visit.index, "jobs").id;
        case Activity::pickup:
        case Activity::delivery:
            return at(problem.shipments, visit.index, "shipments").id;
        case Activity::pause:
            return at(type_at(problem, route).breaks, visit.index, "breaks").id;
        case Activity::reload:
            break;
    }
    return "";
}

std::string vehicle_name(const Problem& problem, const Route& route) {
    const VehicleType& type = type_at(problem, route);
    const std::string number = std::to_string(route.vehicle + 1);
    if (problem.vehicles.size() == 1 && type.count > 1) return "vehicle " + number;
    const bool is_number = type.id.find_first_not_of("0123456789") == std::string::npos;
    const std::string name = type.id.empty() ? "vehicle" : is_number ? "vehicle " + type.id : type.id;
    return type.count > 1 ? name + " (" + number + ")" : name;
}

std::size_t stop_count(const Route& route) {
    return static_cast<std::size_t>(std::count_if(route.steps.begin(), route.steps.end(), [](const Step& step) {
        return step.visit.activity != Activity::pause && step.visit.activity != Activity::reload;
    }));
}

std::vector<std::int32_t> places_of(const Problem& problem, const Unserved& unserved) {
    if (unserved.visit.activity == Activity::job) return {at(problem.jobs, unserved.visit.index, "jobs").stop.place};
    const Shipment& shipment = at(problem.shipments, unserved.visit.index, "shipments");
    return {shipment.pickup.place, shipment.delivery.place};
}

std::set<std::int32_t> depots_of(const Problem& problem) {
    std::set<std::int32_t> out;
    for (const VehicleType& type : problem.vehicles) {
        if (type.start) out.insert(*type.start);
        if (type.end) out.insert(*type.end);
        out.insert(type.reloads.begin(), type.reloads.end());
    }
    return out;
}

std::vector<std::int32_t> way_of(const Problem& problem, const Route& route) {
    const VehicleType& type = type_at(problem, route);
    std::vector<std::int32_t> out;
    if (type.start) out.push_back(*type.start);
    for (const Step& step : route.steps) out.push_back(step.place);
    if (type.end) out.push_back(*type.end);
    return out;
}

std::vector<std::size_t> colours_of(const Problem& problem, const Solution& solution) {
    std::vector<double> directions;
    for (const Route& route : solution.routes) directions.push_back(direction_of(problem, route));
    std::vector<std::size_t> order(directions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return directions[a] < directions[b]; });
    std::vector<std::size_t> out(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) out[order[i]] = i;
    return out;
}

}  // namespace marketplace::routing::detail
