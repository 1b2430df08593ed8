#include "flat_trees.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace marketplace::catalog {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// The largest float up to a number: floats are up to it if they are up to the number.
float float_up_to(double number) {
    const auto limit = static_cast<double>(std::numeric_limits<float>::max());
    if (number >= limit) return std::numeric_limits<float>::max();
    if (number < -limit) return -infinity;
    const auto out = static_cast<float>(number);
    return static_cast<double>(out) <= number ? out : std::nextafter(out, -infinity);
}

template <class Register, class Number>
Register all_of(Number number) {
    return Register{number, number, number, number};
}

bool is_finite(const Tree& tree) {
    return std::ranges::all_of(tree.nodes, [](const TreeNode& each) { return std::isfinite(each.threshold); });
}

/// Whether a tree has no more leaves than that. In trees from outside, two splits may share what is below them.
bool has_leaves_up_to(const Tree& tree, std::size_t limit) {
    std::vector<std::size_t> counts(tree.nodes.size(), 1);
    for (std::size_t i = counts.size(); i-- > 0;) {  // children stand behind their parents
        if (tree.nodes[i].feature < 0) continue;
        const auto left = static_cast<std::size_t>(tree.nodes[i].left);
        counts[i] = std::min(counts[left] + counts[left + 1], limit + 1);
    }
    return counts.front() <= limit;
}

}  // namespace

FlatTrees::FlatTrees(const BoostedTrees& trees) : base_(trees.base) {
    const bool fits = std::ranges::all_of(
        trees.trees, [](const Tree& each) { return is_finite(each) && has_leaves_up_to(each, leaves_max); });
    if (!fits) {
        plain_ = trees;
        return;
    }
    for (const Tree& each : trees.trees) add(each);
}

void FlatTrees::add(const Tree& tree) {
    const std::size_t splits = splits_.size();
    const std::size_t leaves = leaves_.size();
    static_cast<void>(add_leaves(tree, 0, leaves));
    trees_.push_back({static_cast<std::uint32_t>(splits_.size() - splits),
                      static_cast<std::uint32_t>(leaves_.size() - leaves)});
}

/// Of what is below a node, from the left, and its splits. Returns a bit for each of the leaves.
std::uint32_t FlatTrees::add_leaves(const Tree& tree, std::size_t node, std::size_t begin) {
    const TreeNode& from = tree.nodes[node];
    if (from.feature < 0) {
        leaves_.push_back(from.value);
        return 1U << (leaves_.size() - 1 - begin);
    }
    const auto child = static_cast<std::size_t>(from.left);
    const std::uint32_t left = add_leaves(tree, child, begin);
    splits_.push_back({float_up_to(from.threshold), column_of(from), ~left});
    return left | add_leaves(tree, child + 1, begin);
}

std::uint32_t FlatTrees::column_of(const TreeNode& split) {
    const UsedColumn wanted{static_cast<std::uint32_t>(split.feature), split.is_unknown_left ? -infinity : infinity};
    const auto found = std::ranges::find(used_, wanted);
    const auto out = static_cast<std::uint32_t>(found - used_.begin());
    if (found == used_.end()) used_.push_back(wanted);
    return out;
}

/// Of up to so many registers full of rows. What is behind the last row is scored in vain, as the last row.
template <std::size_t registers>
void FlatTrees::score(std::span<const float* const> rows, double* out) {
    constexpr std::size_t count_max = registers * lanes;
    columns_.resize(used_.size() * registers);
    for (std::size_t lane = 0; lane < count_max; ++lane) {
        const float* row = rows[std::min(lane, rows.size() - 1)];
        Floats* to = columns_.data() + lane / lanes;
        for (const UsedColumn& each : used_) {
            const float number = row[each.feature];
            (*to)[lane % lanes] = number == number ? number : each.unknown;
            to += registers;
        }
    }
    std::array<double, count_max> sums;
    sums.fill(base_);
    const Split* split = splits_.data();
    const double* leaves = leaves_.data();
    for (const FlatTree& tree : trees_) {
        std::array<Bits, registers> stay;
        stay.fill(all_of<Bits>(~0U));
        for (const Split* const end = split + tree.splits; split != end; ++split) {
            const Floats* numbers = columns_.data() + split->column * registers;
            const Floats threshold = all_of<Floats>(split->threshold);
            const Bits not_left = all_of<Bits>(split->not_left);
            for (std::size_t i = 0; i < registers; ++i) {
                stay[i] &= std::bit_cast<Bits>(numbers[i] <= threshold) | not_left;
            }
        }
        const auto first = std::bit_cast<std::array<std::uint32_t, count_max>>(stay);
        for (std::size_t lane = 0; lane < count_max; ++lane) {
            sums[lane] += leaves[static_cast<std::uint32_t>(__builtin_ctz(first[lane]))];
        }
        leaves += tree.leaves;
    }
    std::copy_n(sums.begin(), rows.size(), out);
}

void FlatTrees::log_odds(std::span<const float* const> rows, std::span<double> out) {
    if (!plain_.trees.empty()) {
        const auto columns = static_cast<std::size_t>(plain_.columns);
        for (std::size_t i = 0; i < rows.size(); ++i) out[i] = catalog::log_odds(plain_, {rows[i], columns});
        return;
    }
    constexpr std::size_t registers_max = 4;
    for (std::size_t at = 0; at < rows.size(); at += registers_max * lanes) {
        const std::span<const float* const> some = rows.subspan(at, std::min(rows.size() - at, registers_max * lanes));
        switch ((some.size() + lanes - 1) / lanes) {
            case 1: score<1>(some, &out[at]); break;
            case 2: score<2>(some, &out[at]); break;
            case 3: score<3>(some, &out[at]); break;
            default: score<registers_max>(some, &out[at]); break;
        }
    }
}

std::vector<double> FlatTrees::log_odds(const FeatureRows& rows, std::span<const std::size_t> places) {
    std::vector<const float*> begins;
    for (const std::size_t each : places) begins.push_back(rows[each].data());
    std::vector<double> out(places.size());
    log_odds(begins, out);
    return out;
}

double FlatTrees::log_odds(std::span<const float> row) {
    const float* const begin = row.data();
    double out = 0;
    log_odds({&begin, 1}, {&out, 1});
    return out;
}

}  // namespace marketplace::catalog
