#pragma once
// What a matcher remembers of an earlier one, so that nothing is searched for and judged again that has not changed.

#include "edges.hpp"

namespace marketplace::catalog::detail {

/// What was known of an item. Items are named by their places in the list of all.
struct RememberedItem {
    std::int64_t key = 0;
    std::uint64_t digest = 0;  ///< of what it said
    std::string_view vendor;
    bool is_cut = false;
    std::uint64_t self_score = 0;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> found;  ///< places and scores
};

/// A pair of items by their places, the lower one first, as the first one sees it but for the other's slot and vendor.
struct RememberedPair {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Edge edge;
};

struct Memory {
    std::vector<RememberedItem> items;
    std::vector<RememberedPair> pairs;
    std::vector<VendorProductId> decided;  ///< items that verdicts were about
};

/// A digest of what an item says.
[[nodiscard]] std::uint64_t digest_of(const Listing& listing);

/// As letters, with a checksum; `mark` tells what it is worth: the model and the version of the library.
[[nodiscard]] std::string write_memory(const Memory& memory, std::string_view mark);
/// None for letters of another mark, or that are damaged. What is returned lives as long as the letters.
[[nodiscard]] std::optional<Memory> read_memory(std::string_view letters, std::string_view mark);

}  // namespace marketplace::catalog::detail
