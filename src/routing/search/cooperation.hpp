#pragma once
// How searches of several threads work together: they meet at set fractions of the budget, and those that are worst go
// on from the plan of the one that is best. (Resampling of a population that is annealed: Hukushima and Iba, 2003.)
// What happens depends on their plans alone, not on who comes first, so runs with an iteration budget are repeatable.

#include <marketplace/routing/trace.hpp>

#include <algorithm>
#include <array>
#include <barrier>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

namespace marketplace::routing::detail {

/// `Word` is what a search tells the others: at least the part of the budget that it has used, and what its plan costs.
template <class Word>
class Cooperation {
public:
    explicit Cooperation(std::int32_t searches) : barrier_(searches) {
        for (auto& words : words_) words.resize(static_cast<std::size_t>(searches));
    }

    [[nodiscard]] std::size_t searches() const { return words_.front().size(); }

    /// Waits for the others. Returns what everybody said, which holds until the next meeting.
    const std::vector<Word>& meet(std::size_t who, std::size_t meeting, Word word) {
        // In turn: who comes to the next meeting early must not speak into this one.
        auto& words = words_[meeting % 2];
        words[who] = std::move(word);
        if (words.size() > 1) barrier_.arrive_and_wait();
        return words;
    }

private:
    std::barrier<> barrier_;
    std::array<std::vector<Word>, 2> words_;
};

/// Whether the budget of anybody is used up: then everybody ends.
template <class Word>
bool is_over(const std::vector<Word>& words) {
    return std::any_of(words.begin(), words.end(), [](const Word& word) { return word.used >= 1.0; });
}

/// Whose plan the one with number `who` goes on from: the worse half takes over that of the best.
template <class Word>
std::size_t resample(const std::vector<Word>& words, std::size_t who) {
    std::size_t rank = 0;
    std::size_t best = 0;
    for (std::size_t other = 0; other < words.size(); ++other) {
        if (words[other].cost < words[who].cost || (words[other].cost == words[who].cost && other < who)) ++rank;
        if (words[other].cost < words[best].cost) best = other;
    }
    return rank < (words.size() + 1) / 2 ? who : best;
}

/// The improvements of several searches as those of one.
[[nodiscard]] inline std::vector<TracePoint> merge_traces(const std::vector<std::vector<TracePoint>>& traces) {
    std::vector<TracePoint> all;
    for (const auto& trace : traces) all.insert(all.end(), trace.begin(), trace.end());
    std::stable_sort(all.begin(), all.end(), [](const TracePoint& a, const TracePoint& b) {
        return a.microseconds != b.microseconds ? a.microseconds < b.microseconds : a.iterations < b.iterations;
    });
    std::vector<TracePoint> merged;
    for (const TracePoint& point : all) {
        if (merged.empty() || point.cost < merged.back().cost) merged.push_back(point);
    }
    return merged;
}

}  // namespace marketplace::routing::detail
