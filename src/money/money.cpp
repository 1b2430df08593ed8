#include <marketplace/money/money.hpp>

#include <marketplace/money/decimal.hpp>

namespace marketplace {
namespace {

constexpr std::string_view expected_form = "an amount such as 12.34 EUR";

/// Decimal text to minor units. MGA and MRU write fifths as hundredths: 0.20 is one minor unit.
Amount to_minor(std::string_view text, Currency currency, Rounding rounding, std::string_view whole) {
    const Decimal decimal = parse_decimal(text, "money", whole, expected_form);
    const int128 scaled = wide_multiply(decimal.digits, currency.minor_per_major());
    try {
        return {narrow(divide(scaled, power_of_ten(decimal.scale), rounding))};
    } catch (const Error& error) {
        if (error.code() != ErrorCode::inexact) throw;
        fail(ErrorCode::inexact, "money", whole, "no more decimals than the currency has");
    }
}

}  // namespace

void require_same(Currency expected, Currency found, std::string_view field) {
    if (expected != found) fail(ErrorCode::currency_mismatch, field, found.code(), expected.code());
}

Money operator+(const Money& a, const Money& b) {
    require_same(a.currency, b.currency, "currency");
    return {a.minor + b.minor, a.currency};
}
Money operator-(const Money& a, const Money& b) {
    require_same(a.currency, b.currency, "currency");
    return {a.minor - b.minor, a.currency};
}
Money operator-(const Money& a) { return {-a.minor, a.currency}; }

Amount multiply(Amount amount, const Rate& rate, Rounding rounding) { return {rate.of(amount.value, rounding)}; }

Money multiply(const Money& money, const Rate& rate, Rounding rounding) {
    return {multiply(money.minor, rate, rounding), money.currency};
}

Money parse_money(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) fail(ErrorCode::parse_error, "money", text, expected_form);
    std::string_view number = text.substr(0, blank);
    std::string_view code = text.substr(blank + 1);
    constexpr std::string_view number_starts = "-+0123456789";
    if (!code.empty() && number_starts.find(code.front()) != std::string_view::npos) std::swap(number, code);
    const Currency currency{code};
    return {to_minor(number, currency, Rounding::exact, text), currency};
}

Money parse_money(std::string_view decimal, Currency currency, Rounding rounding) {
    return {to_minor(decimal, currency, rounding, decimal), currency};
}

std::string to_decimal(const Money& money) {
    const int exponent = money.currency.exponent();
    const std::int64_t step = power_of_ten(exponent) / money.currency.minor_per_major();
    return format_decimal(checked_multiply(money.minor.value, step), exponent);
}

std::string to_string(const Money& money) {
    return to_decimal(money) + " " + std::string{money.currency.code()};
}

}  // namespace marketplace
