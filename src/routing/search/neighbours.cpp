#include "neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace marketplace::routing::detail {
namespace {

struct Candidate {
    std::int64_t distance;
    std::int32_t node;

    friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

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

/// A grid of cells with about two points each, searched in rings.
class Grid {
public:
    explicit Grid(const FastForm& form) : points_(form.points), nodes_(form.nodes) {
        low_ = high_ = points_.front();
        for (std::int32_t i = 0; i < nodes_; ++i) {
            const auto& p = points_[static_cast<std::size_t>(i)];
            low_ = {std::min(low_.x, p.x), std::min(low_.y, p.y)};
            high_ = {std::max(high_.x, p.x), std::max(high_.y, p.y)};
        }
        const double area = std::max(1.0, (high_.x - low_.x) * (high_.y - low_.y));
        side_ = std::max(1e-9, std::sqrt(area * 2 / nodes_));
        columns_ = static_cast<std::int32_t>((high_.x - low_.x) / side_) + 1;
        rows_ = static_cast<std::int32_t>((high_.y - low_.y) / side_) + 1;
        first_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_) + 1, 0);
        for (std::int32_t i = 0; i < nodes_; ++i) ++first_[cell(i) + 1];
        for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
        members_.resize(static_cast<std::size_t>(nodes_));
        std::vector<std::int32_t> fill = first_;
        for (std::int32_t i = 0; i < nodes_; ++i) members_[static_cast<std::size_t>(fill[cell(i)]++)] = i;
    }

    /// At least the `count` nearest of a node, in no order.
    void nearest(std::int32_t node, std::size_t count, std::vector<Candidate>& out) const {
        out.clear();
        const auto& p = points_[static_cast<std::size_t>(node)];
        const auto column = static_cast<std::int32_t>((p.x - low_.x) / side_);
        const auto row = static_cast<std::int32_t>((p.y - low_.y) / side_);
        const std::int32_t rings = std::max(columns_, rows_);
        std::int32_t enough =
            rings;  // one ring has everything within its inner radius: widen by half once there are enough
        for (std::int32_t ring = 0; ring <= std::min(rings, enough); ++ring) {
            add_ring(node, column, row, ring, out);
            if (out.size() >= count && enough == rings) enough = ring + ring / 2 + 1;
        }
    }

private:
    [[nodiscard]] std::size_t cell(std::int32_t node) const {
        const auto& p = points_[static_cast<std::size_t>(node)];
        return static_cast<std::size_t>((p.y - low_.y) / side_) * static_cast<std::size_t>(columns_) +
               static_cast<std::size_t>((p.x - low_.x) / side_);
    }

    void add_ring(std::int32_t node, std::int32_t column, std::int32_t row, std::int32_t ring,
                  std::vector<Candidate>& out) const {
        for (std::int32_t y = std::max(0, row - ring); y <= std::min(rows_ - 1, row + ring); ++y) {
            const bool edge = std::abs(y - row) == ring;
            for (std::int32_t x = column - ring; x <= column + ring; x += edge || ring == 0 ? 1 : 2 * ring) {
                if (x >= 0 && x < columns_) add_cell(node, x, y, out);
            }
        }
    }

    void add_cell(std::int32_t node, std::int32_t x, std::int32_t y, std::vector<Candidate>& out) const {
        const std::size_t c =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x);
        for (std::int32_t i = first_[c]; i < first_[c + 1]; ++i) {
            const std::int32_t other = members_[static_cast<std::size_t>(i)];
            if (other == node) continue;
            const auto& a = points_[static_cast<std::size_t>(node)];
            const auto& b = points_[static_cast<std::size_t>(other)];
            const double squared = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
            out.push_back({static_cast<std::int64_t>(std::sqrt(squared) * 1024), other});
        }
    }

    const std::vector<PlaneMetric::Point>& points_;
    std::int32_t nodes_;
    PlaneMetric::Point low_;
    PlaneMetric::Point high_;
    double side_ = 1;
    std::int32_t columns_ = 1;
    std::int32_t rows_ = 1;
    std::vector<std::int32_t> first_;
    std::vector<std::int32_t> members_;
};

/// How dear it is to go from one stop to the next, waiting included; nothing if it is too late then.
std::optional<std::int64_t> step_cost(const FastForm& form, std::int64_t distance, std::int32_t from, std::int32_t to) {
    const auto f = static_cast<std::size_t>(from);
    const auto t = static_cast<std::size_t>(to);
    const std::int64_t duration = form.plane ? PlaneMetric{form.points.data(), form.rounding}(from, to)
        : form.matrices[static_cast<std::size_t>(form.kinds.front().duration_matrix)].metric(form.spots)(from, to);
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
        const Grid grid{form_};
        for (std::int32_t node = 0; node < form_.nodes; ++node) {
            grid.nearest(node, form_.timed ? 4 * near_ : near_, all_);
            add(node);
        }
    }

    void make_from_matrix() {
        const MatrixMetric metric =
            form_.matrices[static_cast<std::size_t>(form_.kinds.front().cost_matrix)].metric(form_.spots);
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
