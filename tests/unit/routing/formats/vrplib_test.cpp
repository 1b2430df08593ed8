// VRPLIB in all its shapes, on small files.

#include "files.hpp"

#include <doctest/doctest.h>
#include <marketplace/routing/benchmark_formats.hpp>

using namespace marketplace::routing;

namespace {

using Numbers = std::vector<std::int64_t>;

/// A file with three places on a line, 3 and 4 apart.
std::string with(std::string_view more, std::string_view head = "EDGE_WEIGHT_TYPE : EUC_2D\n") {
    return "DIMENSION : 3\n" + std::string{head} + "NODE_COORD_SECTION\n1 0 0\n2 3 0\n3 3 4\n" + std::string{more};
}

std::string refused(std::string_view text, Convention convention = Convention::automatic) {
    return message_of([&] { return read_benchmark(text, convention); });
}

/// Reads the text, and checks that writing keeps all of it.
BenchmarkInstance read_both_ways(std::string_view text, Convention convention = Convention::automatic) {
    BenchmarkInstance instance = read_benchmark(text, convention);
    CHECK(read_benchmark(write_vrplib(instance)) == instance);
    return instance;
}

std::vector<std::int32_t> weights(std::string_view format, std::string_view numbers, std::string_view more = "") {
    const std::string text = "DIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\n" + std::string{more} +
                             "EDGE_WEIGHT_FORMAT : " + std::string{format} + "\nEDGE_WEIGHT_SECTION\n" +
                             std::string{numbers} + "\nEOF\n";
    return read_both_ways(text).matrices.at(0).distances;
}

}  // namespace

TEST_CASE("keywords in any case, odd blanks, comments, no end: a file is read") {
    const BenchmarkInstance plain = read_benchmark(with("DEMAND_SECTION\n1 0\n2 5\n3 6\nDEPOT_SECTION\n1\n-1\nEOF\n",
                                                        "CAPACITY : 9\nEDGE_WEIGHT_TYPE : EUC_2D\n"));
    const BenchmarkInstance odd = read_benchmark(
        "dimension:3\r\n\r\n Capacity :\t9 \r\n# a remark\r\nEdge_Weight_Type:euc_2d\r\nNODE_COORD_SECTION :\r\n"
        " 3 3.0 4e0\r\n1\t0 0\r\n2 3 0 \r\ndemand_section\t\r\n2 5\r\n1 0\r\n3 6\r\nDepot_Section\r\n 1 -1");
    CHECK(odd == plain);
    CHECK(plain.problem.vehicles[0].count == 2);  // as many as customers
    CHECK(plain.problem.jobs[1].delivery == Numbers{6});
}

TEST_CASE("found by fuzzing: a name in another encoding becomes a text that JSON can hold") {
    const auto name = [](std::string_view text) {
        return read_benchmark(with("", "NAME : " + std::string{text} + "\nEDGE_WEIGHT_TYPE : EUC_2D\n")).problem.name;
    };
    CHECK(name("M\xC3\xBCnchen \xF0\x9F\x9A\x9A") == "M\xC3\xBCnchen \xF0\x9F\x9A\x9A");
    CHECK(name("M\xFCnchen") == "M?nchen");
    CHECK(name("\xED\xA0\x80 \xC0\xAF \xF4\x90\x80\x80 \xE2\x82") == "??? ?? ???? ??");
}

TEST_CASE("weights are given in every TSPLIB format") {
    const std::vector<std::int32_t> symmetric{0, 1, 2, 1, 0, 3, 2, 3, 0};
    CHECK(weights("FULL_MATRIX", "9 1 2\n3 9 4\n5 6 9") == std::vector<std::int32_t>{0, 1, 2, 3, 0, 4, 5, 6, 0});
    CHECK(weights("LOWER_ROW", "1\n2 3") == symmetric);
    CHECK(weights("UPPER_COL", "1\n2 3") == symmetric);
    CHECK(weights("UPPER_ROW", "1 2\n3") == symmetric);
    CHECK(weights("LOWER_COL", "1 2\n3") == symmetric);
    CHECK(weights("LOWER_DIAG_ROW", "0\n1 0\n2 3 0") == symmetric);
    CHECK(weights("UPPER_DIAG_ROW", "0 1 2\n0 3\n0") == symmetric);
    CHECK(weights("LOWER_ROW", "1 2\n3", "COMMENT : (Eilon et al)\n") == symmetric);
    CHECK(weights("LOWER_ROW", "1.4\n2 2.5") == symmetric);
}

TEST_CASE("weights that do not fit are refused before anything is made of their size") {
    const std::string head = "EDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : FULL_MATRIX\n";
    CHECK(refused("DIMENSION : 9999999\n" + head + "EDGE_WEIGHT_SECTION\n0 1\n1 0\n") ==
          "invalid_value: line 4, EDGE_WEIGHT_SECTION is '4 numbers', expected weights between all places");
    CHECK(refused("DIMENSION : 3\n" + head + "EDGE_WEIGHT_SECTION\n0 1\n1 0\n") ==
          "invalid_value: line 4, EDGE_WEIGHT_SECTION is '4 numbers', expected 9 numbers");
    CHECK(refused("DIMENSION : 2\n" + head + "EDGE_WEIGHT_SECTION\n0 1\n3e9 0\n") ==
          "out_of_range: line 6, EDGE_WEIGHT_SECTION is '3e9', expected a weight within 32 bits");
    CHECK(refused("DIMENSION : 2\n" + head) ==
          "missing_field: NODE_COORD_SECTION, expected coordinates or edge weights");
    CHECK(refused("DIMENSION : 2\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_SECTION\n0 1 1 0\n") ==
          "missing_field: EDGE_WEIGHT_FORMAT, expected a line \"EDGE_WEIGHT_FORMAT : ...\"");
    CHECK(refused("DIMENSION : 99999999\nEDGE_WEIGHT_TYPE : EUC_2D\n") ==
          "out_of_range: line 1, DIMENSION is '99999999', expected a number from 1 to 10000000");
    CHECK(refused("DIMENSION : 9999999\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n") ==
          "invalid_value: line 3, NODE_COORD_SECTION is '1 rows', expected 9999999 rows");
}

TEST_CASE("each kind of distance has its profile") {
    const auto profile = [](std::string_view type, Convention convention = Convention::automatic) {
        const std::string head = "EDGE_WEIGHT_TYPE : " + std::string{type} + "\n";
        return read_both_ways(with("", head), convention).problem.profiles.at(0);
    };
    CHECK(profile("EUC_2D") == TravelProfile{});
    CHECK(profile("FLOOR_2D") == TravelProfile{.rounding = DistanceRounding::truncate, .traffic = {}});
    CHECK(profile("CEIL_2D") == TravelProfile{.rounding = DistanceRounding::up, .traffic = {}});
    CHECK(profile("EXACT_2D") == TravelProfile{.scale = 1000, .traffic = {}});
    CHECK(profile("MAN_2D") == TravelProfile{.metric = Metric::manhattan, .traffic = {}});
    CHECK(
        profile("MAN_2D", Convention::dimacs) ==
        TravelProfile{.metric = Metric::manhattan, .rounding = DistanceRounding::truncate, .scale = 10, .traffic = {}});
    CHECK(refused(with("", "EDGE_WEIGHT_TYPE : FLOOR_2D\n"), Convention::dimacs) ==
          "invalid_value: line 2, EDGE_WEIGHT_TYPE is 'FLOOR_2D', expected EUC_2D for this convention, or convention "
          "nearest");
    CHECK(
        refused(with("", "EDGE_WEIGHT_TYPE : EUC_3D\n")) ==
        "invalid_value: line 2, EDGE_WEIGHT_TYPE is 'EUC_3D', expected one of EUC_2D FLOOR_2D CEIL_2D EXACT_2D MAN_2D "
        "GEO EXPLICIT");
}

TEST_CASE("geographical distances are TSPLIB's") {
    // The first places of ulysses22 with distances as the TSPLIB documentation's formula gives them.
    const BenchmarkInstance instance = read_both_ways(
        "DIMENSION : 3\nEDGE_WEIGHT_TYPE : GEO\nNODE_COORD_SECTION\n1 38.24 20.42\n2 39.57 26.15\n3 40.56 25.32\n");
    CHECK(instance.matrices.at(0).distances == std::vector<std::int32_t>{0, 509, 501, 509, 0, 126, 501, 126, 0});
}

TEST_CASE("time windows bring the convention of DIMACS; what is not said by the file is not set") {
    const BenchmarkInstance instance =
        read_both_ways(with("TIME_WINDOW_SECTION\n1 0 100\n2 5 10.5\n3 7 20\nDEPOT_SECTION\n1\n-1\n",
                            "VEHICLES : 7\nSERVICE_TIME : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n"));
    CHECK(instance.convention == Convention::dimacs);
    CHECK(instance.problem.vehicles[0].count == 7);
    CHECK(instance.problem.vehicles[0].shift == TimeWindow{0, 1000});
    CHECK(instance.problem.vehicles[0].capacity.empty());
    CHECK(instance.problem.jobs[0].stop == Stop{1, 20, {{50, 105}}, std::nullopt});
    CHECK(instance.problem.jobs[0].delivery.empty());
}

TEST_CASE("release times, service times, prizes and backhauls") {
    const BenchmarkInstance instance =
        read_both_ways(with("LINEHAUL_SECTION\n1 0 0\n2 5 1\n3 0 0\nBACKHAUL_SECTION\n1 0 0\n2 0 0\n3 4 2\n"
                            "SERVICE_TIME_SECTION\n1 0\n2 8\n3 9\nRELEASE_TIME_SECTION\n1 0\n2 30\n3 "
                            "0\nPRIZE_SECTION\n1 0\n2 0\n3 12\n",
                            "CAPACITY_SECTION\n1 6 2\n2 6 2\nEDGE_WEIGHT_TYPE : EUC_2D\n"),
                       Convention::dimacs);
    const std::vector<Job>& jobs = instance.problem.jobs;
    CHECK(jobs[0].delivery == Numbers{5, 1});
    CHECK(jobs[1].pickup == Numbers{4, 2});
    CHECK(jobs[1].stop.service == 90);
    CHECK(jobs[0].release == 300);
    CHECK_FALSE(jobs[0].terms.prize);
    CHECK(jobs[1].terms.prize == 120);
    CHECK(instance.problem.vehicles.size() == 1);
    CHECK(instance.problem.vehicles[0].count == 2);
    CHECK(instance.problem.vehicles[0].capacity == Numbers{6, 2});
}

TEST_CASE("of a group of customers one is served") {
    const BenchmarkInstance instance = read_both_ways(with("MUTUALLY_EXCLUSIVE_GROUP_SECTION\n1 2 3\n"));
    CHECK(instance.problem.jobs[0].terms.alternatives == "1");
    CHECK(instance.problem.jobs[1].terms.alternatives == "1");
    CHECK(read_benchmark(with("MUTUALLY_EXCLUSIVE_GROUP_SECTION\n1 2\n2 3\n"))
              .problem.jobs[0]
              .terms.alternatives.empty());
    CHECK(refused(with("MUTUALLY_EXCLUSIVE_GROUP_SECTION\n1 2 3\n2 1\n")) ==
          "out_of_range: line 9, MUTUALLY_EXCLUSIVE_GROUP_SECTION is '1', expected a number from 2 to 3");
}

TEST_CASE("vehicles that are alike and follow each other are one type") {
    const BenchmarkInstance instance = read_both_ways(with(
        "TIME_WINDOW_SECTION\n1 0 50\n2 10 60\n3 0 100\nCAPACITY_SECTION\n1 5\n2 5\n3 8\n4 5\n"
        "VEHICLES_DEPOT_SECTION\n1 1\n2 1\n3 2\n4 1\nVEHICLES_MAX_DISTANCE_SECTION\n1 70\n2 70\n3 80\n4 70\n"
        "VEHICLES_FIXED_COST_SECTION\n1 1\n2 1\n3 2.5\n4 1\nVEHICLES_UNIT_DISTANCE_COST_SECTION\n1 1\n2 1\n3 2\n4 1\n"
        "VEHICLES_RELOAD_DEPOT_SECTION\n1 1 2\n2 1 2\n3 2\n4 1 2\n"
        "DEMAND_SECTION\n1 0\n2 0\n3 4\nDEPOT_SECTION\n1\n2\n-1\n",
        "VEHICLES : 4\nVEHICLES_MAX_DURATION : 90\nVEHICLES_MAX_RELOADS : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n"));
    const std::vector<VehicleType>& types = instance.problem.vehicles;
    REQUIRE(types.size() == 3);
    CHECK(types[0].id == "1");
    CHECK(types[0].count == 2);
    CHECK(types[0].shift == TimeWindow{0, 500});
    CHECK(types[0].distance_max == 700);
    CHECK(types[0].duration_max == 900);
    CHECK(types[0].reloads == std::vector<std::int32_t>{0, 1});
    CHECK(types[0].trips_max == 4);
    CHECK(types[1].start == 1);
    CHECK(types[1].end == 1);
    CHECK(types[1].shift == TimeWindow{100, 600});
    CHECK(types[1].capacity == Numbers{8});
    CHECK(types[1].fixed_cost == 25);
    CHECK(types[1].distance_cost == 2);
    CHECK(types[2].id == "3");
    CHECK(instance.problem.jobs.size() == 1);
    CHECK(instance.problem.jobs[0].id == "2");
}

TEST_CASE("vehicles may be bound to customers") {
    const std::string text = with("VEHICLES_ALLOWED_CLIENTS_SECTION\n1 2 3\n2 3\n3 3\nDEPOT_SECTION\n1\n-1\n");
    const BenchmarkInstance instance = read_both_ways(text);
    REQUIRE(instance.problem.vehicles.size() == 2);
    CHECK(instance.problem.vehicles[1].count == 2);
    CHECK(instance.problem.jobs[0].terms.allowed == std::vector<std::string>{"1"});
    CHECK(instance.problem.jobs[1].terms.allowed.empty());
    CHECK(refused(with("VEHICLES_ALLOWED_CLIENTS_SECTION\n1 3\n")) ==
          "invalid_value: VEHICLES_ALLOWED_CLIENTS_SECTION is '1', expected a vehicle for each customer");
}

TEST_CASE("DISTANCE limits a route with its service times") {
    const auto type = [](std::string_view head) {
        const std::string all = std::string{head} + "DISTANCE : 40\nEDGE_WEIGHT_TYPE : EUC_2D\n";
        return read_both_ways(with("", all)).problem.vehicles.at(0);
    };
    CHECK(type("").distance_max == 40);
    CHECK_FALSE(type("").duration_max);
    CHECK(type("SERVICE_TIME : 10\n").duration_max == 40);
    CHECK_FALSE(type("SERVICE_TIME : 10\n").distance_max);
}

TEST_CASE("open routes end at their last stop") {
    const BenchmarkInstance instance = read_both_ways(with("", "TYPE : OVRP\nEDGE_WEIGHT_TYPE : EUC_2D\n"));
    CHECK(instance.problem.vehicles[0].start == 0);
    CHECK_FALSE(instance.problem.vehicles[0].end);
    CHECK(refused(with("", "TYPE : TRP\nEDGE_WEIGHT_TYPE : EUC_2D\n")) ==
          "unsupported: line 2, TYPE is 'TRP', expected a kind of problem that can be said");
}

TEST_CASE("pickups and deliveries as LKH writes them") {
    const BenchmarkInstance instance = read_both_ways(
        with("PICKUP_AND_DELIVERY_SECTION\n1 0 0 100 0 0 0\n# a remark\n2 -7 5 60 2 3 0\n3 7 0 50 1 0 2\n"
             "DEPOT_SECTION\n1\n-1\n",
             "TYPE : PDPTW\nVEHICLES : 2\nCAPACITY : 50\nEDGE_WEIGHT_TYPE : EUC_2D\n"));
    REQUIRE(instance.problem.shipments.size() == 1);
    const Shipment& shipment = instance.problem.shipments[0];
    CHECK(shipment.id == "2-1");
    CHECK(shipment.amount == Numbers{7});
    CHECK(shipment.pickup == Stop{2, 10, {{0, 500}}, std::nullopt});
    CHECK(shipment.delivery == Stop{1, 20, {{50, 600}}, std::nullopt});
    CHECK(instance.problem.vehicles[0].shift == TimeWindow{0, 1000});
}

TEST_CASE("in VRPB no route turns to deliveries after a collection, nor begins with one") {
    const BenchmarkInstance instance =
        read_both_ways(with("LINEHAUL_SECTION\n1 0\n2 5\n3 0\nBACKHAUL_SECTION\n1 0\n2 0\n3 4\n",
                            "TYPE : VRPB\nEDGE_WEIGHT_TYPE : EUC_2D\n"));
    CHECK(instance.problem.profiles.empty());
    const std::vector<std::int32_t> expected{0, 3, 1'000'000'000, 3, 0, 4, 5, 1'000'000'000, 0};
    CHECK(instance.matrices.at(0).distances == expected);
}

TEST_CASE("a file that contradicts itself is refused with line and field") {
    CHECK(refused("NAME : a\n") == "missing_field: DIMENSION, expected a line \"DIMENSION : ...\"");
    CHECK(refused("DIMENSION : 3\n") == "missing_field: EDGE_WEIGHT_TYPE, expected a line \"EDGE_WEIGHT_TYPE : ...\"");
    CHECK(refused("DIMENSION : three\n") == "invalid_value: line 1, DIMENSION is 'three', expected a number");
    CHECK(refused("DIMENSION : 3\nDIMENSION : 4\n") ==
          "invalid_value: line 2 is 'DIMENSION', expected each keyword once");
    CHECK(refused("DIMENSION : 3\n4 5\n") == "parse_error: line 2 is '4 5', expected \"KEY : value\" or a section");
    CHECK(refused(with("DEMAND_SECTION\n1 0\n2 5\n")) ==
          "invalid_value: line 7, DEMAND_SECTION is '2 rows', expected 3 rows");
    CHECK(refused(with("DEMAND_SECTION\n1 0\n2 5\n2 6\n")) ==
          "invalid_value: line 10, DEMAND_SECTION is '2', expected each number once");
    CHECK(refused(with("DEMAND_SECTION\n1 0\n2 5\n3 -6\n")) ==
          "out_of_range: line 10, DEMAND_SECTION is '-6', expected a number from 0 to 1125899906842624");
    CHECK(refused(with("DEMAND_SECTION\n1 1\n2 5\n3 6\n")) ==
          "invalid_value: line 8, DEMAND_SECTION is '1', expected 0 for a depot");
    CHECK(refused(with("DEMAND_SECTION\n1 0\n2 5\n3\n")) ==
          "invalid_value: line 10, DEMAND_SECTION is '1 numbers', expected more than one number");
    CHECK(refused(with("", "CAPACITY : 5\nEDGE_WEIGHT_TYPE : EUC_2D\n")) ==
          "missing_field: DEMAND_SECTION, expected the demands of vehicles with a capacity");
    CHECK(refused(with("DEPOT_SECTION\n2\n-1\n")) ==
          "invalid_value: line 8, DEPOT_SECTION is '2', expected the first places as depots, in order");
    CHECK(refused(with("DEPOT_SECTION\n-1\n")) == "missing_field: line 7, DEPOT_SECTION, expected a depot");
    CHECK(refused(with("RISK_SECTION\n1 2\n")) ==
          "unsupported: line 7 is 'RISK_SECTION', expected a keyword that changes nothing or is understood");
    CHECK(refused(with("", "RISK : 5\nEDGE_WEIGHT_TYPE : EUC_2D\n")) ==
          "unsupported: line 2 is 'RISK', expected a keyword that changes nothing or is understood");
    CHECK(refused(with("VEHICLES_DEPOT_SECTION\n1 2\n")) ==
          "out_of_range: line 8, VEHICLES_DEPOT_SECTION is '2', expected a number from 1 to 1");
    CHECK(refused("DIMENSION : 1\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 2e9 0\n") ==
          "out_of_range: line 4, NODE_COORD_SECTION is '2e9', expected at most 1000000000");
}

TEST_CASE("what VRPLIB has no words for is refused with its path, not left out") {
    const BenchmarkInstance plain = read_benchmark(with("DEMAND_SECTION\n1 0\n2 5\n3 6\n"));
    const auto changed = [&](auto&& change) {
        BenchmarkInstance instance = plain;
        change(instance.problem);
        return message_of([&] { return write_vrplib(instance); });
    };
    CHECK(changed([](Problem&) {}) == "not refused");
    CHECK(changed([](Problem& of) { of.jobs[1].terms.skills = {"cold"}; }) ==
          "unsupported: problem.jobs[1].terms.skills, expected what VRPLIB can say");
    CHECK(changed([](Problem& of) { of.jobs[0].stop.lateness_cost = 3; }) ==
          "unsupported: problem.jobs[0].stop.lateness_cost, expected what VRPLIB can say");
    CHECK(changed([](Problem& of) { of.vehicles[0].id = "van"; }) ==
          "unsupported: problem.vehicles[0].id, expected what VRPLIB can say");
    CHECK(changed([](Problem& of) {
              of.vehicles[0].breaks.push_back({"lunch", 30, {}});
          }) == "unsupported: problem.vehicles[0].breaks, expected what VRPLIB can say");
    CHECK(changed([](Problem& of) { of.objective.balance_cost = 1; }) ==
          "unsupported: problem.objective.balance_cost, expected what VRPLIB can say");
    CHECK(changed([](Problem& of) { of.name = "two\nlines"; }).starts_with("unsupported: instance"));
    CHECK(changed([](Problem& of) {
              of.places.pop_back();
              of.places.pop_back();
          }) == "invalid_value: problem.places is '1', expected depots and a place of its own for each stop");
    CHECK(changed([](Problem& of) { of.vehicles.clear(); }) == "missing_field: problem.vehicles, expected a vehicle");
}
