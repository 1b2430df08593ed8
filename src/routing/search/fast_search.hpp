#pragma once
// The search over fast forms.

#include "../parameters.hpp"
#include "budget.hpp"
#include "fast_form.hpp"

namespace marketplace::routing::detail {

/// A route by its kind and its nodes: those of the model in what a search found, those of the form in a start.
struct FoundRoute {
    std::int32_t kind = 0;
    std::vector<std::int32_t> nodes;
};
struct Found {
    std::vector<FoundRoute> routes;
    std::int64_t iterations = 0;
    std::vector<TracePoint> trace;
};
/// Feasible routes to begin with.
struct StartPlan {
    std::vector<FoundRoute> routes;
};

/// Searches with as many threads as the options say.
[[nodiscard]] Found search(const FastForm& form, const SolveOptions& options, const SearchParameters& parameters,
                           Budget& budget, const StartPlan& start = {});

}  // namespace marketplace::routing::detail
