#include "network.hpp"

#include "connected.hpp"

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace marketplace::routing {
namespace detail {

using marketplace::detail::indexed;

namespace {

constexpr double radian = std::numbers::pi / 180.0;
constexpr double earth_radius_m = 6'371'008.8;

/// Puts a zero between the bits.
std::uint64_t spread(std::uint32_t value) {
    std::uint64_t bits = value;
    bits = (bits | bits << 16) & 0x0000'ffff'0000'ffff;
    bits = (bits | bits << 8) & 0x00ff'00ff'00ff'00ff;
    bits = (bits | bits << 4) & 0x0f0f'0f0f'0f0f'0f0f;
    bits = (bits | bits << 2) & 0x3333'3333'3333'3333;
    return (bits | bits << 1) & 0x5555'5555'5555'5555;
}

/// Along Morton's curve: a search touches memory that lies together, which makes it twice as fast on a large city.
std::uint64_t curve_position(const FixedPoint& point) {
    constexpr auto shift = std::uint32_t{1} << 31;
    return spread(static_cast<std::uint32_t>(point.longitude) + shift) << 1 |
           spread(static_cast<std::uint32_t>(point.latitude) + shift);
}

/// The new position of each node.
std::vector<std::uint32_t> sort_nodes(RoadData& data) {
    const std::size_t count = data.ids.size();
    std::vector<std::pair<std::uint64_t, std::uint32_t>> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = {curve_position(data.points[i]), static_cast<std::uint32_t>(i)};
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        return std::pair{a.first, data.ids[a.second]} < std::pair{b.first, data.ids[b.second]};
    });
    std::vector<std::uint32_t> position(count);
    std::vector<std::int64_t> ids(count);
    std::vector<FixedPoint> points(count);
    for (std::size_t i = 0; i < count; ++i) {
        position[order[i].second] = static_cast<std::uint32_t>(i);
        ids[i] = data.ids[order[i].second];
        points[i] = data.points[order[i].second];
    }
    data.ids = std::move(ids);
    data.points = std::move(points);
    return position;
}

bool is_useful(const RoadEdge& edge) {
    return edge.from != edge.to &&
           std::any_of(edge.duration_ms.begin(), edge.duration_ms.end(), [](std::int32_t ms) { return ms >= 0; });
}

void sort_edges(std::vector<RoadEdge>& edges, const std::vector<std::uint32_t>& position) {
    std::erase_if(edges, [](const RoadEdge& edge) { return !is_useful(edge); });
    for (RoadEdge& edge : edges) {
        edge.from = static_cast<std::int32_t>(position[static_cast<std::size_t>(edge.from)]);
        edge.to = static_cast<std::int32_t>(position[static_cast<std::size_t>(edge.to)]);
    }
    std::sort(edges.begin(), edges.end(), [](const RoadEdge& a, const RoadEdge& b) {
        return std::tie(a.from, a.to, a.distance_cm, a.duration_ms) <
               std::tie(b.from, b.to, b.distance_cm, b.duration_ms);
    });
}

void set_graph(RoadData& data, const std::vector<RoadEdge>& edges) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
    ends.reserve(edges.size());
    for (const RoadEdge& edge : edges)
        ends.emplace_back(static_cast<std::uint32_t>(edge.from), static_cast<std::uint32_t>(edge.to));
    data.graph = RoadGraph{boost::edges_are_sorted, ends.begin(), ends.end(),
                           static_cast<std::uint32_t>(data.ids.size()), static_cast<std::uint32_t>(ends.size())};
}

void set_weights(RoadData& data, const std::vector<RoadEdge>& edges, std::size_t mode) {
    const auto is_open = [mode](const RoadEdge& edge) { return edge.duration_ms[mode] >= 0; };
    if (std::none_of(edges.begin(), edges.end(), is_open)) return;
    std::vector<RoadWeight>& weights = data.weights[mode];
    weights.reserve(edges.size());
    for (const RoadEdge& edge : edges) {
        weights.push_back(is_open(edge) ? weight_of(static_cast<std::uint32_t>(edge.duration_ms[mode]),
                                                    static_cast<std::uint32_t>(edge.distance_cm))
                                        : no_way);
        if (!is_open(edge)) continue;
        data.open_to[static_cast<std::size_t>(edge.from)] |= bit_of(mode);
        data.open_to[static_cast<std::size_t>(edge.to)] |= bit_of(mode);
    }
    mark_connected(data, mode);
}

void set_tree(RoadData& data) {
    std::vector<LocatedNode> nodes;
    for (std::uint32_t i = 0; i < data.points.size(); ++i) {
        if (data.open_to[i] == 0) continue;
        nodes.push_back({i, degrees(data.points[i].longitude), degrees(data.points[i].latitude)});
    }
    data.tree = NodeTree{nodes};
}

}  // namespace

FixedPoint fixed_point(double longitude, double latitude) {
    return {static_cast<std::int32_t>(std::llround(longitude * degrees_fixed)),
            static_cast<std::int32_t>(std::llround(latitude * degrees_fixed))};
}

double metres_between(double longitude1, double latitude1, double longitude2, double latitude2) {
    const double south_north = std::sin((latitude2 - latitude1) * radian / 2);
    const double west_east = std::sin((longitude2 - longitude1) * radian / 2);
    const double h =
        south_north * south_north + std::cos(latitude1 * radian) * std::cos(latitude2 * radian) * west_east * west_east;
    return 2 * earth_radius_m * std::asin(std::sqrt(std::min(1.0, h)));
}

RoadNetwork build_network(std::vector<std::int64_t> ids, std::vector<FixedPoint> points, std::vector<RoadEdge> edges) {
    auto data = std::make_shared<RoadData>();
    data->ids = std::move(ids);
    data->points = std::move(points);
    sort_edges(edges, sort_nodes(*data));
    set_graph(*data, edges);
    data->open_to.resize(data->ids.size());
    data->connected.resize(data->ids.size());
    for (std::size_t mode = 0; mode < travel_mode_count; ++mode) set_weights(*data, edges, mode);
    set_tree(*data);
    return RoadNetwork{std::move(data)};
}

namespace {

void check_node(const RoadNode& node, const std::string& path) {
    // Written so that what is no number fails too.
    if (!(std::abs(node.longitude) <= 180))
        fail(ErrorCode::out_of_range, path + ".longitude", std::to_string(node.longitude), "-180 to 180");
    if (!(std::abs(node.latitude) <= 90))
        fail(ErrorCode::out_of_range, path + ".latitude", std::to_string(node.latitude), "-90 to 90");
}

void check_ids(std::span<const RoadNode> nodes) {
    std::vector<std::int64_t> ids;
    for (const RoadNode& node : nodes) ids.push_back(node.id);
    std::sort(ids.begin(), ids.end());
    const auto twice = std::adjacent_find(ids.begin(), ids.end());
    if (twice != ids.end()) fail(ErrorCode::duplicate_key, "nodes", std::to_string(*twice), "each id once");
}

void check_edge(const RoadEdge& edge, std::size_t nodes, const std::string& path) {
    const auto check_end = [&](std::int32_t end, std::string_view name) {
        if (end >= 0 && static_cast<std::size_t>(end) < nodes) return;
        fail(ErrorCode::out_of_range, path + "." + std::string{name}, std::to_string(end),
             "the position of one of " + std::to_string(nodes) + " nodes");
    };
    check_end(edge.from, "from");
    check_end(edge.to, "to");
    if (edge.distance_cm < 0)
        fail(ErrorCode::out_of_range, path + ".distance_cm", std::to_string(edge.distance_cm), "0 or more");
    for (const std::int32_t duration : edge.duration_ms) {
        if (duration < -1)
            fail(ErrorCode::out_of_range, path + ".duration_ms", std::to_string(duration), "0 or more, or -1: closed");
    }
}

}  // namespace
}  // namespace detail

RoadNetwork make_road_network(std::span<const RoadNode> nodes, std::span<const RoadEdge> edges) {
    std::vector<std::int64_t> ids;
    std::vector<detail::FixedPoint> points;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        detail::check_node(nodes[i], detail::indexed("nodes", i));
        ids.push_back(nodes[i].id);
        points.push_back(detail::fixed_point(nodes[i].longitude, nodes[i].latitude));
    }
    detail::check_ids(nodes);
    for (std::size_t i = 0; i < edges.size(); ++i)
        detail::check_edge(edges[i], nodes.size(), detail::indexed("edges", i));
    return detail::build_network(std::move(ids), std::move(points), {edges.begin(), edges.end()});
}

RoadSummary RoadNetwork::summary() const {
    RoadSummary out;
    out.nodes = static_cast<std::int64_t>(data_->ids.size());
    out.edges = static_cast<std::int64_t>(boost::num_edges(data_->graph));
    for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
        const auto& weights = data_->weights[mode];
        if (weights.empty()) continue;
        const auto closed = std::count(weights.begin(), weights.end(), detail::no_way);
        const auto connected = std::count_if(data_->connected.begin(), data_->connected.end(),
                                             [mode](std::uint8_t bits) { return (bits & detail::bit_of(mode)) != 0; });
        out.modes.push_back({static_cast<TravelMode>(mode), out.edges - closed, connected});
    }
    return out;
}

}  // namespace marketplace::routing
