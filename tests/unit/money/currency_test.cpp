#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/money/currency.hpp>

#include <iterator>
#include <set>
#include <sstream>

using namespace marketplace;

namespace {

std::set<std::string> words(const std::string& text) {
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

}  // namespace

TEST_CASE("exponents are those of ISO 4217") {
    const auto zero = words("BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF");
    const auto three = words("BHD IQD JOD KWD LYD OMR TND");
    const auto none = words("XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX");
    const auto four = words("CLF UYW");
    for (const CurrencyInfo& row : currency_table()) {
        const std::string code{row.code};
        CAPTURE(code);
        const Currency currency{code};
        CHECK(currency.info().code == code);
        if (none.contains(code)) {
            CHECK(row.exponent == -1);
            CHECK(refusal([&] { return currency.exponent(); }) == "unknown_currency at currency");
            CHECK(refusal([&] { return currency.minor_per_major(); }) == "unknown_currency at currency");
            continue;
        }
        CHECK(currency.exponent() == (zero.contains(code)    ? 0
                                      : three.contains(code) ? 3
                                      : four.contains(code)  ? 4
                                                             : 2));
    }
}

TEST_CASE("codes and numbers are unique and the codes are three capitals") {
    std::set<std::string_view> codes;
    std::set<int> numbers;
    for (const CurrencyInfo& row : currency_table()) {
        CHECK(codes.insert(row.code).second);
        // XCG took over the number of ANG, which it replaced in 2025.
        CHECK(numbers.insert(row.number).second != (row.code == "XCG"));
        CHECK(row.code.size() == 3);
        CHECK(row.code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos);
        CHECK_FALSE(row.name.empty());
    }
    CHECK(codes.size() > 150);
}

TEST_CASE("minor units of a major one, fifths included") {
    CHECK(Currency{"EUR"}.minor_per_major() == 100);
    CHECK(Currency{"JPY"}.minor_per_major() == 1);
    CHECK(Currency{"KWD"}.minor_per_major() == 1000);
    CHECK(Currency{"CLF"}.minor_per_major() == 10'000);
    CHECK(Currency{"MGA"}.minor_per_major() == 5);
    CHECK(Currency{"MRU"}.minor_per_major() == 5);
}

TEST_CASE("unknown codes are refused, the default is no currency") {
    for (const char* code : {"", "eur", "EU", "EURO", "ZZZ", "AAA", "EUR "}) {
        CAPTURE(code);
        CHECK(refusal([&] { return Currency{code}; }) == "unknown_currency at currency");
    }
    CHECK(Currency{} == Currency{"XXX"});
    CHECK(Currency{"AED"} < Currency{"EUR"});
    CHECK(ScalarTraits<Currency>::parse("BRL") == Currency{"BRL"});
    CHECK(ScalarTraits<Currency>::format(Currency{"BRL"}) == "BRL");
}

TEST_CASE("Stripe's exponents and steps differ from ISO 4217 where they do") {
    const auto zero = words("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF");
    const auto whole = words("HUF ISK TWD");
    for (const CurrencyInfo& row : currency_table()) {
        if (row.exponent < 0) continue;
        const std::string code{row.code};
        CAPTURE(code);
        const ProviderCurrency rule = provider_currency(ProviderName::stripe, Currency{code});
        if (zero.contains(code)) CHECK((rule.exponent == 0 && rule.step == 1));
        if (whole.contains(code)) CHECK((rule.exponent == 2 && rule.step == 100));
        if (row.exponent == 3) CHECK((rule.exponent == 3 && rule.step == 10));
        CHECK(provider_currency(ProviderName::iso, Currency{code}).exponent == Currency{code}.exponent());
        CHECK(provider_currency(ProviderName::iso, Currency{code}).step == 1);
    }
    CHECK(refusal([] { return provider_currency(ProviderName::stripe, Currency{"XAU"}); }) ==
          "unknown_currency at currency");
}

TEST_CASE("withdrawn codes are read, and say that they are withdrawn") {
    for (const char* code : {"HRK", "ZWL", "SLL", "LTL", "VEF"}) {
        CAPTURE(code);
        CHECK(Currency{code}.info().withdrawn);
        CHECK(Currency{code}.exponent() == 2);
    }
    CHECK(Currency{"MRO"}.minor_per_major() == 5);
    for (const char* code : {"EUR", "ZWG", "SLE", "MRU", "VES"}) CHECK_FALSE(Currency{code}.info().withdrawn);
}
