#include "../read_formats.hpp"

#include <marketplace/core/error.hpp>

namespace marketplace::routing::detail {

const bool has_openstreetmap = false;

RoadNetwork read_openstreetmap(std::string_view, const std::string&, const RoadReadOptions&) {
    fail(ErrorCode::unsupported, "map", "OpenStreetMap",
         "an edge list: this build cannot read OpenStreetMap (CMake's MARKETPLACE_WITH_OSM)");
}

}  // namespace marketplace::routing::detail
