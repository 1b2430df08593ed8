#include "routing/orders.hpp"

#include <algorithm>
#include <map>

namespace marketplace::routing::twin {

namespace {

std::size_t size_of(std::int32_t value) { return static_cast<std::size_t>(value); }

void add(Load& load, const std::vector<std::int64_t>& amount, std::int64_t factor) {
    for (std::size_t i = 0; i < amount.size(); ++i) load[i] += factor * amount[i];
}

// What comes on board at the depot for a trip.
void load_trip(const Problem& problem, std::span<const Visit> visits, const Trip& trip, Load& load) {
    for (std::size_t i = trip.begin; i < trip.end; ++i) {
        if (visits[i].activity == Activity::job) add(load, problem.jobs[size_of(visits[i].index)].delivery, 1);
    }
}

void visit_with_load(const Problem& problem, Visit visit, Load& load) {
    const std::size_t index = size_of(visit.index);
    if (visit.activity == Activity::job) {
        add(load, problem.jobs[index].delivery, -1);
        add(load, problem.jobs[index].pickup, 1);
    } else if (visit.activity == Activity::pickup) {
        add(load, problem.shipments[index].amount, 1);
    } else if (visit.activity == Activity::delivery) {
        add(load, problem.shipments[index].amount, -1);
    }
}

}  // namespace

std::vector<Order> orders_of(const Problem& problem) {
    std::vector<Order> orders;
    for (std::int32_t i = 0; const Job& job : problem.jobs) {
        orders.push_back({{Activity::job, i}, {Activity::job, i}, job.id, &job.terms});
        ++i;
    }
    for (std::int32_t i = 0; const Shipment& shipment : problem.shipments) {
        orders.push_back({{Activity::pickup, i}, {Activity::delivery, i}, shipment.id, &shipment.terms});
        ++i;
    }
    return orders;
}

bool serves(Activity activity) {
    return activity == Activity::job || activity == Activity::pickup || activity == Activity::delivery;
}

bool serves_somebody(std::span<const Visit> visits) {
    return std::ranges::any_of(visits, [](const Visit& visit) { return serves(visit.activity); });
}

std::size_t order_of(const Problem& problem, Visit visit) {
    return size_of(visit.index) + (visit.activity == Activity::job ? 0 : problem.jobs.size());
}

const Stop& stop_of(const Problem& problem, Visit visit) {
    if (visit.activity == Activity::job) return problem.jobs.at(size_of(visit.index)).stop;
    const Shipment& shipment = problem.shipments.at(size_of(visit.index));
    return visit.activity == Activity::pickup ? shipment.pickup : shipment.delivery;
}

const VehicleType& type_of_vehicle(const Problem& problem, std::int32_t vehicle_type) {
    return problem.vehicles.at(size_of(vehicle_type));
}

bool exists(const Problem& problem, const VehicleType& type, Visit visit) {
    const auto below = [&](std::size_t count) { return visit.index >= 0 && size_of(visit.index) < count; };
    switch (visit.activity) {
        case Activity::job: return below(problem.jobs.size());
        case Activity::pickup:
        case Activity::delivery: return below(problem.shipments.size());
        case Activity::pause: return below(type.breaks.size());
        case Activity::reload: return below(type.reloads.size());
    }
    return false;
}

std::string vehicle_name(const Problem& problem, std::int32_t vehicle_type, std::int32_t vehicle) {
    return type_of_vehicle(problem, vehicle_type).id + "#" + std::to_string(vehicle);
}

std::string visit_name(const Problem& problem, Visit visit) {
    std::string name = std::string(name_of(visit.activity)) + " " + std::to_string(visit.index);
    if (visit.activity == Activity::job) name += " '" + problem.jobs.at(size_of(visit.index)).id + "'";
    if (visit.activity == Activity::pickup || visit.activity == Activity::delivery) {
        name += " '" + problem.shipments.at(size_of(visit.index)).id + "'";
    }
    return name;
}

std::vector<Trip> trips_of(const Problem& problem, std::span<const Visit> visits) {
    std::vector<Trip> trips{Trip{}};
    for (std::size_t i = 0; i < visits.size(); ++i) {
        Trip& trip = trips.back();
        trip.end = i + 1;
        if (visits[i].activity == Activity::reload) {
            trip.end = i;
            trips.push_back({i + 1, i + 1, 0, true});
        } else if (serves(visits[i].activity)) {
            trip.empty = false;
        }
        if (visits[i].activity == Activity::job) {
            trip.release = std::max(trip.release, problem.jobs[size_of(visits[i].index)].release);
        }
    }
    return trips;
}

std::size_t dimensions_of(const Problem& problem) {
    std::size_t dimensions = 0;
    for (const Job& job : problem.jobs) dimensions = std::max({dimensions, job.delivery.size(), job.pickup.size()});
    for (const Shipment& shipment : problem.shipments) dimensions = std::max(dimensions, shipment.amount.size());
    for (const VehicleType& type : problem.vehicles) dimensions = std::max(dimensions, type.capacity.size());
    return dimensions;
}

std::vector<Load> loads_of(const Problem& problem, std::span<const Visit> visits) {
    std::vector<Load> loads;
    Load load(dimensions_of(problem), 0);
    for (const Trip& trip : trips_of(problem, visits)) {
        load.assign(load.size(), 0);
        load_trip(problem, visits, trip, load);
        loads.push_back(load);  // at the start of the route, or after the reload
        for (std::size_t i = trip.begin; i < trip.end; ++i) {
            visit_with_load(problem, visits[i], load);
            loads.push_back(load);
        }
    }
    return loads;
}

std::span<const Visit> locked_visits(const Problem& problem, std::int32_t vehicle_type, std::int32_t vehicle) {
    for (const RoutePlan& locked : problem.locked) {
        if (locked.vehicle_type == vehicle_type && locked.vehicle == vehicle) return locked.visits;
    }
    return {};
}

LeftOut left_out(const Problem& problem, const std::vector<bool>& served) {
    const std::vector<Order> orders = orders_of(problem);
    // What has to be served once: an order alone, or a group of alternatives.
    std::map<std::string, std::vector<std::size_t>> demands;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::string& group = orders[i].terms->alternatives;
        demands[group.empty() ? "order " + std::to_string(i) : "group " + group].push_back(i);
    }
    LeftOut out;
    for (const auto& [name, members] : demands) {
        if (std::ranges::any_of(members, [&](std::size_t member) { return served[member]; })) continue;
        const bool required =
            std::ranges::any_of(members, [&](std::size_t member) { return !orders[member].terms->prize; });
        for (const std::size_t member : members) {
            out.unserved.push_back({orders[member].first, orders[member].id, required});
        }
        if (required) {
            ++out.required;
            continue;
        }
        std::int64_t smallest = *orders[members.front()].terms->prize;
        for (const std::size_t member : members) smallest = std::min(smallest, *orders[member].terms->prize);
        out.prizes += smallest;
    }
    std::ranges::sort(out.unserved, {}, [](const Unserved& each) { return each.visit; });
    return out;
}

}  // namespace marketplace::routing::twin
