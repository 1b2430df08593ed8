// Arrays of many megabytes, whose pages the system may make large.

#include <marketplace/core/detail/large_pages.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <vector>

using marketplace::detail::LargePageAllocator;

TEST_CASE("an array keeps its content while it grows from small to large pages and back") {
    std::vector<std::int64_t, LargePageAllocator<std::int64_t>> numbers;
    for (std::int64_t i = 0; i < 2'000'000; ++i) numbers.push_back(i);  // 16 MB
    CHECK(std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0}) == 1'999'999'000'000);
    CHECK(reinterpret_cast<std::uintptr_t>(numbers.data()) % marketplace::detail::large_page_bytes == 0);
    numbers.resize(1000);
    numbers.shrink_to_fit();
    const auto copy = numbers;
    CHECK(copy.back() == 999);
    CHECK(std::accumulate(copy.begin(), copy.end(), std::int64_t{0}) == 499'500);
}

TEST_CASE("more elements than memory can have are refused") {
    LargePageAllocator<std::int64_t> allocator;
    CHECK_THROWS_AS(static_cast<void>(allocator.allocate(SIZE_MAX / 8)), std::bad_array_new_length);
}
