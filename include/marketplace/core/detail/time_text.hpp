#pragma once
// Instants as text without memory from the heap, for stores and writers. For the library itself.

#include <marketplace/core/time.hpp>

#include <array>
#include <string_view>

namespace marketplace::detail {

/// Room for "2017-07-09T21:57:05.000000Z".
using TimeText = std::array<char, 27>;

/// What `to_string` gives, in `text` or, for what is beyond the years 0 to 9999, in a text of its own.
[[nodiscard]] std::string_view write_text(TimeText& text, Timestamp at) noexcept;

}  // namespace marketplace::detail
