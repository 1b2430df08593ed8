#include "tiers.hpp"

#include <marketplace/affiliate/tier_history.hpp>
#include <marketplace/affiliate/tier_manager.hpp>

#include <utility>

namespace marketplace::engine_detail {
namespace {

using affiliate::DailyMetrics;

Scan rows_of(const VendorId& vendor) {
    Scan scan;
    scan.prefix = make_key(vendor);
    return scan;
}

/// One run, and the first day whose buckets it may need.
struct Run {
    const LoadedTierPolicy& rules;
    const affiliate::TierPeriod& period;
    Cell first_day;
};

/// A vendor's buckets that a window may need, and what is known of its first sale.
affiliate::MetricSnapshot snapshot_of(Unit& unit, const Run& run, const vendors::Vendor& vendor) {
    Scan scan = rows_of(vendor.id);
    scan.from = run.first_day;
    const std::vector<DailyMetrics> buckets = scan_all<DailyMetrics>(unit.store, scan);
    affiliate::VendorHistory history{vendor.id, std::nullopt};
    if (vendor.first_sale_at) history.first_sale = run.rules.calendar.zone().date_of(*vendor.first_sale_at);
    return affiliate::snapshot(run.rules.policy, history, buckets, run.period.run_at);
}

void store_outcome(Unit& unit, affiliate::TierOutcome outcome) {
    const affiliate::TierDecision& decision = outcome.evaluation.decision;
    // Beneath a level given by hand the earned one may change: it is in force when the given one ends.
    const bool earns_the_same = outcome.evaluation.state_before.level == outcome.state.level;
    if (decision.level_before != decision.level_after || !earns_the_same) {
        const auto before = tier_history(unit, outcome.state.vendor_id);
        replace_tier_history(unit, before, affiliate::history_after(before, outcome));
    }
    put(unit.store, std::move(outcome.evaluation));
    put(unit.store, std::move(outcome.state));
}

affiliate::TierInput input_of(Unit& unit, const Run& run, const vendors::Vendor& vendor) {
    const affiliate::TierPolicy& policy = run.rules.policy;
    affiliate::TierInput input;
    input.metrics = snapshot_of(unit, run, vendor);
    if (auto found = get<affiliate::TierState>(unit.store, vendor.id, policy.id)) {
        input.state = *std::move(found);
    } else {
        input.state = affiliate::TierState{vendor.id, policy.id};
    }
    if (input.state.revision > 0 && input.state.period_key == run.period.key) {
        input.last =
            get<affiliate::TierEvaluation>(unit.store, vendor.id, policy.id, run.period.key, input.state.revision);
    }
    return input;
}

/// Vendors of one run at a time, so that memory stays flat however many there are.
constexpr std::size_t vendors_at_once = 1000;

std::int64_t evaluate(Unit& unit, const LoadedTierPolicy& loaded, const affiliate::TierPeriod& period,
                      std::span<const affiliate::TierInput> inputs) {
    affiliate::TierRunReport report = affiliate::run(loaded.policy, period, inputs, unit.at());
    for (affiliate::TierOutcome& outcome : report.outcomes) store_outcome(unit, std::move(outcome));
    return static_cast<std::int64_t>(report.outcomes.size());
}

/// All vendors with a sale, page by page.
std::int64_t run_period(Unit& unit, const LoadedTierPolicy& loaded, const affiliate::TierPeriod& period) {
    const Run run{loaded, period, make_cell(loaded.calendar.days_needed(period.run_at).first)};
    std::int64_t evaluated = 0;
    Scan page;
    page.limit = vendors_at_once;
    while (true) {
        std::size_t vendors = 0;
        std::vector<affiliate::TierInput> inputs;
        scan<vendors::Vendor>(unit.store, page, [&](const vendors::Vendor& vendor) {
            if (++vendors == vendors_at_once) page.after = position_of(page, vendor);
            if (!vendor.first_sale_at) return true;
            affiliate::TierInput input = input_of(unit, run, vendor);
            if (!affiliate::is_dormant(loaded.policy, input)) inputs.push_back(std::move(input));
            return true;
        });
        evaluated += evaluate(unit, loaded, period, inputs);
        if (vendors < vendors_at_once) return evaluated;
    }
}

}  // namespace

std::vector<affiliate::TierAssignment> tier_history(Unit& unit, const VendorId& vendor) {
    return scan_all<affiliate::TierAssignment>(unit.store, rows_of(vendor));
}

void replace_tier_history(Unit& unit, std::span<const affiliate::TierAssignment> before,
                          std::span<const affiliate::TierAssignment> after) {
    for (const auto& assignment : before)
        erase<affiliate::TierAssignment>(unit.store, assignment.vendor_id, assignment.effective_from);
    for (const auto& assignment : after) put(unit.store, assignment);
}

std::int64_t run_tiers(Unit& unit) {
    if (unit.state.tier_policy.id.empty()) return 0;
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    std::int64_t evaluated = 0;
    for (const affiliate::TierPeriod& period :
         affiliate::due_runs(loaded->policy, unit.state.last_tier_run, unit.at())) {
        evaluated += run_period(unit, *loaded, period);
        unit.state.last_tier_run = period.run_at;
    }
    return evaluated;
}

}  // namespace marketplace::engine_detail
