#pragma once
// The decision about one vendor: (policy, metrics, state before) to (decision, state after).
//
// Pure and deterministic: the record of an evaluation holds everything that it was made from, so that it can
// be made again years later and gives the same answer.

#include <marketplace/affiliate/tier_requirement.hpp>

namespace marketplace::affiliate {

/// Freezes a vendor's level, up and down.
struct TierLock {
    Timestamp until;
    std::string reason;

    friend bool operator==(const TierLock&, const TierLock&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierLock, (until, reason));

/// A level given by hand. The earned level is evaluated beneath it and comes back when it ends.
struct TierOverride {
    std::string level;
    Timestamp effective_from;
    std::optional<Timestamp> effective_to;  ///< absent: until somebody takes it away
    std::string granted_by;

    friend bool operator==(const TierOverride&, const TierOverride&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierOverride, (level, effective_from, effective_to, granted_by));

/// Where a vendor stands in one policy.
struct TierState {
    VendorId vendor_id;
    TierPolicyId policy_id;
    std::int64_t policy_version = 0;        ///< of the last evaluation
    std::string level;                      ///< earned; empty for none
    std::optional<Timestamp> since;         ///< when the level starts or started; may lie ahead
    std::optional<Timestamp> at_risk_since; ///< first evaluation that found the requirements missed
    std::optional<Timestamp> grace_until;
    std::optional<Timestamp> held_until;    ///< no downgrade before
    std::optional<Timestamp> expires_at;    ///< with `DowngradeTiming::at_expiry`
    std::optional<TierLock> lock;
    std::optional<TierOverride> level_override;
    std::optional<Timestamp> evaluated_at;  ///< `run_at` of the last evaluation
    std::string period_key;                 ///< of the last evaluation
    std::int64_t revision = 0;              ///< of the last evaluation
    std::string input_hash;                 ///< of the last evaluation

    friend bool operator==(const TierState&, const TierState&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierState, (vendor_id, policy_id, policy_version, level, since, at_risk_since, grace_until,
                               held_until, expires_at, lock, level_override, evaluated_at, period_key, revision,
                                        input_hash));
[[nodiscard]] inline TableSpec table_spec(const TierState*) { return {"vendor_tier", "vendor_id,policy_id", {}}; }

/// What an evaluation did.
enum class TierChange {
    upgraded,
    downgraded,
    unchanged,
    at_risk,     ///< unchanged, but the requirements are missed
    locked,
    overridden,  ///< a level given by hand is in force
    skipped,     ///< would rise, but is too new or has too few orders
};
MARKETPLACE_COMPILED_ENUM(TierChange, upgraded, downgraded, unchanged, at_risk, locked, overridden, skipped)

/// Why. One for each way through the rules.
enum class TierReason {
    requirements_met,      ///< of a higher level, or of the present one
    kept_by_ratio,         ///< the part of the thresholds that `keep_ratio` asks for is reached
    requirements_missed,   ///< and nothing stands against the downgrade
    downgrades_never,
    before_period_end,
    before_expiry,
    within_hold,
    within_grace,
    policy_changed,        ///< `keep_level_on_change` protects the level
    vendor_locked,
    level_override,
    below_tenure,
    below_orders,
    nothing_reached,       ///< no level before, none now
};
MARKETPLACE_COMPILED_ENUM(TierReason, requirements_met, kept_by_ratio, requirements_missed, downgrades_never,
                          before_period_end, before_expiry, within_hold, within_grace, policy_changed, vendor_locked,
                          level_override, below_tenure, below_orders, nothing_reached)

/// Whether the vendor meets a level, and if not, what failed first.
struct LevelVerdict {
    std::string level;
    bool met = false;
    std::vector<RequirementCheck> failed;  ///< for each alternative the first that failed

    friend bool operator==(const LevelVerdict&, const LevelVerdict&) = default;
};
MARKETPLACE_COMPILED_RECORD(LevelVerdict, (level, met, failed));

/// The decision and how it came about.
struct TierDecision {
    std::string level_before;     ///< earned, or given by hand if that was in force
    std::string level_after;
    std::string level_qualified;  ///< the highest level that the vendor may rise to by these metrics
    TierChange change = TierChange::unchanged;
    TierReason reason = TierReason::requirements_met;
    std::vector<LevelVerdict> levels;           ///< by rising rank
    std::vector<RequirementCheck> keep_failed;  ///< what is missed for keeping the level; empty if it is kept

    friend bool operator==(const TierDecision&, const TierDecision&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierDecision, (level_before, level_after, level_qualified, change, reason, levels,
                                           keep_failed));

/// One evaluation of one vendor, frozen. A later one of the same period is another revision.
struct TierEvaluation {
    VendorId vendor_id;
    TierPolicyId policy_id;
    std::int64_t policy_version = 0;
    std::string period_key;
    std::int64_t revision = 1;
    Timestamp run_at;          ///< when the period was due
    Timestamp window_from;
    Timestamp window_to;
    Timestamp cutoff;
    MetricSnapshot metrics;
    /// FNV-1a, 64 bits as 16 hex digits, over the compact JSON of policy, metrics, run time, lock and
    /// override (unless that is over by then), each followed by a line feed. Finds repeated runs; it is no
    /// protection against forgery.
    std::string input_hash;
    TierDecision decision;
    Timestamp effective_from;  ///< from when `level_after` holds; `run_at` if nothing changed
    TierState state_before;

    friend bool operator==(const TierEvaluation&, const TierEvaluation&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierEvaluation, (vendor_id, policy_id, policy_version, period_key, revision, run_at,
                                             window_from, window_to, cutoff, metrics, input_hash, decision,
                                             effective_from, state_before));
[[nodiscard]] inline TableSpec table_spec(const TierEvaluation*) {
    return {"tier_evaluation", "vendor_id,policy_id,period_key,revision", {}};
}

/// An evaluation and the state that follows from it.
struct TierOutcome {
    TierEvaluation evaluation;
    TierState state;

    friend bool operator==(const TierOutcome&, const TierOutcome&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierOutcome, (evaluation, state));

/// A policy made ready for many evaluations: validated once, its time zone found, its hash begun. Immutable;
/// any number of threads may share one.
class TierEvaluator {
public:
    /// Throws what `validate` of the policy throws.
    explicit TierEvaluator(TierPolicy policy);

    [[nodiscard]] const TierPolicy& policy() const noexcept { return policy_; }
    [[nodiscard]] const TierCalendar& calendar() const noexcept { return calendar_; }

    /// Decides about one vendor; `before` is a fresh `TierState` for a new one. Throws `invalid_value` when
    /// vendor or policy do not belong together, `currency_mismatch`, `not_found` when an override that is in force or
    /// lies ahead names no level of the policy, `out_of_order` when the state comes from a later evaluation.
    ///
    /// A level that the policy no longer has counts as none, an override that is over is dropped. One-step downgrades
    /// start a new grace each. Where the state comes from another run with the same key, as when the day of the
    /// schedule has changed, this is the next revision.
    [[nodiscard]] TierOutcome evaluate(const MetricSnapshot& metrics, const TierState& before,
                                       const TierPeriod& period) const;

    /// Decides again about the period of `current`, with restated metrics: the next revision, from the state
    /// before the first one. A different level takes effect at `restated_at` or, if the policy is
    /// retroactive, when the first one did. With the same input `current` is returned as it was. Lock and
    /// override are those of the current state.
    [[nodiscard]] TierOutcome reevaluate(const MetricSnapshot& metrics, const TierOutcome& current,
                                         Timestamp restated_at) const;

    /// The same from another state before: that which the restated period before this one leaves.
    [[nodiscard]] TierOutcome reevaluate_from(const TierState& before, const MetricSnapshot& metrics,
                                              const TierOutcome& current, Timestamp restated_at) const;

    /// The hash that an evaluation of this input carries.
    [[nodiscard]] std::string input_hash_of(const MetricSnapshot& metrics, const TierState& state,
                                            Timestamp run_at) const;

private:
    [[nodiscard]] TierOutcome decide(const MetricSnapshot& metrics, const TierState& before, const TierPeriod& period,
                                     Timestamp effective_min) const;

    TierPolicy policy_;
    TierCalendar calendar_;
    std::uint64_t policy_hash_;
};

/// One evaluation with a policy used once; see `TierEvaluator`.
[[nodiscard]] TierOutcome evaluate(const TierPolicy& policy, const MetricSnapshot& metrics, const TierState& before,
                                   const TierPeriod& period);

/// The level in force: the override while it lasts, else the earned one.
[[nodiscard]] const std::string& level_in_force(const TierState& state, Timestamp at) noexcept;

}  // namespace marketplace::affiliate
