#pragma once
// Reads amounts, packs and dimensions from pieces.

#include "numbers.hpp"
#include "pieces.hpp"

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/core/checked.hpp>

#include <algorithm>
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

/// Whether amounts differ by at most one in a hundred, since labels round when they convert; what is counted has to be
/// equal.
[[nodiscard]] inline bool are_same_amounts(AttributeKind kind, std::int64_t a, std::int64_t b) noexcept {
    const bool is_counted = kind == AttributeKind::pack || kind == AttributeKind::seats || kind == AttributeKind::year;
    if (is_counted) return a == b;
    const int128 difference = static_cast<int128>(a) - b;
    const int128 larger = std::max(a, b);
    return (difference < 0 ? -difference : difference) * 100 <= larger;
}

}  // namespace marketplace::catalog
