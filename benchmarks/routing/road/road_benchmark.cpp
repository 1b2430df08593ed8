// Many-to-many over the roads of a made-up city: bench_road [SIDE] [PLACES]
//
// SIDE by SIDE junctions (1000), a tenth of the streets one way, every tenth street a faster one; PLACES (200) places.
// The library's search is measured beside Boost's own on the same graph, which it was chosen over.

#include "routing/road/search.hpp"

#include <marketplace/routing/road.hpp>

#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>
#include <boost/property_map/function_property_map.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>

namespace {

using namespace marketplace::routing;

template <class F>
double seconds(F&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct City {
    std::vector<RoadNode> nodes;
    std::vector<RoadEdge> edges;
};

City make_city(std::int32_t side) {
    std::mt19937 random{1};
    City city;
    for (std::int32_t i = 0; i < side * side; ++i)
        city.nodes.push_back({i, 13 + 0.0015 * (i % side), 52 + 0.001 * (i / side)});
    const auto add = [&](std::int32_t from, std::int32_t to, std::int32_t street) {
        const auto distance = static_cast<std::int32_t>(9000 + random() % 4000);
        const std::int32_t speed = street % 10 == 0 ? 60'000 : static_cast<std::int32_t>(20'000 + random() % 20'000);
        const auto duration = static_cast<std::int32_t>(std::int64_t{distance} * 36'000 / speed);
        city.edges.push_back({from, to, distance, {duration, -1, -1, -1}});
        if (random() % 10 != 0) city.edges.push_back({to, from, distance, {duration, -1, -1, -1}});
    };
    for (std::int32_t row = 0; row < side; ++row) {
        for (std::int32_t column = 0; column < side; ++column) {
            const std::int32_t node = row * side + column;
            if (column + 1 < side) add(node, node + 1, row);
            if (row + 1 < side) add(node, node + side, column);
        }
    }
    return city;
}

std::vector<Place> make_places(std::int32_t side, std::size_t count) {
    std::mt19937 random{2};
    std::uniform_real_distribution<double> where{0, static_cast<double>(side - 1)};
    std::vector<Place> places(count);
    for (Place& place : places) {
        place.x = 13 + 0.0015 * where(random);
        place.y = 52 + 0.001 * where(random);
    }
    return places;
}

/// Ends Boost's search when all targets were reached.
struct AllReached {};

struct Arrivals : boost::dijkstra_visitor<> {
    const detail::RoadTargets* targets;
    std::size_t* missing;

    template <class G>
    void examine_vertex(std::uint32_t node, const G&) {
        if (targets->contains(node) && --*missing == 0) throw AllReached{};
    }
};

double boost_row(const detail::RoadData& data, std::uint32_t source, const detail::RoadTargets& targets,
                 std::vector<detail::RoadWeight>& distance) {
    std::size_t missing = targets.nodes().size();
    Arrivals arrivals;
    arrivals.targets = &targets;
    arrivals.missing = &missing;
    const auto weight = boost::make_function_property_map<detail::RoadGraph::edge_descriptor>(
        [&](const detail::RoadGraph::edge_descriptor& edge) {
            return data.weights[0][boost::get(boost::edge_index, data.graph, edge)];
        });
    return seconds([&] {
        try {
            boost::dijkstra_shortest_paths_no_color_map(
                data.graph, source,
                boost::weight_map(weight)
                    .distance_map(boost::make_iterator_property_map(distance.begin(),
                                                                    boost::get(boost::vertex_index, data.graph)))
                    .distance_combine([](detail::RoadWeight a, detail::RoadWeight b) { return detail::joined(a, b); })
                    .distance_inf(detail::no_way)
                    .visitor(arrivals));
        } catch (const AllReached&) {
        }
    });
}

void compare_searches(const RoadNetwork& roads, std::span<const Place> places) {
    const detail::RoadData& data = roads.data();
    std::vector<std::uint32_t> nodes;
    for (const RoadSnap& snap : snap_places(roads, places)) {
        const auto found = std::find(data.ids.begin(), data.ids.end(), snap.node);
        nodes.push_back(static_cast<std::uint32_t>(found - data.ids.begin()));
    }
    const detail::RoadTargets targets{data.ids.size(), nodes};
    detail::RoadSearch search{data, TravelMode::car};
    std::vector<detail::RoadWeight> distance(data.ids.size());
    double ours = 0;
    double boosts = 0;
    constexpr std::size_t rows = 10;
    for (std::size_t i = 0; i < rows && i < nodes.size(); ++i) {
        ours += seconds([&] { search.run(nodes[i], targets); });
        boosts += boost_row(data, nodes[i], targets, distance);
        for (const std::uint32_t target : targets.nodes()) {
            if (search.weight_to(target) != distance[target]) std::puts("they differ");
        }
    }
    std::printf("a row      %.0f ms, with Boost's search %.0f ms\n", ours * 1000 / rows, boosts * 1000 / rows);
}

}  // namespace

int main(int argc, char** argv) {
    const std::int32_t side = argc > 1 ? std::atoi(argv[1]) : 1000;
    const std::size_t count = argc > 2 ? static_cast<std::size_t>(std::atoi(argv[2])) : 200;
    const City city = make_city(side);
    const std::vector<Place> places = make_places(side, count);
    std::unique_ptr<RoadNetwork> roads;
    const double build =
        seconds([&] { roads = std::make_unique<RoadNetwork>(make_road_network(city.nodes, city.edges)); });
    std::printf("network    %zu nodes, %zu edges, built in %.2f s\n", city.nodes.size(), city.edges.size(), build);
    std::printf("snapping   %.1f us a place\n", seconds([&] { snap_places(*roads, places); }) * 1e6 / double(count));
    compare_searches(*roads, places);
    TravelMatrix first;
    for (const std::int32_t threads : {1, 2}) {
        TravelMatrix matrix;
        const double spent = seconds([&] { matrix = road_matrix(*roads, places, {.threads = threads}); });
        std::printf("%zu by %zu, threads %d: %.2f s\n", count, count, threads, spent);
        if (threads > 1 && matrix != first) std::puts("they differ");
        first = std::move(matrix);
    }
}
