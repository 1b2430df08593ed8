#include "edges.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::catalog::detail {

VerdictKey verdict_key(const VendorProductId& a, const VendorProductId& b) {
    return a < b ? VerdictKey{a, b} : VerdictKey{b, a};
}

const Edge* Edges::find(Slot a, Slot b) const {
    const auto at = std::ranges::lower_bound(edges_[a], b, {}, &Edge::other);
    return at != edges_[a].end() && at->other == b ? &*at : nullptr;
}

void Edges::put(Slot slot, const Edge& edge) {
    std::vector<Edge>& edges = edges_[slot];
    const auto at = std::ranges::lower_bound(edges, edge.other, {}, &Edge::other);
    if (at != edges.end() && at->other == edge.other) *at = edge;
    else edges.insert(at, edge);
}

void Edges::remove(Slot slot, Slot other) {
    std::vector<Edge>& edges = edges_[slot];
    edges.erase(std::ranges::lower_bound(edges, other, {}, &Edge::other));
}

void Edges::drop(Slot slot) {
    touched_.erase(slot);
    if (edges_.size() <= slot) return;
    for (const Edge& each : std::exchange(edges_[slot], {})) {
        remove(each.other, slot);
        touch(each.other);
    }
}

std::vector<Slot> Edges::settle(const std::vector<Slot>& changed) {
    edges_.resize(std::max(edges_.size(), pool_.slots_end()));
    const std::set<Slot> all{changed.begin(), changed.end()};
    for (const Slot each : changed) compare_all(each, all);
    std::set<Slot> out;
    for (const Slot each : touched_) {
        out.insert(each);
        for (const Edge& edge : edges_[each]) {
            out.insert(edge.other);
            if (each < edge.other || !touched_.contains(edge.other)) judge(each, edge.other);
        }
    }
    touched_.clear();
    return {out.begin(), out.end()};
}

void Edges::compare_all(Slot slot, const std::set<Slot>& changed) {
    touch(slot);
    const std::vector<Slot> partners = pool_.partners_of(slot);
    const std::vector<Edge> before = edges_[slot];
    for (const Edge& each : before) {
        if (std::ranges::binary_search(partners, each.other)) continue;
        remove(slot, each.other);
        remove(each.other, slot);
        touch(each.other);
    }
    for (const Slot other : partners) {
        if (other < slot && changed.contains(other)) continue;  // it has been there
        Edge edge = compared(slot, other);
        edge.other = other;
        put(slot, edge);
        edge.other = slot;
        put(other, edge);
        touch(other);
    }
}

Edge Edges::compared(Slot a, Slot b) {
    std::array<float, match_feature_count> features{};
    const bool is_a_left = pool_.is_left(a, b);
    pool_.compare(is_a_left ? a : b, is_a_left ? b : a, features);
    const auto feature = [&](MatchFeature name) { return features[static_cast<std::size_t>(name)]; };
    return {0,
            static_cast<float>(log_odds(model_.pair_trees, features)),
            feature(MatchFeature::price_ratio),
            feature(MatchFeature::letter_similarity),
            pool_.with_both(a, b, are_variants),
            0};
}

double Edges::known_odds(Slot a, const Edge& edge) const {
    if (verdicts_.empty()) return edge.odds;
    const auto found = verdicts_.find(verdict_key(pool_.item(a).id, pool_.item(edge.other).id));
    if (found == verdicts_.end()) return edge.odds;
    return found->second ? verdict_odds : -verdict_odds;
}

/// The pairs of an item with others of the vendor that has the other item. In the order of their keys, since sums of
/// floating point numbers depend on it.
std::vector<RivalFacts> Edges::rivals(Slot slot, Slot other) const {
    std::vector<const Edge*> found;
    for (const Edge& each : edges_[slot]) {
        if (each.other != other && pool_.item(each.other).vendor == pool_.item(other).vendor) found.push_back(&each);
    }
    std::ranges::sort(found, {}, [&](const Edge* each) { return pool_.item(each->other).key; });
    std::vector<RivalFacts> out;
    for (const Edge* each : found) out.push_back({known_odds(slot, *each), each->price_ratio, each->letter_similarity});
    return out;
}

double Edges::probability_of(Slot a, const Edge& edge) const {
    const bool is_a_left = pool_.is_left(a, edge.other);
    const Slot left = is_a_left ? a : edge.other;
    const Slot right = is_a_left ? edge.other : a;
    const RivalFacts own{edge.odds, edge.price_ratio, edge.letter_similarity};
    const RivalRow row = rival_row(own, rivals(left, right), rivals(right, left));
    return calibrated(model_, log_odds(model_.rival_trees, row));
}

void Edges::judge(Slot a, Slot b) {
    Edge edge = *find(a, b);
    edge.probability = probability_of(a, edge);
    put(a, edge);
    edge.other = a;
    put(b, edge);
}

Edge Edges::judged(Slot a, Slot b) {
    if (const Edge* known = find(a, b)) return *known;
    Edge out = compared(a, b);
    out.other = b;
    out.probability = probability_of(a, out);
    return out;
}

}  // namespace marketplace::catalog::detail
