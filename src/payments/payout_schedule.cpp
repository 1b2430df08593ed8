#include <marketplace/payments/payout_schedule.hpp>

#include <algorithm>
#include <set>

namespace marketplace::payments {
namespace {

constexpr std::int64_t delay_days_max = 3'660;
constexpr std::size_t holidays_max = 1'000;

[[noreturn]] void refuse(std::string_view field, std::string_view value, std::string_view expected) {
    fail(ErrorCode::invalid_schedule, field, value, expected);
}

void require_between(std::string_view field, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value >= low && value <= high) return;
    refuse(field, std::to_string(value), std::to_string(low) + " to " + std::to_string(high));
}

void validate_bounds(std::string_view field, const std::map<std::string, Amount>& bounds, std::int64_t lowest) {
    for (const auto& [code, amount] : bounds) {
        const std::string path = std::string{field} + "." + code;
        try {
            [[maybe_unused]] const Currency known{code};
        } catch (const Error& error) {
            throw Error{error.code(), path, code, error.expected()};
        }
        if (amount.value < lowest) {
            refuse(path, std::to_string(amount.value), std::to_string(lowest) + " or more minor units");
        }
    }
}

void validate_reserve(const PayoutSchedule& schedule) {
    // A reserve of everything would leave nothing to pay, and no payout that starts its days of waiting.
    if (schedule.reserve < Rate{} || schedule.reserve >= Rate{1, 1}) {
        refuse("reserve", to_string(schedule.reserve), "0 or more and less than 100%");
    }
    require_between("reserve_days", schedule.reserve_days, 0, delay_days_max);
    if (!schedule.reserve.is_zero() && schedule.reserve_days == 0) {
        refuse("reserve_days", "0", "1 or more when a reserve is kept");
    }
    validate_bounds("reserve_maximum_minor", schedule.reserve_maximum_minor, 0);
}

void validate_holidays(const std::vector<Date>& holidays) {
    if (holidays.size() > holidays_max) refuse("holidays", std::to_string(holidays.size()), "at most 1000 days");
    std::set<Date> seen;
    for (std::size_t i = 0; i < holidays.size(); ++i) {
        const std::string path = "holidays[" + std::to_string(i) + "]";
        marketplace::validate(holidays[i], path);
        if (!seen.insert(holidays[i]).second) refuse(path, to_string(holidays[i]), "a day that is named once");
    }
}

Date clamped(std::int32_t year, std::int32_t month, std::int32_t day) {
    return {year, month, std::min(day, days_in_month(year, month))};
}

/// The first day on or after `from` on which a period closes.
Date close_on_or_after(const PayoutSchedule& schedule, const Date& from) {
    switch (schedule.kind) {
        case PayoutScheduleKind::weekly: return add_days(from, (schedule.weekday - weekday_of(from) + 7) % 7);
        case PayoutScheduleKind::monthly: {
            const Date here = clamped(from.year, from.month, schedule.anchor_day);
            if (here >= from) return here;
            const Date next = add_months(Date{from.year, from.month, 1}, 1);
            return clamped(next.year, next.month, schedule.anchor_day);
        }
        case PayoutScheduleKind::daily:
        case PayoutScheduleKind::manual: break;
    }
    return from;
}

Date payment_of(const PayoutSchedule& schedule, const Date& close) {
    return business_day(schedule, add_days(close, schedule.net_days));
}

/// The last close whose payment falls on the same day as that of `close`.
Date last_close_paid_with(const PayoutSchedule& schedule, Date close) {
    const Date paid = payment_of(schedule, close);
    for (;;) {
        const Date next = close_on_or_after(schedule, add_days(close, 1));
        if (payment_of(schedule, next) != paid) return close;
        close = next;
    }
}

/// The most days from one close to the next.
std::int64_t rhythm_of(const PayoutSchedule& schedule) {
    switch (schedule.kind) {
        case PayoutScheduleKind::weekly: return 7;
        case PayoutScheduleKind::monthly: return 31;
        case PayoutScheduleKind::daily:
        case PayoutScheduleKind::manual: break;
    }
    return 1;
}

/// So many days before a payment day there is surely a close that was paid earlier: for the rhythm, and for the longest
/// row of free days that the holidays can form with weekends.
Date well_before(const PayoutSchedule& schedule, const Date& payment) {
    const auto free_days = 2 + static_cast<std::int64_t>(schedule.holidays.size()) * 3;
    return add_days(payment, -schedule.net_days - rhythm_of(schedule) - free_days - 1);
}

/// The first close whose payment is on or after a day. Payments come in the order of their closes.
Date first_close_paid_from(const PayoutSchedule& schedule, const Date& day) {
    Date close = close_on_or_after(schedule, well_before(schedule, day));
    while (payment_of(schedule, close) < day) close = close_on_or_after(schedule, add_days(close, 1));
    return close;
}

PayoutDay payout_day(const PayoutSchedule& schedule, const Date& close, const std::string& period_key) {
    const TimeZone zone{schedule.time_zone};
    const Date pays_on = payment_of(schedule, close);
    return {close, pays_on, zone.start_of(add_days(close, 1)), zone.start_of(pays_on), period_key};
}

PayoutDay regular_day(const PayoutSchedule& schedule, const Date& first_close) {
    const Date close = last_close_paid_with(schedule, first_close);
    return payout_day(schedule, close, std::string{name_of(schedule.kind)} + ":" + to_string(close));
}

/// The latest payment day on or before `today` and after `last`, if there is one.
std::optional<Date> overdue_close(const PayoutSchedule& schedule, const Date& last, const Date& today) {
    const Date from = std::max(well_before(schedule, today), well_before(schedule, last));
    std::optional<Date> found;
    for (Date close = close_on_or_after(schedule, from); payment_of(schedule, close) <= today;
         close = close_on_or_after(schedule, add_days(close, 1))) {
        if (payment_of(schedule, close) > last) found = close;
    }
    return found;
}

}  // namespace

void validate(const PayoutSchedule& schedule) {
    if (schedule.id.empty()) refuse("id", "", "an id");
    require_between("weekday", schedule.weekday, 1, 7);
    require_between("anchor_day", schedule.anchor_day, 1, 31);
    require_between("delay_days", schedule.delay_days, 0, delay_days_max);
    require_between("net_days", schedule.net_days, 0, delay_days_max);
    validate_bounds("minimum_minor", schedule.minimum_minor, 0);
    validate_bounds("maximum_minor", schedule.maximum_minor, 1);
    for (const auto& [code, maximum] : schedule.maximum_minor) {
        const auto minimum = schedule.minimum_minor.find(code);
        if (minimum != schedule.minimum_minor.end() && minimum->second > maximum) {
            refuse("minimum_minor." + code, std::to_string(minimum->second.value),
                   "at most the maximum " + std::to_string(maximum.value));
        }
    }
    validate_reserve(schedule);
    try {
        [[maybe_unused]] const TimeZone known{schedule.time_zone};
    } catch (const Error& error) {
        throw Error{error.code(), "time_zone", schedule.time_zone, error.expected()};
    }
    validate_holidays(schedule.holidays);
}

PayoutSchedule default_schedule(VendorType type) {
    PayoutSchedule schedule;
    switch (type) {
        case VendorType::shop:
            schedule.id = "shop_weekly";
            schedule.delay_days = 7;
            break;
        case VendorType::brand:
            schedule.id = "brand_monthly";
            schedule.kind = PayoutScheduleKind::monthly;
            schedule.net_days = 30;
            break;
        case VendorType::distributor:
            schedule.id = "distributor_daily";
            schedule.kind = PayoutScheduleKind::daily;
            schedule.hold_start = HoldStart::shipment;
            break;
    }
    return schedule;
}

Date available_on(const Date& event_day, std::int64_t delay_days) {
    return add_days(event_day, checked_add(delay_days, 1));
}

Timestamp available_at(Timestamp event, std::int64_t delay_days, const TimeZone& zone) {
    return zone.start_of(available_on(zone.date_of(event), delay_days));
}

Timestamp available_at(Timestamp event, const PayoutSchedule& schedule) {
    return available_at(event, schedule.delay_days, TimeZone{schedule.time_zone});
}

Date business_day(const PayoutSchedule& schedule, const Date& day) {
    const auto is_free = [&](const Date& date) {
        if (!schedule.pay_on_weekends && weekday_of(date) >= 6) return true;
        return std::find(schedule.holidays.begin(), schedule.holidays.end(), date) != schedule.holidays.end();
    };
    Date out = day;
    while (is_free(out)) out = add_days(out, 1);
    return out;
}

std::optional<PayoutDay> next_payout_date(const PayoutSchedule& schedule, const std::optional<Date>& last_payout,
                                          Timestamp now) {
    if (schedule.kind == PayoutScheduleKind::manual) return std::nullopt;
    const Date today = TimeZone{schedule.time_zone}.date_of(now);
    if (!last_payout) return regular_day(schedule, first_close_paid_from(schedule, today));
    if (const auto overdue = overdue_close(schedule, *last_payout, today)) return regular_day(schedule, *overdue);
    return regular_day(schedule, first_close_paid_from(schedule, std::max(today, add_days(*last_payout, 1))));
}

PayoutDay manual_payout_day(const PayoutSchedule& schedule, Timestamp now, std::int64_t sequence) {
    const Date today = TimeZone{schedule.time_zone}.date_of(now);
    return payout_day(schedule, today, "manual:" + to_string(today) + ":" + std::to_string(sequence));
}

}  // namespace marketplace::payments
