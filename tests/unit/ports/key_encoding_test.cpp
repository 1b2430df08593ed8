#include <marketplace/ports/key_encoding.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace marketplace;
using namespace marketplace::ports_detail;

namespace {

Cell random_cell(std::mt19937_64& random) {
    switch (random() % 4) {
        case 0: return {};
        case 1: return static_cast<std::int64_t>(random()) >> (random() % 64);
        default: {
            const char letters[] = {'\0', '\x01', 'a', '\xFF'};
            std::string text(random() % 4, ' ');
            for (char& c : text) c = letters[random() % 4];
            return text;
        }
    }
}

}  // namespace

TEST_CASE("encoded keys compare as their cells do") {
    std::mt19937_64 random{3};
    for (int round = 0; round < 20'000; ++round) {
        std::vector<Cell> a(1 + random() % 3);
        std::vector<Cell> b(a.size());
        for (Cell& cell : a) cell = random_cell(random);
        for (std::size_t i = 0; i < b.size(); ++i) b[i] = random() % 2 == 0 ? a[i] : random_cell(random);
        REQUIRE((encoded(a) < encoded(b)) == (a < b));
        REQUIRE((encoded(a) == encoded(b)) == (a == b));
    }
}

TEST_CASE("decoding gives the cells back, zero bytes within texts included") {
    const std::vector<Cell> cells = {Cell{},
                                     Cell{std::int64_t{-5}},
                                     Cell{std::string{"a\0b\0", 4}},
                                     Cell{std::string{}},
                                     Cell{std::int64_t{9'000'000'000}},
                                     Cell{std::string{"\xFF\0\xFF", 3}}};
    CHECK(decoded(encoded(cells)) == cells);
}
