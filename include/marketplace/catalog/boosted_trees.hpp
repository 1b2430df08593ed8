#pragma once
// Gradient-boosted decision trees for two classes: learning, scoring and explanation.
//
// After Friedman, "Greedy function approximation" (2001), with the second-order gain of Chen and Guestrin, "XGBoost"
// (2016), and histograms of features. A row is a list of numbers; NaN is a number that is not known, and every split
// has learned which way it goes. The same rows, options and seed give the same trees.

#include <marketplace/core/record.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// Rows of features, one after the other, for learning and for scoring many at once.
struct FeatureRows {
    std::span<const float> values;
    std::size_t columns = 0;

    [[nodiscard]] std::size_t size() const { return columns == 0 ? 0 : values.size() / columns; }
    [[nodiscard]] std::span<const float> operator[](std::size_t row) const {
        return values.subspan(row * columns, columns);
    }
};

/// A split or a leaf.
struct TreeNode {
    std::int32_t feature = -1;    ///< that is looked at; -1 in a leaf
    double threshold = 0;         ///< numbers up to it go to `left`, larger ones to the node behind it
    std::int32_t left = 0;        ///< the place of the first child in its tree, always behind its parent
    bool is_unknown_left = true;  ///< where NaN goes
    double value = 0;             ///< log-odds that a leaf adds; in a split, the mean of what came here

    friend bool operator==(const TreeNode&, const TreeNode&) = default;
};
MARKETPLACE_COMPILED_RECORD(TreeNode, (feature, threshold, left, is_unknown_left, value));

/// One tree; the first node is its root.
struct Tree {
    std::vector<TreeNode> nodes;

    friend bool operator==(const Tree&, const Tree&) = default;
};
MARKETPLACE_COMPILED_RECORD(Tree, (nodes));

/// What was learned. The log-odds of a row are `base` and what each tree adds.
struct BoostedTrees {
    std::int32_t columns = 0;  ///< features of a row
    double base = 0;
    std::vector<Tree> trees;

    friend bool operator==(const BoostedTrees&, const BoostedTrees&) = default;
};
MARKETPLACE_COMPILED_RECORD(BoostedTrees, (columns, base, trees));

/// How to learn.
struct BoostingOptions {
    std::int32_t trees = 100;         ///< 1 to 10,000
    std::int32_t depth_max = 4;       ///< 1 to 12
    double learning_rate = 0.1;       ///< above 0, up to 1
    double leaf_weight_min = 1.0;     ///< least sum of p (1 - p) of the rows in a leaf; 0 or more
    double regularisation = 1.0;      ///< added to that sum: pulls the values of small leaves to zero; 0 or more
    double row_share = 0.8;           ///< of the rows that a tree sees
    double column_share = 0.6;        ///< of the features that a tree may look at
    std::int64_t seed = 1;

    friend bool operator==(const BoostingOptions&, const BoostingOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(BoostingOptions, (trees, depth_max, learning_rate, leaf_weight_min, regularisation,
                                              row_share, column_share, seed));

/// Learns from rows with labels 0 and 1; weights may be empty. Throws `invalid_value` for lists of other lengths, other
/// labels and weights below zero, `out_of_range` for options.
[[nodiscard]] BoostedTrees train_boosted_trees(const FeatureRows& rows, std::span<const std::uint8_t> labels,
                                               std::span<const float> weights, const BoostingOptions& options = {});

/// Throws `invalid_value` with the path of what is wrong in trees that came from outside.
void validate(const BoostedTrees& trees);

/// The log-odds of a row. The trees are sound: learned, or looked at by `validate`.
[[nodiscard]] double log_odds(const BoostedTrees& trees, std::span<const float> row);

/// What each feature adds to the log-odds of a row: along the path of each tree, how the mean changes (Saabas). Their
/// sum and the base's share, which is returned, are the log-odds.
double explain(const BoostedTrees& trees, std::span<const float> row, std::span<double> contributions);

}  // namespace marketplace::catalog
