#include "tier_samples.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

/// "code at path" of what validate refuses, or "sound".
std::string refusal(const TierPolicy& policy) {
    try {
        validate(policy);
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " at " + error.field();
    }
    return "sound";
}

template <class F>
std::string refusal_after(F&& change) {
    TierPolicy changed = policy();
    change(changed);
    return refusal(changed);
}

}  // namespace

TEST_CASE("a sound policy passes, and comes back from its JSON") {
    CHECK(refusal(policy()) == "sound");
    CHECK(parse_tier_policy(to_json(policy())) == policy());
    TierPolicy adaptive = policy();
    adaptive.window = Adaptive{};
    adaptive.levels[1].any_of.push_back({{rate(Metric::defect_rate, Comparison::at_most, "0.5%")}});
    CHECK(parse_tier_policy(to_json(adaptive)) == adaptive);
}

TEST_CASE("a policy is read from JSON as people write it") {
    const TierPolicy read = parse_tier_policy(R"({
        "id": "stars", "currency": "USD", "time_zone": "Europe/London",
        "levels": [{"code": "star", "rank": 1,
            "any_of": [{"all_of": [{"metric": "rating", "comparison": "at_least", "number": 480},
                                   {"metric": "late_shipment_rate", "comparison": "at_most", "rate": "5%"},
                                   {"metric": "gmv_net", "comparison": "at_least", "number": 30000}]}],
            "benefits": {"plan_id": "low-fee", "points_multiplier": "150%", "other": {"badge": "star"}}}],
        "window": {"kind": "look_back", "unit": "month", "count": 3},
        "schedule": {"frequency": "monthly", "day": 1}, "keep_ratio": "90%"})");
    CHECK(std::get<LookBack>(read.window).count == 3);
    CHECK(read.levels[0].any_of[0].all_of[1].rate == Rate{1, 20});
    CHECK(read.levels[0].benefits.points_multiplier == Rate{3, 2});
    CHECK(read.levels[0].benefits.other.at("badge") == "star");
    CHECK(read.keep_ratio == Rate{9, 10});
}

TEST_CASE("what is wrong with a policy is said with its exact path") {
    CHECK(refusal_after([](auto& p) { p.id = TierPolicyId{}; }) == "missing_field at id");
    CHECK(refusal_after([](auto& p) { p.version = 0; }) == "out_of_range at version");
    CHECK(refusal_after([](auto& p) { p.levels.clear(); }) == "missing_field at levels");
    CHECK(refusal_after([](auto& p) { p.levels[1].code = ""; }) == "missing_field at levels[1].code");
    CHECK(refusal_after([](auto& p) { p.levels[2].code = "silver"; }) == "duplicate_key at levels[2].code");
    CHECK(refusal_after([](auto& p) { p.levels[2].rank = 1; }) == "invalid_tier_policy at levels[2].rank");
    CHECK(refusal_after([](auto& p) { p.time_zone = "Mars/Olympus"; }) == "unknown_time_zone at time_zone");
    CHECK(refusal_after([](auto& p) { p.currency = Currency{}; }) == "unknown_currency at currency");
    CHECK(refusal_after([](auto& p) { p.currency = Currency{"XAU"}; }) == "unknown_currency at currency");
    CHECK(refusal_after([](auto& p) { p.schedule.day = 0; }) == "out_of_range at schedule.day");
    CHECK(refusal_after([](auto& p) { p.schedule.day = 32; }) == "out_of_range at schedule.day");
    CHECK(refusal_after([](auto& p) { p.schedule.day = 31; }) == "sound");
    CHECK(refusal_after([](auto& p) { p.keep_ratio = Rate{}; }) == "rate_out_of_range at keep_ratio");
    CHECK(refusal_after([](auto& p) { p.keep_ratio = Rate{11, 10}; }) == "rate_out_of_range at keep_ratio");
    CHECK(refusal_after([](auto& p) { p.grace.days = -1; }) == "out_of_range at grace.days");
    CHECK(refusal_after([](auto& p) { p.grace.periods = 121; }) == "out_of_range at grace.periods");
    CHECK(refusal_after([](auto& p) { p.validity.periods = -1; }) == "out_of_range at validity.periods");
    CHECK(refusal_after([](auto& p) { p.hold_days_min = -1; }) == "out_of_range at hold_days_min");
    CHECK(refusal_after([](auto& p) { p.orders_min = -1; }) == "out_of_range at orders_min");
    CHECK(refusal_after([](auto& p) { p.restate_window_days = -1; }) == "out_of_range at restate_window_days");
    CHECK(refusal_after([](auto& p) { p.window = LookBack{CalendarUnit::day, 0, false}; }) ==
          "out_of_range at window.count");
    CHECK(refusal_after([](auto& p) { p.window = Lifetime{Date{2018, 2, 30}}; }) == "invalid_time at window.since");
    CHECK(refusal_after([](auto& p) { p.window = Adaptive{0, {}, {}}; }) == "out_of_range at window.orders_min");
    CHECK(refusal_after([](auto& p) { p.window = Adaptive{1, {}, {CalendarUnit::month, 0, false}}; }) ==
          "out_of_range at window.long_window.count");
    CHECK(refusal_after([](auto& p) { p.levels[1].benefits.points_multiplier = Rate{}; }) ==
          "rate_out_of_range at levels[1].benefits.points_multiplier");
}

TEST_CASE("a requirement has the threshold that its metric wants") {
    const auto with = [](const Requirement& requirement) {
        return refusal_after([&](auto& p) { p.levels[1].any_of[0].all_of.push_back(requirement); });
    };
    const std::string path = "levels[1].any_of[0].all_of[1].";
    CHECK(with({Metric::orders, Comparison::at_least, std::nullopt, std::nullopt}) ==
          "missing_field at " + path + "number");
    CHECK(with({Metric::orders, Comparison::at_least, 5, Rate{1, 2}}) == "invalid_tier_policy at " + path + "rate");
    CHECK(with({Metric::orders, Comparison::at_least, -5, std::nullopt}) == "out_of_range at " + path + "number");
    CHECK(with({Metric::defect_rate, Comparison::at_most, std::nullopt, std::nullopt}) ==
          "missing_field at " + path + "rate");
    CHECK(with({Metric::defect_rate, Comparison::at_most, 1, Rate{1, 2}}) ==
          "invalid_tier_policy at " + path + "number");
    CHECK(with(rate(Metric::defect_rate, Comparison::at_most, "101%")) == "rate_out_of_range at " + path + "rate");
    CHECK(with(rate(Metric::defect_rate, Comparison::at_most, "2%")) == "sound");
    CHECK(refusal_after([](auto& p) { p.levels[1].any_of.push_back({}); }) ==
          "missing_field at levels[1].any_of[1].all_of");
}

TEST_CASE("a higher level never asks for less") {
    CHECK(refusal_after([](auto& p) { p.levels[2].any_of[0].all_of[0].number = 99'999; }) ==
          "thresholds_out_of_order at levels[2].any_of[0].all_of[0].number");
    CHECK(refusal_after([](auto& p) { p.levels[2].any_of = p.levels[1].any_of; }) ==
          "thresholds_out_of_order at levels[2].any_of");
    CHECK(refusal_after([](auto& p) { p.levels[2].any_of.clear(); }) == "thresholds_out_of_order at levels[2].any_of");
    const auto limits = [](std::string_view silver, std::string_view gold) {
        return refusal_after([&](auto& p) {
            p.levels[1].any_of[0].all_of.push_back(rate(Metric::defect_rate, Comparison::at_most, silver));
            p.levels[2].any_of[0].all_of.push_back(rate(Metric::defect_rate, Comparison::at_most, gold));
        });
    };
    CHECK(limits("2%", "1%") == "sound");
    CHECK(limits("2%", "2%") == "sound");
    CHECK(limits("2%", "3%") == "thresholds_out_of_order at levels[2].any_of[0].all_of[1].rate");
}

TEST_CASE("between alternatives there is no order to check") {
    CHECK(refusal_after([](auto& p) {
              p.levels[2].any_of[0].all_of[0].number = 1;
              p.levels[2].any_of.push_back({{number(Metric::orders, Comparison::at_least, 9)}});
          }) == "sound");
}

TEST_CASE("an unknown member or metric in the JSON is refused with its path") {
    CHECK_THROWS_WITH_AS(parse_tier_policy(R"({"id":"x","levels":[{"code":"a","perks":1}]})"),
                         doctest::Contains("levels[0].perks"), Error);
    CHECK_THROWS_WITH_AS(
        parse_tier_policy(R"({"id":"x","levels":[{"any_of":[{"all_of":[{"metric":"fame"}]}]}]})"),
        doctest::Contains("levels[0].any_of[0].all_of[0].metric"), Error);
}

TEST_CASE("levels are found by code") {
    CHECK(position_of(policy(), "gold") == 2);
    CHECK(position_of(policy(), "lead") == -1);
    CHECK(position_of(policy(), "") == -1);
}
