#pragma once
// How good judgements of pairs are: precision, recall and F1 at a threshold, and how sure that is.

#include <marketplace/core/record.hpp>

#include <cstdint>
#include <span>

namespace marketplace::catalog {

/// Counts, and what follows from them. Precision is 1 where nothing was called a match, recall where there is none.
struct MatchScores {
    std::int64_t matches_found = 0;
    std::int64_t others_found = 0;    ///< called a match, and none
    std::int64_t matches_missed = 0;
    double precision = 0;
    double recall = 0;
    double f1 = 0;                    ///< harmonic mean of both; 0 where no match was found

    friend bool operator==(const MatchScores&, const MatchScores&) = default;
};
MARKETPLACE_COMPILED_RECORD(MatchScores, (matches_found, others_found, matches_missed, precision, recall, f1));

/// From counts.
[[nodiscard]] MatchScores match_scores(std::int64_t matches_found, std::int64_t others_found,
                                       std::int64_t matches_missed);

/// Pairs from a probability on are called matches. Throws `invalid_value` for lists of different lengths.
[[nodiscard]] MatchScores score_matches(std::span<const double> probabilities, std::span<const std::uint8_t> labels,
                                        double threshold);

/// The threshold with the best F1, from pairs with labels. F1 is smoothed over neighbouring thresholds, since the best
/// place of a few hundred pairs is mostly luck. Throws as `score_matches`.
[[nodiscard]] double best_threshold(std::span<const double> probabilities, std::span<const std::uint8_t> labels);

/// The threshold with the best F1 that the probabilities themselves promise: for pairs without labels. Where F1 cannot
/// be high, it lies below a half. After Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to
/// maximize F1 measure" (2014). A half for an empty list.
[[nodiscard]] double best_expected_threshold(std::span<const double> probabilities);

/// The lowest threshold from which on the pairs are matches with at least a precision; above 1 if there is none.
[[nodiscard]] double threshold_for_precision(std::span<const double> probabilities,
                                             std::span<const std::uint8_t> labels, double precision);

/// An interval in which a figure lies with some confidence.
struct ConfidenceInterval {
    double low = 0;
    double high = 0;

    friend bool operator==(const ConfidenceInterval&, const ConfidenceInterval&) = default;
};
MARKETPLACE_COMPILED_RECORD(ConfidenceInterval, (low, high));

/// How to draw samples.
struct BootstrapOptions {
    std::int32_t samples = 1000;  ///< 1 to 1,000,000
    double confidence = 0.95;
    std::int64_t seed = 1;

    friend bool operator==(const BootstrapOptions&, const BootstrapOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(BootstrapOptions, (samples, confidence, seed));

/// Where F1 lies when pairs are drawn anew with replacement, after Efron (1979).
[[nodiscard]] ConfidenceInterval bootstrap_f1(std::span<const double> probabilities,
                                              std::span<const std::uint8_t> labels, double threshold,
                                              const BootstrapOptions& options = {});

}  // namespace marketplace::catalog
