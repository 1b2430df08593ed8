#pragma once
// Readers of road maps: a plain edge list, and extracts of OpenStreetMap as XML or PBF.
//
// An edge list is CSV of two tables, each under its own header line: nodes, then edges. `duration` and `oneway` may be
// missing or empty, and so may the columns `car`, `bicycle`, `foot` and `truck`:
//
//     id,lon,lat
//     1,13.3777,52.5163
//     2,13.3904,52.5170
//     from,to,distance,duration,oneway,truck
//     1,2,870,125,no,no
//
// Ids are whole numbers. `distance` is in metres and `duration` in seconds, both with decimals if need be; without a
// duration cars and trucks drive 50 km/h, bicycles 16 and people walk 5. `oneway` is yes (from the first to the
// second), -1 (the other way) or no, which it is if nothing is said, and holds for every mode. A column with the name
// of a mode is its own duration, or `no` where it may not go.
//
// OpenStreetMap: every way with a `highway` that is a road or path, and ferries (`route=ferry`). Read as the wiki pages
// "Key:highway", "Key:maxspeed", "Key:oneway", "Key:access", "Key:barrier" and "OSM tags for routing" say: speeds by
// class and `maxspeed` (with mph, knots, "walk", "none", "DE:urban", and :forward, :backward, :hgv); oneways with -1,
// roundabouts, motorways, `oneway:bicycle` and `cycleway=opposite`; access, vehicle, motor_vehicle, motorcar, hgv,
// bicycle and foot, on ways and on barriers. Conditional restrictions, restrictions of turns and limits of weight or
// height are not read. Nodes that an extract cut off are left out with the stretches to them.

#include <marketplace/routing/road.hpp>

namespace marketplace::routing {

/// What is taken from a map.
struct RoadReadOptions {
    std::vector<TravelMode> modes;    ///< none: all. Fewer take less memory
    std::int32_t motor_percent = 80;  ///< of the speed permitted in OpenStreetMap is the pace of cars and trucks

    friend bool operator==(const RoadReadOptions&, const RoadReadOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadReadOptions, (modes, motor_percent));

/// Reads a map of any of the formats, told apart by its content: an edge list, OpenStreetMap XML (also packed by gzip
/// or bzip2), or PBF. Throws `parse_error`, `invalid_csv`, `missing_field`, `invalid_value`, `out_of_range`,
/// `duplicate_key` or `not_found` naming line and field, and `unsupported` for OpenStreetMap in a build without its
/// reader.
[[nodiscard]] RoadNetwork read_roads(std::string_view content, const RoadReadOptions& options = {});

/// Whether this build reads OpenStreetMap: CMake's MARKETPLACE_WITH_OSM.
[[nodiscard]] bool reads_openstreetmap() noexcept;

}  // namespace marketplace::routing
