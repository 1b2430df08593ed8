#pragma once
// A transaction that keeps rows in memory until it commits, and what it read for the next one.
//
// Work in groups touches the same rows again and again: accounts, balances, counters. Here each row is read
// once and written once, in the order of its key, however often it changes in between; savepoints never
// reach the store. What others see is the same: nothing before the commit, everything after it.

#include <marketplace/ports/store.hpp>

namespace marketplace {

namespace ports_detail {
class RowCache;
}

/// Rows that transactions of one store read and wrote, kept for the next one. The next one forgets them when
/// anyone else has committed meanwhile, or when the store cannot tell (`Transaction::content_version`).
using RowMemory = ports_detail::RowCache;

/// About `rows_max` rows outlive a transaction.
[[nodiscard]] std::shared_ptr<RowMemory> make_row_memory(std::size_t rows_max = 1 << 18);

/// Wraps a transaction that nothing has been done with. Its store is written by `commit`, which is therefore
/// where it may first say that its disk is full. Refusals of records (`invalid_time`, `unknown_choice`) come at
/// once, as ever.
[[nodiscard]] std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction);

/// The same with a memory, which must be that of its store.
[[nodiscard]] std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction,
                                                    std::shared_ptr<RowMemory> memory);

/// A store whose transactions are buffered and share one memory.
[[nodiscard]] std::shared_ptr<Store> make_buffered_store(std::shared_ptr<Store> store);

}  // namespace marketplace
