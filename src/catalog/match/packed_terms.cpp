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

/// Calls `visit(left, found, marks)` with four terms of `a`, which of them are in `b`, and the marks of those in `b` if
/// they are wanted.
template <bool wants_marks, class F>
void for_each_block(std::span<const PackedTerm> a, std::span<const PackedTerm> b, F&& visit) {
    const PackedTerm* of_a = a.data();
    const PackedTerm* of_b = b.data();
    const PackedTerm* const end_a = of_a + a.size();
    const PackedTerm* const end_b = of_b + b.size();
    while (of_a != end_a && of_b != end_b) {
        const Block left = block_at(of_a);
        const Block right = block_at(of_b);
        const Block hashes = left >> 8U;
        const Block others = right >> 8U;
        const auto same = std::bit_cast<Block>(hashes == others);
        const auto same_turned = std::bit_cast<Block>(hashes == __builtin_shufflevector(others, others, 1, 2, 3, 0));
        const auto same_crossed = std::bit_cast<Block>(hashes == __builtin_shufflevector(others, others, 2, 3, 0, 1));
        const auto same_back = std::bit_cast<Block>(hashes == __builtin_shufflevector(others, others, 3, 0, 1, 2));
        Block marks{};
        if constexpr (wants_marks) {
            marks = (right & same) | (__builtin_shufflevector(right, right, 1, 2, 3, 0) & same_turned) |
                    (__builtin_shufflevector(right, right, 2, 3, 0, 1) & same_crossed) |
                    (__builtin_shufflevector(right, right, 3, 0, 1, 2) & same_back);
        }
        visit(left, (same | same_turned) | (same_crossed | same_back), marks);
        const std::uint32_t last_a = hash_of(of_a[term_block - 1]);
        const std::uint32_t last_b = hash_of(of_b[term_block - 1]);
        of_a += last_a <= last_b ? term_block : 0;
        of_b += last_b <= last_a ? term_block : 0;
    }
}

constexpr std::uint32_t weight_bits = term_mark - 1;

}  // namespace

SharedTerms shared_terms(std::span<const PackedTerm> a, std::span<const PackedTerm> b) noexcept {
    Block all{};
    Block marked{};
    for_each_block<true>(a, b, [&](Block left, Block found, Block marks) {
        const Block square = squares(left & found & weight_bits);
        all += square;
        marked += square & std::bit_cast<Block>((marks & left & term_mark) != 0U);
    });
    return {sum_of_lanes(all), sum_of_lanes(marked)};
}

std::uint32_t shared_weight(std::span<const PackedTerm> a, std::span<const PackedTerm> b) noexcept {
    Block all{};
    for_each_block<false>(a, b, [&](Block left, Block found, Block) { all += squares(left & found & weight_bits); });
    return sum_of_lanes(all);
}

}  // namespace marketplace::catalog
