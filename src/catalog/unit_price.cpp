#include <marketplace/catalog/unit_price.hpp>

#include <string>

namespace marketplace::catalog {
namespace {

// Price, amount and reference together stay below 2^63 * 2^30 * 2^30, which 128 bits hold.
constexpr std::int64_t units_max = 1'000'000'000;

void require_units(std::int64_t value, std::string_view field) {
    if (value < 1 || value > units_max) fail(ErrorCode::out_of_range, field, std::to_string(value), "1 to 1000000000");
}

}  // namespace

void validate(const ContentAmount& content) {
    require_units(content.numerator, "numerator");
    require_units(content.denominator, "denominator");
    if (content.unit == BaseUnit::unstated) {
        fail(ErrorCode::invalid_value, "unit", "unstated", "piece, gram, millilitre or millimetre");
    }
}

UnitPrice unit_price(const Money& price, const ContentAmount& content, std::int64_t per_units, Rounding rounding) {
    validate(content);
    require_units(per_units, "per_units");
    if (price.currency == Currency{}) fail(ErrorCode::unknown_currency, "price.currency", "XXX", "a currency");
    if (price.minor < Amount{}) {
        fail(ErrorCode::out_of_range, "price.minor", std::to_string(price.minor.value), "0 or more");
    }
    const int128 whole = wide_multiply(price.minor.value, per_units) * content.denominator;
    const int128 rounded = divide(whole, content.numerator, rounding);
    const bool is_exact = rounded * content.numerator == whole;
    return {{{narrow(rounded)}, price.currency}, per_units, content.unit, is_exact};
}

}  // namespace marketplace::catalog
