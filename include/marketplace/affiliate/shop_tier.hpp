#pragma once
// Shop tiers: which levels a vendor can reach, what each asks for and what each gives.
//
// A policy is data: versioned, read from JSON, validated as a whole and never repaired. Deciding with it is
// the work of tier_evaluation.hpp; when to decide is the work of tier_manager.hpp.

#include <marketplace/core/record.hpp>
#include <marketplace/money/currency.hpp>
#include <marketplace/money/rate.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace marketplace::affiliate {

/// What can be asked of a vendor. The first eight are whole numbers, the others rates from 0 to 1.
enum class Metric {
    gmv_gross,            ///< minor units of the policy's currency, before refunds and cancellations
    gmv_net,              ///< gross less refunds and cancellations
    orders,               ///< a count
    units,                ///< a count
    average_order_value,  ///< gross minor units per order, rounded down; no value without orders
    rating,               ///< average rating in hundredths (480 is 4.80), rounded down; no value without ratings
    fulfilment_seconds,   ///< average from order to delivery, rounded up; no value without deliveries
    tenure_days,          ///< days since the first sale
    defect_rate,          ///< orders with a defect / orders
    late_shipment_rate,   ///< late shipments / orders
    refund_rate,          ///< refunded amount / gross amount
    cancellation_rate,    ///< cancelled orders / orders
};
MARKETPLACE_COMPILED_ENUM(Metric, gmv_gross, gmv_net, orders, units, average_order_value, rating, fulfilment_seconds,
                          tenure_days, defect_rate, late_shipment_rate, refund_rate, cancellation_rate)

/// Whether a metric is a rate, and so is compared with `rate` instead of `number`.
[[nodiscard]] bool is_rate(Metric metric) noexcept;
/// Whether a metric is an amount of money in the currency of the policy.
[[nodiscard]] bool is_amount(Metric metric) noexcept;

/// Both include equality.
enum class Comparison { at_least, at_most };
MARKETPLACE_COMPILED_ENUM(Comparison, at_least, at_most)

/// One metric against one threshold. Exactly one of `number` and `rate` is set, as the metric wants.
struct Requirement {
    Metric metric = Metric::gmv_net;
    Comparison comparison = Comparison::at_least;
    std::optional<std::int64_t> number;  ///< minor units, counts, hundredths, seconds or days
    std::optional<Rate> rate;            ///< 0 to 1

    friend bool operator==(const Requirement&, const Requirement&) = default;
};
MARKETPLACE_COMPILED_RECORD(Requirement, (metric, comparison, number, rate));

/// Requirements that must all be met.
struct RequirementGroup {
    std::vector<Requirement> all_of;

    friend bool operator==(const RequirementGroup&, const RequirementGroup&) = default;
};
MARKETPLACE_COMPILED_RECORD(RequirementGroup, (all_of));

/// What a level gives. The engine reads the plan and the schedule; the loyalty module the multiplier.
struct TierBenefits {
    PlanId plan_id;                            ///< commission plan of the vendor; empty: the plan stays
    std::string payout_schedule;               ///< code of a payout schedule; empty: the schedule stays
    Rate points_multiplier{1, 1};              ///< of points earned at the vendor; more than 0
    std::map<std::string, std::string> other;  ///< what else the host hangs on a level

    friend bool operator==(const TierBenefits&, const TierBenefits&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierBenefits, (plan_id, payout_schedule, points_multiplier, other));

/// One level of a policy.
struct TierLevel {
    std::string code;  ///< "gold"; unique in the policy
    std::string name;
    std::int32_t rank = 0;                 ///< rises strictly from level to level
    std::vector<RequirementGroup> any_of;  ///< one group is enough; without any, everybody qualifies
    TierBenefits benefits;

    friend bool operator==(const TierLevel&, const TierLevel&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierLevel, (code, name, rank, any_of, benefits));

/// A unit of the civil calendar in the time zone of the policy. Quarters begin in January, April, July and
/// October, half years in January and July.
enum class CalendarUnit { day, month, quarter, half_year, year };
MARKETPLACE_COMPILED_ENUM(CalendarUnit, day, month, quarter, half_year, year)

/// So many calendar units: the whole units before the evaluation or, with `to_date`, those that end with
/// the running one, which then counts up to the evaluation.
struct LookBack {
    CalendarUnit unit = CalendarUnit::month;
    std::int64_t count = 1;  ///< 1 to 3660, and at most 100 years
    bool to_date = false;

    friend bool operator==(const LookBack&, const LookBack&) = default;
};
MARKETPLACE_COMPILED_RECORD(LookBack, (unit, count, to_date));

/// Everything up to the evaluation.
struct Lifetime {
    std::optional<Date> since;  ///< only from this day on

    friend bool operator==(const Lifetime&, const Lifetime&) = default;
};
MARKETPLACE_COMPILED_RECORD(Lifetime, (since));

/// The short look-back when it holds enough orders, else the long one: 400 transactions in three months, or
/// twelve months, as eBay rates its sellers.
struct Adaptive {
    std::int64_t orders_min = 400;
    LookBack short_window{CalendarUnit::month, 3, false};
    LookBack long_window{CalendarUnit::month, 12, false};

    friend bool operator==(const Adaptive&, const Adaptive&) = default;
};
MARKETPLACE_COMPILED_RECORD(Adaptive, (orders_min, short_window, long_window));

/// From which day the cycles of a vendor are counted. Where a vendor has no such day yet, that is the first sale.
enum class CycleAnchor {
    date,         ///< `Cycle::date`, the same for all vendors: an accounting year that begins on 6 April
    first_sale,   ///< of the vendor; before it there is nothing to count
    joined,       ///< when the vendor was approved
    level_start,  ///< of the level that the vendor has: each level begins a new cycle
    vendor_date,  ///< a day of the vendor's own that the host sets, as of its contract
};
MARKETPLACE_COMPILED_ENUM(CycleAnchor, date, first_sale, joined, level_start, vendor_date)

/// So many calendar units from a day on, and again and again: years since the first sale. To date it is the running
/// cycle up to the evaluation, else the whole one before it. A cycle that begins on the 29th to 31st begins in shorter
/// months on the last day.
struct Cycle {
    CalendarUnit unit = CalendarUnit::year;
    std::int64_t count = 1;    ///< 1 or more, at most 100 years
    CycleAnchor anchor = CycleAnchor::first_sale;
    std::optional<Date> date;  ///< exactly with the anchor `date`; cycles are counted from it in both directions
    bool to_date = true;

    friend bool operator==(const Cycle&, const Cycle&) = default;
};
MARKETPLACE_COMPILED_RECORD(Cycle, (unit, count, anchor, date, to_date));

/// Over what time metrics are taken.
using TierWindow = std::variant<LookBack, Lifetime, Adaptive, Cycle>;

/// How often vendors are evaluated.
enum class Frequency { daily, monthly, on_event };
MARKETPLACE_COMPILED_ENUM(Frequency, daily, monthly, on_event)

/// When evaluations run, and what "period" means in the other fields of the policy. Monthly: the time from
/// one run to the next. Daily and on_event: the calendar unit `period` or, where metrics are taken over cycles, the
/// cycle of the vendor. Policies with `on_event` are also evaluated where a period ends (daily if levels expire or
/// vendors have cycles of their own), since no event would notice that it did.
struct EvaluationSchedule {
    Frequency frequency = Frequency::monthly;
    std::int32_t day = 1;  ///< monthly: 1 to 31; in shorter months the last day, so 31 is always the last
    CalendarUnit period = CalendarUnit::month;

    friend bool operator==(const EvaluationSchedule&, const EvaluationSchedule&) = default;
};
MARKETPLACE_COMPILED_RECORD(EvaluationSchedule, (frequency, day, period));

/// When a better level starts.
enum class UpgradeTiming {
    immediate,    ///< at the evaluation
    next_period,  ///< where the next period begins; at once if the evaluation stands there
};
MARKETPLACE_COMPILED_ENUM(UpgradeTiming, immediate, next_period)

/// When missed requirements count.
enum class DowngradeTiming {
    at_period_end,  ///< only at an evaluation where a period ends; before that they are a warning
    at_expiry,      ///< only when the validity of the level has run out
    never,
};
MARKETPLACE_COMPILED_ENUM(DowngradeTiming, at_period_end, at_expiry, never)

/// How far a vendor falls at once.
enum class DowngradeStep { one, to_qualified };
MARKETPLACE_COMPILED_ENUM(DowngradeStep, one, to_qualified)

/// How long a level lasts with `at_expiry`: to the end of the period in which it starts, so many periods
/// more, and so many days more. Meeting the requirements again renews it.
struct Validity {
    std::int64_t periods = 0;
    std::int64_t extension_days = 0;

    friend bool operator==(const Validity&, const Validity&) = default;
};
MARKETPLACE_COMPILED_RECORD(Validity, (periods, extension_days));

/// How long a vendor may miss the requirements before falling. The first miss starts it, meeting them again
/// ends it. Zero of both is no grace.
struct Grace {
    std::int64_t periods = 0;
    std::int64_t days = 0;
    bool round_up = false;  ///< to the next end of a period

    friend bool operator==(const Grace&, const Grace&) = default;
};
MARKETPLACE_COMPILED_RECORD(Grace, (periods, days, round_up));

/// To which day a refund belongs.
enum class RefundAttribution {
    order_date,   ///< the day of the order while that can be restated, else the day of the refund
    refund_date,
};
MARKETPLACE_COMPILED_ENUM(RefundAttribution, order_date, refund_date)

/// The rules by which vendors reach, keep and lose levels.
struct TierPolicy {
    TierPolicyId id;
    std::int64_t version = 1;  ///< 1 or more; raise it with every change
    std::string name;
    Currency currency;         ///< of all amounts; may be none if no requirement is about money
    std::string time_zone = "UTC";
    std::vector<TierLevel> levels;  ///< by rising rank
    TierWindow window;
    EvaluationSchedule schedule;
    UpgradeTiming upgrade = UpgradeTiming::immediate;
    DowngradeTiming downgrade = DowngradeTiming::at_period_end;
    DowngradeStep downgrade_step = DowngradeStep::to_qualified;
    Validity validity;
    Grace grace;
    /// Hysteresis: a level is kept while the metrics reach this part of its thresholds; reaching it always
    /// takes the whole. Over 0, at most 1. Limits (`at_most`) widen by the inverse.
    Rate keep_ratio{1, 1};
    std::int64_t hold_days_min = 0;    ///< a level once started is held for so many days
    std::int64_t tenure_days_min = 0;  ///< nobody rises to a level with requirements before
    std::int64_t orders_min = 0;       ///< nobody rises to a level with requirements with fewer orders in the window
    RefundAttribution refund_attribution = RefundAttribution::order_date;
    std::int64_t restate_window_days = 35;  ///< after the end of a month (period), its numbers are frozen
    bool retroactive = false;           ///< a restated evaluation takes effect when the first one did
    bool keep_level_on_change = false;  ///< a new version of the policy takes nobody's level before its end

    friend bool operator==(const TierPolicy&, const TierPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierPolicy, (id, version, name, currency, time_zone, levels, window, schedule, upgrade,
                                         downgrade, downgrade_step, validity, grace, keep_ratio, hold_days_min,
                                         tenure_days_min, orders_min, refund_attribution, restate_window_days,
                                         retroactive, keep_level_on_change));
[[nodiscard]] inline TableSpec table_spec(const TierPolicy*) { return {"tier_policy", "id,version", {}}; }

/// Throws an `Error` with the exact path ("levels[2].any_of[0].all_of[1].rate") unless the policy is sound:
/// an id, levels with unique codes and strictly rising ranks, the right kind of threshold for each metric,
/// rates from 0 to 1, a known time zone, days and counts in range. Where two neighbouring levels have one
/// group each and both name a metric, the threshold of the higher level must not be the easier one, and the
/// levels must differ (`thresholds_out_of_order`).
void validate(const TierPolicy& policy);

/// Reads and validates.
[[nodiscard]] TierPolicy parse_tier_policy(std::string_view json);

/// The position of a level among the levels of the policy, or -1 for none or an unknown one.
[[nodiscard]] std::int64_t position_of(const TierPolicy& policy, std::string_view level) noexcept;

}  // namespace marketplace::affiliate
