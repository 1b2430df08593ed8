#include <marketplace/money/rounding.hpp>

namespace marketplace {
namespace {

/// Whether the magnitude grows by one. `twice_vs_whole` compares twice the remainder with the divisor.
bool grows(Rounding rounding, bool negative, bool odd_quotient, int twice_vs_whole) {
    switch (rounding) {
        case Rounding::up: return true;
        case Rounding::down: return false;
        case Rounding::ceiling: return !negative;
        case Rounding::floor: return negative;
        case Rounding::exact: fail(ErrorCode::inexact, "", "", "a result without a fraction");
        default: break;
    }
    if (twice_vs_whole != 0) return twice_vs_whole > 0;
    switch (rounding) {
        case Rounding::half_up: return true;
        case Rounding::half_even: return odd_quotient;
        case Rounding::half_odd: return !odd_quotient;
        case Rounding::half_ceiling: return !negative;
        case Rounding::half_floor: return negative;
        default: return false;
    }
}

}  // namespace

int128 divide(int128 numerator, int128 denominator, Rounding rounding) {
    if (denominator == 0) fail(ErrorCode::division_by_zero, "denominator", "0", "a number other than zero");
    const int128 quotient = numerator / denominator;
    const int128 remainder = numerator - quotient * denominator;
    if (remainder == 0) return quotient;
    const bool negative = (numerator < 0) != (denominator < 0);
    const int128 part = remainder < 0 ? -remainder : remainder;
    const int128 whole = denominator < 0 ? -denominator : denominator;
    const int128 rest = whole - part;  // part against rest is twice the part against the whole, without overflow
    const int order = part > rest ? 1 : part < rest ? -1 : 0;
    if (!grows(rounding, negative, quotient % 2 != 0, order)) return quotient;
    return negative ? quotient - 1 : quotient + 1;
}

}  // namespace marketplace
