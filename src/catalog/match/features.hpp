#pragma once
// What a pair of listings has in common and where it differs, as numbers for the models.

#include "alignment.hpp"
#include "prepared.hpp"

#include <marketplace/catalog/match_features.hpp>

#include <span>

namespace marketplace::catalog {

/// Of what a pair's place among its rivals says; see `context.hpp`.
struct PairContext {
    float rank_left = 0;     ///< log2(1 + rank) of the right listing among those found for the left one
    float rank_right = 0;    ///< and of the left one among those found for the right one
    float margin_left = 0;   ///< above 0: how much better it is than the next; below: how much worse than the best
    float margin_right = 0;
    float score_left = 0;    ///< score as a share of what the left listing scores against itself
    float score_right = 0;
};

/// Writes `match_feature_count` numbers; NaN is not known.
void compare(const PreparedListing& left, const PreparedListing& right, const PairContext& context,
             std::span<float> out);

}  // namespace marketplace::catalog
