#pragma once
// Logistic regression over features of which some are not known: the model for some dozens of labels.
//
// Features are brought to mean 0 and spread 1; what is not known counts as the mean, and that it is not known is a
// feature of its own. Fitted by Newton's method with a quadratic penalty.

#include <marketplace/catalog/boosted_trees.hpp>

namespace marketplace::catalog {

/// How a feature is read, and what it weighs.
struct LinearTerm {
    double mean = 0;
    double scale = 1;           ///< the spread that becomes 1
    double weight = 0;
    double unknown_weight = 0;  ///< added where it is not known

    friend bool operator==(const LinearTerm&, const LinearTerm&) = default;
};
MARKETPLACE_COMPILED_RECORD(LinearTerm, (mean, scale, weight, unknown_weight));

/// What was fitted.
struct LogisticModel {
    double intercept = 0;
    std::vector<LinearTerm> terms;

    friend bool operator==(const LogisticModel&, const LogisticModel&) = default;
};
MARKETPLACE_COMPILED_RECORD(LogisticModel, (intercept, terms));

/// How to fit.
struct LogisticOptions {
    double penalty = 1;        ///< of squared weights, in rows; above 0
    std::int32_t rounds = 25;  ///< of Newton's method; 1 to 1000

    friend bool operator==(const LogisticOptions&, const LogisticOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(LogisticOptions, (penalty, rounds));

/// Fits rows with labels 0 and 1; weights may be empty. Throws as `train_boosted_trees`.
[[nodiscard]] LogisticModel fit_logistic(const FeatureRows& rows, std::span<const std::uint8_t> labels,
                                         std::span<const float> weights, const LogisticOptions& options = {});

/// The log-odds of a row.
[[nodiscard]] double log_odds(const LogisticModel& model, std::span<const float> row);

/// What each feature adds to the log-odds of a row, beside the intercept, which is returned.
double explain(const LogisticModel& model, std::span<const float> row, std::span<double> contributions);

}  // namespace marketplace::catalog
