#include "module.hpp"

#include <marketplace/money/allocation.hpp>
#include <marketplace/money/exchange.hpp>

namespace marketplace::surface {
namespace {

std::vector<std::string> currency_codes() {
    std::vector<std::string> codes;
    for (const CurrencyInfo& each : currency_table()) codes.emplace_back(each.code);
    return codes;
}

void register_allocation(Module& money) {
    money.function("allocate", {"total", "weights", {"options", AllocationOptions{}}}, &allocate);
    money.function("allocate_by_rates", {"total", "weights", {"options", AllocationOptions{}}}, &allocate_by_rates);
    money.function("allocate_portions", {"total", "portions"}, &allocate_portions);
    money.function("allocate_cumulative", {"parts", "cumulative", "before"}, &allocate_cumulative);
}

void register_text(Module& money) {
    money.function("parse_money", {"text"}, [](std::string_view text) { return parse_money(text); })
        .cpp("parse_money(string_view)");
    money.function("parse_amount", {"decimal", "currency", {"rounding", Rounding::exact}},
                   [](std::string_view decimal, Currency currency, Rounding rounding) {
                       return parse_money(decimal, currency, rounding);
                   })
        .cpp("parse_money(string_view, Currency, Rounding)");
    money.function("format_money", {"money"}, [](const Money& value) { return to_string(value); })
        .cpp("to_string(Money)");
    money.function("to_decimal", {"money"}, &to_decimal);
    money.function("parse_rate", {"text"}, [](std::string_view text) { return Rate::parse(text); }).cpp("Rate::parse");
    money.function("format_rate", {"rate"}, [](const Rate& rate) { return to_string(rate); }).cpp("to_string(Rate)");
    money.function("currency_codes", {}, &currency_codes).cpp("currency_table");
    money.function("is_withdrawn", {"currency"}, [](Currency currency) { return currency.info().withdrawn; })
        .cpp("Currency::info");
    money.function("exponent_of", {"currency"}, [](Currency currency) { return std::int32_t{currency.exponent()}; })
        .cpp("Currency::exponent");
    money.function("minor_per_major", {"currency"}, [](Currency currency) { return currency.minor_per_major(); })
        .cpp("Currency::minor_per_major");
}

}  // namespace

void register_money(Registry& registry) {
    Module money{registry, "money"};
    register_allocation(money);
    register_text(money);
    money.function("multiply", {"amount", "rate", "rounding"},
                   [](Amount amount, const Rate& rate, Rounding rounding) { return multiply(amount, rate, rounding); })
        .cpp("multiply(Amount, Rate, Rounding)");
    money
        .function(
            "multiply_money", {"money", "rate", "rounding"},
            [](const Money& value, const Rate& rate, Rounding rounding) { return multiply(value, rate, rounding); })
        .cpp("multiply(Money, Rate, Rounding)");
    money.function("add", {"a", "b"}, [](const Money& a, const Money& b) { return a + b; })
        .cpp("operator+(Money, Money)");
    money.function("subtract", {"a", "b"}, [](const Money& a, const Money& b) { return a - b; })
        .cpp("operator-(Money, Money)");
    money.function("negate", {"a"}, [](const Money& value) { return -value; }).cpp("operator-(Money)");
    money.function("convert", {"money", "exchange", "rounding"}, &convert);
    money.function("convert_through", {"money", "exchanges", "rounding"}, &convert_through);
    money.function("inverse", {"exchange"}, &inverse);
    money.function("chain", {"first", "second"}, &chain);
    money.function("to_provider", {"money", "provider"}, &to_provider);
    money.function("from_provider", {"value", "currency", "provider"}, &from_provider);
}

}  // namespace marketplace::surface
