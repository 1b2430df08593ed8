#pragma once
// From two listings, and what is known of their rivals, to a probability.

#include "../learning/flat_trees.hpp"
#include "../match/features.hpp"
#include "../match/rivals.hpp"

#include <marketplace/catalog/match_features.hpp>
#include <marketplace/catalog/pair_model.hpp>

#include <array>
#include <span>
#include <vector>

namespace marketplace::catalog::detail {

/// What a person's verdict counts among log-odds.
inline constexpr double verdict_odds = 8;

inline constexpr std::size_t rival_row_columns = 3 + 2 * rival_columns;
using RivalRow = std::array<float, rival_row_columns>;

[[nodiscard]] RivalRow rival_row(const RivalFacts& own, std::span<const RivalFacts> of_left,
                                 std::span<const RivalFacts> of_right);

/// Whether both state something that tells variants apart, and not the same: size, colour, capacity, pack, version.
[[nodiscard]] bool are_variants(const PreparedListing& a, const PreparedListing& b);

[[nodiscard]] double sigmoid(double odds);
[[nodiscard]] double calibrated(const PairModel& model, double odds);

/// A pair as it is judged alone.
struct PairJudgement {
    double odds = 0;
    bool is_close = false;  ///< whether it was looked at closely; else the first look has ruled out a match
    PairContext context;
    std::array<float, match_feature_count_max> features;

    [[nodiscard]] float operator[](MatchFeature name) const { return features[static_cast<std::size_t>(name)]; }
};

/// So many pairs at a time are judged in the best time: what is known of them stays near the processor.
inline constexpr std::size_t pairs_at_a_time = 64;

/// Judges by a model, some pairs at a time: trees score rows much faster together.
class PairJudge {
public:
    explicit PairJudge(const PairModel& model);

    /// Judges as many pairs as there are contexts. `with_pair(i, use)` calls `use` with the left and the right listing
    /// of one of them, which need not live longer; a second time for those that are looked at closely. What is returned
    /// lives until the next call.
    template <class WithPair>
    std::span<const PairJudgement> alone(std::span<const PairContext> contexts, WithPair&& with_pair) {
        begin(contexts);
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            with_pair(i, [&](const PreparedListing& left, const PreparedListing& right) {
                comparers_[i].look(left, right, contexts[i], judgements_[i].features);
            });
        }
        judge_at_first();
        for (const std::uint32_t i : close_) {
            with_pair(i, [&](const PreparedListing& left, const PreparedListing& right) {
                comparers_[i].look_closer(left, right, judgements_[i].features);
            });
        }
        judge_closely();
        return std::span{judgements_}.first(contexts.size());
    }
    /// The same of one pair.
    const PairJudgement& alone(const PreparedListing& left, const PreparedListing& right, const PairContext& context) {
        return alone({&context, 1}, [&](std::size_t, auto&& use) { use(left, right); }).front();
    }
    /// The log-odds of pairs that were looked at closely, beside their rivals.
    void beside(std::span<const RivalRow> rows, std::span<double> out);

private:
    void begin(std::span<const PairContext> contexts);
    void judge_at_first();
    void judge_closely();
    void score(FlatTrees& trees);

    FlatTrees look_trees_;
    FlatTrees pair_trees_;
    FlatTrees rival_trees_;
    double closer_from_;
    bool has_first_look_;
    std::vector<PairComparer> comparers_;     ///< of each pair: what the first look has seen helps the closer one
    std::vector<PairJudgement> judgements_;
    std::vector<std::uint32_t> close_;        ///< the pairs that are looked at next
    std::vector<const float*> rows_;
    std::vector<double> odds_;
};

}  // namespace marketplace::catalog::detail
