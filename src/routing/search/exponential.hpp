#pragma once
// Numbers with an exponential distribution: how much worse a plan may be to be accepted, and how often a chance is
// missed before it is taken.

#include "../random.hpp"

#include <array>
#include <cmath>

namespace marketplace::routing::detail {

/// From a table, with mean 1.
class Exponential {
public:
    Exponential() {
        for (std::size_t i = 0; i < table_.size(); ++i) {
            const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(table_.size());
            table_[i] = static_cast<float>(-std::log(part));
        }
    }
    double draw(Random& random) const {
        return static_cast<double>(table_[random.below(static_cast<std::uint32_t>(table_.size()))]);
    }

private:
    std::array<float, 2048> table_{};
};

}  // namespace marketplace::routing::detail
