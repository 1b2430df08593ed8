#include "unit/routing/formats/files.hpp"

#include <marketplace/routing/road.hpp>
#include <marketplace/routing/road_cache.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace marketplace;
using namespace marketplace::routing;

namespace {

constexpr std::int32_t closed = -1;

RoadEdge edge(std::int32_t from, std::int32_t to, std::int32_t metres, std::int32_t car_s, std::int32_t foot_s) {
    const auto ms = [](std::int32_t seconds) { return seconds < 0 ? seconds : seconds * 1000; };
    return {from, to, metres * 100, {ms(car_s), closed, ms(foot_s), closed}};
}

/// Four corners of a block, a street that leads out of it and none back, and a garden of its own:
///
///     3 --- 2
///     |     |      5 === 6 (on foot)
///     0 --> 1 --> 4
RoadNetwork block() {
    const std::vector<RoadNode> nodes{{10, 0, 0},    {11, 0.01, 0},     {12, 0.01, 0.01}, {13, 0, 0.01},
                                      {14, 0.02, 0}, {15, 0.02, 0.005}, {16, 0.03, 0.005}};
    const std::vector<RoadEdge> edges{
        edge(0, 1, 1000, 100, 900),   edge(1, 2, 1000, 50, 900),    edge(2, 1, 1000, 50, 900),
        edge(2, 3, 1000, 50, 900),    edge(3, 2, 1000, 50, 900),    edge(3, 0, 1000, 60, 900),
        edge(0, 3, 1000, 60, 900),    edge(1, 4, 500, 40, 400),     edge(5, 6, 700, closed, 600),
        edge(6, 5, 700, closed, 600), edge(1, 0, 1000, closed, 900)};
    return make_road_network(nodes, edges);
}

Place at(double x, double y, std::string id = "") { return {std::move(id), x, y}; }

std::int32_t duration(const TravelMatrix& matrix, std::size_t from, std::size_t to) {
    return matrix.durations[from * static_cast<std::size_t>(std::sqrt(matrix.durations.size())) + to];
}

}  // namespace

TEST_CASE("the quickest way counts, and of equally quick ones the shortest") {
    const std::vector<Place> places{at(0, 0), at(0.01, 0), at(0.01, 0.01), at(0, 0.01)};
    const TravelMatrix matrix = road_matrix(block(), places);
    CHECK(matrix.durations ==
          std::vector<std::int32_t>{0, 100, 110, 60, 160, 0, 50, 100, 110, 50, 0, 50, 60, 100, 50, 0});
    CHECK(matrix.distances == std::vector<std::int32_t>{0, 1000, 2000, 1000, 3000, 0, 1000, 2000, 2000, 1000, 0, 1000,
                                                        1000, 2000, 1000, 0});
    const std::vector<RoadNode> nodes{{1, 0, 0}, {2, 1, 0}, {3, 2, 0}};
    const std::vector<RoadEdge> edges{edge(0, 2, 900, 20, 1), edge(0, 1, 400, 10, 1), edge(1, 2, 400, 10, 1),
                                      edge(2, 0, 1, 1, 1)};
    CHECK(road_matrix(make_road_network(nodes, edges), std::vector{at(0, 0), at(2, 0)}).distances[1] == 800);
}

TEST_CASE("a oneway is closed to cars and open to people on foot who may go both ways") {
    const std::vector<Place> places{at(0.01, 0), at(0, 0)};
    CHECK(duration(road_matrix(block(), places), 0, 1) == 160);
    CHECK(duration(road_matrix(block(), places, {.mode = TravelMode::foot}), 0, 1) == 900);
}

TEST_CASE("results are rounded to the nearest metre and second, halves up") {
    const std::vector<RoadNode> nodes{{1, 0, 0}, {2, 0.001, 0}};
    const std::vector<RoadEdge> edges{{0, 1, 149, {499, -1, -1, -1}}, {1, 0, 150, {500, -1, -1, -1}}};
    const TravelMatrix matrix = road_matrix(make_road_network(nodes, edges), std::vector{at(0, 0), at(0.001, 0)});
    CHECK(matrix.distances == std::vector<std::int32_t>{0, 1, 2, 0});
    CHECK(matrix.durations == std::vector<std::int32_t>{0, 0, 1, 0});
}

TEST_CASE("places meet the nearest node from which they can go on and come back") {
    const RoadNetwork roads = block();
    // Node 14 is nearer, but nobody comes back from it.
    const RoadSnap snapped = snap_places(roads, std::vector{at(0.018, 0)}).front();
    CHECK(snapped == RoadSnap{11, 0.01, 0, 890});
    CHECK(snap_places(roads, std::vector{at(0.018, 0)}, {.connected_only = false}).front().node == 14);
    // The garden is for people on foot, and not where most of their roads are.
    CHECK(snap_places(roads, std::vector{at(0.021, 0.0048)}, {.mode = TravelMode::foot, .snap_limit_m = 5000})
              .front()
              .node == 11);
    CHECK(snap_places(roads, std::vector{at(0.021, 0.005)}, {.mode = TravelMode::foot, .connected_only = false})
              .front() == RoadSnap{15, 0.02, 0.005, 111});
}

TEST_CASE("the nearest node may lie across the antimeridian or the pole") {
    const std::vector<RoadNode> nodes{{1, 179.999, 0}, {2, 170, 0}, {3, 90, 89.999}, {4, 0, 89.98}};
    const std::vector<RoadEdge> edges{edge(0, 1, 1, 1, 1), edge(1, 0, 1, 1, 1), edge(1, 2, 1, 1, 1),
                                      edge(2, 1, 1, 1, 1), edge(2, 3, 1, 1, 1), edge(3, 2, 1, 1, 1)};
    const auto snaps = snap_places(make_road_network(nodes, edges), std::vector{at(-179.999, 0), at(-90, 89.999)});
    CHECK(snaps[0].node == 1);
    CHECK(snaps[0].gap_m == 222);
    CHECK(snaps[1].node == 3);
}

TEST_CASE("a place far from the roads is refused by name and distance") {
    const std::vector<Place> places{at(0, 0), at(0.5, 0, "farm")};
    CHECK(message_of([&] { return road_matrix(block(), places); }) ==
          "out_of_range: places[1] 'farm' is '0.5, 0', expected a place within 1000 m of the roads for mode car; the "
          "nearest is 54486 m away");
    CHECK(message_of([&] { return snap_places(block(), places, {.mode = TravelMode::truck}); }) ==
          "not_found: places[0] is '0, 0', expected a network with roads for mode truck");
    CHECK(message_of([&] { return snap_places(block(), std::vector{at(0, 91)}); }) ==
          "out_of_range: places[0].y is '91.000000', expected a latitude, from -90 to 90");
    CHECK(message_of([&] {
              return snap_places(block(), std::vector{at(std::nan(""), 0)});
          }).starts_with("invalid_value: places[0].x is 'nan'"));
}

TEST_CASE("two places without a way are named, or have the largest integer between them") {
    const std::vector<Place> places{at(0, 0, "shop"), at(0.02, 0, "pier")};
    RoadOptions options{.connected_only = false};
    CHECK(message_of([&] { return road_matrix(block(), places, options); }) ==
          "not_found: way from places[1] 'pier', expected one to places[0] 'shop' for mode car");
    options.unreachable_allowed = true;
    const TravelMatrix matrix = road_matrix(block(), places, options);
    CHECK(matrix.durations == std::vector<std::int32_t>{0, 140, std::numeric_limits<std::int32_t>::max(), 0});
    CHECK(matrix.distances[2] == std::numeric_limits<std::int32_t>::max());
}

TEST_CASE("a way longer than the numbers hold is no way") {
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    std::vector<RoadNode> nodes;
    std::vector<RoadEdge> by_distance;
    std::vector<RoadEdge> by_duration;
    for (std::int32_t i = 0; i < 4; ++i) {
        nodes.push_back({i, i * 0.01, 0});
        if (i == 0) continue;
        by_distance.push_back({i - 1, i, most, {1, -1, -1, -1}});
        by_duration.push_back({i - 1, i, 1, {most, -1, -1, -1}});
    }
    const RoadOptions options{.connected_only = false, .unreachable_allowed = true};
    for (const auto& edges : {by_distance, by_duration}) {
        const RoadNetwork roads = make_road_network(nodes, edges);
        const auto reached = [&](double x) { return road_matrix(roads, std::vector{at(0, 0), at(x, 0)}, options); };
        CHECK(reached(0.02).durations[1] != most);
        CHECK(reached(0.03).durations[1] == most);
    }
}

TEST_CASE("places at one node, one place and none") {
    const TravelMatrix twice = road_matrix(block(), std::vector{at(0, 0), at(0, 0.0001), at(0, 0.01)});
    CHECK(twice.durations == std::vector<std::int32_t>{0, 0, 60, 0, 0, 60, 60, 60, 0});
    CHECK(road_matrix(block(), std::vector{at(0, 0)}) == TravelMatrix{{0}, {0}});
    CHECK(road_matrix(block(), {}) == TravelMatrix{});
}

TEST_CASE("threads, progress and stopping") {
    const std::vector<Place> places{at(0, 0), at(0.01, 0), at(0.01, 0.01), at(0, 0.01)};
    const TravelMatrix matrix = road_matrix(block(), places);
    CHECK(road_matrix(block(), places, {.threads = 3}) == matrix);
    CHECK(road_matrix(block(), places, {.threads = 100}) == matrix);
    CHECK(
        message_of([&] { return road_matrix(block(), places, {.threads = 0}); }).starts_with("out_of_range: threads"));
    std::vector<RoadProgress> seen;
    const auto listen = [&](const RoadProgress& progress) { return seen.push_back(progress), true; };
    CHECK(road_matrix(block(), places, {}, {.progress = listen}) == matrix);
    CHECK(seen == std::vector<RoadProgress>{{1, 4}, {2, 4}, {3, 4}, {4, 4}});
    CHECK(road_matrix(block(), places, {}, {.progress = [](const RoadProgress&) { return false; }}) == TravelMatrix{});
    std::stop_source stop;
    stop.request_stop();
    CHECK(road_matrix(block(), places, {}, {.stop = stop.get_token()}) == TravelMatrix{});
    const auto refuse = [](const RoadProgress&) -> bool { throw std::runtime_error{"enough"}; };
    CHECK_THROWS_WITH(static_cast<void>(road_matrix(block(), places, {.threads = 2}, {.progress = refuse})), "enough");
}

TEST_CASE("a summary says how much hangs together") {
    const RoadSummary summary = block().summary();
    CHECK(summary.nodes == 7);
    CHECK(summary.edges == 11);
    CHECK(summary.modes == std::vector<RoadModeSummary>{{TravelMode::car, 8, 4}, {TravelMode::foot, 11, 4}});
}

TEST_CASE("networks that make no sense are refused") {
    const std::vector<RoadNode> nodes{{1, 0, 0}, {2, 1, 0}};
    const auto refused = [&](const RoadEdge& bad) {
        return message_of([&] { return make_road_network(nodes, std::vector{bad}); });
    };
    CHECK(refused({0, 2}) == "out_of_range: edges[0].to is '2', expected the position of one of 2 nodes");
    CHECK(refused({-1, 0}).starts_with("out_of_range: edges[0].from"));
    CHECK(refused({0, 1, -5}).starts_with("out_of_range: edges[0].distance_cm"));
    CHECK(refused({0, 1, 5, {-2, 0, 0, 0}}).starts_with("out_of_range: edges[0].duration_ms"));
    const auto refused_nodes = [](std::vector<RoadNode> bad) {
        return message_of([&] { return make_road_network(bad, {}); });
    };
    CHECK(refused_nodes({{1, 0, 0}, {1, 1, 1}}) == "duplicate_key: nodes is '1', expected each id once");
    CHECK(refused_nodes({{1, std::nan(""), 0}}).starts_with("out_of_range: nodes[0].longitude"));
    CHECK(refused_nodes({{1, 0, 90.5}}).starts_with("out_of_range: nodes[0].latitude"));
    CHECK(message_of([&] {
              return road_matrix(make_road_network({}, {}), std::vector{at(0, 0)});
          }).starts_with("not_found: places[0]"));
}

TEST_CASE("what was asked before is not looked for again") {
    const RoadCache cache{block()};
    const std::vector<Place> three{at(0, 0), at(0.01, 0), at(0.01, 0.01)};
    const TravelMatrix matrix = road_matrix(block(), three);
    CHECK(cache.matrix(three) == matrix);
    CHECK(cache.matrix(three) == matrix);
    CHECK(cache.searches() == 3);
    CHECK(cache.pairs() == 9);
    CHECK(cache.matrix(std::vector{three[2], three[0]}).durations == std::vector<std::int32_t>{0, 110, 110, 0});
    CHECK(cache.searches() == 3);
    // Another place: the ways to it are missing in every row.
    const std::vector<Place> four{at(0, 0), at(0.01, 0), at(0.01, 0.01), at(0, 0.01)};
    CHECK(cache.matrix(four) == road_matrix(block(), four));
    CHECK(cache.searches() == 7);
    const RoadOptions on_foot{.mode = TravelMode::foot};
    CHECK(cache.matrix(four, on_foot) == road_matrix(block(), four, on_foot));
    CHECK(cache.searches() == 11);
}

TEST_CASE("a cache forgets the rows that nobody asked for the longest") {
    const RoadCache cache{block(), 4};
    const std::vector<Place> first{at(0, 0), at(0.01, 0)};
    const std::vector<Place> second{at(0.01, 0.01), at(0, 0.01)};
    CHECK(cache.matrix(first) == road_matrix(block(), first));
    CHECK(cache.matrix(second) == road_matrix(block(), second));
    CHECK(cache.pairs() == 4);
    CHECK(cache.matrix(second) == road_matrix(block(), second));
    CHECK(cache.searches() == 4);
    CHECK(cache.matrix(first) == road_matrix(block(), first));
    CHECK(cache.searches() == 6);
    const RoadCache nothing{block(), 0};
    CHECK(nothing.matrix(first) == road_matrix(block(), first));
    CHECK(nothing.pairs() == 0);
}

TEST_CASE("a cache that was ended early is still right") {
    const RoadCache cache{block()};
    const std::vector<Place> places{at(0, 0), at(0.01, 0), at(0.01, 0.01)};
    CHECK(cache.matrix(places, {}, {.progress = [](const RoadProgress&) { return false; }}) == TravelMatrix{});
    CHECK(cache.matrix(places) == road_matrix(block(), places));
}

TEST_CASE("a problem is compiled over roads, with a matrix or the callback of a cache") {
    Problem problem;
    problem.places = {at(0, 0), at(0.01, 0), at(0.01, 0.01)};
    problem.jobs = {{.id = "a", .stop = {.place = 1}}, {.id = "b", .stop = {.place = 2}}};
    problem.vehicles = {{.id = "van", .start = 0, .end = 0, .distance_cost = 0, .duration_cost = 1},
                        {.id = "feet", .start = 0, .end = 0, .profile = 1, .distance_cost = 0, .duration_cost = 1}};
    problem.profiles.resize(2);
    const std::vector<RoadOptions> options{{}, {.mode = TravelMode::foot}};
    const Model by_matrix = compile(
        problem, {road_matrix(block(), problem.places, options[0]), road_matrix(block(), problem.places, options[1])});
    const RoadCache cache{block()};
    const Model by_callback = compile(problem, cache.callback(problem.places, options), 2);
    const std::vector<RoutePlan> plan{{.visits = {{Activity::job, 0}, {Activity::job, 1}}}};
    const std::vector<RoutePlan> walk{{.vehicle_type = 1, .visits = {{Activity::job, 0}, {Activity::job, 1}}}};
    CHECK(evaluate(by_matrix, plan).cost.total == 100 + 50 + 110);
    CHECK(evaluate(by_matrix, walk).cost.total == 900 + 900 + 1800);
    CHECK(evaluate(by_callback, plan) == evaluate(by_matrix, plan));
    CHECK(evaluate(by_callback, walk) == evaluate(by_matrix, walk));
    CHECK(message_of([&] { return compile(problem, cache.callback(problem.places, {options[0]})); }) ==
          "out_of_range: profile is '1', expected one of 1 with options");
}
