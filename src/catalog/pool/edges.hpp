#pragma once
// The pairs of a pool as they are judged: first each one alone, then beside its rivals.

#include "pair_score.hpp"
#include "pool.hpp"

#include <set>

namespace marketplace::catalog::detail {

/// A pair as one of its items sees it.
struct Edge {
    Slot other = 0;
    float odds = 0;  ///< as it is judged alone
    float price_ratio = 0;
    float letter_similarity = 0;
    bool are_variants = false;
    double probability = 0;
};

/// Verdicts by their items, the lesser id first.
using VerdictKey = std::pair<VendorProductId, VendorProductId>;
using Verdicts = std::map<VerdictKey, bool>;
[[nodiscard]] VerdictKey verdict_key(const VendorProductId& a, const VendorProductId& b);

class Edges {
public:
    Edges(Pool& pool, const PairModel& model, const Verdicts& verdicts)
        : pool_(pool), model_(model), verdicts_(verdicts) {}

    /// The pairs of an item, by the places of the others.
    [[nodiscard]] std::span<const Edge> of(Slot slot) const {
        return slot < edges_.size() ? std::span<const Edge>{edges_[slot]} : std::span<const Edge>{};
    }
    [[nodiscard]] const Edge* find(Slot a, Slot b) const;

    /// A pair as it is or would be judged.
    [[nodiscard]] Edge judged(Slot a, Slot b);
    /// An item goes: its pairs go with it.
    void drop(Slot slot);
    /// A verdict about two items has changed.
    void touch(Slot slot) { touched_.insert(slot); }
    /// Compares the pairs of items that have changed, and judges those anew whose rivals have. Returns the items of
    /// all pairs that may be judged otherwise now, by place.
    std::vector<Slot> settle(const std::vector<Slot>& changed);

private:
    void compare_all(Slot slot, const std::set<Slot>& changed);
    [[nodiscard]] Edge compared(Slot a, Slot b);
    void put(Slot slot, const Edge& edge);
    void remove(Slot slot, Slot other);
    void judge(Slot a, Slot b);
    [[nodiscard]] double probability_of(Slot a, const Edge& edge) const;
    [[nodiscard]] std::vector<RivalFacts> rivals(Slot slot, Slot other) const;
    [[nodiscard]] double known_odds(Slot a, const Edge& edge) const;

    Pool& pool_;
    const PairModel& model_;
    const Verdicts& verdicts_;
    std::vector<std::vector<Edge>> edges_;
    std::set<Slot> touched_;  ///< items of pairs that are compared anew, or gone
};

}  // namespace marketplace::catalog::detail
