#pragma once
// What a catalog asks of a host that has a text model, and what it is told.

#include <marketplace/catalog/listing.hpp>
#include <marketplace/catalog/product_clusters.hpp>
#include <marketplace/ports/embedding_provider.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// Whose vectors a catalog takes; it makes none itself.
struct EmbeddingOptions {
    std::string model;            ///< the name of a text model: vectors of others are passed over
    std::int64_t dimensions = 0;  ///< numbers of each vector, up to 8192; 0: the catalog takes none

    friend bool operator==(const EmbeddingOptions&, const EmbeddingOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(EmbeddingOptions, (model, dimensions));

/// An item whose vector the catalog does not have.
struct EmbeddingRequest {
    VendorProductId id;
    std::string text;  ///< to make it of

    friend bool operator==(const EmbeddingRequest&, const EmbeddingRequest&) = default;
};
MARKETPLACE_COMPILED_RECORD(EmbeddingRequest, (id, text));

/// The answer.
struct ItemEmbedding {
    VendorProductId id;
    std::string text;               ///< that it was made of
    std::vector<double> embedding;  ///< of any length but 0

    friend bool operator==(const ItemEmbedding&, const ItemEmbedding&) = default;
};
MARKETPLACE_COMPILED_RECORD(ItemEmbedding, (id, text, embedding));

/// Gives listings what a provider makes of them. Throws what it throws.
void embed_listings(EmbeddingProvider& provider, std::span<Listing> listings);

}  // namespace marketplace::catalog
