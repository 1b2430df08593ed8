#include "tier_judgement.hpp"

#include "store_failure.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace marketplace::engine_detail {
namespace {

using affiliate::DailyMetrics;
using affiliate::RestatedPeriod;
using affiliate::TierEvaluation;
using affiliate::TierOutcome;
using affiliate::TierState;

Scan rows_of(const VendorId& vendor) {
    Scan scan;
    scan.prefix = make_key(vendor);
    return scan;
}

/// A level that lies ahead begins where a cycle ends, and cycles are counted back from it as well.
affiliate::MetricSnapshot snapshot_from(const TierRun& run, const vendors::Vendor& vendor, const TierState& state,
                                        std::span<const DailyMetrics> buckets) {
    const TimeZone& zone = run.rules.calendar.zone();
    affiliate::VendorHistory history;
    history.vendor_id = vendor.id;
    if (vendor.first_sale_at) history.first_sale = zone.date_of(*vendor.first_sale_at);
    history.joined = zone.date_of(vendor.approved_at.value_or(vendor.created_at));
    if (state.since) history.level_since = zone.date_of(*state.since);
    history.cycle_from = vendor.cycle_from;
    return affiliate::snapshot(run.rules.policy, history, buckets, run.period.run_at);
}

/// A policy without a currency is about no money: where a vendor sold in several, amounts are left out.
std::vector<DailyMetrics> comparable(std::vector<DailyMetrics> buckets, Currency of_policy) {
    if (of_policy != Currency{}) return buckets;
    Currency first;
    bool are_several = false;
    for (const DailyMetrics& bucket : buckets) {
        if (bucket.currency == Currency{}) continue;
        are_several = are_several || (first != Currency{} && bucket.currency != first);
        first = bucket.currency;
    }
    if (!are_several) return buckets;
    for (DailyMetrics& bucket : buckets) {
        bucket.currency = {};
        bucket.gross_minor = bucket.refunded_minor = bucket.cancelled_minor = {};
    }
    return buckets;
}

/// The numbers of a vendor as they are known now, over the window of the level that it had.
affiliate::MetricSnapshot snapshot_of(Unit& unit, const TierRun& run, const vendors::Vendor& vendor,
                                      const TierState& state) {
    Scan scan = rows_of(vendor.id);
    scan.from = run.first_day;
    return snapshot_from(run, vendor, state,
                         comparable(scan_all<DailyMetrics>(unit.store, scan), run.rules.policy.currency));
}

void store_outcome(Unit& unit, TierOutcome outcome) {
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

/// The latest revision of each period since a day, the oldest period first.
std::vector<TierEvaluation> judged_since(Unit& unit, const TierState& state, Timestamp since) {
    std::vector<TierEvaluation> latest;
    Scan own;
    own.prefix = make_key(state.vendor_id, state.policy_id);
    scan<TierEvaluation>(unit.store, own, [&](const TierEvaluation& evaluation) {
        if (evaluation.run_at <= since) return true;
        const bool is_same = !latest.empty() && latest.back().period_key == evaluation.period_key;
        if (is_same) latest.pop_back();
        latest.push_back(evaluation);
        return true;
    });
    std::sort(latest.begin(), latest.end(),
              [](const TierEvaluation& a, const TierEvaluation& b) { return a.run_at < b.run_at; });
    return latest;
}

/// A vendor that the last run passed over, since nothing had happened, is judged for it as if it had not been: what
/// became known late then makes the next revision.
TierState caught_up(Unit& unit, const TierRun& last, const vendors::Vendor& vendor, TierState state) {
    const bool is_missing = state.revision > 0 && state.evaluated_at && *state.evaluated_at < last.period.run_at;
    if (!is_missing) return state;
    TierOutcome outcome =
        affiliate::evaluate(last.rules.policy, snapshot_from(last, vendor, state, {}), state, last.period);
    TierState caught = outcome.state;
    store_outcome(unit, std::move(outcome));
    return caught;
}

/// What one restated outcome after the other makes of the history. Unless the policy is retroactive only the last one
/// counts, and only if it differs from the level that the vendor has.
void store_restated(Unit& unit, const affiliate::TierPolicy& policy, const TierState& before,
                    std::vector<TierOutcome> outcomes) {
    const auto history = tier_history(unit, before.vendor_id);
    std::vector<affiliate::TierAssignment> after = history;
    if (policy.retroactive) {
        for (const TierOutcome& outcome : outcomes) after = affiliate::history_after(after, outcome);
    } else if (outcomes.back().state.level != before.level) {
        after = affiliate::history_after(history, outcomes.back());
    }
    if (after != history) replace_tier_history(unit, history, after);
    put(unit.store, std::move(outcomes.back().state));
    for (TierOutcome& outcome : outcomes) put(unit.store, std::move(outcome.evaluation));
}

/// Periods that another version of the policy judged stay as they are, and so do those before them.
std::int64_t judge_again(Unit& unit, const LoadedTierPolicy& rules, const StoredLateFact& late) {
    const Look<vendors::Vendor> vendor{unit.store, late.vendor_id};
    auto known = get<TierState>(unit.store, late.vendor_id, rules.policy.id);
    if (!vendor || !known || !unit.state.last_tier_run) return 0;
    const affiliate::TierCalendar& calendar = rules.calendar;
    const Date last_day = calendar.run_day_at_or_before(calendar.zone().date_of(*unit.state.last_tier_run));
    const vendors::Vendor registered = *vendor;
    const TierState state =
        caught_up(unit, TierRun{rules, calendar.scheduled(last_day)}, registered, *std::move(known));
    std::vector<RestatedPeriod> periods;
    for (TierEvaluation& judged : judged_since(unit, state, calendar.zone().start_of(late.day))) {
        if (judged.policy_version != rules.policy.version) {
            periods.clear();
            continue;
        }
        const TierRun run{rules, {judged.period_key, judged.run_at}};
        affiliate::MetricSnapshot metrics = snapshot_of(unit, run, registered, judged.state_before);
        periods.push_back({std::move(judged), std::move(metrics)});
    }
    const bool leads_here = !periods.empty() && periods.back().last.period_key == state.period_key &&
                            periods.back().last.revision == state.revision;
    if (!leads_here) return 0;
    auto outcomes = affiliate::restate_periods(rules.policy, periods, state, unit.at());
    const auto count = static_cast<std::int64_t>(outcomes.size());
    if (count > 0) store_restated(unit, rules.policy, state, std::move(outcomes));
    return count;
}

}  // namespace

affiliate::TierInput input_of(Unit& unit, const TierRun& run, const vendors::Vendor& vendor) {
    const affiliate::TierPolicy& policy = run.rules.policy;
    affiliate::TierInput input;
    if (auto found = get<TierState>(unit.store, vendor.id, policy.id)) {
        input.state = *std::move(found);
    } else {
        input.state = TierState{vendor.id, policy.id};
    }
    if (input.state.revision > 0 && input.state.period_key == run.period.key) {
        input.last = get<TierEvaluation>(unit.store, vendor.id, policy.id, run.period.key, input.state.revision);
    }
    input.metrics = snapshot_of(unit, run, vendor, input.last ? input.last->state_before : input.state);
    return input;
}

affiliate::TierRunReport judge(Unit& unit, const TierRun& run, std::span<const affiliate::TierInput> vendors) {
    affiliate::TierRunReport report = affiliate::run(run.rules.policy, run.period, vendors, unit.at());
    for (TierOutcome& outcome : std::exchange(report.outcomes, {})) store_outcome(unit, std::move(outcome));
    return report;
}

void add(affiliate::TierRunReport& total, affiliate::TierRunReport part) {
    total.evaluated += part.evaluated;
    total.upgraded += part.upgraded;
    total.downgraded += part.downgraded;
    total.unchanged += part.unchanged;
    total.at_risk += part.at_risk;
    total.skipped += part.skipped;
    total.repeated += part.repeated;
    std::move(part.errors.begin(), part.errors.end(), std::back_inserter(total.errors));
}

std::int64_t judge_late_facts(Unit& unit, const LoadedTierPolicy& rules, affiliate::TierRunReport& total) {
    std::int64_t judged = 0;
    for (const StoredLateFact& late : scan_all<StoredLateFact>(unit.store, {})) {
        try {
            judged += judge_again(unit, rules, late);
            erase<StoredLateFact>(unit.store, late.vendor_id);
        } catch (const Error& error) {  // tried again with the next day
            if (is_store_failure(error)) throw;
            total.errors.push_back({late.vendor_id, std::string{name_of(error.code())}, error.what()});
        }
    }
    return judged;
}

}  // namespace marketplace::engine_detail
