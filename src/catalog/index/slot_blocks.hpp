#pragma once
// What the records of a segment can score at the most, sixteen neighbours at a time: so few numbers that they stay near
// the processor, and are looked through in some microseconds.
//
// The sum of a block is that of the weights of the lists that have any of its slots; so no record of it has more. It is
// kept in sixteen bits, in units that are rounded up, and stays at the largest once it is there.

#include "lists.hpp"
#include "weights.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog::detail {

class SlotBlocks {
public:
    static constexpr std::uint32_t slots_of_a_block = 16;

    /// Makes room for so many slots, and chooses units for lists that weigh so much together. All sums are zero.
    void begin(std::size_t slots, std::uint64_t weights);
    /// Forgets sums and marks.
    void clear();

    /// Adds the weight of a list. Returns how many numbers were read.
    std::size_t add(ListView list, std::uint32_t weight);

    /// Marks at least so many blocks with the greatest sums, if there are so many, and no others.
    void mark_leaders(std::size_t count);
    /// Marks the blocks in which a record of its class of length may have so much, and something at all;
    /// and no others.
    void mark(std::span<const std::uint32_t, class_count + 1> class_begin,
              std::span<const std::uint64_t, class_count> least);
    [[nodiscard]] std::size_t marked() const { return marked_.size(); }

    /// The slots of a list that are in marked blocks; until the next call.
    [[nodiscard]] std::span<const std::uint32_t> find_marked(ListView list);
    /// The place of a slot of a marked block among the slots of all of these.
    [[nodiscard]] std::size_t place_of(std::uint32_t slot) const {
        return std::size_t{numbers_[slot / slots_of_a_block]} * slots_of_a_block + slot % slots_of_a_block;
    }

private:
    using Sum = std::int16_t;  // signed, since processors have a maximum of these
    static constexpr std::size_t blocks_of_a_group = 32;
    static constexpr std::size_t slots_of_a_group = blocks_of_a_group * slots_of_a_block;

    static std::size_t groups_before(std::uint32_t slot) { return (slot + slots_of_a_group - 1) / slots_of_a_group; }

    void unmark();
    void add_dense(ListView list, int units);
    void find_maxima();
    void mark_groups(std::size_t begin, std::size_t end, Sum least);
    void mark_blocks(std::size_t group, Sum least);
    void mark_block(std::uint32_t block);

    unsigned unit_bits_ = 0;
    std::size_t groups_ = 0;
    std::vector<Sum> sums_;                ///< of each block
    std::vector<Sum> maxima_;              ///< of each group of blocks
    std::vector<std::uint8_t> is_marked_;  ///< of each block 0 or 1
    std::vector<std::uint32_t> marked_;    ///< blocks, rising
    std::vector<std::uint32_t> found_;     ///< slots, and room for more
    std::vector<std::uint32_t> numbers_;   ///< of each marked block its place among these
};

}  // namespace marketplace::catalog::detail
