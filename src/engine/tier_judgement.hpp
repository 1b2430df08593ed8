#pragma once
// One vendor before a tier policy: what it is judged by, and where the outcome is written.

#include "tiers.hpp"

#include <marketplace/affiliate/tier_manager.hpp>

namespace marketplace::engine_detail {

/// One evaluation to be made, and the first day whose buckets it may need.
struct TierRun {
    TierRun(const LoadedTierPolicy& policy, affiliate::TierPeriod due)
        : rules(policy),
          period(std::move(due)),
          first_day(make_cell(policy.calendar.days_needed(period.run_at).first)) {}

    const LoadedTierPolicy& rules;
    affiliate::TierPeriod period;
    Cell first_day;
};

/// The numbers of a vendor as they are known now, its state, and the evaluation that this comes from if the period is
/// the same.
[[nodiscard]] affiliate::TierInput input_of(Unit& unit, const TierRun& run, const vendors::Vendor& vendor);

/// Evaluates vendors and stores the outcomes; what remains is the report of it without them.
[[nodiscard]] affiliate::TierRunReport judge(Unit& unit, const TierRun& run,
                                             std::span<const affiliate::TierInput> vendors);

/// Adds what was done to what was done before.
void add(affiliate::TierRunReport& total, affiliate::TierRunReport part);

/// Judges vendors again of whom something became known late about days that have been judged. Returns how many
/// evaluations were made; who could not be judged is added to the report.
[[nodiscard]] std::int64_t judge_late_facts(Unit& unit, const LoadedTierPolicy& rules,
                                            affiliate::TierRunReport& total);

}  // namespace marketplace::engine_detail
