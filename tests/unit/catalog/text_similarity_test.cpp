// Common subsequences beside the table that defines them.

#include "catalog/match/text_similarity.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace marketplace::catalog;

namespace {

std::size_t by_table(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1, 0);
    for (const char c : a) {
        std::size_t diagonal = 0;
        for (std::size_t k = 1; k <= b.size(); ++k) {
            const std::size_t above = row[k];
            row[k] = c == b[k - 1] ? diagonal + 1 : std::max(row[k], row[k - 1]);
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

TEST_CASE("spellings of one word are alike, and those of two are not") {
    CHECK(common_subsequence("professional", "proffesional") == 11);
    CHECK(spelling_similarity("abc", "abc") == 1);
    CHECK(spelling_similarity("abc", "xyz") == 0);
    CHECK(spelling_similarity("", "") == 1);
    CHECK(spelling_similarity("abc", "") == 0);
}

TEST_CASE("machine words give the lengths that the table gives, at every length around 64 and above") {
    std::mt19937 random{42};
    for (const std::size_t size : {1U, 2U, 31U, 63U, 64U, 65U, 127U, 128U, 129U, 300U, 512U}) {
        for (int round = 0; round < 20; ++round) {
            std::string a;
            std::string b;
            for (std::size_t i = 0; i < size; ++i) a += static_cast<char>('a' + random() % 4);
            for (std::size_t i = 0; i < 1 + random() % 512; ++i) b += static_cast<char>('a' + random() % 4);
            CHECK(common_subsequence(a, b) == by_table(a, b));
            CHECK(common_subsequence(b, a) == by_table(a, b));
        }
    }
}
