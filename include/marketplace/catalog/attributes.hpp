#pragma once
// What the text of a product says about it: amounts, packs, sizes, colours, versions, editions, platforms and model
// codes, each with the place that says so. "6 x 330ml" and "330 ml (6 pack)" have the same attributes.
//
// Amounts are whole millionths of a base unit, rounded once; no floating point number is used, so that equal packs are
// equal on every machine. What the words mean is in tables: src/catalog/attributes/units.cpp and words.cpp.

#include <marketplace/catalog/text.hpp>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// What an attribute tells. Those with an amount name the base unit.
enum class AttributeKind : std::uint8_t {
    volume,      ///< millilitres
    mass,        ///< grams
    length,      ///< millimetres
    data,        ///< kilobytes, of 1000 bytes
    charge,      ///< milliampere hours
    power,       ///< watts
    voltage,     ///< volts
    frequency,   ///< hertz
    pixels,      ///< megapixels
    duration,    ///< days; a month has 30, a year 365
    seats,       ///< users or licences
    pack,        ///< items in the pack
    dimensions,  ///< two or three lengths: "100x200x50" in millimetres, or numbers without a unit: "1920x1080"
    size,        ///< of clothes: "xl", "42"
    colour,
    version,  ///< "8" for 8 and 8.0
    year,
    edition,
    platform,
    model_code,  ///< letters and digits of a part number: "pslx350h"
};
MARKETPLACE_COMPILED_ENUM(AttributeKind, volume, mass, length, data, charge, power, voltage, frequency, pixels,
                          duration, seats, pack, dimensions, size, colour, version, year, edition, platform, model_code)

/// One fact that a text states.
struct Attribute {
    AttributeKind kind{};
    std::int64_t amount_micro = 0;  ///< millionths of the base unit; 0 for what has no amount
    std::string text;               ///< the normal form of what has no amount: "grey" for gray
    TextSpan span;                  ///< where the text says so

    friend bool operator==(const Attribute&, const Attribute&) = default;
};
MARKETPLACE_COMPILED_RECORD(Attribute, (kind, amount_micro, text, span));

/// What a point or a comma between digits means where it could be either.
enum class NumberStyle : std::uint8_t {
    automatic,  ///< the last of two different signs is decimal; "1,000" is a thousand, "1.000" is one
    point,      ///< "1,000.5": the point is decimal
    comma,      ///< "1.000,5": the comma is decimal
};
MARKETPLACE_COMPILED_ENUM(NumberStyle, automatic, point, comma)

/// The attributes of a text, in the order of their places; the same text always gives the same. A number of more than
/// 15 digits is none. Throws `limit_exceeded` for a text above `text_bytes_max`.
[[nodiscard]] std::vector<Attribute> extract_attributes(std::string_view text,
                                                        NumberStyle style = NumberStyle::automatic);

/// Whether two attributes state the same: the same kind and text, and amounts that differ by at most one in a hundred,
/// since labels round when they convert ("12 fl oz" and "355 ml"). Packs and seats are counted, so they must be equal.
[[nodiscard]] bool states_the_same(const Attribute& a, const Attribute& b);

}  // namespace marketplace::catalog
