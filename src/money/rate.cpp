#include <marketplace/money/rate.hpp>

#include <marketplace/money/decimal.hpp>

#include <numeric>

namespace marketplace {
namespace {

int128 greatest_common_divisor(int128 a, int128 b) {
    if (a < 0) a = -a;
    while (b != 0) {
        const int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

Rate reduced(int128 numerator, int128 denominator) {
    if (denominator == 0) fail(ErrorCode::division_by_zero, "rate", "", "a denominator other than zero");
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    const int128 common = greatest_common_divisor(denominator, numerator < 0 ? -numerator : numerator);
    return Rate{narrow(numerator / common), narrow(denominator / common)};
}

constexpr std::string_view expected_form = "a rate such as 13.25%, 0.1325, 53/400 or 1325bps";

Rate from_decimal(std::string_view text, std::int64_t divisor, std::string_view whole) {
    const Decimal decimal = parse_decimal(text, "rate", whole, expected_form);
    return reduced(decimal.digits, wide_multiply(power_of_ten(decimal.scale), divisor));
}

}  // namespace

Rate::Rate(std::int64_t numerator, std::int64_t denominator) {
    if (denominator == 0) fail(ErrorCode::division_by_zero, "rate", "", "a denominator other than zero");
    if (denominator == 1 || numerator == 0) {
        numerator_ = numerator;
        return;
    }
    int128 wide_numerator = numerator;
    int128 wide_denominator = denominator;
    if (wide_denominator < 0) {
        wide_numerator = -wide_numerator;
        wide_denominator = -wide_denominator;
    }
    const int128 common =
        greatest_common_divisor(wide_denominator, wide_numerator < 0 ? -wide_numerator : wide_numerator);
    numerator_ = narrow(wide_numerator / common);
    denominator_ = narrow(wide_denominator / common);
}

Rate Rate::bps(std::int64_t basis_points) { return Rate{basis_points, 10'000}; }

Rate Rate::parse(std::string_view text) {
    if (text.ends_with('%')) return from_decimal(text.substr(0, text.size() - 1), 100, text);
    if (text.ends_with("bps")) return from_decimal(text.substr(0, text.size() - 3), 10'000, text);
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return from_decimal(text, 1, text);
    const Decimal over = parse_decimal(text.substr(0, slash), "rate", text, expected_form);
    const Decimal under = parse_decimal(text.substr(slash + 1), "rate", text, expected_form);
    return reduced(wide_multiply(over.digits, power_of_ten(under.scale)),
                   wide_multiply(under.digits, power_of_ten(over.scale)));
}

std::int64_t Rate::of(std::int64_t value, Rounding rounding) const {
    return narrow(divide(wide_multiply(value, numerator_), denominator_, rounding));
}

std::strong_ordering operator<=>(const Rate& a, const Rate& b) {
    return wide_multiply(a.numerator_, b.denominator_) <=> wide_multiply(b.numerator_, a.denominator_);
}

// The sum of two products of 63 bit numbers fits in 127 bits and a sign.
Rate operator+(const Rate& a, const Rate& b) {
    return reduced(wide_multiply(a.numerator_, b.denominator_) + wide_multiply(b.numerator_, a.denominator_),
                   wide_multiply(a.denominator_, b.denominator_));
}
Rate operator-(const Rate& a, const Rate& b) {
    return reduced(wide_multiply(a.numerator_, b.denominator_) - wide_multiply(b.numerator_, a.denominator_),
                   wide_multiply(a.denominator_, b.denominator_));
}
Rate operator*(const Rate& a, const Rate& b) {
    return reduced(wide_multiply(a.numerator_, b.numerator_), wide_multiply(a.denominator_, b.denominator_));
}
Rate operator/(const Rate& a, const Rate& b) {
    return reduced(wide_multiply(a.numerator_, b.denominator_), wide_multiply(a.denominator_, b.numerator_));
}

std::string to_string(const Rate& rate) {
    constexpr std::int64_t micro_percent = 100'000'000;
    const int128 scaled = wide_multiply(rate.numerator(), micro_percent);
    const int128 percent = scaled / rate.denominator();
    const bool fits = percent <= INT64_MAX && percent >= INT64_MIN;
    if (scaled % rate.denominator() != 0 || !fits) {
        return std::to_string(rate.numerator()) + "/" + std::to_string(rate.denominator());
    }
    std::string text = format_decimal(static_cast<std::int64_t>(percent), 6);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text + "%";
}

}  // namespace marketplace
