#pragma once
// Decimal text to an integer and a scale, and back. The only number parser of the money layer.

#include <cstdint>
#include <string>
#include <string_view>

namespace marketplace {

/// digits / 10^scale, exactly as written.
struct Decimal {
    std::int64_t digits = 0;
    int scale = 0;
};

/// Reads "-12.340": an optional sign, digits, at most one point with digits on both sides, no blanks,
/// no exponent, no thousands separators. Throws `parse_error` or `overflow` about `field` and `whole`.
[[nodiscard]] Decimal parse_decimal(std::string_view text, std::string_view field, std::string_view whole,
                                    std::string_view expected);

/// 10^exponent for 0 to 18; throws `overflow` beyond.
[[nodiscard]] std::int64_t power_of_ten(int exponent);

/// (-1234, 2) to "-12.34".
[[nodiscard]] std::string format_decimal(std::int64_t digits, int scale);

}  // namespace marketplace
