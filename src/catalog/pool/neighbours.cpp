#include "neighbours.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::catalog::detail {
namespace {

/// From one new item in so many on, looking at everything anew is faster than asking whom each one concerns.
constexpr std::size_t bulk_share = 8;

}  // namespace

Neighbours::Neighbours(const TermStatistics& statistics)
    : weights_(std::make_shared<const TermWeights>(statistics)), index_(statistics), searcher_(index_) {}

void Neighbours::insert(Slot slot, std::uint32_t vendor, std::int64_t key, std::string_view text) {
    if (nodes_.size() <= slot) {
        nodes_.resize(slot + 1U);
        is_marked_.resize(slot + 1U, 0);
    }
    nodes_[slot] = {true, false, false, vendor, key, 0, {}, {}};
    slots_[key] = slot;
    waiting_.push_back({key, std::string{text}});
    added_.push_back(slot);
}

void Neighbours::erase(Slot slot) {
    Node& node = nodes_[slot];
    for (const Slot each : std::exchange(node.finders, {})) {
        std::erase_if(nodes_[each].found, [&](const Neighbour& found) { return found.slot == slot; });
        nodes_[each].has_lost = true;
        mark(each);
    }
    replace(slot, {});
    stop_watching(slot);
    const auto is_it = [&](const BlockingRecord& each) { return each.key == node.key; };
    if (std::erase_if(waiting_, is_it) == 0) index_.erase(node.key);
    std::erase(added_, slot);
    slots_.erase(node.key);
    node.is_alive = false;
}

std::vector<Slot> Neighbours::settle() {
    index_.upsert(waiting_);
    waiting_.clear();
    const bool is_bulk = added_.size() * bulk_share > slots_.size();
    if (is_bulk) index_.compact();
    for (const Slot each : added_) {
        nodes_[each].self_score = sum_of(terms_of(each)) * class_factors.front();
        mark(each);
        if (!is_bulk) mark_finders_to_be(each);
    }
    if (is_bulk) {
        for (const auto& [key, slot] : slots_) mark(slot);
    }
    std::vector<Slot> changed = std::exchange(added_, {});
    for (const Slot each : std::exchange(marked_, {})) {
        is_marked_[each] = 0;
        if (nodes_[each].is_alive && search(each)) changed.push_back(each);
    }
    std::ranges::sort(changed);
    const auto rest = std::ranges::unique(changed);
    changed.erase(rest.begin(), rest.end());
    return changed;
}

std::vector<WatchedTerm> Neighbours::terms_of(Slot slot) const {
    return weighted_terms(index_.text_of(nodes_[slot].key), *weights_);
}

bool Neighbours::would_be_found(Slot by, std::uint64_t score, std::int64_t key) const {
    const std::vector<Neighbour>& found = nodes_[by].found;
    if (found.size() < depth) return score > 0;
    const Neighbour& last = found.back();
    return score > last.score || (score == last.score && key < nodes_[last.slot].key);
}

void Neighbours::mark_finders_to_be(Slot slot) {
    const Node& node = nodes_[slot];
    const std::size_t bytes = index_.text_of(node.key).size();
    const std::vector<WatchedTerm> terms = terms_of(slot);
    for (const Slot each : lists_.concerned(terms, bytes)) {
        if (nodes_[each].vendor == node.vendor || is_marked_[each] != 0) continue;
        if (would_be_found(each, score_of(terms_of(each), terms, bytes), node.key)) mark(each);
    }
}

void Neighbours::mark(Slot slot) {
    if (is_marked_[slot] != 0) return;
    is_marked_[slot] = 1;
    marked_.push_back(slot);
}

/// Whether it finds others than before.
bool Neighbours::search(Slot slot) {
    Node& node = nodes_[slot];
    const auto is_of_others = [&](std::int64_t key) { return nodes_[slots_.find(key)->second].vendor != node.vendor; };
    const BlockingResult& result = searcher_.search(index_.text_of(node.key), {depth}, is_of_others);
    std::vector<Neighbour> found;
    for (const BlockingHit& each : result.hits) {
        found.push_back({slots_.find(each.key)->second, static_cast<std::uint64_t>(each.score)});
    }
    const bool is_other = std::exchange(node.has_lost, false) || found != node.found;
    if (is_other || !node.is_watching) {
        stop_watching(slot);
        replace(slot, std::move(found));
        watch(slot);
    }
    return is_other;
}

void Neighbours::replace(Slot slot, std::vector<Neighbour> found) {
    for (const Neighbour& each : nodes_[slot].found) {
        std::vector<Slot>& finders = nodes_[each.slot].finders;
        *std::ranges::find(finders, slot) = finders.back();
        finders.pop_back();
    }
    for (const Neighbour& each : found) nodes_[each.slot].finders.push_back(slot);
    nodes_[slot].found = std::move(found);
}

void Neighbours::watch(Slot slot) {
    Node& node = nodes_[slot];
    lists_.watch(slot, terms_of(slot), node.found.size() < depth ? 0 : node.found.back().score);
    node.is_watching = true;
}

void Neighbours::stop_watching(Slot slot) {
    if (!std::exchange(nodes_[slot].is_watching, false)) return;
    lists_.forget(slot, terms_of(slot));
}

NeighbourPlace Neighbours::place_of(Slot other, Slot among) const {
    const Node& node = nodes_[among];
    NeighbourPlace out;
    std::uint32_t rank = 0;
    double best = 0;
    double second = node.found.size() < depth ? 0 : static_cast<double>(node.found.back().score);
    double own = 0;
    for (const Neighbour& each : node.found) {
        if (nodes_[each.slot].vendor != nodes_[other].vendor) continue;
        const auto score = static_cast<double>(each.score);
        if (rank == 0) best = score;
        if (rank == 1) second = score;
        if (each.slot == other) {
            out.rank = rank;
            own = score;
        }
        ++rank;
    }
    if (!out.rank) return out;
    out.margin = static_cast<float>(*out.rank == 0 ? 1 - second / own : own / best - 1);
    out.share = static_cast<float>(own / static_cast<double>(node.self_score));
    return out;
}

}  // namespace marketplace::catalog::detail
