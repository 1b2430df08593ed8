#include "rivals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace marketplace::catalog {
namespace {

constexpr double odds_max = 12;
constexpr double about_as_likely = 1.5;  ///< log-odds apart

double clamped(double odds) { return std::clamp(odds, -odds_max, odds_max); }

}  // namespace

Rivals::Rivals(const PairTable& table, std::span<const double> own, std::span<const double> known, bool is_left)
    : table_(table), own_(own), known_(known), is_left_(is_left) {
    const auto listing = [&](std::size_t row) {
        return is_left ? table.pairs()[row].left : table.pairs()[row].right;
    };
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (begin_.size() < listing(row) + 2U) begin_.resize(listing(row) + 2U, 0);
        ++begin_[listing(row) + 1U];
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    std::vector<std::uint32_t> next = begin_;
    rows_.resize(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row) rows_[next[listing(row)]++] = row;
}

void Rivals::write(std::size_t row, std::span<float> out) const {
    const std::uint32_t listing = is_left_ ? table_.pairs()[row].left : table_.pairs()[row].right;
    const auto feature = [&](std::size_t of, MatchFeature name) {
        return table_.features()[of][static_cast<std::size_t>(name)];
    };
    const double own = clamped(own_[row]);
    const float price = feature(row, MatchFeature::price_ratio);
    const float title = feature(row, MatchFeature::letter_similarity);
    double best = -odds_max;
    double sum = 0;
    float ahead = 0;
    float closer_price = 0;
    float closer_title = 0;
    for (std::uint32_t i = begin_[listing]; i < begin_[listing + 1]; ++i) {
        const std::uint32_t rival = rows_[i];
        if (rival == row) continue;
        const double odds = clamped(known_[rival]);
        best = std::max(best, odds);
        sum += 1 / (1 + std::exp(-odds));
        ahead += odds > own ? 1.0F : 0.0F;
        if (odds < own - about_as_likely || odds < 0) continue;
        closer_price += feature(rival, MatchFeature::price_ratio) < price ? 1.0F : 0.0F;
        closer_title += feature(rival, MatchFeature::letter_similarity) > title ? 1.0F : 0.0F;
    }
    out[0] = static_cast<float>(best);
    out[1] = static_cast<float>(own - best);
    out[2] = ahead;
    out[3] = static_cast<float>(sum);
    out[4] = closer_price;
    out[5] = closer_title;
}

}  // namespace marketplace::catalog
