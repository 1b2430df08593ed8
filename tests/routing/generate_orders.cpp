#include "routing/generate_features.hpp"
#include "routing/orders.hpp"

#include <algorithm>

namespace marketplace::routing::twin {

namespace {

void set_load(std::vector<std::int64_t>& load, std::size_t dimension, std::int64_t amount) {
    load.resize(std::max(load.size(), dimension + 1), 0);
    load[dimension] = amount;
}

void add_loads(Random& random, Problem& problem, std::size_t dimension) {
    for (Job& job : problem.jobs) {
        const auto amount = random.between<std::int64_t>(0, 5);
        if (amount > 0) set_load(job.delivery, dimension, amount);  // else it is left out
    }
    for (Shipment& shipment : problem.shipments) {
        set_load(shipment.amount, dimension, random.between<std::int64_t>(1, 5));
    }
    limit_capacity(random, problem, dimension);
}

void add_capacity(Random& random, GeneratedProblem& generated) { add_loads(random, generated.problem, 0); }
void add_second_load(Random& random, GeneratedProblem& generated) { add_loads(random, generated.problem, 1); }

void add_pickups(Random& random, GeneratedProblem& generated) {
    for (Job& job : generated.problem.jobs) {
        if (random.chance(60)) set_load(job.pickup, 0, random.between<std::int64_t>(1, 5));
    }
    limit_capacity(random, generated.problem, 0);
}

void add_service(Random& random, GeneratedProblem& generated) {
    for (Stop* stop : stops_of(generated.problem)) stop->service = random.between<std::int64_t>(0, 25);
    for (VehicleType& type : generated.problem.vehicles) type.service_percent = random.between(60, 140);
}

void add_windows(Random& random, GeneratedProblem& generated) {
    for (Stop* stop : stops_of(generated.problem)) {
        if (random.chance(70)) stop->windows = random_windows(random, 1);
    }
}

void add_many_windows(Random& random, GeneratedProblem& generated) {
    for (Stop* stop : stops_of(generated.problem)) {
        if (random.chance(70)) stop->windows = random_windows(random, 3);
    }
}

void add_soft_windows(Random& random, GeneratedProblem& generated) {
    for (Stop* stop : stops_of(generated.problem)) {
        const auto cost = random.between<std::int64_t>(0, 4);
        const std::vector<TimeWindow> windows = random_windows(random, 1);
        if (random.chance(25)) continue;
        if (stop->windows.empty()) stop->windows = windows;
        stop->lateness_cost = cost;
    }
}

void add_release(Random& random, GeneratedProblem& generated) {
    for (Job& job : generated.problem.jobs) {
        if (random.chance(60)) job.release = random.between<std::int64_t>(1, 150);
    }
}

void add_prizes(Random& random, GeneratedProblem& generated) {
    for (Terms* terms : terms_of(generated.problem)) {
        const auto prize = random.between<std::int64_t>(5, 150);
        if (random.chance(65)) terms->prize = prize;
    }
}

// Half of the orders in groups of two or three.
void add_alternatives(Random& random, GeneratedProblem& generated) {
    for (Terms* terms : terms_of(generated.problem)) {
        if (random.chance(60)) terms->alternatives = random.chance(50) ? "this or that" : "here or there";
    }
}

void add_skills(Random& random, GeneratedProblem& generated) {
    bool somebody_has_crane = false;  // a skill that nobody has is refused
    for (VehicleType& type : generated.problem.vehicles) {
        if (random.chance(60)) {
            type.skills = {"crane", "cooling"};
            somebody_has_crane = true;
        } else {
            type.skills = {"cooling"};
        }
    }
    for (Terms* terms : terms_of(generated.problem)) {
        if (random.chance(40)) terms->skills.emplace_back("cooling");
        if (random.chance(30) && somebody_has_crane) terms->skills.emplace_back("crane");
    }
}

void add_allowed(Random& random, GeneratedProblem& generated) {
    const auto& types = generated.problem.vehicles;
    for (Terms* terms : terms_of(generated.problem)) {
        const auto& type = types[random.between<std::size_t>(0, types.size() - 1)].id;
        if (random.chance(40)) terms->allowed = {type};
        else if (random.chance(20)) terms->forbidden = {type};
    }
}

void add_same_vehicle(Random& random, GeneratedProblem& generated) {
    for (Terms* terms : terms_of(generated.problem)) {
        if (random.chance(60)) terms->same_vehicle = random.chance(70) ? "friends" : "family";
    }
}

// Only earlier orders come before later ones, so that there is no circle.
void add_precedence(Random& random, GeneratedProblem& generated) {
    const std::vector<Terms*> terms = terms_of(generated.problem);
    const std::vector<Order> orders = orders_of(generated.problem);
    for (std::size_t i = 1; i < terms.size(); ++i) {
        const auto before = random.between<std::size_t>(0, i - 1);
        if (random.chance(50)) terms[i]->after = {orders[before].id};
    }
}

}  // namespace

std::vector<Stop*> stops_of(Problem& problem) {
    std::vector<Stop*> stops;
    for (Job& job : problem.jobs) stops.push_back(&job.stop);
    for (Shipment& shipment : problem.shipments) {
        stops.push_back(&shipment.pickup);
        stops.push_back(&shipment.delivery);
    }
    return stops;
}

std::vector<Terms*> terms_of(Problem& problem) {
    std::vector<Terms*> terms;
    for (Job& job : problem.jobs) terms.push_back(&job.terms);
    for (Shipment& shipment : problem.shipments) terms.push_back(&shipment.terms);
    return terms;
}

std::vector<TimeWindow> random_windows(Random& random, int count_max) {
    std::vector<TimeWindow> windows;
    const int count = random.between(1, count_max);
    std::int64_t earliest = random.between(0, 240 / count);
    for (int i = 0; i < count; ++i) {
        const std::int64_t latest = earliest + random.between(0, 160 / count);
        windows.push_back({earliest, latest});
        earliest = latest + random.between(1, 60);
    }
    return windows;
}

void limit_capacity(Random& random, Problem& problem, std::size_t dimension) {
    for (VehicleType& type : problem.vehicles) {
        const auto capacity = random.between<std::int64_t>(5, 12);
        if (type.capacity.size() > dimension) continue;
        type.capacity.resize(dimension + 1, 10);
        type.capacity[dimension] = capacity;
    }
}

AddFeature order_feature(Feature feature) {
    switch (feature) {
        case Feature::capacity: return add_capacity;
        case Feature::pickups: return add_pickups;
        case Feature::second_load: return add_second_load;
        case Feature::service: return add_service;
        case Feature::windows: return add_windows;
        case Feature::many_windows: return add_many_windows;
        case Feature::soft_windows: return add_soft_windows;
        case Feature::release: return add_release;
        case Feature::prizes: return add_prizes;
        case Feature::alternatives: return add_alternatives;
        case Feature::skills: return add_skills;
        case Feature::allowed: return add_allowed;
        case Feature::same_vehicle: return add_same_vehicle;
        case Feature::precedence: return add_precedence;
        default: return nullptr;
    }
}

}  // namespace marketplace::routing::twin
