#include "neighbours.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace marketplace::catalog::detail {
namespace {

/// From one new item in so many on, looking among them for everybody is faster than asking whom each one concerns.
constexpr std::size_t bulk_share = 8;

/// What the last of the neighbours scores stands for whoever is not found. In steps of an eighth: one more in the crowd
/// changes it seldom, and so what is said about all the others.
double crowd_score(std::uint64_t score) {
    const int whole = static_cast<int>(std::bit_width(score)) - 4;
    return whole <= 0 ? static_cast<double>(score) : static_cast<double>(score >> whole << whole);
}

}  // namespace

Neighbours::Neighbours(const TermStatistics& statistics)
    : weights_(std::make_shared<const TermWeights>(statistics)) {
    index_.fix_weights(weights_);
}

void Neighbours::insert(Slot slot, std::uint32_t vendor, std::int64_t key, std::string_view text) {
    if (nodes_.size() <= slot) {
        nodes_.resize(slot + 1U);
        is_marked_.resize(slot + 1U, 0);
    }
    nodes_[slot] = {true, false, false, false, vendor, key, 0, {}, {}};
    slots_[key] = slot;
    waiting_.push_back({key, std::string{text}});
    added_.push_back(slot);
}

void Neighbours::erase(Slot slot) {
    Node& node = nodes_[slot];
    for (const Slot each : std::exchange(node.finders, {})) lose(each, slot);
    replace(slot, {});
    stop_watching(slot);
    const auto is_it = [&](const BlockingRecord& each) { return each.key == node.key; };
    if (std::erase_if(waiting_, is_it) == 0) index_.erase(node.key);
    std::erase(added_, slot);
    slots_.erase(node.key);
    node.is_alive = false;
}

void Neighbours::recall(std::vector<RecalledNode> nodes) {
    std::vector<std::uint8_t> is_recalled(nodes_.size(), 0);
    for (RecalledNode& each : nodes) {
        is_recalled[each.slot] = 1;
        Node& node = nodes_[each.slot];
        node.is_cut = each.is_cut;
        node.self_score = each.self_score;
        for (std::size_t i = 0; i < each.found.size(); ++i) {
            if (each.found[i].slot == nobody && i < depth) change(each.slot);
        }
        std::erase_if(each.found, [](const Neighbour& found) { return found.slot == nobody; });
        for (const Neighbour& found : each.found) nodes_[found.slot].finders.push_back(each.slot);
        node.found = std::move(each.found);
        if (node.is_cut && node.found.size() < depth) mark(each.slot);
    }
    std::vector<BlockingRecord> records;
    std::vector<std::uint32_t> vendors;
    std::vector<BlockingRecord> waiting;
    for (std::size_t i = 0; i < added_.size(); ++i) {
        const bool is_known = is_recalled[added_[i]] != 0;
        if (is_known) vendors.push_back(group_of(added_[i]));
        (is_known ? records : waiting).push_back(std::move(waiting_[i]));
    }
    waiting_ = std::move(waiting);
    std::erase_if(added_, [&](Slot slot) { return is_recalled[slot] != 0; });
    index_.upsert(records, vendors);
    index_.compact();
    for (const RecalledNode& each : nodes) {
        if (is_marked_[each.slot] == 0) watch(each.slot);
    }
}

std::vector<Slot> Neighbours::settle() {
    for (const Slot each : added_) {
        change(each);
        mark(each);
    }
    add_to_index();
    if (is_bulk()) {
        if (added_.size() < slots_.size()) tell_everybody();
    } else {
        for (const Slot each : added_) tell_finders_to_be(each);
    }
    waiting_.clear();
    added_.clear();
    for (const Slot each : std::exchange(marked_, {})) {
        is_marked_[each] = 0;
        if (nodes_[each].is_alive) search(each);
    }
    std::vector<Slot> changed = std::exchange(changed_, {});
    std::erase_if(changed, [&](Slot slot) {
        const bool has_changed = std::exchange(nodes_[slot].has_changed, false);
        return !has_changed || !nodes_[slot].is_alive;
    });
    std::ranges::sort(changed);
    return changed;
}

bool Neighbours::is_bulk() const { return added_.size() * bulk_share > slots_.size(); }

/// Puts what is new into the index; when it is much, all becomes one segment.
void Neighbours::add_to_index() {
    std::vector<std::uint32_t> vendors;
    for (const Slot each : added_) vendors.push_back(group_of(each));
    index_.upsert(waiting_, vendors);
    if (is_bulk()) index_.compact();
    for (const Slot each : added_) nodes_[each].self_score = sum_of(terms_of(each)) * class_factors.front();
}

/// Whoever was there looks for better ones among those that have come.
void Neighbours::tell_everybody() {
    BlockingData added;
    added.fix_weights(weights_);
    std::vector<std::uint32_t> vendors;
    for (const Slot each : added_) vendors.push_back(group_of(each));
    added.upsert(waiting_, vendors);
    if (added_.size() >= FreshRecords::records_max) added.compact();
    for (const auto& [key, slot] : slots_) {
        if (is_marked_[slot] == 0) search_among(added, slot);
    }
}

/// Whose neighbours are others than before.
void Neighbours::change(Slot slot) {
    if (std::exchange(nodes_[slot].has_changed, true)) return;
    changed_.push_back(slot);
}

std::vector<WatchedTerm> Neighbours::terms_of(Slot slot) const { return weighted_terms(text_of(slot), *weights_); }

bool Neighbours::would_be_found(Slot by, std::uint64_t score, std::int64_t key) const {
    if (!nodes_[by].is_cut) return score > 0;
    const Neighbour& last = nodes_[by].found.back();
    return score > last.score || (score == last.score && key < nodes_[last.slot].key);
}

void Neighbours::tell_finders_to_be(Slot slot) {
    const Node& node = nodes_[slot];
    const std::size_t bytes = text_of(slot).size();
    const std::vector<WatchedTerm> terms = terms_of(slot);
    RecordScorer scorer{terms, bytes, *weights_};
    for (const Slot each : lists_.concerned(terms, bytes)) {
        if (nodes_[each].vendor == node.vendor || is_marked_[each] != 0) continue;
        const std::uint64_t score = scorer.score_for(text_of(each));
        if (would_be_found(each, score, node.key)) add(each, {slot, node.vendor, score});
    }
}

/// What a search would do, but for the search.
void Neighbours::add(Slot by, const Neighbour& found) {
    Node& node = nodes_[by];
    const auto is_better = [&](const Neighbour& each, const Neighbour& than) {
        return each.score != than.score ? each.score > than.score : nodes_[each.slot].key < nodes_[than.slot].key;
    };
    const auto at = std::ranges::upper_bound(node.found, found, is_better);
    if (at < node.found.begin() + static_cast<std::ptrdiff_t>(depth)) change(by);
    node.found.insert(at, found);
    nodes_[found.slot].finders.push_back(by);
    if (node.found.size() <= found_max) return;
    node.is_cut = true;
    std::vector<Slot>& finders = nodes_[node.found.back().slot].finders;
    std::erase(finders, by);
    node.found.pop_back();
    watch_on(by);
}

/// One of what was found is gone.
void Neighbours::lose(Slot by, Slot lost) {
    Node& node = nodes_[by];
    const auto at = std::ranges::find(node.found, lost, &Neighbour::slot);
    if (at < node.found.begin() + static_cast<std::ptrdiff_t>(depth)) change(by);
    node.found.erase(at);
    if (node.is_cut && node.found.size() < depth) mark(by);
}

void Neighbours::mark(Slot slot) {
    if (is_marked_[slot] != 0) return;
    is_marked_[slot] = 1;
    marked_.push_back(slot);
}

void Neighbours::search(Slot slot) {
    Node& node = nodes_[slot];
    constexpr auto limit = static_cast<std::int64_t>(found_max);
    std::vector<Neighbour> found = found_by(scratch_.search(index_, text_of(slot), {limit}, {group_of(slot), {}}));
    const auto before = of(slot);
    const auto now = std::span{found}.first(std::min(depth, found.size()));
    if (!std::ranges::equal(before, now)) change(slot);
    stop_watching(slot);
    node.is_cut = found.size() == found_max;
    replace(slot, std::move(found));
    watch(slot);
}

/// Looks for better ones than it has among some that have come. Where there is more to find than it has, what is worse
/// than the last cannot be told from what was not found.
void Neighbours::search_among(const BlockingData& added, Slot slot) {
    Node& node = nodes_[slot];
    std::vector<BlockingHit> known;
    for (const Neighbour& each : node.found) {
        known.push_back({nodes_[each.slot].key, static_cast<std::int64_t>(each.score)});
    }
    const std::size_t limit = node.is_cut ? known.size() : found_max;
    const BlockingResult& result =
        scratch_.search(added, text_of(slot), {static_cast<std::int64_t>(limit)}, {group_of(slot), known});
    if (result.hits == known) return;
    std::vector<Neighbour> found = found_by(result);
    if (!std::ranges::equal(of(slot), std::span{found}.first(std::min(depth, found.size())))) change(slot);
    node.is_cut = node.is_cut || found.size() == found_max;
    replace(slot, std::move(found));
    watch_on(slot);
}

std::vector<Neighbour> Neighbours::found_by(const BlockingResult& result) const {
    std::vector<Neighbour> out;
    out.reserve(result.hits.size());
    for (const BlockingHit& each : result.hits) {
        const Slot other = slots_.find(each.key)->second;
        out.push_back({other, nodes_[other].vendor, static_cast<std::uint64_t>(each.score)});
    }
    return out;
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
    lists_.watch(slot, terms_of(slot), node.is_cut ? node.found.back().score : 0);
    node.is_watching = true;
}

/// Watching goes on for what might have been found before; it begins anew when that has become much too little.
void Neighbours::watch_on(Slot slot) {
    if (!nodes_[slot].is_cut) return;
    const std::uint64_t last = nodes_[slot].found.back().score;
    const std::uint64_t chosen_for = lists_.score_chosen_for(slot);
    if (last > chosen_for + chosen_for / 8) {
        stop_watching(slot);
        watch(slot);
    } else {
        lists_.raise(slot, last);
    }
}

void Neighbours::stop_watching(Slot slot) {
    if (!std::exchange(nodes_[slot].is_watching, false)) return;
    lists_.forget(slot, terms_of(slot));
}

NeighbourPlace Neighbours::place_of(Slot other, Slot among) const {
    const Node& node = nodes_[among];
    const std::span<const Neighbour> found = of(among);
    const std::uint32_t vendor = nodes_[other].vendor;
    NeighbourPlace out;
    std::uint32_t rank = 0;
    double best = 0;
    double second = found.size() < depth ? 0 : crowd_score(found.back().score);
    double own = 0;
    for (const Neighbour& each : found) {
        if (each.vendor != vendor) continue;
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
