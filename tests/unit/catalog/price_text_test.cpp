// Prices as vendors write them.

#include <marketplace/catalog/price_text.hpp>

#include <marketplace/core/error.hpp>

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::string read(std::string_view text, std::string_view fallback = "USD") {
    return to_string(read_price(text, Currency{fallback}));
}

}  // namespace

TEST_CASE("prices of all countries are read") {
    CHECK(read("1.299,00 €") == "1299.00 EUR");
    CHECK(read("EUR 12.99") == "12.99 EUR");
    CHECK(read("12.99 EUR") == "12.99 EUR");
    CHECK(read("$1,299") == "1299.00 USD");
    CHECK(read("US$ 1,299.50") == "1299.50 USD");
    CHECK(read("1 299,00 zł") == "1299.00 PLN");
    CHECK(read("1\u00A0299,00 €") == "1299.00 EUR");
    CHECK(read("CHF 1'299.00") == "1299.00 CHF");
    CHECK(read("12.5") == "12.50 USD");
    CHECK(read("399.0") == "399.00 USD");
    CHECK(read("12,5", "EUR") == "12.50 EUR");
    CHECK(read("1.234.567,89", "EUR") == "1234567.89 EUR");
    CHECK(read("1,234,567", "EUR") == "1234567.00 EUR");
    CHECK(read("0.999", "KWD") == "0.999 KWD");
    CHECK(read("1.299", "KWD") == "1.299 KWD");
    CHECK(read("1.299", "EUR") == "1299.00 EUR");
    CHECK(read("₹1,29,900.00") == "129900.00 INR");
    CHECK(read(".99") == "0.99 USD");
    CHECK(read("12,-", "EUR") == "12.00 EUR");
    CHECK(read("199 kr", "SEK") == "199.00 SEK");
    CHECK(read("¥1200", "JPY") == "1200 JPY");
}

TEST_CASE("what is no price is refused, with the text") {
    for (const char* text : {"", "free", "12.99 - 15.99", "1.2.3", "12,34,56", "1,2,900.00", "-5", "1.299,00,1", "€",
                             ".", "1 2 3 a"}) {
        INFO(text);
        CHECK_THROWS_AS((void)read(text), Error);
    }
}

TEST_CASE("more decimals than the currency has are refused, or rounded where that is asked for") {
    CHECK_THROWS_AS((void)read("12.3456"), Error);
    CHECK(to_string(read_price("12.3456", Currency{"USD"}, Rounding::half_up)) == "12.35 USD");
}
