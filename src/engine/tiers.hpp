#pragma once
// The tier runs that have come due.

#include "unit.hpp"

#include <marketplace/affiliate/tier_history.hpp>

namespace marketplace::engine_detail {

/// Which level a vendor had when.
[[nodiscard]] std::vector<affiliate::TierAssignment> tier_history(Unit& unit, const VendorId& vendor);
/// Writes a vendor's history in place of what was stored.
void replace_tier_history(Unit& unit, std::span<const affiliate::TierAssignment> before,
                          std::span<const affiliate::TierAssignment> after);

/// Evaluates every vendor with sales for each period that ended. Returns how many evaluations were made.
std::int64_t run_tiers(Unit& unit);

}  // namespace marketplace::engine_detail
