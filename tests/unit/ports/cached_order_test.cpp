#include "ports/cached_order.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <string>

using namespace marketplace::ports_detail;

TEST_CASE("rows that leave a group, thousands of times, leave no more ranges behind than there are rows") {
    const auto place = [](int number) { return rank_text + std::to_string(number); };
    CachedGroup group;
    group.know_all();
    CachedEntry entry;
    std::deque<std::string> places;  // they keep their addresses
    for (int i = 10'000; i < 20'000; ++i) {
        group.rows.emplace(PlaceInGroup{places.emplace_back(place(i))}, &entry);
        if (group.rows.size() < 200) continue;
        for (int leaving = 0; leaving < 50; ++leaving) {
            group.forget(group.rows.begin()->first.text());
            group.rows.erase(group.rows.begin());
        }
        group.forget_empty_ranges();
        REQUIRE(group.known.size() <= group.rows.size() + 1);
    }
    const std::string_view end{&after_all, 1};
    CHECK(group.known_from(place(19'999)) == end);       // where rows are added, all is known
    CHECK(group.known_from(place(10'000)) == place(10'000));  // a row that has left may be in the store
    CHECK(group.known_from(group.rows.begin()->first.text()) == end);
}
