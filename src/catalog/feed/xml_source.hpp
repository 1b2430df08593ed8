#pragma once
// Feeds as RSS or Atom. With MARKETPLACE_WITH_XML it is xml/, without it without_xml/.

#include "decoding.hpp"
#include "raw_item.hpp"

#include <memory>

namespace marketplace::catalog::feed {

/// The items or entries of a document. Nothing outside of it is ever loaded, and a document that declares entities of
/// its own is refused. Throws `invalid_value` in a build without XML.
[[nodiscard]] std::unique_ptr<ItemSource> xml_source(Decoder& decoder, const FeedOptions& options);

}  // namespace marketplace::catalog::feed
