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
    edge.is_left = !edge.is_left;
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
    const bool is_left = pool_.is_left(a, b);
    for (const auto& [slot, other] : {std::pair{a, b}, std::pair{b, a}}) {
        Edge& out = edges_[slot].emplace_back(edge);
        out.other = other;
        out.vendor = pool_.vendor_of(other);
        out.is_left = is_left == (slot == a);
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
    has_others_.resize(edges_.size(), 0);
    for (const Slot each : changed) has_others_[each] = 1;
    for (const Slot each : changed) find_compared(each);
    compare_found();
    for (const Slot each : changed) has_others_[each] = 0;
    for (const Slot each : touched_) {
        changed_.insert(each);
        for (const Edge& edge : edges_[each]) touch_both(each, edge.other);
    }
    touched_.clear();
    judge_groups();
    const std::set<Slot> out = std::exchange(changed_, {});
    return {{out.begin(), out.end()}, std::exchange(unlinked_, {})};
}

/// Takes out the pairs of an item but those with its partners.
void Edges::remove_but(Slot slot, const std::vector<Slot>& partners) {
    std::vector<std::pair<Slot, bool>> gone;
    for (const Edge& each : edges_[slot]) {
        if (!std::ranges::binary_search(partners, each.other)) gone.emplace_back(each.other, is_link(each));
    }
    for (const auto& [other, was_link] : gone) {
        remove(slot, other);
        remove(other, slot);
        touch_both(slot, other);
        change(slot, other, was_link);
    }
}

/// A pair that is there already is compared anew only if its context is another: what its items say has not changed, or
/// they would have been dropped.
void Edges::find_compared(Slot slot) {
    const std::vector<Slot> partners = pool_.partners_of(slot);
    remove_but(slot, partners);
    std::size_t at = 0;  // pairs and partners stand in one order, and all that are left are partners
    for (const Slot other : partners) {
        const bool is_known = at < edges_[slot].size() && edges_[slot][at].other == other;
        const Edge known = is_known ? edges_[slot][at] : Edge{};
        const bool is_left = is_known ? known.is_left : pool_.is_left(slot, other);
        const auto [left, right] = is_left ? std::pair{slot, other} : std::pair{other, slot};
        const PairContext context = is_known ? context_now(slot, known) : pool_.context_of(left, right);
        ++at;
        if (is_known && known.context == context) continue;
        Edge edge = known;
        edge.is_left = is_left;
        edge.context = context;
        put_both(slot, other, edge);
        touch_both(slot, other);
        compared_.push_back({slot, other, is_left, false});
        contexts_.push_back(context);
    }
    if (compared_.size() >= pairs_at_a_time) compare_found();
}

/// Nobody asks what the pairs are like before all of them are compared.
void Edges::compare_found() {
    const std::span<const PairJudgement> judged = judge_.alone(contexts_, [&](std::size_t i, auto&& use) {
        Compared& pair = compared_[i];
        const auto [left, right] = pair.is_left ? std::pair{pair.slot, pair.other} : std::pair{pair.other, pair.slot};
        pool_.with_both(left, right, [&](const PreparedListing& of_left, const PreparedListing& of_right) {
            pair.are_variants = are_variants(of_left, of_right);
            use(of_left, of_right);
        });
    });
    for (std::size_t i = 0; i < judged.size(); ++i) {
        const auto& [slot, other, is_left, are_variants] = compared_[i];
        const Edge* known = find(slot, other);
        if (known == nullptr) continue;  // they are no partners any more
        Edge edge = *known;
        write_judgement(judged[i], edge);
        edge.are_variants = are_variants;
        put_both(slot, other, edge);
    }
    compared_.clear();
    contexts_.clear();
}

/// What the other item's neighbours say is as it was, unless they are others now, too.
PairContext Edges::context_now(Slot slot, const Edge& known) const {
    PairContext out = known.context;
    pool_.write_place(slot, known.other, known.is_left, out);
    if (has_others_[known.other] != 0) pool_.write_place(known.other, slot, !known.is_left, out);
    return out;
}

/// A pair whose groups have both changed is judged in the first of them.
void Edges::judge_groups() {
    std::ranges::sort(groups_);
    groups_.erase(std::unique(groups_.begin(), groups_.end()), groups_.end());
    const std::vector<Group> groups = std::exchange(groups_, {});
    for (const auto& [slot, vendor] : groups) {
        for (const Edge& each : edges_[slot]) {
            if (each.vendor != vendor) continue;
            const Group of_other{each.other, pool_.vendor_of(slot)};
            if (each.other < slot && std::ranges::binary_search(groups, of_other)) continue;
            found_.emplace_back(slot, each.other);
        }
        if (found_.size() >= pairs_at_a_time) judge_found();
    }
    judge_found();
}

/// What the first look rules out is not judged beside others: it stays as it is.
double Edges::probability_of(const Edge& edge, double odds_beside_rivals) const {
    return edge.is_close ? calibrated(model_, odds_beside_rivals) : sigmoid(static_cast<double>(edge.facts.odds));
}

void Edges::judge_found() {
    rows_.clear();
    for (const auto& [slot, other] : found_) {
        const Edge& edge = *find(slot, other);
        if (edge.is_close) rows_.push_back(row_beside_rivals(slot, edge));
    }
    odds_.resize(rows_.size());
    judge_.beside(rows_, odds_);
    std::size_t at = 0;
    for (const auto& [slot, other] : found_) {
        const Edge& edge = *find(slot, other);
        judge(slot, other, probability_of(edge, edge.is_close ? odds_[at++] : 0));
    }
    found_.clear();
}

const PairJudgement& Edges::alone(Slot a, Slot b) {
    const auto [left, right] = pool_.in_order(a, b);
    const PairContext context = pool_.context_of(left, right);
    return *pool_.with_both(left, right, [&](const PreparedListing& of_left, const PreparedListing& of_right) {
        return &judge_.alone(of_left, of_right, context);
    });
}

Edge Edges::compared(Slot a, Slot b, bool is_left, const PairContext& context) {
    const auto [left, right] = is_left ? std::pair{a, b} : std::pair{b, a};
    return pool_.with_both(left, right, [&](const PreparedListing& of_left, const PreparedListing& of_right) {
        Edge out;
        write_judgement(judge_.alone(of_left, of_right, context), out);
        out.are_variants = are_variants(of_left, of_right);
        out.is_left = is_left;
        out.context = context;
        return out;
    });
}

void Edges::write_judgement(const PairJudgement& judgement, Edge& out) {
    out.facts = {static_cast<float>(judgement.odds), judgement[MatchFeature::price_ratio],
                 judgement[MatchFeature::letter_similarity], share_of(judgement.odds)};
    out.is_close = judgement.is_close;
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

RivalRow Edges::row_beside_rivals(Slot a, const Edge& edge) {
    const auto [left, right] = edge.is_left ? std::pair{a, edge.other} : std::pair{edge.other, a};
    read_rivals(left, right, of_left_);
    read_rivals(right, left, of_right_);
    return rival_row(edge.facts, of_left_, of_right_);
}

/// Judged otherwise than before counts as far as it matters to what belongs together.
void Edges::judge(Slot a, Slot b, double probability) {
    Edge edge = *find(a, b);
    const bool was_link = is_link(edge);
    const double before = std::exchange(edge.probability, probability);
    if (before == edge.probability) return;
    put_both(a, b, edge);
    const bool is_other = std::max(before, surely_other) != std::max(edge.probability, surely_other);
    if (before < 0 || is_other) change(a, b, was_link || is_link(edge));
}

Edge Edges::judged(Slot a, Slot b) {
    if (const Edge* known = find(a, b)) return *known;
    const bool is_left = pool_.is_left(a, b);
    Edge out = compared(a, b, is_left, is_left ? pool_.context_of(a, b) : pool_.context_of(b, a));
    out.other = b;
    double odds = 0;
    if (out.is_close) {
        const RivalRow row = row_beside_rivals(a, out);
        judge_.beside({&row, 1}, {&odds, 1});
    }
    out.probability = probability_of(out, odds);
    return out;
}

}  // namespace marketplace::catalog::detail
