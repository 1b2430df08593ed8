#pragma once
// For each item that has an embedding, the items of other vendors whose embeddings are nearest: kept up to date while
// items come and go, and always what a search of all would find.

#include "../embedding/cells.hpp"
#include "watch.hpp"

#include <span>
#include <vector>

namespace marketplace::catalog::detail {

/// An item that was found, with the cosine in 2^-28ths.
struct NearEmbedding {
    std::int32_t cosine = 0;
    Slot slot = 0;

    friend bool operator==(const NearEmbedding&, const NearEmbedding&) = default;
};

class NearEmbeddings {
public:
    /// `depth` is how many neighbours of an item there are.
    NearEmbeddings(EmbeddingCells cells, std::size_t depth)
        : depth_(depth), cells_(std::move(cells)), lists_(cells_.size()) {}

    /// A new item at a free place. Keys order what is as near, so they have to come from what the item is.
    void insert(Slot slot, std::uint32_t vendor, std::int64_t key, PackedEmbedding vector);
    /// Takes an item out; one without an embedding is passed over.
    void erase(Slot slot);
    /// Looks again for whatever has changed. Returns the items whose neighbours are others now, and all new ones; some
    /// may be gone or be there twice.
    std::vector<Slot> settle();

    /// The neighbours, the nearest first. Before them, `settle` has been called.
    [[nodiscard]] std::span<const NearEmbedding> of(Slot slot) const;
    /// Calls `visit` with each item that has this one among its neighbours.
    template <class F>
    void for_each_finder(Slot slot, F&& visit) const {
        if (!holds(slot)) return;
        for (const Slot each : nodes_[slot].finders) {
            for (const NearEmbedding& found : of(each)) {
                if (found.slot == slot) visit(each);
            }
        }
    }
    /// The embedding of an item; empty for none.
    [[nodiscard]] std::span<const std::int16_t> vector_of(Slot slot) const {
        if (slot >= nodes_.size()) return {};
        return nodes_[slot].vector;
    }

private:
    /// A search finds some more than there are neighbours, to take the places of those that go.
    static constexpr std::size_t reserve = 8;

    struct Node {
        PackedEmbedding vector;
        std::uint32_t vendor = 0;
        std::int64_t key = 0;
        bool is_cut = false;     ///< there is more to find than was asked for
        bool is_waiting = false; ///< for a search
        std::vector<std::uint32_t> probes;
        std::vector<NearEmbedding> found;  ///< the best; none that is better than the last is missing
        std::vector<Slot> finders;
    };
    /// The items of a cell, and those that look into it.
    struct Cell {
        std::vector<Slot> members;
        std::vector<Slot> probers;
    };

    [[nodiscard]] bool holds(Slot slot) const { return slot < nodes_.size() && !nodes_[slot].vector.empty(); }
    [[nodiscard]] bool is_nearer(const NearEmbedding& a, const NearEmbedding& b) const;
    void wait(Slot slot);
    void search(Slot slot);
    void tell(Slot by, const NearEmbedding& found);
    void forget_found(Slot slot);
    void change(Slot slot) { changed_.push_back(slot); }

    std::size_t depth_;
    EmbeddingCells cells_;
    std::vector<Cell> lists_;
    std::vector<Node> nodes_;
    std::vector<Slot> waiting_;
    std::vector<Slot> added_;
    std::vector<Slot> changed_;
};

}  // namespace marketplace::catalog::detail
