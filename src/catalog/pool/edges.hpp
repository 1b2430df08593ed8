#pragma once
// The pairs of a pool as they are judged: first each one alone, then beside its rivals.

#include "pair_score.hpp"
#include "pool.hpp"

#include <set>

namespace marketplace::catalog::detail {

/// A pair as one of its items sees it.
struct Edge {
    Slot other = 0;
    std::uint32_t vendor = 0;  ///< of the other item
    RivalFacts facts;          ///< as the pair is judged alone
    bool is_close = true;      ///< false if the first look has ruled out a match
    bool are_variants = false;
    bool is_left = false;      ///< whether this item stands on the left; see `Pool::is_left`
    double probability = -1;   ///< below 0 until it is judged
    PairContext context;       ///< in which it was compared
};

/// What is judged otherwise than before.
struct JudgedAnew {
    std::vector<Slot> items;  ///< that are new, or whose links are others, by place
    /// Pairs that were no links and are none: they count where their items are linked over others.
    std::vector<std::pair<Slot, Slot>> unlinked;
};

/// Verdicts by their items, the lesser id first.
using VerdictKey = std::pair<VendorProductId, VendorProductId>;
using Verdicts = std::map<VerdictKey, bool>;
[[nodiscard]] VerdictKey verdict_key(const VendorProductId& a, const VendorProductId& b);

class Edges {
public:
    Edges(Pool& pool, const PairModel& model, const Verdicts& verdicts)
        : pool_(pool), model_(model), verdicts_(verdicts), judge_(model) {}

    /// The pairs of an item, by the places of the others.
    [[nodiscard]] std::span<const Edge> of(Slot slot) const {
        return slot < edges_.size() ? std::span<const Edge>{edges_[slot]} : std::span<const Edge>{};
    }
    [[nodiscard]] const Edge* find(Slot a, Slot b) const;

    /// A pair as it is or would be judged.
    [[nodiscard]] Edge judged(Slot a, Slot b);
    /// How it is judged alone; lives until another pair is judged.
    [[nodiscard]] const PairJudgement& alone(Slot a, Slot b);
    /// An item comes, or nothing of it is judged yet.
    void add(Slot slot) { changed_.insert(slot); }
    /// An item goes: its pairs go with it.
    void drop(Slot slot);
    /// An item that was added is as it was before; its pairs follow.
    void recall(Slot slot) { changed_.erase(slot); }
    /// A pair as it was judged before. Before `settle`, and before `sort_recalled`.
    void recall(Slot a, Slot b, const Edge& edge);
    void sort_recalled();
    /// A pair of an item and one of a vendor was there before, and is not known any more.
    void miss(Slot slot, std::optional<std::uint32_t> vendor);
    /// A verdict about an item has changed, or what people have joined it with.
    void touch(Slot slot) { touched_.insert(slot); }
    /// Whether a pair is likely enough to be joined: what cannot be reached over such pairs does not concern an item.
    [[nodiscard]] bool is_link(const Edge& edge) const { return edge.probability >= model_.auto_from; }
    /// Compares the pairs of items that are new or have other neighbours, and judges those anew whose rivals have
    /// changed.
    JudgedAnew settle(const std::vector<Slot>& changed);

private:
    /// An item and a vendor: the pairs between them are rivals.
    using Group = std::pair<Slot, std::uint32_t>;

    /// A pair that is to be compared; it is there already, as it was before.
    struct Compared {
        Slot slot = 0;
        Slot other = 0;
        bool is_left = false;  ///< whether `slot` stands on the left
        bool are_variants = false;
    };

    void find_compared(Slot slot);
    void compare_found();
    void touch_both(Slot a, Slot b);
    void judge_groups();
    void remove_but(Slot slot, const std::vector<Slot>& partners);
    [[nodiscard]] PairContext context_now(Slot slot, const Edge& known) const;
    [[nodiscard]] Edge compared(Slot a, Slot b, bool is_left, const PairContext& context);
    static void write_judgement(const PairJudgement& judgement, Edge& out);
    void put(Slot slot, const Edge& edge);
    void put_both(Slot a, Slot b, Edge edge);
    void remove(Slot slot, Slot other);
    void judge_found();
    void judge(Slot a, Slot b, double probability);
    void change(Slot a, Slot b, bool is_link);
    [[nodiscard]] double probability_of(const Edge& edge, double odds_beside_rivals) const;
    [[nodiscard]] RivalRow row_beside_rivals(Slot a, const Edge& edge);
    void read_rivals(Slot slot, Slot other, std::vector<RivalFacts>& out) const;
    [[nodiscard]] RivalFacts known_facts(Slot a, const Edge& edge) const;

    Pool& pool_;
    const PairModel& model_;
    const Verdicts& verdicts_;
    PairJudge judge_;
    std::vector<RivalFacts> of_left_;   ///< scratch space
    std::vector<RivalFacts> of_right_;
    std::vector<Compared> compared_;    ///< pairs that are compared next
    std::vector<PairContext> contexts_;
    std::vector<std::pair<Slot, Slot>> found_;  ///< pairs that are judged beside their rivals next
    std::vector<RivalRow> rows_;
    std::vector<double> odds_;
    std::vector<std::vector<Edge>> edges_;
    std::vector<Group> groups_;  ///< that have changed
    std::set<Slot> touched_;     ///< items whose pairs all have to be judged anew
    std::set<Slot> changed_;     ///< see `JudgedAnew`
    std::vector<std::pair<Slot, Slot>> unlinked_;
    std::vector<std::uint8_t> has_others_;  ///< while settling: whether an item's neighbours are others than before
};

}  // namespace marketplace::catalog::detail
