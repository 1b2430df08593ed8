#pragma once
// The optimizer as the faces have it: matrices in the caller's memory, and a clock.

#include "module.hpp"

#include <marketplace/routing/solver.hpp>

namespace marketplace::surface {

/// A model over coordinates, over the records of `matrices`, or over the caller's `distances` and `durations`: one for
/// each profile, kept alive by the model. Throws `invalid_value` where these do not fit together or the places.
std::shared_ptr<routing::Model> compile_problem(const routing::Problem& problem,
                                                std::span<const routing::TravelMatrix> matrices,
                                                const Matrices& distances, const Matrices& durations);

/// What a search is asked by name. `time_limit` is in seconds.
struct SolveRequest {
    std::optional<double> time_limit;
    std::optional<std::int64_t> iterations;
    std::uint32_t seed = 1;
    std::int32_t threads = 1;
    std::span<const routing::RoutePlan> start;
};

/// Ten seconds if neither time nor iterations are limited.
routing::SolveResult solve_watched(const routing::Model& model, const SolveRequest& request,
                                   const Watched<routing::SolveProgress>& progress);

}  // namespace marketplace::surface
