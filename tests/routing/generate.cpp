#include "routing/generate.hpp"

#include "routing/generate_features.hpp"

#include <algorithm>
#include <array>

namespace marketplace::routing::twin {

namespace {

// The orders in which features build on each other: types before what types have, everything before what is locked.
constexpr std::array application_order = {
    Feature::types,       Feature::capacity,     Feature::pickups,      Feature::second_load,  Feature::service,
    Feature::windows,     Feature::many_windows, Feature::soft_windows, Feature::release,      Feature::prizes,
    Feature::alternatives, Feature::skills,      Feature::allowed,      Feature::same_vehicle, Feature::precedence,
    Feature::lifo,        Feature::open_start,   Feature::open_end,     Feature::shifts,       Feature::overtime,
    Feature::breaks,      Feature::distance_max, Feature::duration_max, Feature::stops_max,    Feature::reloads,
    Feature::trips_max,   Feature::costs,        Feature::profiles,     Feature::travel,       Feature::traffic,
    Feature::matrices,    Feature::balance,      Feature::change,       Feature::locked,
};

Random random_of(std::uint64_t seed, std::uint64_t purpose) { return Random(seed * 1000003 + purpose); }

Stop stop_at(std::int32_t place) {
    Stop stop;
    stop.place = place;
    return stop;
}

// Two places are enough for any order, so that places stay where they are when jobs become shipments.
Problem plain_problem(Random random, bool with_shipments, const GeneratedSize& size) {
    Problem problem;
    problem.places.push_back({"depot", 30, 30});
    for (std::int32_t i = 0; i < 2 * size.orders; ++i) {
        const auto x = static_cast<double>(random.between(0, 60));
        problem.places.push_back({"", x, static_cast<double>(random.between(0, 60))});
    }
    for (std::int32_t i = 0; i < size.orders; ++i) {
        const std::int32_t place = 1 + 2 * i;
        const std::string id = "order " + std::to_string(i);
        const bool becomes_shipment = with_shipments && i % 2 == 0;
        if (becomes_shipment) {
            problem.shipments.push_back({id, stop_at(place), stop_at(place + 1), {}, {}});
        } else {
            problem.jobs.push_back({id, stop_at(place), {}, {}, 0, {}});
        }
    }
    VehicleType van;
    van.id = "van";
    van.count = size.vehicles;
    van.start = van.end = 0;
    problem.vehicles.push_back(van);
    return problem;
}

}  // namespace

std::string Features::text() const {
    std::string names;
    for (std::size_t i = 0; i < feature_count; ++i) {
        const auto feature = static_cast<Feature>(i);
        if (has(feature)) names += (names.empty() ? "" : ", ") + std::string(name_of(feature));
    }
    return names;
}

Features random_features(std::uint64_t seed, int count_max) {
    Random random = random_of(seed, 1000);
    Features features;
    const int count = random.between(1, count_max);
    for (int i = 0; i < count; ++i) {
        features.add(static_cast<Feature>(random.between<std::size_t>(0, feature_count - 1)));
    }
    return features;
}

GeneratedProblem generate(std::uint64_t seed, const Features& features, const GeneratedSize& size) {
    GeneratedProblem generated;
    generated.problem = plain_problem(random_of(seed, 2000), features.has(Feature::shipments), size);
    for (const Feature feature : application_order) {
        if (!features.has(feature)) continue;
        Random random = random_of(seed, static_cast<std::uint64_t>(feature));
        for (const auto find : {order_feature, vehicle_feature, problem_feature}) {
            if (const AddFeature add = find(feature)) add(random, generated);
        }
    }
    return generated;
}

}  // namespace marketplace::routing::twin
