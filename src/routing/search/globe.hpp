#pragma once
// The globe as a map, good enough to tell who is near whom.

#include "metric.hpp"

#include <marketplace/routing/problem.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace marketplace::routing::detail {

/// Longitudes become metres at the middle latitude. The map is cut where the fewest places are cut from each other: in
/// the widest gap between their longitudes, which is seldom the antimeridian.
class GlobeMap {
public:
    static constexpr double metres_in_degree = 111'200;  ///< of a great circle, rounded up

    explicit GlobeMap(std::span<const Place> places) {
        if (places.empty()) return;
        double low = places.front().y, high = low;
        std::vector<double> longitudes;
        for (const Place& place : places) {
            low = std::min(low, place.y);
            high = std::max(high, place.y);
            longitudes.push_back(eastward(place.x, 0));
        }
        width_ = metres_in_degree * std::cos((low + high) / 2 * std::numbers::pi / 180);
        std::sort(longitudes.begin(), longitudes.end());
        cut_ = longitudes.front();
        double widest = cut_ + 360 - longitudes.back();
        for (std::size_t i = 1; i < longitudes.size(); ++i) {
            const double gap = longitudes[i] - longitudes[i - 1];
            if (gap <= widest) continue;
            widest = gap;
            cut_ = longitudes[i];
        }
    }

    [[nodiscard]] PlaneMetric::Point point(const Place& place) const {
        return {eastward(place.x, cut_) * width_, place.y * metres_in_degree};
    }
    /// Once around the map.
    [[nodiscard]] double period() const { return 360 * width_; }

private:
    /// Degrees to the east of another longitude, from 0 to 360.
    static double eastward(double longitude, double from) {
        const double degrees = std::fmod(longitude - from, 360);
        return degrees < 0 ? degrees + 360 : degrees;
    }

    double cut_ = 0;
    double width_ = metres_in_degree;
};

}  // namespace marketplace::routing::detail
