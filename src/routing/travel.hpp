#pragma once
// Distances and durations between the places of a problem, one object for each profile.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/problem.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::routing::detail {

/// The distance between two points by a metric, scaled and rounded. Exact as long as it is below 2^53.
[[nodiscard]] std::int64_t metric_distance(const TravelProfile& profile, double x1, double y1, double x2, double y2);

/// Reads either a matrix or coordinates. Safe for use from several threads at once.
class Travel {
public:
    Travel(const TravelProfile& profile, std::span<const Place> places);
    /// The memory of the view must outlive this.
    Travel(const TravelProfile& profile, std::size_t place_count, TravelView view);

    [[nodiscard]] std::int64_t distance(std::int32_t from, std::int32_t to) const {
        if (!view_.distances.empty()) return view_.distances[cell(from, to)];
        return from == to ? 0 : computed_distance(index(from), index(to));
    }
    /// Without traffic.
    [[nodiscard]] std::int64_t duration(std::int32_t from, std::int32_t to) const {
        if (!view_.durations.empty()) return view_.durations[cell(from, to)];
        return has_matrix() ? distance(from, to) : duration_of(distance(from, to));
    }
    /// By coordinates: how long a distance takes, without traffic.
    [[nodiscard]] std::int64_t duration_of(std::int64_t distance) const {
        return profile_.duration_percent == 100 ? distance : (distance * profile_.duration_percent + 99) / 100;
    }
    /// When somebody arrives who leaves at `at` for a way that takes `duration` without traffic. Nobody who leaves
    /// later arrives earlier.
    [[nodiscard]] std::int64_t arrival(std::int64_t at, std::int64_t duration) const {
        return profile_.traffic.empty() ? at + duration : arrival_in_traffic(at, duration);
    }

    [[nodiscard]] bool has_matrix() const { return !view_.distances.empty(); }
    [[nodiscard]] bool has_traffic() const { return !profile_.traffic.empty(); }
    [[nodiscard]] bool duration_is_distance() const {
        return view_.durations.empty() && (has_matrix() || profile_.duration_percent == 100);
    }
    [[nodiscard]] const TravelProfile& profile() const { return profile_; }
    [[nodiscard]] const TravelView& view() const { return view_; }
    /// Of a matrix.
    [[nodiscard]] std::size_t place_count() const { return place_count_; }

private:
    [[nodiscard]] std::int64_t computed_distance(std::size_t from, std::size_t to) const;
    [[nodiscard]] std::int64_t arrival_in_traffic(std::int64_t at, std::int64_t duration) const;
    static std::size_t index(std::int32_t place) { return static_cast<std::size_t>(place); }
    [[nodiscard]] std::size_t cell(std::int32_t from, std::int32_t to) const {
        return index(from) * place_count_ + index(to);
    }

    TravelProfile profile_;
    std::size_t place_count_ = 0;
    TravelView view_;
    std::vector<double> x_;
    std::vector<double> y_;
    std::vector<double> cos_y_;  ///< on the globe: of the latitudes
};

}  // namespace marketplace::routing::detail
