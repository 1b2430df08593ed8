#include "two_stage.hpp"

#include "../learning/flat_trees.hpp"
#include "../learning/random.hpp"
#include "rivals.hpp"
#include "word_effects.hpp"

#include <algorithm>
#include <cmath>

namespace marketplace::catalog {
namespace {

/// What a verdict counts among log-odds.
constexpr double verdict_odds = 8;
constexpr std::size_t second_columns = 2 + 2 * rival_columns;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// The fold of a listing: all its pairs are in one, so that no model has seen a listing that it judges.
std::int32_t fold_of(std::uint32_t left, std::int32_t folds, std::int64_t seed) {
    SplitMix random{static_cast<std::uint64_t>(seed) * 1'000'003 + left};
    return static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(folds)));
}

/// A growing table of features: the base, and what a stage adds.
class Columns {
public:
    Columns(std::size_t rows, std::size_t base, std::size_t added)
        : columns_(base + added), base_(base), values_(rows * columns_) {}

    void set_base(std::size_t row, std::span<const float> values) {
        std::ranges::copy(values, values_.begin() + static_cast<std::ptrdiff_t>(row * columns_));
    }
    std::span<float> added(std::size_t row) {
        return std::span{values_}.subspan(row * columns_ + base_, columns_ - base_);
    }
    [[nodiscard]] FeatureRows rows() const { return {values_, columns_}; }

private:
    std::size_t columns_;
    std::size_t base_;
    std::vector<float> values_;
};

BoostedTrees train_on(const FeatureRows& all, std::span<const LabelledRow> rows, const BoostingOptions& options) {
    std::vector<float> values;
    std::vector<std::uint8_t> labels;
    std::vector<float> weights;
    for (const LabelledRow& each : rows) {
        const std::span<const float> row = all[each.row];
        values.insert(values.end(), row.begin(), row.end());
        labels.push_back(each.label);
        weights.push_back(each.weight);
    }
    return train_boosted_trees({values, all.columns}, labels, weights, options);
}

class Learner {
public:
    Learner(const PairTable& table, std::span<const LabelledRow> train, const TwoStageOptions& options)
        : table_(table), train_(train), options_(options), fold_of_row_(table.size(), -1) {
        for (const LabelledRow& each : train) {
            fold_of_row_[each.row] = fold_of(table.pairs()[each.row].left, options.folds, options.seed);
        }
        if (options.has_word_effects) {
            for (const Pair& each : table.pairs()) {
                words_.push_back(words_by_side(table.left(each.left), table.right(each.right)));
            }
        }
    }

    std::vector<double> run() {
        const std::vector<double> first = first_stage();
        if (!options_.has_second) return probabilities(first);
        return probabilities(second_stage(first));
    }

private:
    static std::vector<double> probabilities(std::vector<double> odds) {
        for (double& each : odds) each = sigmoid(each);
        return odds;
    }

    /// What is learned from but for one fold. In a table of a row or two all may be in it; then nothing is left out.
    [[nodiscard]] std::vector<LabelledRow> train_without(std::int32_t fold) const {
        std::vector<LabelledRow> out;
        for (const LabelledRow& each : train_) {
            if (fold_of_row_[each.row] != fold) out.push_back(each);
        }
        if (out.empty()) out.assign(train_.begin(), train_.end());
        return out;
    }

    [[nodiscard]] std::vector<std::size_t> rows_of(std::int32_t fold) const {
        std::vector<std::size_t> out;
        for (std::size_t row = 0; row < table_.size(); ++row) {
            if (fold_of_row_[row] == fold) out.push_back(row);
        }
        return out;
    }

    /// Log-odds by models of which each has seen all folds but one; of a labelled pair by the one that has not seen it.
    std::vector<double> first_stage() {
        std::vector<double> sums(table_.size(), 0);
        for (std::int32_t fold = 0; fold < options_.folds; ++fold) {
            const std::vector<LabelledRow> seen = train_without(fold);
            const Columns columns = with_word_effects(seen, fold);
            BoostingOptions boosting = options_.first;
            boosting.seed = options_.seed * 1000 + fold;
            FlatTrees trees{train_on(columns.rows(), seen, boosting)};
            std::vector<std::size_t> places = rows_of(fold);
            std::vector<double> odds = trees.log_odds(columns.rows(), places);
            for (std::size_t i = 0; i < places.size(); ++i) sums[places[i]] = odds[i];
            places = rows_of(-1);
            odds = trees.log_odds(columns.rows(), places);
            for (std::size_t i = 0; i < places.size(); ++i) sums[places[i]] += odds[i] / options_.folds;
        }
        return sums;
    }

    /// Base features and what the words of some labelled pairs tell. Each of those pairs is judged by the words of the
    /// others: of the folds that are not its own.
    Columns with_word_effects(const std::vector<LabelledRow>& seen, std::int32_t fold) {
        const std::size_t added = options_.has_word_effects ? WordEffects::columns : 0;
        Columns out{table_.size(), table_.features().columns, 1 + added};
        for (std::size_t row = 0; row < table_.size(); ++row) {
            out.set_base(row, table_.features()[row]);
            out.added(row)[0] = prior_of(row);
        }
        if (!options_.has_word_effects) return out;
        for (std::int32_t other = -1; other < options_.folds; ++other) {
            if (other == fold) continue;
            WordEffects effects;
            for (const LabelledRow& each : seen) {
                if (fold_of_row_[each.row] != other) effects.learn(words_[each.row], each.label == 1, each.weight);
            }
            for (std::size_t row = 0; row < table_.size(); ++row) {
                const std::int32_t of = fold_of_row_[row] == fold ? -1 : fold_of_row_[row];
                if (of == other) effects.write(words_[row], out.added(row).subspan(1));
            }
        }
        return out;
    }

    std::vector<double> second_stage(const std::vector<double>& first) {
        const Columns columns = with_rivals(first);
        std::vector<double> sums(table_.size(), 0);
        for (std::int32_t bag = 0; bag < options_.bags; ++bag) {
            std::vector<double> odds(table_.size(), 0);
            for (std::int32_t fold = -1; fold < options_.folds; ++fold) {
                const std::vector<LabelledRow> seen = train_without(fold);
                BoostingOptions boosting = options_.second;
                boosting.seed = options_.seed * 1000 + 100 + bag * 10 + fold;
                FlatTrees trees{train_on(columns.rows(), seen, boosting)};
                const std::vector<std::size_t> places = rows_of(fold);
                const std::vector<double> found = trees.log_odds(columns.rows(), places);
                for (std::size_t i = 0; i < places.size(); ++i) odds[places[i]] = found[i];
            }
            for (std::size_t row = 0; row < table_.size(); ++row) sums[row] += odds[row] / options_.bags;
        }
        return sums;
    }

    [[nodiscard]] float prior_of(std::size_t row) const {
        return options_.prior.empty() ? 0 : static_cast<float>(options_.prior[row]);
    }

    Columns with_rivals(const std::vector<double>& first) {
        Columns out{table_.size(), table_.features().columns, second_columns};
        std::vector<double> known = first;
        if (options_.sees_verdicts) {
            for (const LabelledRow& each : train_) {
                if (!each.is_guess) known[each.row] = each.label == 1 ? verdict_odds : -verdict_odds;
            }
        }
        const Rivals left{table_, first, known, true};
        const Rivals right{table_, first, known, false};
        for (std::size_t row = 0; row < table_.size(); ++row) {
            out.set_base(row, table_.features()[row]);
            const std::span<float> to = out.added(row);
            to[0] = static_cast<float>(first[row]);
            to[1] = prior_of(row);
            left.write(row, to.subspan(2, rival_columns));
            right.write(row, to.subspan(2 + rival_columns, rival_columns));
        }
        return out;
    }

    const PairTable& table_;
    std::span<const LabelledRow> train_;
    const TwoStageOptions& options_;
    std::vector<std::int32_t> fold_of_row_;
    std::vector<WordsBySide> words_;
};

}  // namespace

std::vector<double> learn_two_stages(const PairTable& table, std::span<const LabelledRow> train,
                                     const TwoStageOptions& options) {
    return Learner{table, train, options}.run();
}

}  // namespace marketplace::catalog
