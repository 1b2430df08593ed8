#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/vendors/analytics.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace marketplace;
using namespace marketplace::vendors;

namespace {

const TimeWindow january{parse_timestamp("2024-01-01T00:00:00Z"), parse_timestamp("2024-02-01T00:00:00Z")};

SalesFact fact(FactKind kind, const char* at, const char* order, const char* customer, const char* product,
               std::int64_t amount) {
    SalesFact out;
    out.kind = kind;
    out.at = parse_timestamp(at);
    out.order_id = OrderId{order};
    out.customer_id = CustomerId{customer};
    out.vendor_id = VendorId{"v1"};
    out.product_id = ProductId{product};
    out.quantity = 1;
    out.amount_minor = Amount{amount};
    return out;
}

std::vector<SalesFact> story() {
    std::vector<SalesFact> facts{
        fact(FactKind::sale, "2023-12-31T23:59:59Z", "o0", "ana", "p1", 7'000),
        fact(FactKind::sale, "2024-01-01T00:00:00Z", "o1", "ana", "p1", 10'000),
        fact(FactKind::sale, "2024-01-02T00:00:00Z", "o1", "ana", "p2", 5'000),
        fact(FactKind::sale, "2024-01-03T00:00:00Z", "o2", "ana", "p2", 5'001),
        fact(FactKind::sale, "2024-01-04T00:00:00Z", "o3", "bo", "p3", 8'000),
        fact(FactKind::refund, "2024-01-20T00:00:00Z", "o1", "", "p2", 1'000),
        fact(FactKind::refund, "2024-01-21T00:00:00Z", "o1", "", "p2", 1'000),
        fact(FactKind::cancellation, "2024-01-05T00:00:00Z", "o3", "", "p3", 8'000),
        fact(FactKind::revenue, "2024-01-05T00:00:00Z", "o1", "", "", 1'900),
        fact(FactKind::revenue, "2024-01-20T00:00:00Z", "o1", "", "", -100),
        fact(FactKind::refund, "2024-02-01T00:00:00Z", "o2", "", "p2", 5'001),
    };
    facts[7].caused_by_vendor = true;
    return facts;
}

/// Two hundred facts of a month, from a generator with a seed.
std::vector<SalesFact> any_facts(unsigned seed) {
    std::mt19937 random{seed};
    const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
    std::vector<SalesFact> facts;
    for (int i = 0; i < 200; ++i) {
        SalesFact each = fact(static_cast<FactKind>(below(5)), "2023-12-20T00:00:00Z", "", "", "", below(10'000));
        each.at = each.at + Duration::hours(below(24 * 60));
        const std::int64_t order = below(60);
        each.order_id = OrderId{"o" + std::to_string(order)};
        each.customer_id = CustomerId{"c" + std::to_string(order % 25)};
        each.product_id = ProductId{"p" + std::to_string(below(12))};
        each.vendor_id = VendorId{"v" + std::to_string(below(3))};
        each.quantity = below(4);
        each.caused_by_vendor = below(2) == 0;
        if (below(2) == 0) each.shipped_at = each.at - Duration::hours(below(40));
        if (each.shipped_at && below(3) > 0) each.placed_at = *each.shipped_at - Duration::hours(below(90));
        if (below(2) == 0) each.promised_at = each.at + Duration::hours(below(20) - 10);
        facts.push_back(each);
    }
    return facts;
}

std::optional<Rate> ratio(std::size_t part, std::size_t whole) {
    if (whole == 0) return std::nullopt;
    return Rate{static_cast<std::int64_t>(part), static_cast<std::int64_t>(whole)};
}

std::optional<Duration> percentile(std::vector<Duration> all, std::size_t percent) {
    if (all.empty()) return std::nullopt;
    std::sort(all.begin(), all.end());
    return all[(all.size() * percent + 99) / 100 - 1];
}

/// Every figure by its definition, with as many passes as it takes.
SalesMetrics slow_twin(const std::vector<SalesFact>& facts, const TimeWindow& window) {
    SalesMetrics out;
    std::map<CustomerId, std::set<OrderId>> by_customer;
    std::set<OrderId> orders, refunded, cancelled;
    std::map<ProductId, ProductSales> products;
    std::vector<Duration> to_ship, to_deliver;
    std::size_t promised = 0, on_time = 0;
    for (const SalesFact& f : facts) {
        if (f.at < window.from || f.at >= window.to) continue;
        const bool sale = f.kind == FactKind::sale;
        if (sale || f.kind == FactKind::refund || f.kind == FactKind::cancellation) {
            products[f.product_id].product_id = f.product_id;
            products[f.product_id].net_minor += sale ? f.amount_minor : -f.amount_minor;
            products[f.product_id].quantity += sale ? f.quantity : -f.quantity;
        }
        if (sale) out.gross_gmv_minor += f.amount_minor;
        if (sale) orders.insert(f.order_id);
        if (sale) by_customer[f.customer_id].insert(f.order_id);
        if (f.kind == FactKind::refund) out.refunds_minor += f.amount_minor;
        if (f.kind == FactKind::refund) refunded.insert(f.order_id);
        if (f.kind == FactKind::cancellation) out.cancellations_minor += f.amount_minor;
        if (f.kind == FactKind::cancellation && f.caused_by_vendor) cancelled.insert(f.order_id);
        if (f.kind == FactKind::revenue) out.platform_revenue_minor += f.amount_minor;
        if (f.kind != FactKind::delivery) continue;
        if (f.shipped_at) to_deliver.push_back(f.at - *f.shipped_at);
        if (f.shipped_at && f.placed_at) to_ship.push_back(*f.shipped_at - *f.placed_at);
        promised += f.promised_at ? 1 : 0;
        on_time += f.promised_at && f.at <= *f.promised_at ? 1 : 0;
    }
    out.net_gmv_minor = out.gross_gmv_minor - out.refunds_minor - out.cancellations_minor;
    if (out.net_gmv_minor.value > 0) out.take_rate = Rate{out.platform_revenue_minor.value, out.net_gmv_minor.value};
    if (out.gross_gmv_minor.value > 0)
        out.refund_rate_by_value = Rate{out.refunds_minor.value, out.gross_gmv_minor.value};
    out.orders = std::ssize(orders);
    out.customers = std::ssize(by_customer);
    if (!orders.empty()) {
        const std::int64_t n = out.orders;
        out.average_order_minor = Amount{(2 * out.gross_gmv_minor.value + n) / (2 * n)};
    }
    out.refund_rate_by_count = ratio(refunded.size(), orders.size());
    out.cancellation_rate = ratio(cancelled.size(), orders.size());
    std::size_t repeating = 0;
    for (const auto& [customer, their] : by_customer) repeating += their.size() > 1 ? 1 : 0;
    out.repeat_rate = ratio(repeating, by_customer.size());
    out.placed_to_shipped_p50 = percentile(to_ship, 50);
    out.placed_to_shipped_p90 = percentile(to_ship, 90);
    out.shipped_to_delivered_p50 = percentile(to_deliver, 50);
    out.shipped_to_delivered_p90 = percentile(to_deliver, 90);
    out.on_time_rate = ratio(on_time, promised);
    for (const auto& [id, product] : products) out.top_products.push_back(product);
    std::stable_sort(out.top_products.begin(), out.top_products.end(), [](const auto& a, const auto& b) {
        return a.net_minor != b.net_minor ? a.net_minor > b.net_minor : a.quantity > b.quantity;
    });
    if (out.top_products.size() > 10) out.top_products.resize(10);
    return out;
}

}  // namespace

TEST_CASE("the figures of a small month follow their definitions") {
    const SalesMetrics out = compute_metrics(story(), january);
    CHECK(out.gross_gmv_minor == Amount{28'001});
    CHECK(out.cancellations_minor == Amount{8'000});
    CHECK(out.refunds_minor == Amount{2'000});
    CHECK(out.net_gmv_minor == Amount{18'001});
    CHECK(out.platform_revenue_minor == Amount{1'800});
    CHECK(out.take_rate == Rate{1'800, 18'001});
    CHECK(out.orders == 3);
    CHECK(out.customers == 2);
    CHECK(out.average_order_minor == Amount{9'334});  // 9333.67
    CHECK(out.refund_rate_by_value == Rate{2'000, 28'001});
    CHECK(out.refund_rate_by_count == Rate{1, 3});
    CHECK(out.cancellation_rate == Rate{1, 3});
    CHECK(out.repeat_rate == Rate{1, 2});
    REQUIRE(out.top_products.size() == 3);
    CHECK(out.top_products[0].product_id == ProductId{"p1"});
    CHECK(out.top_products[1].net_minor == Amount{8'001});
    CHECK(out.top_products[2].quantity == 0);
}

TEST_CASE("the same figures come from facts one at a time, from merged parts in any order, and from all at once") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        std::vector<SalesFact> facts = any_facts(seed);
        const SalesMetrics expected = slow_twin(facts, january);
        CHECK(compute_metrics(facts, january) == expected);
        std::shuffle(facts.begin(), facts.end(), std::mt19937{seed});
        std::vector<SalesTally> parts(1 + seed % 5);
        for (std::size_t i = 0; i < facts.size(); ++i) {
            if (january.contains(facts[i].at)) add(parts[i % parts.size()], facts[i]);
        }
        SalesTally whole;
        // A tally that was stored and read again is the same tally.
        for (const SalesTally& part : parts) merge(whole, from_json<SalesTally>(to_json(part)));
        CHECK(metrics_of(whole) == expected);
    }
}

TEST_CASE("the figures of one vendor leave the others out") {
    std::vector<SalesFact> facts = any_facts(7);
    std::vector<SalesFact> own;
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(own),
                 [](const auto& f) { return f.vendor_id == VendorId{"v2"}; });
    CHECK(compute_metrics(facts, january, VendorId{"v2"}) == slow_twin(own, january));
}

TEST_CASE("nothing sold gives no rates, not zero rates") {
    const SalesMetrics out = compute_metrics({}, january);
    CHECK_FALSE(out.take_rate.has_value());
    CHECK_FALSE(out.repeat_rate.has_value());
    CHECK_FALSE(out.average_order_minor.has_value());
    CHECK_FALSE(out.placed_to_shipped_p50.has_value());
    CHECK(out.top_products.empty());
}

TEST_CASE("products of equal revenue are ranked by units, then by id") {
    SalesTally tally;
    for (const char* id : {"c", "a", "b"}) add(tally, fact(FactKind::sale, "2024-01-02T00:00:00Z", "o", "x", id, 100));
    add(tally, fact(FactKind::sale, "2024-01-02T00:00:00Z", "o", "x", "b", 0));
    const auto top = metrics_of(tally, 2).top_products;
    REQUIRE(top.size() == 2);
    CHECK(top[0].product_id == ProductId{"b"});
    CHECK(top[1].product_id == ProductId{"a"});
}

TEST_CASE("facts that run backwards or are negative are refused") {
    SalesTally tally;
    CHECK_THROWS_AS(add(tally, fact(FactKind::sale, "2024-01-02T00:00:00Z", "o", "x", "p", -1)), Error);
    SalesFact delivery = fact(FactKind::delivery, "2024-01-02T00:00:00Z", "o", "x", "p", 0);
    delivery.shipped_at = delivery.at + Duration{1};
    CHECK_THROWS_AS(add(tally, delivery), Error);
    CHECK(tally == SalesTally{});
}

TEST_CASE("cohorts are by the civil month of the zone and count each customer once a month") {
    const std::vector<SalesFact> facts{
        fact(FactKind::sale, "2024-01-10T00:00:00Z", "o1", "ana", "p", 1),
        fact(FactKind::sale, "2024-02-10T00:00:00Z", "o2", "ana", "p", 1),
        fact(FactKind::sale, "2024-02-11T00:00:00Z", "o3", "ana", "p", 1),
        fact(FactKind::sale, "2024-04-11T00:00:00Z", "o4", "ana", "p", 1),
        fact(FactKind::sale, "2024-02-01T01:00:00Z", "o5", "bo", "p", 1),  // still January in Sao Paulo
        fact(FactKind::refund, "2024-02-20T00:00:00Z", "o5", "bo", "p", 1),
        fact(FactKind::sale, "2024-02-05T00:00:00Z", "o6", "cy", "p", 1),
    };
    const auto cohorts = cohorts_of(facts, TimeZone{"America/Sao_Paulo"}, 2);
    REQUIRE(cohorts.size() == 2);
    CHECK(cohorts[0] == Cohort{{2024, 1, 1}, 2, {1, 0}});
    CHECK(cohorts[1] == Cohort{{2024, 2, 1}, 1, {0, 0}});
    CHECK(retention_of(cohorts[0], 1) == Rate{1, 2});
    CHECK_THROWS_AS((void)retention_of(cohorts[0], 3), Error);
    CHECK(retention_rate(100, 120, 40) == Rate{4, 5});
    CHECK_FALSE(retention_rate(0, 1, 1).has_value());
}
