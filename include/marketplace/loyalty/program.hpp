#pragma once
// A loyalty program: versioned data that says how points are earned, become usable, are spent, expire and
// are taken back. Text in, validated, shared by any number of threads.

#include <marketplace/loyalty/points.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::loyalty {

/// When a rule applies to a line. An empty list means any; a line that has one of the values matches.
struct EarnConditions {
    std::vector<CategoryId> categories;
    std::vector<BrandId> brands;
    std::vector<VendorId> vendors;
    std::vector<std::string> skus;
    std::vector<std::string> tags;
    std::vector<std::string> tiers;     ///< reward levels of the member
    std::vector<std::string> channels;
    Amount order_min_minor;             ///< the earning base of the order must be at least this

    friend bool operator==(const EarnConditions&, const EarnConditions&) = default;
};
MARKETPLACE_COMPILED_RECORD(EarnConditions, (categories, brands, vendors, skus, tags, tiers, channels,
                                             order_min_minor));

/// One way to earn. The first matching rule with a rate sets the rate of a line, so an exclusion is an early
/// rule with rate 0; the multipliers of all matching rules count.
struct EarnRule {
    RuleId id;
    std::optional<Rate> points_per_minor;  ///< "1/100": one point for each 1.00 of a currency with two decimals
    Rate multiplier{1, 1};                 ///< 0 or more
    EarnConditions conditions;
    std::optional<Timestamp> effective_from;
    std::optional<Timestamp> effective_to;  ///< the first instant at which it no longer applies

    friend bool operator==(const EarnRule&, const EarnRule&) = default;
};
MARKETPLACE_COMPILED_RECORD(EarnRule, (id, points_per_minor, multiplier, conditions, effective_from, effective_to));

/// How several multipliers of a line make one.
enum class Stacking {
    additive,        ///< 1 + the sum of (m - 1), not below 0
    multiplicative,  ///< the product
    best_only,       ///< the largest
};
MARKETPLACE_COMPILED_ENUM(Stacking, additive, multiplicative, best_only)

/// What happens to an earning above a limit.
enum class CapMode {
    truncate,  ///< as much as fits
    reject,    ///< nothing
};
MARKETPLACE_COMPILED_ENUM(CapMode, truncate, reject)

/// How an order becomes points.
struct EarnPolicy {
    std::vector<EarnRule> rules;
    Stacking stacking = Stacking::additive;
    std::map<std::string, Rate> tier_multipliers;  ///< by reward level; stacks with those of the rules
    bool include_shipping = false;
    bool include_tax = true;
    Rounding rounding = Rounding::floor;  ///< of the whole order; its lines get parts by largest remainder
    std::optional<Points> order_max;      ///< most points that one order earns
    std::optional<Points> day_max;        ///< most points that orders earn on a civil day of the program
    CapMode cap_mode = CapMode::truncate;

    friend bool operator==(const EarnPolicy&, const EarnPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(EarnPolicy, (rules, stacking, tier_multipliers, include_shipping, include_tax, rounding,
                                         order_max, day_max, cap_mode));

/// When earned points become usable.
enum class ActivationMode {
    immediate,
    after_days,  ///< at the same clock time so many civil days after `from`
    on_event,    ///< when the host says so
};
MARKETPLACE_COMPILED_ENUM(ActivationMode, immediate, after_days, on_event)

/// From when the days of `after_days` count.
enum class ActivationStart { earned, delivered };
MARKETPLACE_COMPILED_ENUM(ActivationStart, earned, delivered)

/// When points become usable. Points that no order earned become usable at once.
struct ActivationPolicy {
    ActivationMode mode = ActivationMode::immediate;
    std::int64_t days = 0;  ///< for `after_days`
    ActivationStart from = ActivationStart::delivered;

    friend bool operator==(const ActivationPolicy&, const ActivationPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(ActivationPolicy, (mode, days, from));

/// How long points live once they are active.
enum class ExpiryMode {
    none,
    rolling,   ///< so many months and days after activation; none of either is the end of the same day
    calendar,  ///< on the first of the yearly `dates` that is not before activation plus months and days
    sliding,   ///< as `rolling`, but counted again from each activity
};
MARKETPLACE_COMPILED_ENUM(ExpiryMode, none, rolling, calendar, sliding)

/// A rolling expiry moves to the end of the period in which it falls.
enum class PeriodEnd { none, month, quarter, half, year };
MARKETPLACE_COMPILED_ENUM(PeriodEnd, none, month, quarter, half, year)

/// A day of every year. 29 February is 28 February in a year that has no 29th.
struct YearDay {
    std::int32_t month = 1;
    std::int32_t day = 1;

    friend bool operator==(const YearDay&, const YearDay&) = default;
};
MARKETPLACE_COMPILED_RECORD(YearDay, (month, day));

/// How long points live. The date is frozen in the lot when it becomes active, so that a program that starts
/// to expire points never touches those that were there before.
struct ExpiryPolicy {
    ExpiryMode mode = ExpiryMode::none;
    std::int64_t months = 0;
    std::int64_t days = 0;
    PeriodEnd round_up_to = PeriodEnd::none;  ///< for `rolling` and `sliding`
    std::vector<YearDay> dates;               ///< for `calendar`, 1 to 20
    bool extend_on_earn = true;               ///< for `sliding`: what counts as activity
    bool extend_on_spend = true;

    friend bool operator==(const ExpiryPolicy&, const ExpiryPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(ExpiryPolicy, (mode, months, days, round_up_to, dates, extend_on_earn, extend_on_spend));

/// What points are worth at checkout, and within which limits.
struct RedemptionPolicy {
    Rate minor_per_point{1, 1};           ///< "1": a point pays 0.01 of a currency with two decimals
    Points points_min;                    ///< fewer are refused
    Points step{1};                       ///< points are spent in multiples of this
    Rate share_max{1, 1};                 ///< of what the order costs
    std::optional<Points> day_max;        ///< most points spent on a civil day of the program
    Amount cash_min_minor;                ///< what must be left to pay in money
    std::int64_t hold_seconds = 604'800;  ///< how long an order that is not paid keeps points, from 1 to 100 years

    friend bool operator==(const RedemptionPolicy&, const RedemptionPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(RedemptionPolicy, (minor_per_point, points_min, step, share_max, day_max, cash_min_minor,
                                               hold_seconds));

/// How far a refund reaches for earned points.
enum class EarnedRefund {
    only_pending,    ///< points that became active stay with the member
    within_balance,  ///< also active points, of this order first, as many as are free
    unlimited,       ///< and what is missing becomes a debt
};
MARKETPLACE_COMPILED_ENUM(EarnedRefund, only_pending, within_balance, unlimited)

/// What becomes of spent points whose lot has expired in the meantime.
enum class ExpiredLotRefund {
    restore_with_grace,  ///< they come back in a lot of their own for `grace_days`
    restore_expired,     ///< they come back expired: the books show them as expired instead of spent
    no,                  ///< they stay spent
};
MARKETPLACE_COMPILED_ENUM(ExpiredLotRefund, restore_with_grace, restore_expired, no)

/// What a refund does to points.
struct PointsRefundPolicy {
    EarnedRefund earned = EarnedRefund::within_balance;
    bool return_spent = true;             ///< spent points come back to their lots, with the expiry they had
    ExpiredLotRefund expired_lot = ExpiredLotRefund::restore_with_grace;
    std::int64_t grace_days = 30;         ///< usable through the end of that day after the refund
    Rounding rounding = Rounding::half_up;  ///< of a part of the points; a whole refund is always exact

    friend bool operator==(const PointsRefundPolicy&, const PointsRefundPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(PointsRefundPolicy, (earned, return_spent, expired_lot, grace_days, rounding));

/// One version of a program.
struct Program {
    ProgramId id;
    std::string name;
    std::int64_t version = 1;
    Currency currency;               ///< of every amount in it, and of the orders that earn and spend
    std::string time_zone = "UTC";   ///< IANA name: when days begin and points expire
    EarnPolicy earn;
    ActivationPolicy activation;
    ExpiryPolicy expiry;
    RedemptionPolicy redemption;
    PointsRefundPolicy refund;
    Rate fair_value;                 ///< minor units for which an outstanding point stands in the ledger

    friend bool operator==(const Program&, const Program&) = default;
};
MARKETPLACE_COMPILED_RECORD(Program, (id, name, version, currency, time_zone, earn, activation, expiry, redemption,
                                      refund, fair_value));
[[nodiscard]] inline TableSpec table_spec(const Program*) { return {"loyalty_program", "id,version", {}}; }

/// Refuses, never repairs; the error names the path: "earn.rules[1].multiplier". `invalid_program`,
/// `missing_field`, `duplicate_key`, `out_of_range`, `rate_out_of_range`, `unknown_currency`,
/// `unknown_time_zone`.
void validate(const Program& program);

/// Reads and validates a program.
[[nodiscard]] Program parse_program(std::string_view json);

}  // namespace marketplace::loyalty
