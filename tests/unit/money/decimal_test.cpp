#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/money/decimal.hpp>

using namespace marketplace;

namespace {

Decimal read(std::string_view text) { return parse_decimal(text, "number", text, "a decimal"); }
std::string refused(std::string_view text) {
    return refusal([&] { return read(text); });
}

}  // namespace

TEST_CASE("decimals are kept as written") {
    CHECK(read("-12.340").digits == -12'340);
    CHECK(read("-12.340").scale == 3);
    CHECK(read("+7").digits == 7);
    CHECK(read("007.00").digits == 700);
    CHECK(read("-0").digits == 0);
    CHECK(read("0.000000000000000001").scale == 18);
}

TEST_CASE("the ends of 64 bits read back from what is written") {
    CHECK(read("9223372036854775807").digits == INT64_MAX);
    CHECK(read("-9223372036854775808").digits == INT64_MIN);
    CHECK(read("-92233720368547758.08").digits == INT64_MIN);
    CHECK(format_decimal(INT64_MIN, 2) == "-92233720368547758.08");
    CHECK(refused("9223372036854775808") == "overflow at number");
    CHECK(refused("-9223372036854775809") == "overflow at number");
    CHECK(refused("99999999999999999999999999999999999999999999") == "overflow at number");
}

TEST_CASE("what is no decimal is refused") {
    for (const char* text : {"", "-", "+", ".", "1.", ".1", "-.1", "1.2.3", "1,2", " 1", "1 ", "1e2", "0x10", "--1",
                             "+-1", "\xD9\xA1", "1_000", "inf", "nan"}) {
        CAPTURE(text);
        CHECK(refused(text) == "parse_error at number");
    }
    CHECK(refused("0.0000000000000000000") == "overflow at number");
}

TEST_CASE("powers of ten end at eighteen") {
    CHECK(power_of_ten(0) == 1);
    CHECK(power_of_ten(18) == 1'000'000'000'000'000'000);
    CHECK(refusal([] { return power_of_ten(19); }) == "overflow at exponent");
    CHECK(refusal([] { return power_of_ten(-1); }) == "overflow at exponent");
}

TEST_CASE("decimals are written with their zeros") {
    CHECK(format_decimal(-1234, 2) == "-12.34");
    CHECK(format_decimal(5, 3) == "0.005");
    CHECK(format_decimal(-5, 1) == "-0.5");
    CHECK(format_decimal(0, 2) == "0.00");
    CHECK(format_decimal(7, 0) == "7");
}
