#pragma once
// Exact rates: 13.25 %, 1/3, 0.0825. A fraction in lowest terms, never a binary floating point number.

#include <marketplace/core/checked.hpp>
#include <marketplace/core/record.hpp>
#include <marketplace/money/rounding.hpp>

#include <compare>
#include <string>
#include <string_view>

namespace marketplace {

/// An exact fraction in lowest terms with a positive denominator; the default is 0. All operations are
/// exact or throw `overflow`.
class Rate {
public:
    constexpr Rate() = default;
    /// Throws `division_by_zero`, `overflow`.
    Rate(std::int64_t numerator, std::int64_t denominator);
    /// 1 basis point is 1/10 000: `Rate::bps(1325)` is 13.25 %.
    [[nodiscard]] static Rate bps(std::int64_t basis_points);
    /// "13.25%", "0.1325", "53/400", "1325bps". Throws `parse_error`.
    [[nodiscard]] static Rate parse(std::string_view text);

    [[nodiscard]] constexpr std::int64_t numerator() const noexcept { return numerator_; }
    [[nodiscard]] constexpr std::int64_t denominator() const noexcept { return denominator_; }
    [[nodiscard]] constexpr bool is_zero() const noexcept { return numerator_ == 0; }

    /// value * this, rounded to a whole number.
    [[nodiscard]] std::int64_t of(std::int64_t value, Rounding rounding) const;

    friend constexpr bool operator==(const Rate&, const Rate&) = default;
    friend std::strong_ordering operator<=>(const Rate& a, const Rate& b);
    friend Rate operator+(const Rate& a, const Rate& b);
    friend Rate operator-(const Rate& a, const Rate& b);
    friend Rate operator*(const Rate& a, const Rate& b);
    friend Rate operator/(const Rate& a, const Rate& b);

private:
    std::int64_t numerator_ = 0;
    std::int64_t denominator_ = 1;
};

/// The shortest of the exact forms: "13.25%" where a percentage with at most 6 decimals is exact, else
/// a fraction such as "1/3".
[[nodiscard]] std::string to_string(const Rate& rate);

template <>
struct ScalarTraits<Rate> {
    static constexpr std::string_view name = "Rate";
    static std::string format(const Rate& rate) { return to_string(rate); }
    static Rate parse(std::string_view text) { return Rate::parse(text); }
};

}  // namespace marketplace
