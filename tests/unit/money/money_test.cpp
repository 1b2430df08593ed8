#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/money/money.hpp>

using namespace marketplace;

namespace {

const Currency eur{"EUR"};
const Currency mga{"MGA"};

Money euros(std::int64_t minor) { return {Amount{minor}, eur}; }

}  // namespace

TEST_CASE("amounts add and subtract exactly or not at all") {
    Amount amount{5};
    amount += Amount{3};
    amount -= Amount{10};
    CHECK(amount == Amount{-2});
    CHECK(-amount == Amount{2});
    CHECK(amount * 3 == Amount{-6});
    CHECK(refusal([] { return Amount{INT64_MAX} + Amount{1}; }) == "overflow");
    CHECK(refusal([] { return Amount{INT64_MIN} - Amount{1}; }) == "overflow");
    CHECK(refusal([] { return -Amount{INT64_MIN}; }) == "overflow");
    CHECK(refusal([] { return Amount{INT64_MAX} * 2; }) == "overflow");
}

TEST_CASE("money of different currencies does not combine") {
    CHECK(euros(1) + euros(2) == euros(3));
    CHECK(euros(1) - euros(2) == euros(-1));
    CHECK(-euros(1) == euros(-1));
    const Money dollar{Amount{1}, Currency{"USD"}};
    CHECK(refusal([&] { return euros(1) + dollar; }) == "currency_mismatch at currency");
    CHECK(refusal([&] { return euros(1) - dollar; }) == "currency_mismatch at currency");
    CHECK_FALSE(euros(1) == dollar);
}

TEST_CASE("money is written with the decimals of its currency and reads back") {
    for (const auto& [money, text] :
         std::vector<std::pair<Money, std::string>>{{euros(1234), "12.34 EUR"},
                                                    {euros(-5), "-0.05 EUR"},
                                                    {euros(0), "0.00 EUR"},
                                                    {euros(INT64_MAX), "92233720368547758.07 EUR"},
                                                    {euros(INT64_MIN), "-92233720368547758.08 EUR"},
                                                    {{Amount{7}, Currency{"JPY"}}, "7 JPY"},
                                                    {{Amount{7}, Currency{"KWD"}}, "0.007 KWD"},
                                                    {{Amount{7}, mga}, "1.40 MGA"},
                                                    {{Amount{-1}, mga}, "-0.20 MGA"}}) {
        CAPTURE(text);
        CHECK(to_string(money) == text);
        CHECK(parse_money(text) == money);
    }
    CHECK(refusal([] { return to_string(Money{}); }) == "unknown_currency at currency");
}

TEST_CASE("money is read with the code before or after, and with fewer decimals") {
    CHECK(parse_money("EUR 12.34") == euros(1234));
    CHECK(parse_money("EUR -12.34") == euros(-1234));
    CHECK(parse_money("EUR +12.34") == euros(1234));
    CHECK(parse_money("12 EUR") == euros(1200));
    CHECK(parse_money("12.3 EUR") == euros(1230));
    CHECK(parse_money("12.3400 EUR") == euros(1234));
}

TEST_CASE("what is no money is refused, never rounded") {
    CHECK(refusal([] { return parse_money("12.345 EUR"); }) == "inexact at money");
    CHECK(refusal([] { return parse_money("1.5 JPY"); }) == "inexact at money");
    CHECK(refusal([] { return parse_money("0.10 MGA"); }) == "inexact at money");
    CHECK(refusal([] { return parse_money("12.34"); }) == "parse_error at money");
    CHECK(refusal([] { return parse_money(""); }) == "parse_error at money");
    CHECK(refusal([] { return parse_money("12,34 EUR"); }) == "parse_error at money");
    CHECK(refusal([] { return parse_money("1 ZZZ"); }) == "unknown_currency at currency");
    CHECK(refusal([] { return parse_money("1 XAU"); }) == "unknown_currency at currency");
    CHECK(refusal([] { return parse_money("1  EUR"); }) == "unknown_currency at currency");
    CHECK(refusal([] { return parse_money("92233720368547758.08 EUR"); }) == "overflow at money");
    CHECK(refusal([] { return parse_money("922337203685477580 EUR"); }) == "overflow");
}

TEST_CASE("further decimals are rounded where that was asked for") {
    CHECK(parse_money("12.345", eur, Rounding::half_even) == euros(1234));
    CHECK(parse_money("12.345", eur, Rounding::half_up) == euros(1235));
    CHECK(refusal([] { return parse_money("12.345", eur); }) == "inexact at money");
}

TEST_CASE("a rate of money rounds as asked") {
    CHECK(multiply(euros(1005), Rate{1, 2}, Rounding::half_even) == euros(502));
    CHECK(multiply(Amount{1005}, Rate{1, 2}, Rounding::half_up) == Amount{503});
    CHECK(refusal([] { return multiply(euros(INT64_MAX), Rate{2, 1}, Rounding::down); }) == "overflow");
}

TEST_CASE("money in JSON keeps every digit") {
    CHECK(to_json(euros(INT64_MIN)) == R"({"minor":-9223372036854775808,"currency":"EUR"})");
    CHECK(from_json<Money>(to_json(euros(INT64_MIN))) == euros(INT64_MIN));
    CHECK(refusal([] { return from_json<Money>(R"({"minor":1.5})"); }) == "wrong_type at minor");
    CHECK(refusal([] { return from_json<Money>(R"({"currency":"eur"})"); }) == "unknown_currency at currency");
}
