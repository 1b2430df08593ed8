#include "word_effects.hpp"

#include <algorithm>
#include <cmath>

namespace marketplace::catalog {
namespace {

void make_distinct(std::vector<std::uint32_t>& words) {
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
}

}  // namespace

WordsBySide words_by_side(const PreparedListing& left, const PreparedListing& right) {
    Alignment alignment;
    align_equal(left, right, alignment);
    align_spellings(left, right, alignment);
    const std::span<const std::uint32_t> of_left = left.word_hashes();
    const std::span<const std::uint32_t> of_right = right.word_hashes();
    WordsBySide out;
    const auto put = [&](WordSide side, std::uint32_t word) { out[static_cast<std::size_t>(side)].push_back(word); };
    for (std::size_t i = 0; i < of_left.size(); ++i) {
        const float similarity = alignment.left[i].similarity;
        if (similarity == 0) put(WordSide::left_only, of_left[i]);
        if (similarity == 1) put(WordSide::both, of_left[i]);
    }
    for (std::size_t i = 0; i < of_right.size(); ++i) {
        if (alignment.right[i].similarity == 0) put(WordSide::right_only, of_right[i]);
    }
    for (std::vector<std::uint32_t>& each : out) make_distinct(each);
    return out;
}

void WordEffects::learn(const WordsBySide& words, bool is_match, float weight) {
    const auto add = [&](Count& count) { (is_match ? count.matches : count.others) += weight; };
    add(all_);
    for (std::size_t side = 0; side < word_side_count; ++side) {
        for (const std::uint32_t word : words[side]) add(counts_[side][word]);
    }
}

float WordEffects::effect_of(std::size_t side, std::uint32_t word) const {
    const auto found = counts_[side].find(word);
    if (found == counts_[side].end()) return 0;
    // As if the word had been seen in some more pairs with the odds of all.
    constexpr float pairs_added = 4;
    const float share = (all_.matches + 1) / (all_.matches + all_.others + 2);
    const Count& count = found->second;
    return std::log((count.matches + pairs_added * share) / (count.others + pairs_added * (1 - share))) -
           std::log(share / (1 - share));
}

void WordEffects::write(const WordsBySide& words, std::span<float> out) const {
    for (std::size_t side = 0; side < word_side_count; ++side) {
        float sum = 0;
        float lowest = 0;
        float highest = 0;
        for (const std::uint32_t word : words[side]) {
            const float effect = effect_of(side, word);
            sum += effect;
            lowest = std::min(lowest, effect);
            highest = std::max(highest, effect);
        }
        out[3 * side] = sum;
        out[3 * side + 1] = lowest;
        out[3 * side + 2] = highest;
    }
}

}  // namespace marketplace::catalog
