#include <doctest/doctest.h>

#include <marketplace/catalog/price_statistics.hpp>

#include <cmath>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

PriceStatistics statistics(std::initializer_list<std::int64_t> prices) {
    PriceStatistics out;
    int number = 0;
    for (const std::int64_t price : prices) out.set(OfferId{"o" + std::to_string(number++)}, {price});
    return out;
}

}  // namespace

TEST_CASE("a worked example of five offers") {
    PriceStatistics prices = statistics({1000, 1050, 980, 1020, 6100});
    CHECK(prices.summary() == PriceSummary{5, {980}, {1000}, {1020}, {1050}, {6100}, {30}});
    const std::vector<PriceOutlier> outliers = prices.outliers({});
    REQUIRE(outliers.size() == 1);
    CHECK(outliers[0].offer_id == OfferId{"o4"});
    CHECK(outliers[0].reason == OutlierReason::wrong_pack);
    CHECK(outliers[0].pack_factor == 6);
    CHECK(outliers[0].is_high);
    CHECK(prices.remove(OfferId{"o4"}));
    CHECK_FALSE(prices.remove(OfferId{"o4"}));
    CHECK(prices.summary() == PriceSummary{4, {980}, {980}, {1000}, {1020}, {1050}, {20}});
    prices.set(OfferId{"o5"}, {3500});
    prices.set(OfferId{"o6"}, {170});
    const std::vector<PriceOutlier> both = prices.outliers({});
    REQUIRE(both.size() == 2);
    CHECK(both[0].pack_factor == 6);
    CHECK_FALSE(both[0].is_high);
    CHECK(both[1].reason == OutlierReason::far_from_median);
    CHECK(both[1].pack_factor == 0);
}

TEST_CASE("equal prices have no spread, and then the ratio alone decides") {
    CHECK(statistics({100, 100, 100, 100, 149}).outliers({}).empty());
    CHECK(statistics({100, 100, 100, 100, 150}).outliers({}).size() == 1);
    CHECK(statistics({100, 100, 600}).outliers({}).empty());  // three offers say nothing
}

TEST_CASE("whole-number logarithms are those of the mathematicians, rounded down") {
    CHECK(log2_of(1) == 0);
    CHECK(log2_of(2) == 65536);
    CHECK(log2_of(std::int64_t{1} << 62) == 62 * 65536);
    std::int64_t last = 0;
    for (std::int64_t number = 1; number < 20'000; ++number) {
        const std::int64_t found = log2_of(number);
        CHECK(std::abs(std::log2(static_cast<long double>(number)) * 65536 - static_cast<long double>(found)) < 2);
        CHECK(found >= last);
        last = found;
    }
    CHECK_THROWS_AS(static_cast<void>(log2_of(0)), Error);
}

TEST_CASE("many variants are changed and asked in one call") {
    MarketPrices market;
    const VariantId first{"v1"};
    const VariantId second{"v2"};
    market.apply(std::vector<PriceChange>{{first, OfferId{"a"}, Amount{100}}, {second, OfferId{"a"}, Amount{7}},
                                          {first, OfferId{"b"}, Amount{110}}, {second, OfferId{"a"}, std::nullopt}});
    const std::vector<PriceSummary> found = market.summaries(std::vector{first, second, VariantId{"v3"}});
    CHECK(found[0].offers == 2);
    CHECK(found[1] == PriceSummary{});
    CHECK(found[2] == PriceSummary{});
    CHECK(market.find(second) == nullptr);
    CHECK(market.outliers(std::vector{first, second}, {}).empty());
    const std::vector<PriceChange> wrong{{first, OfferId{"a"}, Amount{90}}, {first, OfferId{"c"}, Amount{0}}};
    CHECK_THROWS_WITH_AS(market.apply(wrong), doctest::Contains("changes[1].price_minor"), Error);
    CHECK(market.find(first)->median() == Amount{90});
    CHECK_THROWS_WITH_AS(market.apply(std::vector<PriceChange>{{{}, OfferId{"a"}, Amount{1}}}),
                         doctest::Contains("variant_id"), Error);
    CHECK_THROWS_WITH_AS(market.apply(std::vector<PriceChange>{{first, {}, Amount{1}}}),
                         doctest::Contains("offer_id"), Error);
}

TEST_CASE("questions without an answer are refused") {
    const PriceStatistics none;
    CHECK(none.summary() == PriceSummary{});
    CHECK_THROWS_WITH_AS(static_cast<void>(none.median()), doctest::Contains("offers"), Error);
    CHECK_THROWS_WITH_AS(static_cast<void>(statistics({1}).quantile(Rate{3, 2})), doctest::Contains("share"), Error);
    OutlierPolicy policy;
    policy.ratio_min_bps = 10'000;
    CHECK_THROWS_WITH_AS(static_cast<void>(none.outliers(policy)), doctest::Contains("ratio_min_bps"), Error);
    policy = {};
    policy.offers_min = 0;
    CHECK_THROWS_WITH_AS(validate(policy), doctest::Contains("offers_min"), Error);
}
