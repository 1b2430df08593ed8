#include "rivals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace marketplace::catalog {
namespace {

constexpr double odds_max = 12;
constexpr double about_as_likely = 1.5;  ///< log-odds apart

double clamped(double odds) { return std::clamp(odds, -odds_max, odds_max); }
constexpr double whole_share = 1U << 24U;

}  // namespace

std::uint32_t share_of(double odds) {
    return static_cast<std::uint32_t>(std::lround(whole_share / (1 + std::exp(-clamped(odds)))));
}

void write_rivals(const RivalFacts& own, std::span<const RivalFacts> rivals, std::span<float> out) {
    const double own_odds = clamped(static_cast<double>(own.odds));
    double best = -odds_max;
    std::uint64_t sum = 0;
    float ahead = 0;
    float closer_price = 0;
    float closer_title = 0;
    for (const RivalFacts& rival : rivals) {
        const double odds = clamped(static_cast<double>(rival.odds));
        best = std::max(best, odds);
        sum += rival.share;
        ahead += odds > own_odds ? 1.0F : 0.0F;
        if (odds < own_odds - about_as_likely || odds < 0) continue;
        closer_price += rival.price_ratio < own.price_ratio ? 1.0F : 0.0F;
        closer_title += rival.letter_similarity > own.letter_similarity ? 1.0F : 0.0F;
    }
    out[0] = static_cast<float>(best);
    out[1] = static_cast<float>(own_odds - best);
    out[2] = ahead;
    out[3] = static_cast<float>(static_cast<double>(sum) / whole_share);
    out[4] = closer_price;
    out[5] = closer_title;
}

Rivals::Rivals(const PairTable& table, std::span<const double> own, std::span<const double> known, bool is_left)
    : table_(table), own_(own), is_left_(is_left) {
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (begin_.size() < group_of(row) + 2U) begin_.resize(group_of(row) + 2U, 0);
        ++begin_[group_of(row) + 1U];
    }
    for (std::size_t row = 0; row < table.size(); ++row) seen_.push_back(with_odds(row, known[row]));
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    std::vector<std::uint32_t> next = begin_;
    rows_.resize(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row) rows_[next[group_of(row)]++] = row;
}

RivalFacts Rivals::with_odds(std::size_t row, double odds) const {
    const std::span<const float> features = table_.features()[row];
    return {static_cast<float>(odds), features[static_cast<std::size_t>(MatchFeature::price_ratio)],
            features[static_cast<std::size_t>(MatchFeature::letter_similarity)], share_of(odds)};
}

std::vector<RivalFacts> Rivals::of(std::size_t row) const {
    std::vector<RivalFacts> out;
    const std::uint32_t group = group_of(row);
    for (std::uint32_t i = begin_[group]; i < begin_[group + 1]; ++i) {
        if (rows_[i] != row) out.push_back(seen_[rows_[i]]);
    }
    return out;
}

}  // namespace marketplace::catalog
