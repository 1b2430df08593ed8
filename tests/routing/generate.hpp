#pragma once
// Problems from a seed, with any mix of features, small enough for the brute force or larger.
//
// Every feature draws from its own random numbers, so that a problem with a feature and the one without it differ in
// nothing else, and the same seed gives the same problem everywhere.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/problem.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace marketplace::routing::twin {

enum class Feature : std::uint8_t {
    shipments,      ///< about half of the orders
    capacity,
    pickups,        ///< jobs with goods for the depot
    second_load,    ///< another dimension, that some records leave out
    service,        ///< times of stops, and percentages by type
    windows,
    many_windows,   ///< two or three for a stop
    soft_windows,
    release,
    prizes,
    alternatives,
    skills,
    allowed,        ///< and forbidden
    same_vehicle,
    precedence,
    types,          ///< a second type with its own costs, and its own places if there are others
    lifo,
    open_start,
    open_end,
    shifts,
    overtime,
    breaks,
    distance_max,
    duration_max,
    stops_max,
    reloads,
    trips_max,
    costs,          ///< fixed, of distance, of duration and of travel
    traffic,
    travel,         ///< metric, scale, rounding and percentage of the profiles
    profiles,       ///< another one for every type
    matrices,       ///< asymmetric, without the inequality of triangles
    balance,
    change,
    locked,
};
MARKETPLACE_ENUM(Feature, shipments, capacity, pickups, second_load, service, windows, many_windows, soft_windows,
                 release, prizes, alternatives, skills, allowed, same_vehicle, precedence, types, lifo, open_start,
                 open_end, shifts, overtime, breaks, distance_max, duration_max, stops_max, reloads, trips_max, costs,
                 traffic, travel, profiles, matrices, balance, change, locked);
inline constexpr std::size_t feature_count = 35;

/// A set of features.
class Features {
public:
    Features() = default;
    Features(std::initializer_list<Feature> list) {
        for (const Feature each : list) add(each);
    }
    [[nodiscard]] bool has(Feature feature) const { return (bits_ >> static_cast<unsigned>(feature) & 1U) != 0; }
    void add(Feature feature) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(feature); }
    void remove(Feature feature) { bits_ &= ~(std::uint64_t{1} << static_cast<unsigned>(feature)); }
    /// "windows, prizes", for the message of a failed test.
    [[nodiscard]] std::string text() const;

private:
    std::uint64_t bits_ = 0;
};

/// One to `count_max` features, the same for the same seed.
[[nodiscard]] Features random_features(std::uint64_t seed, int count_max);

struct GeneratedSize {
    std::int32_t orders = 4;
    std::int32_t vehicles = 2;  ///< of all types
};

struct GeneratedProblem {
    Problem problem;
    std::vector<TravelMatrix> matrices;  ///< none, or one for each profile
};

[[nodiscard]] GeneratedProblem generate(std::uint64_t seed, const Features& features, const GeneratedSize& size = {});

}  // namespace marketplace::routing::twin
