#include "route.hpp"

#include "../progress.hpp"
#include "input.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/routing/plot.hpp>
#include <marketplace/routing/solver.hpp>

#include <boost/json.hpp>

#include <chrono>
#include <csignal>
#include <ctime>
#include <iostream>

namespace route {

using namespace marketplace;
using namespace marketplace::routing;

namespace {

std::atomic<bool> interrupted = false;

std::int64_t now_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

SolveOptions solve_options(const Options& options, const Input& input) {
    SolveOptions out;
    out.time_limit_us = static_cast<std::int64_t>(options.time_limit_s * 1e6 + 0.5);
    out.iterations = options.iterations;
    if (out.time_limit_us == 0 && out.iterations == 0) out.time_limit_us = 10'000'000;
    out.seed = options.seed;
    out.threads = options.threads;
    out.start = input.start;
    if (!options.start) return out;
    if (!input.benchmark)
        fail(ErrorCode::invalid_value, "start", options.start->string(),
             "a benchmark file as input, whose customers it numbers");
    out.start = read_solution(read_file(*options.start), *input.benchmark);
    return out;
}

double cost_of(std::int64_t cost, const Input& input) {
    return static_cast<double>(cost) / static_cast<double>(input.cost_scale);
}

std::string summary_json(const Options& options, const Input& input, const SolveResult& result, double wall_s,
                         double cpu_s) {
    boost::json::object out;
    const Solution& plan = result.solution;
    out["cost"] = cost_of(plan.cost.total, input);
    out["feasible"] = plan.complete;
    boost::json::array routes;
    for (const Route& route : plan.routes) {
        boost::json::object entry;
        entry["vehicle_type"] = input.problem.vehicles[static_cast<std::size_t>(route.vehicle_type)].id;
        entry["vehicle"] = route.vehicle;
        entry["cost"] = cost_of(route.cost, input);
        entry["distance"] = cost_of(route.distance, input);
        boost::json::array stops;
        for (const Step& step : route.steps) {
            const auto index = static_cast<std::size_t>(step.visit.index);
            switch (step.visit.activity) {
                case Activity::job: stops.emplace_back(input.problem.jobs[index].id); break;
                case Activity::pickup: stops.emplace_back("pickup " + input.problem.shipments[index].id); break;
                case Activity::delivery: stops.emplace_back("delivery " + input.problem.shipments[index].id); break;
                case Activity::pause: stops.emplace_back("break"); break;
                case Activity::reload: stops.emplace_back("reload"); break;
            }
        }
        entry["stops"] = std::move(stops);
        routes.emplace_back(std::move(entry));
    }
    out["routes"] = std::move(routes);
    boost::json::array unserved;
    for (const Unserved& order : plan.unserved) unserved.emplace_back(order.id);
    out["unserved"] = std::move(unserved);
    out["iterations"] = result.iterations;
    out["cpu_s"] = cpu_s;
    out["wall_s"] = wall_s;
    out["seed"] = options.seed;
    boost::json::array trace;
    for (const TracePoint& point : result.trace) {
        trace.emplace_back(
            boost::json::array{static_cast<double>(point.microseconds) / 1e6, cost_of(point.cost, input)});
    }
    out["trace"] = std::move(trace);
    return boost::json::serialize(out);
}

void print_summary(const Input& input, const SolveResult& result, double wall_s) {
    const Solution& plan = result.solution;
    std::cout << "cost        " << format_cost(plan.cost.total, input.cost_scale) << '\n'
              << "routes      " << plan.routes.size() << '\n'
              << "unserved    " << plan.unserved.size() << (plan.complete ? "" : " (some of them required)") << '\n'
              << "iterations  " << result.iterations << '\n'
              << "seconds     " << wall_s << '\n';
}

void write_solution_file(const Input& input, const Solution& plan, const std::filesystem::path& file) {
    if (file.extension() == ".geojson") return write_file(file, write_geojson(input.problem, plan));
    if (file.extension() == ".json")
        return write_file(file, input.vroom ? write_vroom(*input.vroom, plan) : to_json(plan));
    if (!input.benchmark)
        fail(ErrorCode::invalid_value, "solution", file.string(),
             "a .json or .geojson file, for input that is no benchmark");
    write_file(file, write_solution(plan, *input.benchmark));
}

void write_outputs(const Options& options, const Input& input, const SolveResult& result) {
    if (options.solution) write_solution_file(input, result.solution, *options.solution);
    if (options.plot) {
        write_file(*options.plot, plot_routes(input.problem, result.solution, {.cost_scale = input.cost_scale}));
    }
    if (options.convergence)
        write_file(*options.convergence, plot_convergence(result.trace, {.cost_scale = input.cost_scale}));
}

}  // namespace

int run(const Options& options) {
    Input input = read_input(options.file, options.rounding, options.roads.has_value());
    if (options.roads) set_road_matrices(input, {*options.roads, options.mode, options.threads});
    const std::int64_t begin = now_us();
    const std::clock_t cpu_begin = std::clock();
    const Model model = compile(input.problem, input.matrices);
    cli::Progress bar{"route", 100, cli::is_terminal()};
    std::stop_source stop;
    std::signal(SIGINT, [](int) { interrupted = true; });
    SolveControl control;
    control.now_us = now_us;
    control.progress = [&](const SolveProgress& progress) {
        bar.update(static_cast<std::int64_t>(progress.fraction * 100));
        return !interrupted;
    };
    const SolveResult result = solve(model, solve_options(options, input), control);
    std::signal(SIGINT, SIG_DFL);
    const double cpu_s = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
    const double wall_s = static_cast<double>(now_us() - begin) / 1e6;
    write_outputs(options, input, result);
    if (options.json) {
        std::cout << summary_json(options, input, result, wall_s, cpu_s) << '\n';
    } else {
        print_summary(input, result, wall_s);
    }
    return result.solution.complete ? 0 : 3;
}

}  // namespace route
