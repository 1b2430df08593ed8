#pragma once
// How rare the terms of a catalog are, counted once and then kept: scores that are made with them depend on the two
// records alone, and not on what else is in the catalog, so that a change of one record is no change of all.

#include <marketplace/core/record.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// A term by its hash, and how many records have it.
struct TermCount {
    std::uint32_t hash = 0;
    std::int64_t records = 0;

    friend bool operator==(const TermCount&, const TermCount&) = default;
};
MARKETPLACE_COMPILED_RECORD(TermCount, (hash, records));

/// Counts of a catalog. A term that is not there is in one record.
struct TermStatistics {
    std::int64_t records = 1;      ///< of the catalog, 1 or more
    std::vector<TermCount> terms;  ///< by rising hash; each of two records or more

    friend bool operator==(const TermStatistics&, const TermStatistics&) = default;
};
MARKETPLACE_COMPILED_RECORD(TermStatistics, (records, terms));

/// Counts the terms of some texts; see `blocking_terms`. Throws `limit_exceeded` for a text that is too long.
[[nodiscard]] TermStatistics count_terms(std::span<const std::string> texts);

/// Throws `out_of_range` or `invalid_value` with the path of what is wrong in statistics that came from outside.
void validate(const TermStatistics& statistics);

}  // namespace marketplace::catalog
