#pragma once
// When and how much an affiliate is rewarded: locks and payment days, spend limits, recurrence, volume.

#include <marketplace/affiliate/commission.hpp>

#include <optional>
#include <span>
#include <vector>

namespace marketplace::affiliate {

/// What a delay is counted from.
enum class LockAnchor {
    event,         ///< the instant of the sale
    end_of_month,  ///< the end of the month of the sale
};
MARKETPLACE_COMPILED_ENUM(LockAnchor, event, end_of_month)

/// When a reward can no longer be changed. "0 months and 27 days after the end of the month": what was
/// sold in January locks when 28 February begins.
struct LockPolicy {
    std::int64_t months = 0;
    std::int64_t days = 0;
    LockAnchor anchor = LockAnchor::event;
    std::int64_t holding_days = 0;  ///< not approved before so many days of 24 hours after the sale

    friend bool operator==(const LockPolicy&, const LockPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(LockPolicy, (months, days, anchor, holding_days));

enum class PayAnchor {
    lock,               ///< the day on which the reward locks
    end_of_lock_month,  ///< the last day of that month
};
MARKETPLACE_COMPILED_ENUM(PayAnchor, lock, end_of_lock_month)

/// On which day a locked reward is paid. "20 days after the end of the month they lock": what locks in
/// February is paid on 20 March.
struct PayPolicy {
    std::int64_t months = 0;
    std::int64_t days = 0;
    PayAnchor anchor = PayAnchor::lock;
    Amount minimum_minor;  ///< less than this stays for a later payment; in the currency of the rewards

    friend bool operator==(const PayPolicy&, const PayPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayPolicy, (months, days, anchor, minimum_minor));

/// The dates of a reward.
struct RewardSchedule {
    Timestamp approvable_at;
    Timestamp locks_at;
    Date pays_on;

    friend bool operator==(const RewardSchedule&, const RewardSchedule&) = default;
};
MARKETPLACE_COMPILED_RECORD(RewardSchedule, (approvable_at, locks_at, pays_on));

/// Throw `invalid_schedule` naming the field.
void validate(const LockPolicy& policy);
void validate(const PayPolicy& policy);

/// Months come before days, on the calendar of the zone. A reward locks no sooner than it may be approved.
[[nodiscard]] RewardSchedule schedule_of(Timestamp occurred_at, const LockPolicy& lock, const PayPolicy& pay,
                                         const TimeZone& zone);

/// How long the sales of a customer are rewarded.
struct RecurrencePolicy {
    std::optional<std::int64_t> months;  ///< 0: the first sale only; absent: for ever

    friend bool operator==(const RecurrencePolicy&, const RecurrencePolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(RecurrencePolicy, (months));

/// Whether a sale at `at` is rewarded, given the customer's first rewarded sale; the first one always is.
[[nodiscard]] bool is_rewarded(Timestamp first_sale_at, Timestamp at, const RecurrencePolicy& policy,
                               const TimeZone& zone);

/// Calendar windows of the zone; a week begins on Monday.
enum class SpendWindow { all_time, day, week, month };
MARKETPLACE_COMPILED_ENUM(SpendWindow, all_time, day, week, month)

enum class OverLimit {
    truncate,  ///< grant what is left
    reject,    ///< grant nothing unless all of it fits
};
MARKETPLACE_COMPILED_ENUM(OverLimit, truncate, reject)

/// The most that one reward may cost in a window.
struct SpendLimit {
    SpendWindow window = SpendWindow::all_time;
    Amount amount_minor;
    OverLimit over_limit = OverLimit::truncate;

    friend bool operator==(const SpendLimit&, const SpendLimit&) = default;
};
MARKETPLACE_COMPILED_RECORD(SpendLimit, (window, amount_minor, over_limit));

/// A reward that was granted before; negative when one was taken back.
struct SpentAmount {
    Timestamp at;
    Amount amount_minor;

    friend bool operator==(const SpentAmount&, const SpentAmount&) = default;
};
MARKETPLACE_COMPILED_RECORD(SpentAmount, (at, amount_minor));

enum class SpendVerdict { granted, truncated, rejected };
MARKETPLACE_COMPILED_ENUM(SpendVerdict, granted, truncated, rejected)

/// What the limits leave of a reward, and the limit that decided.
struct SpendDecision {
    SpendVerdict verdict = SpendVerdict::granted;
    Amount asked_minor;
    Amount granted_minor;
    std::optional<SpendLimit> limit;  ///< absent when everything was granted
    Amount spent_minor;               ///< in the window of `limit`, before this reward

    friend bool operator==(const SpendDecision&, const SpendDecision&) = default;
};
MARKETPLACE_COMPILED_RECORD(SpendDecision, (verdict, asked_minor, granted_minor, limit, spent_minor));

/// Applies all limits; the tightest decides, and a limit that rejects comes before one that truncates.
[[nodiscard]] SpendDecision limit_spend(Amount asked, Timestamp at, std::span<const SpentAmount> spent,
                                        std::span<const SpendLimit> limits, const TimeZone& zone);

/// From `from_minor` of volume on, each further minor unit earns `rate`.
struct VolumeBand {
    Amount from_minor;
    Rate rate;

    friend bool operator==(const VolumeBand&, const VolumeBand&) = default;
};
MARKETPLACE_COMPILED_RECORD(VolumeBand, (from_minor, rate));

/// A marginal reward and the bands that it comes from.
struct VolumeReward {
    Amount amount_minor;           ///< for the volume between before and after
    std::vector<BandPart> bands;   ///< of all the volume after

    friend bool operator==(const VolumeReward&, const VolumeReward&) = default;
};
MARKETPLACE_COMPILED_RECORD(VolumeReward, (amount_minor, bands));

/// The reward for the volume of a period growing from `before` to `after`: each part of it at the rate of
/// its band. The sum over bands is rounded half up once, and sales telescope: however the volume is cut
/// into sales, the rewards sum to that of the whole. A smaller `after` takes back. Throws
/// `thresholds_out_of_order` unless bands start at zero and rise, `out_of_range` for negative volumes,
/// `rate_out_of_range` for rates outside 0 to 1.
[[nodiscard]] VolumeReward volume_reward(Amount before, Amount after, std::span<const VolumeBand> bands);

}  // namespace marketplace::affiliate
