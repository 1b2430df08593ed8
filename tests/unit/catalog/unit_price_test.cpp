#include <doctest/doctest.h>

#include <marketplace/catalog/unit_price.hpp>

using namespace marketplace;
using namespace marketplace::catalog;

TEST_CASE("unit prices are exact until the last step") {
    const Currency euro{"EUR"};
    const ContentAmount six_pack{6 * 330, 1, BaseUnit::millilitre};
    CHECK(unit_price({{499}, euro}, six_pack, 1000, Rounding::half_up) ==
          UnitPrice{{{252}, euro}, 1000, BaseUnit::millilitre, false});
    CHECK(unit_price({{499}, euro}, six_pack, 100, Rounding::up).price.minor == Amount{26});
    const ContentAmount thirds{1000, 3, BaseUnit::gram};
    CHECK(unit_price({{100}, euro}, thirds, 1000, Rounding::exact) ==
          UnitPrice{{{300}, euro}, 1000, BaseUnit::gram, true});
    CHECK_THROWS_AS(static_cast<void>(unit_price({{499}, euro}, six_pack, 1000, Rounding::exact)), Error);
}

TEST_CASE("what is missing or out of range is named") {
    const Money price{{100}, Currency{"EUR"}};
    const auto run = [&](const Money& money, const ContentAmount& content, std::int64_t per) {
        static_cast<void>(unit_price(money, content, per, Rounding::half_up));
    };
    CHECK_THROWS_WITH_AS(run(price, {0, 1, BaseUnit::gram}, 1), doctest::Contains("numerator"), Error);
    CHECK_THROWS_WITH_AS(run(price, {1, 0, BaseUnit::gram}, 1), doctest::Contains("denominator"), Error);
    CHECK_THROWS_WITH_AS(run(price, {1, 1, BaseUnit::unstated}, 1), doctest::Contains("unit"), Error);
    CHECK_THROWS_WITH_AS(run(price, {1, 1, BaseUnit::gram}, 0), doctest::Contains("per_units"), Error);
    CHECK_THROWS_WITH_AS(run({{-1}, price.currency}, {1, 1, BaseUnit::gram}, 1), doctest::Contains("price.minor"),
                         Error);
    CHECK_THROWS_WITH_AS(run({{1}, {}}, {1, 1, BaseUnit::gram}, 1), doctest::Contains("price.currency"), Error);
    CHECK_THROWS_AS(run({{INT64_MAX}, price.currency}, {1, 1'000'000'000, BaseUnit::gram}, 1'000'000'000), Error);
}
