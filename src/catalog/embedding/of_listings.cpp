#include "of_listings.hpp"

#include <marketplace/core/detail/validation.hpp>

namespace marketplace::catalog {
namespace {

using marketplace::detail::at_path;
using marketplace::detail::indexed;

std::size_t dimensions_of(std::span<const Listing> listings) {
    for (const Listing& each : listings) {
        if (!each.embedding.empty()) return each.embedding.size();
    }
    return 0;
}

std::vector<PackedEmbedding> pack_all(std::span<const Listing> listings, std::size_t dimensions, const char* side) {
    std::vector<PackedEmbedding> out;
    for (std::size_t i = 0; i < listings.size(); ++i) {
        at_path(indexed(side, i), [&] { out.push_back(pack_embedding(listings[i].embedding, dimensions)); });
    }
    return out;
}

}  // namespace

std::pair<std::vector<PackedEmbedding>, std::vector<PackedEmbedding>> embeddings_of(std::span<const Listing> left,
                                                                                    std::span<const Listing> right) {
    const std::size_t of_left = dimensions_of(left);
    const std::size_t dimensions = of_left > 0 ? of_left : dimensions_of(right);
    if (dimensions == 0) return {};
    return {pack_all(left, dimensions, "left"), pack_all(right, dimensions, "right")};
}

}  // namespace marketplace::catalog
