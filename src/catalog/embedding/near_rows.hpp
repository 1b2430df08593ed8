#pragma once
// Of two tables with embeddings, the rows that are nearest to each other.

#include <marketplace/catalog/embedding.hpp>

#include <utility>

namespace marketplace::catalog {

/// For each query that has an embedding, the places of the nearest `count` records, as pairs of query and record.
[[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> near_rows(std::span<const PackedEmbedding> queries,
                                                                             std::span<const PackedEmbedding> records,
                                                                             std::size_t count);

}  // namespace marketplace::catalog
