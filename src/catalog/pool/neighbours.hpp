#pragma once
// For each item of all vendors, the items of other vendors that are most like it: kept up to date while items come and
// go, and always what a search of all would find.

#include "watch.hpp"

#include <marketplace/catalog/blocking_index.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
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

    explicit Neighbours(const TermStatistics& statistics);

    [[nodiscard]] const TermWeights& weights() const { return *weights_; }

    /// A new item at a free place. Keys order what scores the same, so they have to come from what the item is.
    void insert(Slot slot, std::uint32_t vendor, std::int64_t key, std::string_view text);
    void erase(Slot slot);
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
    /// A search finds some more than there are neighbours, to take the places of those that go.
    static constexpr std::size_t reserve = 8;

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

    [[nodiscard]] std::vector<WatchedTerm> terms_of(Slot slot) const;
    /// Whether an item would be among the neighbours of another.
    [[nodiscard]] bool would_be_found(Slot by, std::uint64_t score, std::int64_t key) const;
    void tell_finders_to_be(Slot slot);
    void add(Slot by, const Neighbour& found);
    void lose(Slot by, Slot lost);
    void change(Slot slot);
    void mark(Slot slot);
    void search(Slot slot);
    void replace(Slot slot, std::vector<Neighbour> found);
    void watch(Slot slot);
    void stop_watching(Slot slot);

    std::shared_ptr<const TermWeights> weights_;
    BlockingIndex index_;
    BlockingSearcher searcher_;
    WatchLists lists_;
    std::vector<Node> nodes_;
    boost::unordered_flat_map<std::int64_t, Slot> slots_;
    std::vector<BlockingRecord> waiting_;  ///< new items that are not in the index yet
    std::vector<Slot> added_;
    std::vector<Slot> changed_;  ///< whose neighbours are others since the last time
    std::vector<Slot> marked_;   ///< that have to be searched for
    std::vector<std::uint8_t> is_marked_;
};

}  // namespace marketplace::catalog::detail
