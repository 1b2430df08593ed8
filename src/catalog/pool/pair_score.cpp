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

const PairJudgement& PairJudge::alone(const PreparedListing& left, const PreparedListing& right,
                                      const PairContext& context) {
    comparer_.look(left, right, context, judgement_.features);
    judgement_.context = context;
    judgement_.is_close = true;
    if (has_first_look_) {
        judgement_.odds = look_trees_.log_odds(judgement_.features);
        judgement_.is_close = judgement_.odds >= closer_from_;
    }
    if (judgement_.is_close) {
        comparer_.look_closer(left, right, judgement_.features);
        judgement_.odds = pair_trees_.log_odds(judgement_.features);
    }
    return judgement_;
}

double calibrated(const PairModel& model, double odds) {
    return sigmoid(model.intercept + model.slope * odds);
}

}  // namespace marketplace::catalog::detail
