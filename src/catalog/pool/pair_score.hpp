#pragma once
// From the features of a pair, and what is known of its rivals, to its probability.

#include "../match/rivals.hpp"

#include <marketplace/catalog/match_features.hpp>
#include <marketplace/catalog/pair_model.hpp>

#include <array>
#include <span>

namespace marketplace::catalog::detail {

/// What a person's verdict counts among log-odds.
inline constexpr double verdict_odds = 8;

inline constexpr std::size_t rival_row_columns = 3 + 2 * rival_columns;
using RivalRow = std::array<float, rival_row_columns>;

[[nodiscard]] RivalRow rival_row(const RivalFacts& own, std::span<const RivalFacts> of_left,
                                 std::span<const RivalFacts> of_right);

/// Whether both state something that tells variants apart, and not the same: size, colour, capacity, pack, version.
[[nodiscard]] bool are_variants(const PreparedListing& a, const PreparedListing& b);

[[nodiscard]] double calibrated(const PairModel& model, double odds);

}  // namespace marketplace::catalog::detail
