// Quotes, explanations and re-optimisation, on a line of places that one can work out by hand.

#include <marketplace/routing/dispatch.hpp>

#include <marketplace/core/error.hpp>

#include <doctest/doctest.h>

using namespace marketplace::routing;

namespace {

Job job_at(const std::string& id, std::int32_t place, std::int64_t load = 1) {
    Job job;
    job.id = id;
    job.stop.place = place;
    job.delivery = {load};
    return job;
}

/// Places 0 to 10 on a line, ten apart; two vans for three parcels each start at place 0.
Problem line() {
    Problem problem;
    for (int i = 0; i <= 10; ++i) problem.places.push_back({"", i * 10.0, 0});
    VehicleType van;
    van.id = "van";
    van.count = 2;
    van.start = van.end = 0;
    van.capacity = {3};
    problem.vehicles.push_back(van);
    return problem;
}

RoutePlan route(std::int32_t vehicle, std::initializer_list<std::int32_t> jobs) {
    RoutePlan plan{0, vehicle, {}};
    for (const std::int32_t job : jobs) plan.visits.push_back({Activity::job, job});
    return plan;
}

}  // namespace

TEST_CASE("A quote tells for each vehicle where an order costs least, cheapest first") {
    Problem problem = line();
    problem.jobs = {job_at("near", 2), job_at("far", 6), job_at("new", 4)};
    const Model model = compile(problem);
    const std::vector<RoutePlan> plan{route(0, {0, 1})};
    const auto quotes = quote_insertion(model, plan, {Activity::job, 2});
    REQUIRE(quotes.size() == 2);
    CHECK(quotes[0].vehicle == 0);
    CHECK(quotes[0].extra_cost == 0);  // it lies on the way
    CHECK(quotes[0].start == 40);
    CHECK(quotes[1].vehicle == 1);
    CHECK(quotes[1].extra_cost == 80);
    const std::vector<RoutePlan> with{quotes[0].route};
    CHECK(evaluate(model, with).cost.total == 120);
}

TEST_CASE("A quote for a shipment has both its times") {
    Problem problem = line();
    problem.jobs = {job_at("far", 8)};
    Shipment shipment;
    shipment.id = "parcel";
    shipment.pickup.place = 3;
    shipment.delivery.place = 5;
    shipment.amount = {1};
    problem.shipments = {shipment};
    const auto quotes = quote_insertion(compile(problem), std::vector{route(0, {0})}, {Activity::pickup, 0});
    REQUIRE(quotes.size() == 2);
    CHECK(quotes[0].extra_cost == 0);
    CHECK(quotes[0].start == 30);
    CHECK(quotes[0].delivery_start == 50);
    CHECK(quotes[1].extra_cost == 100);
}

TEST_CASE("An order that is served or does not exist has no quote") {
    Problem problem = line();
    problem.jobs = {job_at("near", 2)};
    const Model model = compile(problem);
    const std::vector<RoutePlan> plan{route(0, {0})};
    CHECK_THROWS_WITH(static_cast<void>(quote_insertion(model, plan, {Activity::job, 0})),
                      "invalid_value: order is 'near', expected an order that the plan does not serve");
    CHECK_THROWS_WITH(static_cast<void>(quote_insertion(model, plan, {Activity::job, 7})),
                      "not_found: order is 'job 7', expected a job, or the pickup of a shipment, of the problem");
}

TEST_CASE("An explanation names what forbids an order on each vehicle, and by how much") {
    Problem problem = line();
    problem.vehicles[0].count = 1;
    problem.jobs = {job_at("a", 1, 2), job_at("heavy", 2, 5), job_at("late", 9, 1)};
    problem.jobs[2].stop.windows = {{0, 70}};
    problem.jobs[2].terms.skills = {"ladder"};
    VehicleType truck = problem.vehicles[0];
    truck.id = "truck";
    truck.skills = {"ladder"};
    problem.vehicles.push_back(truck);
    const auto orders = explain(compile(problem), std::vector{route(0, {0})});
    REQUIRE(orders.size() == 2);
    CHECK(orders[0].id == "heavy");
    REQUIRE(orders[0].vehicles.size() == 2);
    CHECK(orders[0].vehicles[0].obstacles == std::vector<Obstacle>{{Constraint::capacity, 4, 2}});
    CHECK(orders[0].vehicles[1].obstacles == std::vector<Obstacle>{{Constraint::capacity, 2, 1}});
    CHECK(orders[0].advice == "relax capacity by 2");
    CHECK(orders[1].vehicles[0].obstacles == std::vector<Obstacle>{{Constraint::vehicle, 1, 2}});
    CHECK(orders[1].vehicles[1].obstacles == std::vector<Obstacle>{{Constraint::time_window, 20, 1}});
    CHECK(orders[1].advice == "relax vehicle by 1 or time_window by 20");
}

TEST_CASE("An order that could be served, but is not worth it, says what it would cost") {
    Problem problem = line();
    problem.jobs = {job_at("a", 1), job_at("cheap", 9)};
    problem.jobs[1].terms.prize = 5;
    const auto orders = explain(compile(problem), std::vector{route(0, {0})});
    REQUIRE(orders.size() == 1);
    CHECK(orders[0].vehicles[0].extra_cost == 160);
    CHECK(orders[0].vehicles[1].extra_cost == 180);
    CHECK(orders[0].advice.empty());
}

TEST_CASE("What is locked stays where it is, and the rest is planned around it") {
    Problem problem = line();
    problem.jobs = {job_at("a", 9), job_at("b", 1), job_at("c", 8)};
    problem.locked = {route(1, {0})};
    const Model model = compile(problem);
    const SolveResult result = solve(model, {.iterations = 2000, .start = {}});
    bool found = false;
    for (const Route& r : result.solution.routes) {
        if (r.vehicle != 1) continue;
        found = true;
        CHECK(r.steps.front().visit == Visit{Activity::job, 0});
    }
    CHECK(found);
    CHECK(result.solution.cost.total == 180);  // all on the way back
    CHECK(result.solution.complete);
}

TEST_CASE("A plan from outside never becomes worse, even if only part of it is possible") {
    Problem problem = line();
    problem.jobs = {job_at("a", 9), job_at("b", 1), job_at("c", 8), job_at("d", 3)};
    const Model model = compile(problem);
    const std::vector<RoutePlan> good{route(0, {1, 3, 2}), route(1, {0})};
    const std::int64_t before = evaluate(model, good).cost.total;
    CHECK(reoptimize(model, good, {.iterations = 1, .start = {}}).solution.cost.total <= before);
    const std::vector<RoutePlan> impossible{route(0, {0, 1, 2, 3}), route(7, {0, 99})};
    const SolveResult result = reoptimize(model, impossible, {.iterations = 500, .start = {}});
    CHECK(result.solution.complete);
    CHECK(result.solution.cost.total <= before);
}
