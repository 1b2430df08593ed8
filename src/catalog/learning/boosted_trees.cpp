#include "bins.hpp"
#include "labelled_rows.hpp"
#include "random.hpp"
#include "tree_grower.hpp"

#include <marketplace/catalog/boosted_trees.hpp>

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace marketplace::catalog {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

void validate_options(const BoostingOptions& options) {
    detail::require_between(options.trees, 1, 10'000, "trees");
    detail::require_between(options.depth_max, 1, 12, "depth_max");
    require_share(options.learning_rate, 1e-6, 1, "learning_rate");
    require_share(options.leaf_weight_min, 0, 1e9, "leaf_weight_min");
    require_share(options.regularisation, 0, 1e9, "regularisation");
    require_share(options.row_share, 1e-6, 1, "row_share");
    require_share(options.column_share, 1e-6, 1, "column_share");
}

std::size_t share_of(double share, std::size_t count) {
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::llround(share * static_cast<double>(count))), 1,
                                   count);
}

const TreeNode& child_of(const Tree& tree, const TreeNode& node, std::span<const float> row) {
    const float value = row[static_cast<std::size_t>(node.feature)];
    const bool is_left = std::isnan(value) ? node.is_unknown_left : static_cast<double>(value) <= node.threshold;
    return tree.nodes[static_cast<std::size_t>(node.left) + (is_left ? 0 : 1)];
}

double value_of(const Tree& tree, std::span<const float> row) {
    const TreeNode* node = tree.nodes.data();
    while (node->feature >= 0) node = &child_of(tree, *node, row);
    return node->value;
}

void validate_node(const Tree& tree, std::size_t at, std::int32_t columns) {
    const TreeNode& node = tree.nodes[at];
    if (node.feature < -1 || node.feature >= columns) {
        fail(ErrorCode::invalid_value, "feature", std::to_string(node.feature), "a feature of a row, or -1");
    }
    const auto left = static_cast<std::int64_t>(node.left);
    if (node.feature >= 0 && (left <= static_cast<std::int64_t>(at) || left + 1 >= std::ssize(tree.nodes))) {
        fail(ErrorCode::invalid_value, "left", std::to_string(left), "the place of a node behind its parent");
    }
}

}  // namespace

BoostedTrees train_boosted_trees(const FeatureRows& rows, std::span<const std::uint8_t> labels,
                                 std::span<const float> weights, const BoostingOptions& options) {
    validate_options(options);
    validate_labelled(rows, labels, weights);
    const BinnedRows binned{rows};
    SplitMix random{static_cast<std::uint64_t>(options.seed)};
    BoostedTrees out{static_cast<std::int32_t>(rows.columns), prior_log_odds(labels, weights), {}};
    std::vector<double> odds(rows.size(), out.base);
    std::vector<Gradient> gradients(rows.size());
    std::vector<std::uint32_t> order(rows.size());
    std::vector<std::uint32_t> features(rows.columns);
    std::iota(order.begin(), order.end(), 0U);
    std::iota(features.begin(), features.end(), 0U);
    const std::size_t row_count = share_of(options.row_share, order.size());
    const std::size_t feature_count = share_of(options.column_share, features.size());
    for (std::int32_t round = 0; round < options.trees; ++round) {
        for (std::size_t i = 0; i < odds.size(); ++i) {
            const double p = sigmoid(odds[i]);
            const double weight = weights.empty() ? 1 : static_cast<double>(weights[i]);
            gradients[i] = {weight * (p - labels[i]), weight * std::max(p * (1 - p), 1e-6)};
        }
        choose_first(order, row_count, random);
        choose_first(features, feature_count, random);
        std::vector<std::uint32_t> sample(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(row_count));
        TreeGrower grower{binned, gradients, options};
        out.trees.push_back(grower.grow(sample, std::span{features}.first(feature_count)));
        for (std::size_t i = 0; i < odds.size(); ++i) odds[i] += value_of(out.trees.back(), rows[i]);
    }
    return out;
}

void validate(const BoostedTrees& trees) {
    if (trees.columns < 1) fail(ErrorCode::invalid_value, "columns", std::to_string(trees.columns), "1 or more");
    for (std::size_t i = 0; i < trees.trees.size(); ++i) {
        const Tree& tree = trees.trees[i];
        const std::string path = "trees[" + std::to_string(i) + "]";
        if (tree.nodes.empty()) fail(ErrorCode::invalid_value, path + ".nodes", "0", "a root");
        for (std::size_t at = 0; at < tree.nodes.size(); ++at) {
            try {
                validate_node(tree, at, trees.columns);
            } catch (const Error& error) {
                throw error.within(path + ".nodes[" + std::to_string(at) + "]");
            }
        }
    }
}

double log_odds(const BoostedTrees& trees, std::span<const float> row) {
    double out = trees.base;
    for (const Tree& tree : trees.trees) out += value_of(tree, row);
    return out;
}

double explain(const BoostedTrees& trees, std::span<const float> row, std::span<double> contributions) {
    std::ranges::fill(contributions, 0.0);
    double base = trees.base;
    for (const Tree& tree : trees.trees) {
        const TreeNode* node = tree.nodes.data();
        base += node->value;
        while (node->feature >= 0) {
            const TreeNode& next = child_of(tree, *node, row);
            contributions[static_cast<std::size_t>(node->feature)] += next.value - node->value;
            node = &next;
        }
    }
    return base;
}

}  // namespace marketplace::catalog
