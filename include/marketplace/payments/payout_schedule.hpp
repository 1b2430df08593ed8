#pragma once
// When a payee is paid: the hold after delivery, the calendar of payout days, and the bounds of one payout.
//
// A schedule is data. All calendar arithmetic happens on civil days in the schedule's time zone, so that a
// clock change never moves a payout day; instants appear only at the edges. Everything is deterministic.

#include <marketplace/money/money.hpp>
#include <marketplace/order/order.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::payments {

/// On which days a payout period closes.
enum class PayoutScheduleKind {
    daily,
    weekly,   ///< every `weekday`
    monthly,  ///< every `anchor_day`, or the last day of a shorter month
    manual,   ///< only when an operator asks
};
MARKETPLACE_COMPILED_ENUM(PayoutScheduleKind, daily, weekly, monthly, manual)

/// The event from which the hold of an earning counts.
enum class HoldStart { placement, shipment, delivery };
MARKETPLACE_COMPILED_ENUM(HoldStart, placement, shipment, delivery)

/// The rules by which one payee is paid.
struct PayoutSchedule {
    std::string id;
    PayoutScheduleKind kind = PayoutScheduleKind::weekly;
    std::int32_t weekday = 5;      ///< for weekly: 1 is Monday, 7 is Sunday
    std::int32_t anchor_day = 31;  ///< for monthly: 1 to 31, clamped to the end of the month
    HoldStart hold_start = HoldStart::delivery;
    std::int64_t delay_days = 0;   ///< whole days of hold between the event and the day of availability
    std::int64_t net_days = 0;     ///< days from the close of the period to its payment: 30 for NET-30
    std::map<std::string, Amount> minimum_minor;  ///< by currency; a smaller balance waits for the next period
    std::map<std::string, Amount> maximum_minor;  ///< by currency; what exceeds it waits for the next payout
    Rate reserve;                  ///< part of the earnings kept back, 0 or more and less than one
    std::int64_t reserve_days = 0; ///< days until what was kept back is paid
    std::map<std::string, Amount> reserve_maximum_minor;  ///< by currency; no more is kept back in all
    std::string time_zone = "UTC";
    bool pay_on_weekends = true;   ///< if not, Saturday and Sunday move to Monday
    std::vector<Date> holidays;    ///< payment moves to the next day that is none

    friend bool operator==(const PayoutSchedule&, const PayoutSchedule&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutSchedule, (id, kind, weekday, anchor_day, hold_start, delay_days, net_days,
                                             minimum_minor, maximum_minor, reserve, reserve_days, reserve_maximum_minor,
                                             time_zone, pay_on_weekends, holidays));
[[nodiscard]] inline TableSpec table_spec(const PayoutSchedule*) { return {"payout_schedule", "id", {}}; }

/// One payout day.
struct PayoutDay {
    Date closes_on;             ///< last day of the period; items that become available on it are in
    Date pays_on;               ///< close plus net days, moved to a business day
    Timestamp closes_at;        ///< first instant after the period
    Timestamp pays_at;          ///< first instant of `pays_on`
    std::string period_key;     ///< "weekly:2024-01-05": unique for a payee and currency

    friend bool operator==(const PayoutDay&, const PayoutDay&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutDay, (closes_on, pays_on, closes_at, pays_at, period_key));

/// Throws `invalid_schedule` (or `unknown_time_zone`, `unknown_currency`, `invalid_time`) with the path of
/// the field, for example "minimum_minor.EUR".
void validate(const PayoutSchedule& schedule);

/// The schedule of a kind of vendor, with the ids that vendor strategies name: "shop_weekly" (Friday,
/// delivery + 7), "brand_monthly" (month end, NET-30) and "distributor_daily" (on shipment).
[[nodiscard]] PayoutSchedule default_schedule(VendorType type);

/// The day on which an earning can first be paid: event day + delay + 1, since the delay counts whole days
/// after the event. Delivered 6 January with 7 days: 14 January.
[[nodiscard]] Date available_on(const Date& event_day, std::int64_t delay_days);
/// The first instant of that day, where the event's day is its civil day in the zone.
[[nodiscard]] Timestamp available_at(Timestamp event, std::int64_t delay_days, const TimeZone& zone);
/// The same by the delay and zone of a schedule.
[[nodiscard]] Timestamp available_at(Timestamp event, const PayoutSchedule& schedule);

/// The day itself, or the next one that is neither a holiday nor an excluded weekend day.
[[nodiscard]] Date business_day(const PayoutSchedule& schedule, const Date& day);

/// When to pay next, given the day on which the last payout was due. An overdue payout day is returned
/// once, as the latest that has passed: one payout sweeps all that is due, so missed days are not made up
/// one by one. Otherwise the first payout day that is strictly after `last_payout` and not before today.
/// Without a last payout, the first from today on. None for manual schedules.
/// Periods whose payment a holiday moves to the same day are one payout day, with the latest close.
[[nodiscard]] std::optional<PayoutDay> next_payout_date(const PayoutSchedule& schedule,
                                                        const std::optional<Date>& last_payout, Timestamp now);

/// A payout on request: the period closes now. `sequence` tells several of one day apart.
[[nodiscard]] PayoutDay manual_payout_day(const PayoutSchedule& schedule, Timestamp now, std::int64_t sequence = 1);

}  // namespace marketplace::payments
