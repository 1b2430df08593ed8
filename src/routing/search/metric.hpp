#pragma once
// Where the fast search reads costs and durations of arcs: matrices over spots, or coordinates of spots.

#include <cmath>
#include <cstdint>
#include <vector>

namespace marketplace::routing::detail {

/// A square matrix over the spots of a fast form, and its transpose if it is not symmetric, so that both the ways from
/// a spot and the ways to it lie in one row.
class MatrixMetric {
public:
    struct Row {
        const std::int32_t* leaving;
        const std::int32_t* coming;
        /// From the spot of the row to `other`.
        [[nodiscard]] std::int32_t to(std::int32_t other) const { return leaving[other]; }
        [[nodiscard]] std::int32_t from(std::int32_t other) const { return coming[other]; }
    };

    MatrixMetric() = default;
    MatrixMetric(const std::int32_t* leaving, const std::int32_t* coming, std::int32_t spots)
        : leaving_(leaving), coming_(coming), spots_(static_cast<std::size_t>(spots)) {}

    [[nodiscard]] std::int32_t operator()(std::int32_t from, std::int32_t to) const {
        return leaving_[static_cast<std::size_t>(from) * spots_ + static_cast<std::size_t>(to)];
    }
    [[nodiscard]] Row row(std::int32_t spot) const {
        return {leaving_ + static_cast<std::size_t>(spot) * spots_, coming_ + static_cast<std::size_t>(spot) * spots_};
    }
    [[nodiscard]] bool same_as(const MatrixMetric& other) const { return leaving_ == other.leaving_; }

private:
    const std::int32_t* leaving_ = nullptr;
    const std::int32_t* coming_ = nullptr;
    std::size_t spots_ = 0;
};

/// Euclidean distances of spots, computed each time: for problems whose matrix would not fit into memory.
class PlaneMetric {
public:
    struct Point {
        double x = 0;
        double y = 0;
    };
    struct Row {
        const PlaneMetric* metric;
        Point at;
        [[nodiscard]] std::int32_t to(std::int32_t other) const { return metric->between(at, metric->points_[other]); }
        [[nodiscard]] std::int32_t from(std::int32_t other) const { return to(other); }
    };

    PlaneMetric() = default;
    /// The points are scaled; `rounding` is added before cutting off: one half for nearest.
    PlaneMetric(const Point* points, double rounding) : points_(points), rounding_(rounding) {}

    [[nodiscard]] std::int32_t operator()(std::int32_t from, std::int32_t to) const {
        return between(points_[from], points_[to]);
    }
    [[nodiscard]] Row row(std::int32_t spot) const { return {this, points_[spot]}; }
    [[nodiscard]] bool same_as(const PlaneMetric& other) const { return points_ == other.points_; }

private:
    [[nodiscard]] std::int32_t between(Point a, Point b) const {
        const double x = a.x - b.x;
        const double y = a.y - b.y;
        return static_cast<std::int32_t>(std::sqrt(x * x + y * y) + rounding_);
    }

    const Point* points_ = nullptr;
    double rounding_ = 0;
};

}  // namespace marketplace::routing::detail
