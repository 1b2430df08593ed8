#pragma once
// The items of all vendors, which of them are compared, and how alike they are.

#include "../match/features.hpp"
#include "near_embeddings.hpp"
#include "neighbours.hpp"

#include <marketplace/catalog/pair_model.hpp>

#include <map>

namespace marketplace::catalog::detail {

/// An item of a vendor.
struct PoolItem {
    bool is_alive = false;
    VendorProductId id;
    Listing listing;                       ///< without its embedding
    std::int64_t key = 0;
    std::uint32_t vendor = 0;
    std::uint32_t version = 0;             ///< counts what has been at this place
    std::vector<std::string> identifiers;  ///< GTIN and part number, by which twins are found
};

class Pool {
public:
    /// So many items are kept ready for comparing, at most.
    static constexpr std::size_t cache_size_max = std::size_t{1} << 17U;

    /// Items have embeddings of that space, or none where it has no dimensions.
    Pool(const TermStatistics& statistics, std::size_t candidates_max, const EmbeddingSpace& space);

    /// Throws `limit_exceeded` for texts that are too long.
    static void check(const Listing& listing);
    /// Whether an item is there and says just that. Its embedding is passed on its own.
    [[nodiscard]] bool holds(const VendorProductId& id, const Listing& listing, const PackedEmbedding& embedding) const;
    /// Adds or replaces an item that has been checked.
    void upsert(const VendorProductId& id, const Listing& listing, PackedEmbedding embedding);
    bool erase(const VendorProductId& id);
    /// What was known of new items before; so many others were known that are not there as they were. Before `settle`.
    void recall(std::vector<RecalledNode> nodes, std::size_t lost);
    [[nodiscard]] const Neighbours& neighbours() const { return neighbours_; }
    /// The number of a vendor of whom there has been an item.
    [[nodiscard]] std::optional<std::uint32_t> vendor(std::string_view id) const;
    /// An item by its hash, see `key_of`.
    [[nodiscard]] std::optional<Slot> find_key(std::int64_t key) const;
    /// Looks anew for whatever has changed. Returns the items whose pairs have to be compared again, by place.
    std::vector<Slot> settle();

    [[nodiscard]] bool has_embeddings() const { return has_embeddings_; }
    /// Empty for an item without.
    [[nodiscard]] PackedEmbedding embedding_of(Slot slot) const {
        const std::span<const std::int16_t> vector = near_.vector_of(slot);
        return {vector.begin(), vector.end()};
    }
    [[nodiscard]] const PoolItem& item(Slot slot) const { return items_[slot]; }
    [[nodiscard]] std::uint32_t vendor_of(Slot slot) const { return neighbours_.vendor_of(slot); }
    [[nodiscard]] std::optional<Slot> find(const VendorProductId& id) const;
    [[nodiscard]] std::size_t size() const { return slots_.size(); }
    [[nodiscard]] std::size_t slots_end() const { return items_.size(); }
    /// All items, by place.
    [[nodiscard]] std::vector<Slot> slots() const;

    /// The items that one is compared with, by place: those of other vendors that are near, either way, by words or by
    /// embeddings, and those with the same trade item number or part number.
    [[nodiscard]] std::vector<Slot> partners_of(Slot slot) const;
    /// Which of two items stands on the left: the one with the longer title.
    [[nodiscard]] bool is_left(Slot a, Slot b) const;
    /// The left one of two items, and the other.
    [[nodiscard]] std::pair<Slot, Slot> in_order(Slot a, Slot b) const {
        return is_left(a, b) ? std::pair{a, b} : std::pair{b, a};
    }
    /// What their places among each other's neighbours say about two items, the left one first.
    [[nodiscard]] PairContext context_of(Slot left, Slot right) const;
    /// The part of it that the neighbours of one item say about the other.
    void write_place(Slot among, Slot other, bool is_left, PairContext& out) const;
    /// Calls `use` with two items that are ready for comparing.
    template <class F>
    auto with_both(Slot a, Slot b, F&& use) {
        if (place_of(a) != place_of(b)) {
            const PreparedListing& first = prepared(a);
            return use(first, prepared(b));
        }
        const PreparedListing first = preparer_.prepare(items_[a].listing);
        return use(first, prepared(b));
    }

private:
    /// What many items share tells nothing about any of them.
    static constexpr std::size_t twins_max = 50;

    struct Prepared {
        Slot slot = 0;
        std::uint32_t version = 0;  ///< 0: nothing is here
        PreparedListing listing;
    };

    /// Where an item is kept ready.
    [[nodiscard]] std::size_t place_of(Slot slot) const { return slot & (cache_.size() - 1); }
    void grow_cache();
    /// Lives until another one is asked for.
    [[nodiscard]] const PreparedListing& prepared(Slot slot);
    [[nodiscard]] Slot free_slot();
    void add_identifiers(Slot slot);
    void drop_identifiers(Slot slot);
    void touch_twins(const std::vector<Slot>& twins);

    /// Counts of terms that do not change.
    class FixedCounts : public TermCounts {
    public:
        explicit FixedCounts(const TermWeights& weights) : weights_(weights) {}
        [[nodiscard]] std::uint64_t records() const override { return weights_.records(); }
        [[nodiscard]] std::uint64_t records_with(std::uint32_t hash) const override {
            return weights_.records_with(hash);
        }

    private:
        const TermWeights& weights_;
    };

    Neighbours neighbours_;
    NearEmbeddings near_;
    bool has_embeddings_;
    FixedCounts counts_;
    std::size_t candidates_max_;
    std::vector<PoolItem> items_;
    std::vector<Slot> free_;
    std::map<VendorProductId, Slot> slots_;
    boost::unordered_flat_map<std::string, std::uint32_t> vendors_;
    boost::unordered_flat_map<std::int64_t, Slot> keys_;
    boost::unordered_flat_map<std::string, std::vector<Slot>> twins_;
    std::vector<Slot> touched_;
    ListingPreparer preparer_;
    std::vector<Prepared> cache_;  ///< a power of two
};

/// The item's number by its id, the same in every catalog.
[[nodiscard]] std::int64_t key_of(const VendorProductId& id);

}  // namespace marketplace::catalog::detail
