#pragma once
// Learning a model from a catalog, which is put together for it.

#include "pool.hpp"

#include <marketplace/catalog/pair_model.hpp>

#include <memory>

namespace marketplace::catalog::detail {

/// What was learned, and the items as they were put together for it: by the terms of the model.
struct LearnedCatalog {
    PairModel model;
    std::unique_ptr<Pool> pool;
};

/// As `catalog::learn_pair_model`.
[[nodiscard]] LearnedCatalog learn_catalog(std::span<const CatalogItem> items, std::span<const PairVerdict> verdicts,
                                           const PairModelOptions& options);

}  // namespace marketplace::catalog::detail
