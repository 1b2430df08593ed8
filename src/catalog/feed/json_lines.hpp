#pragma once
// Feeds with a JSON object on each line.

#include "decoding.hpp"
#include "raw_item.hpp"

#include <memory>

namespace marketplace::catalog::feed {

/// Objects with the names of `FeedItem`; every other member that is a text, a number or a truth is an attribute.
[[nodiscard]] std::unique_ptr<ItemSource> json_lines_source(Decoder& decoder, const FeedOptions& options);

}  // namespace marketplace::catalog::feed
