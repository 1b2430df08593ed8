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

/// A cycle is up to three days longer than its months from where it ends: from 28 February to 31 March.
constexpr std::int64_t cycle_days_less = 3;

std::int64_t floor_divided(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

Date first_day(const Cycle& cycle, const Date& from, std::int64_t number) {
    return add_units(from, cycle.unit, number * cycle.count);
}

/// In which cycle a day falls; the one that begins at `from` has the number 0.
std::int64_t number_of(const Cycle& cycle, const Date& from, const Date& day) {
    const std::int64_t months = months_of(cycle.unit) * cycle.count;
    if (months == 0) return floor_divided(days_between(from, day), cycle.count);
    const std::int64_t number = floor_divided((day.year - from.year) * 12 + (day.month - from.month), months);
    return first_day(cycle, from, number) <= day ? number : number - 1;
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

DayWindow TierCalendar::days_of(const Cycle& cycle, const Date& from, Timestamp run_at) const {
    const Date run_day = zone_.date_of(run_at);
    const Date last_day = zone_.date_of(just_before(run_at));
    const bool sees_what_ended = cycle.to_date && !levels_expire_;
    const std::int64_t running = number_of(cycle, from, sees_what_ended ? last_day : run_day);
    if (!cycle.to_date) return {first_day(cycle, from, running - 1), first_day(cycle, from, running)};
    const Date first = first_day(cycle, from, running);
    return {first, std::max(first, marketplace::add_days(last_day, 1))};
}

DayWindow TierCalendar::days_needed(Timestamp run_at) const {
    if (const auto* look_back = std::get_if<LookBack>(&window_)) return days_of(*look_back, run_at);
    if (const auto* lifetime = std::get_if<Lifetime>(&window_)) return days_of(*lifetime, run_at);
    if (const auto* cycle = std::get_if<Cycle>(&window_)) {
        const Date run_day = zone_.date_of(run_at);
        const std::int64_t cycles = cycle->to_date ? 1 : 2;
        const Date first = add_units(run_day, cycle->unit, -cycles * cycle->count);
        return {marketplace::add_days(first, -cycle_days_less), marketplace::add_days(run_day, 1)};
    }
    const auto& adaptive = std::get<Adaptive>(window_);
    const DayWindow shorter = days_of(adaptive.short_window, run_at);
    const DayWindow longer = days_of(adaptive.long_window, run_at);
    return {std::min(shorter.first, longer.first), std::max(shorter.end, longer.end)};
}

DayWindow TierCalendar::period_of(const Date& day, const std::optional<Date>& cycle_from) const {
    const auto* cycle = std::get_if<Cycle>(&window_);
    if (schedule_.frequency == Frequency::monthly) {
        const Date month{day.year, day.month, 1};
        const Date here = anchored(month, schedule_.day);
        const Date first = here <= day ? month : add_months(month, -1);
        return {anchored(first, schedule_.day), anchored(add_months(first, 1), schedule_.day)};
    }
    if (cycle != nullptr && cycle_from) {
        const std::int64_t number = number_of(*cycle, *cycle_from, day);
        return {first_day(*cycle, *cycle_from, number), first_day(*cycle, *cycle_from, number + 1)};
    }
    const Date first = start_of_unit(day, schedule_.period);
    return {first, add_units(first, schedule_.period, 1)};
}

bool TierCalendar::is_period_end(Timestamp at, const std::optional<Date>& cycle_from) const {
    return zone_.start_of(period_of(zone_.date_of(at), cycle_from).first) == at;
}

Timestamp TierCalendar::period_end(Timestamp at, bool or_at, const std::optional<Date>& cycle_from) const {
    const DayWindow period = period_of(zone_.date_of(at), cycle_from);
    const Timestamp begin = zone_.start_of(period.first);
    return or_at && begin == at ? at : zone_.start_of(period.end);
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

bool TierCalendar::runs_daily() const {
    if (schedule_.frequency == Frequency::daily) return true;
    const bool ends_by_vendor = levels_expire_ || std::holds_alternative<Cycle>(window_);
    return schedule_.frequency == Frequency::on_event && ends_by_vendor;
}

Date TierCalendar::run_day_at_or_before(const Date& day) const {
    return runs_daily() ? day : period_of(day, {}).first;
}

Date TierCalendar::run_day_after(const Date& run_day) const {
    return runs_daily() ? marketplace::add_days(run_day, 1) : period_of(run_day, {}).end;
}

}  // namespace marketplace::affiliate
