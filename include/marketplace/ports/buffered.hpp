#pragma once
// A transaction that keeps rows in memory until it commits.
//
// Work in groups touches the same rows again and again: accounts, balances, counters. Here each row is read
// once and written once, in the order of its key, however often it changes in between; savepoints never
// reach the store. What others see is the same: nothing before the commit, everything after it.

#include <marketplace/ports/store.hpp>

namespace marketplace {

/// Wraps a transaction that nothing has been done with. A scan first writes what is pending in its table, so
/// that it sees it; everything else is written by `commit`, which is therefore where a store may first say
/// that its disk is full. Refusals of records (`invalid_time`, `unknown_choice`) come at once, as ever.
[[nodiscard]] std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction);

/// A store whose transactions are buffered.
[[nodiscard]] std::shared_ptr<Store> make_buffered_store(std::shared_ptr<Store> store);

}  // namespace marketplace
