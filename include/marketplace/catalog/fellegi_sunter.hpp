#pragma once
// Matching without labels: how often each outcome of a comparison occurs among matches and among others, estimated by
// expectation maximisation from pairs alone.
//
// After Fellegi and Sunter, "A theory for record linkage" (1969), and Winkler's EM (1988). The share of matches is
// given and kept: left free it drifts away from the truth on pairs that were found by a search, since most of those are
// alike.

#include <marketplace/core/record.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// Outcomes of comparisons, pair after pair: for each comparison 0 up to its number of levels, or -1 for not known.
struct ComparisonLevels {
    std::span<const std::int8_t> values;
    std::span<const std::int32_t> levels;  ///< of each comparison, how many outcomes it has

    [[nodiscard]] std::size_t size() const { return levels.empty() ? 0 : values.size() / levels.size(); }
    [[nodiscard]] std::span<const std::int8_t> operator[](std::size_t pair) const {
        return values.subspan(pair * levels.size(), levels.size());
    }
};

/// What an outcome tells: the logarithm of how much more often it occurs among matches than among others.
struct ComparisonWeights {
    std::vector<double> log_ratios;  ///< by level

    friend bool operator==(const ComparisonWeights&, const ComparisonWeights&) = default;
};
MARKETPLACE_COMPILED_RECORD(ComparisonWeights, (log_ratios));

/// What was estimated.
struct FellegiSunterModel {
    double prior_log_odds = 0;  ///< of a pair before anything is compared
    std::vector<ComparisonWeights> comparisons;

    friend bool operator==(const FellegiSunterModel&, const FellegiSunterModel&) = default;
};
MARKETPLACE_COMPILED_RECORD(FellegiSunterModel, (prior_log_odds, comparisons));

/// How to estimate.
struct FellegiSunterOptions {
    std::int32_t rounds = 30;    ///< of expectation and maximisation; 1 to 1000
    double pairs_added = 1;      ///< to each outcome's count, so that none is impossible; above 0

    friend bool operator==(const FellegiSunterOptions&, const FellegiSunterOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(FellegiSunterOptions, (rounds, pairs_added));

/// Estimates from pairs, beginning with a guess of each one's probability to be a match. The share of matches stays
/// that of the guess. Throws `invalid_value` for lists of other lengths, levels that are not there and guesses outside
/// 0 to 1.
[[nodiscard]] FellegiSunterModel estimate_fellegi_sunter(const ComparisonLevels& pairs, std::span<const double> guess,
                                                         const FellegiSunterOptions& options = {});

/// The log-odds of a pair to be a match.
[[nodiscard]] double log_odds(const FellegiSunterModel& model, std::span<const std::int8_t> levels);

}  // namespace marketplace::catalog
