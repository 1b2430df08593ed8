#include "files.hpp"

#include <doctest/doctest.h>
#include <marketplace/routing/benchmark_formats.hpp>

using namespace marketplace;
using namespace marketplace::routing;

namespace {

/// A solution that has nothing but what is driven.
Solution solution_of(const std::vector<RoutePlan>& plans, std::int64_t cost) {
    Solution out;
    for (const RoutePlan& plan : plans) {
        Route route{.vehicle_type = plan.vehicle_type, .vehicle = plan.vehicle, .steps = {}};
        for (const Visit& visit : plan.visits) route.steps.push_back({.visit = visit, .load = {}});
        out.routes.push_back(std::move(route));
    }
    out.cost.total = cost;
    return out;
}

constexpr std::string_view two_types = R"(TYPE : CVRP
DIMENSION : 5
VEHICLES : 4
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 0
3 2 0
4 3 0
5 4 0
DEMAND_SECTION
1 0
2 1
3 1
4 1
5 1
CAPACITY_SECTION
1 3
2 3
3 9
4 9
DEPOT_SECTION
1
-1
)";

}  // namespace

TEST_CASE("a plan comes back from its file") {
    const BenchmarkInstance instance = read_benchmark(file_text("X-n101-k25.vrp"));
    const std::vector<RoutePlan> plans = read_solution(file_text("X-n101-k25.sol"), instance);
    const std::string text = write_solution(solution_of(plans, 27591), instance);
    CHECK(text.starts_with("Route #1: 31 46 35\nRoute #2: 15 22 41 20\n"));
    CHECK(text.ends_with("Route #26: 24 95 73 53 33 32\nCost 27591\n"));
    CHECK(read_solution(text, instance) == plans);
}

TEST_CASE("stops of shipments are their numbers") {
    const BenchmarkInstance instance = read_benchmark(file_text("lr112.txt"));
    const std::vector<RoutePlan> plans = read_solution("Route #1: 2 22\nCost 7.5\n", instance);
    REQUIRE(plans.size() == 1);
    CHECK(plans[0].visits == std::vector<Visit>{{Activity::pickup, 0}, {Activity::delivery, 0}});
    CHECK(write_solution(solution_of(plans, 7500), instance) == "Route #1: 2 22\nCost 7.500\n");
}

TEST_CASE("with several types of vehicle each line is a vehicle, used or not") {
    const BenchmarkInstance instance = read_benchmark(two_types);
    const std::vector<RoutePlan> plans{{0, 1, {{Activity::job, 0}}}, {1, 0, {{Activity::job, 2}, {Activity::job, 1}}}};
    const std::string text = write_solution(solution_of(plans, 12), instance);
    CHECK(text == "Route #1:\nRoute #2: 1\nRoute #3: 3 2\nCost 12\n");
    CHECK(read_solution(text, instance) == plans);
}

TEST_CASE("routes are read however programs write them") {
    const BenchmarkInstance instance = read_benchmark(two_types);
    const std::vector<RoutePlan> plans{{0, 0, {{Activity::job, 0}, {Activity::job, 1}}}};
    CHECK(read_solution("route 1 : 1\t2 \r\nCost 5.0", instance) == plans);
    CHECK(read_solution("Time 3\nROUTE #1:1 2", instance) == plans);
    CHECK(read_solution("Cost 0\n", instance).empty());
}

TEST_CASE("routes that no plan of the instance can have are refused with their line") {
    const BenchmarkInstance instance = read_benchmark(two_types);
    const auto refused = [&](std::string_view text) {
        return message_of([&] { return read_solution(text, instance); });
    };
    CHECK(refused("") == "parse_error: line 1, expected \"Route #1: ...\" or \"Cost ...\"");
    CHECK(refused("hello") == "parse_error: line 1 is 'hello', expected \"Route #1: ...\" or \"Cost ...\"");
    CHECK(refused("Route 1 2 3") == "parse_error: line 1 is 'Route 1 2 3', expected \"Route #1: ...\"");
    CHECK(refused("Cost 1\nRoute #1: 1 x") == "invalid_value: line 2, Route is 'x', expected a number");
    CHECK(refused("Route #1: 5") == "out_of_range: line 1, Route is '5', expected a number from 0 to 4");
    CHECK(refused("Route #1: 0") == "invalid_value: line 1, Route is '0', expected a customer of the instance");
    CHECK(refused("Route #1: 1\nRoute #2: 2 1") == "invalid_value: line 2, Route is '1', expected each customer once");
    CHECK(refused("Route #1: 1\nRoute #2: 2\nRoute #3: 3\nRoute #4: 4\nRoute #5:") ==
          "invalid_value: line 5, Route is 'Route #5', expected no more routes than vehicles");
}
