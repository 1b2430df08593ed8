#pragma once
// Pairs of a pool as a table, for learning.

#include "../match/pair_table.hpp"
#include "pool.hpp"

namespace marketplace::catalog::detail {

/// Pairs to learn from. Pairs of an item with those of one vendor are rivals.
struct PairSample {
    PairTable table;
    std::size_t drawn = 0;  ///< so many rows stand for the catalog; those behind them are `wanted`, or rivals of others
};

/// Every pair that is compared, once, in order of the places of its items; or, where there are many more than
/// `pairs_max`, about so many: those whose left items are drawn, by their ids, so that the same items are drawn from
/// the same catalog. Those of `wanted` that are compared are there in any case.
[[nodiscard]] PairSample sample_pairs(Pool& pool, std::span<const Pair> wanted, std::size_t pairs_max);

}  // namespace marketplace::catalog::detail
