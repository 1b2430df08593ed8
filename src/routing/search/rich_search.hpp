#pragma once
// The search for problems that have no fast form: the same ruin, recreate and annealing over routes whose every rule is
// checked by walking along them.

#include "../parameters.hpp"
#include "fast_search.hpp"

namespace marketplace::routing::detail {

struct RichFound {
    std::vector<RoutePlan> routes;
    std::int64_t iterations = 0;
    std::vector<TracePoint> trace;
};

/// With as many threads as the options say, from feasible routes.
[[nodiscard]] RichFound search_rich(const ModelData& model, const SolveOptions& options,
                                    const SearchParameters& parameters, Budget& budget,
                                    const std::vector<RoutePlan>& start);

}  // namespace marketplace::routing::detail
