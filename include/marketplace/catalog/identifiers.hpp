#pragma once
// Trade item numbers: GTIN-8, -12, -13 and -14, UPC-E and ISBN, all in one normal form.
//
// The normal form is the number of the GTIN-14, so that "036000291452" and "0036000291452" are equal. Reading looks at
// length, check digit and the ranges that GS1 keeps from trade; it allocates nothing and throws nothing. A number that
// is sound still proves little by itself: vendors copy them from the wrong box, so a hit is checked for contradictions.

#include <marketplace/core/record.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace marketplace::catalog {

/// A global trade item number: 14 digits with a right check digit. Zero is none.
struct Gtin {
    std::int64_t number = 0;

    friend bool operator==(const Gtin&, const Gtin&) = default;
    friend auto operator<=>(const Gtin&, const Gtin&) = default;
};

/// How a number was written.
enum class GtinForm : std::uint8_t { gtin_8, gtin_12, gtin_13, gtin_14, upc_e, isbn_10 };
MARKETPLACE_COMPILED_ENUM(GtinForm, gtin_8, gtin_12, gtin_13, gtin_14, upc_e, isbn_10)

/// Who gave out a number, and so whether two vendors mean the same thing by it.
enum class GtinRange : std::uint8_t {
    item,           ///< one trade item, worldwide
    book,           ///< 978 and 979 without 979-0: an ISBN
    music,          ///< 979-0: an ISMN
    serial,         ///< 977: an ISSN, the same for every issue
    restricted,     ///< 02, 04, 20 to 29 and GTIN-8 from 0 and 2: given out by a shop or a region for itself
    coupon,         ///< 05, 98 and 99: coupons and refund receipts
    demonstration,  ///< 952: in examples only
    filler,         ///< one digit over and over, or 1234567: typed to fill a field
};
MARKETPLACE_COMPILED_ENUM(GtinRange, item, book, music, serial, restricted, coupon, demonstration, filler)

/// Why a text is no trade item number.
enum class GtinFault : std::uint8_t { none, empty, not_digits, wrong_length, check_digit };
MARKETPLACE_COMPILED_ENUM(GtinFault, none, empty, not_digits, wrong_length, check_digit)

/// What a text was read as. Everything but `fault` means something only where `fault` is none.
struct GtinReading {
    Gtin gtin;
    GtinForm form = GtinForm::gtin_13;
    GtinRange range = GtinRange::item;
    GtinFault fault = GtinFault::empty;

    friend bool operator==(const GtinReading&, const GtinReading&) = default;
};

/// Reads a number as people write it: blanks around it, and blanks and hyphens within it, are skipped. Eight digits are
/// a GTIN-8 or a UPC-E; where both check digits are right they are a UPC-E if they begin with 0, since GTIN-8 from 0
/// never leave a shop, and else a GTIN-8. Ten digits are an ISBN-10, which becomes its ISBN-13. Never throws.
[[nodiscard]] GtinReading read_gtin(std::string_view text) noexcept;

/// Reads a column; `out` is as long as `texts`, or `invalid_value` is thrown.
void read_gtins(std::span<const std::string_view> texts, std::span<GtinReading> out);

/// Reads a number that has to be right. Throws `invalid_value` with the field, the text and what was expected.
[[nodiscard]] Gtin parse_gtin(std::string_view text, std::string_view field = "gtin");

/// 14 digits: "00036000291452".
[[nodiscard]] std::string to_string(Gtin gtin);

/// The range of a number; that of the item inside, for a pack.
[[nodiscard]] GtinRange range_of(Gtin gtin) noexcept;

/// Whether every vendor means the same thing by it: an item, a book or music.
[[nodiscard]] bool is_worldwide(Gtin gtin) noexcept;

/// The first of the 14 digits: 0 for the item itself, 1 to 8 for a pack of it, 9 for an amount that varies. A pack is
/// another product than what it holds.
[[nodiscard]] std::int32_t pack_indicator(Gtin gtin) noexcept;

/// The item inside a pack: the number with the indicator 0. The item itself stays as it is.
[[nodiscard]] Gtin item_in_pack(Gtin gtin) noexcept;

/// The check digit that belongs behind some digits by GS1's rule: weights 3 and 1, from the right. Throws
/// `invalid_value` for anything but 1 to 17 digits.
[[nodiscard]] std::int32_t check_digit_of(std::string_view digits);

/// The GTIN-12 of a UPC-E of 6 digits (number system 0), 7 (without check digit) or 8; none for another text or a check
/// digit that is wrong. Six and seven digits are not read by `read_gtin`: too many other numbers look like them.
[[nodiscard]] std::optional<Gtin> expand_upc_e(std::string_view text) noexcept;

/// The ISBN-10 of a book: "0306406152"; empty for anything else, 979 among it.
[[nodiscard]] std::string isbn_10_of(Gtin gtin);

}  // namespace marketplace::catalog

template <>
struct marketplace::ScalarTraits<marketplace::catalog::Gtin> {
    static constexpr std::string_view name = "Gtin";
    static std::string format(const catalog::Gtin& value) { return catalog::to_string(value); }
    static catalog::Gtin parse(std::string_view text) { return catalog::parse_gtin(text, ""); }
};

namespace marketplace::catalog {
MARKETPLACE_COMPILED_RECORD(GtinReading, (gtin, form, range, fault));
}
