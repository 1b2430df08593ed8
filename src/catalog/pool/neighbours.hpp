#pragma once
// For each item of all vendors, the items of other vendors that are most like it: kept up to date while items come and
// go, and always what a search of all would find.

#include "../index/search.hpp"
#include "watch.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog::detail {

/// An item that was found, with its score.
struct Neighbour {
    Slot slot = 0;
    std::uint32_t vendor = 0;
    std::uint64_t score = 0;

    friend bool operator==(const Neighbour&, const Neighbour&) = default;
};

/// What was known of an item before. Of what was found, that of slot `nobody` is gone.
inline constexpr Slot nobody = std::numeric_limits<Slot>::max();
struct RecalledNode {
    Slot slot = 0;
    bool is_cut = false;
    std::uint64_t self_score = 0;
    std::vector<Neighbour> found;
};

/// What an item's neighbours say about one of them: its place among those of its own vendor, since at most one of them
/// is the same.
struct NeighbourPlace {
    std::optional<std::uint32_t> rank;  ///< 0 is the best; none if it was not found
    float margin = -1;  ///< above 0: how much better it is than the next; below: how much worse than the best
    float share = 0;    ///< of its score in what the item would score itself
};

class Neighbours {
public:
    /// How many neighbours of an item there are.
    static constexpr std::size_t depth = 20;

    /// So many are kept: some more than there are neighbours, to take the places of those that go.
    static constexpr std::size_t found_max = 28;

    explicit Neighbours(const TermStatistics& statistics);

    [[nodiscard]] const TermWeights& weights() const { return *weights_; }

    /// A new item at a free place. Keys order what scores the same, so they have to come from what the item is.
    void insert(Slot slot, std::uint32_t vendor, std::int64_t key, std::string_view text);
    void erase(Slot slot);
    /// What was known of new items before: they need not be searched for. Before `settle`.
    void recall(std::vector<RecalledNode> nodes);
    /// Calls `visit(slot, is_cut, self_score, found)` for each item, with all that was found. After `settle`.
    template <class F>
    void visit_known(F&& visit) const {
        for (Slot slot = 0; slot < nodes_.size(); ++slot) {
            const Node& node = nodes_[slot];
            if (node.is_alive) visit(slot, node.is_cut, node.self_score, std::span{node.found});
        }
    }
    /// Looks again for whatever has changed. Returns the items whose neighbours are others now, and all new ones, by
    /// place.
    std::vector<Slot> settle();

    /// The neighbours, the best first. Before them, `settle` has been called.
    [[nodiscard]] std::span<const Neighbour> of(Slot slot) const {
        const std::vector<Neighbour>& found = nodes_[slot].found;
        return std::span{found}.first(std::min(depth, found.size()));
    }
    /// The items that have an item among their neighbours, and some that nearly have, in no order.
    [[nodiscard]] std::span<const Slot> finders_of(Slot slot) const { return nodes_[slot].finders; }
    [[nodiscard]] NeighbourPlace place_of(Slot other, Slot among) const;
    [[nodiscard]] std::uint32_t vendor_of(Slot slot) const { return nodes_[slot].vendor; }
    [[nodiscard]] std::size_t memory_bytes() const { return index_.memory_bytes(); }

private:
    struct Node {
        bool is_alive = false;
        bool is_watching = false;
        bool is_cut = false;    ///< there is more to find than was asked for
        bool has_changed = false;
        std::uint32_t vendor = 0;
        std::int64_t key = 0;
        std::uint64_t self_score = 0;
        std::vector<Neighbour> found;  ///< the best; none that is better than the last is missing
        std::vector<Slot> finders;
    };

    [[nodiscard]] std::string_view text_of(Slot slot) const { return *index_.find(nodes_[slot].key); }
    [[nodiscard]] std::vector<WatchedTerm> terms_of(Slot slot) const;
    /// The vendor as a group of the index.
    [[nodiscard]] std::uint32_t group_of(Slot slot) const { return nodes_[slot].vendor + 1; }
    [[nodiscard]] bool is_bulk() const;
    void add_to_index();
    void tell_everybody();
    void search_among(const BlockingData& added, Slot slot);
    /// Whether an item would be among the neighbours of another.
    [[nodiscard]] bool would_be_found(Slot by, std::uint64_t score, std::int64_t key) const;
    void tell_finders_to_be(Slot slot);
    void add(Slot by, const Neighbour& found);
    void lose(Slot by, Slot lost);
    void change(Slot slot);
    void mark(Slot slot);
    void search(Slot slot);
    [[nodiscard]] std::vector<Neighbour> found_by(const BlockingResult& result) const;
    void replace(Slot slot, std::vector<Neighbour> found);
    void watch(Slot slot);
    void watch_on(Slot slot);
    void stop_watching(Slot slot);

    std::shared_ptr<const TermWeights> weights_;
    BlockingData index_;
    BlockingScratch scratch_;
    WatchLists lists_;
    std::vector<Node> nodes_;
    boost::unordered_flat_map<std::int64_t, Slot> slots_;
    std::vector<BlockingRecord> waiting_;  ///< of `added_`
    std::vector<Slot> added_;              ///< new items that are not in the index yet
    std::vector<Slot> changed_;  ///< whose neighbours are others since the last time
    std::vector<Slot> marked_;   ///< that have to be searched for
    std::vector<std::uint8_t> is_marked_;
};

}  // namespace marketplace::catalog::detail
