// VROOM's JSON, with the examples of its documentation.

#include "files.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/routing/vroom.hpp>

using namespace marketplace::routing;
using marketplace::from_json;
using marketplace::to_json;

namespace {

using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

constexpr std::string_view car = R"("matrices":{"car":{"durations":[[0,7,9],[8,0,5],[6,4,0]]}})";

/// An input with one vehicle and one job at row 1 of the matrix of `car`.
std::string input(std::string_view vehicle = "", std::string_view job = "", std::string_view more = car) {
    return R"({"vehicles":[{"id":7,"start_index":0,"end_index":0)" + std::string{vehicle} +
           R"(}],"jobs":[{"id":1,"location_index":1)" + std::string{job} + "}]," + std::string{more} + "}";
}

std::string refused(const std::string& json) {
    return message_of([&] { return read_vroom(json); });
}

VehicleType vehicle(std::string_view fields, std::string_view matrices = car) {
    return read_vroom(input(fields, "", matrices)).problem.vehicles.at(0);
}

Step step(Visit visit, std::int32_t place, std::int64_t arrival, std::int64_t start, std::int64_t departure,
          Numbers load = {}) {
    return {.visit = visit,
            .place = place,
            .arrival = arrival,
            .start = start,
            .departure = departure,
            .load = std::move(load)};
}

}  // namespace

TEST_CASE("the documentation's first example: coordinates, skills, breaks, a shipment") {
    const VroomInput read = read_vroom(file_text("vroom_example_1.json"));
    const Problem& problem = read.problem;
    CHECK(read.matrices.empty());
    CHECK(read.start.empty());
    CHECK(read.cost_scale == 1);
    REQUIRE(problem.places.size() == 7);  // the depot of both vehicles is one place
    CHECK(problem.places[0] == Place{"", 1.98935, 48.701});
    REQUIRE(problem.jobs.size() == 4);
    CHECK(problem.jobs[0].id == "1");
    CHECK(problem.jobs[0].stop == Stop{0, 300, {{32400, 36000}}, std::nullopt});
    CHECK(problem.jobs[0].delivery == Numbers{1});
    CHECK(problem.jobs[0].terms.skills == Texts{"1"});
    CHECK_FALSE(problem.jobs[0].terms.prize);
    REQUIRE(problem.shipments.size() == 1);
    CHECK(problem.shipments[0].id == "4-3");
    CHECK(problem.shipments[0].amount == Numbers{1});
    REQUIRE(problem.vehicles.size() == 2);
    const VehicleType& second = problem.vehicles[1];
    CHECK(second.id == "2");
    CHECK(second.start == 6);
    CHECK(second.end == 6);
    CHECK(second.capacity == Numbers{4});
    CHECK(second.skills == Texts{"2", "14"});
    CHECK(second.shift == TimeWindow{28800, 43200});
    CHECK(second.breaks == std::vector<Break>{{"2", 300, {{36000, 37800}}}});
    CHECK(second.distance_cost == 0);
    CHECK(second.travel_cost == 1);
    CHECK(problem.profiles ==
          std::vector{TravelProfile{.metric = Metric::haversine, .duration_percent = 10, .traffic = {}}});
    CHECK(from_json<VroomInput>(to_json(read)) == read);
}

TEST_CASE("the documentation's second example: a matrix, and the answer to it") {
    const VroomInput read = read_vroom(R"({
        "vehicles": [{"id": 0, "start_index": 0, "end_index": 3}],
        "jobs": [{"id": 1414, "location_index": 1}, {"id": 1515, "location_index": 2}],
        "matrices": {"car": {"durations": [
            [0, 2104, 197, 1299], [2103, 0, 2255, 3152], [197, 2256, 0, 1102], [1299, 3153, 1102, 0]]}}})");
    REQUIRE(read.matrices.size() == 1);
    CHECK(read.matrices[0].distances[1] == 2104);
    CHECK(read.matrices[0].durations.empty());
    CHECK(read.problem.places.size() == 4);
    CHECK(read.problem.vehicles[0].end == 3);

    Solution solution;
    solution.routes.push_back(
        {.steps = {step({Activity::job, 0}, 1, 2104, 2104, 2104), step({Activity::job, 1}, 2, 4359, 4359, 4359)},
         .end = 5461,
         .distance = 5461,
         .travel = 5461,
         .cost = 5461});
    CHECK(write_vroom(read, solution) ==
          R"({"code":0,"summary":{"cost":5461,"routes":1,"unassigned":0,"setup":0,"service":0,"duration":5461,)"
          R"("waiting_time":0,"priority":0,"violations":[]},"unassigned":[],"routes":[{"vehicle":0,"cost":5461,)"
          R"("setup":0,"service":0,"duration":5461,"waiting_time":0,"priority":0,"steps":[)"
          R"({"type":"start","location_index":0,"setup":0,"service":0,"waiting_time":0,"arrival":0,"duration":0,)"
          R"("violations":[]},)"
          R"({"type":"job","location_index":1,"id":1414,"setup":0,"service":0,"waiting_time":0,"arrival":2104,)"
          R"("duration":2104,"violations":[]},)"
          R"({"type":"job","location_index":2,"id":1515,"setup":0,"service":0,"waiting_time":0,"arrival":4359,)"
          R"("duration":4359,"violations":[]},)"
          R"({"type":"end","location_index":3,"setup":0,"service":0,"waiting_time":0,"arrival":5461,"duration":5461,)"
          R"("violations":[]}],"violations":[]}]})");
}

TEST_CASE("the older key matrix is the durations of car, amount is delivery") {
    const VroomInput read = read_vroom(input("", R"(,"amount":[3])", R"("matrix":[[0,7],[8,0]])"));
    CHECK(read.matrices == std::vector{TravelMatrix{{0, 7, 8, 0}, {}}});
    CHECK(read.problem.jobs[0].delivery == Numbers{3});
}

TEST_CASE("an answer tells loads, waiting, breaks, distances and what nobody serves") {
    const VroomInput read = read_vroom(R"({
        "vehicles": [{"id": 7, "description": "van", "start_index": 0, "start": [2.5, 48], "end_index": 0,
                      "capacity": [9], "costs": {"fixed": 10, "per_hour": 1800, "per_km": 100},
                      "breaks": [{"id": 3, "service": 30, "description": "lunch"}]}],
        "jobs": [{"id": 1, "location_index": 1, "setup": 20, "service": 5, "delivery": [2], "description": "one",
                  "priority": 4},
                 {"id": 2, "location_index": 2, "pickup": [1]}],
        "shipments": [{"amount": [3], "pickup": {"id": 5, "location_index": 2},
                       "delivery": {"id": 6, "location_index": 0}},
                      {"amount": [1], "pickup": {"id": 8, "location_index": 2},
                       "delivery": {"id": 9, "location_index": 2, "description": "far"}}],
        "matrices": {"car": {"durations": [[0,7,9],[8,0,5],[6,4,0]], "distances": [[0,70,90],[80,0,50],[60,40,0]]}}})");
    CHECK(read.cost_scale == 10);  // half a cost for a second, a tenth for a metre
    CHECK(read.problem.vehicles[0].travel_cost == 5);
    CHECK(read.problem.vehicles[0].distance_cost == 1);
    CHECK(read.problem.vehicles[0].fixed_cost == 100);
    Solution solution;
    solution.routes.push_back(
        {.steps = {step({Activity::job, 0}, 1, 107, 110, 135, {0}), step({Activity::pause, 0}, 1, 135, 135, 165, {0}),
                   step({Activity::pickup, 0}, 2, 170, 170, 170, {3}),
                   step({Activity::delivery, 0}, 0, 176, 176, 176, {0})},
         .start = 100,
         .end = 176,
         .cost = 100 + 18 * 5 + 180});
    solution.unserved = {{{Activity::job, 1}, "2", true}, {{Activity::pickup, 1}, "8-9", true}};
    CHECK(
        write_vroom(read, solution) ==
        R"({"code":0,"summary":{"cost":37,"routes":1,"unassigned":3,"delivery":[5],"pickup":[3],"setup":20,)"
        R"("service":35,"duration":18,"waiting_time":3,"priority":4,"distance":180,"violations":[]},)"
        R"("unassigned":[{"id":2,"type":"job","location_index":2},{"id":8,"type":"pickup","location_index":2},)"
        R"({"id":9,"type":"delivery","description":"far","location_index":2}],)"
        R"("routes":[{"vehicle":7,"cost":37,"description":"van","delivery":[5],"pickup":[3],"setup":20,)"
        R"("service":35,"duration":18,"waiting_time":3,"priority":4,"distance":180,"steps":[)"
        R"({"type":"start","location":[2.5,48],"location_index":0,"setup":0,"service":0,"waiting_time":0,"load":[2],)"
        R"("arrival":100,"duration":0,"distance":0,"violations":[]},)"
        R"({"type":"job","description":"one","location_index":1,"id":1,"setup":20,"service":5,"waiting_time":3,)"
        R"("load":[0],"arrival":107,"duration":7,"distance":70,"violations":[]},)"
        R"({"type":"break","description":"lunch","id":3,"setup":0,"service":30,"waiting_time":0,"load":[0],)"
        R"("arrival":135,"duration":7,"distance":70,"violations":[]},)"
        R"({"type":"pickup","location_index":2,"id":5,"setup":0,"service":0,"waiting_time":0,"load":[3],"arrival":170,)"
        R"("duration":12,"distance":120,"violations":[]},)"
        R"({"type":"delivery","location_index":0,"id":6,"setup":0,"service":0,"waiting_time":0,"load":[0],)"
        R"("arrival":176,"duration":18,"distance":180,"violations":[]},)"
        R"({"type":"end","location_index":0,"setup":0,"service":0,"waiting_time":0,"load":[0],"arrival":176,)"
        R"("duration":18,"distance":180,"violations":[]}],"violations":[]}]})");
}

TEST_CASE("the service time of a break counts for the route") {
    const VroomInput read = read_vroom(input(R"(,"breaks":[{"id":1,"service":30}])"));
    Solution solution;
    solution.routes.push_back({.steps = {step({Activity::job, 0}, 1, 7, 7, 7), step({Activity::pause, 0}, 1, 7, 7, 37)},
                               .end = 45,
                               .cost = 15});
    CHECK(
        write_vroom(read, solution).find(R"("summary":{"cost":15,"routes":1,"unassigned":0,"setup":0,"service":30)") !=
        std::string::npos);
}

TEST_CASE("vehicles that differ in their id alone are one type, and come out again by their ids") {
    const VroomInput read = read_vroom(R"({"vehicles":[{"id":5,"start_index":0},{"id":3,"start_index":1},
        {"id":9,"start_index":0,"description":"the same"}],"jobs":[{"id":1,"location_index":1}],)" +
                                       std::string{car} + "}");
    REQUIRE(read.problem.vehicles.size() == 2);
    CHECK(read.problem.vehicles[0].id == "5");
    CHECK(read.problem.vehicles[0].count == 2);
    CHECK_FALSE(read.problem.vehicles[0].end);
    Solution solution;
    solution.routes.push_back({.vehicle = 1, .steps = {step({Activity::job, 0}, 1, 7, 7, 7)}, .end = 7, .cost = 7});
    const std::string text = write_vroom(read, solution);
    CHECK(text.find(R"("vehicle":9,"cost":7,"description":"the same")") != std::string::npos);
    CHECK(text.find(R"("type":"end")") == std::string::npos);
}

TEST_CASE("the second number of a way is what costs and limits need") {
    const std::string_view both = R"("matrices":{"car":{"durations":[[0,7],[8,0]],"distances":[[0,70],[80,0]]}})";
    CHECK(read_vroom(input("", "", both)).matrices == std::vector{TravelMatrix{{0, 7, 8, 0}, {}}});
    CHECK(vehicle(R"(,"max_travel_time":50)", both).distance_max == 50);
    CHECK(read_vroom(input(R"(,"max_distance":500)", "", both)).matrices ==
          std::vector{TravelMatrix{{0, 70, 80, 0}, {0, 7, 8, 0}}});
    CHECK(vehicle(R"(,"max_distance":500)", both).distance_max == 500);
    CHECK(vehicle(R"(,"costs":{"per_km":5})", both).distance_cost == 1);
    CHECK(vehicle(R"(,"costs":{"per_km":5})", both).travel_cost == 200);
    CHECK(read_vroom(input(R"(,"costs":{"per_km":5})", "", both)).cost_scale == 200);

    const std::string_view priced = R"("matrices":{"car":{"durations":[[0,7],[8,0]],"costs":[[0,2],[3,0]]}})";
    CHECK(read_vroom(input("", "", priced)).matrices == std::vector{TravelMatrix{{0, 2, 3, 0}, {0, 7, 8, 0}}});
    CHECK(vehicle("", priced).distance_cost == 1);
    CHECK(vehicle("", priced).travel_cost == 0);
}

TEST_CASE("slower vehicles have a profile of their own") {
    const VroomInput read =
        read_vroom(R"({"vehicles":[{"id":1,"start_index":0},{"id":2,"start_index":0,"speed_factor":0.5},
        {"id":3,"start_index":0,"speed_factor":1.5}],"jobs":[{"id":1,"location_index":1}],)" +
                   std::string{car} + "}");
    REQUIRE(read.matrices.size() == 3);
    CHECK(read.problem.profiles.size() == 3);
    CHECK(read.matrices[1].distances == std::vector<std::int32_t>{0, 14, 18, 16, 0, 10, 12, 8, 0});
    CHECK(read.matrices[2].distances[1] == 5);  // 67 percent of 7, rounded up
    CHECK(read.problem.vehicles[2].profile == 2);
    CHECK(read_vroom(file_text("vroom_example_1.json"), 7).problem.profiles[0].duration_percent == 7);
}

TEST_CASE("steps of vehicles are where the search begins") {
    const VroomInput read = read_vroom(R"({"vehicles":[{"id":1,"start_index":0},{"id":2,"start_index":0,"steps":[
        {"type":"start"},{"type":"job","id":4,"service_after":9},{"type":"pickup","id":4},{"type":"break","id":1},
        {"type":"delivery","id":6},{"type":"end"}]}],"jobs":[{"id":4,"location_index":1}],
        "shipments":[{"pickup":{"id":4,"location_index":1},"delivery":{"id":6,"location_index":2}}],)" +
                                       std::string{car} + "}");
    const std::vector<Visit> visits{{Activity::job, 0}, {Activity::pickup, 0}, {Activity::delivery, 0}};
    CHECK(read.start == std::vector<RoutePlan>{{0, 1, visits}});
    CHECK(refused(input(R"(,"steps":[{"type":"job","id":2}])")) ==
          "not_found: vehicles[0].steps[0].id is '2', expected a task of that type");
    CHECK(
        refused(input(R"(,"steps":[{"type":"nap"}])")) ==
        "unknown_choice: vehicles[0].steps[0].type is 'nap', expected one of start, job, pickup, delivery, break, end");
}

TEST_CASE("priorities decide before everything else; without them every order is required") {
    const auto prizes = [](std::string_view first, std::string_view second) {
        const VroomInput read = read_vroom(
            R"({"vehicles":[{"id":1,"start_index":0,"costs":{"fixed":50}}],"jobs":[{"id":1,"location_index":1)" +
            std::string{first} +
            R"(}],"shipments":[{"pickup":{"id":4,"location_index":1},"delivery":{"id":6,"location_index":2})" +
            std::string{second} + "}]," + std::string{car} + "}");
        return std::pair{read.problem.jobs[0].terms.prize, read.problem.shipments[0].terms.prize};
    };
    CHECK(prizes("", "") == std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>{});
    CHECK(prizes(R"(,"priority":9)", R"(,"priority":9)").first == std::nullopt);
    // All ways and the vehicle cost 4 * 9 + 50 at most, so a task is worth 87; a priority is worth the 3 tasks and one.
    CHECK(prizes(R"(,"priority":2)", "").first == 87 * (2 * 4 + 1));
    CHECK(prizes(R"(,"priority":2)", "").second == 2 * 87);
    CHECK(refused(input("", R"(,"priority":101)")) == "out_of_range: jobs[0].priority is '101', expected 0 to 100");
}

TEST_CASE("priorities of the largest problems still fit") {
    std::string json = R"({"vehicles":[{"id":1,"start_index":0}],"jobs":[)";
    for (int i = 0; i < 2000; ++i)
        json += (i == 0 ? R"({"location_index":1,"id":)" : R"(,{"location_index":1,"id":)") + std::to_string(i) +
                R"(,"priority":)" + std::to_string(i % 101) + "}";
    const VroomInput read = read_vroom(json + R"(],"matrices":{"car":{"durations":[[0,90000],[90000,0]]}}})");
    std::int64_t sum = 0;
    for (const Job& job : read.problem.jobs) {
        CHECK(*job.terms.prize <= no_limit);
        sum += *job.terms.prize;
    }
    CHECK(sum > 0);
    CHECK(*read.problem.jobs[1].terms.prize > *read.problem.jobs[0].terms.prize);
}

TEST_CASE("what a problem cannot say is refused by its path") {
    CHECK(refused(input()) == "not refused");
    CHECK(refused(input(R"(,"costs":{"per_task_hour":5})")) ==
          "unsupported: vehicles[0].costs.per_task_hour is '5', expected 0");
    CHECK(refused(input(R"(,"breaks":[{"id":1,"max_load":[0]}])")) ==
          "unsupported: vehicles[0].breaks[0].max_load, expected breaks that are taken with any load");
    CHECK(refused(input("", R"(,"service_per_type":{"bike":5})")) ==
          "unsupported: jobs[0].service_per_type is 'bike', expected times that are the same for all types");
    CHECK(refused(input(R"(,"max_travel_time":5,"max_distance":9)", "",
                        R"("matrices":{"car":{"durations":[[0,7],[8,0]],"distances":[[0,7],[8,0]]}})")) ==
          "unsupported: vehicles[0].max_travel_time is '5', expected a matrix of durations without costs, per_km and "
          "max_distance");
    const std::string_view priced = R"("matrices":{"car":{"durations":[[0,7],[8,0]],"costs":[[0,2],[3,0]]}})";
    CHECK(refused(input(R"(,"costs":{"per_hour":60})", "", priced)) ==
          "unsupported: vehicles[0].costs, expected no per_hour and per_km beside a matrix of costs");
    CHECK(refused(input(R"(,"max_distance":60)", "", priced)) ==
          "unsupported: vehicles[0].max_distance is '60', expected no limit of distance beside a matrix of costs");
    CHECK(refused(input("", R"(,"setup":60},{"id":2,"location_index":1)")) ==
          "unsupported: jobs[0].setup is '60', expected 0 where a place has several tasks");
    CHECK(read_vroom(input("", R"(,"setup":60,"service":5)")).problem.jobs[0].stop.service == 65);
    CHECK(refused(input("", R"(,"colour":"red")")).starts_with("unknown_field: jobs[0].colour is 'colour', expected"));
}

TEST_CASE("inputs that say too little or too much are refused by their path") {
    CHECK(refused("{") == "parse_error: byte 1, expected JSON (incomplete JSON)");
    CHECK(refused("{}") == "missing_field: vehicles, expected a vehicle");
    CHECK(refused(R"({"vehicles":[{"id":1}]})") == "missing_field: vehicles[0].start, expected a start or an end");
    CHECK(refused(R"({"vehicles":[{"start":[1,2]}]})") == "missing_field: vehicles[0].id, expected an integer");
    CHECK(refused(R"({"vehicles":[{"id":1,"start":[1]}]})") ==
          "invalid_value: vehicles[0].start is '1 numbers', expected [longitude, latitude]");
    CHECK(refused(R"({"vehicles":[{"id":1,"start":[1,91]}]})") ==
          "out_of_range: vehicles[0].start, expected longitude and latitude in degrees");
    CHECK(refused(R"({"vehicles":[{"id":1,"start":[1,2]},{"id":1,"start":[1,2]}]})") ==
          "invalid_value: vehicles[1].id is '1', expected each id once");
    CHECK(refused(R"({"vehicles":[{"id":1,"start_index":3}]})") ==
          "missing_field: vehicles[0].start, expected [longitude, latitude], as there are no matrices");
    CHECK(refused(input(R"(,"profile":"bike")")) ==
          "missing_field: matrices.bike, expected a matrix for each profile in use");
    CHECK(refused(input(R"(,"costs":{"per_km":1})")) == "missing_field: matrices.car.distances, expected a matrix");
    CHECK(refused(input("", "", R"("matrices":{"car":{"durations":[[0,7],[8]]}})")) ==
          "invalid_value: matrices.car.durations[1] is '1 numbers', expected 2 numbers");
    CHECK(refused(input("", "", R"("matrices":{"car":{"durations":[[0,7],[-8,0]]}})")) ==
          "out_of_range: matrices.car.durations[1][0] is '-8', expected a number from 0 within 32 bits");
    CHECK(refused(input("", "", R"("matrices":{"car":{}})")) ==
          "missing_field: matrices.car.durations, expected a matrix");
    CHECK(refused(input("", R"(},{"id":2,"location_index":3)")) ==
          "out_of_range: jobs[1].location_index is '3', expected a row of matrices of 3");
    CHECK(refused(input("", R"(,"time_windows":[[5,3]])")) ==
          "invalid_value: jobs[0].time_windows[0] is '5, 3', expected windows in order, without overlap");
    CHECK(refused(input("", R"(,"time_windows":[[0,5],[5,9]])")) ==
          "invalid_value: jobs[0].time_windows[1] is '5, 9', expected windows in order, without overlap");
    CHECK(refused(input("", R"(,"time_windows":[])")) ==
          "invalid_value: jobs[0].time_windows is '[]', expected a window, or no such field");
    CHECK(refused(input("", R"(,"time_windows":[[1]])")) ==
          "invalid_value: jobs[0].time_windows[0] is '1 numbers', expected [start, end]");
    CHECK(refused(input(R"(,"speed_factor":6)")) ==
          "out_of_range: vehicles[0].speed_factor is '6.000000', expected a number above 0, 5 at most");
    CHECK(refused(input("", R"(,"service":-1)")) ==
          "out_of_range: jobs[0].service is '-1', expected a number from 0 to 2^50");
    CHECK(message_of([] { return read_vroom("{}", 0); }) ==
          "out_of_range: duration_percent is '0', expected 1 to 1000000");
}

TEST_CASE("an answer to a solution of another problem is refused") {
    const VroomInput read = read_vroom(input());
    Solution solution;
    solution.routes.push_back({.vehicle_type = 3, .steps = {}});
    CHECK(message_of([&] { return write_vroom(read, solution); }) ==
          "out_of_range: vehicles[3], expected a part of the problem that was read, which has 1");
}

TEST_CASE("an input that cannot be read has an answer too") {
    CHECK(write_vroom_error("no \"vehicles\"") == R"({"code":2,"error":"no \"vehicles\""})");
}
