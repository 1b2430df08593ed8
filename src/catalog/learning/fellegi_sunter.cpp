#include <marketplace/catalog/fellegi_sunter.hpp>

#include <marketplace/core/detail/validation.hpp>

#include <cmath>
#include <string>

namespace marketplace::catalog {
namespace {

void validate(const ComparisonLevels& pairs, std::span<const double> guess, const FellegiSunterOptions& options) {
    detail::require_between(options.rounds, 1, 1000, "rounds");
    if (!(options.pairs_added > 0)) {
        fail(ErrorCode::out_of_range, "pairs_added", std::to_string(options.pairs_added), "above 0");
    }
    if (pairs.size() == 0 || pairs.size() * pairs.levels.size() != pairs.values.size()) {
        fail(ErrorCode::invalid_value, "values", std::to_string(pairs.values.size()), "an outcome for each comparison");
    }
    if (guess.size() != pairs.size()) {
        fail(ErrorCode::invalid_value, "guess", std::to_string(guess.size()),
             std::to_string(pairs.size()) + " guesses");
    }
    for (std::size_t i = 0; i < pairs.values.size(); ++i) {
        const std::int32_t levels = pairs.levels[i % pairs.levels.size()];
        if (pairs.values[i] < -1 || pairs.values[i] >= levels) {
            fail(ErrorCode::invalid_value, detail::indexed("values", i), std::to_string(pairs.values[i]),
                 "-1 to " + std::to_string(levels - 1));
        }
    }
    for (const double each : guess) {
        if (!(each >= 0 && each <= 1)) fail(ErrorCode::invalid_value, "guess", std::to_string(each), "0 to 1");
    }
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// The log-odds that share of matches asks for: shifted until the probabilities have the wanted mean.
double prior_for(std::span<const double> evidence, double share) {
    double low = -40;
    double high = 40;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        double sum = 0;
        for (const double each : evidence) sum += sigmoid(each + middle);
        (sum < share * static_cast<double>(evidence.size()) ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// The weights of each comparison from probabilities of matches.
std::vector<ComparisonWeights> maximise(const ComparisonLevels& pairs, std::span<const double> matches,
                                        double pairs_added) {
    std::vector<ComparisonWeights> out;
    for (std::size_t comparison = 0; comparison < pairs.levels.size(); ++comparison) {
        const auto levels = static_cast<std::size_t>(pairs.levels[comparison]);
        std::vector<double> among_matches(levels, pairs_added);
        std::vector<double> among_others(levels, pairs_added);
        double all_matches = pairs_added * static_cast<double>(levels);
        double all_others = all_matches;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const std::int8_t level = pairs[i][comparison];
            if (level < 0) continue;
            among_matches[static_cast<std::size_t>(level)] += matches[i];
            among_others[static_cast<std::size_t>(level)] += 1 - matches[i];
            all_matches += matches[i];
            all_others += 1 - matches[i];
        }
        out.emplace_back();
        for (std::size_t level = 0; level < levels; ++level) {
            out.back().log_ratios.push_back(
                std::log(among_matches[level] / all_matches * all_others / among_others[level]));
        }
    }
    return out;
}

}  // namespace

double log_odds(const FellegiSunterModel& model, std::span<const std::int8_t> levels) {
    double out = model.prior_log_odds;
    for (std::size_t i = 0; i < model.comparisons.size(); ++i) {
        if (levels[i] >= 0) out += model.comparisons[i].log_ratios[static_cast<std::size_t>(levels[i])];
    }
    return out;
}

FellegiSunterModel estimate_fellegi_sunter(const ComparisonLevels& pairs, std::span<const double> guess,
                                           const FellegiSunterOptions& options) {
    validate(pairs, guess, options);
    std::vector<double> matches(guess.begin(), guess.end());
    std::vector<double> evidence(matches.size());
    double share = 0;
    for (const double each : guess) share += each / static_cast<double>(guess.size());
    FellegiSunterModel model;
    for (std::int32_t round = 0; round < options.rounds; ++round) {
        model = {0, maximise(pairs, matches, options.pairs_added)};
        for (std::size_t i = 0; i < matches.size(); ++i) evidence[i] = log_odds(model, pairs[i]);
        model.prior_log_odds = prior_for(evidence, share);
        for (std::size_t i = 0; i < matches.size(); ++i) matches[i] = sigmoid(evidence[i] + model.prior_log_odds);
    }
    return model;
}

}  // namespace marketplace::catalog
