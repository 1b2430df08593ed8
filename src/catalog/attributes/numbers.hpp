#pragma once
// Numbers as they stand in titles, kept exactly.

#include <marketplace/catalog/attributes.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace marketplace::catalog {

/// A number of at most 15 digits; the denominator is a power of ten, or that of a fraction ("5 1/2").
struct Number {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;

    [[nodiscard]] bool is_whole() const { return denominator == 1; }
};

/// Reads "330", "1.5", "1,5", "1.299,00" and "1,299.00". The text is digits with points and commas between digits.
[[nodiscard]] std::optional<Number> read_number(std::string_view text, NumberStyle style);

/// whole + part / of, for "5 1/2"; none unless part < of and `of` is a fraction that people write.
[[nodiscard]] std::optional<Number> mixed_number(const Number& whole, const Number& part, const Number& of);

/// number * numerator / denominator in millionths, rounded half up; none beyond 64 bits.
[[nodiscard]] std::optional<std::int64_t> millionths(const Number& number, std::int64_t numerator,
                                                     std::int64_t denominator);

}  // namespace marketplace::catalog
