#pragma once
// Trees laid out for speed. Each tree is filled up to the same depth and stands breadth first from place 1 on, so that
// the way through it is arithmetic without a branch (below 3 are 6 and 7), and the processor walks through several
// trees at once. A number that is not known is put to the side where it goes before the walk begins: each row stands
// there twice, once with what is below all numbers in its place and once with what is above.
//
// After Asadi, Lin and de Vries, "Runtime optimizations for tree-based machine learning models" (2014).

#include <marketplace/catalog/boosted_trees.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// Scores rows one after the other: one for each thread.
class FlatTrees {
public:
    FlatTrees() = default;
    /// The trees are sound: learned, or looked at by `validate`.
    explicit FlatTrees(const BoostedTrees& trees);

    /// The same as `catalog::log_odds`, to the last bit.
    [[nodiscard]] double log_odds(std::span<const float> row);

private:
    /// Deeper trees would take more memory than they save time.
    static constexpr std::size_t depth_max = 6;

    void add(const Tree& tree);
    void fill(const Tree& tree, std::size_t node, std::size_t at, std::size_t depth);
    template <std::size_t depth>
    [[nodiscard]] double sum() const;

    BoostedTrees plain_;  ///< trees that cannot be laid out
    std::size_t columns_ = 0;
    std::size_t depth_ = 0;
    double base_ = 0;
    std::vector<std::uint32_t> thresholds_;  ///< as numbers that order as the floats do
    std::vector<std::uint16_t> slots_;       ///< where in `row_` a node looks
    std::vector<double> leaves_;
    std::vector<std::uint32_t> row_;
};

}  // namespace marketplace::catalog
