#pragma once
// Weights of terms and factors of lengths, in whole numbers.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace marketplace::catalog {

/// Records are put into classes by the bytes of their folded text, the shortest first. The factors are those of BM25
/// (k 1.2, b 0.5, a mean length of 48) at the middle of each class; a mean of the records at hand would make a score
/// depend on the history of the index.
inline constexpr std::array<std::size_t, 7> class_bytes_max{16, 24, 32, 48, 64, 96, 128};
inline constexpr std::array<std::uint32_t, 8> class_factors{256, 242, 230, 213, 195, 172, 149, 124};
inline constexpr std::size_t class_count = class_factors.size();

[[nodiscard]] constexpr std::size_t class_of_length(std::size_t bytes) noexcept {
    return static_cast<std::size_t>(std::ranges::lower_bound(class_bytes_max, bytes) - class_bytes_max.begin());
}

/// log2 of a number above zero, in 256ths, rounded down.
[[nodiscard]] constexpr std::uint32_t log2_256(std::uint64_t number) noexcept {
    const auto whole = static_cast<int>(std::bit_width(number)) - 1;
    std::uint64_t mantissa = number << (63 - whole) >> 32;  // from 2^31 up to 2^32: one to two
    auto out = static_cast<std::uint32_t>(whole);
    for (int i = 0; i < 8; ++i) {
        mantissa = mantissa * mantissa >> 31;
        const std::uint64_t carry = mantissa >> 32;
        mantissa >>= carry;
        out = out * 2 + static_cast<std::uint32_t>(carry);
    }
    return out;
}

[[nodiscard]] constexpr std::uint32_t weight_of(std::uint32_t importance, std::uint64_t records,
                                                std::uint64_t records_with_it) noexcept {
    return importance * std::max(1U, log2_256(records + 1) - log2_256(std::min(records_with_it, records + 1)));
}

}  // namespace marketplace::catalog
