#include "first_look.hpp"

#include "../learning/flat_trees.hpp"
#include "../match/features.hpp"
#include "../match/unsupervised.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace marketplace::catalog::detail {
namespace {

constexpr std::int32_t fold_count = 5;
/// Fewer matches do not show how matches look at first; and a catalog that has no more needs no haste.
constexpr std::size_t matches_min = 100;
/// Whatever has this chance at first sight is looked at closely in any case.
constexpr double ruled_out_max = 0.01;

class Learner {
public:
    Learner(const JudgedPairs& judged, const FirstLookOptions& options)
        : judged_(judged), options_(options), values_(judged.verdicts.size() * columns()) {
        constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
        const std::span<const float> all = judged.table.features().values;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            values_[i] = is_seen_at_first(static_cast<MatchFeature>(i % columns())) ? all[i] : unknown;
        }
        for (const LabelledRow& each : soft_labels(judged.probabilities, 1)) {
            if (judged.verdicts[each.row] < 0) rows_.push_back(each);
        }
        for (std::size_t row = 0; row < judged.verdicts.size(); ++row) {
            const std::int8_t verdict = judged.verdicts[row];
            if (verdict >= 0) rows_.push_back({row, static_cast<std::uint8_t>(verdict), 1});
        }
    }

    FirstLook run() const {
        std::size_t count = 0;
        for (std::size_t row = 0; row < judged_.verdicts.size(); ++row) count += is_match(row) ? 1 : 0;
        if (count < matches_min) return {};
        std::vector<double> matches = odds_of_matches();
        const auto missed = static_cast<std::size_t>(options_.missed * static_cast<double>(matches.size()));
        std::ranges::sort(matches);
        return {train(-1), std::min(matches[missed], std::log(ruled_out_max / (1 - ruled_out_max)))};
    }

private:
    [[nodiscard]] std::size_t columns() const { return judged_.table.features().columns; }
    [[nodiscard]] FeatureRows features() const { return {values_, columns()}; }

    [[nodiscard]] BoostedTrees train(std::int32_t without_fold) const {
        std::vector<float> values;
        std::vector<std::uint8_t> labels;
        std::vector<float> weights;
        for (const LabelledRow& each : rows_) {
            if (judged_.folds[each.row] == without_fold) continue;
            const std::span<const float> row = features()[each.row];
            values.insert(values.end(), row.begin(), row.end());
            labels.push_back(each.label);
            weights.push_back(each.weight);
        }
        BoostingOptions options;
        options.trees = 40;
        options.depth_max = 3;
        options.learning_rate = 0.2;
        options.leaf_weight_min = options_.restraint;
        options.regularisation = options_.restraint;
        options.seed = options_.seed * 1000 + 500 + without_fold;
        return train_boosted_trees({values, columns()}, labels, weights, options);
    }

    /// Of likely matches, as trees see them that have not seen them before.
    [[nodiscard]] std::vector<double> odds_of_matches() const {
        std::vector<double> out;
        for (std::int32_t fold = 0; fold < fold_count; ++fold) {
            FlatTrees trees{train(fold)};
            std::vector<std::size_t> matches;
            for (std::size_t row = 0; row < judged_.verdicts.size(); ++row) {
                if (judged_.folds[row] == fold && is_match(row)) matches.push_back(row);
            }
            const std::vector<double> odds = trees.log_odds(features(), matches);
            out.insert(out.end(), odds.begin(), odds.end());
        }
        return out;
    }

    [[nodiscard]] bool is_match(std::size_t row) const {
        return judged_.verdicts[row] == 1 || (judged_.verdicts[row] < 0 && judged_.probabilities[row] >= 0.5);
    }

    const JudgedPairs& judged_;
    const FirstLookOptions& options_;
    std::vector<float> values_;
    std::vector<LabelledRow> rows_;
};

}  // namespace

FirstLook learn_first_look(const JudgedPairs& judged, const FirstLookOptions& options) {
    return Learner{judged, options}.run();
}

}  // namespace marketplace::catalog::detail
