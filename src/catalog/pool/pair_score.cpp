#include "pair_score.hpp"

#include <algorithm>
#include <cmath>

namespace marketplace::catalog::detail {
namespace {

constexpr std::array guarded{AttributeKind::volume, AttributeKind::mass,   AttributeKind::data,   AttributeKind::pack,
                             AttributeKind::size,   AttributeKind::colour, AttributeKind::version};

/// Whether both state a kind, and nothing of it alike.
bool contradict(AttributeKind kind, std::span<const PackedAttribute> a,
                std::span<const PackedAttribute> b) {
    bool is_in_both = false;
    for (const PackedAttribute& left : a) {
        if (left.kind != kind) continue;
        for (const PackedAttribute& right : b) {
            if (right.kind != kind) continue;
            if (states_the_same(left, right)) return false;
            is_in_both = true;
        }
    }
    return is_in_both;
}

}  // namespace

bool are_variants(const PreparedListing& a, const PreparedListing& b) {
    return std::ranges::any_of(guarded, [&](AttributeKind kind) { return contradict(kind, a.stated(), b.stated()); });
}

RivalRow rival_row(const RivalFacts& own, std::span<const RivalFacts> of_left, std::span<const RivalFacts> of_right) {
    RivalRow out{own.odds, own.price_ratio, own.letter_similarity};
    const std::span<float> to{out};
    write_rivals(own, of_left, to.subspan(3, rival_columns));
    write_rivals(own, of_right, to.subspan(3 + rival_columns, rival_columns));
    return out;
}

double sigmoid(double odds) { return 1 / (1 + std::exp(-odds)); }

PairJudge::PairJudge(const PairModel& model)
    : look_trees_(model.look_trees),
      pair_trees_(model.pair_trees),
      rival_trees_(model.rival_trees),
      closer_from_(model.closer_from),
      has_first_look_(!model.look_trees.trees.empty()) {}

void PairJudge::begin(std::span<const PairContext> contexts) {
    const std::size_t count = contexts.size();
    if (judgements_.size() < count) {
        judgements_.resize(count);
        comparers_.resize(count);
    }
    close_.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
        judgements_[i].context = contexts[i];
        judgements_[i].is_close = true;
        close_.push_back(i);
    }
}

/// Log-odds of the pairs that are looked at.
void PairJudge::score(FlatTrees& trees) {
    rows_.clear();
    for (const std::uint32_t each : close_) rows_.push_back(judgements_[each].features.data());
    odds_.resize(rows_.size());
    trees.log_odds(rows_, odds_);
    for (std::size_t i = 0; i < close_.size(); ++i) judgements_[close_[i]].odds = odds_[i];
}

void PairJudge::judge_at_first() {
    if (!has_first_look_) return;
    score(look_trees_);
    std::erase_if(close_, [&](std::uint32_t each) {
        judgements_[each].is_close = judgements_[each].odds >= closer_from_;
        return !judgements_[each].is_close;
    });
}

void PairJudge::judge_closely() { score(pair_trees_); }

void PairJudge::beside(std::span<const RivalRow> rows, std::span<double> out) {
    rows_.clear();
    for (const RivalRow& each : rows) rows_.push_back(each.data());
    rival_trees_.log_odds(rows_, out);
}

double calibrated(const PairModel& model, double odds) {
    return sigmoid(model.intercept + model.slope * odds);
}

}  // namespace marketplace::catalog::detail
