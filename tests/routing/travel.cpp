#include "routing/travel.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace marketplace::routing::twin {

namespace {

using Rational = boost::multiprecision::cpp_rational;

constexpr double earth_radius_m = 6371008.8;

double haversine_m(const Place& from, const Place& to) {
    constexpr double radians = std::numbers::pi / 180;
    const double across = std::sin((to.y - from.y) * radians / 2);
    const double along = std::sin((to.x - from.x) * radians / 2);
    const double half_chord_squared =
        across * across + std::cos(from.y * radians) * std::cos(to.y * radians) * along * along;
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(half_chord_squared)));
}

double plain_distance(Metric metric, const Place& from, const Place& to) {
    const double width = to.x - from.x;
    const double height = to.y - from.y;
    switch (metric) {
        case Metric::euclidean: return std::sqrt(width * width + height * height);
        case Metric::manhattan: return std::abs(width) + std::abs(height);
        case Metric::haversine: return haversine_m(from, to);
    }
    return 0;
}

std::int64_t rounded_up(const Rational& value) {
    const boost::multiprecision::cpp_int above = numerator(value) + denominator(value) - 1;
    return static_cast<std::int64_t>(boost::multiprecision::cpp_int(above / denominator(value)));
}

}  // namespace

std::int64_t round_distance(double distance, DistanceRounding rounding) {
    switch (rounding) {
        case DistanceRounding::nearest: return static_cast<std::int64_t>(std::floor(distance + 0.5));
        case DistanceRounding::truncate: return static_cast<std::int64_t>(std::floor(distance));
        case DistanceRounding::up: return static_cast<std::int64_t>(std::ceil(distance));
    }
    return 0;
}

std::int64_t distance_between(const TravelProfile& profile, const Place& from, const Place& to) {
    return round_distance(plain_distance(profile.metric, from, to) * static_cast<double>(profile.scale),
                          profile.rounding);
}

std::int64_t divide_up(std::int64_t numerator, std::int64_t denominator) {
    return (numerator + denominator - 1) / denominator;
}

std::int64_t arrival_in_traffic(std::span<const TrafficSlice> slices, std::int64_t departure, std::int64_t duration) {
    Rational time = departure;
    Rational left = duration;  // of the undisturbed duration
    std::int32_t percent = 100;
    for (const TrafficSlice& next : slices) {
        if (time < next.from) {
            const Rational until_arrival = left * percent / 100;
            const Rational until_next = next.from - time;
            if (until_arrival <= until_next) return rounded_up(time + until_arrival);
            left -= until_next * 100 / percent;
            time = next.from;
        }
        percent = next.percent;
    }
    return rounded_up(time + left * percent / 100);
}

Travel::Travel(const Problem& problem, std::span<const TravelMatrix> matrices)
    : problem_(problem), matrices_(matrices) {}

const TravelProfile& Travel::profile_of(std::int32_t profile) const {
    return problem_.profiles.empty() ? default_profile_ : problem_.profiles.at(static_cast<std::size_t>(profile));
}

std::size_t Travel::cell(std::int32_t from, std::int32_t to) const {
    return static_cast<std::size_t>(from) * problem_.places.size() + static_cast<std::size_t>(to);
}

std::int64_t Travel::distance(std::int32_t profile, std::int32_t from, std::int32_t to) const {
    if (!matrices_.empty()) return matrices_[static_cast<std::size_t>(profile)].distances.at(cell(from, to));
    return distance_between(profile_of(profile), problem_.places.at(static_cast<std::size_t>(from)),
                            problem_.places.at(static_cast<std::size_t>(to)));
}

std::int64_t Travel::undisturbed_duration(std::int32_t profile, std::int32_t from, std::int32_t to) const {
    if (matrices_.empty()) return divide_up(distance(profile, from, to) * profile_of(profile).duration_percent, 100);
    const TravelMatrix& matrix = matrices_[static_cast<std::size_t>(profile)];
    return (matrix.durations.empty() ? matrix.distances : matrix.durations).at(cell(from, to));
}

std::int64_t Travel::arrival(std::int32_t profile, std::int32_t from, std::int32_t to, std::int64_t departure) const {
    const std::int64_t duration = undisturbed_duration(profile, from, to);
    const TravelProfile& travel = profile_of(profile);
    return travel.traffic.empty() ? departure + duration : arrival_in_traffic(travel.traffic, departure, duration);
}

}  // namespace marketplace::routing::twin
