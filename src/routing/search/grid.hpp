#pragma once
// Which points of a plane are near each other, without a look at all pairs.

#include "metric.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::routing::detail {

/// Another node and how far it is, in no unit in particular.
struct Candidate {
    std::int64_t distance;
    std::int32_t node;

    friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

/// Cells with about two points each, searched in rings.
class Grid {
public:
    /// Of the first points; `points` has to outlive it. With a `period` that is how far it is around the globe: who is
    /// at one border is near those at the other.
    Grid(std::span<const PlaneMetric::Point> points, std::int32_t nodes, double period = 0)
        : points_(points), nodes_(nodes) {
        if (nodes == 0) return;
        low_ = high_ = points_.front();
        for (std::int32_t i = 0; i < nodes_; ++i) {
            const auto& p = points_[static_cast<std::size_t>(i)];
            low_ = {std::min(low_.x, p.x), std::min(low_.y, p.y)};
            high_ = {std::max(high_.x, p.x), std::max(high_.y, p.y)};
        }
        const double width = high_.x - low_.x;
        const double height = high_.y - low_.y;
        side_ = std::max({1e-9, std::sqrt(width * height * 2 / nodes_), std::max(width, height) * 2 / nodes_});
        if (width > period / 2) period_ = period;
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
        const std::int32_t rings = std::max(columns_, rows_) + (period_ > 0 ? 1 : 0);
        std::int32_t enough =
            rings;  // one ring has everything within its inner radius: widen by half once there are enough
        for (std::int32_t ring = 0; ring <= std::min(rings, enough); ++ring) {
            add_ring(node, 0, ring, out);
            if (period_ > 0) {
                add_ring(node, -period_, ring, out);
                add_ring(node, period_, ring, out);
            }
            if (out.size() >= count && enough == rings) enough = ring + ring / 2 + 1;
        }
    }

private:
    [[nodiscard]] std::size_t cell(std::int32_t node) const {
        const auto& p = points_[static_cast<std::size_t>(node)];
        return static_cast<std::size_t>((p.y - low_.y) / side_) * static_cast<std::size_t>(columns_) +
               static_cast<std::size_t>((p.x - low_.x) / side_);
    }

    /// The cells around a node that was moved to the east.
    void add_ring(std::int32_t node, double moved, std::int32_t ring, std::vector<Candidate>& out) const {
        PlaneMetric::Point p = points_[static_cast<std::size_t>(node)];
        p.x += moved;
        const auto column = static_cast<std::int32_t>(std::floor((p.x - low_.x) / side_));
        const auto row = static_cast<std::int32_t>((p.y - low_.y) / side_);
        if (column - ring >= columns_ || column + ring < 0) return;
        for (std::int32_t y = std::max(0, row - ring); y <= std::min(rows_ - 1, row + ring); ++y) {
            const bool edge = std::abs(y - row) == ring;
            for (std::int32_t x = column - ring; x <= column + ring; x += edge || ring == 0 ? 1 : 2 * ring) {
                if (x >= 0 && x < columns_) add_cell(node, p, x, y, out);
            }
        }
    }

    void add_cell(std::int32_t node, PlaneMetric::Point a, std::int32_t x, std::int32_t y,
                  std::vector<Candidate>& out) const {
        const std::size_t c =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x);
        for (std::int32_t i = first_[c]; i < first_[c + 1]; ++i) {
            const std::int32_t other = members_[static_cast<std::size_t>(i)];
            if (other == node) continue;
            const auto& b = points_[static_cast<std::size_t>(other)];
            // Around the globe each is met once: on the shorter way.
            const double east = b.x - a.x;
            if (period_ > 0 && (east < -period_ / 2 || east >= period_ / 2)) continue;
            const double squared = east * east + (a.y - b.y) * (a.y - b.y);
            out.push_back({static_cast<std::int64_t>(std::sqrt(squared) * 1024), other});
        }
    }

    std::span<const PlaneMetric::Point> points_;
    std::int32_t nodes_;
    PlaneMetric::Point low_;
    PlaneMetric::Point high_;
    double side_ = 1;
    double period_ = 0;  ///< 0: no two are nearer around the globe
    std::int32_t columns_ = 1;
    std::int32_t rows_ = 1;
    std::vector<std::int32_t> first_;
    std::vector<std::int32_t> members_;
};

}  // namespace marketplace::routing::detail
