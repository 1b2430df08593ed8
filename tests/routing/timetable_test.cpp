#include "routing/examples.hpp"

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

TEST_CASE("a route without windows starts as early as it may") {
    const Problem problem = line({10, 30});
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 0);
    CHECK(route.steps[0].arrival == 10);
    CHECK(route.steps[1].arrival == 30);
    CHECK(route.steps[1].distance == 30);
    CHECK(route.end == 60);
    CHECK(route.distance == 60);
    CHECK(route.travel == 60);
    CHECK(route.waiting == 0);
}

TEST_CASE("a route starts so late that it does not wait for its first window") {
    Problem problem = line({10, 20});
    problem.jobs[0].stop.windows = {{50, 60}};
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 40);
    CHECK(route.steps[0].arrival == 50);
    CHECK(route.steps[0].start == 50);
    CHECK(route.waiting == 0);
    CHECK(route.end == 80);
}

TEST_CASE("a route starts so late that it does not wait for a later window either") {
    Problem problem = line({10, 20});
    problem.jobs[1].stop.windows = {{100, 100}};
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 80);
    CHECK(route.steps[0].start == 90);  // the first stop is served later than it could be
    CHECK(route.end == 120);
}

TEST_CASE("a window that ends makes a route start early and wait in the middle") {
    Problem problem = line({10, 20});
    problem.jobs[0].stop.windows = {{0, 15}};
    problem.jobs[1].stop.windows = {{100, 110}};
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 5);
    CHECK(route.steps[0].start == 15);
    CHECK(route.steps[1].arrival == 25);
    CHECK(route.steps[1].start == 100);
    CHECK(route.waiting == 75);
}

TEST_CASE("of several windows the first that has not ended counts") {
    const std::vector<TimeWindow> windows{{0, 5}, {30, 40}, {60, 70}};
    CHECK(begin_service(windows, 3).start == 3);
    CHECK(begin_service(windows, 5).start == 5);
    CHECK(begin_service(windows, 6).start == 30);
    CHECK(begin_service(windows, 35).start == 35);
    CHECK(begin_service(windows, 41).start == 60);
    CHECK(begin_service(windows, 70).missed == 0);
    CHECK(begin_service(windows, 73).start == 73);
    CHECK(begin_service(windows, 73).missed == 3);
    CHECK(begin_service({}, 73).start == 73);
}

TEST_CASE("an early end counts before a short route") {
    // The first window of the first stop means a wait of 70 at the second: from 0 to 110. The second window would
    // mean no wait, from 90 to 130, but a later end.
    Problem problem = line({10, 20});
    problem.jobs[0].stop.windows = {{0, 10}, {100, 200}};
    problem.jobs[1].stop.windows = {{90, 200}};
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 0);
    CHECK(route.end == 110);
    CHECK(route.waiting == 70);
}

TEST_CASE("lateness is not made worse for a later start") {
    Problem problem = line({10, 20});
    problem.jobs[0].stop.windows = {{0, 5}};
    problem.jobs[0].stop.lateness_cost = 0;
    problem.jobs[1].stop.windows = {{100, 110}};
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 0);
    CHECK(route.steps[0].start == 10);
    CHECK(route.steps[0].lateness == 5);
    CHECK(route.lateness == 5);
    CHECK(route.waiting == 80);
}

TEST_CASE("between soft windows a vehicle waits, and is late only after the last one") {
    Problem problem = line({10});
    problem.jobs[0].stop.windows = {{0, 5}, {30, 40}};
    problem.jobs[0].stop.lateness_cost = 1;
    CHECK(drive_van(problem, {job(0)}).steps[0].start == 30);
    CHECK(drive_van(problem, {job(0)}).start == 20);
    problem.vehicles[0].shift.earliest = 33;
    CHECK(drive_van(problem, {job(0)}).steps[0].lateness == 3);
}

TEST_CASE("service takes its percentage, rounded up, but breaks and reloads do not") {
    Problem problem = line({10, 20});
    problem.jobs[0].stop.service = 7;
    problem.vehicles[0].service_percent = 110;
    problem.vehicles[0].breaks = {{"", 7, {}}};
    problem.vehicles[0].reloads = {0};
    problem.vehicles[0].reload_service = 7;
    const Route route = drive_van(problem, {job(0), pause(0), reload(0), job(1)});
    CHECK(route.steps[0].departure == 18);
    CHECK(route.steps[1].departure == 25);
    CHECK(route.steps[2].departure == 42);
}

TEST_CASE("goods that come late hold up the start of their trip") {
    Problem problem = line({10, 20});
    problem.jobs[0].release = 30;
    problem.jobs[1].release = 70;
    problem.vehicles[0].reloads = {0};
    problem.vehicles[0].reload_service = 5;
    CHECK(drive_van(problem, {job(0), job(1)}).start == 70);  // though nothing is delivered
    CHECK(drive_van(problem, {job(1), job(0)}).start == 70);
    SUBCASE("in two trips each waits for its own") {
        const Route route = drive_van(problem, {job(0), reload(0), job(1)});
        // The reload may begin before the goods are there; the start moves to avoid the wait.
        CHECK(route.start == 45);
        CHECK(route.steps[1].arrival == 65);
        CHECK(route.steps[1].start == 65);
        CHECK(route.steps[1].departure == 70);
        CHECK(route.trips == 2);
        CHECK(route.end == 110);
    }
    SUBCASE("a wait at the reload that cannot be avoided") {
        problem.jobs[0].stop.windows = {{0, 40}};
        const Route route = drive_van(problem, {job(0), reload(0), job(1)});
        CHECK(route.start == 30);
        CHECK(route.steps[1].arrival == 50);
        CHECK(route.steps[1].start == 65);
        CHECK(route.waiting == 15);
    }
}

TEST_CASE("without a start a route starts at its first stop, and without an end it ends at its last") {
    Problem problem = line({10, 30});
    problem.jobs[0].stop.windows = {{50, 60}};
    problem.jobs[1].stop.service = 4;
    problem.vehicles[0].start.reset();
    problem.vehicles[0].end.reset();
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 50);
    CHECK(route.steps[0].arrival == 50);
    CHECK(route.distance == 20);
    CHECK(route.end == 74);
}

TEST_CASE("a route may take no time at all") {
    Problem problem = line({10});
    problem.jobs[0].stop.windows = {{50, 60}};
    problem.vehicles[0].start.reset();
    problem.vehicles[0].end.reset();
    const Route route = drive_van(problem, {job(0)});
    CHECK(route.start == 50);
    CHECK(route.end == 50);
    CHECK(route.waiting == 0);
}

TEST_CASE("a hard window that is missed is no lateness, for it has no price") {
    Problem problem = line({10});
    problem.jobs[0].stop.windows = {{0, 7}};
    const Route route = drive_van(problem, {job(0)});
    CHECK(route.steps[0].start == 10);
    CHECK(route.lateness == 0);
}

TEST_CASE("a break is taken where the vehicle is, and waits for its window") {
    Problem problem = line({10, 30});
    problem.vehicles[0].breaks = {{"lunch", 15, {{40, 50}, {80, 90}}}};
    SUBCASE("between stops") {
        const Route route = drive_van(problem, {job(0), pause(0), job(1)});
        CHECK(route.start == 30);
        CHECK(route.steps[1].place == 1);
        CHECK(route.steps[1].start == 40);
        CHECK(route.steps[2].arrival == 75);
        CHECK(route.end == 105);
    }
    SUBCASE("at the start") {
        const Route route = drive_van(problem, {pause(0), job(0)});
        CHECK(route.start == 40);
        CHECK(route.steps[0].place == 0);
        CHECK(route.steps[0].distance == 0);
        CHECK(route.steps[1].arrival == 65);
    }
    SUBCASE("after the last stop, before driving home") {
        const Route route = drive_van(problem, {job(0), job(1), pause(0)});
        CHECK(route.steps[2].place == 2);
        CHECK(route.steps[2].departure == 55);
        CHECK(route.end == 85);
    }
    SUBCASE("before the first stop of a vehicle that starts there") {
        problem.vehicles[0].start.reset();
        const Route route = drive_van(problem, {pause(0), job(0), job(1)});
        CHECK(route.steps[0].place == 1);
        CHECK(route.steps[1].arrival == 55);
        CHECK(route.distance == 50);
    }
    SUBCASE("at a reload, with the goods of the next trip on board") {
        problem.vehicles[0].reloads = {0};
        problem.jobs[1].delivery = {6};
        const Route route = drive_van(problem, {job(0), reload(0), pause(0), job(1)});
        CHECK(route.steps[2].place == 0);
        CHECK(route.steps[2].start == 40);
        CHECK(route.steps[2].load == Load{6});
        CHECK(route.steps[3].arrival == 85);
    }
    SUBCASE("the route of a vehicle that ends at its last stop includes it") {
        problem.vehicles[0].end.reset();
        CHECK(drive_van(problem, {job(0), pause(0)}).end == 55);
    }
}

TEST_CASE("time on the road is what traffic makes of it") {
    Problem problem = line({10, 20});
    problem.profiles.resize(1);
    problem.profiles[0].traffic = {{0, 100}, {15, 200}, {25, 50}};
    problem.vehicles[0].end.reset();
    const Route route = drive_van(problem, {job(0), job(1)});
    CHECK(route.start == 0);
    CHECK(route.steps[0].arrival == 10);
    CHECK(route.steps[1].arrival == 25);  // 5 before the slice, 5 in twice the time
    CHECK(route.travel == 25);
    CHECK(route.distance == 20);
}

TEST_CASE("in traffic, too, the latest start that ends as early is taken") {
    Problem problem = line({10});
    problem.profiles.resize(1);
    problem.profiles[0].traffic = {{0, 200}, {50, 100}};
    problem.jobs[0].stop.windows = {{40, 60}};
    const Route route = drive_van(problem, {job(0)});
    CHECK(route.start == 20);
    CHECK(route.steps[0].arrival == 40);
    CHECK(route.end == 55);  // 5 in 10, then 5
    CHECK(route.travel == 35);
}

TEST_CASE("loads: deliveries from the start of the trip, pickups to its end, shipments in between") {
    Problem problem = line({10, 20, 30});
    problem.jobs[0].delivery = {3, 1};
    problem.jobs[1].pickup = {4};
    problem.jobs[2].delivery = {2};
    problem.shipments = {shipment("S", 1, 2)};
    problem.shipments[0].amount = {0, 5};
    problem.vehicles[0].reloads = {0};
    const std::vector<Visit> visits{pickup(0), job(0), job(1), delivery(0), reload(0), job(2)};
    const std::vector<Load> loads = loads_of(problem, visits);
    CHECK(loads == std::vector<Load>{{3, 1}, {3, 6}, {0, 5}, {4, 5}, {4, 0}, {2, 0}, {0, 0}});
    CHECK(drive_van(problem, visits).steps[2].load == Load{4, 5});
}
