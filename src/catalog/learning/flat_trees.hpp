#pragma once
// Trees laid out for speed: several rows at once, and no branch that depends on what is in them.
//
// The leaves of a tree are numbered from the left, and each split names those to its left. Where a row goes right, they
// are out; the first leaf that stays is the one the row ends in, in whatever order the splits are looked at. So a tree
// is a list of comparisons, each for as many rows as fit into a register. A number that is not known is put to the side
// where it goes before that begins.
//
// After Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive ensembles of regression trees"
// (2015), and for several rows Ye et al., "RapidScorer" (2018).

#include <marketplace/catalog/boosted_trees.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// Scores rows, best many at once: one for each thread.
class FlatTrees {
public:
    FlatTrees() = default;
    /// The trees are sound: learned, or looked at by `validate`.
    explicit FlatTrees(const BoostedTrees& trees);

    /// The same as `catalog::log_odds` of each row, to the last bit. A row is where its numbers begin.
    void log_odds(std::span<const float* const> rows, std::span<double> out);
    /// Of some rows of a table.
    [[nodiscard]] std::vector<double> log_odds(const FeatureRows& rows, std::span<const std::size_t> places);
    [[nodiscard]] double log_odds(std::span<const float> row);

private:
    static constexpr std::size_t lanes = 4;  ///< of a register that every processor has
    using Floats = float __attribute__((vector_size(lanes * sizeof(float))));
    using Bits = std::uint32_t __attribute__((vector_size(lanes * sizeof(std::uint32_t))));
    static constexpr std::size_t leaves_max = 32;  ///< trees of more are walked

    struct Split {
        float threshold = 0;
        std::uint32_t column = 0;    ///< of `used_`
        std::uint32_t not_left = 0;  ///< a bit for each leaf that is not to its left
    };
    /// A feature as some splits see it.
    struct UsedColumn {
        std::uint32_t feature = 0;
        float unknown = 0;  ///< stands for a number that is not known: below all, or above

        friend bool operator==(const UsedColumn&, const UsedColumn&) = default;
    };
    struct FlatTree {
        std::uint32_t splits = 0;
        std::uint32_t leaves = 0;
    };

    void add(const Tree& tree);
    std::uint32_t add_leaves(const Tree& tree, std::size_t node, std::size_t begin);
    [[nodiscard]] std::uint32_t column_of(const TreeNode& split);
    template <std::size_t registers>
    void score(std::span<const float* const> rows, double* out);

    BoostedTrees plain_;  ///< trees that cannot be laid out
    double base_ = 0;
    std::vector<UsedColumn> used_;
    std::vector<FlatTree> trees_;
    std::vector<Split> splits_;
    std::vector<double> leaves_;
    std::vector<Floats> columns_;  ///< scratch: of each used column the numbers of some rows
};

}  // namespace marketplace::catalog
