#include "search.hpp"

#include <algorithm>

namespace marketplace::routing::detail {

void RoadQueue::push(Entry entry) {
    std::size_t at = entries_.size();
    entries_.push_back(entry);
    while (at > 0) {
        const std::size_t above = (at - 1) / 4;
        if (entries_[above].weight <= entry.weight) break;
        entries_[at] = entries_[above];
        at = above;
    }
    entries_[at] = entry;
}

std::size_t RoadQueue::least_below(std::size_t first) const {
    const auto is_less = [this](std::size_t a, std::size_t b) { return entries_[a].weight < entries_[b].weight; };
    if (first + 3 < entries_.size()) {
        // A knockout in two rounds, of numbers rather than of jumps that nobody can foretell: a quarter faster.
        const std::size_t left = first + static_cast<std::size_t>(is_less(first + 1, first));
        const std::size_t right = first + 2 + static_cast<std::size_t>(is_less(first + 3, first + 2));
        return is_less(right, left) ? right : left;
    }
    std::size_t least = first;
    for (std::size_t at = first + 1; at < entries_.size(); ++at) {
        if (is_less(at, least)) least = at;
    }
    return least;
}

RoadQueue::Entry RoadQueue::pop() {
    const Entry top = entries_.front();
    const Entry last = entries_.back();
    entries_.pop_back();
    if (entries_.empty()) return top;
    std::size_t at = 0;
    while (at * 4 + 1 < entries_.size()) {
        const std::size_t least = least_below(at * 4 + 1);
        if (entries_[least].weight >= last.weight) break;
        entries_[at] = entries_[least];
        at = least;
    }
    entries_[at] = last;
    return top;
}

RoadTargets::RoadTargets(std::size_t node_count, std::span<const std::uint32_t> nodes) : is_target_(node_count) {
    for (const std::uint32_t node : nodes) {
        if (is_target_[node]) continue;
        is_target_[node] = true;
        nodes_.push_back(node);
    }
}

RoadSearch::RoadSearch(const RoadData& data, TravelMode mode)
    : graph_(data.graph), edge_weights_(data.weights[index_of(mode)]), weights_(data.ids.size(), no_way) {}

void RoadSearch::reset() {
    for (const std::uint32_t node : touched_) weights_[node] = no_way;
    touched_.clear();
    queue_.clear();
}

void RoadSearch::relax(std::uint32_t node, RoadWeight weight) {
    const auto [begin, end] = boost::out_edges(node, graph_);
    for (auto edge = begin; edge != end; ++edge) {
        const RoadWeight stretch = edge_weights_[boost::get(boost::edge_index, graph_, *edge)];
        if (stretch == no_way) continue;
        const RoadWeight way = joined(weight, stretch);
        const std::uint32_t next = boost::target(*edge, graph_);
        if (way >= weights_[next]) continue;
        if (weights_[next] == no_way) touched_.push_back(next);
        weights_[next] = way;
        queue_.push({way, next});
    }
}

void RoadSearch::run(std::uint32_t source, const RoadTargets& targets) {
    reset();
    weights_[source] = 0;
    touched_.push_back(source);
    queue_.push({0, source});
    std::size_t missing = targets.nodes().size();
    const bool has_edges = !edge_weights_.empty();
    while (missing > 0 && !queue_.empty()) {
        const RoadQueue::Entry nearest = queue_.pop();
        if (nearest.weight != weights_[nearest.node]) continue;  // a nearer entry of the node came before
        if (targets.contains(nearest.node) && --missing == 0) break;
        if (has_edges) relax(nearest.node, nearest.weight);
    }
    // What was seen and not reached when the last target was is no target, so that no wrong weight is ever read.
}

}  // namespace marketplace::routing::detail
