// Searches long enough to anneal twice and to exchange routes between their plans, and plans too large for a matrix:
// what they return obeys every rule, and costs what it says.

#include "routing/checker.hpp"
#include "routing/generate.hpp"

#include <marketplace/routing/dispatch.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace marketplace::routing;

namespace {

void check_search(const twin::GeneratedProblem& generated, const SolveOptions& options) {
    const Model model = compile(generated.problem, generated.matrices);
    const SolveResult result = solve(model, options);
    CHECK(result.iterations == options.iterations * options.threads);
    const auto checked = twin::check(generated.problem, generated.matrices, result.solution);
    INFO(checked.text());
    CHECK(checked.is_valid());
    for (std::size_t i = 1; i < result.trace.size(); ++i) CHECK(result.trace[i].cost < result.trace[i - 1].cost);
}

/// Few enough for two annealings within the iterations below, and one from the better.
constexpr twin::GeneratedSize size{10, 6};

/// More stops than have a matrix, in a plane.
Problem large_problem(std::int32_t stops) {
    Problem problem;
    problem.places.push_back({"depot", 500, 500});
    for (std::int32_t i = 1; i <= stops; ++i) {
        problem.places.push_back({"", double(i * 7919LL % 1009), double(i * 104'729LL % 997)});
        Job job;
        job.stop.place = i;
        job.delivery = {1 + i % 3};
        problem.jobs.push_back(job);
    }
    VehicleType van;
    van.count = stops / 20;
    van.start = van.end = 0;
    van.capacity = {50};
    problem.vehicles = {van};
    return problem;
}

}  // namespace

TEST_CASE("Plans that adopt routes of others obey every rule") {
    using enum twin::Feature;
    for (const twin::Features& features : {twin::Features{capacity}, twin::Features{capacity, windows, service},
                                           twin::Features{shipments, capacity, windows}}) {
        INFO(features.text());
        const std::int64_t iterations = features.has(shipments) ? 150'000 : 40'000;
        check_search(twin::generate(3, features, size), {.iterations = iterations, .start = {}});
    }
}

TEST_CASE("A plan of twelve thousand stops is searched near an order only, and obeys every rule") {
    const Problem problem = large_problem(12'000);
    const SolveResult few = solve(compile(problem), {.iterations = 200, .start = {}});
    const SolveResult many = solve(compile(problem), {.iterations = 20'000, .start = {}});
    CHECK(many.solution.complete);
    CHECK(many.solution.cost.total < few.solution.cost.total);
    CHECK(evaluate(compile(problem), plan_of(many.solution)) == many.solution);
}

TEST_CASE("A mixed fleet for more stops than have a matrix obeys every rule") {
    Problem problem = large_problem(6'000);
    problem.vehicles[0].count = 60;
    problem.vehicles.push_back(problem.vehicles[0]);
    problem.vehicles[1].id = "lorry";
    problem.vehicles[1].count = 100;
    problem.vehicles[1].capacity = {120};
    problem.vehicles[1].fixed_cost = 300;
    const SolveResult result = solve(compile(problem), {.iterations = 5'000, .start = {}});
    const auto checked = twin::check(problem, {}, result.solution);
    INFO(checked.text());
    CHECK(checked.is_valid());
    CHECK(result.solution.complete);
}

TEST_CASE("A large plan with several loads and breaks obeys every rule") {
    Problem problem = large_problem(3'500);
    for (Job& job : problem.jobs) job.delivery.push_back(2);
    problem.vehicles[0].capacity = {50, 60};
    problem.vehicles[0].count = 300;
    problem.vehicles[0].breaks = {{"lunch", 300, {{1'000, 3'000}}}};
    const SolveResult result = solve(compile(problem), {.iterations = 200, .start = {}});
    const auto checked = twin::check(problem, {}, result.solution);
    INFO(checked.text());
    CHECK(checked.is_valid());
    CHECK(result.solution.complete);
}

TEST_CASE("Two threads together are as repeatable as one") {
    using enum twin::Feature;
    const twin::GeneratedProblem generated = twin::generate(5, {capacity, windows}, size);
    const SolveOptions options{.iterations = 30'000, .threads = 2, .start = {}};
    check_search(generated, options);
    const Model model = compile(generated.problem, generated.matrices);
    CHECK(solve(model, options).solution == solve(model, options).solution);
}

TEST_CASE("Plans side by side, which exchange routes at last, obey every rule and are repeatable") {
    using enum twin::Feature;
    std::uint64_t seed = 0;
    for (const twin::Features& features :
         {twin::Features{capacity}, twin::Features{capacity, windows, service, matrices},
          twin::Features{shipments, capacity, windows}, twin::Features{capacity, types, costs, prizes, skills}}) {
        INFO(features.text());
        // Too small to be divided, and with long routes: one annealing for each thread.
        const twin::GeneratedProblem generated = twin::generate(++seed, features, {40, 4});
        for (const std::int32_t threads : {2, 3}) {
            const SolveOptions options{.iterations = 8'000, .threads = threads, .start = {}};
            check_search(generated, options);
            const Model model = compile(generated.problem, generated.matrices);
            CHECK(solve(model, options).solution == solve(model, options).solution);
        }
    }
}

TEST_CASE("Plans divided among threads obey every rule, and are repeatable") {
    using enum twin::Feature;
    std::uint64_t seed = 0;
    for (const twin::Features& features :
         {twin::Features{capacity}, twin::Features{capacity, windows, service, matrices},
          twin::Features{shipments, capacity, windows}, twin::Features{capacity, types, costs, prizes, skills},
          twin::Features{capacity, windows, types, profiles, locked}, twin::Features{shipments, capacity, open_end}}) {
        INFO(features.text());
        const twin::GeneratedProblem generated = twin::generate(++seed, features, {200, 70});
        for (const std::int32_t threads : {2, 3}) {
            // Just enough for the plan to be divided.
            const SolveOptions options{.iterations = 12'000 / threads, .threads = threads, .start = {}};
            check_search(generated, options);
            const Model model = compile(generated.problem, generated.matrices);
            CHECK(solve(model, options).solution == solve(model, options).solution);
        }
    }
}

TEST_CASE("More stops than have a matrix: over the globe, at a pace, with several costs, and a day under way") {
    Problem problem = large_problem(5'200);
    for (Place& place : problem.places) place = {"", 13 + place.x / 4'000, 52 + place.y / 8'000};
    problem.profiles.resize(2);
    problem.profiles[0] = {.metric = Metric::haversine, .duration_percent = 9, .traffic = {}};
    problem.profiles[1] = {.metric = Metric::haversine, .rounding = DistanceRounding::up, .duration_percent = 14,
                           .traffic = {}};
    problem.vehicles[0].distance_cost = 2;
    problem.vehicles[0].duration_cost = 3;
    problem.vehicles.push_back(problem.vehicles[0]);
    problem.vehicles[1].id = "bicycle";
    problem.vehicles[1].profile = 1;
    problem.vehicles[1].end.reset();
    problem.vehicles[1].count = 40;
    problem.locked = {{.vehicle_type = 0, .vehicle = 0, .visits = {{Activity::job, 17}, {Activity::job, 4'000}}}};
    for (const bool timed : {false, true}) {
        CAPTURE(timed);
        if (timed) problem.vehicles[0].duration_max = problem.vehicles[1].duration_max = 20'000;
        const SolveResult result = solve(compile(problem), {.iterations = 3'000, .start = {}});
        const auto checked = twin::check(problem, {}, result.solution);
        INFO(checked.text());
        CHECK(checked.is_valid());
        CHECK(result.solution.complete);
    }
}

namespace {

/// More stops than have a matrix, alternately on either side of a meridian: who is next is mostly on the other side.
Problem beside_meridian(double longitude) {
    Problem problem = large_problem(5'200);
    for (std::size_t i = 0; i < problem.places.size(); ++i) {
        const double east = longitude + (i % 2 == 0 ? 1 : -1) * (0.001 + problem.places[i].x / 100'000);
        problem.places[i].x = east > 180 ? east - 360 : east;
        problem.places[i].y = -20 + static_cast<double>(i) / 1'000;
    }
    problem.profiles = {{.metric = Metric::haversine, .traffic = {}}};
    return problem;
}

}  // namespace

TEST_CASE("More stops than have a matrix: the antimeridian is no border") {
    for (const bool several_loads : {false, true}) {
        CAPTURE(several_loads);
        const auto cost_at = [&](double longitude) {
            Problem problem = beside_meridian(longitude);
            if (several_loads) {
                for (Job& job : problem.jobs) job.delivery.push_back(1);
                problem.vehicles[0].capacity.push_back(60);
            }
            const SolveResult result = solve(compile(problem), {.iterations = 300, .start = {}});
            CHECK(result.solution.complete);
            return static_cast<double>(result.solution.cost.total);
        };
        CHECK(cost_at(180) == doctest::Approx(cost_at(30)).epsilon(0.002));
    }
}
