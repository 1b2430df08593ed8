#pragma once
// Integer arithmetic that throws `overflow` instead of wrapping, in release builds too.

#include <marketplace/core/error.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace marketplace {

__extension__ using int128 = __int128;

namespace detail {
[[noreturn]] void overflowed(std::string_view operation, std::int64_t a, std::int64_t b);
}

[[nodiscard]] constexpr std::int64_t checked_add(std::int64_t a, std::int64_t b) {
    std::int64_t out{};
    if (__builtin_add_overflow(a, b, &out)) detail::overflowed("+", a, b);
    return out;
}

[[nodiscard]] constexpr std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
    std::int64_t out{};
    if (__builtin_sub_overflow(a, b, &out)) detail::overflowed("-", a, b);
    return out;
}

[[nodiscard]] constexpr std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
    std::int64_t out{};
    if (__builtin_mul_overflow(a, b, &out)) detail::overflowed("*", a, b);
    return out;
}

/// The 128 bit product of two 64 bit numbers; always exact.
[[nodiscard]] constexpr int128 wide_multiply(std::int64_t a, std::int64_t b) noexcept {
    return static_cast<int128>(a) * b;
}

/// Back to 64 bits, or `overflow`.
[[nodiscard]] constexpr std::int64_t narrow(int128 value) {
    if (value > std::numeric_limits<std::int64_t>::max() ||
        value < std::numeric_limits<std::int64_t>::min()) {
        fail(ErrorCode::overflow, "", "", "a result within 64 bits");
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace marketplace
