#include <marketplace/core/detail/compile_types.hpp>

#include "routing/brute_force.hpp"

#include "routing/examples.hpp"
#include "routing/generate.hpp"
#include "routing/random.hpp"

#include <functional>

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

namespace {

// Calls a function with every number of a record and of the records in it. Not for optional or enumerated fields.
using Change = std::function<void(std::int64_t& number)>;

void each_number(std::int64_t& number, const Change& change) { change(number); }
void each_number(std::int32_t& number, const Change& change) {
    std::int64_t wide = number;
    change(wide);
    number = static_cast<std::int32_t>(wide);
}
void each_number(bool& flag, const Change& change) {
    std::int64_t wide = flag ? 1 : 0;
    change(wide);
    flag = wide == 1;
}
void each_number(std::string&, const Change&) {}
void each_number(Activity&, const Change&) {}

template <class T>
void each_number(std::vector<T>& list, const Change& change);

template <marketplace::Record T>
void each_number(T& record, const Change& change) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto member) { each_number(record.*member.pointer, change); });
}

template <class T>
void each_number(std::vector<T>& list, const Change& change) {
    for (T& each : list) each_number(each, change);
}

struct Example {
    GeneratedProblem generated;
    Solution solution;
};

Example example(std::uint64_t seed) {
    Example out{generate(seed, random_features(seed, 7)), {}};
    out.solution = best_solution(out.generated.problem, out.generated.matrices).value_or(Solution{});
    return out;
}

std::vector<std::int32_t> vehicles_of(const Solution& solution) {
    std::vector<std::int32_t> vehicles;
    for (const Route& route : solution.routes) vehicles.push_back(route.vehicle);
    return vehicles;
}

bool is_caught(const Example& example, const Solution& solution) {
    return !check(example.generated.problem, example.generated.matrices, solution).is_valid();
}

}  // namespace

TEST_CASE("any number of a solution that is one too large is noticed") {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        Example good = example(seed);
        std::int64_t count = 0;
        each_number(good.solution, [&](std::int64_t&) { ++count; });
        for (std::int64_t chosen = 0; chosen < count; ++chosen) {
            Solution changed = good.solution;
            std::int64_t position = 0;
            each_number(changed, [&](std::int64_t& number) {
                if (position++ == chosen) ++number;
            });
            CAPTURE(seed);
            CAPTURE(chosen);
            if (changed == good.solution) continue;  // true plus one is still true
            if (vehicles_of(changed) != vehicles_of(good.solution)) continue;  // another may do as well
            CHECK(is_caught(good, changed));
        }
    }
}

TEST_CASE("visits that change places, and visits and orders that get lost, are noticed") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Example good = example(seed);
        CAPTURE(seed);
        CHECK_FALSE(is_caught(good, good.solution));
        for (std::size_t route = 0; route < good.solution.routes.size(); ++route) {
            const std::size_t steps = good.solution.routes[route].steps.size();
            for (std::size_t i = 0; i < steps; ++i) {
                Solution dropped = good.solution;
                dropped.routes[route].steps.erase(dropped.routes[route].steps.begin() +
                                                  static_cast<std::ptrdiff_t>(i));
                CHECK(is_caught(good, dropped));
                Solution swapped = good.solution;
                std::swap(swapped.routes[route].steps[i].visit, swapped.routes[route].steps[(i + 1) % steps].visit);
                if (swapped != good.solution) CHECK(is_caught(good, swapped));
            }
            Solution without = good.solution;
            without.routes.erase(without.routes.begin() + static_cast<std::ptrdiff_t>(route));
            CHECK(is_caught(good, without));
        }
        for (std::size_t i = 0; i < good.solution.unserved.size(); ++i) {
            Solution silent = good.solution;
            silent.unserved.erase(silent.unserved.begin() + static_cast<std::ptrdiff_t>(i));
            CHECK(is_caught(good, silent));
        }
        Solution flipped = good.solution;
        flipped.complete = !flipped.complete;
        CHECK(is_caught(good, flipped));
    }
}

TEST_CASE("a route that leaves earlier than it must is noticed") {
    Problem problem = line({10});
    problem.jobs[0].stop.windows = {{50, 60}};
    Solution early = plan(problem, {van({job(0)})});
    CHECK(early.routes[0].start == 40);
    early.routes[0].start = 0;
    early.routes[0].steps[0].arrival = 10;
    early.routes[0].waiting = 40;
    CHECK(check(problem, {}, early).text() ==
          "routes[0].steps[0].arrival is 10, should be 50\n"
          "routes[0].start is 0, should be 40\n"
          "routes[0].waiting is 40, should be 0\n");
}

TEST_CASE("the order of routes and of unserved orders is free, and loads may leave out what is 0") {
    Problem problem = line({10, 20, 30, 40});
    problem.jobs[0].delivery = {1, 0};
    Solution solution = plan(problem, {van({job(0)}), van({job(1)}, 1)});
    std::swap(solution.routes[0], solution.routes[1]);
    std::swap(solution.unserved[0], solution.unserved[1]);
    for (Route& route : solution.routes) route.steps[0].load.clear();
    const CheckResult result = check(problem, {}, solution);
    CHECK_MESSAGE(result.is_valid(), result.text());
}

TEST_CASE("the latest start is what trying every start finds") {
    Random random(7);
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Features features = random_features(seed, 5);
        if (seed % 2 == 0) features.add(Feature::traffic);
        if (seed % 3 == 0) features.add(Feature::many_windows);
        const auto [problem, matrices] = generate(seed, features, {5, 1});
        const Travel travel(problem, matrices);
        RoutePlan route;
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(problem.jobs.size()); ++i) {
            route.visits.insert(route.visits.begin() + random.between<std::ptrdiff_t>(0, i), job(i));
        }
        const std::int64_t earliest = earliest_start(problem, route);
        const Run first = drive(problem, travel, route, earliest);
        std::int64_t latest = earliest;
        for (std::int64_t start = earliest; start <= first.route.end; ++start) {
            const Run run = drive(problem, travel, route, start);
            if (run.route.end == first.route.end && run.missed == first.missed) latest = start;
        }
        CAPTURE(seed);
        CAPTURE(features.text());
        CHECK(timetable(problem, travel, route).route.start == latest);
    }
}
