#pragma once
// The embeddings of two tables of listings.

#include <marketplace/catalog/embedding.hpp>
#include <marketplace/catalog/listing.hpp>

#include <utility>

namespace marketplace::catalog {

/// By place; both lists are empty if no listing has one. Throws as `pack_embedding`, with the path "left[3].embedding",
/// and `invalid_value` for another number of dimensions than the first one has.
[[nodiscard]] std::pair<std::vector<PackedEmbedding>, std::vector<PackedEmbedding>> embeddings_of(
    std::span<const Listing> left, std::span<const Listing> right);

}  // namespace marketplace::catalog
