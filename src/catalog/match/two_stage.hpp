#pragma once
// Learning in two stages: a first model looks at each pair alone; a second one also at the pair's rivals, those that
// share a listing with it, as the first has judged them.

#include "pair_table.hpp"

#include <marketplace/catalog/boosted_trees.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

struct LabelledRow {
    std::size_t row = 0;
    std::uint8_t label = 0;
    float weight = 1;
    bool is_guess = false;  ///< nobody's verdict: a pair may be there with both labels, in parts
};

struct TwoStageOptions {
    BoostingOptions first;
    BoostingOptions second;
    std::int32_t folds = 5;
    std::int32_t bags = 3;  ///< second models, whose mean counts
    std::int64_t seed = 1;
    std::span<const double> prior;  ///< log-odds of each pair by a judgement without labels: one more feature; or empty
    bool sees_verdicts = true;      ///< whether a pair's rivals that have labels count by those
    bool has_second = true;
    bool has_word_effects = true;
};

/// The probability of each pair of a table to be a match, learned from some of them. Labelled pairs are judged by
/// models that did not see their labels.
[[nodiscard]] std::vector<double> learn_two_stages(const PairTable& table, std::span<const LabelledRow> train,
                                                   const TwoStageOptions& options);

}  // namespace marketplace::catalog
