#pragma once
// A space of embeddings in cells, so that not all vectors are compared to find the nearest of one: a vector is in the
// cell whose centre is nearest to it, and is looked for in the cells whose centres are nearest to what asks.
//
// The centres belong to what was learned and do not change. So what is found depends on what is there and not on the
// order in which it came, as with all of matching; graphs of neighbours (HNSW) give other answers for another order,
// and keep what was erased. After the inverted files of Sivic and Zisserman, "Video Google" (2003).

#include "nearness.hpp"

#include <utility>

namespace marketplace::catalog {

class EmbeddingCells {
public:
    /// How many cells are looked into.
    static constexpr std::size_t probes_max = 12;

    /// One cell for all.
    EmbeddingCells() = default;
    /// Centres one after the other.
    EmbeddingCells(std::vector<std::int16_t> centres, std::size_t dimensions)
        : centres_(std::move(centres)), dimensions_(dimensions) {}

    [[nodiscard]] std::size_t size() const noexcept { return centres_.empty() ? 1 : centres_.size() / dimensions_; }
    /// The cells to look into, the nearest first: that one is where the vector is itself.
    [[nodiscard]] std::vector<std::uint32_t> probes_of(std::span<const std::int16_t> vector) const;
    [[nodiscard]] std::uint32_t cell_of(std::span<const std::int16_t> vector) const;

private:
    [[nodiscard]] std::span<const std::int16_t> centre(std::size_t cell) const {
        return std::span{centres_}.subspan(cell * dimensions_, dimensions_);
    }

    std::vector<std::int16_t> centres_;
    std::size_t dimensions_ = 0;
};

/// Centres for so many vectors, in an order that depends on them alone; none for few, which are quickly compared all.
[[nodiscard]] std::vector<std::int16_t> choose_centres(std::span<const PackedEmbedding> vectors);

}  // namespace marketplace::catalog
