#pragma once
// Which format a feed has, by its beginning.

#include <marketplace/catalog/feed_reader.hpp>

#include <string_view>

namespace marketplace::catalog::feed {

/// Never `automatic`. A text that looks like nothing is a table with commas.
[[nodiscard]] FeedFormat recognise_format(std::string_view head);

}  // namespace marketplace::catalog::feed
