#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/money/rate.hpp>

using namespace marketplace;

TEST_CASE("a rate is kept in lowest terms with a positive denominator") {
    CHECK(Rate{2, 4} == Rate{1, 2});
    CHECK(Rate{2, -4} == Rate{-1, 2});
    CHECK(Rate{-2, -4} == Rate{1, 2});
    CHECK(Rate{0, -7} == Rate{});
    CHECK(Rate{0, -7}.denominator() == 1);
    CHECK(Rate{INT64_MIN, INT64_MIN} == Rate{1, 1});
    CHECK(Rate{INT64_MIN, 2}.numerator() == INT64_MIN / 2);
    CHECK(Rate{}.is_zero());
    CHECK(refusal([] { return Rate{1, 0}; }) == "division_by_zero at rate");
    CHECK(refusal([] { return Rate{0, 0}; }) == "division_by_zero at rate");
    CHECK(refusal([] { return Rate{INT64_MIN, -1}; }) == "overflow");
    CHECK(refusal([] { return Rate{1, INT64_MIN}; }) == "overflow");
}

TEST_CASE("rates are read in each of their forms") {
    CHECK(Rate::parse("13.25%") == Rate{53, 400});
    CHECK(Rate::parse("0.1325") == Rate{53, 400});
    CHECK(Rate::parse("53/400") == Rate{53, 400});
    CHECK(Rate::parse("1325bps") == Rate{53, 400});
    CHECK(Rate::bps(1325) == Rate{53, 400});
    CHECK(Rate::parse("-1/3") == Rate{-1, 3});
    CHECK(Rate::parse("1/-3") == Rate{-1, 3});
    CHECK(Rate::parse("1.5/0.5") == Rate{3, 1});
    CHECK(Rate::parse("+5%") == Rate{1, 20});
    CHECK(Rate::parse("163.5") == Rate{327, 2});
    CHECK(Rate::parse("0.000000000000000001") == Rate{1, 1'000'000'000'000'000'000});
}

TEST_CASE("what is no rate is refused") {
    for (const char* text :
         {"", "%", "5 %", "1/", "/3", "1e3", "1.", ".5", "five", "1,5", "5%%", "1/2/3", "--1", "0x1"}) {
        CAPTURE(text);
        CHECK(refusal([&] { return Rate::parse(text); }) == "parse_error at rate");
    }
    CHECK(refusal([] { return Rate::parse("1/0"); }) == "division_by_zero at rate");
    CHECK(refusal([] { return Rate::parse("9223372036854775808"); }) == "overflow at rate");
    CHECK(refusal([] { return Rate::parse("0.0000000000000000001"); }) == "overflow at rate");
}

TEST_CASE("a rate is written in the shortest exact form and reads back") {
    for (const auto& [rate, text] :
         std::vector<std::pair<Rate, std::string>>{{{}, "0%"},
                                                   {{1, 1}, "100%"},
                                                   {{53, 400}, "13.25%"},
                                                   {{1, 3}, "1/3"},
                                                   {{-1, 20}, "-5%"},
                                                   {{1, 100'000'000}, "0.000001%"},
                                                   {{1, 1'000'000'000}, "1/1000000000"},
                                                   {{INT64_MAX, 1}, "9223372036854775807/1"},
                                                   {{INT64_MIN, 1}, "-9223372036854775808/1"},
                                                   {{INT64_MIN, 100'000'000}, "-9223372036854.775808%"},
                                                   {{1, INT64_MAX}, "1/9223372036854775807"}}) {
        CAPTURE(text);
        CHECK(to_string(rate) == text);
        CHECK(Rate::parse(text) == rate);
    }
}

TEST_CASE("arithmetic of rates is exact or refused") {
    CHECK(Rate{1, 3} + Rate{1, 6} == Rate{1, 2});
    CHECK(Rate{1, 3} - Rate{1, 2} == Rate{-1, 6});
    CHECK(Rate{2, 3} * Rate{3, 4} == Rate{1, 2});
    CHECK(Rate{2, 3} / Rate{-4, 3} == Rate{-1, 2});
    CHECK(Rate{INT64_MAX, 2} * Rate{2, INT64_MAX} == Rate{1, 1});
    CHECK(refusal([] { return Rate{INT64_MAX, 1} + Rate{1, 1}; }) == "overflow");
    CHECK(refusal([] { return Rate{1, INT64_MAX} * Rate{1, 2}; }) == "overflow");
    CHECK(refusal([] { return Rate{1, 1} / Rate{}; }) == "division_by_zero at rate");
    CHECK(Rate{INT64_MIN, 1} - Rate{INT64_MIN, 1} == Rate{});
}

TEST_CASE("rates are ordered by value") {
    CHECK(Rate{1, 3} < Rate{34, 100});
    CHECK(Rate{-1, 2} < Rate{});
    CHECK(Rate{INT64_MAX - 1, INT64_MAX} < Rate{1, 1});
    CHECK(Rate{INT64_MIN, 1} < Rate{INT64_MIN, 2});
    CHECK(Rate{INT64_MAX, INT64_MAX - 1} < Rate{INT64_MAX - 1, INT64_MAX - 2});
}

TEST_CASE("a rate of an amount rounds once, in the mode that is named") {
    CHECK(Rate{1, 3}.of(100, Rounding::half_up) == 33);
    CHECK(Rate{1, 3}.of(100, Rounding::ceiling) == 34);
    CHECK(Rate{1, 2}.of(-5, Rounding::half_up) == -3);
    CHECK(Rate{1, 2}.of(-5, Rounding::half_even) == -2);
    CHECK(Rate{1, 1}.of(INT64_MIN, Rounding::exact) == INT64_MIN);
    CHECK(Rate{INT64_MAX, INT64_MAX - 1}.of(INT64_MAX - 1, Rounding::exact) == INT64_MAX);
    CHECK(refusal([] { return Rate{2, 1}.of(INT64_MAX, Rounding::down); }) == "overflow");
    CHECK(refusal([] { return Rate{1, 3}.of(1, Rounding::exact); }) == "inexact");
}
