#pragma once
// What each feature adds to a generated problem.

#include "routing/generate.hpp"
#include "routing/random.hpp"

namespace marketplace::routing::twin {

using AddFeature = void (*)(Random&, GeneratedProblem&);

/// The functions of features that concern orders, or null.
[[nodiscard]] AddFeature order_feature(Feature feature);
/// The functions of features that concern vehicles, or null.
[[nodiscard]] AddFeature vehicle_feature(Feature feature);
/// The functions of features that concern the whole problem, or null.
[[nodiscard]] AddFeature problem_feature(Feature feature);

/// All stops, jobs first.
[[nodiscard]] std::vector<Stop*> stops_of(Problem& problem);
/// The terms of all orders, as `orders_of`.
[[nodiscard]] std::vector<Terms*> terms_of(Problem& problem);
/// One to `count_max` windows within about a day of 400.
[[nodiscard]] std::vector<TimeWindow> random_windows(Random& random, int count_max);
/// Gives every type a capacity in some dimension, if it has none, that holds a few orders.
void limit_capacity(Random& random, Problem& problem, std::size_t dimension);

}  // namespace marketplace::routing::twin
