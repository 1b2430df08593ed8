#include "packed_terms.hpp"

#include <bit>
#include <cstring>

namespace marketplace::catalog {
namespace {

/// Four terms in a register; written in what both compilers understand on every processor.
using Block = std::uint32_t __attribute__((vector_size(term_block * sizeof(PackedTerm))));
using Halves = std::uint16_t __attribute__((vector_size(sizeof(Block))));

Block block_at(const PackedTerm* terms) {
    Block out;
    std::memcpy(&out, terms, sizeof out);
    return out;
}

/// The squares of numbers below 256.
Block squares(Block numbers) {
    const auto halves = std::bit_cast<Halves>(numbers);
    return std::bit_cast<Block>(halves * halves);
}

std::uint32_t sum_of_lanes(Block block) { return block[0] + block[1] + block[2] + block[3]; }

}  // namespace

SharedTerms shared_terms(std::span<const PackedTerm> a, std::span<const PackedTerm> b) noexcept {
    constexpr std::uint32_t weight_bits = term_mark - 1;
    Block all{};
    Block marked{};
    const PackedTerm* of_a = a.data();
    const PackedTerm* of_b = b.data();
    const PackedTerm* const end_a = of_a + a.size();
    const PackedTerm* const end_b = of_b + b.size();
    while (of_a != end_a && of_b != end_b) {
        const Block left = block_at(of_a);
        const Block right = block_at(of_b);
        const Block turned = __builtin_shufflevector(right, right, 1, 2, 3, 0);
        const Block crossed = __builtin_shufflevector(right, right, 2, 3, 0, 1);
        const Block back = __builtin_shufflevector(right, right, 3, 0, 1, 2);
        const Block hashes = left >> 8U;
        const auto same = std::bit_cast<Block>(hashes == right >> 8U);
        const auto same_turned = std::bit_cast<Block>(hashes == turned >> 8U);
        const auto same_crossed = std::bit_cast<Block>(hashes == crossed >> 8U);
        const auto same_back = std::bit_cast<Block>(hashes == back >> 8U);
        const Block found = same | same_turned | same_crossed | same_back;
        const Block marks = ((right & same) | (turned & same_turned) | (crossed & same_crossed) | (back & same_back)) &
                            left & term_mark;
        const Block square = squares(left & found & weight_bits);
        all += square;
        marked += square & std::bit_cast<Block>(marks != 0U);
        const std::uint32_t last_a = hash_of(of_a[term_block - 1]);
        const std::uint32_t last_b = hash_of(of_b[term_block - 1]);
        of_a += last_a <= last_b ? term_block : 0;
        of_b += last_b <= last_a ? term_block : 0;
    }
    return {sum_of_lanes(all), sum_of_lanes(marked)};
}

}  // namespace marketplace::catalog
