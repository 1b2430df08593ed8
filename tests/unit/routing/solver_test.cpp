// Budgets, determinism, control and bad input of the optimizer.

#include <marketplace/routing/benchmark_formats.hpp>
#include <marketplace/routing/dispatch.hpp>

#include <marketplace/core/error.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <limits>

using namespace marketplace::routing;

namespace {

BenchmarkInstance instance(const std::string& name) {
    std::ifstream in{MARKETPLACE_SOURCE_DIR "/tests/data/routing/" + name, std::ios::binary};
    REQUIRE(in);
    return read_benchmark(std::string{std::istreambuf_iterator<char>{in}, {}});
}

SolveResult solve_file(const std::string& name, std::int64_t iterations, std::uint32_t seed = 1,
                       std::int32_t threads = 1) {
    const BenchmarkInstance file = instance(name);
    return solve(compile(file.problem, file.matrices),
                 {.iterations = iterations, .seed = seed, .threads = threads, .start = {}});
}

void check_refused(const Problem& problem, const std::string& message) {
    CHECK_THROWS_WITH(static_cast<void>(compile(problem)), message.c_str());
}

}  // namespace

TEST_CASE("Public instances are solved to within a few percent in few iterations") {
    CHECK(solve_file("X-n101-k25.vrp", 60'000).solution.cost.total <= 27591 * 102 / 100);
    CHECK(solve_file("C101.txt", 20'000).solution.cost.total == 8273);
    CHECK(solve_file("R112.txt", 40'000).solution.cost.total <= 9486 * 103 / 100);
    CHECK(solve_file("lr112.txt", 20'000).solution.cost.total <= 1'003'766 * 103 / 100);
    CHECK(solve_file("LR1_2_3.txt", 20'000).solution.cost.total <= 3'486'804 / 100 * 102);
}

TEST_CASE("The same seed and iterations give the same plan, with any number of threads") {
    for (const std::int32_t threads : {1, 3}) {
        const SolveResult a = solve_file("R112.txt", 4'000, 7, threads);
        const SolveResult b = solve_file("R112.txt", 4'000, 7, threads);
        CHECK(a.solution == b.solution);
        CHECK(a.iterations == b.iterations);
        CHECK(a.iterations == 4'000 * threads);
    }
    CHECK(solve_file("R112.txt", 4'000, 8).solution != solve_file("R112.txt", 4'000, 7).solution);
}

TEST_CASE("The cost of the trace only falls and ends with that of the plan") {
    const SolveResult result = solve_file("LR1_2_3.txt", 5'000);
    REQUIRE(!result.trace.empty());
    for (std::size_t i = 1; i < result.trace.size(); ++i) CHECK(result.trace[i].cost < result.trace[i - 1].cost);
    CHECK(result.trace.back().cost == result.solution.cost.total);
}

TEST_CASE("A search ends when its clock says so, when it is told to, and when its caller has seen enough") {
    const BenchmarkInstance file = instance("R112.txt");
    const Model model = compile(file.problem);
    std::int64_t time = 0;
    SolveControl control;
    control.now_us = [&] { return time += 10; };
    const SolveResult timed = solve(model, {.time_limit_us = 5'000, .start = {}}, control);
    CHECK(timed.solution.complete);
    CHECK(timed.elapsed_us >= 5'000);
    CHECK(timed.elapsed_us <= 6'000);

    std::stop_source stop;
    stop.request_stop();
    CHECK(solve(model, {.iterations = 1'000'000'000, .start = {}},
                {.now_us = {}, .stop = stop.get_token(), .progress = {}})
              .iterations == 0);

    int calls = 0;
    double before = -1;
    SolveControl watching;
    watching.progress = [&](const SolveProgress& progress) {
        CHECK(progress.fraction > before);
        before = progress.fraction;
        return ++calls < 5;
    };
    const SolveResult watched = solve(model, {.iterations = 1'000'000, .start = {}}, watching);
    CHECK(watched.solution.complete);
    CHECK(watched.iterations < 100'000);
}

TEST_CASE("A search without a limit, or with a time limit and no clock, is refused") {
    const Model model = compile(instance("R112.txt").problem);
    CHECK_THROWS_WITH(static_cast<void>(solve(model, {.start = {}})),
                      "invalid_value: time_limit_us is '0', expected a limit of time or of iterations above 0");
    CHECK_THROWS_WITH(static_cast<void>(solve(model, {.time_limit_us = 5, .start = {}})),
                      "invalid_value: time_limit_us is '5', expected 0, because there is no clock to tell the time");
}

TEST_CASE("A problem that makes no sense is refused by record and field") {
    Problem good;
    good.places = {{"", 0, 0}, {"", 3, 4}};
    good.vehicles.resize(1);
    good.vehicles[0].id = "van";
    good.jobs.resize(1);
    good.jobs[0].stop.place = 1;

    Problem problem = good;
    problem.places[1].x = std::numeric_limits<double>::quiet_NaN();
    check_refused(problem, "invalid_value: places[1].x is 'nan', expected a finite number of at most 1e12");

    problem = good;
    problem.jobs[0].stop.windows = {{50, 40}};
    check_refused(
        problem,
        "invalid_value: jobs[0].stop.windows[0].latest is '40', expected no earlier than earliest, which is 50");

    problem = good;
    problem.jobs[0].terms.skills = {"crane"};
    check_refused(problem,
                  "not_found: jobs[0].terms.skills[0] is 'crane', expected a skill that at least one vehicle type has");

    problem = good;
    problem.shipments.resize(1);
    problem.shipments[0].delivery.place = 9;
    check_refused(
        problem,
        "out_of_range: shipments[0].delivery.place is '9', expected an index into places, of which there are 2");

    problem = good;
    problem.jobs[0].stop.service = -1;
    check_refused(problem, "out_of_range: jobs[0].stop.service is '-1', expected 0 to 1125899906842624");

    CHECK_THROWS_WITH(static_cast<void>(compile(good, {TravelMatrix{{0, 5, 5}, {}}})),
                      "invalid_value: matrices[0].distances is '3 entries', expected 4, a square over 2 places");
    CHECK_THROWS_WITH(static_cast<void>(compile(good, {TravelMatrix{{0, 5, -5, 0}, {}}})),
                      "out_of_range: matrices[0].distances[1][0] is '-5', expected 0 or more");
}

TEST_CASE("A plan that breaks a rule is refused with the visit, the rule and the excess") {
    const BenchmarkInstance file = instance("X-n101-k25.vrp");
    RoutePlan all;
    for (std::int32_t i = 0; i < 100; ++i) all.visits.push_back({Activity::job, i});
    const Model model = compile(file.problem);
    CHECK_THROWS_AS(static_cast<void>(evaluate(model, std::vector{all})), marketplace::Error);
    all.visits = {{Activity::job, 0}, {Activity::job, 0}};
    CHECK_THROWS_WITH(static_cast<void>(evaluate(model, std::vector{all})),
                      "invalid_value: routes[0] is 'job of 1', expected every stop made once");
}

TEST_CASE("A routing service is asked in batches and gives the same plan as its matrix") {
    Problem problem;
    for (int i = 0; i < 6; ++i) problem.places.push_back({"", i * 7.0, i % 2 * 5.0});
    problem.vehicles.resize(1);
    problem.vehicles[0].start = problem.vehicles[0].end = 0;
    for (int i = 1; i < 6; ++i) problem.jobs.emplace_back().stop.place = i;
    std::size_t asked = 0;
    const TravelCallback service = [&](std::int32_t, auto from, auto to, auto distances, auto durations) {
        CHECK(from.size() <= 8);
        for (std::size_t i = 0; i < from.size(); ++i, ++asked) {
            distances[i] = std::abs(from[i] - to[i]) * 3;
            durations[i] = std::abs(from[i] - to[i]) * 5;
        }
    };
    const SolveResult result = solve(compile(problem, service, 8), {.iterations = 500, .start = {}});
    CHECK(asked == 36);
    CHECK(result.solution.cost.total == 30);
    CHECK(result.solution.routes.at(0).travel == 50);
}

TEST_CASE("A problem without orders, or without vehicles, has a plan") {
    Problem problem;
    problem.places = {{"", 0, 0}};
    problem.vehicles.resize(1);
    CHECK(solve(compile(problem), {.iterations = 10, .start = {}}).solution.routes.empty());
    problem.jobs.resize(2);
    problem.vehicles.clear();
    const Solution none = solve(compile(problem), {.iterations = 10, .start = {}}).solution;
    CHECK(none.unserved.size() == 2);
    CHECK(!none.complete);
}

TEST_CASE("What is on board already counts wherever it is delivered") {
    Problem problem;
    for (int i = 0; i <= 6; ++i) problem.places.push_back({"", i * 3.0, i % 3 * 5.0});
    for (int i = 0; i < 3; ++i) {
        Shipment& shipment = problem.shipments.emplace_back();
        shipment.pickup.place = 1 + i;
        shipment.delivery.place = 6 - i;
        shipment.amount = {2};
    }
    VehicleType& van = problem.vehicles.emplace_back();
    van.start = van.end = 0;
    van.capacity = {4};
    problem.locked = {{0, 0, {{Activity::pickup, 0}}}};
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
        CHECK(solve(compile(problem), {.iterations = 400, .seed = seed, .start = {}}).solution.complete);
    }
}
