#pragma once
// How a buffered transaction ends: what it changed is written at once, or by another thread.

#include "row_cache.hpp"

#include <memory>

namespace marketplace::ports_detail {

/// What is done with the changes of a transaction.
class Ending {
public:
    virtual ~Ending() = default;
    /// Takes the changes of the open transaction, which read through `store`, and ends it in the cache; when it throws,
    /// nothing of it remains.
    virtual void commit(std::unique_ptr<Transaction> store, RowCache& cache) = 0;
    /// Ends it, and nothing of it remains.
    virtual void abandon(RowCache& cache) = 0;
};

/// Writes the rows of one table after the other; those of one table must lie together.
void write_changes(Transaction& store, std::vector<RowChange> changes);

/// A transaction that reads through `store` and that `ending` ends; the cache has begun it.
[[nodiscard]] std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> store, std::shared_ptr<RowCache> cache,
                                                    std::shared_ptr<Ending> ending);

}  // namespace marketplace::ports_detail
