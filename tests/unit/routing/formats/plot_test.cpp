// Pictures: that they hold what they should and are well formed. How they look was seen in a browser.

#include "files.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/routing/plot.hpp>

#include <cmath>
#include <vector>

using namespace marketplace::routing;

namespace {

Problem small_problem() {
    Problem problem;
    problem.name = "A & B <small>";
    problem.places = {{"home", 0, 0}, {"", 3, 4}, {"", -2.5, 1}, {"", 1, -1}};
    problem.jobs = {{.id = "one", .stop = {.place = 1, .windows = {}}},
                    {.id = "two", .stop = {.place = 2, .windows = {}}}};
    problem.shipments = {{.id = "s", .pickup = {.place = 3, .windows = {}}, .delivery = {.place = 1, .windows = {}}}};
    problem.vehicles = {{.id = "van", .count = 1, .start = 0, .end = 0, .breaks = {{"lunch", 30, {}}}}};
    return problem;
}

Solution small_solution() {
    Solution solution;
    solution.routes = {
        {.steps = {{.visit = {Activity::pickup, 0}, .place = 3, .arrival = 5, .start = 6, .departure = 7},
                   {.visit = {Activity::pause, 0}, .place = 3, .arrival = 7, .start = 7, .departure = 37},
                   {.visit = {Activity::delivery, 0}, .place = 1},
                   {.visit = {Activity::job, 0}, .place = 1}},
         .start = 1,
         .end = 60,
         .distance = 12,
         .cost = 125}};
    solution.unserved = {{{Activity::job, 1}, "two", true}};
    solution.cost.total = 125;
    return solution;
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++out;
    return out;
}

/// Every element is closed, and attributes hold no quote or angle of their own.
bool is_well_formed(std::string_view svg) {
    std::vector<std::string> open;
    for (std::size_t at = svg.find('<'); at != std::string_view::npos; at = svg.find('<', at + 1)) {
        const std::size_t end = svg.find('>', at);
        const std::string_view tag = svg.substr(at + 1, end - at - 1);
        if (end == std::string_view::npos || count(tag, "\"") % 2 != 0) return false;
        if (tag.front() == '/') {
            if (open.empty() || open.back() != std::string{tag.substr(1)}) return false;
            open.pop_back();
        } else if (tag.back() != '/') {
            open.push_back(std::string{tag.substr(0, tag.find(' '))});
        }
    }
    return open.empty();
}

}  // namespace

TEST_CASE("a plan as GeoJSON: lines of routes, points of stops, depots and unserved orders") {
    CHECK(
        write_geojson(small_problem(), small_solution()) ==
        R"({"type":"FeatureCollection","features":[)"
        R"({"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,0],[1,-1],[1,-1],[3,4],[3,4],[0,0]]},)"
        R"("properties":{"kind":"route","route":1,"vehicle":"van","stroke":"#0072B2","cost":125,"distance":12,)"
        R"("start":1,"end":60,"stops":3}},)"
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[1,-1]},"properties":{"kind":"stop","route":1,)"
        R"("position":1,"activity":"pickup","id":"s","marker-color":"#0072B2","arrival":5,"start":6,"departure":7}},)"
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[1,-1]},"properties":{"kind":"stop","route":1,)"
        R"("position":2,"activity":"pause","id":"lunch","marker-color":"#0072B2","arrival":7,"start":7,)"
        R"("departure":37}},)"
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[3,4]},"properties":{"kind":"stop","route":1,)"
        R"("position":3,"activity":"delivery","id":"s","marker-color":"#0072B2","arrival":0,"start":0,"departure":0}},)"
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[3,4]},"properties":{"kind":"stop","route":1,)"
        R"("position":4,"activity":"job","id":"one","marker-color":"#0072B2","arrival":0,"start":0,"departure":0}},)"
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[0,0]},"properties":{"kind":"depot","id":"home",)"
        R"("marker-symbol":"square","marker-color":"#000000"}},)"
        R"({"type":"Feature","geometry":{"type":"Point","coordinates":[-2.5,1]},"properties":{"kind":"unserved",)"
        R"("id":"two","marker-symbol":"cross","marker-color":"#000000"}}]})");
    CHECK(write_geojson(Problem{}, Solution{}) == R"({"type":"FeatureCollection","features":[]})");
}

TEST_CASE("a line has two ends even where a vehicle goes to one place alone") {
    Problem problem = small_problem();
    problem.vehicles[0].start.reset();
    problem.vehicles[0].end.reset();
    Solution solution;
    solution.routes = {{.steps = {{.visit = {Activity::job, 0}, .place = 1}}}};
    CHECK(write_geojson(problem, solution).find(R"("coordinates":[[3,4],[3,4]])") != std::string::npos);
}

TEST_CASE("a plan as SVG: title, cost, routes, depots, crosses, legend") {
    const std::string svg = plot_routes(small_problem(), small_solution(), {.cost_scale = 10});
    CHECK(is_well_formed(svg));
    CHECK(svg.starts_with(R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 640 )"));
    CHECK(svg.find("<title>A &amp; B &lt;small&gt;</title>") != std::string::npos);
    CHECK(svg.find("cost 12.5 · 1 route · 3 stops · 1 unserved") != std::string::npos);
    CHECK(svg.find("<title>1 · van · 3 stops · cost 12.5</title>") != std::string::npos);
    CHECK(svg.find("<title>depot home</title>") != std::string::npos);
    CHECK(svg.find("<title>unserved two</title>") != std::string::npos);
    CHECK(count(svg, "<circle") == 3);
    CHECK(count(svg, "fill=\"#fff\" stroke=\"#0072B2\"") == 1);  // the pickup is a ring
    CHECK(plot_routes(small_problem(), small_solution(), {.title = "Mine"}).find(">Mine</text>") != std::string::npos);
}

TEST_CASE("nothing and plans of one place are drawn too") {
    CHECK(is_well_formed(plot_routes(Problem{}, Solution{})));
    Problem problem = small_problem();
    for (Place& place : problem.places) place = {"", 7, 7};
    const std::string svg = plot_routes(problem, small_solution());
    CHECK(is_well_formed(svg));
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("twenty routes have different strokes, and their neighbours different colours") {
    Problem problem;
    problem.places = {{"", 0, 0}};
    problem.vehicles = {{.id = "1", .count = 20, .start = 0, .end = 0}};
    Solution solution;
    for (std::int32_t i = 0; i < 20; ++i) {
        const double angle = i * 0.3;
        problem.places.push_back({"", std::cos(angle), std::sin(angle)});
        problem.jobs.push_back({.id = std::to_string(i), .stop = {.place = i + 1, .windows = {}}});
        solution.routes.push_back({.vehicle = i, .steps = {{.visit = {Activity::job, i}, .place = i + 1}}});
    }
    const std::string svg = plot_routes(problem, solution);
    CHECK(svg.find("<title>20 · vehicle 20 · 1 stop · cost 0</title>") != std::string::npos);
    CHECK(svg.find("stroke-dasharray=\"7 3\"") != std::string::npos);
    CHECK(count(svg, "stroke-width=\"5\"") == 0);  // no legend that long
    CHECK(is_well_formed(svg));
}

TEST_CASE("coordinates that are no numbers are refused") {
    Problem problem = small_problem();
    problem.places[2].x = std::nan("");
    CHECK(message_of([&] { return plot_routes(problem, small_solution()); }) ==
          "invalid_value: coordinate is 'nan', expected a finite number");
    CHECK(message_of([&] { return write_geojson(problem, small_solution()); }) ==
          "invalid_value: coordinate is 'nan', expected a finite number");
    Solution other = small_solution();
    other.routes[0].vehicle_type = 4;
    CHECK(message_of([&] { return plot_routes(small_problem(), other); }) ==
          "out_of_range: vehicle_type is '4', expected a part of the problem, which has 1");
}

TEST_CASE("a search as SVG: steps of cost over seconds or iterations") {
    const std::vector<TracePoint> trace{{1000, 1, 31000}, {500'000, 40, 29000}, {20'000'000, 900, 27597}};
    const std::string svg = plot_convergence(trace, {.title = "X", .best_known = 27591, .until_us = 50'000'000});
    CHECK(is_well_formed(svg));
    CHECK(svg.find("best cost 27597, 0.02 % above 27591") != std::string::npos);
    CHECK(svg.find(">seconds</text>") != std::string::npos);
    CHECK(svg.find(">50</text>") != std::string::npos);
    CHECK(svg.find(">29000</text>") != std::string::npos);
    CHECK(svg.find(">best known</text>") != std::string::npos);
    const std::string log = plot_convergence(trace, {.cost_scale = 10, .log_time = true});
    CHECK(log.find(">0.001</text>") != std::string::npos);
    CHECK(log.find(">10</text>") != std::string::npos);
    CHECK(log.find("best cost 2759.7") != std::string::npos);
    CHECK(is_well_formed(log));
    const std::vector<TracePoint> no_clock{{0, 10, 5}, {0, 400, 4}};
    CHECK(plot_convergence(no_clock).find(">iterations</text>") != std::string::npos);
    CHECK(plot_convergence(no_clock).find(">400</text>") != std::string::npos);
}

TEST_CASE("a search that found nothing, or one plan at once, is drawn too") {
    CHECK(plot_convergence({}).find("no plan") != std::string::npos);
    for (const bool log_time : {false, true}) {
        for (const TracePoint point : {TracePoint{0, 0, 5}, TracePoint{7, 1, 0}, TracePoint{1'000'000, 9, -3}}) {
            const std::string svg = plot_convergence(std::vector{point}, {.log_time = log_time, .best_known = 0});
            CHECK(is_well_formed(svg));
            CHECK(svg.find("nan") == std::string::npos);
            CHECK(svg.find("inf") == std::string::npos);
        }
        CHECK(is_well_formed(plot_convergence({}, {.log_time = log_time, .best_known = 7})));
    }
    CHECK(message_of([] { return plot_convergence({}, {.cost_scale = 7}); }) ==
          "invalid_value: cost_scale is '7', expected a power of ten");
}
