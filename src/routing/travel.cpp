#include "travel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace marketplace::routing::detail {
namespace {

constexpr double earth_radius_m = 6'371'008.8;

constexpr double radian = std::numbers::pi / 180.0;

/// `cos1` and `cos2` are of the latitudes.
double haversine(double lon1, double lat1, double cos1, double lon2, double lat2, double cos2) {
    const double south_north = std::sin((lat2 - lat1) * radian / 2);
    const double west_east = std::sin((lon2 - lon1) * radian / 2);
    const double h = south_north * south_north + cos1 * cos2 * west_east * west_east;
    return 2 * earth_radius_m * std::asin(std::sqrt(std::min(1.0, h)));
}

double length_of(Metric metric, double x1, double y1, double x2, double y2) {
    switch (metric) {
        case Metric::manhattan: return std::abs(x1 - x2) + std::abs(y1 - y2);
        case Metric::haversine: return haversine(x1, y1, std::cos(y1 * radian), x2, y2, std::cos(y2 * radian));
        case Metric::euclidean: break;
    }
    // Not hypot: the benchmark conventions are defined by the plain formula, and it is four times as fast.
    return std::sqrt((x1 - x2) * (x1 - x2) + (y1 - y2) * (y1 - y2));
}

std::int64_t whole(const TravelProfile& profile, double length) {
    length *= static_cast<double>(profile.scale);
    switch (profile.rounding) {
        case DistanceRounding::truncate: return static_cast<std::int64_t>(length);
        case DistanceRounding::up: return static_cast<std::int64_t>(std::ceil(length));
        case DistanceRounding::nearest: break;
    }
    return static_cast<std::int64_t>(length + 0.5);
}

}  // namespace

std::int64_t metric_distance(const TravelProfile& profile, double x1, double y1, double x2, double y2) {
    return whole(profile, length_of(profile.metric, x1, y1, x2, y2));
}

std::int64_t Travel::computed_distance(std::size_t from, std::size_t to) const {
    if (profile_.metric != Metric::haversine) return metric_distance(profile_, x_[from], y_[from], x_[to], y_[to]);
    return whole(profile_, haversine(x_[from], y_[from], cos_y_[from], x_[to], y_[to], cos_y_[to]));
}

Travel::Travel(const TravelProfile& profile, std::span<const Place> places)
    : profile_(profile), place_count_(places.size()) {
    x_.reserve(places.size());
    y_.reserve(places.size());
    for (const Place& place : places) {
        x_.push_back(place.x);
        y_.push_back(place.y);
        if (profile.metric == Metric::haversine) cos_y_.push_back(std::cos(place.y * radian));
    }
}

Travel::Travel(const TravelProfile& profile, std::size_t place_count, TravelView view)
    : profile_(profile), place_count_(place_count), view_(view) {}

std::int64_t Travel::arrival_in_traffic(std::int64_t at, std::int64_t duration) const {
    const auto& slices = profile_.traffic;
    if (duration == 0) return at;
    // What remains is counted in hundredths of undisturbed time so that a slice of p percent uses 100 / p of it: kept
    // exact by carrying the remainder as a fraction over the slice's percent.
    auto next = std::upper_bound(slices.begin(), slices.end(), at,
                                 [](std::int64_t time, const TrafficSlice& slice) { return time < slice.from; });
    __int128 numerator = duration;  // remaining undisturbed time = numerator / denominator
    __int128 denominator = 1;
    std::int64_t now = at;
    while (true) {
        const std::int64_t percent = next == slices.begin() ? 100 : std::prev(next)->percent;
        const __int128 needed = numerator * percent;  // over 100 * denominator
        if (next == slices.end() || needed <= __int128{next->from - now} * 100 * denominator) {
            const __int128 whole = 100 * denominator;
            return now + static_cast<std::int64_t>((needed + whole - 1) / whole);
        }
        // Undisturbed time done in this slice: (next.from - now) * 100 / percent.
        numerator = numerator * percent - __int128{next->from - now} * 100 * denominator;
        denominator = denominator * percent;
        const auto common = [](__int128 a, __int128 b) {
            while (b != 0) std::swap(a %= b, b);
            return a;
        }(numerator, denominator);
        numerator /= common;
        denominator /= common;
        now = next->from;
        ++next;
    }
}

}  // namespace marketplace::routing::detail
