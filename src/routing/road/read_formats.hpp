#pragma once
// One reader for each format of maps.

#include <marketplace/routing/road_formats.hpp>

#include <string>
#include <string_view>

namespace marketplace::routing::detail {

/// Which modes are wanted, by `TravelMode`. Throws `out_of_range` for a pace that makes no sense.
[[nodiscard]] std::array<bool, travel_mode_count> wanted_modes(const RoadReadOptions& options);

[[nodiscard]] RoadNetwork read_edge_list(std::string_view text, const RoadReadOptions& options);

/// `format` is libosmium's name of it: "osm", "osm.gz", "osm.bz2" or "pbf".
[[nodiscard]] RoadNetwork read_openstreetmap(std::string_view bytes, const std::string& format,
                                             const RoadReadOptions& options);
/// Chosen with the source that is built: see CMakeLists.txt.
extern const bool has_openstreetmap;

}  // namespace marketplace::routing::detail
