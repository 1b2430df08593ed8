#pragma once
// Matches two tables of products: which row of one is which of the other, learned from labels or without any.
//
// The left table is the master side. Candidates are found by the blocking index in both directions; each pair is
// compared by the features of `match_features.hpp`; trees learn from the labels, first each pair for itself, then
// beside its rivals: the pairs that share a row with it, which count by their labels where they have some. Without
// labels, Fellegi and Sunter's model judges first, with the share of matches that mutual nearest neighbours suggest,
// and the trees learn from its judgement; with few, they learn from both, and then once more with what they have judged
// in place of that judgement.

#include <marketplace/catalog/listing.hpp>

#include <memory>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// A row of each table, by the keys of their listings.
struct PairKey {
    std::int64_t left = 0;
    std::int64_t right = 0;

    friend bool operator==(const PairKey&, const PairKey&) = default;
    friend auto operator<=>(const PairKey&, const PairKey&) = default;
};
MARKETPLACE_COMPILED_RECORD(PairKey, (left, right));

/// A pair that somebody has judged.
struct LabelledPair {
    PairKey pair;
    bool is_match = false;

    friend bool operator==(const LabelledPair&, const LabelledPair&) = default;
};
MARKETPLACE_COMPILED_RECORD(LabelledPair, (pair, is_match));

/// A pair and its probability to be a match.
struct JudgedPair {
    PairKey pair;
    double probability = 0;
    bool is_candidate = false;  ///< whether the search found it, or it was only asked for
    std::int32_t left_rank = 0; ///< among what was found for the right row, the place of the left one; -1 if it was not

    friend bool operator==(const JudgedPair&, const JudgedPair&) = default;
};
MARKETPLACE_COMPILED_RECORD(JudgedPair, (pair, probability, is_candidate, left_rank));

/// How pairs are found.
struct TableMatchOptions {
    std::int64_t candidates_max = 10;  ///< for each row of either table; 1 to 1000

    friend bool operator==(const TableMatchOptions&, const TableMatchOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(TableMatchOptions, (candidates_max));

namespace detail {
class TableMatcherData;
}

/// Two tables, compared once and judged as often as one likes. Any number of threads may judge.
class TableMatcher {
public:
    /// Throws `invalid_value` for two listings of one side with the same key and for pairs whose keys are not there,
    /// `limit_exceeded` for texts that are too long.
    TableMatcher(std::span<const Listing> left, std::span<const Listing> right, std::span<const PairKey> wanted = {},
                 const TableMatchOptions& options = {});
    TableMatcher(TableMatcher&&) noexcept;
    TableMatcher& operator=(TableMatcher&&) noexcept;
    ~TableMatcher();

    /// All candidates and all pairs that were asked for, by key. Pairs with labels are judged by models that have not
    /// seen their labels. Fewer than 20 labels, or labels of one kind alone, are not learned from. Throws
    /// `invalid_value` for labels of pairs that are neither candidates nor asked for.
    [[nodiscard]] std::vector<JudgedPair> judge(std::span<const LabelledPair> labels, std::int64_t seed = 1) const;

    /// Up to `count` pairs of `pool` whose labels would teach most: those that are judged closest to even, spread over
    /// rows. Pairs that have labels already are passed over.
    [[nodiscard]] std::vector<PairKey> choose_for_review(std::span<const PairKey> pool,
                                                         std::span<const LabelledPair> labels, std::int64_t count,
                                                         std::int64_t seed = 1) const;

    /// The pairs that the search found, by key.
    [[nodiscard]] std::vector<PairKey> candidates() const;
    /// Among what was found for the right row, the place of the left one; -1 if it was not. Throws `invalid_value` for
    /// a pair that is not judged.
    [[nodiscard]] std::int32_t left_rank(const PairKey& pair) const;
    /// Pairs that are judged: candidates and those that were asked for.
    [[nodiscard]] std::size_t size() const;

private:
    std::unique_ptr<detail::TableMatcherData> data_;
};

}  // namespace marketplace::catalog
