// Texts of money, decimals, rates, instants and days.

#include "fuzzing.hpp"

#include <marketplace/core/time.hpp>
#include <marketplace/money/decimal.hpp>
#include <marketplace/money/money.hpp>

using namespace marketplace;

namespace {

Decimal decimal_of(std::string_view text) { return parse_decimal(text, "number", text, "a number"); }

void decimals(std::string_view text) {
    const auto decimal = fuzz::accepted([&] { return decimal_of(text); });
    if (!decimal) return;
    const Decimal again = decimal_of(format_decimal(decimal->digits, decimal->scale));
    fuzz::require(again.digits == decimal->digits && again.scale == decimal->scale, "a decimal is read again");
}

void money(std::string_view text) {
    if (const auto money = fuzz::accepted([&] { return parse_money(text); })) {
        fuzz::require(parse_money(to_string(*money)) == *money, "money is read again");
    }
    const Currency euro{"EUR"};
    const auto exact = fuzz::accepted([&] { return parse_money(text, euro); });
    const auto rounded = fuzz::accepted([&] { return parse_money(text, euro, Rounding::half_up); });
    fuzz::require(!exact || (rounded && *rounded == *exact), "an exact amount is not rounded");
}

void rates(std::string_view text) {
    const auto rate = fuzz::accepted([&] { return Rate::parse(text); });
    if (!rate) return;
    fuzz::require(rate->denominator() > 0, "the denominator of a rate is positive");
    fuzz::require(Rate::parse(to_string(*rate)) == *rate, "a rate is read again");
}

void times(std::string_view text) {
    if (const auto at = fuzz::accepted([&] { return parse_timestamp(text); })) {
        fuzz::require(parse_timestamp(to_string(*at)) == *at, "an instant is read again");
    }
    if (const auto date = fuzz::accepted([&] { return parse_date(text); })) {
        fuzz::require(parse_date(to_string(*date)) == *date, "a day is read again");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    decimals(text);
    money(text);
    rates(text);
    times(text);
    return 0;
}
