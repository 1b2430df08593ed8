#pragma once
// Exchange of currencies at exact rates, and conversion to the integers that a provider takes.

#include <marketplace/money/money.hpp>

#include <span>

namespace marketplace {

/// One major unit of `from` is `rate` major units of `to`: EUR to JPY at 163.5.
struct ExchangeRate {
    Currency from;
    Currency to;
    Rate rate;

    friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};
MARKETPLACE_COMPILED_RECORD(ExchangeRate, (from, to, rate));

/// The money in the other currency; the exponents of both are taken into account and only the last step
/// rounds. Throws `currency_mismatch`, `overflow`.
[[nodiscard]] Money convert(const Money& money, const ExchangeRate& exchange, Rounding rounding);

/// The exact rate back. Throws `division_by_zero` for a zero rate.
[[nodiscard]] ExchangeRate inverse(const ExchangeRate& exchange);

/// The money after several exchanges, one after another, of which only the last step rounds: exact where the
/// product of the rates would not fit into a `Rate`. Throws `invalid_value` without a rate,
/// `currency_mismatch` naming the exchange, `overflow` when the result does not fit.
[[nodiscard]] Money convert_through(const Money& money, std::span<const ExchangeRate> exchanges, Rounding rounding);

/// The exact rate through a middle currency: EUR to USD, USD to JPY. Throws `overflow` when its fraction does
/// not fit, as with two rates of ten decimals; `convert_through` needs no such rate.
[[nodiscard]] ExchangeRate chain(const ExchangeRate& first, const ExchangeRate& second);

/// What a provider is told, and what it cannot be told: `sent` is the provider's integer, `remainder`
/// is what is left in the minor unit of the ledger and belongs into a rounding account.
struct ProviderAmount {
    std::int64_t sent = 0;
    Amount remainder;

    friend bool operator==(const ProviderAmount&, const ProviderAmount&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProviderAmount, (sent, remainder));

/// Towards zero, so that a transfer never pays more than is owed.
[[nodiscard]] ProviderAmount to_provider(const Money& money, ProviderName provider);
/// The money of an integer that a provider reported. Throws `inexact` when it has no ledger equivalent.
[[nodiscard]] Money from_provider(std::int64_t value, Currency currency, ProviderName provider);

}  // namespace marketplace
