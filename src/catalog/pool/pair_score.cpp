#include "pair_score.hpp"

#include <algorithm>
#include <cmath>

namespace marketplace::catalog::detail {
namespace {

constexpr std::array guarded{AttributeKind::volume, AttributeKind::mass,   AttributeKind::data,   AttributeKind::pack,
                             AttributeKind::size,   AttributeKind::colour, AttributeKind::version};

/// Whether both state a kind, and nothing of it alike.
bool contradict(AttributeKind kind, const std::vector<Attribute>& a, const std::vector<Attribute>& b) {
    bool is_in_both = false;
    for (const Attribute& left : a) {
        if (left.kind != kind) continue;
        for (const Attribute& right : b) {
            if (right.kind != kind) continue;
            if (states_the_same(left, right)) return false;
            is_in_both = true;
        }
    }
    return is_in_both;
}

}  // namespace

bool are_variants(const PreparedListing& a, const PreparedListing& b) {
    return std::ranges::any_of(guarded, [&](AttributeKind kind) { return contradict(kind, a.stated, b.stated); });
}

RivalRow rival_row(const RivalFacts& own, std::span<const RivalFacts> of_left, std::span<const RivalFacts> of_right) {
    RivalRow out{static_cast<float>(own.odds), own.price_ratio, own.letter_similarity};
    const std::span<float> to{out};
    write_rivals(own, of_left, to.subspan(3, rival_columns));
    write_rivals(own, of_right, to.subspan(3 + rival_columns, rival_columns));
    return out;
}

double calibrated(const PairModel& model, double odds) {
    return 1 / (1 + std::exp(-(model.intercept + model.slope * odds)));
}

}  // namespace marketplace::catalog::detail
