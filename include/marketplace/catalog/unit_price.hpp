#pragma once
// Unit prices: what 100 ml, a kilogram or a piece costs, so that packs of different sizes can be compared.
//
// The amount in a pack is an exact fraction of a base unit, so three bottles of a third of a litre are one litre.
// Only the last step rounds, and it says how.

#include <marketplace/money/money.hpp>

#include <cstdint>

namespace marketplace::catalog {

/// What an amount is counted in.
enum class BaseUnit : std::uint8_t { unstated, piece, gram, millilitre, millimetre };
MARKETPLACE_COMPILED_ENUM(BaseUnit, unstated, piece, gram, millilitre, millimetre)

/// How much a pack holds: numerator / denominator base units. Everything has to be stated.
struct ContentAmount {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    BaseUnit unit = BaseUnit::unstated;

    friend bool operator==(const ContentAmount&, const ContentAmount&) = default;
};
MARKETPLACE_COMPILED_RECORD(ContentAmount, (numerator, denominator, unit));

/// What `per_units` base units cost: 1000 grams for the price of a kilogram.
struct UnitPrice {
    Money price;
    std::int64_t per_units = 0;
    BaseUnit unit = BaseUnit::unstated;
    bool is_exact = false;  ///< nothing was rounded away

    friend bool operator==(const UnitPrice&, const UnitPrice&) = default;
};
MARKETPLACE_COMPILED_RECORD(UnitPrice, (price, per_units, unit, is_exact));

/// Throws `invalid_value` or `out_of_range` naming the field; numerator and denominator are 1 to 1 000 000 000.
void validate(const ContentAmount& content);

/// The price of `per_units` base units of a pack. Exact but for the last step. Throws `out_of_range` for a negative
/// price and for `per_units` other than 1 to 1 000 000 000, `unknown_currency` for no currency, `overflow`.
[[nodiscard]] UnitPrice unit_price(const Money& price, const ContentAmount& content, std::int64_t per_units,
                                   Rounding rounding);

}  // namespace marketplace::catalog
