#include "neighbours.hpp"

#include "grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace marketplace::routing::detail {
namespace {

constexpr double waiting_weight = 0.2;  ///< of time spent waiting against distance, for who comes before or after whom

void keep_nearest(std::vector<Candidate>& candidates, std::size_t count) {
    if (candidates.size() > count) {
        std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count), candidates.end());
        candidates.resize(count);
    }
    std::sort(candidates.begin(), candidates.end());
}

void store(NeighbourLists& lists, std::int32_t node, const std::vector<Candidate>& candidates) {
    std::vector<std::int32_t> nodes;
    nodes.reserve(candidates.size());
    for (const Candidate& candidate : candidates) nodes.push_back(candidate.node);
    lists.set(node, nodes);
}

/// How dear it is to go from one stop to the next, waiting included; nothing if it is too late then.
std::optional<std::int64_t> step_cost(const FastForm& form, std::int64_t distance, std::int32_t from, std::int32_t to) {
    const auto f = static_cast<std::size_t>(from);
    const auto t = static_cast<std::size_t>(to);
    const std::int64_t duration = form.way(form.kinds.front().duration_matrix, from, to);
    if (std::int64_t{form.earliest[f]} + form.service[f] + duration > form.latest[t]) return std::nullopt;
    const std::int64_t wait =
        std::max<std::int64_t>(0, form.earliest[t] - (form.latest[f] + form.service[f] + duration));
    return distance + static_cast<std::int64_t>(waiting_weight * static_cast<double>(wait));
}

class Maker {
public:
    Maker(const FastForm& form, std::int32_t near, std::int32_t timed)
        : form_(form), near_(static_cast<std::size_t>(std::min(near, form.nodes - 1))),
          timed_(static_cast<std::size_t>(std::min(timed, form.nodes - 1))) {
        out_.near = NeighbourLists{form.nodes, static_cast<std::int32_t>(near_)};
        if (!form.timed) return;
        out_.before = NeighbourLists{form.nodes, static_cast<std::int32_t>(timed_)};
        out_.after = NeighbourLists{form.nodes, static_cast<std::int32_t>(timed_)};
    }

    Neighbourhoods make() {
        if (form_.nodes < 2 || form_.kinds.empty()) return std::move(out_);
        form_.plane ? make_from_grid() : make_from_matrix();
        return std::move(out_);
    }

private:
    void make_from_grid() {
        const Grid grid{form_.points, form_.nodes, form_.period};
        for (std::int32_t node = 0; node < form_.nodes; ++node) {
            grid.nearest(node, form_.timed ? 4 * near_ : near_, all_);
            for (Candidate& candidate : all_) {
                candidate.distance = form_.way(form_.kinds.front().cost_matrix, node, candidate.node);
            }
            add(node);
        }
    }

    void make_from_matrix() {
        const MatrixMetric metric = form_.matrix_metric(form_.kinds.front().cost_matrix);
        for (std::int32_t node = 0; node < form_.nodes; ++node) {
            all_.clear();
            const MatrixMetric::Row row = metric.row(node);
            for (std::int32_t other = 0; other < form_.nodes; ++other) {
                if (other != node) all_.push_back({std::min(row.to(other), row.from(other)), other});
            }
            add(node);
        }
    }

    void add(std::int32_t node) {
        if (form_.timed) {
            add_timed(node, true);
            add_timed(node, false);
        }
        keep_nearest(all_, near_);
        store(out_.near, node, all_);
    }

    void add_timed(std::int32_t node, bool before) {
        some_.clear();
        for (const Candidate& candidate : all_) {
            const auto cost = before ? step_cost(form_, candidate.distance, candidate.node, node)
                                     : step_cost(form_, candidate.distance, node, candidate.node);
            if (cost) some_.push_back({*cost, candidate.node});
        }
        keep_nearest(some_, timed_);
        store(before ? out_.before : out_.after, node, some_);
    }

    const FastForm& form_;
    std::size_t near_;
    std::size_t timed_;
    Neighbourhoods out_;
    std::vector<Candidate> all_;
    std::vector<Candidate> some_;
};

}  // namespace

void NeighbourLists::set(std::int32_t node, std::span<const std::int32_t> nearest) {
    std::copy(nearest.begin(), nearest.end(),
              cells_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(node) * width_));
    if (nearest.size() == width_) return;
    if (count_.empty()) count_.assign(cells_.size() / width_, width_);
    count_[static_cast<std::size_t>(node)] = nearest.size();
}

Neighbourhoods make_neighbourhoods(const FastForm& form, std::int32_t near, std::int32_t timed) {
    return Maker{form, near, timed}.make();
}

}  // namespace marketplace::routing::detail
