#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/money/exchange.hpp>

using namespace marketplace;

namespace {

Money money(std::int64_t minor, std::string_view code) { return {Amount{minor}, Currency{code}}; }
ExchangeRate rate(std::string_view from, std::string_view to, std::string_view value) {
    return {Currency{from}, Currency{to}, Rate::parse(value)};
}
ProviderAmount stripe(std::int64_t minor, std::string_view code) {
    return to_provider(money(minor, code), ProviderName::stripe);
}

}  // namespace

TEST_CASE("an exchange takes the decimals of both currencies into account and rounds once") {
    CHECK(convert(money(1000, "EUR"), rate("EUR", "JPY", "163.5"), Rounding::half_up) == money(1635, "JPY"));
    CHECK(convert(money(1, "EUR"), rate("EUR", "JPY", "163.5"), Rounding::half_up) == money(2, "JPY"));
    CHECK(convert(money(1635, "JPY"), rate("JPY", "EUR", "1/163.5"), Rounding::half_up) == money(1000, "EUR"));
    CHECK(convert(money(100, "EUR"), rate("EUR", "KWD", "0.333"), Rounding::exact) == money(333, "KWD"));
    CHECK(convert(money(100, "EUR"), rate("EUR", "MGA", "5000.2"), Rounding::exact) == money(25'001, "MGA"));
    CHECK(convert(money(-333, "EUR"), rate("EUR", "USD", "1.1"), Rounding::half_even) == money(-366, "USD"));
    CHECK(convert(money(-333, "EUR"), rate("EUR", "USD", "1.1"), Rounding::floor) == money(-367, "USD"));
}

TEST_CASE("an exchange of the wrong currency or of too much is refused") {
    CHECK(refusal([] { return convert(money(1, "USD"), rate("EUR", "JPY", "1"), Rounding::down); }) ==
          "currency_mismatch at money.currency");
    CHECK(refusal([] { return convert(money(INT64_MAX, "EUR"), rate("EUR", "USD", "2"), Rounding::down); }) ==
          "overflow");
    CHECK(refusal([] { return convert(money(1, "EUR"), rate("EUR", "XAU", "2"), Rounding::down); }) ==
          "unknown_currency at currency");
}

TEST_CASE("rates are inverted and chained exactly") {
    CHECK(inverse(rate("EUR", "USD", "1.25")) == rate("USD", "EUR", "0.8"));
    CHECK(inverse(inverse(rate("EUR", "USD", "1/3"))) == rate("EUR", "USD", "1/3"));
    CHECK(chain(rate("EUR", "USD", "1.25"), rate("USD", "JPY", "150")) == rate("EUR", "JPY", "187.5"));
    CHECK(refusal([] { return inverse(rate("EUR", "USD", "0")); }) == "division_by_zero at rate");
    CHECK(refusal([] { return chain(rate("EUR", "USD", "1"), rate("EUR", "JPY", "1")); }) ==
          "currency_mismatch at second.from");
}

TEST_CASE("a provider is told no more than is owed, and the rest is returned") {
    CHECK(stripe(1234, "EUR") == ProviderAmount{1234, {}});
    CHECK(stripe(500, "JPY") == ProviderAmount{500, {}});
    CHECK(stripe(500, "ISK") == ProviderAmount{50'000, {}});
    CHECK(stripe(12'345, "HUF") == ProviderAmount{12'300, Amount{45}});
    CHECK(stripe(12'345, "KWD") == ProviderAmount{12'340, Amount{5}});
    CHECK(stripe(7, "MGA") == ProviderAmount{1, Amount{2}});
    CHECK(stripe(7, "MRU") == ProviderAmount{140, {}});
    CHECK(stripe(-12'345, "HUF") == ProviderAmount{-12'300, Amount{-45}});
    CHECK(stripe(0, "EUR") == ProviderAmount{});
    CHECK(to_provider(money(12'345, "KWD"), ProviderName::iso) == ProviderAmount{12'345, {}});
    CHECK(stripe(INT64_MAX, "EUR").sent == INT64_MAX);
    CHECK(refusal([] { return stripe(INT64_MAX, "ISK"); }) == "overflow");
}

TEST_CASE("what a provider reports becomes ledger money, or is refused as inexact") {
    CHECK(from_provider(50'000, Currency{"ISK"}, ProviderName::stripe) == money(500, "ISK"));
    CHECK(from_provider(1, Currency{"MGA"}, ProviderName::stripe) == money(5, "MGA"));
    CHECK(refusal([] { return from_provider(50'001, Currency{"ISK"}, ProviderName::stripe); }) == "inexact");
    CHECK(refusal([] { return from_provider(1, Currency{"XAU"}, ProviderName::stripe); }) ==
          "unknown_currency at currency");
}

TEST_CASE("sent and remainder account for all of the money, in every currency") {
    for (const CurrencyInfo& row : currency_table()) {
        if (row.exponent < 0) continue;
        for (const std::int64_t minor :
             std::vector<std::int64_t>{-98'765'432'101, -99, -1, 0, 1, 7, 99, 12'345, 98'765'432'101}) {
            const ProviderAmount amount = stripe(minor, row.code);
            CHECK(from_provider(amount.sent, Currency{row.code}, ProviderName::stripe).minor + amount.remainder ==
                  Amount{minor});
            CHECK((minor < 0 ? amount.remainder.value <= 0 : amount.remainder.value >= 0));
        }
    }
}

TEST_CASE("an exchange that fits is not refused because an intermediate number does not") {
    const ExchangeRate fine = rate("EUR", "USD", "1.0834567891");
    const ExchangeRate back = rate("USD", "GBP", "0.7893214569");
    CHECK(refusal([&] { return chain(fine, back); }) == "overflow");
    // 1 000 000.00 * 1.0834567891 * 0.7893214569 = 855 195.6911...
    CHECK(convert_through(money(100'000'000, "EUR"), std::vector{fine, back}, Rounding::half_up) ==
          money(85'519'569, "GBP"));
    const ExchangeRate tiny = rate("EUR", "KWD", "0.333333333333333333");
    CHECK(convert(money(9'000'000'000'000'000, "EUR"), tiny, Rounding::half_up) ==
          money(29'999'999'999'999'999 + 1, "KWD"));
}

TEST_CASE("a path of exchanges rounds once, in every mode, and checks its currencies") {
    const std::vector<ExchangeRate> there{rate("EUR", "USD", "1/3"), rate("USD", "EUR", "3")};
    for (const std::int64_t minor : {-7, -1, 0, 1, 7})
        CHECK(convert_through(money(minor, "EUR"), there, Rounding::exact) == money(minor, "EUR"));
    const std::vector<ExchangeRate> half{rate("EUR", "USD", "1/2")};
    for (const Rounding rounding : {Rounding::half_up, Rounding::half_even, Rounding::half_down, Rounding::down,
                                    Rounding::up, Rounding::ceiling, Rounding::floor}) {
        for (std::int64_t minor = -5; minor <= 5; ++minor) {
            CHECK(convert_through(money(minor, "EUR"), half, rounding).minor ==
                  multiply(Amount{minor}, Rate{1, 2}, rounding));
        }
    }
    CHECK(refusal([&] { return convert_through(money(1, "EUR"), std::vector{half[0], half[0]}, Rounding::up); }) ==
          "currency_mismatch at exchanges[1].from");
    CHECK(refusal([] { return convert_through(money(1, "EUR"), {}, Rounding::up); }) == "invalid_value at exchanges");
    CHECK(refusal([] { return convert(money(INT64_MAX, "EUR"), rate("EUR", "USD", "2"), Rounding::up); }) ==
          "overflow");
}
