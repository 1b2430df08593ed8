#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/payments/payout_schedule.hpp>

using namespace marketplace;
using namespace marketplace::payments;

namespace {

PayoutSchedule schedule_of(PayoutScheduleKind kind) {
    PayoutSchedule schedule;
    schedule.id = "s";
    schedule.kind = kind;
    return schedule;
}

Timestamp noon(const char* day) { return TimeZone{}.at(parse_date(day), 12); }

std::string pays(const PayoutSchedule& schedule, const char* last, Timestamp now) {
    const auto day = next_payout_date(schedule, *last == 0 ? std::optional<Date>{} : parse_date(last), now);
    return day ? to_string(day->pays_on) : "never";
}
std::string pays(const PayoutSchedule& schedule, const char* last, const char* today) {
    return pays(schedule, last, noon(today));
}

std::string code_and_field(const PayoutSchedule& schedule) {
    try {
        validate(schedule);
        return "accepted";
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
}

bool closes(const PayoutSchedule& schedule, const Date& day) {
    if (schedule.kind == PayoutScheduleKind::daily) return true;
    if (schedule.kind == PayoutScheduleKind::weekly) return weekday_of(day) == schedule.weekday;
    return day.day == std::min(schedule.anchor_day, days_in_month(day.year, day.month));
}

/// Lists every payout day of some years by looking at each civil day, then picks by the definition.
std::string slow_twin(const PayoutSchedule& schedule, const std::optional<Date>& last, const Date& today) {
    std::vector<Date> days;
    for (Date day = add_days(today, -500); day < add_days(today, 500); day = add_days(day, 1)) {
        if (!closes(schedule, day)) continue;
        Date paid = add_days(day, schedule.net_days);
        for (bool moved = true; moved;) {
            moved = !schedule.pay_on_weekends && weekday_of(paid) >= 6;
            for (const Date& holiday : schedule.holidays) moved = moved || holiday == paid;
            if (moved) paid = add_days(paid, 1);
        }
        days.push_back(paid);
    }
    std::optional<Date> overdue;
    for (const Date& day : days) {
        if (last && day > *last && day <= today) overdue = day;
    }
    if (overdue) return to_string(*overdue);
    for (const Date& day : days) {
        if (day >= today && (!last || day > *last)) return to_string(day);
    }
    return "never";
}

}  // namespace

TEST_CASE("P01: what is delivered on 6 January with 7 days of hold is available on 14 January") {
    CHECK(to_string(available_on(parse_date("2024-01-06"), 7)) == "2024-01-14");
    CHECK(to_string(available_on(parse_date("2024-01-04"), 14)) == "2024-01-19");
    CHECK(to_string(available_on(parse_date("2024-01-06"), 0)) == "2024-01-07");
}

TEST_CASE("availability counts civil days of the zone, across a clock change and a skipped midnight") {
    const TimeZone berlin{"Europe/Berlin"};
    // 23:30 UTC on the 23rd is the 24th in Berlin; the clocks change on the 31st.
    CHECK(to_string(available_at(parse_timestamp("2024-03-23T23:30:00Z"), 7, berlin)) == "2024-03-31T22:00:00.000000Z");
    CHECK(to_string(available_at(parse_timestamp("2024-03-23T22:30:00Z"), 7, berlin)) == "2024-03-30T23:00:00.000000Z");
    // In Sao Paulo the clocks went from midnight to one on 4 November 2018.
    const TimeZone sao_paulo{"America/Sao_Paulo"};
    CHECK(to_string(available_at(parse_timestamp("2018-11-03T12:00:00Z"), 0, sao_paulo)) ==
          "2018-11-04T03:00:00.000000Z");
}

TEST_CASE("a weekly payout is strictly after the last one") {
    const PayoutSchedule friday = schedule_of(PayoutScheduleKind::weekly);
    CHECK(pays(friday, "", "2024-01-03") == "2024-01-05");
    CHECK(pays(friday, "", "2024-01-05") == "2024-01-05");
    CHECK(pays(friday, "2024-01-05", "2024-01-05") == "2024-01-12");
    CHECK(pays(friday, "2024-01-05", "2024-01-11") == "2024-01-12");
    CHECK(pays(friday, "2024-01-05", "2024-01-12") == "2024-01-12");
}

TEST_CASE("payout days that were missed are made up once, by the latest of them") {
    const PayoutSchedule friday = schedule_of(PayoutScheduleKind::weekly);
    CHECK(pays(friday, "2024-01-05", "2024-01-31") == "2024-01-26");
    CHECK(pays(friday, "2024-01-26", "2024-01-31") == "2024-02-02");
    CHECK(pays(schedule_of(PayoutScheduleKind::daily), "2021-06-01", "2024-01-31") == "2024-01-31");
}

TEST_CASE("a monthly anchor beyond the end of a month means its last day") {
    PayoutSchedule monthly = schedule_of(PayoutScheduleKind::monthly);
    CHECK(pays(monthly, "2024-01-31", "2024-02-01") == "2024-02-29");
    CHECK(pays(monthly, "2023-01-31", "2023-02-01") == "2023-02-28");
    CHECK(pays(monthly, "2024-02-29", "2024-02-29") == "2024-03-31");
    CHECK(pays(monthly, "", "2024-04-30") == "2024-04-30");
    monthly.anchor_day = 15;
    CHECK(pays(monthly, "", "2024-12-16") == "2025-01-15");
}

TEST_CASE("NET-30 pays thirty days after the close, and the close bounds the period") {
    const PayoutSchedule brand = default_schedule(VendorType::brand);
    const auto day = next_payout_date(brand, std::nullopt, noon("2024-02-10"));
    REQUIRE(day.has_value());
    CHECK(to_string(day->closes_on) == "2024-01-31");
    CHECK(to_string(day->pays_on) == "2024-03-01");
    CHECK(to_string(day->closes_at) == "2024-02-01T00:00:00.000000Z");
    CHECK(day->period_key == "monthly:2024-01-31");
    CHECK(pays(brand, "2024-03-01", "2024-03-01") == "2024-03-30");
}

TEST_CASE("holidays and weekends move the payment to the next business day") {
    PayoutSchedule friday = schedule_of(PayoutScheduleKind::weekly);
    friday.holidays = {parse_date("2024-03-29"), parse_date("2024-04-01")};  // Easter
    CHECK(pays(friday, "", "2024-03-28") == "2024-03-30");
    friday.pay_on_weekends = false;
    CHECK(pays(friday, "", "2024-03-28") == "2024-04-02");
    CHECK(pays(friday, "", "2024-04-02") == "2024-04-02");
    CHECK(pays(friday, "2024-04-02", "2024-04-02") == "2024-04-05");
}

TEST_CASE("days that a weekend moves to one Monday are one payout with the latest close") {
    PayoutSchedule daily = schedule_of(PayoutScheduleKind::daily);
    daily.pay_on_weekends = false;
    const auto day = next_payout_date(daily, parse_date("2024-01-05"), noon("2024-01-06"));
    REQUIRE(day.has_value());
    CHECK(to_string(day->pays_on) == "2024-01-08");
    CHECK(to_string(day->closes_on) == "2024-01-08");
    CHECK(day->period_key == "daily:2024-01-08");
}

TEST_CASE("the day of a payout begins at midnight of the zone, in winter and in summer") {
    PayoutSchedule friday = schedule_of(PayoutScheduleKind::weekly);
    friday.time_zone = "Europe/Berlin";
    CHECK(to_string(next_payout_date(friday, std::nullopt, noon("2024-03-28"))->pays_at) ==
          "2024-03-28T23:00:00.000000Z");
    CHECK(to_string(next_payout_date(friday, std::nullopt, noon("2024-04-04"))->pays_at) ==
          "2024-04-04T22:00:00.000000Z");
    // Thursday 23:30 UTC is Friday in Berlin.
    CHECK(pays(friday, "2024-03-22", parse_timestamp("2024-03-28T23:30:00Z")) == "2024-03-29");
}

TEST_CASE("a manual schedule never falls due by itself") {
    const PayoutSchedule manual = schedule_of(PayoutScheduleKind::manual);
    CHECK(pays(manual, "", "2024-01-01") == "never");
    const PayoutDay day = manual_payout_day(manual, noon("2024-01-01"), 2);
    CHECK(day.period_key == "manual:2024-01-01:2");
    CHECK(to_string(day.pays_on) == "2024-01-01");
}

TEST_CASE("every kind agrees with a list of all days, for every day of two years") {
    std::vector<PayoutSchedule> schedules;
    for (const auto kind : {PayoutScheduleKind::daily, PayoutScheduleKind::weekly, PayoutScheduleKind::monthly}) {
        PayoutSchedule schedule = schedule_of(kind);
        schedules.push_back(schedule);
        schedule.net_days = 30;
        schedule.anchor_day = 30;
        schedule.weekday = 7;
        schedule.pay_on_weekends = false;
        for (int day = 20; day <= 31; ++day) schedule.holidays.push_back({2023, 12, day});
        schedule.holidays.push_back({2024, 1, 1});
        schedules.push_back(schedule);
    }
    for (const PayoutSchedule& schedule : schedules) {
        for (int i = 0; i < 731; i += 3) {
            const Date today = add_days({2023, 1, 1}, i);
            const Timestamp now = TimeZone{}.at(today, 8);
            CHECK(pays(schedule, "", now) == slow_twin(schedule, std::nullopt, today));
            for (const int before : {0, 1, 9, 40}) {
                const Date last = add_days(today, -before);
                CHECK(pays(schedule, to_string(last).c_str(), now) == slow_twin(schedule, last, today));
            }
        }
    }
}

TEST_CASE("the schedules of the vendor types are sound and differ as their business does") {
    for (const VendorType type : {VendorType::shop, VendorType::brand, VendorType::distributor}) {
        CHECK(code_and_field(default_schedule(type)) == "accepted");
    }
    CHECK(to_string(available_at(noon("2024-01-06"), default_schedule(VendorType::shop))) ==
          "2024-01-14T00:00:00.000000Z");
    CHECK(default_schedule(VendorType::distributor).hold_start == HoldStart::shipment);
    CHECK(pays(default_schedule(VendorType::distributor), "2024-01-06", "2024-01-06") == "2024-01-07");
}

TEST_CASE("an unsound schedule is refused with the path of the field") {
    const auto with = [](auto change) {
        PayoutSchedule schedule = schedule_of(PayoutScheduleKind::weekly);
        change(schedule);
        return code_and_field(schedule);
    };
    CHECK(with([](auto& s) { s.id = ""; }) == "invalid_schedule id");
    CHECK(with([](auto& s) { s.weekday = 0; }) == "invalid_schedule weekday");
    CHECK(with([](auto& s) { s.weekday = 8; }) == "invalid_schedule weekday");
    CHECK(with([](auto& s) { s.anchor_day = 32; }) == "invalid_schedule anchor_day");
    CHECK(with([](auto& s) { s.delay_days = -1; }) == "invalid_schedule delay_days");
    CHECK(with([](auto& s) { s.net_days = 4000; }) == "invalid_schedule net_days");
    CHECK(with([](auto& s) { s.minimum_minor["EUR"] = Amount{-1}; }) == "invalid_schedule minimum_minor.EUR");
    CHECK(with([](auto& s) { s.minimum_minor["EUX"] = Amount{1}; }) == "unknown_currency minimum_minor.EUX");
    CHECK(with([](auto& s) { s.maximum_minor["EUR"] = Amount{0}; }) == "invalid_schedule maximum_minor.EUR");
    CHECK(with([](auto& s) {
              s.minimum_minor["EUR"] = Amount{11};
              s.maximum_minor["EUR"] = Amount{10};
          }) == "invalid_schedule minimum_minor.EUR");
    CHECK(with([](auto& s) { s.reserve = Rate{1, 1}; }) == "invalid_schedule reserve");
    CHECK(with([](auto& s) { s.reserve = Rate{-1, 100}; }) == "invalid_schedule reserve");
    CHECK(with([](auto& s) { s.reserve = Rate{1, 10}; }) == "invalid_schedule reserve_days");
    CHECK(with([](auto& s) { s.time_zone = "Mars/Base"; }) == "unknown_time_zone time_zone");
    CHECK(with([](auto& s) { s.holidays = {{2024, 2, 30}}; }) == "invalid_time holidays[0]");
    CHECK(with([](auto& s) { s.holidays = {{2024, 2, 3}, {2024, 2, 3}}; }) == "invalid_schedule holidays[1]");
}

TEST_CASE("a schedule goes to JSON and back") {
    PayoutSchedule schedule = default_schedule(VendorType::brand);
    schedule.minimum_minor["EUR"] = Amount{2500};
    schedule.reserve = Rate::bps(1000);
    schedule.holidays = {{2024, 12, 25}};
    CHECK(from_json<PayoutSchedule>(to_json(schedule)) == schedule);
}
