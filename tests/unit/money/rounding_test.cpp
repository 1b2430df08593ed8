#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/money/rounding.hpp>

#include <limits>

using namespace marketplace;

namespace {

/// -5/2, -3/2, -1/2, 1/2, 3/2, 5/2 and, not ties, -7/4, -5/4, 5/4, 7/4.
std::vector<std::int64_t> rounded(Rounding rounding) {
    std::vector<std::int64_t> out;
    for (const std::int64_t halves : {-5, -3, -1, 1, 3, 5}) out.push_back(narrow(divide(halves, 2, rounding)));
    for (const std::int64_t quarters : {-7, -5, 5, 7}) out.push_back(narrow(divide(quarters, 4, rounding)));
    return out;
}

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("each mode rounds ties and other fractions as its name says") {
    CHECK(rounded(Rounding::half_up) == Numbers{-3, -2, -1, 1, 2, 3, -2, -1, 1, 2});
    CHECK(rounded(Rounding::half_down) == Numbers{-2, -1, 0, 0, 1, 2, -2, -1, 1, 2});
    CHECK(rounded(Rounding::half_even) == Numbers{-2, -2, 0, 0, 2, 2, -2, -1, 1, 2});
    CHECK(rounded(Rounding::half_odd) == Numbers{-3, -1, -1, 1, 1, 3, -2, -1, 1, 2});
    CHECK(rounded(Rounding::half_ceiling) == Numbers{-2, -1, 0, 1, 2, 3, -2, -1, 1, 2});
    CHECK(rounded(Rounding::half_floor) == Numbers{-3, -2, -1, 0, 1, 2, -2, -1, 1, 2});
    CHECK(rounded(Rounding::up) == Numbers{-3, -2, -1, 1, 2, 3, -2, -2, 2, 2});
    CHECK(rounded(Rounding::down) == Numbers{-2, -1, 0, 0, 1, 2, -1, -1, 1, 1});
    CHECK(rounded(Rounding::ceiling) == Numbers{-2, -1, 0, 1, 2, 3, -1, -1, 2, 2});
    CHECK(rounded(Rounding::floor) == Numbers{-3, -2, -1, 0, 1, 2, -2, -2, 1, 1});
}

TEST_CASE("exact refuses a fraction and nothing else") {
    CHECK(divide(6, 3, Rounding::exact) == 2);
    CHECK(refusal([] { return divide(7, 3, Rounding::exact); }) == "inexact");
}

TEST_CASE("the sign may stand on either side") {
    CHECK(divide(5, -2, Rounding::half_up) == -3);
    CHECK(divide(-5, -2, Rounding::half_up) == 3);
    CHECK(divide(5, -2, Rounding::floor) == -3);
    CHECK(divide(-5, -2, Rounding::ceiling) == 3);
}

TEST_CASE("division by zero is refused") {
    CHECK(refusal([] { return divide(1, 0, Rounding::down); }) == "division_by_zero at denominator");
}

TEST_CASE("ties are recognised at the ends of 128 bits too") {
    const int128 most = std::numeric_limits<int128>::max();
    CHECK(divide(most, most - 1, Rounding::half_up) == 1);
    CHECK(divide(most / 2, most - 1, Rounding::half_up) == 1);       // exactly one half
    CHECK(divide(most / 2, most, Rounding::half_up) == 0);           // just below
    CHECK(divide(most / 2 + 1, most, Rounding::half_down) == 1);     // just above
    CHECK(divide(-most, most - 1, Rounding::floor) == -2);
}
