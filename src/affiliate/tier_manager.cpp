#include <marketplace/affiliate/tier_manager.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

constexpr std::size_t runs_max = 4000;

void count(TierRunReport& report, TierChange change) {
    report.evaluated += 1;
    switch (change) {
        case TierChange::upgraded: report.upgraded += 1; return;
        case TierChange::downgraded: report.downgraded += 1; return;
        case TierChange::at_risk: report.at_risk += 1; return;
        case TierChange::skipped: report.skipped += 1; return;
        case TierChange::unchanged:
        case TierChange::locked:
        case TierChange::overridden: report.unchanged += 1; return;
    }
}

/// Nothing when this vendor was evaluated for the period with the same input.
std::optional<TierOutcome> evaluate_one(const TierEvaluator& evaluator, const TierPeriod& period,
                                        const TierInput& vendor, Timestamp now) {
    if (vendor.state.period_key != period.key || vendor.state.evaluated_at != period.run_at) {
        return evaluator.evaluate(vendor.metrics, vendor.state, period);
    }
    const std::string hash = evaluator.input_hash_of(vendor.metrics, vendor.state, period.run_at);
    if (hash == vendor.state.input_hash) return std::nullopt;
    if (!vendor.last || vendor.last->period_key != period.key) {
        fail(ErrorCode::missing_field, "last", "", "the evaluation that the state of " + period.key + " comes from");
    }
    return evaluator.reevaluate(vendor.metrics, {*vendor.last, vendor.state}, now);
}

RequirementProgress progress(const RequirementCheck& check) {
    RequirementProgress out{check, progress_of(check), std::nullopt, std::nullopt};
    if (check.met) return out;
    const bool up = check.comparison == Comparison::at_least;
    if (check.actual_rate) {
        out.missing_rate = up ? *check.needed_rate - *check.actual_rate : *check.actual_rate - *check.needed_rate;
    } else if (check.actual_number) {
        out.missing_number = up ? checked_subtract(*check.needed_number, *check.actual_number)
                                : checked_subtract(*check.actual_number, *check.needed_number);
    }
    return out;
}

std::int64_t unmet(const std::vector<RequirementCheck>& checks) {
    return std::count_if(checks.begin(), checks.end(), [](const auto& each) { return !each.met; });
}

/// The alternative that misses least, the earlier one of equals.
std::vector<RequirementProgress> nearest(const TierLevel& level, const MetricSnapshot& metrics,
                                         const Rate& keep_ratio) {
    std::optional<std::vector<RequirementCheck>> best;
    for (const RequirementGroup& group : level.any_of) {
        auto checks = check_all(group, metrics, keep_ratio);
        if (!best || unmet(checks) < unmet(*best)) best = std::move(checks);
    }
    std::vector<RequirementProgress> out;
    if (!best) return out;
    for (const RequirementCheck& check : *best) out.push_back(progress(check));
    return out;
}

/// Nobody gets there by waiting, or by having neither orders nor defects.
bool needs_activity(const Requirement& requirement) {
    if (requirement.comparison != Comparison::at_least || requirement.metric == Metric::tenure_days) return false;
    return requirement.rate ? *requirement.rate > Rate{} : requirement.number.value_or(0) > 0;
}

bool needs_activity(const TierLevel& level) {
    return std::all_of(level.any_of.begin(), level.any_of.end(), [](const RequirementGroup& group) {
        return std::any_of(group.all_of.begin(), group.all_of.end(),
                           [](const Requirement& each) { return needs_activity(each); });
    });
}

bool is_empty(const MetricSnapshot& metrics) {
    return metrics.orders == 0 && metrics.units == 0 && metrics.gmv_gross_minor == Amount{} &&
           metrics.gmv_net_minor == Amount{} && !metrics.rating_hundredths && !metrics.fulfilment_seconds &&
           metrics.refund_rate == Rate{} && metrics.cancellation_rate == Rate{} && metrics.defect_rate == Rate{} &&
           metrics.late_shipment_rate == Rate{};
}

/// Evaluated before by this version, and settled at the bottom.
bool rests_at_the_bottom(const TierPolicy& policy, const TierState& state) {
    const bool nothing_pending = !state.at_risk_since && !state.grace_until && !state.held_until && !state.expires_at &&
                                 !state.lock && !state.level_override;
    return state.revision > 0 && state.policy_version == policy.version && nothing_pending &&
           position_of(policy, state.level) <= 0;
}

}  // namespace

bool is_dormant(const TierPolicy& policy, const TierInput& vendor) {
    if (policy.levels.empty() || !is_empty(vendor.metrics) || !rests_at_the_bottom(policy, vendor.state)) return false;
    // The level that the vendor has, or would have without any requirement, is no news; all others take activity.
    const bool has_base = policy.levels.front().any_of.empty();
    if (has_base != (position_of(policy, vendor.state.level) == 0)) return false;
    return std::all_of(policy.levels.begin() + (has_base ? 1 : 0), policy.levels.end(),
                       [](const TierLevel& level) { return !level.any_of.empty() && needs_activity(level); });
}

std::vector<TierPeriod> due_runs(const TierPolicy& policy, std::optional<Timestamp> last_run, Timestamp now) {
    const TierCalendar calendar{policy};
    if (!last_run) return {calendar.scheduled(calendar.run_day_at_or_before(calendar.zone().date_of(now)))};
    std::vector<TierPeriod> out;
    Date day = calendar.run_day_at_or_before(calendar.zone().date_of(*last_run));
    for (;; day = calendar.run_day_after(day)) {
        TierPeriod period = calendar.scheduled(day);
        if (period.run_at > now) return out;
        if (period.run_at <= *last_run) continue;
        if (out.size() == runs_max) {
            fail(ErrorCode::limit_exceeded, "last_run", to_string(*last_run),
                 "at most " + std::to_string(runs_max) + " runs to make up for");
        }
        out.push_back(std::move(period));
    }
}

TierRunReport run(const TierPolicy& policy, const TierPeriod& period, std::span<const TierInput> vendors,
                  Timestamp now) {
    const TierEvaluator evaluator{policy};
    TierRunReport report;
    report.period_key = period.key;
    for (const TierInput& vendor : vendors) {
        try {
            auto outcome = evaluate_one(evaluator, period, vendor, now);
            if (!outcome) {
                report.repeated += 1;
                continue;
            }
            count(report, outcome->evaluation.decision.change);
            report.outcomes.push_back(std::move(*outcome));
        } catch (const Error& error) {
            report.errors.push_back({vendor.metrics.vendor_id, std::string{name_of(error.code())}, error.what()});
        }
    }
    return report;
}

std::vector<TierOutcome> replay(const TierPolicy& policy, std::span<const TierReplayStep> steps,
                                const TierState& before) {
    const TierEvaluator evaluator{policy};
    std::vector<TierOutcome> out;
    out.reserve(steps.size());
    for (const TierReplayStep& step : steps) {
        TierOutcome outcome = evaluator.evaluate(step.metrics, out.empty() ? before : out.back().state, step.period);
        outcome.evaluation.revision = checked_add(step.revision, 1);
        outcome.state.revision = outcome.evaluation.revision;
        out.push_back(std::move(outcome));
    }
    return out;
}

std::vector<TierOutcome> restate_periods(const TierPolicy& policy, std::span<const RestatedPeriod> periods,
                                         const TierState& state, Timestamp restated_at) {
    const TierEvaluator evaluator{policy};
    std::vector<TierOutcome> out;
    for (std::size_t i = 0; i < periods.size(); ++i) {
        const auto& [last, metrics] = periods[i];
        TierState left = i + 1 < periods.size() ? periods[i + 1].last.state_before : state;
        left.lock = state.lock;
        left.level_override = state.level_override;
        const TierOutcome current{last, std::move(left)};
        if (out.empty() && metrics == last.metrics) continue;
        out.push_back(evaluator.reevaluate_from(out.empty() ? last.state_before : out.back().state, metrics, current,
                                                restated_at));
    }
    return out;
}

TierProjection project(const TierPolicy& policy, const MetricSnapshot& metrics, const TierState& state,
                       Timestamp now) {
    const TierEvaluator evaluator{policy};
    TierOutcome outcome = evaluator.evaluate(metrics, state, evaluator.calendar().on_demand(now));
    TierProjection out;
    const std::int64_t current = position_of(policy, state.level);
    if (current >= 0) {
        out.risk = nearest(policy.levels[static_cast<std::size_t>(current)], metrics, policy.keep_ratio);
    }
    if (current + 1 < static_cast<std::int64_t>(policy.levels.size())) {
        const TierLevel& next = policy.levels[static_cast<std::size_t>(current + 1)];
        out.level_next = next.code;
        out.opportunity = nearest(next, metrics, Rate{1, 1});
    }
    out.decision = std::move(outcome.evaluation.decision);
    out.effective_from = outcome.evaluation.effective_from;
    return out;
}

}  // namespace marketplace::affiliate
