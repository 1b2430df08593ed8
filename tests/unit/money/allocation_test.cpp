#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/money/allocation.hpp>

using namespace marketplace;

TEST_CASE("a record of money goes to JSON and back") {
    const Allocation a = allocate(Amount{1003}, std::vector<std::int64_t>{50, 50});
    CHECK(to_json(a) == R"({"parts":[502,501],"remainder":0})");
    CHECK(from_json<Allocation>(to_json(a)) == a);
    CHECK(to_json(Money{Amount{5}, Currency{"EUR"}}) == R"({"minor":5,"currency":"EUR"})");
}
