#pragma once
// What every way of learning from labelled rows refuses.

#include <marketplace/catalog/boosted_trees.hpp>

namespace marketplace::catalog {

/// Throws `invalid_value` for lists of other lengths, labels but 0 and 1, and weights below zero.
void validate_labelled(const FeatureRows& rows, std::span<const std::uint8_t> labels, std::span<const float> weights);

/// Throws `out_of_range` for an option that is not from `low` to `high`, NaN among it.
void require_share(double value, double low, double high, std::string_view field);

/// The log-odds of labels, with half a row of each kind added so that there are both.
[[nodiscard]] double prior_log_odds(std::span<const std::uint8_t> labels, std::span<const float> weights);

}  // namespace marketplace::catalog
