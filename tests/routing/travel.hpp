#pragma once
// How far and how long it is from one place to another, worked out anew at every question.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/problem.hpp>

#include <span>
#include <vector>

namespace marketplace::routing::twin {

/// The whole number that a rounding makes of a distance.
[[nodiscard]] std::int64_t round_distance(double distance, DistanceRounding rounding);

/// The distance between two points by the definition of the profile.
[[nodiscard]] std::int64_t distance_between(const TravelProfile& profile, const Place& from, const Place& to);

/// When travel of an undisturbed duration that departs at a time arrives: exact, rounded up once at the end.
[[nodiscard]] std::int64_t arrival_in_traffic(std::span<const TrafficSlice> slices, std::int64_t departure,
                                              std::int64_t duration);

/// `numerator / denominator` rounded up; neither is negative.
[[nodiscard]] std::int64_t divide_up(std::int64_t numerator, std::int64_t denominator);

/// Travel between the places of a problem, whose lifetime must be longer, as that of the matrices.
class Travel {
public:
    /// No matrices: coordinates; else one for each profile.
    Travel(const Problem& problem, std::span<const TravelMatrix> matrices);

    [[nodiscard]] std::int64_t distance(std::int32_t profile, std::int32_t from, std::int32_t to) const;
    [[nodiscard]] std::int64_t undisturbed_duration(std::int32_t profile, std::int32_t from, std::int32_t to) const;
    [[nodiscard]] std::int64_t arrival(std::int32_t profile, std::int32_t from, std::int32_t to,
                                       std::int64_t departure) const;

private:
    [[nodiscard]] const TravelProfile& profile_of(std::int32_t profile) const;
    [[nodiscard]] std::size_t cell(std::int32_t from, std::int32_t to) const;

    const Problem& problem_;
    std::span<const TravelMatrix> matrices_;
    TravelProfile default_profile_;
};

}  // namespace marketplace::routing::twin
