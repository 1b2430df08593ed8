#include "routing/generate_features.hpp"
#include "routing/plan_rules.hpp"
#include "routing/route_rules.hpp"

#include <algorithm>

namespace marketplace::routing::twin {

namespace {

void add_profiles(Random& random, GeneratedProblem& generated) {
    Problem& problem = generated.problem;
    problem.profiles.clear();
    for (std::int32_t i = 0; VehicleType& type : problem.vehicles) {
        type.profile = i++;
        TravelProfile profile;
        profile.duration_percent = random.between(50, 200);
        problem.profiles.push_back(profile);
    }
}

void give_a_profile(Problem& problem) {
    if (problem.profiles.empty()) problem.profiles.resize(1);
}

// Coordinates are no whole numbers any more. Degrees are made small enough for a town, which is one kind of travel.
void move_places(Random& random, Problem& problem, bool to_town) {
    for (Place& place : problem.places) {
        place.x += static_cast<double>(random.between(0, 99)) / 100;
        place.y += static_cast<double>(random.between(0, 99)) / 100;
        if (to_town) place = {place.id, 13 + place.x / 1000, 52 + place.y / 1000};
    }
}

void add_travel(Random& random, GeneratedProblem& generated) {
    Problem& problem = generated.problem;
    give_a_profile(problem);
    const bool is_town = problem.profiles.size() == 1 && random.chance(35);
    for (TravelProfile& profile : problem.profiles) {
        profile.metric = random.chance(50) ? Metric::euclidean : Metric::manhattan;
        profile.rounding = static_cast<DistanceRounding>(random.between(0, 2));
        profile.scale = random.chance(60) ? 1 : 10;
        profile.duration_percent = random.between(50, 200) / static_cast<std::int32_t>(profile.scale);
        if (is_town) profile = {Metric::haversine, profile.rounding, 1, random.between(1, 2), {}};
    }
    move_places(random, problem, is_town);
}

void add_traffic(Random& random, GeneratedProblem& generated) {
    give_a_profile(generated.problem);
    for (TravelProfile& profile : generated.problem.profiles) {
        std::int64_t from = random.between(0, 60);
        for (int i = random.between(1, 5); i > 0; --i) {
            profile.traffic.push_back({from, random.between(40, 300)});
            from += random.between(1, 70);
        }
    }
}

void add_matrices(Random& random, GeneratedProblem& generated) {
    give_a_profile(generated.problem);
    const std::size_t places = generated.problem.places.size();
    for (std::size_t profile = 0; profile < generated.problem.profiles.size(); ++profile) {
        TravelMatrix matrix;
        const bool with_durations = random.chance(60);
        for (std::size_t cell = 0; cell < places * places; ++cell) {
            const bool is_diagonal = cell % (places + 1) == 0;
            matrix.distances.push_back(is_diagonal ? 0 : random.between(1, 60));
            if (with_durations) matrix.durations.push_back(is_diagonal ? 0 : random.between(1, 60));
        }
        generated.matrices.push_back(std::move(matrix));
    }
}

void add_balance(Random& random, GeneratedProblem& generated) {
    generated.problem.objective.balance_cost = random.between(1, 5);
}

void add_change(Random& random, GeneratedProblem& generated) {
    generated.problem.objective.change_cost = random.between(1, 60);
    const auto& types = generated.problem.vehicles;
    for (Terms* terms : terms_of(generated.problem)) {
        const VehicleType& type = types[random.between<std::size_t>(0, types.size() - 1)];
        const std::int32_t number = random.between(0, type.count);  // one of them does not exist any more
        const std::string name = random.chance(70) ? type.id + "#" + std::to_string(number) : type.id;
        if (random.chance(70)) terms->promised_vehicle = name;
    }
}

template <class T>
void shuffle(Random& random, std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.between<std::size_t>(0, i - 1)]);
}

// One or two orders, all breaks, perhaps a reload.
RoutePlan random_plan(Random& random, const Problem& problem) {
    RoutePlan plan;
    plan.vehicle_type = random.between(0, static_cast<std::int32_t>(problem.vehicles.size()) - 1);
    const VehicleType& type = type_of_vehicle(problem, plan.vehicle_type);
    plan.vehicle = random.between(0, type.count - 1);
    std::vector<Order> orders = orders_of(problem);
    shuffle(random, orders);
    if (orders.size() > 2) orders.resize(random.between<std::size_t>(1, 2));
    for (const Order& order : orders) {
        if (!type.reloads.empty() && !plan.visits.empty() && random.chance(50)) {
            plan.visits.push_back({Activity::reload, 0});
        }
        plan.visits.push_back(order.first);
        if (order.last != order.first) plan.visits.push_back(order.last);
    }
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(type.breaks.size()); ++i) {
        const auto position = random.between<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(plan.visits.size()));
        plan.visits.insert(plan.visits.begin() + position, {Activity::pause, i});
    }
    return plan;
}

// The beginnings of routes that obey all constraints. There may be none.
void add_locked(Random& random, GeneratedProblem& generated) {
    Problem& problem = generated.problem;
    const Travel travel(problem, generated.matrices);
    std::vector<RoutePlan> plans;
    const std::size_t wanted = random.chance(30) ? 2 : 1;
    for (int attempt = 0; attempt < 60 && plans.size() < wanted; ++attempt) {
        plans.push_back(random_plan(random, problem));
        const Run run = timetable(problem, travel, plans.back());
        const bool is_good = route_violations(problem, plans.back(), run).empty() &&
                             plan_violations(problem, plans).empty();
        if (!is_good) plans.pop_back();
    }
    for (RoutePlan& plan : plans) {
        plan.visits.resize(random.between<std::size_t>(1, plan.visits.size()));
        problem.locked.push_back(std::move(plan));
    }
}

}  // namespace

AddFeature problem_feature(Feature feature) {
    switch (feature) {
        case Feature::profiles: return add_profiles;
        case Feature::travel: return add_travel;
        case Feature::traffic: return add_traffic;
        case Feature::matrices: return add_matrices;
        case Feature::balance: return add_balance;
        case Feature::change: return add_change;
        case Feature::locked: return add_locked;
        default: return nullptr;
    }
}

}  // namespace marketplace::routing::twin
