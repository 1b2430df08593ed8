#include "node_tree.hpp"

#include <boost/geometry/algorithms/distance.hpp>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/geometry/strategies/strategies.hpp>

#include <cmath>
#include <numbers>

namespace marketplace::routing::detail {
namespace {

namespace index = boost::geometry::index;

/// A point of the globe with radius 1: what is near on the globe is near in space, at the poles and on both sides of
/// the antimeridian too, which degrees do not offer. It has about a metre of precision.
using SpacePoint = boost::geometry::model::point<float, 3, boost::geometry::cs::cartesian>;
using IndexedNode = std::pair<SpacePoint, std::uint32_t>;

SpacePoint space_point(double longitude, double latitude) {
    constexpr double radian = std::numbers::pi / 180.0;
    const double ring = std::cos(latitude * radian);
    return {static_cast<float>(ring * std::cos(longitude * radian)),
            static_cast<float>(ring * std::sin(longitude * radian)), static_cast<float>(std::sin(latitude * radian))};
}

std::vector<IndexedNode> indexed_nodes(const std::vector<LocatedNode>& nodes) {
    std::vector<IndexedNode> out;
    out.reserve(nodes.size());
    for (const LocatedNode& node : nodes) out.emplace_back(space_point(node.longitude, node.latitude), node.node);
    return out;
}

}  // namespace

struct NodeTree::Impl {
    index::rtree<IndexedNode, index::quadratic<16>> tree;
};

NodeTree::NodeTree() : impl_(std::make_unique<Impl>()) {}

NodeTree::NodeTree(const std::vector<LocatedNode>& nodes) : NodeTree() {
    impl_->tree = decltype(impl_->tree){indexed_nodes(nodes)};
}

NodeTree::~NodeTree() = default;
NodeTree::NodeTree(NodeTree&&) noexcept = default;
NodeTree& NodeTree::operator=(NodeTree&&) noexcept = default;

std::vector<std::uint32_t> NodeTree::nearest(double longitude, double latitude, unsigned count,
                                             const std::function<bool(std::uint32_t)>& is_allowed) const {
    std::vector<IndexedNode> found;
    impl_->tree.query(index::nearest(space_point(longitude, latitude), count) &&
                          index::satisfies([&](const IndexedNode& node) { return is_allowed(node.second); }),
                      std::back_inserter(found));
    std::vector<std::uint32_t> out;
    for (const IndexedNode& node : found) out.push_back(node.second);
    return out;
}

}  // namespace marketplace::routing::detail
