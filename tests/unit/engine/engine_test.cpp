#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

TEST_CASE("the same event twice changes nothing and returns the first answer") {
    Marketplace shop;
    const Event placed = event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")});
    const EventAnswer first = shop.engine.handle(placed);
    const EventAnswer second = shop.engine.handle(placed);
    CHECK(first.outcome == EventOutcome::applied);
    CHECK(second.outcome == EventOutcome::repeated);
    CHECK(second.sequence == first.sequence);
    CHECK(second.answer == first.answer);
    CHECK(shop.all<StoredOrder>().size() == 1);
    CHECK(shop.all<StoredEvent>().size() == 4);
}

TEST_CASE("the same id with another content is a conflict and changes nothing") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    try {
        shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o2")}));
        FAIL("a conflict was accepted");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::event_conflict);
        CHECK(error.value() == "e1");
    }
    CHECK(shop.all<StoredOrder>().size() == 1);
}

TEST_CASE("a capture credits each party with its share, to the cent") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{0});
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{14000});
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{1100 + 300});
    CHECK(shop.balance("liab:tax:DE:EUR") == Amount{220 + 60});
    CHECK(shop.balance("liab:affiliate:blog:EUR:pending") == Amount{120});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{11000 - 1100 - 220});
    CHECK(shop.balance("liab:vendor:bert:EUR:pending") == Amount{3000 - 300 - 60 - 120});
    CHECK(shop.balance("susp:platform:EUR:clearing") == Amount{0});
}

TEST_CASE("delivered money waits out its hold, is paid on the payout day and leaves through the outbox") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-06", 7);
    CHECK(shop.balance("liab:vendor:anna:EUR:available") == Amount{0});
    shop.close_days("2024-03-13", 1);  // delivered on the 6th, seven whole days: available on the 14th
    CHECK(shop.balance("liab:vendor:anna:EUR:available") == Amount{9680});
    CHECK(shop.all<payments::Payout>().empty());
    shop.close_days("2024-03-14", 3);  // Friday the 15th closes the period
    const auto payouts = shop.all<payments::Payout>();
    REQUIRE(payouts.size() == 3);
    Amount paid;
    for (const auto& payout : payouts) paid += payout.amount_minor;
    CHECK(paid == Amount{9680 + 2520 + 120});
    CHECK(shop.all<OutboxEntry>().size() == 3);
}

TEST_CASE("a full refund takes back every share and pays the customer") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    affiliate::RefundRequest part;
    part.id = RefundId{"r1"};
    part.order_id = OrderId{"o1"};
    part.at = at("2024-03-05T00:00:00Z");
    part.amount_minor = Amount{3333};
    shop.engine.handle(event("e3", "2024-03-05T00:00:00Z", OrderRefunded{part}));
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{14000 - 3333});
    shop.engine.handle(event("e4", "2024-03-06T00:00:00Z", OrderCancelled{OrderId{"o1"}, "changed their mind"}));
    for (const auto& account : shop.all<ledger::Account>()) {
        CAPTURE(account.id.value);
        CHECK(ledger::balance_of(account) == Amount{0});
    }
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::refunded);
}

TEST_CASE("a fee that was retained in a refund before delivery is not paid to the vendor after it") {
    Marketplace shop;
    affiliate::CommissionPlan keeping = plan();
    keeping.version = 2;
    keeping.refund_policy.retain = affiliate::Retain::all;
    keeping.refund_policy.retain_slots = {"platform_fee"};
    shop.engine.handle(event("plan-2", "2024-03-01T00:00:00Z", PlanPublished{keeping}));
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    affiliate::RefundRequest half;
    half.id = RefundId{"r1"};
    half.order_id = OrderId{"o1"};
    half.lines.push_back({OrderLineId{"1"}, std::nullopt, Amount{5500}});
    shop.engine.handle(event("e3", "2024-03-05T00:00:00Z", OrderRefunded{half}));
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{1400});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{4840 - 550});
    shop.engine.handle(event("e4", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-06", 8);
    CHECK(shop.balance("liab:vendor:anna:EUR:available") == Amount{4840 - 550});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{0});
}

TEST_CASE("a refund after the payout becomes a debt that the next earnings pay first") {
    Marketplace shop;
    for (const char* id : {"o1", "o2"}) {
        const std::string name = id;
        shop.engine.handle(event("placed-" + name, "2024-03-04T10:00:00Z", OrderPlaced{order(id)}));
        shop.engine.handle(event("captured-" + name, "2024-03-04T11:00:00Z", OrderCaptured{OrderId{id}}));
    }
    shop.engine.handle(event("f1", "2024-03-05T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-05", 14);
    REQUIRE(shop.all<payments::Payout>().size() == 3);
    affiliate::RefundRequest all;
    all.id = RefundId{"r1"};
    all.order_id = OrderId{"o1"};
    all.at = at("2024-03-20T09:00:00Z");
    shop.engine.handle(event("e9", "2024-03-20T09:00:00Z", OrderRefunded{all}));
    CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{9680});
    shop.engine.handle(event("f2", "2024-03-20T10:00:00Z", OrderFulfilled{OrderId{"o2"}}));
    shop.close_days("2024-03-20", 20);
    CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{0});
    CHECK(shop.all<payments::Payout>().size() == 3);  // the earnings of the second order paid the debt
}

TEST_CASE("a refused event of a batch leaves nothing and does not disturb the others") {
    Marketplace shop;
    Order broken = order("o2");
    broken.lines[1].quantity = -1;
    const std::vector<Event> events{event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}),
                                    event("e2", "2024-03-04T10:00:01Z", OrderPlaced{broken}),
                                    event("e3", "2024-03-04T10:00:02Z", OrderCaptured{OrderId{"missing"}}),
                                    event("e4", "2024-03-04T10:00:03Z", OrderCaptured{OrderId{"o1"}})};
    const auto answers = shop.engine.handle_batch(events);
    CHECK(answers[0].outcome == EventOutcome::applied);
    CHECK(answers[1].outcome == EventOutcome::refused);
    CHECK(answers[1].error_name == "out_of_range");
    CHECK(answers[1].error_field == "order.lines[1].quantity");
    CHECK(answers[1].error_value == "-1");
    CHECK(answers[2].error_name == "out_of_order");
    CHECK(answers[3].outcome == EventOutcome::applied);
    CHECK(answers[3].sequence == answers[0].sequence + 1);
    CHECK(shop.all<StoredOrder>().size() == 1);
}

TEST_CASE("what an order needs is checked before anything is written") {
    Marketplace shop;
    Order unknown = order("o1");
    unknown.lines[0].vendor_id = VendorId{"nobody"};
    CHECK_THROWS_WITH_AS(shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{unknown})),
                         doctest::Contains("order.lines[0].vendor_id"), Error);
    CHECK(shop.all<StoredEvent>().size() == 3);
    CHECK_THROWS_AS(shop.engine.handle(event("", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")})), Error);
    shop.close_days("2024-03-05", 1);
    CHECK_THROWS_AS(shop.close_days("2024-03-04", 1), Error);
}
