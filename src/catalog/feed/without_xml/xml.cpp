#include "../xml_source.hpp"

#include <marketplace/core/error.hpp>

namespace marketplace::catalog::feed {

std::unique_ptr<ItemSource> xml_source(Decoder&, const FeedOptions&) {
    fail(ErrorCode::unsupported, "format", "google_xml",
         "a table or JSON Lines: this build cannot read XML (CMake's MARKETPLACE_WITH_XML)");
}

}  // namespace marketplace::catalog::feed

bool marketplace::catalog::reads_xml() noexcept { return false; }
