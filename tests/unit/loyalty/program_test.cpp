#include <doctest/doctest.h>

#include "sample.hpp"

#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::loyalty;

namespace {

/// "code field" of the error that reading a program throws; "sound" if none.
std::string reading(const std::string& members) {
    try {
        static_cast<void>(
            parse_program(R"({"id":"p1","currency":"EUR")" + (members.empty() ? "" : "," + members) + "}"));
        return "sound";
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
}

}  // namespace

TEST_CASE("a program reads back from its JSON") {
    Program program = sample::program();
    program.earn.tier_multipliers["gold"] = Rate{3, 2};
    program.expiry = {ExpiryMode::calendar, 0, 0, PeriodEnd::none, {{12, 31}}, true, true};
    program.redemption.day_max = Points{500};
    CHECK(parse_program(to_json(program)) == program);
}

TEST_CASE("an unsound program is refused with the path of what is wrong") {
    CHECK(reading("") == "sound");
    CHECK(reading(R"("currency":"XXX")") == "unknown_currency currency");
    CHECK(reading(R"("time_zone":"Mars/Olympus")").starts_with("unknown_time_zone time_zone"));
    CHECK(reading(R"("earn":{"rules":[{"id":"a"},{"id":"b","multiplier":"-1"}]})") ==
          "rate_out_of_range earn.rules[1].multiplier");
    CHECK(reading(R"("earn":{"rules":[{"id":"a"},{"id":"a"}]})") == "duplicate_key earn.rules[1].id");
    CHECK(reading(R"("earn":{"rules":[{"id":"a","conditions":{"tiers":["x","x"]}}]})") ==
          "invalid_program earn.rules[0].conditions.tiers[1]");
    CHECK(reading(R"("earn":{"tier_multipliers":{"gold":"-1"}})") == "rate_out_of_range earn.tier_multipliers.gold");
    CHECK(reading(R"("earn":{"rounding":"exact"})") == "invalid_program earn.rounding");
    CHECK(reading(R"("activation":{"mode":"immediate","days":3})") == "invalid_program activation.days");
    CHECK(reading(R"("expiry":{"mode":"none","months":3})") == "invalid_program expiry.mode");
    CHECK(reading(R"("expiry":{"mode":"calendar"})") == "invalid_program expiry.dates");
    CHECK(reading(R"("expiry":{"mode":"calendar","dates":[{"month":2,"day":30}]})")
              .starts_with("invalid_time expiry.dates[0]"));
    CHECK(reading(R"("expiry":{"mode":"rolling","months":-1})") == "out_of_range expiry.months");
    CHECK(reading(R"("redemption":{"step":0})") == "out_of_range redemption.step");
    CHECK(reading(R"("redemption":{"hold_seconds":0})") == "out_of_range redemption.hold_seconds");
    CHECK(reading(R"("redemption":{"share_max":"101%"})") == "rate_out_of_range redemption.share_max");
    CHECK(reading(R"("redemption":{"minor_per_point":"0"})") == "rate_out_of_range redemption.minor_per_point");
    CHECK(reading(R"("refund":{"grace_days":-1})") == "out_of_range refund.grace_days");
    CHECK(reading(R"("earned":1)").starts_with("unknown_field"));
}

TEST_CASE("points overflow loudly") {
    CHECK_THROWS_AS(static_cast<void>(Points{INT64_MAX} + Points{1}), Error);
    CHECK_THROWS_AS(static_cast<void>(-Points{INT64_MIN}), Error);
}
