#include <marketplace/money/decimal.hpp>
#include <marketplace/money/exchange.hpp>

#include <boost/multiprecision/cpp_int.hpp>

namespace marketplace {
namespace {

using Whole = boost::multiprecision::cpp_int;

/// The quotient of whole numbers of any size.
Amount divide(const Whole& numerator, const Whole& denominator, Rounding rounding) {
    const Whole quotient = numerator / denominator;
    const Whole rest = numerator % denominator;
    if (quotient > INT64_MAX || quotient < INT64_MIN) {
        fail(ErrorCode::overflow, "", numerator.str() + "/" + denominator.str(), "an amount of 64 bits");
    }
    // Quarters say all that rounding asks of a rest: none, less than half, half or more.
    const Whole twice = 2 * abs(rest);
    const int quarters = rest == 0 ? 0 : twice < denominator ? 1 : twice == denominator ? 2 : 3;
    const int128 exact = wide_multiply(static_cast<std::int64_t>(quotient), 4) + (rest < 0 ? -quarters : quarters);
    return Amount{narrow(marketplace::divide(exact, 4, rounding))};
}

}  // namespace

Money convert(const Money& money, const ExchangeRate& exchange, Rounding rounding) {
    require_same(exchange.from, money.currency, "money.currency");
    return convert_through(money, {&exchange, 1}, rounding);
}

Money convert_through(const Money& money, std::span<const ExchangeRate> exchanges, Rounding rounding) {
    if (exchanges.empty()) fail(ErrorCode::invalid_value, "exchanges", "[]", "at least one rate");
    Whole numerator = money.minor.value;
    Whole denominator = 1;
    Currency currency = money.currency;
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        const ExchangeRate& exchange = exchanges[i];
        require_same(currency, exchange.from, "exchanges[" + std::to_string(i) + "].from");
        numerator *= exchange.rate.numerator();
        numerator *= exchange.to.minor_per_major();
        denominator *= exchange.rate.denominator();
        denominator *= exchange.from.minor_per_major();
        currency = exchange.to;
    }
    return {divide(numerator, denominator, rounding), currency};
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
