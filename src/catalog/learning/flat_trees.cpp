#include "flat_trees.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace marketplace::catalog {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// A whole number for a float, in the same order: comparing those leaves a carry, and the place of the next node is an
/// addition with carry. Both zeros are one number.
std::uint32_t ordered(float number) {
    const auto bits = std::bit_cast<std::uint32_t>(number + 0.0F);
    const std::uint32_t sign = 0U - (bits >> 31U);
    return bits ^ (sign | 0x80000000U);
}

std::size_t depth_of(const Tree& tree) {
    std::vector<std::size_t> depths(tree.nodes.size(), 0);
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
        if (tree.nodes[i].feature < 0) continue;
        const auto left = static_cast<std::size_t>(tree.nodes[i].left);
        depths[left] = depths[left + 1] = depths[i] + 1;  // children stand behind their parents
    }
    return *std::ranges::max_element(depths);
}

/// The largest float up to a number: floats are up to it if they are up to the number.
float float_up_to(double number) {
    const auto limit = static_cast<double>(std::numeric_limits<float>::max());
    if (number >= limit) return std::numeric_limits<float>::max();
    if (number < -limit) return -infinity;
    const auto out = static_cast<float>(number);
    return static_cast<double>(out) <= number ? out : std::nextafter(out, -infinity);
}

bool is_finite(const Tree& tree) {
    return std::ranges::all_of(tree.nodes, [](const TreeNode& each) { return std::isfinite(each.threshold); });
}

}  // namespace

FlatTrees::FlatTrees(const BoostedTrees& trees)
    : columns_(static_cast<std::size_t>(trees.columns)), base_(trees.base), row_(2 * columns_) {
    for (const Tree& each : trees.trees) depth_ = std::max(depth_, depth_of(each));
    const bool fits = depth_ <= depth_max && row_.size() <= std::numeric_limits<std::uint16_t>::max() &&
                      std::ranges::all_of(trees.trees, is_finite);
    if (!fits) {
        plain_ = trees;
        return;
    }
    for (const Tree& each : trees.trees) add(each);
}

void FlatTrees::add(const Tree& tree) {
    const std::size_t leaf_count = std::size_t{1} << depth_;
    thresholds_.resize(thresholds_.size() + leaf_count, ordered(infinity));
    slots_.resize(slots_.size() + leaf_count, 0);
    leaves_.resize(leaves_.size() + leaf_count, 0);
    fill(tree, 0, 1, 0);
}

/// A leaf above the last level is spread over all places below it.
void FlatTrees::fill(const Tree& tree, std::size_t node, std::size_t at, std::size_t depth) {
    const std::size_t leaf_count = std::size_t{1} << depth_;
    const std::size_t begin = leaves_.size() - leaf_count;
    const TreeNode& from = tree.nodes[node];
    if (depth == depth_) {
        leaves_[begin + at - leaf_count] = from.value;
        return;
    }
    const bool is_leaf = from.feature < 0;
    if (!is_leaf) {
        const auto feature = static_cast<std::size_t>(from.feature);
        thresholds_[begin + at] = ordered(float_up_to(from.threshold));
        slots_[begin + at] = static_cast<std::uint16_t>(from.is_unknown_left ? feature : columns_ + feature);
    }
    const auto left = static_cast<std::size_t>(from.left);
    fill(tree, is_leaf ? node : left, 2 * at, depth + 1);
    fill(tree, is_leaf ? node : left + 1, 2 * at + 1, depth + 1);
}

template <std::size_t depth>
double FlatTrees::sum() const {
    constexpr std::size_t leaf_count = std::size_t{1} << depth;
    const std::uint32_t* row = row_.data();
    const std::uint32_t* thresholds = thresholds_.data();
    const std::uint16_t* slots = slots_.data();
    double out = base_;
    for (const double* leaves = leaves_.data(); leaves != leaves_.data() + leaves_.size(); leaves += leaf_count) {
        std::size_t at = 1;
        for (std::size_t level = 0; level < depth; ++level) {
            const bool is_right = thresholds[at] < row[slots[at]];
            at = at + at + static_cast<std::size_t>(is_right);
        }
        out += leaves[at - leaf_count];
        thresholds += leaf_count;
        slots += leaf_count;
    }
    return out;
}

double FlatTrees::log_odds(std::span<const float> row) {
    if (!plain_.trees.empty()) return catalog::log_odds(plain_, row);
    for (std::size_t i = 0; i < columns_; ++i) {
        const bool is_known = row[i] == row[i];
        row_[i] = ordered(is_known ? row[i] : -infinity);
        row_[columns_ + i] = ordered(is_known ? row[i] : infinity);
    }
    switch (depth_) {
        case 0: return sum<0>();
        case 1: return sum<1>();
        case 2: return sum<2>();
        case 3: return sum<3>();
        case 4: return sum<4>();
        case 5: return sum<5>();
        default: return sum<depth_max>();
    }
}

}  // namespace marketplace::catalog
