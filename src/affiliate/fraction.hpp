#pragma once
// The exact amount of a charge before rounding; private to the affiliate module.

#include <marketplace/money/money.hpp>

#include <string>

namespace marketplace::affiliate::detail {

/// numerator / denominator with a positive denominator, not necessarily in lowest terms.
struct Fraction {
    int128 numerator = 0;
    int128 denominator = 1;
};

/// value * rate; always exact.
[[nodiscard]] Fraction product(std::int64_t value, const Rate& rate) noexcept;
/// Throw `overflow` when the exact result does not fit in 128 bits.
[[nodiscard]] Fraction operator+(const Fraction& a, const Fraction& b);
[[nodiscard]] Fraction operator*(const Fraction& a, const Fraction& b);
[[nodiscard]] bool operator<(const Fraction& a, const Fraction& b);
[[nodiscard]] std::int64_t round(const Fraction& value, Rounding rounding);
[[nodiscard]] Fraction reduced(const Fraction& value);
/// "1999/20" in lowest terms, or "100".
[[nodiscard]] std::string to_string(const Fraction& value);

}  // namespace marketplace::affiliate::detail
