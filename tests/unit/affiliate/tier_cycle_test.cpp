// Windows and periods that are counted from a day of each vendor's own.

#include "tier_samples.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

/// Evaluated daily in UTC; silver from 1000.00 and gold from 5000.00 net within a cycle.
TierPolicy cyclic(Cycle cycle) {
    TierPolicy out = policy();
    out.time_zone = "UTC";
    out.window = cycle;
    out.schedule.frequency = Frequency::daily;
    return out;
}

Cycle years_from(CycleAnchor anchor, bool to_date = true) { return {CalendarUnit::year, 1, anchor, {}, to_date}; }

DayWindow days_of(const Cycle& cycle, const Date& from, const char* run_at) {
    return TierCalendar{cyclic(cycle)}.days_of(cycle, from, at(run_at));
}

VendorHistory vendor(std::optional<Date> first_sale = Date{2016, 4, 17}) {
    return {VendorId{"v1"}, first_sale, Date{2016, 2, 1}, Date{2017, 11, 5}, Date{2015, 7, 1}};
}

Date window_begin(CycleAnchor anchor, const VendorHistory& of, std::optional<Date> date = {}) {
    Cycle cycle = years_from(anchor);
    cycle.date = date;
    const MetricSnapshot metrics = snapshot(cyclic(cycle), of, {}, at("2018-03-10T00:00:00Z"));
    return TimeZone{"UTC"}.date_of(metrics.window_from);
}

DailyMetrics sold_on(const Date& day, std::int64_t minor) {
    DailyMetrics out;
    out.vendor_id = VendorId{"v1"};
    out.day = day;
    out.currency = Currency{"BRL"};
    out.gross_minor = {minor};
    out.orders = 1;
    return out;
}

/// A vendor of these days under a policy, evaluated on every day of a time, as the engine does.
struct Life {
    TierPolicy of;
    std::vector<DailyMetrics> buckets;
    TierState state{};

    std::string level_after(const Date& from, const Date& to) {
        for (Date day = from; day <= to; day = add_days(day, 1)) {
            VendorHistory history{VendorId{"v1"}, buckets.front().day};
            if (state.since) history.level_since = TimeZone{"UTC"}.date_of(*state.since);
            const TierPeriod period = TierCalendar{of}.scheduled(day);
            state = evaluate(of, snapshot(of, history, buckets, period.run_at), state, period).state;
        }
        return state.level;
    }
};

}  // namespace

TEST_CASE("a cycle to date begins on its day of the year and counts up to the evaluation") {
    const Cycle cycle = years_from(CycleAnchor::first_sale);
    CHECK(days_of(cycle, {2016, 4, 17}, "2018-03-10T00:00:00Z") == DayWindow{{2017, 4, 17}, {2018, 3, 10}});
    CHECK(days_of(cycle, {2016, 4, 17}, "2018-04-17T00:00:00Z") == DayWindow{{2017, 4, 17}, {2018, 4, 17}});
    CHECK(days_of(cycle, {2016, 4, 17}, "2018-04-18T00:00:00Z") == DayWindow{{2018, 4, 17}, {2018, 4, 18}});
    CHECK(days_of(cycle, {2018, 3, 9}, "2018-03-09T15:00:00Z") == DayWindow{{2018, 3, 9}, {2018, 3, 10}});
}

TEST_CASE("a whole cycle is the one before the evaluation") {
    const Cycle cycle = years_from(CycleAnchor::first_sale, false);
    CHECK(days_of(cycle, {2016, 4, 17}, "2018-03-10T00:00:00Z") == DayWindow{{2016, 4, 17}, {2017, 4, 17}});
    CHECK(days_of(cycle, {2016, 4, 17}, "2018-04-17T00:00:00Z") == DayWindow{{2017, 4, 17}, {2018, 4, 17}});
}

TEST_CASE("cycles are of any length, are counted in both directions and meet short months on their last day") {
    const Cycle weeks{CalendarUnit::day, 28, CycleAnchor::first_sale, {}, false};
    CHECK(days_of(weeks, {2018, 1, 1}, "2018-02-26T00:00:00Z") == DayWindow{{2018, 1, 29}, {2018, 2, 26}});
    CHECK(days_of(weeks, {2018, 1, 1}, "2017-12-31T00:00:00Z") == DayWindow{{2017, 11, 6}, {2017, 12, 4}});
    const Cycle months{CalendarUnit::month, 1, CycleAnchor::first_sale, {}, false};
    CHECK(days_of(months, {2018, 1, 31}, "2018-03-01T00:00:00Z") == DayWindow{{2018, 1, 31}, {2018, 2, 28}});
    CHECK(days_of(months, {2018, 1, 31}, "2018-03-31T00:00:00Z") == DayWindow{{2018, 2, 28}, {2018, 3, 31}});
    const Cycle leap = years_from(CycleAnchor::first_sale, false);
    CHECK(days_of(leap, {2016, 2, 29}, "2018-02-28T00:00:00Z") == DayWindow{{2017, 2, 28}, {2018, 2, 28}});
    CHECK(days_of(leap, {2016, 2, 29}, "2020-02-29T00:00:00Z") == DayWindow{{2019, 2, 28}, {2020, 2, 29}});
    const Cycle thirds{CalendarUnit::month, 4, CycleAnchor::first_sale, {}, false};
    CHECK(days_of(thirds, {2018, 11, 15}, "2018-11-14T00:00:00Z") == DayWindow{{2018, 3, 15}, {2018, 7, 15}});
}

TEST_CASE("the day from which cycles are counted is that of the policy's anchor") {
    CHECK(window_begin(CycleAnchor::first_sale, vendor()) == Date{2017, 4, 17});
    CHECK(window_begin(CycleAnchor::joined, vendor()) == Date{2018, 2, 1});
    CHECK(window_begin(CycleAnchor::level_start, vendor()) == Date{2017, 11, 5});
    CHECK(window_begin(CycleAnchor::vendor_date, vendor()) == Date{2017, 7, 1});
    CHECK(window_begin(CycleAnchor::date, vendor(), Date{2024, 4, 6}) == Date{2017, 4, 6});
    VendorHistory rising = vendor();
    rising.level_since = Date{2018, 5, 5};  // decided, and not begun yet
    CHECK(window_begin(CycleAnchor::level_start, rising) == Date{2017, 5, 5});
}

TEST_CASE("without a day of its own the first sale counts, and without that the window is empty") {
    const VendorHistory new_one{VendorId{"v1"}, Date{2018, 1, 20}};
    CHECK(window_begin(CycleAnchor::joined, new_one) == Date{2018, 1, 20});
    CHECK(window_begin(CycleAnchor::level_start, new_one) == Date{2018, 1, 20});
    CHECK(window_begin(CycleAnchor::vendor_date, new_one) == Date{2018, 1, 20});
    const TierPolicy of = cyclic(years_from(CycleAnchor::first_sale));
    const MetricSnapshot nothing = snapshot(of, {VendorId{"v1"}, {}}, {}, at("2018-03-10T00:00:00Z"));
    CHECK(nothing.window_from == nothing.window_to);
    CHECK_FALSE(nothing.cycle_from.has_value());
    const std::vector<DailyMetrics> buckets{sold_on({2018, 2, 3}, 700)};
    const MetricSnapshot found = snapshot(of, {VendorId{"v1"}, {}}, buckets, at("2018-03-10T00:00:00Z"));
    CHECK(found.cycle_from == Date{2018, 2, 3});  // the earliest bucket tells of the first sale
    CHECK(found.gmv_gross_minor == Amount{700});
}

TEST_CASE("the days that a policy needs hold the window of every vendor") {
    for (const bool to_date : {true, false}) {
        const Cycle cycle{CalendarUnit::month, 1, CycleAnchor::first_sale, {}, to_date};
        const TierCalendar calendar{cyclic(cycle)};
        for (Date from{2018, 1, 1}; from < Date{2018, 3, 1}; from = add_days(from, 1)) {
            for (Date run{2019, 1, 1}; run < Date{2019, 5, 1}; run = add_days(run, 1)) {
                const Timestamp run_at = calendar.zone().start_of(run);
                const DayWindow days = calendar.days_of(cycle, from, run_at);
                const DayWindow needed = calendar.days_needed(run_at);
                CHECK((needed.first <= days.first && days.end <= needed.end));
            }
        }
    }
}

TEST_CASE("a level that expires is renewed within the vendor's own year, or ends with the next one") {
    Life life{cyclic(years_from(CycleAnchor::first_sale)),
              {sold_on({2016, 4, 17}, 100), sold_on({2016, 9, 1}, 120'000)}};
    life.of.downgrade = DowngradeTiming::at_expiry;
    life.of.validity.periods = 1;  // the rest of the year in which it is reached, and the next one
    CHECK(life.level_after({2016, 4, 18}, {2016, 9, 1}) == "bronze");
    CHECK(life.level_after({2016, 9, 2}, {2016, 9, 2}) == "silver");
    CHECK(life.state.expires_at == at("2018-04-17T00:00:00Z"));
    SUBCASE("not met again") {
        CHECK(life.level_after({2016, 9, 3}, {2018, 4, 16}) == "silver");
        CHECK(life.level_after({2018, 4, 17}, {2018, 4, 17}) == "bronze");
    }
    SUBCASE("met again in the second year") {
        life.buckets.push_back(sold_on({2017, 12, 24}, 100'000));
        CHECK(life.level_after({2016, 9, 3}, {2018, 4, 17}) == "silver");
        CHECK(life.state.expires_at == at("2019-04-17T00:00:00Z"));
    }
}

TEST_CASE("a level is judged where the vendor's own cycle ends, by all of it") {
    Life life{cyclic(years_from(CycleAnchor::first_sale)), {sold_on({2016, 4, 17}, 150'000)}};
    CHECK(life.level_after({2016, 4, 18}, {2017, 4, 16}) == "silver");
    CHECK_FALSE(life.state.at_risk_since.has_value());
    CHECK(life.level_after({2017, 4, 17}, {2018, 4, 16}) == "silver");  // kept by the first year, then only warned
    CHECK(life.level_after({2018, 4, 17}, {2018, 4, 17}) == "bronze");  // nothing in the second
}

TEST_CASE("with the start of the level as anchor, each level begins a cycle of its own") {
    Cycle quarter{CalendarUnit::quarter, 1, CycleAnchor::level_start, {}, true};
    Life life{cyclic(quarter), {sold_on({2018, 1, 10}, 100'000), sold_on({2018, 2, 1}, 450'000)}};
    life.of.downgrade = DowngradeTiming::at_expiry;
    CHECK(life.level_after({2018, 1, 11}, {2018, 1, 11}) == "silver");
    CHECK(life.state.expires_at == at("2018-04-11T00:00:00Z"));
    CHECK(life.level_after({2018, 1, 12}, {2018, 2, 2}) == "silver");  // what made silver does not count for gold
    life.buckets.push_back(sold_on({2018, 3, 1}, 60'000));
    CHECK(life.level_after({2018, 2, 3}, {2018, 3, 2}) == "gold");
    CHECK(life.state.expires_at == at("2018-06-02T00:00:00Z"));
    CHECK(life.level_after({2018, 3, 3}, {2018, 6, 1}) == "gold");
    CHECK(life.level_after({2018, 6, 2}, {2018, 6, 2}) == "bronze");
}

TEST_CASE("policies upon events are looked at daily where vendors have cycles of their own") {
    TierPolicy of = cyclic(years_from(CycleAnchor::joined));
    of.schedule.frequency = Frequency::on_event;
    const std::vector<TierPeriod> due = due_runs(of, at("2018-03-01T00:00:00Z"), at("2018-03-04T00:00:00Z"));
    REQUIRE(due.size() == 3);
    CHECK(due[2].run_at == at("2018-03-04T00:00:00Z"));
}

TEST_CASE("monthly runs keep the months as periods, whatever the cycles") {
    TierPolicy of = cyclic(years_from(CycleAnchor::first_sale));
    of.schedule = {Frequency::monthly, 20, CalendarUnit::month};
    const TierCalendar calendar{of};
    CHECK(calendar.is_period_end(at("2018-03-20T00:00:00Z"), Date{2016, 4, 17}));
    CHECK_FALSE(calendar.is_period_end(at("2018-04-17T00:00:00Z"), Date{2016, 4, 17}));
    CHECK(calendar.period_end(at("2018-03-20T00:00:00Z"), false, Date{2016, 4, 17}) == at("2018-04-20T00:00:00Z"));
}

TEST_CASE("a cycle is validated and goes through JSON") {
    const auto refused = [](Cycle cycle) -> std::string {
        try {
            validate(cyclic(cycle));
        } catch (const Error& error) {
            return std::string{name_of(error.code())} + " " + error.field();
        }
        return "";
    };
    Cycle dated = years_from(CycleAnchor::date);
    CHECK(refused(dated) == "missing_field window.date");
    dated.date = Date{2024, 2, 30};
    CHECK(refused(dated).ends_with(" window.date"));
    dated.date = Date{2024, 4, 6};
    CHECK(refused(dated) == "");
    Cycle other = years_from(CycleAnchor::joined);
    other.date = dated.date;
    CHECK(refused(other) == "invalid_tier_policy window.date");
    other.date.reset();
    other.count = 0;
    CHECK(refused(other) == "out_of_range window.count");
    other.count = 101;
    CHECK(refused(other) == "out_of_range window.count");
    const TierPolicy of = cyclic(dated);
    CHECK(from_json<TierPolicy>(to_json(of)) == of);
    const TierWindow read = parse_tier_policy(R"({"id": "p", "currency": "EUR", "levels": [{"code": "all"}],
        "window": {"kind": "cycle", "anchor": "vendor_date", "unit": "quarter"}})").window;
    CHECK(read == TierWindow{Cycle{CalendarUnit::quarter, 1, CycleAnchor::vendor_date, {}, true}});
}
