#include "../../../src/ports/key_filter.hpp"

#include <doctest/doctest.h>

#include <random>

using marketplace::ports_detail::KeyFilter;

TEST_CASE("a filter of keys knows each that was added, and few others") {
    KeyFilter filter;
    CHECK_FALSE(filter.may_have(0));
    std::mt19937_64 random{1};
    std::vector<std::uint64_t> added;
    for (const std::size_t count : {1U, 1000U, 100'000U}) {
        while (added.size() < count) {
            added.push_back(random());
            filter.add(added.back());
        }
        CHECK(filter.size() == count);
        std::size_t missing = 0;
        for (const std::uint64_t hash : added) missing += filter.may_have(hash) ? 0 : 1;
        CHECK(missing == 0);
        constexpr int strangers = 20'000;
        int taken_for_known = 0;
        for (int i = 0; i < strangers; ++i) taken_for_known += filter.may_have(random()) ? 1 : 0;
        CHECK(taken_for_known < strangers / 100);
    }
}
