#include "edges.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::catalog::detail {

namespace {

/// Below it, all probabilities are the same to `cluster_products`.
constexpr double surely_other = 1e-4;

}  // namespace

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

void Edges::put_both(Slot a, Slot b, Edge edge) {
    edge.other = b;
    edge.vendor = pool_.vendor_of(b);
    put(a, edge);
    edge.other = a;
    edge.vendor = pool_.vendor_of(a);
    put(b, edge);
}

void Edges::remove(Slot slot, Slot other) {
    std::vector<Edge>& edges = edges_[slot];
    edges.erase(std::ranges::lower_bound(edges, other, {}, &Edge::other));
}

void Edges::drop(Slot slot) {
    touched_.erase(slot);
    changed_.erase(slot);
    std::erase_if(groups_, [&](const Group& each) { return each.first == slot; });
    std::erase_if(unlinked_, [&](const auto& each) { return each.first == slot || each.second == slot; });
    if (edges_.size() <= slot) return;
    for (const Edge& each : std::exchange(edges_[slot], {})) {
        remove(each.other, slot);
        groups_.emplace_back(each.other, pool_.vendor_of(slot));
        // What the item was connected with over others is connected with those: they are looked at.
        if (is_link(each)) changed_.insert(each.other);
    }
}

void Edges::recall(Slot a, Slot b, const Edge& edge) {
    edges_.resize(std::max(edges_.size(), pool_.slots_end()));
    for (const auto& [slot, other] : {std::pair{a, b}, std::pair{b, a}}) {
        Edge& out = edges_[slot].emplace_back(edge);
        out.other = other;
        out.vendor = pool_.vendor_of(other);
    }
}

void Edges::sort_recalled() {
    for (std::vector<Edge>& each : edges_) std::ranges::sort(each, {}, &Edge::other);
}

void Edges::miss(Slot slot, std::optional<std::uint32_t> vendor) {
    if (vendor) groups_.emplace_back(slot, *vendor);
    changed_.insert(slot);
}

/// What was between two items is other than before.
void Edges::touch_both(Slot a, Slot b) {
    groups_.emplace_back(a, pool_.vendor_of(b));
    groups_.emplace_back(b, pool_.vendor_of(a));
}

/// A pair is judged otherwise than before, or gone.
void Edges::change(Slot a, Slot b, bool is_link) {
    if (is_link) changed_.insert({a, b});
    else unlinked_.emplace_back(a, b);
}

JudgedAnew Edges::settle(const std::vector<Slot>& changed) {
    edges_.resize(std::max(edges_.size(), pool_.slots_end()));
    for (const Slot each : changed) compare_all(each);
    for (const Slot each : touched_) {
        changed_.insert(each);
        for (const Edge& edge : edges_[each]) touch_both(each, edge.other);
    }
    touched_.clear();
    judge_groups();
    const std::set<Slot> out = std::exchange(changed_, {});
    return {{out.begin(), out.end()}, std::exchange(unlinked_, {})};
}

/// A pair that is there already is compared anew only if its context is another: what its items say has not changed, or
/// they would have been dropped.
void Edges::compare_all(Slot slot) {
    const std::vector<Slot> partners = pool_.partners_of(slot);
    const std::vector<Edge> before = edges_[slot];
    for (const Edge& each : before) {
        if (std::ranges::binary_search(partners, each.other)) continue;
        remove(slot, each.other);
        remove(each.other, slot);
        touch_both(slot, each.other);
        change(slot, each.other, is_link(each));
    }
    for (const Slot other : partners) {
        const Edge* known = find(slot, other);
        if (known != nullptr && known->context == context_of(slot, other)) continue;
        Edge edge = compared(slot, other);
        if (known != nullptr) edge.probability = known->probability;
        put_both(slot, other, edge);
        touch_both(slot, other);
    }
}

PairContext Edges::context_of(Slot a, Slot b) const {
    const auto [left, right] = pool_.in_order(a, b);
    return pool_.context_of(left, right);
}

void Edges::judge_groups() {
    std::ranges::sort(groups_);
    groups_.erase(std::unique(groups_.begin(), groups_.end()), groups_.end());
    for (const auto& [slot, vendor] : std::exchange(groups_, {})) {
        for (std::size_t i = 0; i < edges_[slot].size(); ++i) {
            if (edges_[slot][i].vendor == vendor) judge(slot, edges_[slot][i].other);
        }
    }
}

const PairJudgement& Edges::alone(Slot a, Slot b) {
    const auto [left, right] = pool_.in_order(a, b);
    const PairContext context = pool_.context_of(left, right);
    return *pool_.with_both(left, right, [&](const PreparedListing& of_left, const PreparedListing& of_right) {
        return &judge_.alone(of_left, of_right, context);
    });
}

Edge Edges::compared(Slot a, Slot b) {
    const PairJudgement& judgement = alone(a, b);
    Edge out;
    out.facts = {static_cast<float>(judgement.odds), judgement[MatchFeature::price_ratio],
                 judgement[MatchFeature::letter_similarity], share_of(judgement.odds)};
    out.is_close = judgement.is_close;
    out.are_variants = pool_.with_both(a, b, are_variants);
    out.context = judgement.context;
    return out;
}

RivalFacts Edges::known_facts(Slot a, const Edge& edge) const {
    if (verdicts_.empty()) return edge.facts;
    const auto found = verdicts_.find(verdict_key(pool_.item(a).id, pool_.item(edge.other).id));
    if (found == verdicts_.end()) return edge.facts;
    RivalFacts out = edge.facts;
    out.odds = static_cast<float>(found->second ? verdict_odds : -verdict_odds);
    out.share = share_of(static_cast<double>(out.odds));
    return out;
}

/// The pairs of an item with others of the vendor that has the other item.
void Edges::read_rivals(Slot slot, Slot other, std::vector<RivalFacts>& out) const {
    out.clear();
    const std::uint32_t vendor = pool_.vendor_of(other);
    for (const Edge& each : edges_[slot]) {
        if (each.vendor == vendor && each.other != other) out.push_back(known_facts(slot, each));
    }
}

/// What the first look rules out is not judged beside others: it stays as it is.
double Edges::probability_of(Slot a, const Edge& edge) {
    if (!edge.is_close) return sigmoid(static_cast<double>(edge.facts.odds));
    const auto [left, right] = pool_.in_order(a, edge.other);
    read_rivals(left, right, of_left_);
    read_rivals(right, left, of_right_);
    return calibrated(model_, judge_.beside(edge.facts, of_left_, of_right_));
}

/// Judged otherwise than before counts as far as it matters to what belongs together.
void Edges::judge(Slot a, Slot b) {
    Edge edge = *find(a, b);
    const bool was_link = is_link(edge);
    const double before = std::exchange(edge.probability, probability_of(a, edge));
    if (before == edge.probability) return;
    put_both(a, b, edge);
    const bool is_other = std::max(before, surely_other) != std::max(edge.probability, surely_other);
    if (before < 0 || is_other) change(a, b, was_link || is_link(edge));
}

Edge Edges::judged(Slot a, Slot b) {
    if (const Edge* known = find(a, b)) return *known;
    Edge out = compared(a, b);
    out.other = b;
    out.probability = probability_of(a, out);
    return out;
}

}  // namespace marketplace::catalog::detail
