#pragma once
// Where places meet the roads, by position in the network.

#include "network.hpp"

#include <span>

namespace marketplace::routing::detail {

struct SnappedPlace {
    std::uint32_t node = 0;
    double gap_m = 0;
};

/// Throws as `snap_places` does.
[[nodiscard]] std::vector<SnappedPlace> snap_all(const RoadData& data, std::span<const Place> places,
                                                 const RoadOptions& options);
/// "places[3] 'depot'", for errors.
[[nodiscard]] std::string place_name(std::span<const Place> places, std::size_t index);

}  // namespace marketplace::routing::detail
