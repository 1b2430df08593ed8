#include "fast_search.hpp"

#include "anneal.hpp"
#include "savings.hpp"

namespace marketplace::routing::detail {
namespace {

constexpr std::int32_t near_count = 100;

template <class State>
Found search_with(const FastForm& form, const SolveOptions& options, const SearchParameters& parameters, Budget& budget) {
    const Neighbourhoods neighbourhoods = make_neighbourhoods(form, near_count, parameters.neighbours);
    State state{form};
    Anneal<State> anneal{state, neighbourhoods, parameters, budget, options.seed};
    if constexpr (State::Uniform && !State::Paired) {
        if (form.kinds.size() == 1) Savings<State>{state, neighbourhoods}.run();
    }
    anneal.recreate().run_all();
    anneal.run();
    Found found{.iterations = anneal.iterations(), .trace = anneal.trace()};
    for (const std::int32_t r : state.used()) {
        FoundRoute& route = found.routes.emplace_back(FoundRoute{.kind = state.kind(r)});
        for (std::int32_t v = state.next(state.head(r)); state.is_stop(v); v = state.next(v)) {
            route.nodes.push_back(form.model_node[static_cast<std::size_t>(v)]);
        }
    }
    return found;
}

template <class Metric, bool Timed, bool Paired>
Found search_uniform(const FastForm& form, const SolveOptions& options, const SearchParameters& parameters, Budget& budget) {
    return form.uniform ? search_with<FastState<Metric, Timed, Paired, true>>(form, options, parameters, budget)
                        : search_with<FastState<Metric, Timed, Paired, false>>(form, options, parameters, budget);
}

}  // namespace

Found search(const FastForm& form, const SolveOptions& options, const SearchParameters& parameters, Budget& budget) {
    if (form.plane) {
        if (form.timed) {
            return form.paired ? search_with<FastState<PlaneMetric, true, true, true>>(form, options, parameters, budget)
                               : search_with<FastState<PlaneMetric, true, false, true>>(form, options, parameters, budget);
        }
        return form.paired ? search_with<FastState<PlaneMetric, false, true, true>>(form, options, parameters, budget)
                           : search_with<FastState<PlaneMetric, false, false, true>>(form, options, parameters, budget);
    }
    if (form.timed) {
        return form.paired ? search_uniform<MatrixMetric, true, true>(form, options, parameters, budget)
                           : search_uniform<MatrixMetric, true, false>(form, options, parameters, budget);
    }
    return form.paired ? search_uniform<MatrixMetric, false, true>(form, options, parameters, budget)
                       : search_uniform<MatrixMetric, false, false>(form, options, parameters, budget);
}

}  // namespace marketplace::routing::detail
