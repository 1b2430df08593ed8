#pragma once
// Terms in a machine word each, by rising hash, and what two lists of them share.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// The upper 24 bits of a term's hash, two of which tell its kind, a mark, and its weight in quarters. Two terms with
/// one hash count as one: in titles it is one chance in some thousands, and does no harm.
using PackedTerm = std::uint32_t;

inline constexpr std::uint32_t term_mark = 0x80;

[[nodiscard]] inline PackedTerm packed_term(std::uint32_t hash, float weight, bool is_marked) {
    constexpr float quarters = 4;
    constexpr std::uint32_t weight_max = 0x7F;
    const auto rounded = static_cast<std::uint32_t>(std::lround(weight * quarters));
    return (hash & 0xFFFFFF00U) | (is_marked ? term_mark : 0U) | (rounded < weight_max ? rounded : weight_max);
}

[[nodiscard]] constexpr std::uint32_t hash_of(PackedTerm term) noexcept { return term >> 8U; }

[[nodiscard]] constexpr std::uint32_t squared_weight(PackedTerm term) noexcept {
    const std::uint32_t weight = term & 0x7FU;
    return weight * weight;
}

/// Sums of squared weights, in sixteenths.
struct SharedTerms {
    std::uint32_t all = 0;
    std::uint32_t marked = 0;  ///< of terms that are marked in both lists
};

/// What a list shares with itself.
[[nodiscard]] inline SharedTerms sum_of(std::span<const PackedTerm> terms) noexcept {
    SharedTerms out;
    for (const PackedTerm each : terms) {
        out.all += squared_weight(each);
        out.marked += (each & term_mark) != 0 ? squared_weight(each) : 0;
    }
    return out;
}

/// A list is filled up to whole blocks with terms that weigh nothing.
inline constexpr std::size_t term_block = 4;
inline constexpr PackedTerm no_term = 0xFFFFFF00U;

inline void fill_block(std::vector<PackedTerm>& terms) {
    while (terms.size() % term_block != 0) terms.push_back(no_term);
}

/// What two lists of whole blocks share. Four terms of one are compared with four of the other at once; then the block
/// goes on that ends first.
[[nodiscard]] SharedTerms shared_terms(std::span<const PackedTerm> a, std::span<const PackedTerm> b) noexcept;
/// The same without a look at marks: `SharedTerms::all`.
[[nodiscard]] std::uint32_t shared_weight(std::span<const PackedTerm> a, std::span<const PackedTerm> b) noexcept;

}  // namespace marketplace::catalog
