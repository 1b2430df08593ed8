#include "routing/travel.hpp"

#include <doctest/doctest.h>

#include "routing/random.hpp"

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

namespace {

TravelProfile profile(Metric metric, DistanceRounding rounding, std::int64_t scale = 1) {
    return {metric, rounding, scale, 100, {}};
}

const std::vector<TrafficSlice> rush_hour{{100, 200}, {160, 50}, {200, 100}};

}  // namespace

TEST_CASE("a distance becomes a whole number by metric, scale and rounding") {
    const Place origin{"", 0, 0};
    const Place near{"", 1, 1};  // 1.41421...
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::nearest), origin, near) == 1);
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::truncate), origin, near) == 1);
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::up), origin, near) == 2);
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::nearest, 10), origin, near) == 14);
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::up, 10), origin, near) == 15);
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::nearest, 1000), origin, near) == 1414);
    CHECK(distance_between(profile(Metric::manhattan, DistanceRounding::nearest), origin, {"", -3, 4}) == 7);
    CHECK(distance_between(profile(Metric::euclidean, DistanceRounding::up), origin, {"", -3, 4}) == 5);
}

TEST_CASE("halves are rounded up, as TSPLIB does") {
    CHECK(round_distance(2.5, DistanceRounding::nearest) == 3);
    CHECK(round_distance(3.5, DistanceRounding::nearest) == 4);
    CHECK(round_distance(2.999, DistanceRounding::truncate) == 2);
    CHECK(round_distance(2.001, DistanceRounding::up) == 3);
    CHECK(round_distance(2, DistanceRounding::up) == 2);
}

TEST_CASE("a degree of latitude is 111195 metres, and one of longitude half of it at 60 degrees") {
    const TravelProfile sphere = profile(Metric::haversine, DistanceRounding::nearest);
    CHECK(distance_between(sphere, {"", 13, 52}, {"", 13, 53}) == 111195);
    CHECK(distance_between(sphere, {"", 13, 0}, {"", 14, 0}) == 111195);
    CHECK(distance_between(sphere, {"", 13, 60}, {"", 14, 60}) == 55597);
    CHECK(distance_between(sphere, {"", 0, 0}, {"", 180, 0}) == 20015114);  // half way round
    CHECK(distance_between(sphere, {"", 13, 52}, {"", 13, 52}) == 0);
}

TEST_CASE("durations are a percentage of whole distances, rounded up") {
    Problem problem;
    problem.places = {{"", 0, 0}, {"", 3, 0}};
    problem.profiles = {{}};
    problem.profiles[0].duration_percent = 150;
    CHECK(Travel(problem, {}).undisturbed_duration(0, 0, 1) == 5);
    problem.places[1].x = 300;
    CHECK(Travel(problem, {}).undisturbed_duration(0, 0, 1) == 450);
    problem.places[1].x = 3;
    problem.profiles[0].duration_percent = 34;
    CHECK(Travel(problem, {}).undisturbed_duration(0, 0, 1) == 2);
}

TEST_CASE("matrices are read row by row, and distances stand in for durations") {
    Problem problem;
    problem.places.resize(2);
    const std::vector<TravelMatrix> matrices{{{0, 7, 8, 0}, {0, 70, 80, 0}}, {{1, 2, 3, 4}, {}}};
    problem.profiles.resize(2);
    problem.profiles[1].duration_percent = 500;  // of coordinates only
    const Travel travel(problem, matrices);
    CHECK(travel.distance(0, 0, 1) == 7);
    CHECK(travel.distance(0, 1, 0) == 8);
    CHECK(travel.undisturbed_duration(0, 0, 1) == 70);
    CHECK(travel.undisturbed_duration(1, 1, 0) == 3);
    CHECK(travel.arrival(1, 1, 1, 1000) == 1004);  // the diagonal counts
}

TEST_CASE("travel proceeds at the pace of every slice that it crosses") {
    CHECK(arrival_in_traffic({}, 10, 30) == 40);
    CHECK(arrival_in_traffic(rush_hour, 0, 100) == 100);    // arrives as the rush begins
    CHECK(arrival_in_traffic(rush_hour, 0, 110) == 120);    // 10 of it take twice as long
    CHECK(arrival_in_traffic(rush_hour, 100, 30) == 160);   // all of it
    CHECK(arrival_in_traffic(rush_hour, 90, 50) == 165);    // 10 before, 30 in 60, 10 in 5
    CHECK(arrival_in_traffic(rush_hour, 160, 100) == 220);  // 80 in 40, 20 in 20
    CHECK(arrival_in_traffic(rush_hour, 500, 7) == 507);
    CHECK(arrival_in_traffic(rush_hour, 130, 0) == 130);
}

TEST_CASE("fractions of time are carried from slice to slice and rounded up once") {
    const std::vector<TrafficSlice> thirds{{0, 150}, {1, 150}, {2, 150}, {3, 100}};
    // 2/3 in each of three slices, so that 2 arrive exactly at 3.
    CHECK(arrival_in_traffic(thirds, 0, 2) == 3);
    CHECK(arrival_in_traffic(thirds, 0, 3) == 4);
    CHECK(arrival_in_traffic(thirds, 1, 2) == 4);  // 4/3 until 3, 2/3 after it
}

TEST_CASE("in traffic, too, who departs later does not arrive earlier") {
    Random random(1);
    for (int round = 0; round < 300; ++round) {
        std::vector<TrafficSlice> slices;
        std::int64_t from = 0;
        for (int i = 0; i < 6; ++i) slices.push_back({from += random.between(1, 12), random.between(20, 400)});
        const std::int64_t duration = random.between(0, 40);
        for (std::int64_t departure = 0; departure < 90; ++departure) {
            const std::int64_t arrival = arrival_in_traffic(slices, departure, duration);
            CHECK(arrival <= arrival_in_traffic(slices, departure + 1, duration));
            CHECK(arrival <= arrival_in_traffic(slices, departure, duration + 1));
        }
    }
}
