#pragma once
// Embeddings in whole numbers: vectors of length 1, in 2^-14ths. A sum of whole numbers is the same in any order and on
// any machine, so what is near is too; and they take half the memory of floats.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// None, or as many numbers as its space has dimensions.
using PackedEmbedding = std::vector<std::int16_t>;

/// More numbers than any text model gives.
inline constexpr std::size_t embedding_dimensions_max = 8192;

/// Brings a vector to length 1; of no numbers there is none. Throws `invalid_value` with the path of a number that is
/// not finite and for a vector of zeros, which points nowhere; `limit_exceeded` for too many numbers.
[[nodiscard]] PackedEmbedding pack_embedding(std::span<const double> numbers);

/// The same, and throws `invalid_value` for another number of dimensions than wanted; 0 wants none at all.
[[nodiscard]] PackedEmbedding pack_embedding(std::span<const double> numbers, std::size_t dimensions);

}  // namespace marketplace::catalog
