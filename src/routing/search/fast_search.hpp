#pragma once
// The search over fast forms.

#include "../parameters.hpp"
#include "budget.hpp"
#include "fast_form.hpp"

namespace marketplace::routing::detail {

/// What a search found: routes, by kinds and nodes of the model.
struct FoundRoute {
    std::int32_t kind = 0;
    std::vector<std::int32_t> nodes;
};
struct Found {
    std::vector<FoundRoute> routes;
    std::int64_t iterations = 0;
    std::vector<TracePoint> trace;
};

[[nodiscard]] Found search(const FastForm& form, const SolveOptions& options, const SearchParameters& parameters,
                           Budget& budget);

}  // namespace marketplace::routing::detail
