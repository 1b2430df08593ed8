#pragma once
// What a road network is inside: Boost's compressed graph with a weight for each mode and edge, and a tree of nodes.

#include "node_tree.hpp"

#include <marketplace/routing/road.hpp>

#include <boost/graph/compressed_sparse_row_graph.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace marketplace::routing::detail {

using RoadGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                     boost::no_property, std::uint32_t, std::uint32_t>;

/// Milliseconds above, centimetres below: the order of numbers is quickest first, then shortest, and a sum of weights
/// is the weight of the way.
using RoadWeight = std::uint64_t;
inline constexpr RoadWeight no_way = std::numeric_limits<RoadWeight>::max();

[[nodiscard]] constexpr RoadWeight weight_of(std::uint32_t duration_ms, std::uint32_t distance_cm) {
    return RoadWeight{duration_ms} << 32 | distance_cm;
}
[[nodiscard]] constexpr std::uint32_t duration_ms_of(RoadWeight weight) {
    return static_cast<std::uint32_t>(weight >> 32);
}
[[nodiscard]] constexpr std::uint32_t distance_cm_of(RoadWeight weight) { return static_cast<std::uint32_t>(weight); }

/// The weight of two stretches together, or `no_way` where distance or duration does not fit.
[[nodiscard]] constexpr RoadWeight joined(RoadWeight a, RoadWeight b) {
    const RoadWeight sum = a + b;
    return sum < a || distance_cm_of(sum) < distance_cm_of(a) ? no_way : sum;
}

/// Degrees times ten million, as OpenStreetMap has them.
struct FixedPoint {
    std::int32_t longitude = 0;
    std::int32_t latitude = 0;

    friend bool operator==(const FixedPoint&, const FixedPoint&) = default;
};
inline constexpr double degrees_fixed = 1e7;

[[nodiscard]] FixedPoint fixed_point(double longitude, double latitude);
[[nodiscard]] constexpr double degrees(std::int32_t fixed) { return fixed / degrees_fixed; }
/// Metres over the globe.
[[nodiscard]] double metres_between(double longitude1, double latitude1, double longitude2, double latitude2);

struct RoadData {
    RoadGraph graph;
    std::array<std::vector<RoadWeight>, travel_mode_count> weights;  ///< by edge; empty: closed everywhere
    std::vector<std::int64_t> ids;  ///< of nodes, which are sorted along a curve so that neighbours are near
    std::vector<FixedPoint> points;
    std::vector<std::uint8_t> open_to;    ///< bit m: mode m may be here
    std::vector<std::uint8_t> connected;  ///< bit m: and belongs to the largest set of nodes that reach each other
    NodeTree tree;                        ///< of nodes that are open to somebody
};

[[nodiscard]] constexpr std::size_t index_of(TravelMode mode) { return static_cast<std::size_t>(mode); }
[[nodiscard]] constexpr std::uint8_t bit_of(std::size_t mode) { return static_cast<std::uint8_t>(1U << mode); }

/// What the readers hand over: nodes may stand in any order, edges that nobody may use and loops are left out.
[[nodiscard]] RoadNetwork build_network(std::vector<std::int64_t> ids, std::vector<FixedPoint> points,
                                        std::vector<RoadEdge> edges);

}  // namespace marketplace::routing::detail
