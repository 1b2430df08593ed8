#include "fast_search.hpp"

#include "anneal.hpp"
#include "savings.hpp"

#include <algorithm>
#include <thread>

namespace marketplace::routing::detail {
namespace {

constexpr std::int32_t near_count = 100;
constexpr std::int32_t kinds_tried_max = 8;

/// The same for every search of a company.
struct Task {
    const FastForm& form;
    const SolveOptions& options;
    const SearchParameters& parameters;
    Budget& budget;
};

/// Savings for the kind of vehicle for which they make the best plan: which one that is, a search that changes a stop
/// here and there would find out late.
template <class State>
void begin_with_savings(State& state, const Neighbourhoods& neighbourhoods, const Task& task,
                        Recreate<State>& recreate) {
    const auto& kinds = task.form.kinds;
    if (std::any_of(kinds.begin(), kinds.end(), [](const FastKind& kind) { return kind.anchored; })) return;
    const typename State::Plan nothing(static_cast<std::size_t>(state.slots()));
    typename State::Plan best;
    std::int64_t best_cost = 0;
    const auto count = std::min(static_cast<std::int32_t>(kinds.size()), kinds_tried_max);
    for (std::int32_t k = 0; k < count; ++k) {
        if (k > 0) state.load(nothing);
        Savings<State>{state, neighbourhoods, k}.run();
        if (count == 1) return;
        recreate.run_all();
        if (!best.empty() && state.cost() >= best_cost) continue;
        best = state.plan();
        best_cost = state.cost();
    }
    state.load(best);
}

/// The first plan: what the caller gave, or savings; then whatever still fits.
template <class State>
void begin_with(State& state, const Neighbourhoods& neighbourhoods, const Task& task, const StartPlan& start,
                Recreate<State>& recreate) {
    if (!start.routes.empty()) {
        typename State::Plan plan(static_cast<std::size_t>(state.slots()));
        std::vector<std::size_t> slot(task.form.kinds.size(), 0);
        for (std::size_t k = 1; k < slot.size(); ++k)
            slot[k] = slot[k - 1] + static_cast<std::size_t>(task.form.kinds[k - 1].slots);
        for (const FoundRoute& route : start.routes) plan[slot[static_cast<std::size_t>(route.kind)]++] = route.nodes;
        state.load(plan);
    } else if constexpr (!State::Paired) {
        begin_with_savings(state, neighbourhoods, task, recreate);
    }
    recreate.run_all();
}

template <class State>
struct Outcome {
    typename State::Plan plan;
    std::int64_t cost = 0;
    std::int64_t iterations = 0;
    std::vector<TracePoint> trace;
};

template <class State>
Outcome<State> search_one(const Task& task, const Neighbourhoods& neighbourhoods, const StartPlan& start,
                          typename Anneal<State>::Company& company, std::size_t who) {
    State state{task.form};
    Anneal<State> anneal{state, neighbourhoods, task.parameters, task.budget, task.options.seed, company, who};
    begin_with(state, neighbourhoods, task, start, anneal.recreate());
    anneal.run();
    return {state.best_plan(), state.best_cost(), anneal.iterations(), anneal.trace()};
}

template <class State>
Found search_with(const Task& task, const StartPlan& start) {
    const Neighbourhoods neighbourhoods = make_neighbourhoods(task.form, near_count, task.parameters.neighbours);
    const auto count = static_cast<std::size_t>(task.options.threads);
    typename Anneal<State>::Company company{task.options.threads};
    std::vector<Outcome<State>> outcomes(count);
    {
        std::vector<std::jthread> threads;
        for (std::size_t who = 1; who < count; ++who) {
            threads.emplace_back(
                [&, who] { outcomes[who] = search_one<State>(task, neighbourhoods, start, company, who); });
        }
        outcomes[0] = search_one<State>(task, neighbourhoods, start, company, 0);
    }
    const auto best = std::min_element(outcomes.begin(), outcomes.end(),
                                       [](const auto& a, const auto& b) { return a.cost < b.cost; });
    Found found;
    std::vector<std::vector<TracePoint>> traces;
    for (const auto& outcome : outcomes) {
        found.iterations += outcome.iterations;
        traces.push_back(outcome.trace);
    }
    found.trace = merge_traces(traces);
    std::size_t slot = 0;
    for (std::size_t k = 0; k < task.form.kinds.size(); ++k) {
        for (std::int32_t i = 0; i < task.form.kinds[k].slots; ++i, ++slot) {
            if (best->plan[slot].empty()) continue;
            FoundRoute& route = found.routes.emplace_back(FoundRoute{.kind = static_cast<std::int32_t>(k)});
            for (const std::int32_t v : best->plan[slot])
                route.nodes.push_back(task.form.model_node[static_cast<std::size_t>(v)]);
        }
    }
    return found;
}

template <class Metric, bool Timed, bool Paired>
Found search_uniform(const Task& task, const StartPlan& start) {
    return task.form.uniform ? search_with<FastState<Metric, Timed, Paired, true>>(task, start)
                        : search_with<FastState<Metric, Timed, Paired, false>>(task, start);
}

}  // namespace

Found search(const FastForm& form, const SolveOptions& options, const SearchParameters& parameters, Budget& budget,
             const StartPlan& start) {
    const Task task{form, options, parameters, budget};
    if (form.plane) {
        if (form.timed) {
            return form.paired ? search_uniform<PlaneMetric, true, true>(task, start)
                               : search_uniform<PlaneMetric, true, false>(task, start);
        }
        return form.paired ? search_uniform<PlaneMetric, false, true>(task, start)
                           : search_uniform<PlaneMetric, false, false>(task, start);
    }
    if (form.timed) {
        return form.paired ? search_uniform<MatrixMetric, true, true>(task, start)
                           : search_uniform<MatrixMetric, true, false>(task, start);
    }
    return form.paired ? search_uniform<MatrixMetric, false, true>(task, start)
                       : search_uniform<MatrixMetric, false, false>(task, start);
}

}  // namespace marketplace::routing::detail
