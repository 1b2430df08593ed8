#pragma once
// The ways to measure matching: pairs that were set aside, few labels, none, and whole tables.

#include "tables.hpp"

#include <marketplace/catalog/match_evaluation.hpp>
#include <marketplace/core/record.hpp>

#include <functional>

namespace match {

/// The two tables and what is known about their pairs.
struct Data {
    Table left;
    Table right;
    std::vector<marketplace::catalog::LabelledPair> train;
    std::vector<marketplace::catalog::LabelledPair> valid;
    std::vector<marketplace::catalog::LabelledPair> test;
};

/// What one seed reached.
struct SeedResult {
    std::int64_t seed = 0;
    std::int64_t labels = 0;  ///< that were learned from
    double threshold = 0;
    marketplace::catalog::MatchScores scores;
    marketplace::catalog::ConfidenceInterval f1_interval;
};
MARKETPLACE_RECORD(SeedResult, (seed, labels, threshold, scores, f1_interval));

/// How the pairs of `test` were judged, in their order.
struct JudgedTest {
    SeedResult result;
    std::vector<marketplace::catalog::JudgedPair> pairs;
};

/// Learns from `train` or `labels_max` pairs of it, takes the threshold from `valid` and scores `test`. Without labels
/// (`labels_max` 0) the threshold is the one that the judgement itself promises most of; `valid` is not looked at.
[[nodiscard]] JudgedTest judge_pairs(const marketplace::catalog::TableMatcher& matcher, const Data& data,
                                     std::int64_t labels_max, std::int64_t seed);

/// Whole tables: five folds of left rows, of which three are learned from, one gives the threshold and one is judged.
/// Every candidate counts, and one without a label counts as none.
[[nodiscard]] SeedResult judge_tables(const marketplace::catalog::TableMatcher& matcher, const Data& data,
                                      std::int64_t seed, const std::function<void(std::int64_t)>& progress);

}  // namespace match
