#include "refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/time.hpp>

#include <tuple>

using namespace marketplace;

namespace {

Timestamp at(std::string_view text) { return parse_timestamp(text); }

}  // namespace

TEST_CASE("zones are found by name, and unknown ones refused") {
    CHECK(TimeZone{}.name() == "UTC");
    CHECK(TimeZone{"Etc/UTC"}.date_of(Timestamp{0}) == Date{1970, 1, 1});
    CHECK(TimeZone{"Europe/London"} == TimeZone{"Europe/London"});
    CHECK_FALSE(TimeZone{"Europe/London"} == TimeZone{});
    for (const char* name : {"", "Mars/Olympus", "../Europe/London", "europe/london "}) {
        CAPTURE(name);
        CHECK(refusal([&] { return TimeZone{name}; }) == "unknown_time_zone at time_zone");
    }
}

TEST_CASE("the civil day is that of the zone") {
    const TimeZone sao_paulo{"America/Sao_Paulo"};
    CHECK(sao_paulo.date_of(at("2018-06-01T02:59:59.999999Z")) == Date{2018, 5, 31});
    CHECK(sao_paulo.date_of(at("2018-06-01T03:00:00Z")) == Date{2018, 6, 1});
    CHECK(TimeZone{}.date_of(Timestamp{-1}) == Date{1969, 12, 31});
    CHECK(TimeZone{"Pacific/Kiritimati"}.date_of(at("2018-06-01T10:00:00Z")) == Date{2018, 6, 2});
}

TEST_CASE("São Paulo, 4 November 2018: midnight does not exist, the day starts at one") {
    const TimeZone zone{"America/Sao_Paulo"};
    CHECK(zone.start_of({2018, 11, 4}) == at("2018-11-04T03:00:00Z"));
    CHECK(zone.at({2018, 11, 4}, 0, 30) == zone.start_of({2018, 11, 4}));
    CHECK(zone.date_of(zone.start_of({2018, 11, 4})) == Date{2018, 11, 4});
    CHECK(zone.date_of(zone.start_of({2018, 11, 4}) - Duration{1}) == Date{2018, 11, 3});
    CHECK(zone.start_of({2018, 11, 5}) - zone.start_of({2018, 11, 4}) == Duration::hours(23));
}

TEST_CASE("São Paulo, 17 February 2018: the last hour comes twice, clock times mean the first") {
    const TimeZone zone{"America/Sao_Paulo"};
    CHECK(zone.at({2018, 2, 17}, 23, 30) == at("2018-02-18T01:30:00Z"));
    CHECK(zone.start_of({2018, 2, 18}) == at("2018-02-18T03:00:00Z"));
    CHECK(zone.start_of({2018, 2, 18}) - zone.start_of({2018, 2, 17}) == Duration::hours(25));
    CHECK(zone.date_of(at("2018-02-18T02:30:00Z")) == Date{2018, 2, 17});
}

TEST_CASE("London: spring skips from one to two, autumn repeats it") {
    const TimeZone zone{"Europe/London"};
    CHECK(zone.at({2018, 3, 25}, 1, 30) == at("2018-03-25T01:00:00Z"));
    CHECK(zone.at({2018, 3, 25}, 2, 0) == at("2018-03-25T01:00:00Z"));
    CHECK(zone.at({2018, 3, 25}, 0, 59, 59) == at("2018-03-25T00:59:59Z"));
    CHECK(zone.at({2018, 10, 28}, 1, 30) == at("2018-10-28T00:30:00Z"));
    CHECK(zone.at({2018, 10, 28}, 2, 0) == at("2018-10-28T02:00:00Z"));
}

TEST_CASE("days and months are added on the civil calendar, keeping the clock") {
    const TimeZone zone{"Europe/London"};
    CHECK(zone.add(at("2018-03-24T12:00:00Z"), 0, 1) == at("2018-03-25T11:00:00Z"));
    CHECK(zone.add(at("2018-10-27T11:00:00Z"), 0, 1) == at("2018-10-28T12:00:00Z"));
    CHECK(zone.add(at("2018-01-31T09:15:00.000007Z"), 1, 0) == at("2018-02-28T09:15:00.000007Z"));
    CHECK(zone.add(at("2018-01-31T09:15:00Z"), 1, 1) == at("2018-03-01T09:15:00Z"));
    CHECK(zone.add(at("2018-03-24T01:30:00Z"), 0, 1) == at("2018-03-25T01:00:00Z"));  // into the gap
    CHECK(TimeZone{}.add(at("2016-02-29T00:00:00Z"), 12, 0) == at("2017-02-28T00:00:00Z"));
    CHECK(TimeZone{}.add(Timestamp{-1}, 0, -1) == Timestamp{-1} - Duration::days(1));
}

TEST_CASE("clock times that no clock shows are refused") {
    const TimeZone zone;
    CHECK(zone.at({2018, 1, 1}, 23, 59, 59) == at("2018-01-01T23:59:59Z"));
    for (const auto& [hour, minute, second] : {std::tuple{24, 0, 0}, std::tuple{-1, 0, 0}, std::tuple{0, 60, 0},
                                               std::tuple{0, -1, 0}, std::tuple{0, 0, 60}}) {
        CHECK(refusal([&, h = hour, m = minute, s = second] { return zone.at({2018, 1, 1}, h, m, s); }) ==
              "invalid_time at time");
    }
    CHECK(refusal([&] { return zone.start_of({2018, 2, 29}); }) == "invalid_time at date");
}

TEST_CASE("instants beyond the calendar have no civil day, in any zone") {
    for (const TimeZone& zone : {TimeZone{}, TimeZone{"Europe/London"}}) {
        CHECK(refusal([&] { return zone.date_of(timestamp_max); }) == "invalid_time at time");
        CHECK(refusal([&] { return zone.date_of(timestamp_min); }) == "invalid_time at time");
        CHECK(refusal([&] { return zone.add(timestamp_max, 0, 1); }) == "invalid_time at time");
    }
    CHECK(TimeZone{}.date_of(at("9999-12-31T00:00:00Z")) == Date{9999, 12, 31});
    CHECK(TimeZone{}.date_of(at("0000-01-01T00:00:00Z")) == Date{0, 1, 1});
}

TEST_CASE("every day of eleven years starts on that day and not an instant before") {
    for (const char* name : {"America/Sao_Paulo", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"}) {
        const TimeZone zone{name};
        for (Date day{2010, 1, 1}; day < Date{2021, 1, 1}; day = add_days(day, 1)) {
            const Timestamp start = zone.start_of(day);
            REQUIRE(zone.date_of(start) == day);
            REQUIRE(zone.date_of(start - Duration{1}) == add_days(day, -1));
        }
    }
}
