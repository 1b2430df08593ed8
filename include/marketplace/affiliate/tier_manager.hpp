#pragma once
// Running a tier policy: which evaluations are due, all vendors of one of them, and the view ahead.

#include <marketplace/affiliate/tier_history.hpp>

namespace marketplace::affiliate {

/// The evaluations that have come due after the last one up to `now`, in order. Without a last run only the
/// latest. Throws `limit_exceeded` beyond 4000: ten years of days.
[[nodiscard]] std::vector<TierPeriod> due_runs(const TierPolicy& policy, std::optional<Timestamp> last_run,
                                               Timestamp now);

/// One vendor of a run.
struct TierInput {
    MetricSnapshot metrics;
    TierState state;
    /// The evaluation that the state comes from; needed to decide again about a period that was evaluated.
    std::optional<TierEvaluation> last;

    friend bool operator==(const TierInput&, const TierInput&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierInput, (metrics, state, last));

/// Whether an evaluation could only say again what the last one said: nothing happened in the window, the vendor
/// stands on the lowest level or none with nothing pending, and no level can be reached by mere time or by having
/// done nothing. Hosts with many dormant vendors leave those out of a run.
[[nodiscard]] bool is_dormant(const TierPolicy& policy, const TierInput& vendor);

/// A vendor who could not be evaluated; the others were.
struct TierRunError {
    VendorId vendor_id;
    std::string code;     ///< name of the error code
    std::string message;

    friend bool operator==(const TierRunError&, const TierRunError&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierRunError, (vendor_id, code, message));

/// What a run did. `outcomes` are to be written, each evaluation by its key and each state over the old.
struct TierRunReport {
    std::string period_key;
    std::int64_t evaluated = 0;   ///< outcomes, by what they did:
    std::int64_t upgraded = 0;
    std::int64_t downgraded = 0;
    std::int64_t unchanged = 0;   ///< also locked and overridden
    std::int64_t at_risk = 0;
    std::int64_t skipped = 0;     ///< too new or too small
    std::int64_t repeated = 0;    ///< evaluated before with the same input; no outcome
    std::vector<TierRunError> errors;
    std::vector<TierOutcome> outcomes;

    friend bool operator==(const TierRunReport&, const TierRunReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierRunReport, (period_key, evaluated, upgraded, downgraded, unchanged, at_risk, skipped,
                                            repeated, errors, outcomes));

/// Evaluates many vendors. May be repeated, also over other parts of the vendors: who has been evaluated for
/// the period with the same input is passed over, with restated input is evaluated again as another revision
/// that takes effect at `now`. Vendors are independent, so shards may run side by side.
[[nodiscard]] TierRunReport run(const TierPolicy& policy, const TierPeriod& period, std::span<const TierInput> vendors,
                                Timestamp now);

/// One period of a vendor's past with the metrics that it should have had.
struct TierReplayStep {
    TierPeriod period;
    MetricSnapshot metrics;
    std::int64_t revision = 0;  ///< the last one that is stored of the period, 0 for none; the outcome has the next

    friend bool operator==(const TierReplayStep&, const TierReplayStep&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierReplayStep, (period, metrics, revision));

/// Decides again about consecutive periods, each from the state that the one before leaves: what a restatement
/// of an early period, or a new policy, would have meant.
[[nodiscard]] std::vector<TierOutcome> replay(const TierPolicy& policy, std::span<const TierReplayStep> steps,
                                              const TierState& before);

/// A period that was judged, and the metrics that it should have had.
struct RestatedPeriod {
    TierEvaluation last;  ///< its latest revision
    MetricSnapshot metrics;

    friend bool operator==(const RestatedPeriod&, const RestatedPeriod&) = default;
};
MARKETPLACE_COMPILED_RECORD(RestatedPeriod, (last, metrics));

/// Judges periods again of which something became known late: consecutive ones, the oldest first, up to the one that
/// `state` comes from. From the first that differs on, each is decided from what the one before leaves, as its next
/// revision; none if nothing differs. A level that differs takes effect at `restated_at` or, if the policy is
/// retroactive, when the period was due. Lock and override are those of the state. Throws as `TierEvaluator::evaluate`
/// does.
[[nodiscard]] std::vector<TierOutcome> restate_periods(const TierPolicy& policy,
                                                       std::span<const RestatedPeriod> periods, const TierState& state,
                                                       Timestamp restated_at);

/// One requirement on the way.
struct RequirementProgress {
    RequirementCheck check;
    Rate progress;  ///< 0 to 1
    std::optional<std::int64_t> missing_number;  ///< how much is to be gained, or lost for `at_most`
    std::optional<Rate> missing_rate;

    friend bool operator==(const RequirementProgress&, const RequirementProgress&) = default;
};
MARKETPLACE_COMPILED_RECORD(RequirementProgress, (check, progress, missing_number, missing_rate));

/// What an evaluation now would decide, what the next level asks for, and what keeping the present one does.
struct TierProjection {
    TierDecision decision;
    Timestamp effective_from;
    std::string level_next;                        ///< empty at the top
    std::vector<RequirementProgress> opportunity;  ///< of the alternative of the next level that misses least
    std::vector<RequirementProgress> risk;  ///< of the alternative of the present level, as `keep_ratio` eases it

    friend bool operator==(const TierProjection&, const TierProjection&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierProjection, (decision, effective_from, level_next, opportunity, risk));

/// A dry evaluation; nothing is to be written.
[[nodiscard]] TierProjection project(const TierPolicy& policy, const MetricSnapshot& metrics, const TierState& state,
                                     Timestamp now);

}  // namespace marketplace::affiliate
