#include "routing/generate_features.hpp"

#include <algorithm>

namespace marketplace::routing::twin {

namespace {

// One vehicle of the first type becomes another type, which differs in what later features make different.
void add_types(Random& random, GeneratedProblem& generated) {
    Problem& problem = generated.problem;
    VehicleType truck = problem.vehicles.front();
    truck.id = "truck";
    truck.count = 1;
    truck.fixed_cost = random.between(0, 60);
    truck.distance_cost = random.between(1, 3);
    const auto last = static_cast<std::int32_t>(problem.places.size()) - 1;
    if (random.chance(50)) truck.start = truck.end = random.between(0, last);
    problem.vehicles.front().count = std::max(1, problem.vehicles.front().count - 1);
    problem.vehicles.push_back(truck);
}

void add_lifo(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) type.lifo = random.chance(80);
}

void add_open_start(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) {
        if (random.chance(80)) type.start.reset();
    }
}

void add_open_end(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) {
        if (random.chance(80)) type.end.reset();
    }
}

void add_shifts(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) {
        type.shift.earliest = random.between(0, 80);
        type.shift.latest = type.shift.earliest + random.between(120, 350);
    }
}

void add_overtime(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) {
        const std::int64_t latest = random.between(120, 250);
        if (type.shift.latest == no_limit) type.shift.latest = latest;
        type.overtime_max = random.between(0, 120);
        type.overtime_cost = random.between(0, 4);
    }
}

void add_breaks(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) {
        const int count = random.chance(25) ? 2 : 1;
        for (int i = 0; i < count; ++i) {
            Break pause{"break " + std::to_string(i), random.between(5, 40), {}};
            if (random.chance(75)) pause.windows = random_windows(random, 2);
            if (!pause.windows.empty() && random.chance(60)) pause.windows.back().latest += 150;
            type.breaks.push_back(std::move(pause));
        }
    }
}

void add_distance_max(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) type.distance_max = random.between(80, 260);
}

void add_duration_max(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) type.duration_max = random.between(80, 300);
}

void add_stops_max(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) type.stops_max = random.between(1, 4);
}

// Reloads are of use to those alone whose capacity or goods make them come back.
void add_reloads(Random& random, GeneratedProblem& generated) {
    Problem& problem = generated.problem;
    const auto last = static_cast<std::int32_t>(problem.places.size()) - 1;
    for (Job& job : problem.jobs) {
        const auto amount = random.between<std::int64_t>(1, 4);
        if (job.delivery.empty() && job.pickup.empty()) job.delivery = {amount};
    }
    for (VehicleType& type : problem.vehicles) {
        if (type.capacity.empty()) type.capacity = {random.between<std::int64_t>(4, 7)};
        type.reloads = {0};
        if (random.chance(30)) type.reloads.push_back(random.between(0, last));
        type.reload_service = random.between(0, 15);
    }
}

void add_trips_max(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) type.trips_max = random.between(1, 3);
}

void add_costs(Random& random, GeneratedProblem& generated) {
    for (VehicleType& type : generated.problem.vehicles) {
        type.fixed_cost = random.between(0, 100);
        type.distance_cost = random.between(0, 3);
        type.duration_cost = random.chance(70) ? random.between(0, 3) : 0;
        type.travel_cost = random.chance(50) ? random.between(0, 3) : 0;
    }
}

}  // namespace

AddFeature vehicle_feature(Feature feature) {
    switch (feature) {
        case Feature::types: return add_types;
        case Feature::lifo: return add_lifo;
        case Feature::open_start: return add_open_start;
        case Feature::open_end: return add_open_end;
        case Feature::shifts: return add_shifts;
        case Feature::overtime: return add_overtime;
        case Feature::breaks: return add_breaks;
        case Feature::distance_max: return add_distance_max;
        case Feature::duration_max: return add_duration_max;
        case Feature::stops_max: return add_stops_max;
        case Feature::reloads: return add_reloads;
        case Feature::trips_max: return add_trips_max;
        case Feature::costs: return add_costs;
        default: return nullptr;
    }
}

}  // namespace marketplace::routing::twin
