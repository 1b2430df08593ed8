#include "ports/row_set.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace marketplace::ports_detail;

TEST_CASE("a set of rows finds what a map finds, through growth and erasure") {
    std::mt19937_64 random{5};
    RowSet rows;
    std::map<std::string, CachedEntry*> expected;
    for (int step = 0; step < 40'000; ++step) {
        const std::string text = "row " + std::to_string(random() % 600);
        const RowKey key{text};
        const auto known = expected.find(text);
        REQUIRE(rows.find(key) == (known == expected.end() ? nullptr : known->second));
        if (known == expected.end()) {
            if (random() % 2 == 0) expected[text] = &rows.add(key);
        } else if (random() % 3 == 0) {
            rows.erase(*known->second);
            expected.erase(known);
        }
        REQUIRE(rows.size() == expected.size());
        if (step % 10'000 != 9'999) continue;
        const auto goes = [](const CachedEntry& entry) { return entry.hash % 2 == 0; };
        rows.erase_if(goes);
        std::erase_if(expected, [](const auto& each) { return RowKey{each.first}.hash % 2 == 0; });
    }
    std::size_t visited = 0;
    rows.visit([&](const CachedEntry& entry) {
        ++visited;
        REQUIRE(expected.at(std::string{entry.key}) == &entry);
    });
    CHECK(visited == expected.size());
}
