#include <marketplace/money/decimal.hpp>
#include <marketplace/money/exchange.hpp>

namespace marketplace {

Money convert(const Money& money, const ExchangeRate& exchange, Rounding rounding) {
    require_same(exchange.from, money.currency, "money.currency");
    const Rate scale{exchange.to.minor_per_major(), exchange.from.minor_per_major()};
    return {multiply(money.minor, exchange.rate * scale, rounding), exchange.to};
}

ExchangeRate inverse(const ExchangeRate& exchange) {
    return {exchange.to, exchange.from, Rate{1, 1} / exchange.rate};
}

ExchangeRate chain(const ExchangeRate& first, const ExchangeRate& second) {
    require_same(first.to, second.from, "second.from");
    return {first.from, second.to, first.rate * second.rate};
}

ProviderAmount to_provider(const Money& money, ProviderName provider) {
    const ProviderCurrency rule = provider_currency(provider, money.currency);
    const std::int64_t provider_units = power_of_ten(rule.exponent);
    const std::int64_t ledger_units = money.currency.minor_per_major();
    const int128 exact = wide_multiply(money.minor.value, provider_units);
    const int128 steps = divide(exact, wide_multiply(ledger_units, rule.step), Rounding::down);
    const std::int64_t sent = narrow(steps * rule.step);
    // A provider unit finer than the ledger's may leave a fraction; give up whole ledger units then.
    const int128 covered = divide(wide_multiply(sent, ledger_units), provider_units, Rounding::down);
    const auto kept = Amount{narrow(money.minor.value - covered)};
    return {sent, kept};
}

Money from_provider(std::int64_t value, Currency currency, ProviderName provider) {
    const std::int64_t provider_units = power_of_ten(provider_currency(provider, currency).exponent);
    const int128 scaled = wide_multiply(value, currency.minor_per_major());
    return {Amount{narrow(divide(scaled, provider_units, Rounding::exact))}, currency};
}

}  // namespace marketplace
