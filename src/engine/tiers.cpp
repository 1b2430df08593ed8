#include "tiers.hpp"

#include <marketplace/affiliate/tier_history.hpp>
#include <marketplace/affiliate/tier_manager.hpp>

namespace marketplace::engine_detail {
namespace {

using affiliate::DailyMetrics;

Scan rows_of(const VendorId& vendor) {
    Scan scan;
    scan.prefix = {make_cell(vendor)};
    return scan;
}

/// A vendor's buckets that a window may need, and what is known of its first sale.
affiliate::MetricSnapshot snapshot_of(Unit& unit, const LoadedTierPolicy& loaded, const vendors::Vendor& vendor,
                                      Timestamp run_at) {
    Scan scan = rows_of(vendor.id);
    scan.from = make_cell(loaded.calendar.days_needed(run_at).first);
    const std::vector<DailyMetrics> buckets = scan_all<DailyMetrics>(unit.store, scan);
    affiliate::VendorHistory history{vendor.id, std::nullopt};
    if (vendor.first_sale_at) history.first_sale = loaded.calendar.zone().date_of(*vendor.first_sale_at);
    return affiliate::snapshot(loaded.policy, history, buckets, run_at);
}

void store_outcome(Unit& unit, const affiliate::TierOutcome& outcome) {
    put(unit.store, outcome.evaluation);
    put(unit.store, outcome.state);
    const affiliate::TierDecision& decision = outcome.evaluation.decision;
    if (decision.level_before == decision.level_after) return;
    const VendorId& vendor = outcome.state.vendor_id;
    const auto before = scan_all<affiliate::TierAssignment>(unit.store, rows_of(vendor));
    for (const auto& assignment : before)
        erase<affiliate::TierAssignment>(unit.store, vendor, assignment.effective_from);
    for (const auto& assignment : affiliate::history_after(before, outcome)) put(unit.store, assignment);
}

/// One vendor of one run. Vendors without a sale yet are passed over.
bool evaluate_vendor(Unit& unit, const LoadedTierPolicy& loaded, const affiliate::TierPeriod& period,
                     const vendors::Vendor& vendor) {
    if (!vendor.first_sale_at) return false;
    affiliate::TierInput input;
    input.metrics = snapshot_of(unit, loaded, vendor, period.run_at);
    input.state = affiliate::TierState{vendor.id, loaded.policy.id};
    if (const auto found = get<affiliate::TierState>(unit.store, vendor.id, loaded.policy.id)) input.state = *found;
    if (input.state.revision > 0 && input.state.period_key == period.key) {
        input.last =
            get<affiliate::TierEvaluation>(unit.store, vendor.id, loaded.policy.id, period.key, input.state.revision);
    }
    const affiliate::TierRunReport report = affiliate::run(loaded.policy, period, std::span{&input, 1}, unit.at());
    for (const affiliate::TierOutcome& outcome : report.outcomes) store_outcome(unit, outcome);
    return !report.outcomes.empty();
}

}  // namespace

std::int64_t run_tiers(Unit& unit) {
    if (unit.state.tier_policy.id.empty()) return 0;
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    std::int64_t evaluated = 0;
    for (const affiliate::TierPeriod& period :
         affiliate::due_runs(loaded->policy, unit.state.last_tier_run, unit.at())) {
        const std::vector<vendors::Vendor> all = scan_all<vendors::Vendor>(unit.store, {});
        for (const vendors::Vendor& vendor : all) evaluated += evaluate_vendor(unit, *loaded, period, vendor) ? 1 : 0;
        unit.state.last_tier_run = period.run_at;
    }
    return evaluated;
}

}  // namespace marketplace::engine_detail
