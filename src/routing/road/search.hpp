#pragma once
// Dijkstra's search from one node, ended when all targets are reached.

#include "network.hpp"

#include <span>

namespace marketplace::routing::detail {

/// A queue for Dijkstra's search: a heap in which each entry has four below it. Flatter than a binary one, and the four
/// lie in one line of memory. An entry is never moved when its node is found to be nearer: it is added again, and the
/// later of the two is skipped, which costs less than keeping its position.
class RoadQueue {
public:
    struct Entry {
        RoadWeight weight = 0;
        std::uint32_t node = 0;
    };

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    void clear() { entries_.clear(); }
    void push(Entry entry);
    Entry pop();

private:
    /// The least of the four from `first` on, of which there is at least one.
    [[nodiscard]] std::size_t least_below(std::size_t first) const;

    std::vector<Entry> entries_;
};

/// The nodes that ways are looked for to, without repetition; shared by the searches of a matrix.
class RoadTargets {
public:
    RoadTargets(std::size_t node_count, std::span<const std::uint32_t> nodes);

    [[nodiscard]] bool contains(std::uint32_t node) const { return is_target_[node]; }
    [[nodiscard]] const std::vector<std::uint32_t>& nodes() const { return nodes_; }

private:
    std::vector<std::uint32_t> nodes_;
    std::vector<bool> is_target_;
};

/// Memory of one thread for searches of one mode.
class RoadSearch {
public:
    RoadSearch(const RoadData& data, TravelMode mode);

    /// Looks for the ways from a node to all targets.
    void run(std::uint32_t source, const RoadTargets& targets);
    /// Of the search that ran last; `no_way` if there is none.
    [[nodiscard]] RoadWeight weight_to(std::uint32_t target) const { return weights_[target]; }

private:
    void reset();
    void relax(std::uint32_t node, RoadWeight weight);

    const RoadGraph& graph_;
    const std::vector<RoadWeight>& edge_weights_;
    std::vector<RoadWeight> weights_;     ///< of the best way known to each node
    std::vector<std::uint32_t> touched_;  ///< nodes whose weight is known
    RoadQueue queue_;
};

}  // namespace marketplace::routing::detail
