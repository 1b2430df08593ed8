#pragma once
// Who is near whom: a fixed number of stops around each stop, nearest first.

#include "fast_form.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::routing::detail {

/// Lists of equal length, one for each node.
class NeighbourLists {
public:
    NeighbourLists() = default;
    NeighbourLists(std::int32_t nodes, std::int32_t width)
        : width_(static_cast<std::size_t>(width)), cells_(static_cast<std::size_t>(nodes) * width_, -1) {}

    /// Shorter than `width` where a node has fewer neighbours.
    [[nodiscard]] std::span<const std::int32_t> of(std::int32_t node) const {
        return {cells_.data() + static_cast<std::size_t>(node) * width_,
                count_.empty() ? width_ : count_[static_cast<std::size_t>(node)]};
    }
    void set(std::int32_t node, std::span<const std::int32_t> nearest);
    [[nodiscard]] std::size_t width() const { return width_; }

private:
    std::size_t width_ = 0;
    std::vector<std::int32_t> cells_;
    std::vector<std::size_t> count_;
};

/// The neighbourhoods of a fast form.
struct Neighbourhoods {
    NeighbourLists near;    ///< by cost: who is ruined together, and where to insert
    NeighbourLists before;  ///< with windows: who can come right before a stop, cheapest first
    NeighbourLists after;   ///< with windows: who can come right after it
};

[[nodiscard]] Neighbourhoods make_neighbourhoods(const FastForm& form, std::int32_t near, std::int32_t timed);

}  // namespace marketplace::routing::detail
