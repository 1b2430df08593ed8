#include "routing/examples.hpp"

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

TEST_CASE("every part of the cost of routes") {
    Problem problem = line({10, 20});
    VehicleType& type = problem.vehicles[0];
    type.fixed_cost = 1000;
    type.distance_cost = 2;
    type.duration_cost = 3;
    type.travel_cost = 5;
    type.overtime_cost = 7;
    type.shift = {0, 40};
    type.overtime_max = 100;
    problem.jobs[0].stop.service = 6;
    problem.jobs[1].stop.windows = {{0, 15}};
    problem.jobs[1].stop.lateness_cost = 11;
    const Solution both = plan(problem, {van({job(0), job(1)})});
    CHECK(both.cost == CostParts{1000, 2 * 40, 3 * 46, 5 * 40, 7 * 6, 11 * 11, 0, 0, 0, 1581});
    CHECK(both.routes[0].cost == 1581);
    CHECK(both.complete);
    const Solution apart = plan(problem, {van({job(0)}), van({job(1)}, 1)});
    CHECK(apart.cost == CostParts{2000, 2 * 60, 3 * 66, 5 * 60, 0, 11 * 5, 0, 0, 0, 2673});
    CHECK(plan(problem, {}).cost == CostParts{});
}

TEST_CASE("the longest route pays for balance") {
    Problem problem = line({10, 20});
    problem.objective.balance_cost = 4;
    const Solution solution = plan(problem, {van({job(0)}), van({job(1)}, 1)});
    CHECK(solution.cost.balance == 4 * 40);
    CHECK(solution.cost.total == 60 + 160);
    CHECK(solution.routes[0].cost == 20);
}

TEST_CASE("an order served by another vehicle than promised costs once") {
    Problem problem = line({10, 20});
    problem.objective.change_cost = 100;
    problem.jobs[0].terms.promised_vehicle = "van#1";
    problem.jobs[1].terms.promised_vehicle = "van";
    problem.shipments = {shipment("S", 1, 2)};
    problem.shipments[0].terms.promised_vehicle = "truck";
    CHECK(plan(problem, {van({job(0), job(1)})}).cost.change == 100);
    CHECK(plan(problem, {van({job(0), job(1)}, 1)}).cost.change == 0);
    CHECK(plan(problem, {van({pickup(0), delivery(0)})}).cost.change == 100);
    CHECK(plan(problem, {}).cost.change == 0);  // nobody serves them
}

TEST_CASE("prizes of what is left out") {
    Problem problem = line({10, 20});
    problem.jobs[0].terms.prize = 50;
    const Solution neither = plan(problem, {});
    CHECK(neither.cost.prizes == 50);
    CHECK(neither.cost.total == 50);
    CHECK_FALSE(neither.complete);
    CHECK(neither.unserved == std::vector<Unserved>{{job(0), "A", false}, {job(1), "B", true}});
    const Solution required = plan(problem, {van({job(1)})});
    CHECK(required.complete);
    CHECK(required.unserved == std::vector<Unserved>{{job(0), "A", false}});
    CHECK(check(problem, {}, neither).required_missing == 1);
    CHECK(check(problem, {}, neither).is_valid());
    CHECK_FALSE(check(problem, {}, neither).is_complete());
}

TEST_CASE("alternatives are left out together") {
    Problem problem = line({10, 20, 30});
    for (Job& each : problem.jobs) each.terms.alternatives = "one of three";
    problem.jobs[0].terms.prize = 50;
    problem.jobs[1].terms.prize = 40;
    SUBCASE("a group with a required member is required, and counts once") {
        const Solution none = plan(problem, {});
        CHECK(none.unserved == std::vector<Unserved>{{job(0), "A", true}, {job(1), "B", true}, {job(2), "C", true}});
        CHECK(none.cost.prizes == 0);
        CHECK(check(problem, {}, none).required_missing == 1);
    }
    SUBCASE("an optional group costs its smallest prize") {
        problem.jobs[2].terms.prize = 60;
        const Solution none = plan(problem, {});
        CHECK(none.unserved.size() == 3);
        CHECK(none.cost.prizes == 40);
        CHECK(none.complete);
    }
    SUBCASE("of a group that is served nobody is left out") {
        const Solution one = plan(problem, {van({job(1)})});
        CHECK(one.unserved.empty());
        CHECK(one.cost.prizes == 0);
        CHECK(one.complete);
    }
}

TEST_CASE("matrices price a plan") {
    Problem problem = line({10});
    const std::vector<TravelMatrix> matrices{{{0, 7, 9, 0}, {0, 70, 90, 0}}};
    const std::vector<RoutePlan> plans{van({job(0)})};
    const Solution solution = price(problem, matrices, plans);
    CHECK(solution.cost.distance == 16);
    CHECK(solution.routes[0].end == 160);
    CHECK(check(problem, matrices, solution).is_valid());
    CHECK_FALSE(check(problem, {}, solution).is_valid());
}
