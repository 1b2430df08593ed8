#pragma once
// The pairs of two lists of listings that could be the same product, and their features.

#include "features.hpp"
#include "prepared.hpp"

#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/catalog/boosted_trees.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// Places in the two lists.
struct Pair {
    std::uint32_t left = 0;
    std::uint32_t right = 0;

    friend bool operator==(const Pair&, const Pair&) = default;
    friend auto operator<=>(const Pair&, const Pair&) = default;
};

struct PairTableOptions {
    std::int64_t hits_max = 10;     ///< candidates of each listing, both ways
    std::int64_t context_max = 50;  ///< how far the ranks of other pairs are known
};

/// One of the lists, ready for comparing.
class ListingSide {
public:
    explicit ListingSide(std::span<const Listing> listings);

    [[nodiscard]] std::size_t size() const { return texts_.size(); }
    [[nodiscard]] const std::string& text(std::size_t place) const { return texts_[place]; }
    [[nodiscard]] const BlockingIndex& index() const { return index_; }

private:
    std::vector<std::string> texts_;
    BlockingIndex index_;
};

class PairTable {
public:
    /// The candidates of both lists and the pairs that are asked for, in order of their places.
    PairTable(std::span<const Listing> left, std::span<const Listing> right, std::span<const Pair> wanted,
              const PairTableOptions& options = {});

    /// Pairs within one list, by their places, with their features and the groups of their rivals.
    PairTable(std::vector<Pair> pairs, const FeatureRows& features, std::vector<std::uint32_t> left_groups,
              std::vector<std::uint32_t> right_groups);

    [[nodiscard]] std::span<const Pair> pairs() const { return pairs_; }
    [[nodiscard]] std::size_t size() const { return pairs_.size(); }
    [[nodiscard]] FeatureRows features() const { return {features_, columns_}; }
    /// Pairs of one group are rivals: at most one of them is a match. Of two lists, the pairs of a listing are.
    [[nodiscard]] std::uint32_t left_group(std::size_t place) const {
        return left_groups_.empty() ? pairs_[place].left : left_groups_[place];
    }
    [[nodiscard]] std::uint32_t right_group(std::size_t place) const {
        return right_groups_.empty() ? pairs_[place].right : right_groups_[place];
    }
    /// Whether that holds on either side, or a listing of the left may have several matches.
    [[nodiscard]] bool is_one_to_one() const { return !left_groups_.empty(); }
    /// The place of a pair in the table; its size if it is not there.
    [[nodiscard]] std::size_t find(const Pair& pair) const;
    /// Whether the search found a pair among the first `hits_max` of either side.
    [[nodiscard]] bool is_candidate(std::size_t place) const { return is_candidate_[place] != 0; }
    /// Among the listings found for the right one, the place of the left one; `context_max` if it was not found.
    [[nodiscard]] std::uint32_t rank_of_left(std::size_t place) const { return rank_of_left_[place]; }

    [[nodiscard]] bool has_embeddings() const { return columns_ > match_feature_count; }

    [[nodiscard]] const PreparedListing& left(std::size_t place) const { return left_[place]; }
    [[nodiscard]] const PreparedListing& right(std::size_t place) const { return right_[place]; }

private:
    struct Found {
        Pair pair;
        std::uint32_t rank = 0;
        float margin = 0;
        float score = 0;
    };

    static std::vector<Found> search_all(const ListingSide& queries, const ListingSide& records, bool is_left_query,
                                         const PairTableOptions& options);
    /// Those that the search found, and those with the nearest embeddings.
    [[nodiscard]] std::vector<Pair> candidates(const std::vector<Found>& from_left,
                                               const std::vector<Found>& from_right,
                                               const PairTableOptions& options) const;
    void collect(const std::vector<Pair>& candidates, std::span<const Pair> wanted);
    void compare_all(const std::vector<Found>& from_left, const std::vector<Found>& from_right,
                     const PairTableOptions& options);

    [[nodiscard]] static std::vector<PreparedListing> prepare_all(std::span<const Listing> listings,
                                                                  ListingPreparer& preparer);

    std::vector<PreparedListing> left_;
    std::vector<PreparedListing> right_;
    std::vector<PackedEmbedding> left_embeddings_;  ///< by place; none at all if no listing has one
    std::vector<PackedEmbedding> right_embeddings_;
    std::vector<Pair> pairs_;
    std::vector<std::uint8_t> is_candidate_;
    std::vector<std::uint32_t> rank_of_left_;
    std::size_t columns_ = match_feature_count;
    std::vector<float> features_;
    std::vector<std::uint32_t> left_groups_;
    std::vector<std::uint32_t> right_groups_;
};

}  // namespace marketplace::catalog
