#include "refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/checked.hpp>

using namespace marketplace;

TEST_CASE("arithmetic is exact up to the last number and throws after it") {
    CHECK(checked_add(INT64_MAX, 0) == INT64_MAX);
    CHECK(checked_add(INT64_MAX - 1, 1) == INT64_MAX);
    CHECK(checked_add(INT64_MIN, INT64_MAX) == -1);
    CHECK(refusal([] { return checked_add(INT64_MAX, 1); }) == "overflow");
    CHECK(refusal([] { return checked_add(INT64_MIN, -1); }) == "overflow");
    CHECK(checked_subtract(INT64_MIN, 0) == INT64_MIN);
    CHECK(checked_subtract(-1, INT64_MAX) == INT64_MIN);
    CHECK(refusal([] { return checked_subtract(0, INT64_MIN); }) == "overflow");
    CHECK(checked_multiply(INT64_MIN, 1) == INT64_MIN);
    CHECK(checked_multiply(3'037'000'499, 3'037'000'499) == 9'223'372'030'926'249'001);
    CHECK(refusal([] { return checked_multiply(3'037'000'500, 3'037'000'500); }) == "overflow");
    CHECK(refusal([] { return checked_multiply(INT64_MIN, -1); }) == "overflow");
    CHECK_THROWS_WITH_AS(static_cast<void>(checked_add(INT64_MAX, 2)), doctest::Contains("9223372036854775807 + 2"),
                         Error);
}

TEST_CASE("wide products are exact and narrow only where they fit") {
    CHECK(narrow(wide_multiply(INT64_MAX, 1)) == INT64_MAX);
    CHECK(narrow(wide_multiply(INT64_MIN, 1)) == INT64_MIN);
    CHECK(wide_multiply(INT64_MIN, INT64_MIN) / INT64_MIN == INT64_MIN);
    CHECK(refusal([] { return narrow(static_cast<int128>(INT64_MAX) + 1); }) == "overflow");
    CHECK(refusal([] { return narrow(static_cast<int128>(INT64_MIN) - 1); }) == "overflow");
}
