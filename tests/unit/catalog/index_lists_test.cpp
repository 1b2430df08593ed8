#include "catalog/index/slot_blocks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace marketplace::catalog;
using namespace marketplace::catalog::detail;

namespace {

ListView write(ListWriter& writer, const std::vector<std::uint32_t>& numbers, std::size_t of) {
    writer.begin(numbers.size(), of);
    for (const std::uint32_t each : numbers) writer.add(each);
    return writer.view();
}

/// Some of the numbers below a bound, some far from each other.
std::vector<std::uint32_t> some_numbers(std::uint32_t of, std::uint32_t step) {
    std::mt19937 random{of + step};
    const auto any = [&] { return static_cast<std::uint32_t>(random() % step); };
    std::vector<std::uint32_t> out;
    for (std::uint32_t at = any(); at < of; at += 1 + any()) out.push_back(at);
    return out;
}

}  // namespace

TEST_CASE("a list of any form holds its numbers, also far behind each other, and after it was restored") {
    for (const std::uint32_t step : {3U, 1000U, 65'534U, 65'535U, 65'536U, 65'537U, 400'000U}) {
        const std::uint32_t of = 4'000'000;
        std::vector<std::uint32_t> numbers = some_numbers(of, step);
        for (std::uint32_t each : {65'535U, 65'536U, 131'071U}) {
            if (numbers.size() < 100) numbers.push_back(numbers.back() + each);
        }
        ListWriter writer;
        Lists lists;
        for (int i = 0; i < 6; ++i) lists.append(write(writer, numbers, 2 * of));
        Lists restored;
        REQUIRE(restored.restore(lists.bytes(), 6, 2 * of));
        std::vector<std::uint32_t> read;
        for_each_number(restored[5], [&](std::uint32_t each) { read.push_back(each); });
        CHECK(read == numbers);
        CHECK_FALSE(Lists{}.restore(lists.bytes(), 6, numbers.back()));
    }
}

TEST_CASE("no record has more than the sum of its block, and leaders are marked, also where sums are at the largest") {
    constexpr std::uint32_t slots = 20'000;
    for (const std::uint32_t weight : {1U, 300U, 70'000U}) {
        SlotBlocks blocks;
        std::vector<std::uint64_t> sums(slots);
        blocks.begin(slots, 40 * weight);
        ListWriter writer;
        std::vector<std::vector<std::uint32_t>> lists;
        for (std::uint32_t i = 0; i < 60; ++i) {
            lists.push_back(some_numbers(slots, i % 7 == 0 ? 20 : 300 + i));
            blocks.add(write(writer, lists.back(), slots), weight);
            for (const std::uint32_t slot : lists.back()) sums[slot] += weight;
        }
        const std::array<std::uint32_t, class_count + 1> begin{0, 0, 6'000, 6'010, 15'000, slots, slots, slots, slots};
        std::array<std::uint64_t, class_count> least{};
        for (std::size_t i = 0; i < class_count; ++i) least[i] = (3 + i / 2) * weight;
        blocks.mark(begin, least);
        std::vector<std::uint32_t> marked;
        for (const auto& each : lists) {
            const std::span<const std::uint32_t> found = blocks.find_marked(write(writer, each, slots));
            marked.insert(marked.end(), found.begin(), found.end());
        }
        std::size_t of = 0;
        for (std::uint32_t slot = 0; slot < slots; ++slot) {
            while (slot >= begin[of + 1]) ++of;
            const bool can_be_wanted = sums[slot] >= least[of];
            if (can_be_wanted) CHECK(std::ranges::find(marked, slot) != marked.end());
        }
        CHECK(blocks.marked() < slots / SlotBlocks::slots_of_a_block);
        blocks.mark_leaders(10);
        CHECK(blocks.marked() >= 10);
        blocks.clear();
        CHECK(blocks.marked() == 0);
    }
}
