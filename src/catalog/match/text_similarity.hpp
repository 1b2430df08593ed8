#pragma once
// How much two spellings have in common.

#include <cstddef>
#include <string_view>

namespace marketplace::catalog {

/// The length of the longest common subsequence; the first 512 bytes of each count. After Hyyrö, "Bit-parallel
/// LCS-length computation revisited" (2004).
[[nodiscard]] std::size_t common_subsequence(std::string_view a, std::string_view b);

/// 2 * common / (both lengths): 1 for equal texts, 0 for texts without a common letter; 1 for two empty ones.
[[nodiscard]] float spelling_similarity(std::string_view a, std::string_view b);

}  // namespace marketplace::catalog
