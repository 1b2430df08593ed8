#pragma once
// Where the fast search reads costs and durations of arcs: matrices over spots, or coordinates of spots.

#include "../travel.hpp"

#include <cmath>
#include <cstdint>
#include <utility>
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

/// How the way between two points becomes a cost or a duration.
struct PlaneRule {
    const Travel* travel = nullptr;
    std::int64_t distance_cost = 0;
    std::int64_t time_cost = 0;  ///< for each unit of duration without traffic
    bool euclidean = false;      ///< by a formula that is quick enough to stand here
    bool priced = false;         ///< a way is not its distance
    double scale = 1;            ///< of Euclidean distances
    double rounding = 0;         ///< added to them before what is behind the point is cut off
};

/// Costs or durations between spots, computed each time from coordinates: for problems whose matrix would not fit into
/// memory. They are those that the matrix would hold.
class PlaneMetric {
public:
    struct Point {
        double x = 0;
        double y = 0;
    };
    struct Row {
        const PlaneMetric* metric;
        std::int32_t spot;
        Point at;
        [[nodiscard]] std::int32_t to(std::int32_t other) const { return metric->between(spot, at, other, false); }
        [[nodiscard]] std::int32_t from(std::int32_t other) const { return metric->between(spot, at, other, true); }
    };

    PlaneMetric() = default;
    /// By spot: `points`, and `places`, numbers of the problem, or -1 for nowhere, which is near everything.
    PlaneMetric(const Point* points, const std::int32_t* places, const PlaneRule& rule)
        : points_(points), places_(places), rule_(&rule) {}

    [[nodiscard]] std::int32_t operator()(std::int32_t from, std::int32_t to) const {
        return between(from, points_[from], to, false);
    }
    [[nodiscard]] Row row(std::int32_t spot) const { return {this, spot, points_[spot]}; }
    [[nodiscard]] bool same_as(const PlaneMetric& other) const { return rule_ == other.rule_; }

private:
    [[nodiscard]] std::int32_t between(std::int32_t spot, Point a, std::int32_t other, bool back) const {
        if (!rule_->euclidean || rule_->priced) return between_places(spot, other, back);
        return static_cast<std::int32_t>(euclidean(a, points_[other]));
    }

    [[nodiscard]] std::int64_t euclidean(Point a, Point b) const {
        const double x = a.x - b.x;
        const double y = a.y - b.y;
        return static_cast<std::int64_t>(std::sqrt(x * x + y * y) * rule_->scale + rule_->rounding);
    }

    [[nodiscard]] std::int32_t between_places(std::int32_t from, std::int32_t to, bool back) const {
        if (places_[from] < 0 || places_[to] < 0 || places_[from] == places_[to]) return 0;
        if (back) std::swap(from, to);
        const std::int64_t distance = rule_->euclidean ? euclidean(points_[from], points_[to])
                                                       : rule_->travel->distance(places_[from], places_[to]);
        if (!rule_->priced) return static_cast<std::int32_t>(distance);
        return static_cast<std::int32_t>(rule_->distance_cost * distance +
                                         rule_->time_cost * rule_->travel->duration_of(distance));
    }

    const Point* points_ = nullptr;
    const std::int32_t* places_ = nullptr;
    const PlaneRule* rule_ = nullptr;
};

}  // namespace marketplace::routing::detail
