#include "tier_samples.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

const VendorId vendor{"v1"};
const Currency brl{"BRL"};

DailyMetrics bucket(const Date& day) {
    DailyMetrics out;
    out.vendor_id = vendor;
    out.day = day;
    return out;
}

DailyMetrics with_orders(const Date& day, std::int64_t orders, std::int64_t gross_each = 100) {
    DailyMetrics out = bucket(day);
    for (std::int64_t i = 0; i < orders; ++i) {
        out = with_fact(out, OrderFact{OrderId{"o"}, vendor, at("2018-03-01T12:00:00Z"), brl, Amount{gross_each}, 2});
    }
    return out;
}

Date day_of(const TierPolicy& policy, const VendorFact& fact, std::string_view recorded_at) {
    return bucket_day(policy, TierCalendar{policy}, fact, at(recorded_at));
}

}  // namespace

TEST_CASE("facts add up in their bucket") {
    DailyMetrics day = with_orders({2018, 3, 1}, 3);
    const Timestamp placed = at("2018-03-01T12:00:00Z");
    day = with_fact(day, RefundFact{OrderId{"o"}, vendor, placed, placed, brl, Amount{30}});
    day = with_fact(day, CancellationFact{OrderId{"o"}, vendor, placed, placed, brl, Amount{100}});
    day = with_fact(day, DefectFact{OrderId{"o"}, vendor, placed});
    day = with_fact(day, LateShipmentFact{OrderId{"o"}, vendor, placed});
    day = with_fact(day, RatingFact{OrderId{"o"}, vendor, placed, 500});
    day = with_fact(day, RatingFact{OrderId{"o"}, vendor, placed, 459});
    day = with_fact(day, DeliveryFact{OrderId{"o"}, vendor, placed, placed + Duration::seconds(90)});
    day = with_fact(day, DeliveryFact{OrderId{"o"}, vendor, placed, placed + Duration::seconds(91)});
    const TierPolicy of = policy();
    const MetricSnapshot metrics = snapshot(of, {vendor, {}}, std::vector{day}, run_in(of, 4).run_at);
    CHECK(metrics.gmv_gross_minor == Amount{300});
    CHECK(metrics.gmv_net_minor == Amount{170});
    CHECK(metrics.orders == 3);
    CHECK(metrics.units == 6);
    CHECK(metrics.average_order_value_minor == Amount{100});
    CHECK(metrics.rating_hundredths == 479);   // 479.5 is not yet 4.80
    CHECK(metrics.fulfilment_seconds == 91);   // 90.5 is more than 90
    CHECK(metrics.defect_rate == Rate{1, 3});
    CHECK(metrics.late_shipment_rate == Rate{1, 3});
    CHECK(metrics.refund_rate == Rate{1, 10});
    CHECK(metrics.cancellation_rate == Rate{1, 3});
    CHECK(metrics.tenure_days == 31);
}

TEST_CASE("rates of nothing are zero and averages of nothing have no value") {
    const TierPolicy of = policy();
    const MetricSnapshot metrics = snapshot(of, {vendor, {}}, {}, run_in(of, 4).run_at);
    CHECK(metrics.orders == 0);
    CHECK(metrics.defect_rate == Rate{});
    CHECK(metrics.refund_rate == Rate{});
    CHECK_FALSE(metrics.rating_hundredths);
    CHECK_FALSE(metrics.average_order_value_minor);
    CHECK_FALSE(metrics.fulfilment_seconds);
    CHECK(metrics.tenure_days == 0);
    CHECK(metrics.currency == brl);
}

TEST_CASE("a window takes its own days and no others, of its own vendor only") {
    DailyMetrics stranger = with_orders({2018, 3, 5}, 7);
    stranger.vendor_id = VendorId{"v2"};
    const std::vector buckets{with_orders({2018, 2, 28}, 1), with_orders({2018, 3, 1}, 2),
                              with_orders({2018, 3, 31}, 4), with_orders({2018, 4, 1}, 8), stranger};
    const TierPolicy of = policy();
    const MetricSnapshot metrics = snapshot(of, {vendor, {}}, buckets, run_in(of, 4).run_at);
    CHECK(metrics.orders == 6);
    CHECK(metrics.window_from == sao_paulo().start_of({2018, 3, 1}));
    CHECK(metrics.window_to == sao_paulo().start_of({2018, 4, 1}));
    CHECK(metrics.cutoff == metrics.window_to);
    CHECK(metrics.tenure_days == 32);
    CHECK(snapshot(of, {vendor, Date{2018, 1, 1}}, buckets, run_in(of, 4).run_at).tenure_days == 90);
}

TEST_CASE("T-E1: with 399 transactions in three months the window is twelve months, with 400 three") {
    TierPolicy of = policy();
    of.window = Adaptive{};
    of.schedule.day = 20;
    const TierPeriod period = run_in(of, 4, 20);
    const auto measured = [&](std::int64_t recent) {
        const std::vector buckets{with_orders({2017, 6, 1}, 50, 1), with_orders({2018, 2, 1}, recent, 1)};
        return snapshot(of, {vendor, {}}, buckets, period.run_at);
    };
    CHECK(measured(399).orders == 449);
    CHECK(measured(399).window_from == sao_paulo().start_of({2017, 4, 1}));
    CHECK(measured(400).orders == 400);
    CHECK(measured(400).window_from == sao_paulo().start_of({2018, 1, 1}));
    CHECK(measured(400).window_to == sao_paulo().start_of({2018, 4, 1}));
}

TEST_CASE("an order counts on its day in the time zone of the policy") {
    // 02:30 UTC on 1 April is still 31 March in São Paulo.
    const OrderFact order{OrderId{"o"}, vendor, at("2018-04-01T02:30:00Z"), brl, Amount{1}, 1};
    CHECK(day_of(policy(), order, "2018-04-01T02:30:00Z") == Date{2018, 3, 31});
}

TEST_CASE("late facts restate their day until it is frozen, then count when they became known") {
    const OrderFact order{OrderId{"o"}, vendor, at("2018-03-10T12:00:00Z"), brl, Amount{1}, 1};
    CHECK(day_of(policy(), order, "2018-05-06T02:59:59Z") == Date{2018, 3, 10});
    CHECK(day_of(policy(), order, "2018-05-06T03:00:00Z") == Date{2018, 5, 6});
    const DefectFact defect{OrderId{"o"}, vendor, at("2018-03-10T12:00:00Z")};
    CHECK(day_of(policy(), defect, "2018-04-20T12:00:00Z") == Date{2018, 3, 10});
    CHECK(day_of(policy(), defect, "2018-06-20T12:00:00Z") == Date{2018, 6, 20});
    const RatingFact rating{OrderId{"o"}, vendor, at("2018-03-10T12:00:00Z"), 500};
    CHECK(day_of(policy(), rating, "2018-03-11T12:00:00Z") == Date{2018, 3, 10});
    const DeliveryFact delivery{OrderId{"o"}, vendor, at("2018-03-10T12:00:00Z"), at("2018-03-14T12:00:00Z")};
    CHECK(day_of(policy(), delivery, "2018-03-14T12:00:00Z") == Date{2018, 3, 14});
    const LateShipmentFact late{OrderId{"o"}, vendor, at("2018-03-10T12:00:00Z")};
    CHECK(day_of(policy(), late, "2018-03-14T12:00:00Z") == Date{2018, 3, 10});
}

TEST_CASE("a refund reduces the day of the order while that is open, else the day of the refund") {
    TierPolicy of = policy();
    const RefundFact refund{OrderId{"o"}, vendor,   at("2018-03-10T12:00:00Z"), at("2018-05-20T12:00:00Z"),
                            brl,          Amount{1}};
    RefundFact soon = refund;
    soon.refunded_at = at("2018-04-20T12:00:00Z");
    CHECK(day_of(of, soon, "2018-04-20T12:00:00Z") == Date{2018, 3, 10});
    CHECK(day_of(of, refund, "2018-05-21T12:00:00Z") == Date{2018, 5, 20});
    CHECK(day_of(of, refund, "2019-05-21T12:00:00Z") == Date{2019, 5, 21});
    of.refund_attribution = RefundAttribution::refund_date;
    CHECK(day_of(of, soon, "2018-04-20T12:00:00Z") == Date{2018, 4, 20});
    const CancellationFact cancelled{OrderId{"o"}, vendor, soon.placed_at, soon.refunded_at, brl, Amount{1}};
    CHECK(day_of(of, cancelled, "2018-04-20T12:00:00Z") == Date{2018, 3, 10});
    CHECK(day_of(of, cancelled, "2018-05-20T12:00:00Z") == Date{2018, 4, 20});
}

TEST_CASE("facts that cannot be are refused and leave the bucket alone") {
    const DailyMetrics day = with_orders({2018, 3, 1}, 1);
    const Timestamp placed = at("2018-03-01T12:00:00Z");
    const auto refused = [&](const VendorFact& fact) -> std::string {
        try {
            return to_string(with_fact(day, fact).day);
        } catch (const Error& error) {
            return std::string{name_of(error.code())} + " at " + error.field();
        }
    };
    CHECK(refused(OrderFact{OrderId{}, vendor, placed, brl, Amount{-1}, 0}) == "out_of_range at gross_minor");
    CHECK(refused(OrderFact{OrderId{}, vendor, placed, brl, Amount{1}, -1}) == "out_of_range at units");
    CHECK(refused(OrderFact{OrderId{}, vendor, placed, Currency{"EUR"}, Amount{1}, 1}) ==
          "currency_mismatch at currency");
    CHECK(refused(OrderFact{OrderId{}, VendorId{"v2"}, placed, brl, Amount{1}, 1}) == "invalid_value at vendor_id");
    CHECK(refused(RefundFact{OrderId{}, vendor, placed, placed, brl, Amount{-1}}) == "out_of_range at refunded_minor");
    CHECK(refused(CancellationFact{OrderId{}, vendor, placed, placed, brl, Amount{-1}}) ==
          "out_of_range at gross_minor");
    CHECK(refused(RatingFact{OrderId{}, vendor, placed, -1}) == "out_of_range at hundredths");
    CHECK(refused(DeliveryFact{OrderId{}, vendor, placed, placed - Duration{1}}) == "out_of_range at delivered_at");
    CHECK(refused(OrderFact{OrderId{}, vendor, placed, brl, Amount{INT64_MAX}, 1}) == "overflow at ");
}

TEST_CASE("what was sold in another currency than that of the policy counts as orders, with no amount") {
    DailyMetrics euros;
    euros.vendor_id = vendor;
    euros.day = {2018, 3, 2};
    euros.currency = Currency{"EUR"};
    euros.orders = 2;
    euros.units = 3;
    euros.gross_minor = Amount{5000};
    euros.refunded_minor = Amount{1000};
    const std::vector buckets{with_orders({2018, 3, 1}, 1, 700), euros};
    const Timestamp run_at = TierCalendar{policy()}.scheduled({2018, 4, 1}).run_at;
    const MetricSnapshot sold = snapshot(policy(), {vendor, std::nullopt}, buckets, run_at);
    CHECK(sold.orders == 3);
    CHECK(sold.gmv_net_minor == Amount{700});
    CHECK(sold.currency == brl);
    TierPolicy any = policy();
    any.currency = {};
    CHECK_THROWS_AS(snapshot(any, {vendor, std::nullopt}, buckets, run_at), Error);
}
