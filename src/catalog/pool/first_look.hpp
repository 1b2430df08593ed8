#pragma once
// Learns what the first look can rule out, from what was judged with everything in view.

#include "../match/pair_table.hpp"

#include <marketplace/catalog/boosted_trees.hpp>

#include <cstdint>
#include <span>

namespace marketplace::catalog::detail {

/// What there is to learn from: the first rows of a table.
struct JudgedPairs {
    const PairTable& table;
    std::span<const double> probabilities;
    std::span<const std::int8_t> verdicts;  ///< 1, 0, or -1 where there is none
    std::span<const std::int32_t> folds;    ///< 0 to 4; trees that have not seen a pair's fold say how it would fare
};

struct FirstLookOptions {
    double missed = 0.005;    ///< the share of likely matches that may be ruled out all the same
    double restraint = 1;     ///< see `BoostingOptions`: least weight of a leaf and regularisation
    std::int64_t seed = 1;
};

struct FirstLook {
    BoostedTrees trees;      ///< none if there is too little to learn from
    double closer_from = 0;  ///< pairs of lower log-odds are ruled out
};

[[nodiscard]] FirstLook learn_first_look(const JudgedPairs& judged, const FirstLookOptions& options);

}  // namespace marketplace::catalog::detail
