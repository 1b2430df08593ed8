#pragma once
// Reads amounts, packs and dimensions from pieces.

#include "numbers.hpp"
#include "pieces.hpp"

#include <marketplace/catalog/attributes.hpp>

#include <cstddef>
#include <vector>

namespace marketplace::catalog {

/// Attributes that were read, and the piece behind them. None read: `next` is where reading began.
struct Found {
    std::vector<Attribute> attributes;  ///< spans are in the folded text
    std::size_t next = 0;
};

/// What begins at a piece: "330 ml", "6 x 330 ml", "330 ml x 6", "6-pack", "10 x 20 cm", "1920x1080", "pack of 6".
[[nodiscard]] Found read_amount(const Pieces& pieces, std::size_t at, NumberStyle style);

}  // namespace marketplace::catalog
