#include "tier_samples.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

TierPolicy scheduled(Frequency frequency, std::int32_t day = 1, CalendarUnit period = CalendarUnit::month) {
    TierPolicy out = policy();
    out.schedule = {frequency, day, period};
    return out;
}

Timestamp midnight(std::int32_t month, std::int32_t day) { return sao_paulo().start_of({2018, month, day}); }

}  // namespace

TEST_CASE("units of the calendar begin where people expect") {
    const Date day{2018, 11, 17};
    CHECK(start_of_unit(day, CalendarUnit::day) == day);
    CHECK(start_of_unit(day, CalendarUnit::month) == Date{2018, 11, 1});
    CHECK(start_of_unit(day, CalendarUnit::quarter) == Date{2018, 10, 1});
    CHECK(start_of_unit(day, CalendarUnit::half_year) == Date{2018, 7, 1});
    CHECK(start_of_unit(day, CalendarUnit::year) == Date{2018, 1, 1});
    CHECK(add_units({2018, 10, 1}, CalendarUnit::quarter, 1) == Date{2019, 1, 1});
    CHECK(add_units({2018, 1, 1}, CalendarUnit::half_year, -1) == Date{2017, 7, 1});
    CHECK(add_units({2018, 1, 1}, CalendarUnit::day, -1) == Date{2017, 12, 31});
}

TEST_CASE("a look-back takes the whole units before the run") {
    const TierCalendar calendar{policy()};
    const Timestamp run_at = midnight(5, 1);
    CHECK(calendar.days_of(LookBack{CalendarUnit::month, 3, false}, run_at) == DayWindow{{2018, 2, 1}, {2018, 5, 1}});
    CHECK(calendar.days_of(LookBack{CalendarUnit::day, 30, false}, run_at) == DayWindow{{2018, 4, 1}, {2018, 5, 1}});
    CHECK(calendar.days_of(LookBack{CalendarUnit::quarter, 1, false}, run_at) == DayWindow{{2018, 1, 1}, {2018, 4, 1}});
    CHECK(calendar.days_of(LookBack{CalendarUnit::year, 1, false}, run_at) == DayWindow{{2017, 1, 1}, {2018, 1, 1}});
}

TEST_CASE("a look-back to date ends with the running unit, and at its end still sees it") {
    const TierCalendar calendar{policy()};
    const LookBack month{CalendarUnit::month, 1, true};
    CHECK(calendar.days_of(month, at("2018-03-10T15:00:00Z")) == DayWindow{{2018, 3, 1}, {2018, 3, 11}});
    CHECK(calendar.days_of(month, midnight(3, 11)) == DayWindow{{2018, 3, 1}, {2018, 3, 11}});
    CHECK(calendar.days_of(month, midnight(4, 1)) == DayWindow{{2018, 3, 1}, {2018, 4, 1}});
    TierPolicy expiring = policy();
    expiring.downgrade = DowngradeTiming::at_expiry;
    CHECK(TierCalendar{expiring}.days_of(month, midnight(4, 1)) == DayWindow{{2018, 4, 1}, {2018, 4, 1}});
    CHECK(calendar.days_of(LookBack{CalendarUnit::month, 2, true}, midnight(3, 11)).first == Date{2018, 2, 1});
    CHECK(calendar.days_of(Lifetime{}, midnight(3, 11)).end == Date{2018, 3, 11});
    CHECK(calendar.days_of(Lifetime{Date{2018, 3, 5}}, midnight(3, 11)).first == Date{2018, 3, 5});
}

TEST_CASE("monthly periods end on their day, in shorter months on the last one") {
    const TierCalendar last{scheduled(Frequency::monthly, 31)};
    CHECK(last.period_end(midnight(1, 31), false) == midnight(2, 28));
    CHECK(last.period_end(midnight(2, 28), false) == midnight(3, 31));
    CHECK(last.period_end(midnight(2, 28), true) == midnight(2, 28));
    CHECK(last.is_period_end(midnight(2, 28)));
    CHECK_FALSE(last.is_period_end(midnight(2, 28) + Duration{1}));
    CHECK_FALSE(last.is_period_end(midnight(3, 30)));
    const TierCalendar ebay{scheduled(Frequency::monthly, 20)};
    CHECK(ebay.period_end(midnight(3, 19), false) == midnight(3, 20));
    CHECK(ebay.period_end(midnight(3, 20), false) == midnight(4, 20));
    CHECK(ebay.scheduled({2018, 4, 20}).key == "2018-03");
}

TEST_CASE("daily policies have periods of the calendar") {
    const TierCalendar calendar{scheduled(Frequency::daily, 1, CalendarUnit::quarter)};
    CHECK(calendar.period_end(midnight(2, 14), false) == midnight(4, 1));
    CHECK(calendar.is_period_end(midnight(7, 1)));
    CHECK_FALSE(calendar.is_period_end(midnight(6, 1)));
    CHECK(calendar.scheduled({2018, 4, 1}).key == "2018-03-31");
    CHECK(calendar.run_day_after({2018, 3, 31}) == Date{2018, 4, 1});
}

TEST_CASE("a period starts at the first instant of the day even where midnight is skipped") {
    // 4 November 2018: clocks in São Paulo went from 00:00 to 01:00.
    const TierCalendar calendar{scheduled(Frequency::daily, 1, CalendarUnit::day)};
    CHECK(calendar.scheduled({2018, 11, 4}).run_at == at("2018-11-04T03:00:00Z"));
    CHECK(calendar.is_period_end(at("2018-11-04T03:00:00Z")));
}

TEST_CASE("numbers are frozen so many days after the end of their period") {
    TierPolicy of = policy();
    CHECK(TierCalendar{of}.frozen_at({2018, 3, 10}) == midnight(5, 6));  // 1 April and 35 days
    of.schedule = {Frequency::daily, 1, CalendarUnit::quarter};
    of.restate_window_days = 0;
    CHECK(TierCalendar{of}.frozen_at({2018, 2, 10}) == midnight(4, 1));
}
