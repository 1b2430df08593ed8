#pragma once
// The nodes of a road network by where they are on the globe. Boost's tree takes half a minute to compile, so only one
// file sees it.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace marketplace::routing::detail {

/// A node by its position in the network, in degrees.
struct LocatedNode {
    std::uint32_t node = 0;
    double longitude = 0;
    double latitude = 0;
};

class NodeTree {
public:
    NodeTree();  ///< without nodes
    explicit NodeTree(const std::vector<LocatedNode>& nodes);
    ~NodeTree();
    NodeTree(NodeTree&&) noexcept;
    NodeTree& operator=(NodeTree&&) noexcept;

    /// At most `count` of the nodes that are allowed, the nearest by about a metre.
    [[nodiscard]] std::vector<std::uint32_t> nearest(double longitude, double latitude, unsigned count,
                                                     const std::function<bool(std::uint32_t)>& is_allowed) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace marketplace::routing::detail
