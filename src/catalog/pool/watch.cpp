#include "watch.hpp"

#include "../index/terms.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace marketplace::catalog::detail {

std::vector<WatchedTerm> weighted_terms(std::string_view folded, const TermWeights& weights) {
    std::vector<WatchedTerm> out;  // with the importance in place of the weight at first
    for_each_term(folded, [&](std::uint32_t hash, TermKind kind) {
        out.push_back({hash, static_cast<std::uint32_t>(importance_of(kind))});
    });
    std::ranges::sort(out, {}, [](const WatchedTerm& each) { return std::pair{each.hash, each.weight}; });
    const auto is_same = [](const WatchedTerm& a, const WatchedTerm& b) { return a.hash == b.hash; };
    out.erase(std::unique(out.begin(), out.end(), is_same), out.end());
    for (WatchedTerm& each : out) each.weight = weights.weight(each.weight, each.hash);
    return out;
}

std::uint64_t sum_of(const std::vector<WatchedTerm>& terms) {
    return std::accumulate(terms.begin(), terms.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const WatchedTerm& each) { return sum + each.weight; });
}

RecordScorer::RecordScorer(const std::vector<WatchedTerm>& terms, std::size_t bytes, const TermWeights& weights)
    : places_(std::bit_ceil(4 * terms.size() + 1)), factor_(class_factors[class_of_length(bytes)]) {
    for (const WatchedTerm& each : terms) {
        place_of(each.hash) = {each.hash, weights.weight(1, each.hash), 0, 0};
    }
}

/// Where a term is, or could be: the first free place from its own on. Hashes are spread well already.
RecordScorer::Place& RecordScorer::place_of(std::uint32_t hash) {
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].weight != 0 && places_[at].hash != hash) at = (at + 1) & (places_.size() - 1);
    return places_[at];
}

std::uint64_t RecordScorer::score_for(std::string_view query) {
    ++query_;
    std::uint64_t sum = 0;
    for_each_term(query, [&](std::uint32_t hash, TermKind kind) {
        Place& place = place_of(hash);
        if (place.weight == 0) return;
        const auto importance = static_cast<std::uint32_t>(importance_of(kind));
        const std::uint32_t before = std::exchange(place.query, query_) == query_ ? place.importance : 0;
        if (before > 0 && before <= importance) return;  // of two terms with one hash the lesser counts
        place.importance = importance;
        sum += std::uint64_t{importance} * place.weight;
        sum -= std::uint64_t{before} * place.weight;
    });
    return sum * factor_;
}

/// What is left unwatched does not reach a part of the score, even in the shortest text: more terms are watched than
/// would be needed, so that fewer texts are scored in vain.
std::size_t WatchLists::choose(std::vector<WatchedTerm>& terms, std::uint64_t score_min) {
    std::ranges::sort(terms, [](const WatchedTerm& a, const WatchedTerm& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.hash < b.hash;
    });
    constexpr std::uint64_t parts = 3;
    std::uint64_t rest = 0;
    std::size_t count = terms.size();
    while (count > 0 && parts * (rest + terms[count - 1].weight) * class_factors.front() < score_min) {
        rest += terms[--count].weight;
    }
    return count;
}

void WatchLists::watch(Slot slot, std::vector<WatchedTerm> terms, std::uint64_t score_min) {
    const std::size_t count = choose(terms, score_min);
    if (watchers_.size() <= slot) watchers_.resize(slot + 1U);
    watchers_[slot] = {score_min, score_min, 0, 0};
    for (std::size_t i = 0; i < count; ++i) lists_[terms[i].hash].push_back({slot, terms[i].weight});
    for (std::size_t i = count; i < terms.size(); ++i) watchers_[slot].rest += terms[i].weight;
}

void WatchLists::forget(Slot slot, std::vector<WatchedTerm> terms) {
    const std::size_t count = choose(terms, watchers_[slot].score_chosen_for);
    for (std::size_t i = 0; i < count; ++i) {
        const auto list = lists_.find(terms[i].hash);
        const auto entry = std::ranges::find(list->second, slot, &Entry::slot);
        *entry = list->second.back();
        list->second.pop_back();
        if (list->second.empty()) lists_.erase(list);
    }
    watchers_[slot] = {};
}

std::vector<Slot> WatchLists::concerned(const std::vector<WatchedTerm>& text, std::size_t text_bytes) {
    std::vector<Slot> touched;
    for (const WatchedTerm& each : text) {
        const auto list = lists_.find(each.hash);
        if (list == lists_.end()) continue;
        for (const Entry& entry : list->second) {
            Watcher& watcher = watchers_[entry.slot];
            if (watcher.shared == 0) touched.push_back(entry.slot);
            watcher.shared += entry.weight;
        }
    }
    const std::uint64_t factor = class_factors[class_of_length(text_bytes)];
    std::erase_if(touched, [&](Slot slot) {
        Watcher& watcher = watchers_[slot];
        const std::uint64_t score_max = (watcher.shared + watcher.rest) * factor;
        watcher.shared = 0;
        return score_max < watcher.score_min;
    });
    return touched;
}

}  // namespace marketplace::catalog::detail
