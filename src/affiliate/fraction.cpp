#include "fraction.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

namespace marketplace::affiliate::detail {
namespace {

__extension__ using uint128 = unsigned __int128;

uint128 magnitude(int128 value) { return value < 0 ? ~static_cast<uint128>(value) + 1 : static_cast<uint128>(value); }

bool fits_64(int128 value) { return value <= INT64_MAX && value >= -INT64_MAX; }

int bits_of(int128 value) {
    const uint128 size = magnitude(value);
    const auto high = static_cast<std::uint64_t>(size >> 64);
    return static_cast<int>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(size)));
}

int128 multiply(int128 a, int128 b) {
    if (fits_64(a) && fits_64(b)) return a * b;
    // The compiler's own check of 128 bit products needs a run-time library that clang does not link.
    if (bits_of(a) + bits_of(b) > 126) fail(ErrorCode::overflow, "", "", "an exact charge within 128 bits");
    return a * b;
}

/// Euclid's: rates have small denominators, so that a handful of divisions of 64 bits is all there is to it.
template <class Integer>
Integer euclid(Integer a, Integer b) {
    while (b != 0) {
        const Integer rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

int128 greatest_common_divisor(int128 a, int128 b) {
    if (fits_64(a) && fits_64(b)) return euclid(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
    return euclid(a, b);
}

/// Enough for any 128 bit number and its sign.
constexpr std::size_t digits_max = 40;

/// Writes a number and returns where it ends.
char* write(char* to, int128 value) {
    if (fits_64(value)) return std::to_chars(to, to + digits_max, static_cast<std::int64_t>(value)).ptr;
    char digits[digits_max];
    char* begin = digits + digits_max;
    uint128 left = magnitude(value);
    do {
        *--begin = static_cast<char>('0' + static_cast<int>(left % 10));
        left /= 10;
    } while (left != 0);
    if (value < 0) *--begin = '-';
    return std::copy(begin, digits + digits_max, to);
}

}  // namespace

Fraction product(std::int64_t value, const Rate& rate) noexcept {
    return {wide_multiply(value, rate.numerator()), rate.denominator()};
}

Fraction operator+(const Fraction& a, const Fraction& b) {
    if (a.denominator == b.denominator) return {a.numerator + b.numerator, a.denominator};
    if (b.denominator == 1) return {a.numerator + multiply(b.numerator, a.denominator), a.denominator};
    const int128 common = greatest_common_divisor(a.denominator, b.denominator);
    const int128 to_a = b.denominator / common;
    const int128 to_b = a.denominator / common;
    return {multiply(a.numerator, to_a) + multiply(b.numerator, to_b), multiply(a.denominator, to_a)};
}

Fraction operator*(const Fraction& a, const Fraction& b) {
    const Fraction x = reduced({a.numerator, b.denominator});
    const Fraction y = reduced({b.numerator, a.denominator});
    return {multiply(x.numerator, y.numerator), multiply(x.denominator, y.denominator)};
}

bool operator<(const Fraction& a, const Fraction& b) {
    if (a.denominator == b.denominator) return a.numerator < b.numerator;
    return multiply(a.numerator, b.denominator) < multiply(b.numerator, a.denominator);
}

std::int64_t round(const Fraction& value, Rounding rounding) {
    if (value.denominator == 1) return narrow(value.numerator);
    return narrow(divide(value.numerator, value.denominator, rounding));
}

/// Reduces a fraction whose denominator is decimal, as that of a rate written in decimals is. Divides by no number
/// that the compiler does not know, which Euclid's algorithm does a dozen times.
Fraction without_decimal_factors(std::int64_t numerator, std::int64_t denominator) {
    const int twos = std::countr_zero(static_cast<std::uint64_t>(numerator | denominator));
    numerator >>= twos;
    denominator >>= twos;
    while (denominator % 5 == 0 && numerator % 5 == 0) {
        numerator /= 5;
        denominator /= 5;
    }
    return {numerator, denominator};
}

/// Whether a positive number has no factors but 2 and 5.
bool is_decimal(std::int64_t number) {
    number >>= std::countr_zero(static_cast<std::uint64_t>(number));
    while (number % 5 == 0) number /= 5;
    return number == 1;
}

Fraction reduced(const Fraction& value) {
    if (value.denominator == 1) return value;
    if (value.numerator == 0) return {0, 1};
    if (fits_64(value.numerator) && fits_64(value.denominator)) {
        const auto numerator = static_cast<std::int64_t>(value.numerator);
        const auto denominator = static_cast<std::int64_t>(value.denominator);
        if (is_decimal(denominator)) return without_decimal_factors(numerator, denominator);
        const std::int64_t common = euclid(numerator, denominator);
        return {numerator / common, denominator / common};
    }
    const int128 common = euclid(value.numerator, value.denominator);
    return {value.numerator / common, value.denominator / common};
}

std::string to_string(const Fraction& value) {
    const Fraction shown = reduced(value);
    char text[2 * digits_max + 1];
    char* end = write(text, shown.numerator);
    if (shown.denominator != 1) {
        *end++ = '/';
        end = write(end, shown.denominator);
    }
    return {text, end};
}

}  // namespace marketplace::affiliate::detail
