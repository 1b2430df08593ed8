#include "numbers.hpp"

#include <marketplace/core/checked.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog {
namespace {

constexpr int digits_max = 15;
constexpr std::int64_t million = 1'000'000;

/// The place of the decimal sign, or npos if every sign parts thousands.
std::size_t decimal_sign(std::string_view text, NumberStyle style) {
    const std::size_t point = text.rfind('.');
    const std::size_t comma = text.rfind(',');
    if (style == NumberStyle::point) return point;
    if (style == NumberStyle::comma) return comma;
    if (point != text.npos && comma != text.npos) return std::max(point, comma);
    const std::size_t last = point != text.npos ? point : comma;
    if (last == text.npos || text.find(text[last]) != last) return text.npos;  // none, or many: 1.299.000
    const bool is_thousands = text[last] == ',' && text.size() - last == 4 && last <= 3 && text[0] != '0';
    return is_thousands ? text.npos : last;
}

}  // namespace

std::optional<Number> read_number(std::string_view text, NumberStyle style) {
    const std::size_t decimal = decimal_sign(text, style);
    Number out;
    int digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '.' || text[i] == ',') continue;
        if (++digits > digits_max) return std::nullopt;
        out.numerator = out.numerator * 10 + (text[i] - '0');
        if (decimal != text.npos && i > decimal) out.denominator *= 10;
    }
    while (out.denominator > 1 && out.numerator % 10 == 0) {
        out.numerator /= 10;
        out.denominator /= 10;
    }
    return out;
}

std::optional<Number> mixed_number(const Number& whole, const Number& part, const Number& of) {
    constexpr std::int64_t denominators[]{2, 3, 4, 8, 16, 32, 64};
    if (!whole.is_whole() || !part.is_whole() || !of.is_whole() || part.numerator >= of.numerator) return std::nullopt;
    if (part.numerator == 0 || whole.numerator > million) return std::nullopt;
    if (std::ranges::find(denominators, of.numerator) == std::end(denominators)) return std::nullopt;
    return Number{whole.numerator * of.numerator + part.numerator, of.numerator};
}

std::optional<std::int64_t> millionths(const Number& number, std::int64_t numerator, std::int64_t denominator) {
    // A numerator is below 10^15, a unit's below 2^36, so that the product with a million fits into 128 bits.
    const int128 above = static_cast<int128>(number.numerator) * numerator * million;
    const int128 below = static_cast<int128>(number.denominator) * denominator;
    const int128 out = (2 * above + below) / (2 * below);
    if (out > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return static_cast<std::int64_t>(out);
}

}  // namespace marketplace::catalog
