#include <marketplace/routing/solver.hpp>

#include "search/fast_search.hpp"
#include "search/rich_search.hpp"
#include "start.hpp"
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

/// Gives vehicles of their kind to routes, in order, behind what is locked.
std::vector<RoutePlan> plans_of(const ModelData& model, const std::vector<FoundRoute>& routes) {
    std::vector<std::size_t> taken(model.kinds.size(), 0);
    std::vector<RoutePlan> plans;
    const auto add = [&](std::size_t k) -> RoutePlan& {
        const Kind& kind = model.kinds[k];
        return plans.emplace_back(RoutePlan{kind.type, kind.vehicles[taken[k]++], kind.locked});
    };
    for (const FoundRoute& route : routes) {
        RoutePlan& plan = add(static_cast<std::size_t>(route.kind));
        for (const std::int32_t node : route.nodes) plan.visits.push_back(model.visit_of(node));
    }
    for (std::size_t k = 0; k < model.kinds.size(); ++k) {
        if (!model.kinds[k].locked.empty() && taken[k] == 0) add(k);
    }
    return plans;
}

/// A start in the numbers of a fast form, as far as its vehicles go.
StartPlan start_of(const FastForm& form, const std::vector<RoutePlan>& plans) {
    const ModelData& model = *form.model;
    std::vector<std::int32_t> number(model.nodes.size(), -1);
    for (std::size_t i = 0; i < form.model_node.size(); ++i)
        number[static_cast<std::size_t>(form.model_node[i])] = static_cast<std::int32_t>(i);
    StartPlan start;
    std::vector<std::int32_t> taken(model.kinds.size(), 0);
    for (const RoutePlan& plan : plans) {
        for (std::size_t k = 0; k < model.kinds.size(); ++k) {
            const Kind& kind = model.kinds[k];
            if (kind.type != plan.vehicle_type || taken[k] >= form.kinds[k].slots) continue;
            if (!kind.locked.empty() && kind.vehicles.front() != plan.vehicle) continue;
            ++taken[k];
            FoundRoute& route = start.routes.emplace_back(FoundRoute{.kind = static_cast<std::int32_t>(k)});
            for (const Visit& visit : plan.visits) {
                const Order& order = model.orders[static_cast<std::size_t>(model.order_of(visit))];
                const std::int32_t node = visit.activity == Activity::delivery ? order.second : order.first;
                if (number[static_cast<std::size_t>(node)] >= 0)
                    route.nodes.push_back(number[static_cast<std::size_t>(node)]);
            }
            break;
        }
    }
    return start;
}

/// A plan from outside is near a good one: annealing it from as hot as one from nothing would only forget it.
SearchParameters parameters_for(const SolveOptions& options) {
    SearchParameters parameters;
    if (!options.start.empty()) {
        parameters.temperature_start *= 0.2;
        parameters.chains_max = 1;
    }
    return parameters;
}

}  // namespace
}  // namespace detail

SolveResult solve(const Model& model, const SolveOptions& options, const SolveControl& control) {
    detail::check(options, control);
    detail::Budget budget{options, control};
    SolveResult result;
    result.seed = options.seed;
    const detail::SearchParameters parameters = detail::parameters_for(options);
    const auto start = detail::feasible_part(model.data(), options.start);
    if (model.data().orders.empty() || model.data().kinds.empty()) {
        result.solution = detail::make_solution(model.data(), detail::plans_of(model.data(), {}));
        result.elapsed_us = budget.elapsed_us();
        return result;
    }
    if (const auto form = detail::make_fast_form(model.data())) {
        detail::Found found = detail::search(*form, options, parameters, budget, detail::start_of(*form, start));
        result.solution = detail::make_solution(model.data(), detail::plans_of(model.data(), found.routes));
        result.iterations = found.iterations;
        result.trace = std::move(found.trace);
    } else {
        detail::RichFound found = detail::search_rich(model.data(), options, parameters, budget, start);
        result.solution = detail::make_solution(model.data(), found.routes);
        result.iterations = found.iterations;
        result.trace = std::move(found.trace);
    }
    result.elapsed_us = budget.elapsed_us();
    return result;
}

}  // namespace marketplace::routing
