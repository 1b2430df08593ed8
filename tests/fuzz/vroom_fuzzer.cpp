// VROOM's JSON, with the answer to a plan that does nothing.

#include "fuzzing.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/routing/plot.hpp>
#include <marketplace/routing/vroom.hpp>

using namespace marketplace;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = fuzz::accepted([&] { return routing::read_vroom(fuzz::text_of(data, size)); });
    if (!input) return 0;
    fuzz::require(from_json<routing::VroomInput>(to_json(*input)) == *input, "an accepted input is read from JSON");
    routing::Solution solution;
    for (std::size_t i = 0; i < input->problem.jobs.size(); ++i)
        solution.unserved.push_back({{routing::Activity::job, static_cast<std::int32_t>(i)}, "", true});
    for (std::size_t i = 0; i < input->problem.shipments.size(); ++i)
        solution.unserved.push_back({{routing::Activity::pickup, static_cast<std::int32_t>(i)}, "", true});
    for (const routing::RoutePlan& plan : input->start) {
        routing::Route& route = solution.routes.emplace_back();
        route.vehicle_type = plan.vehicle_type;
        route.vehicle = plan.vehicle;
        for (const routing::Visit& visit : plan.visits) route.steps.emplace_back().visit = visit;
    }
    static_cast<void>(routing::write_vroom(*input, solution));
    static_cast<void>(routing::plot_routes(input->problem, solution));
    static_cast<void>(routing::write_geojson(input->problem, solution));
    return 0;
}
