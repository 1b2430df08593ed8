#include "unit/routing/formats/files.hpp"

#include <marketplace/routing/road_formats.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace marketplace;
using namespace marketplace::routing;

namespace {

const std::string nodes = "id,lon,lat\n1,0,0\n2,0.01,0\n3,0.01,0.01\n";

TravelMatrix ways(const std::string& text, TravelMode mode = TravelMode::car) {
    const std::vector<Place> places{{"", 0, 0}, {"", 0.01, 0}, {"", 0.01, 0.01}};
    return road_matrix(read_roads(text), places,
                       {.mode = mode, .snap_limit_m = 2000, .connected_only = false, .unreachable_allowed = true});
}

constexpr std::int32_t none = std::numeric_limits<std::int32_t>::max();

std::string refusal(const std::string& text) {
    return message_of([&] { return read_roads(text); });
}

}  // namespace

TEST_CASE("an edge list is read") {
    const TravelMatrix matrix =
        ways(nodes + "from,to,distance,duration,oneway\n1,2,1000.5,60.4,\n2,3,500,30,yes\n3,1,2000,90,-1\n");
    CHECK(matrix.distances == std::vector<std::int32_t>{0, 1001, 2000, 1001, 0, 500, none, none, 0});
    CHECK(matrix.durations == std::vector<std::int32_t>{0, 60, 90, 60, 0, 30, none, none, 0});
}

TEST_CASE("without durations there is a usual speed for each mode") {
    const std::string text = nodes + "from,to,distance\n1,2,1000\n";
    CHECK(ways(text).durations[1] == 72);
    CHECK(ways(text, TravelMode::truck).durations[1] == 72);
    CHECK(ways(text, TravelMode::bicycle).durations[1] == 225);
    CHECK(ways(text, TravelMode::foot).durations[1] == 720);
}

TEST_CASE("modes have durations of their own, or a road is closed to them") {
    const std::string text =
        nodes + "from,to,distance,duration,car,truck,foot\n1,2,1000,50,,no,600\n2,3,1000,,40,50,no\n";
    CHECK(ways(text).durations[1] == 50);
    CHECK(ways(text).durations[2] == 90);
    CHECK(ways(text, TravelMode::truck).durations[5] == 50);
    CHECK(message_of([&] {
              return road_matrix(read_roads(text), std::vector<Place>{{"", 0, 0}},
                                 {.mode = TravelMode::truck, .snap_limit_m = 100});
          }).starts_with("out_of_range: places[0]"));
    CHECK(ways(text, TravelMode::bicycle).durations[1] == 50);
    CHECK(ways(text, TravelMode::bicycle).durations[5] == 225);
}

TEST_CASE("columns may stand in any order, with blanks, quotes, empty lines and CRLF") {
    const std::string text =
        "\xEF\xBB\xBFlat,id,lon\r\n"
        "from,to,distance\r\n";
    CHECK(refusal(text).starts_with("parse_error: line 1"));
    const TravelMatrix matrix =
        ways("id,lat,lon\r\n 1 ,0,0\r\n2,0,\"0.01\"\r\n3,0.01,0.01\r\n\r\nfrom,oneway,to,distance\r\n1,yes,2,70\r\n");
    CHECK(matrix.distances[1] == 70);
    CHECK(matrix.distances[3] == none);
}

TEST_CASE("only the modes that are wanted are kept") {
    const RoadNetwork roads = read_roads(nodes + "from,to,distance\n1,2,1000\n", {.modes = {TravelMode::foot}});
    CHECK(roads.summary().modes == std::vector<RoadModeSummary>{{TravelMode::foot, 2, 2}});
}

TEST_CASE("a bad edge list is refused by line and field") {
    const std::string edges = nodes + "from,to,distance,duration,oneway\n";
    CHECK(refusal("") == "parse_error: map, expected a table of nodes: id,lon,lat");
    CHECK(refusal("hello\n") == "parse_error: line 1 is 'hello', expected a header: id,lon,lat");
    CHECK(refusal("id,lon\n") == "missing_field: line 1, lat, expected a column of it");
    CHECK(refusal("id,lon,lat,height\n") == "unknown_field: line 1 is 'height', expected one of id lon lat");
    CHECK(refusal("id,lon,lat,lon\n") == "duplicate_key: line 1, lon, expected each column once");
    CHECK(refusal("id,lon,lat\n1,0\n") == "invalid_csv: line 2 is '2 fields', expected 3, as the header has");
    CHECK(refusal("id,lon,lat\nx,0,0\n") == "invalid_value: line 2, id is 'x', expected a whole number");
    CHECK(refusal("id,lon,lat\n1,0,0\n1,0,1\n") == "duplicate_key: line 3, id is '1', expected each node once");
    CHECK(refusal("id,lon,lat\n1,181,0\n") == "out_of_range: line 2, lon is '181', expected -180 to 180");
    CHECK(refusal("id,lon,lat\n1,0,north\n") == "invalid_value: line 2, lat is 'north', expected a number");
    CHECK(refusal("id,lon,lat\n1,nan,0\n") == "invalid_value: line 2, lon is 'nan', expected a number");
    CHECK(refusal(edges + "1,9,5,5,no\n") == "not_found: line 6, to is '9', expected a node that stands above");
    CHECK(refusal(edges + "1,2,-5,5,no\n") == "out_of_range: line 6, distance is '-5', expected 0 to 20000000");
    CHECK(refusal(edges + "1,2,,5,no\n") == "invalid_value: line 6, distance, expected a number");
    CHECK(refusal(edges + "1,2,5,-1,no\n").starts_with("out_of_range: line 6, duration"));
    CHECK(refusal(edges + "1,2,5,5,maybe\n") == "unknown_choice: line 6, oneway is 'maybe', expected yes, no or -1");
    CHECK(refusal(edges + "1,2,20000000,,no\n").starts_with("out_of_range: line 6, distance"));
    CHECK(refusal(edges + "\"1,2,5,5,no\n").starts_with("invalid_csv: line 7"));
    CHECK(
        message_of([&] { return read_roads(edges, {.motor_percent = 0}); }).starts_with("out_of_range: motor_percent"));
}
