#include "routing/examples.hpp"

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

TEST_CASE("a good plan has nothing to complain about") {
    const Problem problem = line({10, 20});
    CHECK(violations(problem, {van({job(0), job(1)})}).empty());
    CHECK(violations(problem, {van({job(0)}), van({job(1)}, 1)}).empty());
    CHECK(violations(problem, {van({job(0)})}).empty());  // incomplete is not invalid
    CHECK(violations(problem, {}).empty());
}

TEST_CASE("windows that are missed") {
    Problem problem = line({10});
    problem.jobs[0].stop.windows = {{0, 7}};
    CHECK(violations(problem, {van({job(0)})}) == "vehicle van#0: job 0 'A' starts 3 after its last window\n");
    problem.jobs[0].stop.lateness_cost = 1;
    CHECK(violations(problem, {van({job(0)})}).empty());
    problem.vehicles[0].breaks = {{"", 5, {{0, 8}}}};
    CHECK(violations(problem, {van({job(0), pause(0)})}) == "vehicle van#0: pause 0 starts 2 after its last window\n");
    CHECK(violations(problem, {van({pause(0), job(0)})}).empty());
}

TEST_CASE("capacity holds at every time and in every dimension") {
    Problem problem = line({10, 20});
    problem.jobs[0].delivery = {3};
    problem.jobs[1].delivery = {4};
    problem.vehicles[0].capacity = {5};
    CHECK(violations(problem, {van({job(0), job(1)})}) ==
          "vehicle van#0: dimension 0 is loaded with 2 too much at the start\n");
    SUBCASE("pickup and delivery do not add up") {
        problem.jobs[1].delivery = {};
        problem.jobs[1].pickup = {5};
        CHECK(violations(problem, {van({job(0), job(1)})}).empty());
        CHECK(violations(problem, {van({job(1), job(0)})}) ==
              "vehicle van#0: dimension 0 is loaded with 3 too much after job 1 'B'\n");
    }
    SUBCASE("a job with both unloads first") {
        problem.jobs[1].delivery = {5};
        problem.jobs[1].pickup = {5};
        CHECK(violations(problem, {van({job(1)})}).empty());
    }
    SUBCASE("a dimension that the capacity leaves out is 0") {
        problem.jobs[0].delivery = {3, 1};
        CHECK(violations(problem, {van({job(0)})}) ==
              "vehicle van#0: dimension 1 is loaded with 1 too much at the start\n");
    }
    SUBCASE("no capacity is no limit") {
        problem.vehicles[0].capacity = {};
        CHECK(violations(problem, {van({job(0), job(1)})}).empty());
    }
    SUBCASE("a reload helps") {
        problem.vehicles[0].reloads = {0};
        CHECK(violations(problem, {van({job(0), reload(0), job(1)})}).empty());
    }
}

TEST_CASE("trips serve somebody, are not too many, and keep shipments together") {
    Problem problem = line({10, 20});
    problem.vehicles[0].reloads = {0};
    CHECK(violations(problem, {van({reload(0), job(0)})}) == "vehicle van#0: trip 0 serves nobody\n");
    CHECK(violations(problem, {van({job(0), reload(0)})}) == "vehicle van#0: trip 1 serves nobody\n");
    CHECK(violations(problem, {van({job(0), reload(0), reload(0), job(1)})}) ==
          "vehicle van#0: trip 1 serves nobody\n");
    problem.vehicles[0].trips_max = 1;
    CHECK(violations(problem, {van({job(0), reload(0), job(1)})}) == "vehicle van#0: 1 trips too many\n");
    problem.vehicles[0].trips_max = 2;
    CHECK(violations(problem, {van({job(0), reload(0), job(1)})}).empty());
    problem.shipments = {shipment("S", 1, 2)};
    CHECK(violations(problem, {van({job(0), pickup(0), reload(0), delivery(0)})}) ==
          "vehicle van#0: pickup 0 'S' is not delivered before a reload\n"
          "vehicle van#0: delivery 0 'S' is not preceded by its pickup\n");
}

TEST_CASE("a locked beginning may end with a reload") {
    Problem problem = line({10, 20});
    problem.vehicles[0].reloads = {0};
    problem.locked = {van({job(0), reload(0)})};
    CHECK(violations(problem, {van({job(0), reload(0)})}).empty());
    CHECK(violations(problem, {van({job(0), reload(0), job(1)})}).empty());
    CHECK(violations(problem, {van({job(0), reload(0), reload(0), job(1)})}) ==
          "vehicle van#0: trip 1 serves nobody\n");
}

TEST_CASE("shipments go from pickup to delivery, with lifo in reverse order") {
    Problem problem = line({});
    problem.places.resize(5);
    problem.shipments = {shipment("S", 1, 2), shipment("T", 3, 4)};
    CHECK(violations(problem, {van({pickup(0), pickup(1), delivery(0), delivery(1)})}).empty());
    CHECK(violations(problem, {van({delivery(0), pickup(0)})}) ==
          "vehicle van#0: delivery 0 'S' is not preceded by its pickup\n");
    CHECK(violations(problem, {van({pickup(0)})}) == "vehicle van#0: pickup 0 'S' is never delivered\n");
    CHECK(violations(problem, {van({pickup(0)}), van({delivery(0)}, 1)}) ==
          "vehicle van#0: pickup 0 'S' is never delivered\n"
          "vehicle van#1: delivery 0 'S' is not preceded by its pickup\n"
          "pickup 0 'S' is served by 2 routes\n");
    problem.vehicles[0].lifo = true;
    CHECK(violations(problem, {van({pickup(0), pickup(1), delivery(1), delivery(0)})}).empty());
    CHECK(violations(problem, {van({pickup(0), pickup(1), delivery(0), delivery(1)})}) ==
          "vehicle van#0: delivery 0 'S' is not of the shipment picked up last\n");
    problem.jobs.push_back(line({10}).jobs[0]);  // may come anywhere
    CHECK(violations(problem, {van({pickup(0), job(0), pickup(1), delivery(1), delivery(0)})}).empty());
}

TEST_CASE("limits of a route tell by how much they are exceeded") {
    Problem problem = line({10, 20});
    VehicleType& type = problem.vehicles[0];
    const std::vector<RoutePlan> both{van({job(0), job(1)})};
    SUBCASE("distance") {
        type.distance_max = 37;
        CHECK(violations(problem, both) == "vehicle van#0: drives 3 too far\n");
        type.distance_max = 40;
        CHECK(violations(problem, both).empty());
    }
    SUBCASE("duration does not count what a later start saves") {
        problem.jobs[0].stop.windows = {{100, 100}};
        type.duration_max = 39;
        CHECK(violations(problem, both) == "vehicle van#0: lasts 1 too long\n");
        type.duration_max = 40;
        CHECK(violations(problem, both).empty());
    }
    SUBCASE("stops") {
        type.stops_max = 1;
        CHECK(violations(problem, both) == "vehicle van#0: 1 stops too many\n");
        problem.shipments = {shipment("S", 1, 2)};
        CHECK(violations(problem, {van({pickup(0), delivery(0)})}) == "vehicle van#0: 1 stops too many\n");
        type.breaks = {{"", 5, {}}};
        CHECK(violations(problem, {van({job(0), pause(0)})}).empty());
    }
    SUBCASE("shift and overtime") {
        type.shift = {0, 30};
        CHECK(violations(problem, both) == "vehicle van#0: ends 10 after shift and overtime\n");
        type.overtime_max = 8;
        CHECK(violations(problem, both) == "vehicle van#0: ends 2 after shift and overtime\n");
        type.overtime_max = 10;
        CHECK(violations(problem, both).empty());
    }
}

TEST_CASE("breaks are taken once on every route") {
    Problem problem = line({10, 20});
    problem.vehicles[0].breaks = {{"", 5, {}}, {"", 6, {}}};
    CHECK(violations(problem, {van({job(0), pause(1)})}) == "vehicle van#0: pause 0 is not taken\n");
    CHECK(violations(problem, {van({pause(1), job(0), pause(0)})}).empty());
    CHECK(violations(problem, {van({pause(0), job(0), pause(0), pause(1)})}) ==
          "vehicle van#0: pause 0 is visited twice\n");
}

TEST_CASE("who may serve whom") {
    Problem problem = line({10});
    Terms& terms = problem.jobs[0].terms;
    terms.skills = {"crane"};
    CHECK(violations(problem, {van({job(0)})}) == "vehicle van#0: job 0 'A' needs skill 'crane'\n");
    problem.vehicles[0].skills = {"cooling", "crane"};
    CHECK(violations(problem, {van({job(0)})}).empty());
    terms.allowed = {"truck"};
    CHECK(violations(problem, {van({job(0)})}) == "vehicle van#0: job 0 'A' may not ride on type 'van'\n");
    terms.allowed = {"truck", "van"};
    CHECK(violations(problem, {van({job(0)})}).empty());
    terms.forbidden = {"van"};
    CHECK(violations(problem, {van({job(0)})}) == "vehicle van#0: job 0 'A' may not ride on type 'van'\n");
}

TEST_CASE("orders that belong together ride together, if they ride") {
    Problem problem = line({10, 20});
    for (Job& each : problem.jobs) each.terms.same_vehicle = "friends";
    CHECK(violations(problem, {van({job(0), job(1)})}).empty());
    CHECK(violations(problem, {van({job(0)})}).empty());
    CHECK(violations(problem, {van({job(0)}), van({job(1)}, 1)}) ==
          "job 1 'B' does not ride with group 'friends'\n");
}

TEST_CASE("at most one alternative is served") {
    Problem problem = line({10, 20});
    for (Job& each : problem.jobs) each.terms.alternatives = "here or there";
    CHECK(violations(problem, {van({job(0)})}).empty());
    CHECK(plan(problem, {van({job(0)})}).complete);
    CHECK(violations(problem, {van({job(0)}), van({job(1)}, 1)}) ==
          "job 1 'B' is served beside an alternative of group 'here or there'\n");
}

TEST_CASE("an order begins after those before it are completed on the same vehicle") {
    Problem problem = line({10, 20});
    problem.shipments = {shipment("S", 1, 2)};
    problem.jobs[0].terms.after = {"S"};
    CHECK(violations(problem, {van({pickup(0), delivery(0), job(0)})}).empty());
    const std::string early = "vehicle van#0: job 0 'A' begins before order 'S' is completed\n";
    CHECK(violations(problem, {van({pickup(0), job(0), delivery(0)})}) == early);
    CHECK(violations(problem, {van({job(0)}), van({pickup(0), delivery(0)}, 1)}) == early);
    CHECK(violations(problem, {van({job(0)})}) == early);  // not even if nobody serves the other
}

TEST_CASE("vehicles exist, and each has one route with somebody on it") {
    Problem problem = line({10, 20});
    CHECK(violations(problem, {van({job(0)}, 2)}) == "vehicle van#2: there are only 2\n");
    CHECK(violations(problem, {van({job(0)}), van({job(1)})}) == "vehicle van#0 has two routes\n");
    CHECK(violations(problem, {van({job(0)}), van({job(0)}, 1)}) == "job 0 'A' is served by 2 routes\n");
    CHECK(violations(problem, {van({job(0), job(0)})}) == "vehicle van#0: job 0 'A' is visited twice\n");
    Solution solution;
    solution.routes = {{0, 0, {}}};
    CHECK(check(problem, {}, solution).text().find("vehicle van#0: the route serves nobody") != std::string::npos);
    solution.routes = {{1, 0, {}}};
    CHECK(check(problem, {}, solution).text() == "vehicle type 1 does not exist\n");
    solution.routes = {{0, 0, {{job(2)}}}};
    CHECK(check(problem, {}, solution).text() == "job 2 does not exist\n");
}

TEST_CASE("what is locked is driven first") {
    Problem problem = line({10, 20});
    problem.locked = {van({job(1)}, 1)};
    CHECK(violations(problem, {van({job(1), job(0)}, 1)}).empty());
    CHECK(violations(problem, {van({job(0), job(1)}, 1)}) == "vehicle van#1: visit 0 is not the locked job 1 'B'\n");
    CHECK(violations(problem, {van({job(1)})}) == "vehicle van#1 does not drive what is locked\n");
    problem.vehicles[0].breaks = {{"", 5, {}}};
    problem.locked = {van({pause(0)}, 1)};  // holds if there is a route at all
    CHECK(violations(problem, {}).empty());
    CHECK(violations(problem, {van({job(0), pause(0)}, 1)}) == "vehicle van#1: visit 0 is not the locked pause 0\n");
}
