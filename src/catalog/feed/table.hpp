#pragma once
// Feeds with a header line: tabs, commas or semicolons.

#include "decoding.hpp"
#include "raw_item.hpp"

#include <memory>

namespace marketplace::catalog::feed {

/// A table in the columns of Google or Medusa.
[[nodiscard]] std::unique_ptr<ItemSource> table_source(Decoder& decoder, FeedFormat format, const FeedOptions& options);

/// The first line that is not blank, as far as it can be seen.
[[nodiscard]] std::string_view header_line(std::string_view head);

/// The separator of a header line: a tab if it has one, else the one of comma and semicolon that it has more of.
[[nodiscard]] char separator_of(std::string_view header);

}  // namespace marketplace::catalog::feed
