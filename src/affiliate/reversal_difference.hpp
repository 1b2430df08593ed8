#pragma once
// Subtracting one refund state from another, place by place.

#include <marketplace/affiliate/refund.hpp>

namespace marketplace::affiliate::detail {

/// after - before. `before` may lack what was not refunded yet.
[[nodiscard]] LineReversalState difference_of(LineReversalState after, const LineReversalState& before);

}  // namespace marketplace::affiliate::detail
