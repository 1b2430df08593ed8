#pragma once
// Characters of a folded text. Bytes of what is not ASCII are all letters: folding left nothing else of it.

namespace marketplace::catalog {

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c & '\x80') != 0; }
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept { return is_digit(c) || is_letter(c); }

}  // namespace marketplace::catalog
