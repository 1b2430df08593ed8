#include <marketplace/affiliate/tier_evaluation.hpp>

#include <marketplace/core/json.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

constexpr std::uint64_t fnv_offset = 14'695'981'039'346'656'037U;
constexpr std::uint64_t fnv_prime = 1'099'511'628'211U;

std::uint64_t hashed(std::uint64_t hash, std::string_view text) {
    const auto step = [&](unsigned char byte) { hash = (hash ^ byte) * fnv_prime; };
    for (const char c : text) step(static_cast<unsigned char>(c));
    step('\n');
    return hash;
}

std::string hex_of(std::uint64_t hash) {
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; hash >>= 4) text[i] = "0123456789abcdef"[hash & 15];
    return text;
}

TierPolicy validated(TierPolicy policy) {
    validate(policy);
    return policy;
}

bool is_over(const TierOverride& given, Timestamp at) { return given.effective_to && *given.effective_to <= at; }

/// One decision while it is being made.
class Decision {
public:
    Decision(const TierEvaluator& evaluator, const MetricSnapshot& metrics, const TierState& before,
             const TierPeriod& period, Timestamp effective_min)
        : policy_(evaluator.policy()),
          calendar_(evaluator.calendar()),
          metrics_(metrics),
          before_(before),
          run_at_(period.run_at),
          earliest_(std::max(period.run_at, effective_min)),
          after_(before) {
        current_ = position_of(policy_, before.level);
        if (current_ < 0) after_.level.clear();
    }

    void make() {
        judge_levels();
        if (before_.lock && run_at_ < before_.lock->until) {
            settle(TierChange::locked, TierReason::vendor_locked);
        } else if (allowed_ > current_) {
            rise();
        } else if (keeps()) {
            stay();
        } else {
            miss();
        }
        if (effective_from_ < earliest_) effective_from_ = after_.since ? std::max(*after_.since, run_at_) : run_at_;
        apply_override();
    }

    [[nodiscard]] const TierDecision& decision() const { return decision_; }
    [[nodiscard]] Timestamp effective_from() const { return effective_from_; }
    [[nodiscard]] const TierState& after() const { return after_; }

private:
    [[nodiscard]] const TierLevel& level(std::int64_t position) const {
        return policy_.levels[static_cast<std::size_t>(position)];
    }
    [[nodiscard]] std::string code_of(std::int64_t position) const {
        return position < 0 ? std::string{} : level(position).code;
    }

    /// `met_` is the highest level whose requirements are met, `allowed_` the highest that may be entered.
    void judge_levels() {
        const bool old_enough = metrics_.tenure_days >= policy_.tenure_days_min;
        const bool big_enough = metrics_.orders >= policy_.orders_min;
        barred_by_ = old_enough ? TierReason::below_orders : TierReason::below_tenure;
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(policy_.levels.size()); ++i) {
            LevelVerdict verdict{level(i).code, false, failures_of(level(i), metrics_)};
            verdict.met = verdict.failed.empty();
            if (verdict.met) met_ = i;
            if (verdict.met && ((old_enough && big_enough) || level(i).any_of.empty())) allowed_ = i;
            decision_.levels.push_back(std::move(verdict));
        }
        decision_.level_qualified = code_of(allowed_);
    }

    /// Whether nothing is missed for keeping the present level.
    [[nodiscard]] bool keeps() {
        if (met_ >= current_) return true;
        decision_.keep_failed = failures_of(level(current_), metrics_, policy_.keep_ratio);
        return decision_.keep_failed.empty();
    }

    void settle(TierChange change, TierReason reason) {
        decision_.change = change;
        decision_.reason = reason;
    }

    void clear_risk() {
        after_.at_risk_since.reset();
        after_.grace_until.reset();
    }

    /// From when the cycles of a vendor are counted that has a level since `level_start`.
    [[nodiscard]] std::optional<Date> cycle_from(Timestamp level_start) const {
        const auto* cycle = std::get_if<Cycle>(&policy_.window);
        const bool begins_anew = cycle != nullptr && cycle->anchor == CycleAnchor::level_start;
        return begins_anew ? calendar_.zone().date_of(level_start) : metrics_.cycle_from;
    }

    /// When a level ends that is valid from the period of an instant on.
    [[nodiscard]] Timestamp expiry(Timestamp from, Timestamp level_start) const {
        const std::optional<Date> cycles = cycle_from(level_start);
        Timestamp end = calendar_.period_end(from, false, cycles);
        for (std::int64_t i = 0; i < policy_.validity.periods; ++i) end = calendar_.period_end(end, false, cycles);
        return calendar_.add_days(end, policy_.validity.extension_days);
    }

    void start_level(std::int64_t position, Timestamp from) {
        after_.level = code_of(position);
        after_.since = from;
        after_.held_until.reset();
        after_.expires_at.reset();
        if (policy_.hold_days_min > 0) after_.held_until = calendar_.add_days(from, policy_.hold_days_min);
        if (policy_.downgrade == DowngradeTiming::at_expiry) after_.expires_at = expiry(from, from);
        effective_from_ = from;
        clear_risk();
    }

    void rise() {
        const bool later = policy_.upgrade == UpgradeTiming::next_period;
        start_level(allowed_, later ? calendar_.period_end(earliest_, true, metrics_.cycle_from) : earliest_);
        settle(TierChange::upgraded, TierReason::requirements_met);
    }

    void stay() {
        clear_risk();
        if (current_ < 0 && met_ < 0) return settle(TierChange::unchanged, TierReason::nothing_reached);
        if (current_ >= 0) renew();
        if (met_ > current_) return settle(TierChange::skipped, barred_by_);
        settle(TierChange::unchanged, met_ == current_ ? TierReason::requirements_met : TierReason::kept_by_ratio);
    }

    /// Meeting the requirements renews the validity; easing them does so only where the level would end.
    void renew() {
        if (policy_.downgrade != DowngradeTiming::at_expiry) return;
        const bool ends = !after_.expires_at || run_at_ >= *after_.expires_at;
        if (met_ < current_ && !ends) return;
        const Timestamp since = after_.since.value_or(run_at_);
        const Timestamp renewed = expiry(std::max(run_at_, since), since);
        after_.expires_at = std::max(renewed, after_.expires_at.value_or(renewed));
    }

    /// What stands against a downgrade regardless of hold and grace.
    [[nodiscard]] std::optional<TierReason> not_yet() {
        if (policy_.downgrade == DowngradeTiming::never) return TierReason::downgrades_never;
        if (policy_.downgrade == DowngradeTiming::at_expiry) {
            const Timestamp since = after_.since.value_or(run_at_);
            if (!after_.expires_at) after_.expires_at = expiry(since, since);
            if (run_at_ < *after_.expires_at) return TierReason::before_expiry;
            return std::nullopt;
        }
        if (!calendar_.is_period_end(run_at_, metrics_.cycle_from)) return TierReason::before_period_end;
        if (!policy_.keep_level_on_change || before_.policy_version == policy_.version) return std::nullopt;
        const Timestamp end = calendar_.period_end(run_at_, false, metrics_.cycle_from);
        after_.held_until = std::max(end, after_.held_until.value_or(end));
        return TierReason::policy_changed;
    }

    void miss() {
        if (const auto reason = not_yet()) {
            const bool never = *reason == TierReason::downgrades_never;
            return settle(never ? TierChange::unchanged : TierChange::at_risk, *reason);
        }
        if (!after_.at_risk_since) {
            after_.at_risk_since = run_at_;
            after_.grace_until = grace_end();
        }
        if (after_.held_until && run_at_ < *after_.held_until) {
            return settle(TierChange::at_risk, TierReason::within_hold);
        }
        if (after_.grace_until && run_at_ < *after_.grace_until) {
            return settle(TierChange::at_risk, TierReason::within_grace);
        }
        const bool one = policy_.downgrade_step == DowngradeStep::one;
        start_level(one ? std::max(met_, current_ - 1) : met_, earliest_);
        settle(TierChange::downgraded, TierReason::requirements_missed);
    }

    [[nodiscard]] std::optional<Timestamp> grace_end() const {
        if (policy_.grace.periods == 0 && policy_.grace.days == 0) return std::nullopt;
        Timestamp end = run_at_;
        for (std::int64_t i = 0; i < policy_.grace.periods; ++i)
            end = calendar_.period_end(end, false, metrics_.cycle_from);
        end = calendar_.add_days(end, policy_.grace.days);
        return policy_.grace.round_up ? calendar_.period_end(end, true, metrics_.cycle_from) : end;
    }

    void apply_override() {
        decision_.level_before = level_in_force(before_, run_at_);
        decision_.level_after = after_.level;
        if (!before_.level_override) return;
        if (is_over(*before_.level_override, run_at_)) {
            after_.level_override.reset();
            return;
        }
        if (position_of(policy_, before_.level_override->level) < 0) {
            fail(ErrorCode::not_found, "level_override.level", before_.level_override->level, "a level of the policy");
        }
        if (&level_in_force(before_, run_at_) != &before_.level_override->level) return;
        decision_.level_after = before_.level_override->level;
        settle(TierChange::overridden, TierReason::level_override);
    }

    const TierPolicy& policy_;
    const TierCalendar& calendar_;
    const MetricSnapshot& metrics_;
    const TierState& before_;
    Timestamp run_at_;
    Timestamp earliest_;  ///< no change takes effect before
    TierState after_;
    TierDecision decision_;
    Timestamp effective_from_ = timestamp_min;
    std::int64_t current_ = -1;
    std::int64_t met_ = -1;
    std::int64_t allowed_ = -1;
    TierReason barred_by_ = TierReason::below_orders;
};

void require_belonging(const TierPolicy& policy, const MetricSnapshot& metrics, const TierState& before,
                       const TierPeriod& period) {
    if (metrics.vendor_id.empty()) fail(ErrorCode::missing_field, "metrics.vendor_id", "", "the vendor");
    if (!before.vendor_id.empty() && before.vendor_id != metrics.vendor_id) {
        fail(ErrorCode::invalid_value, "state.vendor_id", before.vendor_id.value, metrics.vendor_id.value);
    }
    if (!before.policy_id.empty() && before.policy_id != policy.id) {
        fail(ErrorCode::invalid_value, "state.policy_id", before.policy_id.value, policy.id.value);
    }
    if (policy.currency != Currency{}) require_same(policy.currency, metrics.currency, "metrics.currency");
    if (before.evaluated_at && *before.evaluated_at > period.run_at) {
        fail(ErrorCode::out_of_order, "state.evaluated_at", to_string(*before.evaluated_at),
             "no later than the period, " + to_string(period.run_at));
    }
}

}  // namespace

TierEvaluator::TierEvaluator(TierPolicy policy)
    : policy_(validated(std::move(policy))), calendar_(policy_), policy_hash_(hashed(fnv_offset, to_json(policy_))) {}

std::string TierEvaluator::input_hash_of(const MetricSnapshot& metrics, const TierState& state,
                                         Timestamp run_at) const {
    std::uint64_t hash = hashed(policy_hash_, to_json(metrics));
    hash = hashed(hash, to_string(run_at));
    hash = hashed(hash, state.lock ? to_json(*state.lock) : "");
    const bool is_given = state.level_override && !is_over(*state.level_override, run_at);
    return hex_of(hashed(hash, is_given ? to_json(*state.level_override) : ""));
}

TierOutcome TierEvaluator::decide(const MetricSnapshot& metrics, const TierState& before, const TierPeriod& period,
                                  Timestamp effective_min) const {
    require_belonging(policy_, metrics, before, period);
    Decision made{*this, metrics, before, period, effective_min};
    made.make();
    TierEvaluation evaluation;
    evaluation.vendor_id = metrics.vendor_id;
    evaluation.policy_id = policy_.id;
    evaluation.policy_version = policy_.version;
    evaluation.period_key = period.key;
    evaluation.run_at = period.run_at;
    evaluation.window_from = metrics.window_from;
    evaluation.window_to = metrics.window_to;
    evaluation.cutoff = metrics.cutoff;
    evaluation.metrics = metrics;
    evaluation.input_hash = input_hash_of(metrics, before, period.run_at);
    evaluation.decision = made.decision();
    evaluation.effective_from = made.effective_from();
    evaluation.state_before = before;
    TierState after = made.after();
    after.vendor_id = metrics.vendor_id;
    after.policy_id = policy_.id;
    after.policy_version = policy_.version;
    after.evaluated_at = period.run_at;
    after.period_key = period.key;
    after.revision = 1;
    after.input_hash = evaluation.input_hash;
    return {std::move(evaluation), std::move(after)};
}

TierOutcome TierEvaluator::evaluate(const MetricSnapshot& metrics, const TierState& before,
                                    const TierPeriod& period) const {
    TierOutcome out = decide(metrics, before, period, period.run_at);
    if (before.period_key == period.key) {  // another run of the period, under another schedule
        out.evaluation.revision = checked_add(before.revision, 1);
        out.state.revision = out.evaluation.revision;
    }
    return out;
}

TierOutcome TierEvaluator::reevaluate(const MetricSnapshot& metrics, const TierOutcome& current,
                                      Timestamp restated_at) const {
    const TierEvaluation& last = current.evaluation;
    if (input_hash_of(metrics, current.state, last.run_at) == last.input_hash) return current;
    return reevaluate_from(last.state_before, metrics, current, restated_at);
}

TierOutcome TierEvaluator::reevaluate_from(const TierState& state_before, const MetricSnapshot& metrics,
                                           const TierOutcome& current, Timestamp restated_at) const {
    const TierEvaluation& last = current.evaluation;
    TierState before = state_before;
    before.lock = current.state.lock;
    before.level_override = current.state.level_override;
    const TierPeriod period{last.period_key, last.run_at};
    TierOutcome out = decide(metrics, before, period, last.run_at);
    const bool differs = out.state.level != current.state.level;
    if (differs && !policy_.retroactive) {
        out = decide(metrics, before, period, restated_at);
        // Back to the level of before: that, too, is a change where the first evaluation made another one.
        out.evaluation.effective_from = std::max(out.evaluation.effective_from, restated_at);
        out.state.since = out.evaluation.effective_from;
    } else if (!differs && !policy_.retroactive) {
        out.evaluation.effective_from = last.effective_from;
        out.state.since = current.state.since;
    }
    out.evaluation.revision = last.revision + 1;
    out.state.revision = out.evaluation.revision;
    return out;
}

TierOutcome evaluate(const TierPolicy& policy, const MetricSnapshot& metrics, const TierState& before,
                     const TierPeriod& period) {
    return TierEvaluator{policy}.evaluate(metrics, before, period);
}

const std::string& level_in_force(const TierState& state, Timestamp at) noexcept {
    const auto& given = state.level_override;
    const bool active = given && given->effective_from <= at && (!given->effective_to || at < *given->effective_to);
    return active ? given->level : state.level;
}

}  // namespace marketplace::affiliate
