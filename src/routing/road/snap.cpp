#include "snap.hpp"

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/error.hpp>

#include <cmath>

namespace marketplace::routing {
namespace detail {

using marketplace::detail::indexed;

namespace {

/// The tree has about a metre of precision, so the nearest is chosen among the first few by exact coordinates.
constexpr unsigned candidate_count = 8;

std::string position_of(const Place& place) {
    const auto text = [](double degrees) {
        std::string digits = std::to_string(degrees);
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') digits.pop_back();
        return digits;
    };
    return text(place.x) + ", " + text(place.y);
}

void check_coordinates(const Place& place, const std::string& path) {
    const auto check = [&](double value, double limit, std::string_view name, std::string_view meaning) {
        if (std::abs(value) <= limit) return;
        fail(std::isfinite(value) ? ErrorCode::out_of_range : ErrorCode::invalid_value, path + "." + std::string{name},
             std::to_string(value), meaning);
    };
    check(place.x, 180, "x", "a longitude, from -180 to 180");
    check(place.y, 90, "y", "a latitude, from -90 to 90");
}

std::string mode_name(TravelMode mode) { return std::string{marketplace::name_of(mode)}; }

SnappedPlace nearest_node(const RoadData& data, const Place& place, const RoadOptions& options) {
    const std::vector<std::uint8_t>& bits = options.connected_only ? data.connected : data.open_to;
    const std::uint8_t bit = bit_of(index_of(options.mode));
    const std::vector<std::uint32_t> found = data.tree.nearest(
        place.x, place.y, candidate_count, [&](std::uint32_t node) { return (bits[node] & bit) != 0; });
    SnappedPlace best{0, -1};
    for (const std::uint32_t node : found) {
        const FixedPoint& point = data.points[node];
        const double gap = metres_between(place.x, place.y, degrees(point.longitude), degrees(point.latitude));
        if (best.gap_m < 0 || gap < best.gap_m || (gap == best.gap_m && node < best.node)) best = {node, gap};
    }
    return best;
}

}  // namespace

std::string place_name(std::span<const Place> places, std::size_t index) {
    const std::string path = indexed("places", index);
    return places[index].id.empty() ? path : path + " '" + places[index].id + "'";
}

std::vector<SnappedPlace> snap_all(const RoadData& data, std::span<const Place> places, const RoadOptions& options) {
    if (options.snap_limit_m < 0)
        fail(ErrorCode::out_of_range, "snap_limit_m", std::to_string(options.snap_limit_m), "0 or more");
    std::vector<SnappedPlace> out;
    out.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        check_coordinates(places[i], indexed("places", i));
        const SnappedPlace snapped = nearest_node(data, places[i], options);
        if (snapped.gap_m < 0) {
            fail(ErrorCode::not_found, place_name(places, i), position_of(places[i]),
                 "a network with roads for mode " + mode_name(options.mode));
        }
        if (std::llround(snapped.gap_m) > options.snap_limit_m) {
            fail(ErrorCode::out_of_range, place_name(places, i), position_of(places[i]),
                 "a place within " + std::to_string(options.snap_limit_m) + " m of the roads for mode " +
                     mode_name(options.mode) + "; the nearest is " + std::to_string(std::llround(snapped.gap_m)) +
                     " m away");
        }
        out.push_back(snapped);
    }
    return out;
}

}  // namespace detail

std::vector<RoadSnap> snap_places(const RoadNetwork& roads, std::span<const Place> places, const RoadOptions& options) {
    const detail::RoadData& data = roads.data();
    std::vector<RoadSnap> out;
    for (const detail::SnappedPlace& snapped : detail::snap_all(data, places, options)) {
        const detail::FixedPoint& point = data.points[snapped.node];
        out.push_back({data.ids[snapped.node], detail::degrees(point.longitude), detail::degrees(point.latitude),
                       static_cast<std::int32_t>(std::llround(snapped.gap_m))});
    }
    return out;
}

}  // namespace marketplace::routing
