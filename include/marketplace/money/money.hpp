#pragma once
// Amounts of money: whole minor units. `Money` carries its currency; `Amount` is a number of minor
// units in the currency that the enclosing record states once. Both check for overflow in release
// builds too, and neither can meet a floating point number.
//
// Exact: + - unary minus, comparison, `minor` access. Rounded by a named mode: `multiply`, `convert`.

#include <marketplace/core/checked.hpp>
#include <marketplace/core/record.hpp>
#include <marketplace/money/currency.hpp>
#include <marketplace/money/rate.hpp>
#include <marketplace/money/rounding.hpp>

#include <compare>
#include <string>
#include <string_view>

namespace marketplace {

/// Minor units of the currency that the enclosing record names.
struct Amount {
    std::int64_t value = 0;

    static constexpr std::string_view kind() noexcept { return "Amount"; }

    friend constexpr bool operator==(Amount, Amount) = default;
    friend constexpr auto operator<=>(Amount, Amount) = default;
};

[[nodiscard]] constexpr Amount operator+(Amount a, Amount b) { return {checked_add(a.value, b.value)}; }
[[nodiscard]] constexpr Amount operator-(Amount a, Amount b) { return {checked_subtract(a.value, b.value)}; }
[[nodiscard]] constexpr Amount operator-(Amount a) { return {checked_subtract(0, a.value)}; }
[[nodiscard]] constexpr Amount operator*(Amount a, std::int64_t times) { return {checked_multiply(a.value, times)}; }
constexpr Amount& operator+=(Amount& a, Amount b) { return a = a + b; }
constexpr Amount& operator-=(Amount& a, Amount b) { return a = a - b; }

template <>
inline constexpr bool is_strong_integer<Amount> = true;

/// A number of minor units with its currency.
struct Money {
    Amount minor;
    Currency currency;

    friend constexpr bool operator==(const Money&, const Money&) = default;
    friend constexpr auto operator<=>(const Money&, const Money&) = default;
};
MARKETPLACE_COMPILED_RECORD(Money, (minor, currency));

/// Throw `currency_mismatch` or `overflow`.
[[nodiscard]] Money operator+(const Money& a, const Money& b);
[[nodiscard]] Money operator-(const Money& a, const Money& b);
[[nodiscard]] Money operator-(const Money& a);

/// amount * rate, rounded to a whole minor unit.
[[nodiscard]] Amount multiply(Amount amount, const Rate& rate, Rounding rounding);
[[nodiscard]] Money multiply(const Money& money, const Rate& rate, Rounding rounding);

/// Reads "12.34 EUR" or "EUR 12.34"; exactly the decimals of the currency or fewer, nothing rounded.
/// Throws `parse_error`, `unknown_currency`, `inexact`, `overflow`.
[[nodiscard]] Money parse_money(std::string_view text);
/// Reads "12.34" as an amount of a currency. `rounding` decides about further decimals; the default
/// refuses them.
[[nodiscard]] Money parse_money(std::string_view decimal, Currency currency, Rounding rounding = Rounding::exact);

/// "12.34 EUR".
[[nodiscard]] std::string to_string(const Money& money);
/// "12.34".
[[nodiscard]] std::string to_decimal(const Money& money);

/// Throws `currency_mismatch` about `field` unless both are the same.
void require_same(Currency expected, Currency found, std::string_view field);

}  // namespace marketplace
