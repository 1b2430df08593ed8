#pragma once
// The optimizer: a problem compiled once, solved within a budget.
//
// One search serves every kind of problem: parts of routes are ruined and recreated ("slack induction by string
// removals", Christiaens and Vanden Berghe, Transportation Science 54(2), 2020), the outcome is accepted by simulated
// annealing whose temperature follows the budget, and what is accepted is improved by local moves around what was
// touched. Every plan on the way obeys all constraints; what does not fit waits in a bank of unserved orders.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/solution.hpp>
#include <marketplace/routing/trace.hpp>

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace marketplace::routing {

namespace detail {
struct ModelData;
}

/// A problem that was checked and made fast to work on. Immutable, cheap to copy, shared by any number of threads.
class Model {
public:
    explicit Model(std::shared_ptr<const detail::ModelData> data) : data_(std::move(data)) {}

    [[nodiscard]] const Problem& problem() const;
    /// For the parts of the library.
    [[nodiscard]] const detail::ModelData& data() const { return *data_; }

private:
    std::shared_ptr<const detail::ModelData> data_;
};

/// Checks a problem whose profiles travel by coordinates. Throws `invalid_value`, `out_of_range`, `missing_field` or
/// `not_found` naming the record and field, such as "shipments[3].delivery.windows[0].latest".
[[nodiscard]] Model compile(Problem problem);
/// With one matrix for each profile. Throws also `invalid_value` for one that is not square over the places.
[[nodiscard]] Model compile(Problem problem, std::vector<TravelMatrix> matrices);
/// The same without a copy: the memory of the views must outlive the model.
[[nodiscard]] Model compile(Problem problem, std::span<const TravelView> matrices);

/// Fills distances and durations (each `from.size()` numbers) from place `from[i]` to place `to[i]`.
using TravelCallback = std::function<void(std::int32_t profile, std::span<const std::int32_t> from,
                                          std::span<const std::int32_t> to, std::span<std::int32_t> distances,
                                          std::span<std::int32_t> durations)>;

/// Asks a routing service of the caller, one batch of at most `batch_size` ways at a time, and keeps the answers.
[[nodiscard]] Model compile(Problem problem, const TravelCallback& travel, std::size_t batch_size = 1 << 20);

/// How long to search. At least one limit must be set; the one that is reached first ends the search.
struct SolveOptions {
    std::int64_t time_limit_us = 0;  ///< 0: none
    std::int64_t iterations = 0;     ///< 0: none; with it and one thread, the same seed gives the same plan everywhere
    std::uint32_t seed = 1;
    std::int32_t threads = 1;        ///< cooperating searches
    std::vector<RoutePlan> start;    ///< where to begin: any part of a plan; what does not fit is left to the search

    friend bool operator==(const SolveOptions&, const SolveOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(SolveOptions, (time_limit_us, iterations, seed, threads, start));

/// How far a search has come.
struct SolveProgress {
    std::int64_t elapsed_us = 0;
    std::int64_t iterations = 0;
    double fraction = 0;             ///< of the budget
    std::int64_t cost = 0;           ///< of the best plan
    std::int32_t routes = 0;
    std::int32_t unserved = 0;       ///< required orders

    friend bool operator==(const SolveProgress&, const SolveProgress&) = default;
};
MARKETPLACE_COMPILED_RECORD(SolveProgress, (elapsed_us, iterations, fraction, cost, routes, unserved));

/// What a search may ask of its caller while it runs.
struct SolveControl {
    std::function<std::int64_t()> now_us;  ///< a clock that never goes back; needed for a time limit
    std::stop_token stop;                  ///< ends the search with the best plan so far
    /// Called from the calling thread about a hundred times; false ends the search with the best plan so far.
    std::function<bool(const SolveProgress&)> progress;
};

/// A plan and how it was found.
struct SolveResult {
    Solution solution;
    std::int64_t iterations = 0;
    std::int64_t elapsed_us = 0;   ///< 0 without a clock
    std::uint32_t seed = 1;
    std::vector<TracePoint> trace; ///< when the best plan became better

    friend bool operator==(const SolveResult&, const SolveResult&) = default;
};
MARKETPLACE_COMPILED_RECORD(SolveResult, (solution, iterations, elapsed_us, seed, trace));

/// Searches for a plan of low cost. Throws `invalid_value` for options without a limit, or a time limit without clock.
[[nodiscard]] SolveResult solve(const Model& model, const SolveOptions& options, const SolveControl& control = {});

/// The plan of given routes with its times and costs. Throws `invalid_value` naming route and visit for routes that
/// break a constraint, and by how much.
[[nodiscard]] Solution evaluate(const Model& model, std::span<const RoutePlan> routes);

}  // namespace marketplace::routing
