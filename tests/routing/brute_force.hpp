#pragma once
// The best plan of a tiny problem, by trying all of them.
//
// About 5 orders, 3 vehicles, and 7 stops, breaks and reloads on a route are a matter of milliseconds to a second.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/solution.hpp>

#include <compare>
#include <optional>
#include <span>

namespace marketplace::routing::twin {

/// How good a plan is; less is better.
struct Score {
    std::int64_t required_missing = 0;  ///< required orders left out, a group of alternatives counting once
    std::int64_t cost = 0;

    friend auto operator<=>(const Score&, const Score&) = default;
};
[[nodiscard]] Score score_of(const Problem& problem, const Solution& solution);

/// The plan that leaves out the fewest required orders and among those costs the least. Only a problem whose locked
/// routes cannot be driven has none.
[[nodiscard]] std::optional<Solution> best_solution(const Problem& problem, std::span<const TravelMatrix> matrices);

}  // namespace marketplace::routing::twin
