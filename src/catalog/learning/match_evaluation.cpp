#include "labelled_rows.hpp"
#include "random.hpp"

#include <marketplace/catalog/match_evaluation.hpp>

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace marketplace::catalog {
namespace {

void validate(std::span<const double> probabilities, std::span<const std::uint8_t> labels) {
    if (labels.size() == probabilities.size()) return;
    fail(ErrorCode::invalid_value, "labels", std::to_string(labels.size()),
         std::to_string(probabilities.size()) + " labels, one for each probability");
}

/// Pairs by falling probability.
std::vector<std::size_t> best_first(std::span<const double> probabilities) {
    std::vector<std::size_t> out(probabilities.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
    std::ranges::stable_sort(out, std::greater{}, [&](std::size_t i) { return probabilities[i]; });
    return out;
}

}  // namespace

MatchScores match_scores(std::int64_t matches_found, std::int64_t others_found, std::int64_t matches_missed) {
    const auto share = [](std::int64_t part, std::int64_t rest) {
        return part + rest == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(part + rest);
    };
    MatchScores out{matches_found, others_found, matches_missed};
    out.precision = share(matches_found, others_found);
    out.recall = share(matches_found, matches_missed);
    if (matches_found > 0) out.f1 = 2 * out.precision * out.recall / (out.precision + out.recall);
    return out;
}

MatchScores score_matches(std::span<const double> probabilities, std::span<const std::uint8_t> labels,
                          double threshold) {
    validate(probabilities, labels);
    std::int64_t found = 0;
    std::int64_t others = 0;
    std::int64_t missed = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool is_called = probabilities[i] >= threshold;
        found += is_called && labels[i] == 1 ? 1 : 0;
        others += is_called && labels[i] == 0 ? 1 : 0;
        missed += !is_called && labels[i] == 1 ? 1 : 0;
    }
    return match_scores(found, others, missed);
}

double best_threshold(std::span<const double> probabilities, std::span<const std::uint8_t> labels) {
    validate(probabilities, labels);
    constexpr int steps = 80;  // of log-odds, from -4 to 4
    constexpr int reach = 4;   // neighbours that count on each side
    std::vector<double> f1;
    for (int i = -reach; i <= steps + reach; ++i) {
        const double threshold = 1 / (1 + std::exp(4 - i * 0.1));
        f1.push_back(score_matches(probabilities, labels, threshold).f1);
    }
    int best = 0;
    double best_sum = -1;
    for (int i = 0; i <= steps; ++i) {
        double sum = 0;
        for (int k = 0; k <= 2 * reach; ++k) sum += f1[static_cast<std::size_t>(i + k)];
        if (sum <= best_sum + 1e-12) continue;
        best = i;
        best_sum = sum;
    }
    return 1 / (1 + std::exp(4 - best * 0.1));
}

double best_expected_threshold(std::span<const double> probabilities) {
    double matches = 0;
    for (const double each : probabilities) matches += each;
    double called = 0;
    double found = 0;
    double best = -1;
    double out = 0.5;
    const std::vector<std::size_t> order = best_first(probabilities);
    for (const std::size_t at : order) {
        called += 1;
        found += probabilities[at];
        const double f1 = 2 * found / (called + matches);
        if (f1 <= best) continue;
        best = f1;
        out = probabilities[at];
    }
    return out;
}

double threshold_for_precision(std::span<const double> probabilities, std::span<const std::uint8_t> labels,
                               double precision) {
    validate(probabilities, labels);
    require_share(precision, 0, 1, "precision");
    double out = 2;
    double matches = 0;
    double called = 0;
    const std::vector<std::size_t> order = best_first(probabilities);
    for (std::size_t i = 0; i < order.size(); ++i) {
        matches += labels[order[i]];
        called += 1;
        const bool is_last = i + 1 == order.size() || probabilities[order[i + 1]] < probabilities[order[i]];
        if (is_last && matches / called >= precision) out = probabilities[order[i]];
    }
    return out;
}

ConfidenceInterval bootstrap_f1(std::span<const double> probabilities, std::span<const std::uint8_t> labels,
                                double threshold, const BootstrapOptions& options) {
    validate(probabilities, labels);
    detail::require_between(options.samples, 1, 1'000'000, "samples");
    require_share(options.confidence, 0, 1, "confidence");
    SplitMix random{static_cast<std::uint64_t>(options.seed)};
    std::vector<double> found;
    for (std::int32_t sample = 0; sample < options.samples; ++sample) {
        std::array<std::int64_t, 4> counts{};  // by label and by what it was called
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const std::size_t at = random.below(labels.size());
            ++counts[labels[at] * 2U + (probabilities[at] >= threshold ? 1U : 0U)];
        }
        found.push_back(match_scores(counts[3], counts[1], counts[2]).f1);
    }
    std::ranges::sort(found);
    const auto at = [&](double share) {
        return found[static_cast<std::size_t>(std::llround(share * static_cast<double>(found.size() - 1)))];
    };
    const double outside = (1 - options.confidence) / 2;
    return {at(outside), at(1 - outside)};
}

}  // namespace marketplace::catalog
