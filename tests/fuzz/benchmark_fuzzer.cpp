// Instance files of all formats, and `.sol` files: the first byte says which convention, and whether the rest is a plan
// of a small instance.

#include "fuzzing.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/routing/benchmark_formats.hpp>

using namespace marketplace;

namespace {

constexpr std::string_view instance_text = R"(DIMENSION : 5
VEHICLES : 4
VEHICLES_MAX_RELOADS : 2
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 0
3 2 0
4 3 0
5 4 0
CAPACITY_SECTION
1 3
2 3
3 9
4 9
VEHICLES_RELOAD_DEPOT_SECTION
1 1
2 1
3 1
4 1
)";

routing::Solution solution_of(const std::vector<routing::RoutePlan>& plans) {
    routing::Solution out;
    for (const routing::RoutePlan& plan : plans) {
        routing::Route& route = out.routes.emplace_back();
        route.vehicle_type = plan.vehicle_type;
        route.vehicle = plan.vehicle;
        for (const routing::Visit& visit : plan.visits) route.steps.emplace_back().visit = visit;
    }
    return out;
}

void read_plan(std::string_view text) {
    static const routing::BenchmarkInstance instance = routing::read_benchmark(instance_text);
    const auto plans = fuzz::accepted([&] { return routing::read_solution(text, instance); });
    if (!plans) return;
    const std::string written = routing::write_solution(solution_of(*plans), instance);
    fuzz::require(routing::read_solution(written, instance) == *plans, "an accepted plan is read again from its file");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    const unsigned choice = data[0] % 6U;
    if (choice == 5) {
        read_plan(text);
        return 0;
    }
    const auto convention = static_cast<routing::Convention>(choice);
    const auto instance = fuzz::accepted([&] { return routing::read_benchmark(text, convention); });
    if (!instance) return 0;
    fuzz::require(from_json<routing::BenchmarkInstance>(to_json(*instance)) == *instance,
                  "an instance is read from JSON");
    const auto written = fuzz::accepted([&] { return routing::write_vrplib(*instance); });
    if (!written) return 0;
    routing::BenchmarkInstance back = routing::read_benchmark(*written);
    back.format = instance->format;
    fuzz::require(back == *instance, "an instance is read again from its VRPLIB text");
    return 0;
}
