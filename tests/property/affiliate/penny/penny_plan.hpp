#pragma once
// Small commission plans of every formula, from a seed.

#include "edge_random.hpp"

#include <marketplace/affiliate/commission_plan.hpp>

namespace marketplace::penny {

/// A plan with one to three slots, at most two rules each, and a policy of retained fees. Charges nothing
/// that needs more than the order: no volumes and no durations.
[[nodiscard]] affiliate::CommissionPlan any_plan(EdgeRandom& random);

}  // namespace marketplace::penny
