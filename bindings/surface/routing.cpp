#include "routing_host.hpp"

#include <marketplace/routing/benchmark_formats.hpp>
#include <marketplace/routing/dispatch.hpp>
#include <marketplace/routing/plot.hpp>
#include <marketplace/routing/vroom.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::routing;  // NOLINT: this file is a list of its functions

void register_search(Module& module) {
    auto model = module.handle<Model>("Model", false);
    model.method("problem", {}, &Model::problem);
    module.function("compile",
                    {"problem", {"matrices", std::vector<TravelMatrix>{}}, "distances", "durations"}, &compile_problem)
        .in_bulk("compile(Problem)").named_after(1)
        .note("Travel is by coordinates, or by one matrix over all places for each profile: as records in `matrices`, "
              "or as arrays of 32 bit integers in `distances` and `durations` (one, or a list), which are not copied: "
              "leave them as they are while the model lives. Without durations the distances are the durations too.");
    module.function("evaluate", {"model", "routes"}, &evaluate);
    module.function("solve",
                    {"model", {"time_limit", std::optional<double>{}}, {"iterations", std::optional<std::int64_t>{}},
                     {"seed", SolveOptions{}.seed}, {"threads", SolveOptions{}.threads},
                     {"start", std::vector<RoutePlan>{}}, "progress"},
                    [](const Model& compiled, const std::optional<double>& time_limit,
                       const std::optional<std::int64_t>& iterations, std::uint32_t seed, std::int32_t threads,
                       std::span<const RoutePlan> start, const Watched<SolveProgress>& progress) {
                        return solve_watched(compiled, {time_limit, iterations, seed, threads, start}, progress);
                    })
        .in_bulk("solve").named_after(1).takes_long()
        .note("It ends after `time_limit` seconds or so many `iterations`, whichever comes first; after ten seconds if "
              "neither is given. With iterations and without a time limit, the same seed gives the same plan in every "
              "language. `threads` searches work together; `start` is any part of a plan to begin with.");
}

void register_dispatch(Module& module) {
    module.function("quote_insertion", {"model", "plan", "order"}, &quote_insertion);
    module.function("reoptimize",
                    {"model", "plan", {"time_limit", std::optional<double>{}},
                     {"iterations", std::optional<std::int64_t>{}}, {"seed", SolveOptions{}.seed},
                     {"threads", SolveOptions{}.threads}, "progress"},
                    [](const Model& compiled, std::span<const RoutePlan> plan, const std::optional<double>& time_limit,
                       const std::optional<std::int64_t>& iterations, std::uint32_t seed, std::int32_t threads,
                       const Watched<SolveProgress>& progress) {
                        return solve_watched(compiled, {time_limit, iterations, seed, threads, plan}, progress);
                    })
        .in_bulk("reoptimize").named_after(2).takes_long()
        .note("The budget is given as to `solve`.");
    module.function("explain", {"model", "plan"}, &explain);
    module.function("plan_of", {"solution"}, &plan_of);
}

void register_formats(Module& module) {
    module.function("read_benchmark", {"text", {"convention", Convention::automatic}}, &read_benchmark);
    module.function("read_solution", {"text", "instance"}, &read_solution);
    module.function("write_solution", {"solution", "instance"}, &write_solution);
    module.function("write_vrplib", {"instance"}, &write_vrplib);
    module.function("format_cost", {"cost", "cost_scale"}, &format_cost);
    module.function("read_vroom", {"json", {"duration_percent", std::int32_t{10}}}, &read_vroom);
    module.function("write_vroom", {"input", "solution"}, &write_vroom);
    module.function("write_vroom_error", {"message"}, &write_vroom_error);
}

void register_plots(Module& module) {
    module.function("write_geojson", {"problem", "solution"}, &write_geojson);
    module.function("plot_routes", {"problem", "solution", {"options", PlotOptions{}}}, &plot_routes);
    module.function("plot_convergence", {"trace", {"options", ConvergenceOptions{}}}, &plot_convergence);
}

}  // namespace

void register_routing(Registry& registry) {
    Module module{registry, "routing"};
    register_search(module);
    register_dispatch(module);
    register_formats(module);
    register_plots(module);
}

}  // namespace marketplace::surface
