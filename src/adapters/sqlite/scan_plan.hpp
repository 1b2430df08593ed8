#pragma once
// A scan as one or a few ranges of an index, each of which SQLite reads without sorting or skipping.
//
// A page that goes on after (a, b, k) is the rest of a and b, then the rest of a, then the rest: one range
// each. Unlike a comparison of row values, ranges also work where columns are null.

#include <marketplace/ports/store.hpp>

#include <cstdint>
#include <vector>

namespace marketplace::sqlite {

/// The first columns equal some cells and the column after them lies between bounds.
struct Range {
    enum class Lower : std::uint8_t { none, above, from, not_null };

    std::vector<Cell> equal;
    Lower lower_kind = Lower::none;
    Cell lower;                 ///< for `above` and `from`
    std::optional<Cell> upper;  ///< not included

    /// A number for the SQL that the range needs.
    [[nodiscard]] std::uint64_t shape() const noexcept;
};

/// The ranges of a scan, in the order in which it reads them; all are of the same index.
[[nodiscard]] std::vector<Range> ranges_of(const TableInfo& table, const Scan& scan,
                                           std::span<const std::size_t> order);

}  // namespace marketplace::sqlite
