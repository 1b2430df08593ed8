#include "unit/routing/formats/files.hpp"

#include <marketplace/routing/road_formats.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace marketplace;
using namespace marketplace::routing;

namespace {

constexpr std::int32_t none = std::numeric_limits<std::int32_t>::max();
const bool skipped = !reads_openstreetmap();

RoadNetwork small_map(const std::string& name = "small.osm") {
    return read_roads(file_text("road/" + name), {.motor_percent = 100});
}

/// The nodes of the map by id, 1 to 13.
std::vector<Place> all_nodes() {
    return {{"1", 0, 0},           {"2", 0.001, 0},      {"3", 0.002, 0},        {"4", 0.002, 0.001},
            {"5", 0.001, 0.001},   {"6", 0, 0.001},      {"7", 0.003, 0},        {"8", 0.004, 0},
            {"9", 0.0025, 0.0015}, {"10", 0.002, 0.002}, {"11", 0.0015, 0.0015}, {"12", 0, 0.0015},
            {"13", 0, 0.002}};
}

struct Way {
    std::int32_t metres = none;
    std::int32_t seconds = none;

    friend bool operator==(const Way&, const Way&) = default;
};
std::ostream& operator<<(std::ostream& out, const Way& way) {
    return out << way.metres << " m " << way.seconds << " s";
}

Way way(const RoadNetwork& roads, TravelMode mode, std::size_t from, std::size_t to) {
    const std::vector<Place> all = all_nodes();
    const std::vector<Place> two{all[from - 1], all[to - 1]};
    const TravelMatrix matrix = road_matrix(
        roads, two, {.mode = mode, .snap_limit_m = 0, .connected_only = false, .unreachable_allowed = true});
    return {matrix.distances[1], matrix.durations[1]};
}

/// Seconds there and back, -1 where it is closed.
struct Both {
    std::int32_t there = -1;
    std::int32_t back = -1;

    friend bool operator==(const Both&, const Both&) = default;
};
std::ostream& operator<<(std::ostream& out, const Both& both) {
    return out << both.there << " s, " << both.back << " s";
}

/// A street from node 1 to 2, a kilometre long, with these tags.
Both street(const std::string& tags, TravelMode mode = TravelMode::car, const std::string& node_tags = "") {
    std::string text = "<osm version='0.6'><node id='1' lon='0' lat='0'/><node id='2' lon='0.008993204' lat='0'>";
    const auto add_tags = [&](std::string_view list) {
        while (!list.empty()) {
            const std::string_view tag = list.substr(0, list.find(' '));
            list.remove_prefix(std::min(list.size(), tag.size() + 1));
            std::string value{tag.substr(tag.find('=') + 1)};
            std::replace(value.begin(), value.end(), '_', value.find("mph") == std::string::npos ? '_' : ' ');
            text += "<tag k='" + std::string{tag.substr(0, tag.find('='))} + "' v='" + value + "'/>";
        }
    };
    add_tags(node_tags);
    text += "</node><way id='1'><nd ref='1'/><nd ref='2'/>";
    add_tags(tags);
    text += "</way></osm>";
    try {
        const std::vector<Place> places{{"", 0, 0}, {"", 0.008993204, 0}};
        const TravelMatrix matrix =
            road_matrix(read_roads(text, {.motor_percent = 100}), places,
                        {.mode = mode, .snap_limit_m = 0, .connected_only = false, .unreachable_allowed = true});
        const auto duration = [&](std::size_t i) { return matrix.durations[i] == none ? -1 : matrix.durations[i]; };
        return {duration(1), duration(2)};
    } catch (const Error&) {
        return {-1, -1};
    }
}

/// Seconds for a kilometre.
std::int32_t at(double km_h) { return static_cast<std::int32_t>(3600 / km_h + 0.5); }
Both both(double km_h) { return {at(km_h), at(km_h)}; }
constexpr Both closed;

}  // namespace

TEST_CASE("cars on a map made by hand" * doctest::skip(skipped)) {
    const RoadNetwork roads = small_map();
    const TravelMode car = TravelMode::car;
    CHECK(way(roads, car, 1, 2) == Way{111, 11});
    CHECK(way(roads, car, 1, 6) == Way{556, 39});  // around: 1 2 3 4 5 6
    CHECK(way(roads, car, 6, 1) == Way{111, 8});   // the oneway against the order of its nodes, 30 mph
    CHECK(way(roads, car, 2, 5) == Way{334, 22});
    CHECK(way(roads, car, 5, 2) == Way{334, 25});
    CHECK(way(roads, car, 4, 11) == Way{236, 17});  // around the roundabout
    CHECK(way(roads, car, 11, 4) == Way{79, 6});
    const RoadSummary summary = roads.summary();
    CHECK(summary.nodes == 13);
    CHECK(summary.edges == 30);
    CHECK(summary.modes == std::vector<RoadModeSummary>{{TravelMode::car, 12, 9},
                                                        {TravelMode::bicycle, 23, 13},
                                                        {TravelMode::foot, 30, 13},
                                                        {TravelMode::truck, 12, 9}});
    // Behind the bollard, and on the private road, there is nothing for a car.
    CHECK(snap_places(roads, std::vector<Place>{{"", 0.0041, 0}, {"", 0, 0.002}})[0] == RoadSnap{3, 0.002, 0, 234});
    CHECK(snap_places(roads, std::vector<Place>{{"", 0, 0.002}})[0].node == 6);
}

TEST_CASE("people on foot and on bicycles on a map made by hand" * doctest::skip(skipped)) {
    const RoadNetwork roads = small_map();
    CHECK(way(roads, TravelMode::foot, 2, 5) == Way{111, 80});
    CHECK(way(roads, TravelMode::foot, 1, 6) == Way{111, 80});
    CHECK(way(roads, TravelMode::foot, 3, 8) == Way{222, 160});
    CHECK(way(roads, TravelMode::foot, 6, 13) == Way{111, 80});
    CHECK(way(roads, TravelMode::bicycle, 5, 4) == Way{111, 25});   // oneway:bicycle=no
    CHECK(way(roads, TravelMode::bicycle, 1, 6) == Way{556, 125});  // but not on the primary road
    CHECK(way(roads, TravelMode::bicycle, 3, 8) == Way{222, 57});
}

TEST_CASE("XML and PBF of one map are one network" * doctest::skip(skipped)) {
    const RoadNetwork xml = small_map();
    const RoadNetwork pbf = small_map("small.osm.pbf");
    CHECK(xml.summary() == pbf.summary());
    for (const TravelMode mode : {TravelMode::car, TravelMode::bicycle, TravelMode::foot, TravelMode::truck}) {
        const RoadOptions options{.mode = mode, .connected_only = false, .unreachable_allowed = true};
        CHECK(road_matrix(xml, all_nodes(), options) == road_matrix(pbf, all_nodes(), options));
        CHECK(snap_places(xml, all_nodes(), options) == snap_places(pbf, all_nodes(), options));
    }
}

TEST_CASE("speeds by class and maxspeed" * doctest::skip(skipped)) {
    CHECK(street("highway=residential") == both(40));
    CHECK(street("highway=motorway oneway=no") == both(120));
    CHECK(street("highway=residential", TravelMode::bicycle) == both(16));
    CHECK(street("highway=steps", TravelMode::foot) == both(3));
    CHECK(street("highway=motorway oneway=no", TravelMode::truck) == both(80));
    CHECK(street("highway=primary maxspeed=100") == both(100));
    CHECK(street("highway=primary maxspeed=30_mph") == both(48.28));
    CHECK(street("highway=primary maxspeed=30mph") == both(48.28));
    CHECK(street("highway=primary maxspeed=DE:urban") == both(50));
    CHECK(street("highway=primary maxspeed=DE:rural") == both(100));
    CHECK(street("highway=primary maxspeed=FR:rural") == both(80));
    CHECK(street("highway=primary maxspeed=IT:urban") == both(50));
    CHECK(street("highway=residential maxspeed=DE:zone:30") == both(30));
    CHECK(street("highway=residential maxspeed:type=DE:zone30") == both(30));
    CHECK(street("highway=motorway oneway=no maxspeed=none") == both(130));
    CHECK(street("highway=living_street maxspeed=walk") == both(7));
    CHECK(street("highway=primary maxspeed=fast") == both(70));
    CHECK(street("highway=primary maxspeed=0") == both(70));
    CHECK(street("highway=primary maxspeed=50 maxspeed:forward=30") == Both{at(30), at(50)});
    CHECK(street("highway=primary maxspeed=50 maxspeed:hgv=30", TravelMode::truck) == both(30));
    CHECK(street("highway=primary maxspeed=50 maxspeed:hgv=30") == both(50));
    CHECK(street("highway=cycleway maxspeed=10", TravelMode::bicycle) == both(10));
    CHECK(street("route=ferry") == both(15));
}

TEST_CASE("oneways" * doctest::skip(skipped)) {
    CHECK(street("highway=primary oneway=yes") == Both{at(70), -1});
    CHECK(street("highway=primary oneway=-1") == Both{-1, at(70)});
    CHECK(street("highway=primary oneway=reverse") == Both{-1, at(70)});
    CHECK(street("highway=primary oneway=no") == both(70));
    CHECK(street("highway=primary oneway=reversible") == closed);
    CHECK(street("highway=motorway") == Both{at(120), -1});
    CHECK(street("highway=primary junction=roundabout") == Both{at(70), -1});
    CHECK(street("highway=primary junction=circular oneway=no") == both(70));
    CHECK(street("highway=primary oneway=yes", TravelMode::bicycle) == Both{at(16), -1});
    CHECK(street("highway=primary oneway=yes oneway:bicycle=no", TravelMode::bicycle) == both(16));
    CHECK(street("highway=primary oneway=yes oneway:bicycle=no") == Both{at(70), -1});
    CHECK(street("highway=primary oneway=yes cycleway=opposite_lane", TravelMode::bicycle) == both(16));
    CHECK(street("highway=primary oneway=yes", TravelMode::foot) == both(5));
    CHECK(street("highway=footway oneway:foot=yes", TravelMode::foot) == Both{at(5), -1});
}

TEST_CASE("access" * doctest::skip(skipped)) {
    CHECK(street("highway=footway") == closed);
    CHECK(street("highway=footway", TravelMode::bicycle) == closed);
    CHECK(street("highway=footway bicycle=yes", TravelMode::bicycle) == both(12));
    CHECK(street("highway=footway bicycle=dismount", TravelMode::bicycle) == both(5));
    CHECK(street("highway=footway access=yes") == closed);
    CHECK(street("highway=track motor_vehicle=yes") == both(15));
    CHECK(street("highway=residential access=private") == closed);
    CHECK(street("highway=residential access=no foot=yes", TravelMode::foot) == both(5));
    CHECK(street("highway=residential access=no foot=yes") == closed);
    CHECK(street("highway=residential access=private motor_vehicle=destination") == both(40));
    CHECK(street("highway=residential motor_vehicle=no motorcar=yes") == both(40));
    CHECK(street("highway=residential motor_vehicle=no motorcar=yes", TravelMode::truck) == closed);
    CHECK(street("highway=residential hgv=no", TravelMode::truck) == closed);
    CHECK(street("highway=residential hgv=delivery", TravelMode::truck) == both(40));
    CHECK(street("highway=motorway", TravelMode::foot) == closed);
    CHECK(street("highway=trunk foot=yes", TravelMode::foot) == both(5));
    CHECK(street("highway=primary bicycle=use_sidepath", TravelMode::bicycle) == closed);
    CHECK(street("building=yes") == closed);
    CHECK(street("highway=construction") == closed);
}

TEST_CASE("barriers" * doctest::skip(skipped)) {
    const auto behind = [](const std::string& tags, TravelMode mode = TravelMode::car) {
        return street("highway=service", mode, tags);
    };
    CHECK(behind("barrier=bollard") == closed);
    CHECK(behind("barrier=bollard", TravelMode::bicycle) == both(14));
    CHECK(behind("barrier=bollard motor_vehicle=yes") == both(20));
    CHECK(behind("barrier=gate") == both(20));
    CHECK(behind("barrier=gate access=private") == closed);
    CHECK(behind("barrier=gate access=private foot=yes", TravelMode::foot) == both(5));
    CHECK(behind("barrier=stile", TravelMode::bicycle) == closed);
    CHECK(behind("barrier=stile", TravelMode::foot) == both(5));
    CHECK(behind("entrance=yes access=private") == both(20));
}

TEST_CASE("cars and trucks drive below the permitted speed" * doctest::skip(skipped)) {
    const RoadNetwork roads = read_roads(file_text("road/small.osm"));
    CHECK(way(roads, TravelMode::car, 1, 3) == Way{222, 28});  // 36 km/h, 80 % of it
    CHECK(way(roads, TravelMode::foot, 2, 5) == Way{111, 80});
    CHECK(read_roads(file_text("road/small.osm"), {.modes = {TravelMode::truck}}).summary().nodes == 11);
}

TEST_CASE("a bad map is refused" * doctest::skip(skipped)) {
    const auto refusal = [](const std::string& text) { return message_of([&] { return read_roads(text); }); };
    CHECK(refusal("<osm version='0.6'>\n<node id='1' lon='0'").starts_with("parse_error: line 2, column"));
    CHECK(refusal("<html></html>").starts_with("parse_error: "));
    CHECK(refusal("<osm version='0.6'></osm>") == "not_found: map, expected ways with a highway");
    const std::string way = "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way></osm>";
    CHECK(refusal("<osm version='0.6'><node id='1' lon='0' lat='95'/><node id='2' lon='0' lat='0'/>" + way) ==
          "out_of_range: node 1, expected a longitude and a latitude");
    CHECK(refusal("<osm version='0.6'><node id='1' lon='x' lat='0'/>" + way).starts_with("parse_error: map"));
    // Neither node is part of the extract.
    CHECK(read_roads("<osm version='0.6'>" + way).summary() == RoadSummary{});
    const std::string pbf = file_text("road/small.osm.pbf");
    CHECK(refusal(pbf.substr(0, 300)).starts_with("parse_error: map"));
    CHECK(refusal(pbf.substr(0, 40)).starts_with("parse_error: map"));
    CHECK(refusal("\x1f\x8b no gzip").starts_with("parse_error: map"));
    CHECK(refusal("BZh no bzip2").starts_with("parse_error: map"));
}

TEST_CASE("a build without the reader says so" * doctest::skip(!skipped)) {
    CHECK(
        message_of([] { return read_roads("<osm version='0.6'></osm>"); })
            .starts_with(
                "unsupported: map is 'OpenStreetMap', expected an edge list: this build cannot read OpenStreetMap"));
}
