// Files of the public sets as they are distributed.

#include "files.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/routing/benchmark_formats.hpp>

#include <cmath>

using marketplace::from_json;
using marketplace::to_json;
using namespace marketplace::routing;

namespace {

/// The obvious twin of the optimizer's distances: the convention's definition, pair by pair.
std::int64_t distance(const BenchmarkInstance& instance, std::int32_t from, std::int32_t to) {
    const Place& a = instance.problem.places.at(static_cast<std::size_t>(from));
    const Place& b = instance.problem.places.at(static_cast<std::size_t>(to));
    const double length = std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
    const double scaled = length * static_cast<double>(instance.cost_scale);
    return static_cast<std::int64_t>(instance.convention == Convention::dimacs ? scaled : std::floor(scaled + 0.5));
}

std::int64_t cost_of(const BenchmarkInstance& instance, const std::vector<RoutePlan>& plans) {
    std::int64_t cost = 0;
    for (const RoutePlan& plan : plans) {
        std::int32_t at = 0;
        for (const Visit& visit : plan.visits) {
            const std::int32_t next = instance.problem.jobs.at(static_cast<std::size_t>(visit.index)).stop.place;
            cost += distance(instance, at, next);
            at = next;
        }
        cost += distance(instance, at, 0);
    }
    return cost;
}

}  // namespace

TEST_CASE("X-n101-k25 is read, and its optimal plan costs 27591") {
    const BenchmarkInstance instance = read_benchmark(file_text("X-n101-k25.vrp"));
    const Problem& problem = instance.problem;
    CHECK(problem.name == "X-n101-k25");
    CHECK(instance.format == "vrplib");
    CHECK(instance.convention == Convention::nearest);
    CHECK(instance.cost_scale == 1);
    CHECK(instance.matrices.empty());
    REQUIRE(problem.places.size() == 101);
    CHECK(problem.places[0] == Place{"", 365, 689});
    REQUIRE(problem.jobs.size() == 100);
    CHECK(problem.jobs[0].id == "1");
    CHECK(problem.jobs[0].stop.place == 1);
    CHECK(problem.jobs[0].delivery == std::vector<std::int64_t>{38});
    CHECK(problem.jobs[0].stop.windows.empty());
    REQUIRE(problem.vehicles.size() == 1);
    CHECK(problem.vehicles[0].count == 100);
    CHECK(problem.vehicles[0].capacity == std::vector<std::int64_t>{206});
    CHECK(problem.vehicles[0].start == 0);
    CHECK(problem.vehicles[0].end == 0);
    CHECK(problem.profiles == std::vector{TravelProfile{}});

    const std::vector<RoutePlan> plans = read_solution(file_text("X-n101-k25.sol"), instance);
    REQUIRE(plans.size() == 26);
    CHECK(plans[0].visits == std::vector<Visit>{{Activity::job, 30}, {Activity::job, 45}, {Activity::job, 34}});
    CHECK(plans[25].vehicle == 25);
    CHECK(cost_of(instance, plans) == 27591);
}

TEST_CASE("Solomon's C101: times and distances by ten, the depot's window is the shift") {
    const BenchmarkInstance instance = read_benchmark(file_text("C101.txt"));
    const Problem& problem = instance.problem;
    CHECK(problem.name == "C101");
    CHECK(instance.format == "solomon");
    CHECK(instance.convention == Convention::dimacs);
    CHECK(instance.cost_scale == 10);
    CHECK(problem.places.size() == 101);
    REQUIRE(problem.jobs.size() == 100);
    CHECK(problem.jobs[2].id == "3");
    CHECK(problem.jobs[2].stop == Stop{3, 900, {{650, 1460}}, std::nullopt});
    CHECK(problem.jobs[2].delivery == std::vector<std::int64_t>{10});
    CHECK(problem.vehicles[0].count == 25);
    CHECK(problem.vehicles[0].shift == TimeWindow{0, 12360});
    CHECK(problem.profiles[0].scale == 10);
    CHECK(problem.profiles[0].rounding == DistanceRounding::truncate);
    CHECK(distance(instance, 0, 1) == 186);  // sqrt(5² + 18²) = 18.68
}

TEST_CASE("Li and Lim's lr112: shipments in the order of their pickups") {
    const BenchmarkInstance instance = read_benchmark(file_text("lr112.txt"));
    const Problem& problem = instance.problem;
    CHECK(instance.format == "li_lim");
    CHECK(instance.convention == Convention::milli);
    CHECK(instance.cost_scale == 1000);
    CHECK(problem.places.size() == 107);
    CHECK(problem.jobs.empty());
    REQUIRE(problem.shipments.size() == 53);
    const Shipment& first = problem.shipments[0];
    CHECK(first.id == "2-22");
    CHECK(first.amount == std::vector<std::int64_t>{7});
    CHECK(first.pickup == Stop{2, 10'000, {{18'000, 147'000}}, std::nullopt});
    CHECK(first.delivery.place == 22);
    CHECK(problem.vehicles[0].shift == TimeWindow{0, 230'000});
    CHECK(problem.profiles[0].rounding == DistanceRounding::nearest);
    for (std::size_t i = 1; i < problem.shipments.size(); ++i)
        CHECK(problem.shipments[i - 1].pickup.place < problem.shipments[i].pickup.place);
}

TEST_CASE("every file comes back from its VRPLIB text and from its JSON") {
    for (const std::string name : {"X-n101-k25.vrp", "C101.txt", "R112.txt", "lr112.txt", "LR1_2_3.txt"}) {
        for (const Convention convention :
             {Convention::automatic, Convention::nearest, Convention::dimacs, Convention::milli, Convention::exact}) {
            CAPTURE(name);
            BenchmarkInstance instance = read_benchmark(file_text(name), convention);
            CHECK(from_json<BenchmarkInstance>(to_json(instance)) == instance);
            BenchmarkInstance back = read_benchmark(write_vrplib(instance));
            back.format = instance.format;
            CHECK(back == instance);
        }
    }
}

TEST_CASE("a convention that is asked for wins") {
    const std::string text = file_text("R112.txt");
    CHECK(read_benchmark(text, Convention::exact).problem.jobs[0].stop.service == 1'000'000);
    CHECK(read_benchmark(text, Convention::nearest).problem.jobs[0].stop.service == 10);
    CHECK(read_benchmark(text, Convention::nearest).problem.profiles[0] == TravelProfile{});
}

TEST_CASE("a Solomon file is read whatever its blanks and line ends are") {
    const BenchmarkInstance instance = read_benchmark(
        "\xEF\xBB\xBFtiny\n\n\nvehicle\nNumber Capacity\n2\t10\n\nCustomer\nCUST NO. ...\r\n"
        "0 1 1 0 0 50 0\r\n\t1   2.5 -1.5e1 3 5.5 10 2.25\r\n");
    CHECK(instance.problem.name == "tiny");
    CHECK(instance.problem.places[1] == Place{"", 2.5, -15});
    CHECK(instance.problem.jobs[0].stop == Stop{1, 22, {{55, 100}}, std::nullopt});
}

TEST_CASE("what is none of the formats is refused with its line") {
    const auto refused = [](std::string_view text) { return message_of([&] { return read_benchmark(text); }); };
    CHECK(refused("") == "parse_error: line 1, expected VRPLIB, Solomon or Li and Lim text");
    CHECK(refused("\n\n hello world\n") ==
          "parse_error: line 3 is 'hello world', expected VRPLIB, Solomon or Li and Lim text");
    CHECK(refused("a\nVEHICLE\n") ==
          "parse_error: line 2 is 'the end of the text', expected the number and capacity of the vehicles");
    CHECK(refused("a\nVEHICLE\n1 2 3\n") == "parse_error: line 3 is '1 2 3', expected two numbers");
    CHECK(refused("a\nVEHICLE\n1 2\n") == "missing_field: line 3, CUSTOMER, expected the depot's row");
    CHECK(refused("a\nVEHICLE\n1 2\n0 1 1 0 0 50\n") == "parse_error: line 4 is '6 numbers', expected 7 numbers");
    CHECK(refused("a\nVEHICLE\n0 2\n") ==
          "out_of_range: line 3, NUMBER is '0', expected a number from 1 to 2147483647");
    CHECK(refused("a\nVEHICLE\n1 2\n0 1 1 0 0 50 0\n2 1 1 0 0 50 0\n") ==
          "invalid_value: line 5, CUST NO. is '2', expected 1");
    CHECK(refused("a\nVEHICLE\n1 2\n0 1 1 0 0 50 0\n1 1 1 0 60 50 0\n") ==
          "invalid_value: line 5, DUE DATE is '50', expected an end from the begin on, 60");
    CHECK(refused("a\nVEHICLE\n1 2\n0 1 1 0 0 50 0\n1 1 1 2.5 0 50 0\n") ==
          "invalid_value: line 5, DEMAND is '2.5', expected a whole number");
    CHECK(refused("a\nVEHICLE\n1 2\n0 1 1 0 0 50 0\n1 1 1 -2 0 50 0\n") ==
          "out_of_range: line 5, DEMAND is '-2', expected a number from 0 to 1125899906842624");
    CHECK(refused("a\nVEHICLE\n1 2\n0 inf 1 0 0 50 0\n") ==
          "invalid_value: line 4, XCOORD. is 'inf', expected a number");
    CHECK(refused("a\nVEHICLE\n1 2\n0 1 1 0 0 5e99 0\n") ==
          "out_of_range: line 4, DUE DATE is '5e99', expected at most 2^50");
}

TEST_CASE("a Li and Lim file whose pairs do not fit is refused") {
    const auto refused = [](std::string_view rows) {
        return message_of([&] { return read_benchmark("2 10 1\n0 0 0 0 0 90 0 0 0\n" + std::string{rows}); });
    };
    CHECK(refused("1 1 1 5 0 9 1 0 2\n2 2 2 -5 0 9 1 1 0\n") == "not refused");
    CHECK(refused("1 1 1 5 0 9 1 0 2\n2 2 2 -4 0 9 1 1 0\n") == "invalid_value: line 4, task is '-4', expected -5");
    CHECK(refused("1 1 1 5 0 9 1 0 2\n2 2 2 -5 0 9 1 0 0\n") ==
          "invalid_value: line 4, task is '0', expected the pickup that names this delivery");
    CHECK(refused("1 1 1 5 0 9 1 0 0\n2 2 2 -5 0 9 1 1 0\n") ==
          "invalid_value: line 3, task is '0', expected the delivery that names this pickup");
    CHECK(refused("1 1 1 5 0 9 1 0 1\n") ==
          "invalid_value: line 3, task is '1', expected the number of another customer");
    CHECK(refused("1 1 1 5 0 9 1 0 7\n") == "out_of_range: line 3, task is '7', expected a number from 0 to 1");
    CHECK(refused("1 1 1 5 0 9 1 2 2\n2 2 2 -5 0 9 1 1 0\n") ==
          "invalid_value: line 3, task is '2', expected a pickup or a delivery, not both");
    CHECK(refused("1 1 1 5 0 9 1 0\n") == "parse_error: line 3 is '8 numbers', expected 9 numbers");
    CHECK(message_of([] { return read_benchmark("2 10 3\n0 0 0 0 0 90 0 0 0\n"); }) ==
          "invalid_value: line 1, speed is '3', expected 1");
}

TEST_CASE("a customer in no pair is a job") {
    const Problem problem = read_benchmark("2 10 1\n0 0 0 0 0 90 0 0 0\n1 1 1 5 0 9 1 0 0\n").problem;
    REQUIRE(problem.jobs.size() == 1);
    CHECK(problem.jobs[0].delivery == std::vector<std::int64_t>{5});
}

TEST_CASE("costs are told in the unit of the convention") {
    CHECK(format_cost(27591, 1) == "27591");
    CHECK(format_cost(9486, 10) == "948.6");
    CHECK(format_cost(8270, 10) == "827.0");
    CHECK(format_cost(1'003'766, 1000) == "1003.766");
    CHECK(format_cost(7, 1000) == "0.007");
    CHECK(format_cost(-7, 1000) == "-0.007");
    CHECK(format_cost(-1007, 1000) == "-1.007");
    CHECK(format_cost(INT64_MIN, 10) == "-922337203685477580.8");
    CHECK(message_of([] { return format_cost(1, 25); }) ==
          "invalid_value: cost_scale is '25', expected a power of ten");
    CHECK(message_of([] { return format_cost(1, 0); }) == "invalid_value: cost_scale is '0', expected a power of ten");
}
