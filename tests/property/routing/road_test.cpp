// Roads against their slow and obvious twins: ways by Bellman and Ford, connected sets by Warshall, the nearest node by
// looking at all of them.

#include <marketplace/routing/road.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace marketplace::routing;

namespace {

constexpr std::int32_t unreachable = std::numeric_limits<std::int32_t>::max();

struct Graph {
    std::vector<RoadNode> nodes;
    std::vector<RoadEdge> edges;
};

/// Few different lengths, so that many ways are equally quick; loops, parallel edges and nodes without any.
Graph generate(std::uint32_t seed) {
    std::mt19937 random{seed};
    const auto below = [&](std::int32_t limit) {
        return static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(limit));
    };
    Graph graph;
    const std::int32_t count = 1 + below(14);
    for (std::int32_t i = 0; i < count; ++i)
        graph.nodes.push_back({1000 - i, below(8) * 0.01 + i * 1e-5, below(8) * 0.01 - i * 1e-5});
    const std::int32_t edges = below(3 * count + 1);
    const std::int32_t lengths = 1 + below(500);
    for (std::int32_t i = 0; i < edges; ++i) {
        RoadEdge edge{below(count), below(count), below(lengths) * 100};
        for (std::int32_t& duration : edge.duration_ms) duration = below(4) == 0 ? -1 : below(lengths) * 500;
        graph.edges.push_back(edge);
    }
    return graph;
}

using Way = std::pair<std::int64_t, std::int64_t>;  // duration, distance
constexpr Way no_way{std::numeric_limits<std::int64_t>::max(), 0};

std::vector<Way> bellman_ford(const Graph& graph, std::size_t mode, std::size_t source) {
    std::vector<Way> best(graph.nodes.size(), no_way);
    best[source] = {0, 0};
    for (std::size_t round = 0; round < graph.nodes.size(); ++round) {
        for (const RoadEdge& edge : graph.edges) {
            const Way& before = best[static_cast<std::size_t>(edge.from)];
            if (edge.duration_ms[mode] < 0 || before == no_way) continue;
            const Way way{before.first + edge.duration_ms[mode], before.second + edge.distance_cm};
            best[static_cast<std::size_t>(edge.to)] = std::min(best[static_cast<std::size_t>(edge.to)], way);
        }
    }
    return best;
}

bool is_open(const Graph& graph, std::size_t mode, std::size_t node) {
    return std::any_of(graph.edges.begin(), graph.edges.end(), [&](const RoadEdge& edge) {
        const bool touches = static_cast<std::size_t>(edge.from) == node || static_cast<std::size_t>(edge.to) == node;
        return touches && edge.from != edge.to && edge.duration_ms[mode] >= 0;
    });
}

std::vector<Place> places_of(const Graph& graph, const std::vector<std::size_t>& nodes) {
    std::vector<Place> places;
    for (const std::size_t node : nodes)
        places.push_back({"", graph.nodes[node].longitude, graph.nodes[node].latitude});
    return places;
}

std::vector<std::size_t> open_nodes(const Graph& graph, std::size_t mode) {
    std::vector<std::size_t> nodes;
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        if (is_open(graph, mode, node)) nodes.push_back(node);
    }
    return nodes;
}

TravelMatrix twin_matrix(const Graph& graph, std::size_t mode, const std::vector<std::size_t>& nodes) {
    TravelMatrix matrix;
    for (const std::size_t from : nodes) {
        const std::vector<Way> best = bellman_ford(graph, mode, from);
        for (const std::size_t to : nodes) {
            const auto rounded = [&](std::int64_t value, std::int64_t unit) {
                return best[to] == no_way ? unreachable : static_cast<std::int32_t>((value + unit / 2) / unit);
            };
            matrix.durations.push_back(rounded(best[to].first, 1000));
            matrix.distances.push_back(rounded(best[to].second, 100));
        }
    }
    return matrix;
}

/// The sizes of the sets of nodes that reach each other, by node.
std::vector<std::vector<std::size_t>> twin_sets(const Graph& graph, std::size_t mode) {
    const std::vector<std::size_t> nodes = open_nodes(graph, mode);
    std::vector<std::vector<std::size_t>> sets(graph.nodes.size());
    for (const std::size_t a : nodes) {
        const std::vector<Way> from_a = bellman_ford(graph, mode, a);
        for (const std::size_t b : nodes) {
            if (from_a[b] != no_way && bellman_ford(graph, mode, b)[a] != no_way) sets[a].push_back(b);
        }
    }
    return sets;
}

double gap(const Place& place, const RoadNode& node) {
    constexpr double radian = 3.14159265358979323846 / 180;
    const double x = (place.x - node.longitude) * std::cos((place.y + node.latitude) / 2 * radian);
    return std::hypot(x, place.y - node.latitude) * radian * 6'371'008.8;
}

}  // namespace

TEST_CASE("every way is as Bellman and Ford find it, by any number of threads") {
    for (std::uint32_t seed = 1; seed <= 1500; ++seed) {
        CAPTURE(seed);
        const Graph graph = generate(seed);
        const RoadNetwork roads = make_road_network(graph.nodes, graph.edges);
        for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
            const std::vector<std::size_t> nodes = open_nodes(graph, mode);
            RoadOptions options{.mode = static_cast<TravelMode>(mode),
                                .snap_limit_m = 0,
                                .connected_only = false,
                                .unreachable_allowed = true};
            options.threads = static_cast<std::int32_t>(1 + seed % 3);
            REQUIRE(road_matrix(roads, places_of(graph, nodes), options) == twin_matrix(graph, mode, nodes));
        }
    }
}

TEST_CASE("the largest connected set is the largest, and all of its ways exist") {
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        const Graph graph = generate(seed);
        const RoadNetwork roads = make_road_network(graph.nodes, graph.edges);
        for (const RoadModeSummary& summary : roads.summary().modes) {
            const auto sets = twin_sets(graph, static_cast<std::size_t>(summary.mode));
            std::size_t largest = 0;
            for (const auto& set : sets) largest = std::max(largest, set.size());
            REQUIRE(static_cast<std::size_t>(summary.connected) == largest);
            std::vector<Place> places;
            for (const RoadNode& node : graph.nodes) places.push_back({"", node.longitude, node.latitude});
            const RoadOptions options{.mode = summary.mode, .snap_limit_m = 100'000};
            for (const RoadSnap& snap : snap_places(roads, places, options)) {
                const auto node = static_cast<std::size_t>(1000 - snap.node);
                REQUIRE(sets[node].size() == largest);
            }
            REQUIRE(road_matrix(roads, places, options).durations.size() == places.size() * places.size());
        }
    }
}

TEST_CASE("no other node is nearer to a place than the one that it meets") {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> where{-0.02, 0.1};
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        const Graph graph = generate(seed);
        const RoadNetwork roads = make_road_network(graph.nodes, graph.edges);
        const std::vector<std::size_t> nodes = open_nodes(graph, 0);
        if (nodes.empty()) continue;
        const Place place{"", where(random), where(random)};
        const RoadSnap snap =
            snap_places(roads, std::vector{place}, {.snap_limit_m = 100'000, .connected_only = false}).front();
        double least = 1e9;
        for (const std::size_t node : nodes) least = std::min(least, gap(place, graph.nodes[node]));
        CHECK(gap(place, graph.nodes[static_cast<std::size_t>(1000 - snap.node)]) <= doctest::Approx(least));
        CHECK(std::abs(snap.gap_m - least) <= 0.51);
    }
}
