#include <marketplace/affiliate/tier_calendar.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

std::int32_t months_of(CalendarUnit unit) {
    switch (unit) {
        case CalendarUnit::day: return 0;
        case CalendarUnit::month: return 1;
        case CalendarUnit::quarter: return 3;
        case CalendarUnit::half_year: return 6;
        case CalendarUnit::year: return 12;
    }
    return 0;
}

/// The day of a monthly run; 29 to 31 become the last day of shorter months.
Date anchored(const Date& month, std::int32_t day) {
    return {month.year, month.month, std::min(day, days_in_month(month.year, month.month))};
}

Timestamp just_before(Timestamp at) { return at - Duration{1}; }

}  // namespace

Date start_of_unit(const Date& day, CalendarUnit unit) {
    const std::int32_t months = months_of(unit);
    if (months == 0) return day;
    return {day.year, (day.month - 1) / months * months + 1, 1};
}

Date add_units(const Date& start, CalendarUnit unit, std::int64_t count) {
    const std::int32_t months = months_of(unit);
    return months == 0 ? add_days(start, count) : add_months(start, months * count);
}

TierCalendar::TierCalendar(const TierPolicy& policy)
    : zone_(policy.time_zone),
      schedule_(policy.schedule),
      window_(policy.window),
      restate_window_days_(policy.restate_window_days),
      levels_expire_(policy.downgrade == DowngradeTiming::at_expiry) {}

DayWindow TierCalendar::days_of(const LookBack& look_back, Timestamp run_at) const {
    const Date run_day = zone_.date_of(run_at);
    if (!look_back.to_date) {
        const Date end = start_of_unit(run_day, look_back.unit);
        return {add_units(end, look_back.unit, -look_back.count), end};
    }
    const Date last_day = zone_.date_of(just_before(run_at));
    const Date running = start_of_unit(levels_expire_ ? run_day : last_day, look_back.unit);
    const Date first = add_units(running, look_back.unit, 1 - look_back.count);
    return {first, std::max(first, marketplace::add_days(last_day, 1))};
}

DayWindow TierCalendar::days_of(const Lifetime& lifetime, Timestamp run_at) const {
    const Date first = lifetime.since.value_or(Date{1970, 1, 1});
    return {first, std::max(first, marketplace::add_days(zone_.date_of(just_before(run_at)), 1))};
}

DayWindow TierCalendar::days_needed(Timestamp run_at) const {
    if (const auto* look_back = std::get_if<LookBack>(&window_)) return days_of(*look_back, run_at);
    if (const auto* lifetime = std::get_if<Lifetime>(&window_)) return days_of(*lifetime, run_at);
    const auto& adaptive = std::get<Adaptive>(window_);
    const DayWindow shorter = days_of(adaptive.short_window, run_at);
    const DayWindow longer = days_of(adaptive.long_window, run_at);
    return {std::min(shorter.first, longer.first), std::max(shorter.end, longer.end)};
}

Date TierCalendar::boundary_at_or_before(const Date& day) const {
    if (schedule_.frequency != Frequency::monthly) return start_of_unit(day, schedule_.period);
    const Date here = anchored(day, schedule_.day);
    return here <= day ? here : anchored(add_months({day.year, day.month, 1}, -1), schedule_.day);
}

Date TierCalendar::boundary_after(const Date& boundary) const {
    if (schedule_.frequency != Frequency::monthly) return add_units(boundary, schedule_.period, 1);
    return anchored(add_months({boundary.year, boundary.month, 1}, 1), schedule_.day);
}

bool TierCalendar::is_period_end(Timestamp at) const {
    return zone_.start_of(boundary_at_or_before(zone_.date_of(at))) == at;
}

Timestamp TierCalendar::period_end(Timestamp at, bool or_at) const {
    if (or_at && is_period_end(at)) return at;
    return zone_.start_of(boundary_after(boundary_at_or_before(zone_.date_of(at))));
}

Timestamp TierCalendar::frozen_at(const Date& day) const {
    const CalendarUnit unit = schedule_.frequency == Frequency::monthly ? CalendarUnit::month : schedule_.period;
    const Date end = add_units(start_of_unit(day, unit), unit, 1);
    return zone_.start_of(marketplace::add_days(end, restate_window_days_));
}

TierPeriod TierCalendar::scheduled(const Date& run_day) const {
    const Date judged = schedule_.frequency == Frequency::monthly ? add_months({run_day.year, run_day.month, 1}, -1)
                                                                  : marketplace::add_days(run_day, -1);
    const std::string day = to_string(judged);
    return {schedule_.frequency == Frequency::monthly ? day.substr(0, day.size() - 3) : day, zone_.start_of(run_day)};
}

TierPeriod TierCalendar::on_demand(Timestamp at) const { return {to_string(at), at}; }

Date TierCalendar::run_day_at_or_before(const Date& day) const {
    const bool daily = schedule_.frequency == Frequency::daily ||
                       (schedule_.frequency == Frequency::on_event && levels_expire_);
    return daily ? day : boundary_at_or_before(day);
}

Date TierCalendar::run_day_after(const Date& run_day) const {
    const bool daily = schedule_.frequency == Frequency::daily ||
                       (schedule_.frequency == Frequency::on_event && levels_expire_);
    return daily ? marketplace::add_days(run_day, 1) : boundary_after(run_day);
}

}  // namespace marketplace::affiliate
