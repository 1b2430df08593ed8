#pragma once
// What a pair of listings has in common and where it differs, as numbers for the models. In two steps: the first look
// takes words, groups of letters, codes, numbers, attributes and prices as they are, and costs a fraction of the closer
// look, which compares spellings and texts. Most pairs are no match by the first look alone.

#include "../embedding/nearness.hpp"
#include "alignment.hpp"
#include "prepared.hpp"

#include <marketplace/catalog/match_features.hpp>

#include <span>

namespace marketplace::catalog {

/// Of what a pair's place among its rivals says; see `PairTable`.
struct PairContext {
    float rank_left = 0;     ///< log2(1 + rank) of the right listing among those found for the left one
    float rank_right = 0;    ///< and of the left one among those found for the right one
    float margin_left = 0;   ///< above 0: how much better it is than the next; below: how much worse than the best
    float margin_right = 0;
    float score_left = 0;    ///< score as a share of what the left listing scores against itself
    float score_right = 0;
    float cosine = no_cosine;  ///< of the embeddings, if both sides have one

    friend bool operator==(const PairContext&, const PairContext&) = default;
};

/// Whether the first look tells a feature.
[[nodiscard]] constexpr bool is_seen_at_first(MatchFeature feature) noexcept {
    using enum MatchFeature;
    switch (feature) {
        case word_overlap:
        case word_share_left:
        case word_share_right:
        case rarest_shared:
        case length_ratio:
        case length_left:
        case length_right:
        case gram_cosine:
        case code_shared:
        case code_left_in_right:
        case code_right_in_left: return true;
        default: break;
    }
    const bool is_identifier_number_or_attribute = feature >= part_number && feature <= attributes_right_only;
    const bool is_price = feature >= price_ratio && feature <= price_right;
    return is_identifier_number_or_attribute || is_price || feature >= rank_left;
}

/// Compares pairs, one after the other: one for each thread.
class PairComparer {
public:
    /// Writes `match_feature_count` numbers, or one more; NaN is not known, and what only the closer look tells.
    void look(const PreparedListing& left, const PreparedListing& right, const PairContext& context,
              std::span<float> out);
    /// Writes the rest of the numbers of the pair that has been looked at last.
    void look_closer(const PreparedListing& left, const PreparedListing& right, std::span<float> out);

    void compare(const PreparedListing& left, const PreparedListing& right, const PairContext& context,
                 std::span<float> out) {
        look(left, right, context, out);
        look_closer(left, right, out);
    }

private:
    Alignment alignment_;  ///< of equal words, until the closer look
};

}  // namespace marketplace::catalog
