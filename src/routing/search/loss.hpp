#pragma once
// How much worse a plan may be to be accepted.

#include "../random.hpp"

#include <array>
#include <cmath>

namespace marketplace::routing::detail {

/// Exponentially distributed numbers from a table: what an annealed acceptance compares a loss with.
class Loss {
public:
    Loss() {
        for (std::size_t i = 0; i < table_.size(); ++i) {
            table_[i] = -std::log((static_cast<double>(i) + 0.5) / static_cast<double>(table_.size()));
        }
    }
    double draw(Random& random) const { return table_[random.below(static_cast<std::uint32_t>(table_.size()))]; }

private:
    std::array<double, 4096> table_{};
};

}  // namespace marketplace::routing::detail
