#include "tier_samples.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

TEST_CASE("thresholds include equality on both sides") {
    CHECK(check(number(Metric::gmv_net, Comparison::at_least, 100), sold(100)).met);
    CHECK_FALSE(check(number(Metric::gmv_net, Comparison::at_least, 100), sold(99)).met);
    CHECK(check(number(Metric::gmv_net, Comparison::at_most, 100), sold(100)).met);
    CHECK_FALSE(check(number(Metric::gmv_net, Comparison::at_most, 100), sold(101)).met);
}

TEST_CASE("every metric is compared with its own number") {
    MetricSnapshot metrics;
    metrics.gmv_gross_minor = {1};
    metrics.gmv_net_minor = {2};
    metrics.orders = 3;
    metrics.units = 4;
    metrics.average_order_value_minor = Amount{5};
    metrics.rating_hundredths = 6;
    metrics.fulfilment_seconds = 7;
    metrics.tenure_days = 8;
    std::int64_t expected = 0;
    for (const Metric metric : {Metric::gmv_gross, Metric::gmv_net, Metric::orders, Metric::units,
                                Metric::average_order_value, Metric::rating, Metric::fulfilment_seconds,
                                Metric::tenure_days}) {
        CHECK(check(number(metric, Comparison::at_least, 0), metrics).actual_number == ++expected);
        CHECK_FALSE(is_rate(metric));
    }
    metrics.defect_rate = Rate{1, 100};
    metrics.late_shipment_rate = Rate{2, 100};
    metrics.refund_rate = Rate{3, 100};
    metrics.cancellation_rate = Rate{4, 100};
    std::int64_t percent = 0;
    for (const Metric metric :
         {Metric::defect_rate, Metric::late_shipment_rate, Metric::refund_rate, Metric::cancellation_rate}) {
        CHECK(check(rate(metric, Comparison::at_most, "50%"), metrics).actual_rate == Rate{++percent, 100});
        CHECK(is_rate(metric));
    }
}

TEST_CASE("a metric without a value meets nothing") {
    const MetricSnapshot nothing;
    for (const Metric metric : {Metric::average_order_value, Metric::rating, Metric::fulfilment_seconds}) {
        CHECK_FALSE(check(number(metric, Comparison::at_least, 0), nothing).met);
        CHECK_FALSE(check(number(metric, Comparison::at_most, 1000), nothing).met);
    }
    CHECK(check(rate(Metric::defect_rate, Comparison::at_most, "0%"), nothing).met);
}

TEST_CASE("the keep ratio eases minima down and limits up") {
    const Rate ninety{9, 10};
    CHECK(check(number(Metric::gmv_net, Comparison::at_least, 101), sold(0), ninety).needed_number == 91);
    CHECK(check(number(Metric::gmv_net, Comparison::at_most, 100), sold(0), ninety).needed_number == 111);
    CHECK(check(rate(Metric::defect_rate, Comparison::at_most, "0.9%"), sold(0), ninety).needed_rate == Rate{1, 100});
    CHECK(check(rate(Metric::defect_rate, Comparison::at_least, "1%"), sold(0), ninety).needed_rate == Rate{9, 1000});
}

TEST_CASE("a level is kept by the whole part of its thresholds, never by a fraction less") {
    const Rate ninety{9, 10};
    const Requirement minimum = number(Metric::gmv_net, Comparison::at_least, 101);  // 90.9
    CHECK_FALSE(check(minimum, sold(90), ninety).met);
    CHECK(check(minimum, sold(91), ninety).met);
    const Requirement limit = number(Metric::gmv_net, Comparison::at_most, 100);  // 111.1
    CHECK(check(limit, sold(111), ninety).met);
    CHECK_FALSE(check(limit, sold(112), ninety).met);
}

TEST_CASE("a level fails with the first failed requirement of each alternative") {
    TierLevel gold = level("gold", 1, {number(Metric::orders, Comparison::at_least, 5),
                                       number(Metric::gmv_net, Comparison::at_least, 500),
                                       number(Metric::gmv_gross, Comparison::at_least, 900)});
    gold.any_of.push_back({{number(Metric::tenure_days, Comparison::at_least, 2000)}});
    const auto failed = failures_of(gold, sold(499));
    REQUIRE(failed.size() == 2);
    CHECK(failed[0].metric == Metric::gmv_net);
    CHECK(failed[0].needed_number == 500);
    CHECK(failed[0].actual_number == 499);
    CHECK(failed[1].metric == Metric::tenure_days);
    CHECK(failures_of(gold, sold(900)).empty());
    CHECK(failures_of(level("all", 0, {}), sold(0)).empty());
}

TEST_CASE("progress is a part of the way, from 0 to 1") {
    const auto way = [](const Requirement& requirement, std::int64_t net) {
        return progress_of(check(requirement, sold(net)));
    };
    CHECK(way(number(Metric::gmv_net, Comparison::at_least, 400), 100) == Rate{1, 4});
    CHECK(way(number(Metric::gmv_net, Comparison::at_least, 400), 4000) == Rate{1, 1});
    CHECK(way(number(Metric::gmv_net, Comparison::at_least, 400), -5) == Rate{});
    CHECK(way(number(Metric::gmv_net, Comparison::at_most, 100), 400) == Rate{1, 4});
    CHECK(way(number(Metric::rating, Comparison::at_least, 100), 400) == Rate{});
    MetricSnapshot defects = sold(1);
    defects.defect_rate = Rate{4, 100};
    CHECK(progress_of(check(rate(Metric::defect_rate, Comparison::at_most, "1%"), defects)) == Rate{1, 4});
}
