#include "slot_blocks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace marketplace::catalog::detail {
namespace {

constexpr int sum_max = std::numeric_limits<std::int16_t>::max();

/// The bits of a dense list for a block.
std::uint16_t bits_of(ListView list, std::size_t block) {
    static_assert(SlotBlocks::slots_of_a_block == std::numeric_limits<std::uint16_t>::digits);
    std::uint16_t out = 0;
    const std::uint8_t* at = list.begin + block * sizeof out;
    std::memcpy(&out, at, std::min(sizeof out, static_cast<std::size_t>(list.end - at)));
    return out;
}

}  // namespace

void SlotBlocks::begin(std::size_t slots, std::uint64_t weights) {
    unit_bits_ = 0;
    while (weights >> unit_bits_ > sum_max / 2) ++unit_bits_;
    groups_ = (slots + slots_of_a_group - 1) / slots_of_a_group;
    maxima_.resize(groups_);
    if (sums_.size() >= groups_ * blocks_of_a_group) return;
    sums_.resize(groups_ * blocks_of_a_group, 0);
    is_marked_.resize(sums_.size(), 0);
    numbers_.resize(sums_.size(), 0);
}

void SlotBlocks::clear() {
    std::fill_n(sums_.begin(), groups_ * blocks_of_a_group, Sum{0});
    unmark();
}

std::size_t SlotBlocks::add(ListView list, std::uint32_t weight) {
    const int units = static_cast<int>(weight >> unit_bits_) + 1;
    if (list.is_dense()) {
        add_dense(list, units);
        return list.bytes() * 8;
    }
    Sum* sums = sums_.data();
    std::size_t count = 0;
    std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
    for_each_number(list, [&](std::uint32_t slot) {
        const std::uint32_t block = slot / slots_of_a_block;
        const int sum = sums[block] + (block == last ? 0 : units);
        sums[block] = static_cast<Sum>(std::min(sum, sum_max));
        last = block;
        ++count;
    });
    return count;
}

void SlotBlocks::add_dense(ListView list, int units) {
    const std::size_t blocks = (list.bytes() + 1) / sizeof(std::uint16_t);
    for (std::size_t i = 0; i < blocks; ++i) {
        const int sum = sums_[i] + (bits_of(list, i) == 0 ? 0 : units);
        sums_[i] = static_cast<Sum>(std::min(sum, sum_max));
    }
}

void SlotBlocks::find_maxima() {
    const Sum* sums = sums_.data();
    for (std::size_t group = 0; group < groups_; ++group, sums += blocks_of_a_group) {
        Sum greatest = 0;
        for (std::size_t i = 0; i < blocks_of_a_group; ++i) greatest = std::max(greatest, sums[i]);
        maxima_[group] = greatest;
    }
}

/// By the maxima of groups, counted in ranges of sums: sorting them would take longer than all the rest.
void SlotBlocks::mark_leaders(std::size_t count) {
    constexpr unsigned range_bits = 7;
    constexpr std::size_t ranges = (sum_max >> range_bits) + 1;
    unmark();
    find_maxima();
    std::array<std::size_t, ranges> groups{};
    for (const Sum each : maxima_) ++groups[static_cast<std::size_t>(each) >> range_bits];
    std::size_t range = ranges;
    for (std::size_t found = 0; range > 0 && found < count;) found += groups[--range];
    mark_groups(0, groups_, static_cast<Sum>(std::max(range << range_bits, std::size_t{1})));
}

/// Shorter classes, which come first, need less; so a group of two classes is looked at as one of the shorter.
void SlotBlocks::mark(std::span<const std::uint32_t, class_count + 1> class_begin,
                      std::span<const std::uint64_t, class_count> least) {
    unmark();
    find_maxima();
    for (std::size_t i = 0; i < class_count; ++i) {
        const std::uint64_t units = std::clamp<std::uint64_t>(least[i] >> unit_bits_, 1, sum_max);
        mark_groups(groups_before(class_begin[i]), groups_before(class_begin[i + 1]), static_cast<Sum>(units));
    }
}

void SlotBlocks::unmark() {
    for (const std::uint32_t block : marked_) is_marked_[block] = 0;
    marked_.clear();
}

void SlotBlocks::mark_groups(std::size_t begin, std::size_t end, Sum least) {
    for (std::size_t group = begin; group < end; ++group) {
        if (maxima_[group] >= least) mark_blocks(group, least);
    }
}

/// Of one group. Comparing is one loop, and looking at eight results at a time another, since few are great.
void SlotBlocks::mark_blocks(std::size_t group, Sum least) {
    const std::size_t first = group * blocks_of_a_group;
    const Sum* sums = sums_.data() + first;
    std::array<std::uint8_t, blocks_of_a_group> is_great{};
    for (std::size_t i = 0; i < blocks_of_a_group; ++i) is_great[i] = sums[i] >= least ? 1 : 0;
    for (std::size_t i = 0; i < blocks_of_a_group; i += sizeof(std::uint64_t)) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, is_great.data() + i, sizeof bits);
        for (; bits != 0; bits &= bits - 1) {
            mark_block(static_cast<std::uint32_t>(first + i + static_cast<std::size_t>(std::countr_zero(bits)) / 8));
        }
    }
}

void SlotBlocks::mark_block(std::uint32_t block) {
    is_marked_[block] = 1;
    numbers_[block] = static_cast<std::uint32_t>(marked_.size());
    marked_.push_back(block);
}

/// Every slot is written, and stays if it is wanted: no branch has to be guessed.
std::span<const std::uint32_t> SlotBlocks::find_marked(ListView list) {
    const std::size_t count_max = list.is_dense() ? marked_.size() * slots_of_a_block : list.bytes();
    if (found_.size() <= count_max) found_.resize(count_max + 1);
    std::uint32_t* end = found_.data();
    if (list.is_dense()) {
        for (const std::uint32_t block : marked_) {
            for (unsigned bits = bits_of(list, block); bits != 0; bits &= bits - 1) {
                *end++ = block * slots_of_a_block + static_cast<std::uint32_t>(std::countr_zero(bits));
            }
        }
    } else {
        const std::uint8_t* is_marked = is_marked_.data();
        for_each_number(list, [&](std::uint32_t slot) {
            *end = slot;
            end += is_marked[slot / slots_of_a_block];
        });
    }
    return {found_.data(), end};
}

}  // namespace marketplace::catalog::detail
