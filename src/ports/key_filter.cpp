#include "key_filter.hpp"

#include <algorithm>

namespace marketplace::ports_detail {
namespace {

/// Of 512 bits; with six of them set for each key few strangers find all of their bits set, in any of the parts.
constexpr std::size_t keys_of_block = 32;
constexpr int bits_of_key = 6;
constexpr std::size_t blocks_min = 64;

/// The low bits of the hash choose the block; others the bits within it, since keys of one block share the low ones.
template <class Visit>
void visit_bits(std::uint64_t hash, Visit visit) {
    std::uint64_t bits = hash * 0x9e3779b97f4a7c15 >> (64 - 9 * bits_of_key);
    for (int i = 0; i < bits_of_key; ++i, bits >>= 9) visit(bits >> 6 & 7, std::uint64_t{1} << (bits & 63));
}

}  // namespace

void KeyFilter::add(std::uint64_t hash) {
    if (parts_.empty() || parts_.back().left == 0) {
        const std::size_t blocks = parts_.empty() ? blocks_min : 2 * parts_.back().blocks.size();
        parts_.push_back({std::vector<Block>(blocks), blocks * keys_of_block});
    }
    Part& part = parts_.back();
    Block& block = part.blocks[hash & (part.blocks.size() - 1)];
    visit_bits(hash, [&](std::size_t word, std::uint64_t bit) { block[word] |= bit; });
    --part.left;
    ++size_;
}

bool KeyFilter::may_have(std::uint64_t hash) const noexcept {
    return std::any_of(parts_.rbegin(), parts_.rend(), [&](const Part& part) {
        const Block& block = part.blocks[hash & (part.blocks.size() - 1)];
        bool has_all = true;
        visit_bits(hash, [&](std::size_t word, std::uint64_t bit) { has_all &= (block[word] & bit) != 0; });
        return has_all;
    });
}

}  // namespace marketplace::ports_detail
