#pragma once
// From two listings, and what is known of their rivals, to a probability.

#include "../learning/flat_trees.hpp"
#include "../match/features.hpp"
#include "../match/rivals.hpp"

#include <marketplace/catalog/match_features.hpp>
#include <marketplace/catalog/pair_model.hpp>

#include <array>
#include <span>

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

/// Judges by a model, one pair after the other.
class PairJudge {
public:
    explicit PairJudge(const PairModel& model);

    /// What is returned lives until the next call.
    const PairJudgement& alone(const PreparedListing& left, const PreparedListing& right, const PairContext& context);
    /// The log-odds of a pair that was looked at closely, beside its rivals.
    [[nodiscard]] double beside(const RivalFacts& own, std::span<const RivalFacts> of_left,
                                std::span<const RivalFacts> of_right) {
        return rival_trees_.log_odds(rival_row(own, of_left, of_right));
    }

private:
    PairComparer comparer_;
    FlatTrees look_trees_;
    FlatTrees pair_trees_;
    FlatTrees rival_trees_;
    double closer_from_;
    bool has_first_look_;
    PairJudgement judgement_;
};

}  // namespace marketplace::catalog::detail
