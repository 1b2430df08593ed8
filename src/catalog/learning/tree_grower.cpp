#include "tree_grower.hpp"

#include <algorithm>

namespace marketplace::catalog {

Tree TreeGrower::grow(std::vector<std::uint32_t>& rows, std::span<const std::uint32_t> features) {
    features_ = features;
    tree_ = {};
    tree_.nodes.emplace_back();
    grow_node(0, rows, sum_of(rows), count(rows), 0);
    return std::move(tree_);
}

Gradient TreeGrower::sum_of(std::span<const std::uint32_t> rows) const {
    Gradient out;
    for (const std::uint32_t row : rows) out += gradients_[row];
    return out;
}

std::vector<TreeGrower::Histogram> TreeGrower::count(std::span<const std::uint32_t> rows) const {
    constexpr std::size_t together = 4;  // features at a time: sums of one often wait for each other
    std::vector<Histogram> out(features_.size());
    std::size_t i = 0;
    for (; i + together <= features_.size(); i += together) {
        const std::uint8_t* a = rows_.column(features_[i]).data();
        const std::uint8_t* b = rows_.column(features_[i + 1]).data();
        const std::uint8_t* c = rows_.column(features_[i + 2]).data();
        const std::uint8_t* d = rows_.column(features_[i + 3]).data();
        for (const std::uint32_t row : rows) {
            const Gradient gradient = gradients_[row];
            out[i][a[row]] += gradient;
            out[i + 1][b[row]] += gradient;
            out[i + 2][c[row]] += gradient;
            out[i + 3][d[row]] += gradient;
        }
    }
    for (; i < features_.size(); ++i) {
        const std::uint8_t* a = rows_.column(features_[i]).data();
        for (const std::uint32_t row : rows) out[i][a[row]] += gradients_[row];
    }
    return out;
}

void TreeGrower::grow_node(std::size_t node, std::span<std::uint32_t> rows, const Gradient& sum,
                           std::vector<Histogram> histograms, std::int32_t depth) {
    tree_.nodes[node].value = value(sum);
    if (depth == options_.depth_max) return;
    const Split split = best_split(histograms, sum);
    if (split.gain <= 0) return;

    const std::span<std::uint32_t> left = part(rows, split);
    const std::span<std::uint32_t> right = rows.subspan(left.size());
    const std::size_t child = tree_.nodes.size();
    tree_.nodes[node].feature = static_cast<std::int32_t>(split.feature);
    tree_.nodes[node].threshold = split.bin < rows_.cuts(split.feature).size()
                                      ? static_cast<double>(rows_.cuts(split.feature)[split.bin])
                                      : std::numeric_limits<float>::max();
    tree_.nodes[node].left = static_cast<std::int32_t>(child);
    tree_.nodes[node].is_unknown_left = split.is_unknown_left;
    tree_.nodes.resize(child + 2);

    // The smaller child is counted, the larger one is what is left.
    const bool is_left_small = left.size() <= right.size();
    std::vector<Histogram> small = depth + 1 < options_.depth_max ? count(is_left_small ? left : right)
                                                                  : std::vector<Histogram>{};
    for (std::size_t i = 0; i < small.size(); ++i) {
        for (std::size_t bin = 0; bin < bin_count; ++bin) {
            histograms[i][bin] = histograms[i][bin] - small[i][bin];
        }
    }
    grow_node(child, left, sum_of(left), is_left_small ? std::move(small) : histograms, depth + 1);
    grow_node(child + 1, right, sum_of(right), is_left_small ? std::move(histograms) : std::move(small), depth + 1);
}

TreeGrower::Split TreeGrower::best_split(const std::vector<Histogram>& histograms, const Gradient& sum) const {
    Split best;
    for (std::size_t i = 0; i < features_.size(); ++i) try_splits(histograms[i], features_[i], sum, best);
    return best;
}

void TreeGrower::try_splits(const Histogram& bins, std::uint32_t feature, const Gradient& sum, Split& best) const {
    const std::size_t cuts = rows_.cuts(feature).size();
    const Gradient unknown = bins[unknown_bin];
    const bool has_unknown = unknown.second > 0;
    const double whole = quality(sum);
    const auto consider = [&](const Gradient& left, std::size_t bin, bool is_unknown_left) {
        const Gradient right = sum - left;
        if (left.second < options_.leaf_weight_min || right.second < options_.leaf_weight_min) return;
        const double gain = quality(left) + quality(right) - whole;
        if (gain > best.gain + 1e-9) best = {gain, feature, static_cast<std::uint32_t>(bin), is_unknown_left};
    };
    Gradient left;
    for (std::size_t bin = 0; bin < cuts; ++bin) {
        left += bins[bin];
        if (has_unknown) {
            Gradient with = left;
            with += unknown;
            consider(with, bin, true);
        }
        // Where learning saw nothing unknown, it goes the way of large numbers: mostly "nothing in common" is small,
        // so a number that is missing does not count as proof of a difference.
        consider(left, bin, false);
    }
    if (has_unknown) consider(sum - unknown, cuts, false);  // known against unknown
}

std::span<std::uint32_t> TreeGrower::part(std::span<std::uint32_t> rows, const Split& split) const {
    const std::span<const std::uint8_t> column = rows_.column(split.feature);
    const auto goes_left = [&](std::uint32_t row) {
        return column[row] == unknown_bin ? split.is_unknown_left : column[row] <= split.bin;
    };
    const auto right = std::stable_partition(rows.begin(), rows.end(), goes_left);
    return rows.first(static_cast<std::size_t>(right - rows.begin()));
}

}  // namespace marketplace::catalog
