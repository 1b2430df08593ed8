// Orders that are captured in parts, and refunds over their captures.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

OrderCaptured part(const char* capture, std::optional<std::int64_t> amount) {
    OrderCaptured captured{OrderId{"o1"}, capture, std::nullopt};
    if (amount) captured.amount_minor = Amount{*amount};
    return captured;
}

/// The order costs 140.00.
struct Shop : Marketplace {
    explicit Shop(payments::CaptureOrder order_of_refunds = payments::CaptureOrder::oldest_first)
        : ordered{store, [&] {
                      EngineOptions options;
                      options.refund_captures = order_of_refunds;
                      return options;
                  }()} {
        ordered.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    }
    void capture(const char* id, std::optional<std::int64_t> amount) {
        ordered.handle(event(std::string{"capture-"} + id, "2024-03-04T11:00:00Z", part(id, amount)));
    }
    void refund(const char* id, std::optional<Amount> amount) {
        affiliate::RefundRequest request;
        request.id = RefundId{id};
        request.order_id = OrderId{"o1"};
        request.amount_minor = amount;
        ordered.handle(event(id, "2024-03-05T10:00:00Z", OrderRefunded{request}));
    }
    std::vector<std::pair<std::string, std::int64_t>> parts_of(const char* refund) {
        std::vector<std::pair<std::string, std::int64_t>> out;
        for (const auto& row : all<StoredCaptureRefund>()) {
            if (row.refund_id.value == refund) out.emplace_back(row.part.capture_id, row.part.amount_minor.value);
        }
        return out;
    }
    Engine ordered;
};

using Parts = std::vector<std::pair<std::string, std::int64_t>>;

}  // namespace

TEST_CASE("money of a part waits, and is earned when the order is captured in full") {
    Shop shop;
    shop.once(event("first", "2024-03-04T11:00:00Z", part("ch_1", 9000)), part("ch_1", 8000));
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{9000});
    CHECK(shop.balance("liab:customer:EUR:prepaid") == Amount{9000});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{0});
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::placed);
    CHECK(shop.all<StoredOrder>()[0].captured_minor == Amount{9000});
    CHECK(error_of([&] { shop.engine.handle(event("f", "2024-03-04T12:00:00Z", OrderFulfilled{OrderId{"o1"}})); }) ==
          "out_of_order order_id");
    shop.capture("ch_2", std::nullopt);
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{14000});
    CHECK(shop.balance("liab:customer:EUR:prepaid") == Amount{0});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{9680});
    CHECK(shop.balance("susp:platform:EUR:clearing") == Amount{0});
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::captured);
}

TEST_CASE("a refund is divided over the captures, never above what each captured") {
    const std::pair<payments::CaptureOrder, std::vector<Parts>> cases[] = {
        {payments::CaptureOrder::oldest_first,
         {{{"ch_1", 5000}}, {{"ch_1", 4000}, {"ch_2", 1000}}, {{"ch_2", 2000}, {"ch_3", 2000}}}},
        {payments::CaptureOrder::newest_first,
         {{{"ch_2", 3000}, {"ch_3", 2000}}, {{"ch_1", 5000}}, {{"ch_1", 4000}}}},
        {payments::CaptureOrder::in_proportion,
         {{{"ch_1", 3214}, {"ch_2", 1072}, {"ch_3", 714}},
          {{"ch_1", 3215}, {"ch_2", 1071}, {"ch_3", 714}},
          {{"ch_1", 2571}, {"ch_2", 857}, {"ch_3", 572}}}}};
    for (const auto& [order_of_refunds, expected] : cases) {
        Shop shop{order_of_refunds};
        shop.capture("ch_1", 9000);
        shop.capture("ch_2", 3000);
        shop.capture("ch_3", 2000);
        shop.refund("r1", Amount{5000});
        shop.refund("r2", Amount{5000});
        shop.refund("r3", std::nullopt);
        CAPTURE(name_of(order_of_refunds));
        CHECK(shop.parts_of("r1") == expected[0]);
        CHECK(shop.parts_of("r2") == expected[1]);
        CHECK(shop.parts_of("r3") == expected[2]);
        for (const auto& row : shop.all<StoredCapture>()) CHECK(row.capture.refunded_minor == row.capture.amount_minor);
    }
}

TEST_CASE("an order that is captured at once needs no captures, unless its payment has a name") {
    Shop shop;
    shop.ordered.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.refund("r1", Amount{5000});
    CHECK(shop.all<StoredCapture>().empty());
    Shop named;
    named.capture("ch_1", std::nullopt);
    named.refund("r1", Amount{5000});
    CHECK(named.parts_of("r1") == Parts{{"ch_1", 5000}});
}

TEST_CASE("an order that is cancelled between its captures gives back what was captured") {
    Shop shop;
    shop.capture("ch_1", 9000);
    shop.ordered.handle(event("c", "2024-03-05T10:00:00Z", OrderCancelled{OrderId{"o1"}, "out of stock"}));
    for (const auto& account : shop.all<ledger::Account>()) {
        CAPTURE(account.id.value);
        CHECK(ledger::balance_of(account) == Amount{0});
    }
    CHECK(shop.parts_of("c") == Parts{{"ch_1", 9000}});
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::cancelled);
    CHECK(shop.all<StoredOrder>()[0].refunded_minor == Amount{9000});
}

TEST_CASE("a lost dispute is divided over the captures as a refund is") {
    Shop shop;
    shop.capture("ch_1", 9000);
    shop.capture("ch_2", 5000);
    DisputeOpened dispute;
    dispute.disputed.id = RefundId{"d1"};
    dispute.disputed.order_id = OrderId{"o1"};
    shop.ordered.handle(event("d", "2024-03-05T10:00:00Z", dispute));
    CHECK(shop.parts_of("d1").empty());
    shop.ordered.handle(event("l", "2024-03-05T11:00:00Z", DisputeLost{RefundId{"d1"}}));
    CHECK(shop.parts_of("d1") == Parts{{"ch_1", 9000}, {"ch_2", 5000}});
}

TEST_CASE("what a capture is refused for") {
    Shop shop;
    shop.capture("ch_1", 9000);
    const auto refused = [&](const OrderCaptured& captured) {
        const std::string before = shop.content();
        const std::string found =
            error_of([&] { shop.ordered.handle(event("x", "2024-03-04T12:00:00Z", captured)); });
        CHECK(shop.content() == before);
        return found;
    };
    CHECK(refused(part("ch_2", 5001)) == "out_of_range amount_minor");
    CHECK(refused(part("ch_2", 0)) == "out_of_range amount_minor");
    CHECK(refused(part("ch_1", 100)) == "duplicate_key capture_id");
    affiliate::RefundRequest request;
    request.id = RefundId{"r1"};
    request.order_id = OrderId{"o1"};
    CHECK(error_of([&] { shop.ordered.handle(event("r", "2024-03-04T12:00:00Z", OrderRefunded{request})); }) ==
          "out_of_order refund.order_id");
    shop.capture("ch_2", 5000);
    CHECK(refused(part("ch_3", std::nullopt)) == "out_of_order order_id");
}
