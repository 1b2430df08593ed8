// A day under way: what vehicles have done is locked, some of it is on board, and the rest is planned again. Plans obey
// every rule by the twin's word, in both searches, and nothing that is on board is left there.

#include "routing/checker.hpp"

#include <marketplace/routing/dispatch.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace marketplace::routing;

namespace {

/// Shipments of one or two units around a few hubs, with windows of an hour or so, for vans with little room.
Problem day(std::uint32_t seed, std::size_t dimensions) {
    std::mt19937 random{seed};
    const auto number = [&](int least, int most) { return std::uniform_int_distribution<int>{least, most}(random); };
    Problem problem;
    for (int i = 0; i < 40; ++i) problem.places.push_back({"", double(number(0, 1000)), double(number(0, 1000))});
    for (int i = 0; i < 24; ++i) {
        Shipment shipment;
        const std::int64_t early = number(0, 6000);
        shipment.pickup = {number(0, 39), 30, {{early, early + 1500}}, {}};
        shipment.delivery = {number(0, 39), 30, {{early, early + 4000}}, {}};
        for (std::size_t d = 0; d < dimensions; ++d) shipment.amount.push_back(number(1, 2));
        problem.shipments.push_back(shipment);
    }
    VehicleType van;
    van.id = "van";
    van.count = 12;
    van.start = 0;
    van.end = 0;
    van.capacity.assign(dimensions, 4);
    van.shift = {0, 20'000};
    problem.vehicles = {van};
    return problem;
}

/// The visits of each route that begin before a time; the rest stays as the plan to start from.
std::vector<RoutePlan> done_by(const Solution& solution, std::int64_t time) {
    std::vector<RoutePlan> locked;
    for (const Route& route : solution.routes) {
        RoutePlan plan{route.vehicle_type, route.vehicle, {}};
        for (const Step& step : route.steps) {
            if (step.start > time) break;
            plan.visits.push_back(step.visit);
        }
        if (!plan.visits.empty()) locked.push_back(plan);
    }
    return locked;
}

void check_day(std::uint32_t seed, std::size_t dimensions) {
    INFO("seed ", seed, ", dimensions ", dimensions);
    Problem problem = day(seed, dimensions);
    const SolveResult morning = solve(compile(problem), {.iterations = 300, .seed = seed, .start = {}});
    for (const std::int64_t time : {1500, 3500, 5500}) {
        problem.locked = done_by(morning.solution, time);
        const Model model = compile(problem);
        const std::vector<RoutePlan> before = plan_of(morning.solution);
        const SolveResult anew = solve(model, {.iterations = 600, .seed = seed, .start = {}});
        const SolveResult again = reoptimize(model, before, {.iterations = 600, .seed = seed, .start = {}}, {});
        for (const SolveResult* result : {&anew, &again}) {
            const auto checked = twin::check(problem, {}, result->solution);
            INFO(checked.text());
            CHECK(checked.is_valid());
        }
        CHECK(again.solution.complete == morning.solution.complete);
        CHECK(again.solution.cost.total <= morning.solution.cost.total);
    }
}

}  // namespace

TEST_CASE("What is on board takes up room until it is delivered") {
    for (std::uint32_t seed = 1; seed <= 25; ++seed) check_day(seed, 1);
}

TEST_CASE("What is on board takes up room in each dimension") {
    for (std::uint32_t seed = 1; seed <= 15; ++seed) check_day(seed, 2);
}

TEST_CASE("A dimension that a capacity leaves out has no room") {
    for (const bool with_breaks : {false, true}) {
        Problem problem;
        problem.places = {{"depot", 0, 0}, {"client", 10, 0}};
        problem.jobs.resize(2);
        for (Job& job : problem.jobs) job.stop.place = 1;
        problem.jobs[0].delivery = {1};
        problem.jobs[1].delivery = {1, 1};
        problem.jobs[1].terms.prize = 5;
        VehicleType van;
        van.start = van.end = 0;
        van.capacity = {3};
        if (with_breaks) van.breaks = {{"lunch", 5, {}}};
        problem.vehicles = {van};
        const SolveResult result = solve(compile(problem), {.iterations = 50, .start = {}});
        CHECK(result.solution.complete);
        REQUIRE(result.solution.unserved.size() == 1);
        CHECK(result.solution.unserved.front().visit == Visit{Activity::job, 1});
    }
}
