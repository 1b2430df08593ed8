#pragma once
// The short way for columns of a plain percentage plan; private to the affiliate module.
//
// Where every slot has one rule, that rule is a percentage without conditions and lines have nothing but their
// gross, the winner is known beforehand and a line is a few multiplications. Any line that is not that simple
// is left to `OrderPricing`, so that there is one definition of what is right.

#include "plan_index.hpp"

#include <marketplace/affiliate/commission_batch.hpp>

#include <optional>
#include <vector>

namespace marketplace::affiliate::detail {

/// What the slots charge on a line, together.
struct LineSums {
    std::int64_t fee = 0;
    std::int64_t tax = 0;
    std::int64_t residual = 0;
};

class PlainColumns {
public:
    /// Nothing, unless the plan and the columns are plain.
    [[nodiscard]] static std::optional<PlainColumns> of(const PlanIndex& plan, const LineColumns& lines);

    /// Nothing for a line that needs a closer look: negative, very large, or charged beyond what it has.
    [[nodiscard]] std::optional<LineSums> price(std::int64_t gross) const;

private:
    struct Slot {
        Rate rate;
        Rounding rounding;
        std::vector<Rate> taxes;
    };

    std::vector<Slot> slots_;
};

}  // namespace marketplace::affiliate::detail
