#pragma once
// A refund of an order whose lines fall under several plans: each line goes back by the refund policy of its
// own plan.

#include "orders.hpp"

#include <marketplace/affiliate/reversal.hpp>

namespace marketplace::engine_detail {

/// The reversal of a request, with the state of all lines. Throws as `affiliate::reverse` does.
[[nodiscard]] affiliate::Reversal reverse_by_plan(Unit& unit, const LoadedOrder& loaded,
                                                  const affiliate::ReversalState& before,
                                                  const affiliate::RefundRequest& request);

}  // namespace marketplace::engine_detail
