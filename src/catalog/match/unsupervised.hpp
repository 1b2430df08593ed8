#pragma once
// Matching without a single label: Fellegi and Sunter's model over a few comparisons, with the share of matches that
// mutual nearest neighbours suggest; then trees that learn from its judgement what it could not see.

#include "two_stage.hpp"

namespace marketplace::catalog {

struct UnsupervisedOptions {
    std::int32_t rounds = 1;  ///< of trees that learn from the judgement before; 0 for none
    BoostingOptions trees;
    std::int64_t seed = 1;
};

/// The probability of each pair to be a match by Fellegi and Sunter's model alone, which is estimated from so many of
/// the first pairs.
[[nodiscard]] std::vector<double> judge_by_comparisons(const PairTable& table, std::size_t learned_from);

/// The probability of each pair to be a match.
[[nodiscard]] std::vector<double> judge_without_labels(const PairTable& table, const UnsupervisedOptions& options);

/// A vendor's product is one master at most: probabilities of rivals that add up to more are shares of one.
void share_out(const PairTable& table, std::vector<double>& judged);

/// Rows for learning from a judgement: each pair with both labels, in parts that add up to `weight`.
[[nodiscard]] std::vector<LabelledRow> soft_labels(std::span<const double> judged, float weight);

}  // namespace marketplace::catalog
