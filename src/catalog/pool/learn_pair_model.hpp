#pragma once
// Learning a model from a catalog, which is put together for it.

#include "pool.hpp"

#include <marketplace/catalog/pair_model.hpp>

#include <functional>
#include <memory>

namespace marketplace::catalog::detail {

/// What was learned, and the items as they were put together for it: by the terms of the model.
struct LearnedCatalog {
    PairModel model;
    std::unique_ptr<Pool> pool;
};

/// As `catalog::learn_pair_model`; `embedding_of` gives those of the items, all of one length or empty.
[[nodiscard]] LearnedCatalog learn_catalog(std::span<const CatalogItem> items, std::span<const PairVerdict> verdicts,
                                           const PairModelOptions& options,
                                           const std::function<PackedEmbedding(const CatalogItem&)>& embedding_of);

}  // namespace marketplace::catalog::detail
