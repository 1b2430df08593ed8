// Refunds of plans that calculate the commission of what is left.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

/// anna sells by a plan of her own with a minimum fee of 6.00 that is recomputed; bert by the ordinary one.
struct Recomputing : Marketplace {
    Recomputing() {
        affiliate::CommissionPlan own = plan();
        own.id = PlanId{"own"};
        own.refund_policy.refund_mode = affiliate::RefundMode::recompute;
        own.rules[0].bounds["EUR"].min_minor = Amount{600};
        engine.handle(event("plan-own", "2024-01-02T00:00:00Z", PlanPublished{own}));
        Event anna = vendor("anna");
        anna.id = EventId{"anna-2"};
        std::get<VendorRegistered>(anna.payload).vendor.plan_id = PlanId{"own"};
        engine.handle(anna);
        engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
        engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    }
    affiliate::RefundRequest request(const char* id, std::optional<Amount> of_anna) {
        affiliate::RefundRequest out;
        out.id = RefundId{id};
        out.order_id = OrderId{"o1"};
        if (of_anna) out.lines.push_back({OrderLineId{"1"}, std::nullopt, of_anna});
        return out;
    }
    void refund(const char* id, std::optional<Amount> of_anna) {
        engine.handle(event(id, "2024-03-05T10:00:00Z", OrderRefunded{request(id, of_anna)}));
    }
    void check_nothing_left() {
        for (const auto& account : all<ledger::Account>()) {
            CAPTURE(account.id.value);
            CHECK(ledger::balance_of(account) == Amount{0});
        }
    }
};

}  // namespace

TEST_CASE("an order whose plan recomputes is refunded in parts, with its minimum fee, and in full") {
    Recomputing shop;
    REQUIRE(shop.balance("rev:platform:EUR:commission") == Amount{1100 + 300});
    shop.refund("r1", Amount{5500});  // 55.00 of 110.00 are left: 6.00 and its tax of 1.20 instead of 11.00 and 2.20
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{600 + 300});
    CHECK(shop.balance("liab:tax:DE:EUR") == Amount{120 + 60});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{5500 - 600 - 120});
    CHECK(shop.balance("liab:vendor:bert:EUR:pending") == Amount{3000 - 300 - 60 - 120});
    shop.refund("r2", Amount{4000});
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{600 + 300});
    shop.refund("r3", std::nullopt);
    shop.check_nothing_left();
}

TEST_CASE("an order whose plan recomputes is cancelled") {
    Recomputing shop;
    shop.engine.handle(event("c", "2024-03-05T10:00:00Z", OrderCancelled{OrderId{"o1"}, "changed her mind"}));
    shop.check_nothing_left();
}

TEST_CASE("an order whose plan recomputes is disputed, won and refunded") {
    Recomputing shop;
    const std::string before = shop.content();
    DisputeOpened opened;
    opened.disputed = shop.request("d1", Amount{5500});
    shop.engine.handle(event("d", "2024-03-05T10:00:00Z", opened));
    CHECK(shop.available("liab:vendor:anna:EUR:pending") == Amount{5500 - 600 - 120});
    shop.engine.handle(event("w", "2024-03-06T10:00:00Z", DisputeWon{RefundId{"d1"}}));
    CHECK(shop.available("liab:vendor:anna:EUR:pending") == Amount{11000 - 1100 - 220});
    shop.refund("r1", std::nullopt);
    shop.check_nothing_left();
}

TEST_CASE("a commission that was restated goes back in proportion, whatever its plan says") {
    Recomputing shop;
    shop.refund("r1", Amount{5500});
    affiliate::CommissionPlan cheaper = plan();
    cheaper.id = PlanId{"own"};
    cheaper.version = 2;
    cheaper.rules[0].charge = affiliate::Percent{Rate::parse("8%")};
    shop.engine.handle(event("v2", "2024-03-05T11:00:00Z", PlanPublished{cheaper}));
    CommissionRestated restated;
    restated.order_id = OrderId{"o1"};
    restated.run_id = RunId{"run"};
    shop.engine.handle(event("again", "2024-03-05T12:00:00Z", restated));
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{440 + 300});
    shop.refund("r2", Amount{2750});
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{220 + 300});
    shop.refund("r3", std::nullopt);
    shop.check_nothing_left();
}

TEST_CASE("goodwill is the platform's, whatever the plan says") {
    Recomputing shop;
    affiliate::RefundRequest gift = shop.request("g", Amount{1000});
    gift.goodwill = true;
    shop.engine.handle(event("g", "2024-03-05T10:00:00Z", OrderRefunded{gift}));
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{11000 - 1100 - 220});
}

TEST_CASE("who earns more by what is left gets it where the money of the order is by now") {
    Marketplace shop;
    affiliate::CommissionPlan slabs = plan();
    slabs.version = 2;
    slabs.refund_policy.refund_mode = affiliate::RefundMode::recompute;
    affiliate::Slab slab;
    slab.thresholds = {{Amount{0}, Rate::parse("8%"), {}}, {Amount{2000}, Rate::parse("4%"), {}}};
    slabs.rules[1].charge = slab;
    shop.engine.handle(event("v2", "2024-02-01T00:00:00Z", PlanPublished{slabs}));
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("e3", "2024-03-05T10:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-04", 60);
    REQUIRE(shop.balance("liab:affiliate:blog:EUR:pending") == Amount{0});
    affiliate::RefundRequest request;
    request.id = RefundId{"r1"};
    request.order_id = OrderId{"o1"};
    request.lines.push_back({OrderLineId{"2"}, std::nullopt, Amount{1000}});
    shop.engine.handle(event("r1", "2024-05-10T10:00:00Z", OrderRefunded{request}));  // 8 % of 20.00, not 4 % of 30.00
    CHECK(shop.balance("liab:affiliate:blog:EUR:pending") == Amount{0});
    CHECK(shop.balance("susp:platform:EUR:clearing") == Amount{0});
    Amount gained;
    for (const auto& item : shop.all<payments::PayoutItem>()) {
        if (item.payee_id == "blog") gained += item.amount_minor;
    }
    CHECK(gained == Amount{160});
}
