#pragma once
// All pairs of a pool as a table, for learning.

#include "../match/pair_table.hpp"
#include "pool.hpp"

namespace marketplace::catalog::detail {

/// Every pair that is compared, once, in order of the places of its items. Pairs of an item with those of one vendor
/// are rivals.
[[nodiscard]] PairTable pairs_of(Pool& pool);

}  // namespace marketplace::catalog::detail
