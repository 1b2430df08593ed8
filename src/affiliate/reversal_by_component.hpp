#pragma once
// Reversing a line by what was refunded of its components; private to the affiliate module.

#include "line_components.hpp"
#include "refund_components.hpp"

namespace marketplace::affiliate::detail {

/// What a component of the split has given back so far, and where to write it; null for the rest, which is what
/// the share gave back beyond the other components.
[[nodiscard]] Amount* place_of(LineReversalState& state, const Component& component);

/// Takes back from each charge in proportion to what is refunded of its own base, from rests in proportion to the
/// goods, and everything else from the residual party. `state` has its new `refunded_minor` and `components`, and
/// what everybody has given back before; the latter is brought up to date. Nobody moves back or changes sign: where
/// the residual party would, charges give back less or more.
void reverse_by_component(const OrderLine& order, const LineCommission& line, const LineComponents& parts,
                          LineReversalState& state);

}  // namespace marketplace::affiliate::detail
