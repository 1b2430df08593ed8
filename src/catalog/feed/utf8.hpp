#pragma once
// Texts that claim to be UTF-8.

#include <cstddef>
#include <string>
#include <string_view>

namespace marketplace::catalog::feed {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// The place of the first byte that is not UTF-8, or npos.
[[nodiscard]] std::size_t first_wrong_byte(std::string_view text);

/// The same, for a text whose last character may be cut off.
[[nodiscard]] std::size_t first_wrong_byte_of_head(std::string_view text);

/// The text as sound UTF-8 of at most so many bytes: a replacement character stands for each wrong byte.
[[nodiscard]] std::string sound_text(std::string_view text, std::size_t bytes_max);

/// Appends a code point. What is none, half a surrogate pair among it, becomes the replacement character.
void append_utf8(std::string& out, char32_t code_point);

/// Without the ASCII blanks, tabs and line breaks around it, and without no-break spaces.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace marketplace::catalog::feed
