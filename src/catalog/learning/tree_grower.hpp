#pragma once
// Grows one tree: the best split of each node by the sums of gradients in its bins.

#include "bins.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// First and second derivatives of the loss, for a row or summed over some.
struct Gradient {
    double first = 0;
    double second = 0;

    Gradient& operator+=(const Gradient& other) {
        first += other.first;
        second += other.second;
        return *this;
    }
    friend Gradient operator-(const Gradient& a, const Gradient& b) { return {a.first - b.first, a.second - b.second}; }
};

class TreeGrower {
public:
    TreeGrower(const BinnedRows& rows, std::span<const Gradient> gradients, const BoostingOptions& options)
        : rows_(rows), gradients_(gradients), options_(options) {}

    /// The tree over some rows, whose order it changes, that looks at some features.
    Tree grow(std::vector<std::uint32_t>& rows, std::span<const std::uint32_t> features);

private:
    using Histogram = std::array<Gradient, bin_count>;

    struct Split {
        double gain = 0;
        std::uint32_t feature = 0;
        std::uint32_t bin = 0;  ///< the last that goes left
        bool is_unknown_left = true;
    };

    void grow_node(std::size_t node, std::span<std::uint32_t> rows, const Gradient& sum,
                   std::vector<Histogram> histograms, std::int32_t depth);
    [[nodiscard]] std::vector<Histogram> count(std::span<const std::uint32_t> rows) const;
    [[nodiscard]] Split best_split(const std::vector<Histogram>& histograms, const Gradient& sum) const;
    void try_splits(const Histogram& bins, std::uint32_t feature, const Gradient& sum, Split& best) const;
    [[nodiscard]] double quality(const Gradient& sum) const {
        return sum.first * sum.first / (sum.second + options_.regularisation);
    }
    [[nodiscard]] double value(const Gradient& sum) const {
        return -sum.first / (sum.second + options_.regularisation) * options_.learning_rate;
    }
    std::span<std::uint32_t> part(std::span<std::uint32_t> rows, const Split& split) const;
    [[nodiscard]] Gradient sum_of(std::span<const std::uint32_t> rows) const;

    const BinnedRows& rows_;
    std::span<const Gradient> gradients_;
    const BoostingOptions& options_;
    std::span<const std::uint32_t> features_;
    Tree tree_;
};

}  // namespace marketplace::catalog
