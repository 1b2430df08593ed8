#include "refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/time.hpp>

using namespace marketplace;

TEST_CASE("an instant is read with any offset and written in UTC with fixed width") {
    CHECK(parse_timestamp("1970-01-01T00:00:00Z").micros == 0);
    CHECK(parse_timestamp("2017-07-09T21:57:05Z").micros == 1'499'637'425'000'000);
    CHECK(parse_timestamp("2017-07-09 21:57:05z") == parse_timestamp("2017-07-09T21:57:05Z"));
    CHECK(parse_timestamp("2017-07-09T18:57:05-03:00") == parse_timestamp("2017-07-09T21:57:05Z"));
    CHECK(parse_timestamp("2017-07-10T07:42:05+0945") == parse_timestamp("2017-07-09T21:57:05Z"));
    CHECK(parse_timestamp("1969-12-31T23:59:59.999999Z").micros == -1);
    CHECK(to_string(Timestamp{-1}) == "1969-12-31T23:59:59.999999Z");
    CHECK(to_string(parse_timestamp("2017-07-09T21:57:05.12Z")) == "2017-07-09T21:57:05.120000Z");
}

TEST_CASE("fractions finer than a microsecond are refused unless they are zero") {
    CHECK(parse_timestamp("2017-07-09T21:57:05.123456000Z").micros % 1'000'000 == 123'456);
    CHECK(refusal([] { return parse_timestamp("2017-07-09T21:57:05.1234567Z"); }) == "invalid_time at time");
}

TEST_CASE("malformed and impossible instants are refused") {
    for (const char* text : {"",
                             "2017",
                             "2017-07-09",
                             "2017-07-09T21:57Z",
                             "2017-07-09T21:57:05",
                             "2017-02-29T00:00:00Z",
                             "2017-13-01T00:00:00Z",
                             "2017-00-01T00:00:00Z",
                             "2017-07-32T00:00:00Z",
                             "2017-07-09T24:00:00Z",
                             "2017-07-09T21:60:05Z",
                             "2017-07-09T21:57:60Z",
                             "2017-07-09T21:57:05.Z",
                             "2017-07-09T21:57:05+24:00",
                             "2017-07-09T21:57:05+09:60",
                             "2017-07-09T21:57:05Z ",
                             " 2017-07-09T21:57:05Z",
                             "17-07-09T21:57:05Z",
                             "2017-07-09T21:57:05 Z",
                             "+017-07-09T21:57:05Z",
                             "2017/07/09T21:57:05Z",
                             "Infinity"}) {
        CAPTURE(text);
        CHECK(refusal([&] { return parse_timestamp(text); }).starts_with("invalid_time"));
    }
}

TEST_CASE("the bounds of time have a text that reads back") {
    for (const Timestamp bound : {timestamp_min, timestamp_max}) CHECK(parse_timestamp(to_string(bound)) == bound);
    CHECK(to_string(timestamp_max) == "infinity");
    CHECK(to_string(timestamp_min) == "-infinity");
}

TEST_CASE("instants outside the years 0 to 9999 are written as the bound on their side") {
    const Timestamp first = parse_timestamp("0000-01-01T00:00:00Z");
    const Timestamp last = parse_timestamp("9999-12-31T23:59:59.999999Z");
    CHECK(to_string(first) == "0000-01-01T00:00:00.000000Z");
    CHECK(to_string(last) == "9999-12-31T23:59:59.999999Z");
    CHECK(to_string(first - Duration{1}) == "-infinity");
    CHECK(to_string(last + Duration{1}) == "infinity");
    CHECK(to_string(Timestamp{INT64_MAX - 1}) == "infinity");
    CHECK(refusal([] { return parse_timestamp("0000-01-01T00:00:00+00:01"); }) == "invalid_time at time");
    CHECK(refusal([] { return parse_timestamp("9999-12-31T23:59:59-00:01"); }) == "invalid_time at time");
}

TEST_CASE("the year 67554 is not mistaken for 2018, 65536 years before") {
    const Timestamp in_2018 = parse_timestamp("2018-03-01T00:00:00Z");
    const Timestamp far_ahead = in_2018 + Duration::days(65'536LL * 36'524 / 100);
    CHECK(to_string(far_ahead) == "infinity");
}

TEST_CASE("durations and instants do not wrap around") {
    CHECK(Duration::days(1).micros == 86'400'000'000);
    CHECK(Duration::hours(-1).micros == -3'600'000'000);
    CHECK(parse_timestamp("2018-01-02T00:00:00Z") - parse_timestamp("2018-01-01T00:00:00Z") == Duration::days(1));
    CHECK(refusal([] { return Duration::days(INT64_MAX); }) == "overflow");
    CHECK(refusal([] { return timestamp_max + Duration{1}; }) == "overflow");
    CHECK(refusal([] { return timestamp_min - Duration{1}; }) == "overflow");
    CHECK(refusal([] { return timestamp_max - timestamp_min; }) == "overflow");
}

TEST_CASE("dates are read and written; what is no day of the calendar is refused") {
    CHECK(parse_date("2016-02-29") == Date{2016, 2, 29});
    CHECK(to_string(Date{33, 4, 5}) == "0033-04-05");
    CHECK(to_string(Date{-33, 4, 5}) == "-0033-04-05");
    for (const char* text : {"2017-02-29", "1900-02-29", "2017-04-31", "2017-4-01", "2017-04-01 ", "2017-04", ""}) {
        CAPTURE(text);
        CHECK(refusal([&] { return parse_date(text); }).starts_with("invalid_time"));
    }
    CHECK(refusal([] { return validate(Date{2018, 2, 29}, "since"), 0; }) == "invalid_time at since");
    CHECK(refusal([] { return validate(Date{2018, 2, 0}, "since"), 0; }) == "invalid_time at since");
    CHECK(refusal([] { return validate(Date{10'000, 1, 1}, "since"), 0; }) == "invalid_time at since");
}

TEST_CASE("leap years follow the Gregorian rule") {
    CHECK(days_in_month(2000, 2) == 29);
    CHECK(days_in_month(1900, 2) == 28);
    CHECK(days_in_month(2016, 2) == 29);
    CHECK(days_in_month(2018, 2) == 28);
    CHECK(days_in_month(2018, 12) == 31);
    CHECK(refusal([] { return days_in_month(2018, 0); }) == "invalid_time at month");
    CHECK(refusal([] { return days_in_month(2018, 13); }) == "invalid_time at month");
}

TEST_CASE("months later means the same day or the last one of a shorter month") {
    CHECK(add_months({2018, 1, 31}, 1) == Date{2018, 2, 28});
    CHECK(add_months({2016, 1, 31}, 1) == Date{2016, 2, 29});
    CHECK(add_months({2016, 2, 29}, 12) == Date{2017, 2, 28});
    CHECK(add_months({2018, 1, 15}, -1) == Date{2017, 12, 15});
    CHECK(add_months({2018, 1, 15}, -25) == Date{2015, 12, 15});
    CHECK(add_months({2018, 12, 1}, 1) == Date{2019, 1, 1});
    CHECK(add_months({2018, 5, 31}, 0) == Date{2018, 5, 31});
}

TEST_CASE("days later, between and of the week") {
    CHECK(add_days({2018, 2, 28}, 1) == Date{2018, 3, 1});
    CHECK(add_days({2016, 2, 28}, 1) == Date{2016, 2, 29});
    CHECK(add_days({2018, 1, 1}, -1) == Date{2017, 12, 31});
    CHECK(days_between({2016, 1, 1}, {2017, 1, 1}) == 366);
    CHECK(days_between({2018, 3, 2}, {2018, 3, 1}) == -1);
    CHECK(weekday_of({2018, 3, 5}) == 1);
    CHECK(weekday_of({2018, 3, 4}) == 7);
    CHECK(weekday_of({2000, 2, 29}) == 2);
}

TEST_CASE("the calendar ends where its years do, instead of wrapping") {
    CHECK(add_days({9999, 12, 30}, 1) == Date{9999, 12, 31});
    CHECK(add_days({-9999, 1, 2}, -1) == Date{-9999, 1, 1});
    CHECK(refusal([] { return add_days({9999, 12, 31}, 1); }) == "invalid_time at date");
    CHECK(refusal([] { return add_days({-9999, 1, 1}, -1); }) == "invalid_time at date");
    CHECK(refusal([] { return add_days({2018, 1, 1}, 65'536LL * 366); }) == "invalid_time at date");
    CHECK(refusal([] { return add_days({2018, 1, 1}, INT64_MAX); }) == "overflow");
    CHECK(refusal([] { return add_months({2018, 1, 1}, 12LL * 65'536); }) == "invalid_time at date");
    CHECK(refusal([] { return add_months({2018, 1, 1}, INT64_MAX); }) == "overflow");
    CHECK(refusal([] { return add_months({2018, 1, 1}, INT64_MIN); }) == "invalid_time at date");
    CHECK(refusal([] { return add_days({2018, 2, 30}, 1); }) == "invalid_time at date");
    CHECK(refusal([] { return days_between({2018, 13, 1}, {2018, 1, 1}); }) == "invalid_time at date");
}

TEST_CASE("a window includes its start and excludes its end") {
    const TimeWindow window{Timestamp{10}, Timestamp{20}};
    CHECK_FALSE(window.contains(Timestamp{9}));
    CHECK(window.contains(Timestamp{10}));
    CHECK(window.contains(Timestamp{19}));
    CHECK_FALSE(window.contains(Timestamp{20}));
}
