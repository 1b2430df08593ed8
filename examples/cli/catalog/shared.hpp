#pragma once
// What the commands of the catalog share.

#include "../store_option.hpp"

#include <marketplace/catalog_engine/catalog_engine.hpp>

#include <string>

namespace catalog_cli {

/// "VENDOR/SKU". Throws `invalid_value` about the argument.
[[nodiscard]] marketplace::catalog::VendorProductId parse_item(const std::string& text, const char* argument);
/// A variant by its id, or by VENDOR/SKU of an item in it. Throws `not_found` for an item that is not listed.
[[nodiscard]] marketplace::catalog::VariantId variant_named(marketplace::catalog::CatalogEngine& engine,
                                                             const std::string& of);
[[nodiscard]] std::string text_of(const marketplace::catalog::VendorProductId& id);
[[nodiscard]] marketplace::Timestamp now();
/// "0.973"
[[nodiscard]] std::string probability_text(double probability);
/// Where two items clash, a line each, and where they agree.
void print_evidence(const marketplace::catalog::MatchExplanation& why, bool agreements);
/// A count with its noun: "1 item", "2 items".
[[nodiscard]] std::string counted(std::int64_t count, const std::string& noun);

}  // namespace catalog_cli
