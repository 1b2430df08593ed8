#include <marketplace/routing/solver.hpp>

#include "search/fast_search.hpp"
#include "search/rich_search.hpp"
#include "timetable.hpp"

namespace marketplace::routing {
namespace detail {
namespace {

void check(const SolveOptions& options, const SolveControl& control) {
    const auto require = [](bool good, std::string_view field, std::int64_t value, std::string_view expected) {
        if (!good) fail(ErrorCode::invalid_value, field, std::to_string(value), expected);
    };
    require(options.time_limit_us >= 0, "time_limit_us", options.time_limit_us, "0 or more");
    require(options.iterations >= 0, "iterations", options.iterations, "0 or more");
    require(options.time_limit_us > 0 || options.iterations > 0, "time_limit_us", 0,
            "a limit of time or of iterations above 0");
    require(options.time_limit_us == 0 || control.now_us != nullptr, "time_limit_us", options.time_limit_us,
            "0, because there is no clock to tell the time");
    require(options.threads >= 1 && options.threads <= 1024, "threads", options.threads, "1 to 1024");
}

/// Gives vehicles of their kind to routes, in order.
std::vector<RoutePlan> plans_of(const ModelData& model, const std::vector<FoundRoute>& routes) {
    std::vector<std::size_t> taken(model.kinds.size(), 0);
    std::vector<RoutePlan> plans;
    for (const FoundRoute& route : routes) {
        const auto k = static_cast<std::size_t>(route.kind);
        RoutePlan& plan = plans.emplace_back();
        plan.vehicle_type = model.kinds[k].type;
        plan.vehicle = model.kinds[k].vehicles[taken[k]++];
        for (const std::int32_t node : route.nodes) plan.visits.push_back(model.visit_of(node));
    }
    return plans;
}

}  // namespace
}  // namespace detail

SolveResult solve(const Model& model, const SolveOptions& options, const SolveControl& control) {
    detail::check(options, control);
    detail::Budget budget{options, control};
    SolveResult result;
    result.seed = options.seed;
    if (const auto form = detail::make_fast_form(model.data())) {
        detail::Found found = detail::search(*form, options, {}, budget);
        result.solution = detail::make_solution(model.data(), detail::plans_of(model.data(), found.routes));
        result.iterations = found.iterations;
        result.trace = std::move(found.trace);
    } else {
        detail::RichFound found = detail::search_rich(model.data(), options, {}, budget);
        result.solution = detail::make_solution(model.data(), found.routes);
        result.iterations = found.iterations;
        result.trace = std::move(found.trace);
    }
    result.elapsed_us = budget.elapsed_us();
    return result;
}

}  // namespace marketplace::routing
