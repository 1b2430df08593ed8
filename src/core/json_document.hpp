#pragma once
// JSON text to a document of Boost.JSON whose decimal numbers are the nearest ones to their text.

#include <boost/json/value.hpp>

#include <string_view>

namespace marketplace::detail {

/// Throws `parse_error` with the byte at which the text stops being JSON.
[[nodiscard]] boost::json::value parse_document(std::string_view text);

}  // namespace marketplace::detail
