#pragma once
// Whether a solution is what it says: every constraint, every time and every cost, from the definitions alone.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/solution.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::routing::twin {

struct CheckResult {
    /// Constraints that are broken, and fields that differ from what they should be: who, where, by how much.
    std::vector<std::string> violations;
    std::int64_t required_missing = 0;  ///< required orders left out, a group of alternatives counting once
    CostParts cost;                     ///< of the routes, whatever the solution says

    [[nodiscard]] bool is_valid() const { return violations.empty(); }
    [[nodiscard]] bool is_complete() const { return required_missing == 0; }
    /// The violations as lines, for the message of a failed test.
    [[nodiscard]] std::string text() const;
};

/// The problem itself is taken to be well formed. A solution may be anything.
[[nodiscard]] CheckResult check(const Problem& problem, std::span<const TravelMatrix> matrices,
                                const Solution& solution);

}  // namespace marketplace::routing::twin
