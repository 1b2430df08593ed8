#pragma once
// The tier runs that have come due, and what is judged between them.

#include "unit.hpp"

#include <marketplace/affiliate/tier_history.hpp>

namespace marketplace::engine_detail {

/// Which level a vendor had when.
[[nodiscard]] std::vector<affiliate::TierAssignment> tier_history(Unit& unit, const VendorId& vendor);
/// Writes a vendor's history in place of what was stored.
void replace_tier_history(Unit& unit, std::span<const affiliate::TierAssignment> before,
                          std::span<const affiliate::TierAssignment> after);

/// Tries those again whom the last run could not evaluate, judges periods again of which something became known late,
/// and evaluates every vendor with sales for each period that ended. Returns what was done: "3 tier evaluations".
[[nodiscard]] std::string run_tiers(Unit& unit);

/// To be called when a fact was counted to a day: evaluates the vendor now if the policy does so upon events, or
/// remembers that days were changed which have been judged already.
void judge_after_fact(Unit& unit, const LoadedTierPolicy& rules, const VendorId& vendor, const Date& day);

/// Ends the levels of all vendors, because their policy is no longer in force.
void end_levels(Unit& unit, const TierPolicyId& policy);

}  // namespace marketplace::engine_detail
