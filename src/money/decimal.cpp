#include <marketplace/money/decimal.hpp>

#include <marketplace/core/checked.hpp>

namespace marketplace {

Decimal parse_decimal(std::string_view text, std::string_view field, std::string_view whole,
                      std::string_view expected) {
    const auto refuse = [&] { fail(ErrorCode::parse_error, field, whole, expected); };
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto point = text.find('.');
    const std::string_view units = text.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
    if (units.empty() || (point != std::string_view::npos && fraction.empty())) refuse();
    const int128 digits_max = static_cast<int128>(INT64_MAX) + (negative ? 1 : 0);
    int128 digits = 0;
    for (const std::string_view part : {units, fraction}) {
        for (const char c : part) {
            if (c < '0' || c > '9') refuse();
            digits = digits * 10 + (c - '0');
            if (digits > digits_max) fail(ErrorCode::overflow, field, whole, "a number within 64 bits");
        }
    }
    if (fraction.size() > 18) fail(ErrorCode::overflow, field, whole, "at most 18 decimals");
    return {static_cast<std::int64_t>(negative ? -digits : digits), static_cast<int>(fraction.size())};
}

std::int64_t power_of_ten(int exponent) {
    if (exponent < 0 || exponent > 18) fail(ErrorCode::overflow, "exponent", std::to_string(exponent), "0 to 18");
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

std::string format_decimal(std::int64_t digits, int scale) {
    // The magnitude as unsigned: the lowest 64 bit number has no positive twin.
    const auto magnitude = digits < 0 ? ~static_cast<std::uint64_t>(digits) + 1 : static_cast<std::uint64_t>(digits);
    std::string text = std::to_string(magnitude);
    const auto width = static_cast<std::size_t>(scale) + 1;
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    if (scale > 0) text.insert(text.size() - static_cast<std::size_t>(scale), 1, '.');
    return digits < 0 ? "-" + text : text;
}

}  // namespace marketplace
