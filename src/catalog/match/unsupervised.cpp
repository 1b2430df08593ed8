#include "unsupervised.hpp"

#include "../learning/random.hpp"

#include <marketplace/catalog/fellegi_sunter.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace marketplace::catalog {
namespace {

/// How many of some rising bounds a number reaches; -1 if it is not known.
template <std::size_t count>
std::int8_t level_of(float value, const std::array<float, count>& bounds) {
    if (std::isnan(value)) return -1;
    return static_cast<std::int8_t>(std::ranges::upper_bound(bounds, value) - bounds.begin());
}

/// A row of features by name.
class Row {
public:
    explicit Row(std::span<const float> values) : values_(values) {}
    float operator[](MatchFeature feature) const { return values_[static_cast<std::size_t>(feature)]; }

private:
    std::span<const float> values_;
};

bool is_mutual(const Row& row) { return row[MatchFeature::rank_left] == 0 && row[MatchFeature::rank_right] == 0; }
bool is_nearest(const Row& row) { return row[MatchFeature::rank_left] == 0 || row[MatchFeature::rank_right] == 0; }

/// 3 for a shared code, 2 for one that is in the other's texts or begins the other's, 1 for none known, 0 for others.
std::int8_t code_level(const Row& row) {
    const float shared = row[MatchFeature::code_shared];
    const bool is_left_in = row[MatchFeature::code_left_in_right] > 0;
    const bool is_right_in = row[MatchFeature::code_right_in_left] > 0;
    if (shared > 0) return 3;
    if (is_left_in || is_right_in) return 2;
    return std::isnan(shared) ? 1 : 0;
}

/// 3 if both find each other first, 2 if one does and a code says so too, 1 if one does, 0 for others.
std::int8_t place_level(const Row& row, std::int8_t codes) {
    if (is_mutual(row)) return 3;
    if (!is_nearest(row)) return 0;
    return codes >= 2 ? 2 : 1;
}

/// Few: comparisons depend on each other, and with each round the estimate drifts further towards what they share.
constexpr std::int32_t rounds_of_estimation = 2;
constexpr std::size_t comparison_count = 11;
constexpr std::array<std::int32_t, comparison_count> level_counts{4, 6, 4, 4, 6, 5, 5, 4, 3, 2, 2};

std::array<std::int8_t, comparison_count> levels_of(const Row& row) {
    const float margin = row[MatchFeature::margin_left] + row[MatchFeature::margin_right];
    const float contradictions = row[MatchFeature::attribute_contradictions];
    const std::int8_t codes = code_level(row);
    return {place_level(row, codes),
            level_of(margin, std::array{-1.0F, -0.5F, -0.2F, 0.0F, 0.3F}),
            codes,
            level_of(row[MatchFeature::number_overlap], std::array{0.01F, 0.5F, 0.99F}),
            level_of(row[MatchFeature::spelling_overlap], std::array{0.3F, 0.45F, 0.6F, 0.75F, 0.9F}),
            level_of(row[MatchFeature::gram_cosine], std::array{0.3F, 0.45F, 0.6F, 0.8F}),
            level_of(row[MatchFeature::price_ratio], std::array{0.05F, 0.25F, 0.7F, 1.5F}),
            level_of(row[MatchFeature::brand], std::array{0.5F, 0.8F, 0.99F}),
            level_of(contradictions, std::array{0.5F, 1.5F}),
            level_of(row[MatchFeature::part_number], std::array{0.0F}),
            level_of(row[MatchFeature::gtin], std::array{0.0F})};
}

/// Two listings that find each other first are a match more often than not, and so are those of which one finds the
/// other first and a code of one is in the texts of the other. That codes or attributes differ is no reason to doubt
/// here: titles have codes of many kinds. The sum of these guesses is the number of matches that is held to.
double first_guess(const Row& row, std::int8_t codes) {
    return place_level(row, codes) >= 2 ? 0.95 : 0.01;
}

}  // namespace

void share_out(const PairTable& table, std::vector<double>& judged) {
    std::vector<double> lefts;
    std::vector<double> rights;
    const auto add = [](std::vector<double>& sums, std::uint32_t group, double p) {
        if (sums.size() <= group) sums.resize(group + 1U, 0);
        sums[group] += p;
    };
    for (std::size_t i = 0; i < table.size(); ++i) {
        add(lefts, table.left_group(i), judged[i]);
        add(rights, table.right_group(i), judged[i]);
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double of_left = table.is_one_to_one() ? lefts[table.left_group(i)] : 0;
        judged[i] /= std::max({1.0, of_left, rights[table.right_group(i)]});
    }
}

std::vector<LabelledRow> soft_labels(std::span<const double> judged, float weight) {
    constexpr double little = 0.02;
    constexpr std::size_t one_of = 8;  // of the many pairs that are clear, some stand for all
    std::vector<LabelledRow> out;
    for (std::size_t row = 0; row < judged.size(); ++row) {
        const double p = judged[row];
        const bool is_clear = p < little;
        if (is_clear && SplitMix{row}.below(one_of) != 0) continue;
        const float each = weight * static_cast<float>(is_clear ? one_of : 1);
        if (!is_clear) out.push_back({row, 1, each * static_cast<float>(p), true});
        out.push_back({row, 0, each * static_cast<float>(1 - p), true});
    }
    return out;
}

std::vector<double> judge_by_comparisons(const PairTable& table, std::size_t learned_from) {
    std::vector<std::int8_t> levels;
    std::vector<double> guess;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const Row row{table.features()[i]};
        const auto of = levels_of(row);
        levels.insert(levels.end(), of.begin(), of.end());
        guess.push_back(first_guess(row, of[2]));
    }
    const ComparisonLevels known{std::span{levels}.first(learned_from * comparison_count), level_counts};
    const FellegiSunterModel model =
        estimate_fellegi_sunter(known, std::span{guess}.first(learned_from), {rounds_of_estimation, 1});
    std::vector<double> out;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto of = std::span{levels}.subspan(i * comparison_count, comparison_count);
        out.push_back(1 / (1 + std::exp(-log_odds(model, of))));
    }
    return out;
}

std::vector<double> judge_without_labels(const PairTable& table, const UnsupervisedOptions& options) {
    std::vector<double> judged = judge_by_comparisons(table, table.size());
    share_out(table, judged);
    for (std::int32_t round = 0; round < options.rounds; ++round) {
        TwoStageOptions learning{options.trees, options.trees};
        learning.bags = 1;
        learning.seed = options.seed + round;
        judged = learn_two_stages(table, soft_labels(judged, 1), learning);
        share_out(table, judged);
    }
    return judged;
}

}  // namespace marketplace::catalog
