// Refunds that take from nobody, give to who had paid, or count for the tiers.

#include "marketplace_fixture.hpp"

#include <marketplace/ledger/template.hpp>

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

/// The platform takes 150.00 for each line, more than some of them cost.
affiliate::CommissionPlan dear_plan() {
    return affiliate::parse_plan(R"({"id": "standard", "allow_negative_net": true,
      "slots": [{"name": "platform_fee", "beneficiary": {"party": "platform"}}],
      "rules": [{"id": "all", "slot": "platform_fee", "is_default": true,
                 "charge": {"kind": "fixed_per_line", "amounts_minor": {"EUR": 15000}}}]})");
}

affiliate::RefundRequest refund(const char* id, std::int64_t minor = 0, bool goodwill = false) {
    affiliate::RefundRequest request;
    request.id = RefundId{id};
    request.order_id = OrderId{"o1"};
    request.goodwill = goodwill;
    if (minor != 0) request.amount_minor = Amount{minor};
    return request;
}

struct Dear {
    std::shared_ptr<Store> store = make_memory_store();
    Engine engine{store};

    Dear() {
        engine.handle(event("plan", "2024-01-01T00:00:00Z", PlanPublished{dear_plan()}));
        engine.handle(vendor("anna"));
        engine.handle(vendor("bert"));
    }
    EventAnswer tell(const std::string& id, const char* when, EventPayload payload) {
        return engine.handle(event(id, when, std::move(payload)));
    }
    void close_days(const char* first, int count) {
        Date day = parse_date(first);
        for (int i = 0; i < count; ++i, day = add_days(day, 1))
            engine.handle({EventId{"day-" + to_string(day)}, TimeZone{}.start_of(add_days(day, 1)), DayClosed{day}});
    }
    Amount balance(const ledger::Account& account) {
        const auto transaction = store->begin();
        const auto found = get<ledger::Account>(*transaction, account.id);
        return found ? ledger::balance_of(*found) : Amount{};
    }
    template <class T>
    std::vector<T> all() {
        const auto transaction = store->begin();
        return scan_all<T>(*transaction, {});
    }
};

const Currency euro{"EUR"};

/// Tiers that need nothing, so that facts are counted.
affiliate::TierPolicy counting() {
    return affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR",
        "levels": [{"code": "bronze", "rank": 0}], "window": {"kind": "look_back", "unit": "month", "count": 1}})");
}

struct Counted : Marketplace {
    Counted() {
        engine.handle(event("policy", "2024-01-02T00:00:00Z", TierPolicyPublished{counting()}));
        engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{long_order(), {}}));
    }
    /// Two more lines of anna.
    static Order long_order() {
        Order out = order("o1");
        for (const char* id : {"3", "4"}) {
            out.lines.push_back(out.lines[0]);
            out.lines.back().id = OrderLineId{id};
        }
        return out;
    }
    void capture() { engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}})); }
    /// All days of a vendor together.
    affiliate::DailyMetrics of(const char* vendor) {
        affiliate::DailyMetrics sum;
        for (const auto& day : all<affiliate::DailyMetrics>()) {
            if (day.vendor_id.value != vendor) continue;
            sum.orders += day.orders;
            sum.cancellations += day.cancellations;
            sum.gross_minor += day.gross_minor;
            sum.refunded_minor += day.refunded_minor;
            sum.cancelled_minor += day.cancelled_minor;
        }
        return sum;
    }
};

}  // namespace

TEST_CASE("a refund gives a vendor back what it had paid for a line, also after its hold") {
    Dear shop;
    shop.tell("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}});
    shop.tell("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}});
    const ledger::Account debt = ledger::party_receivable("vendor", "anna", euro);
    SUBCASE("before the delivery") {}
    SUBCASE("on hold") { shop.tell("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}); }
    SUBCASE("after it") {
        shop.tell("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}});
        shop.close_days("2024-03-06", 10);
        CHECK(shop.balance(debt) == Amount{4000});
    }
    shop.tell("r", "2024-03-16T09:00:00Z", OrderRefunded{refund("r1")});
    CHECK_NOTHROW(shop.close_days("2024-03-16", 20));
    for (const char* id : {"anna", "bert"}) {
        CAPTURE(id);
        CHECK(shop.balance(ledger::party_receivable("vendor", id, euro)) == Amount{});
        CHECK(shop.balance(ledger::party_pending("vendor", id, euro)) == Amount{});
        CHECK(shop.balance(ledger::party_available("vendor", id, euro)) == Amount{});
        Amount items;
        for (const auto& item : shop.all<payments::PayoutItem>()) {
            if (item.payee_id == id) items += item.amount_minor;
        }
        CHECK(items == Amount{});
    }
    CHECK(shop.balance(ledger::platform_commission(euro)) == Amount{});
}

TEST_CASE("a dispute of a line that a vendor had paid for gives it back where it is by now") {
    Dear shop;
    shop.tell("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}});
    shop.tell("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}});
    shop.tell("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}});
    shop.close_days("2024-03-06", 10);
    shop.tell("d", "2024-03-16T09:00:00Z", DisputeOpened{refund("d1"), {}});
    shop.tell("lost", "2024-03-17T09:00:00Z", DisputeLost{RefundId{"d1"}});
    CHECK_NOTHROW(shop.close_days("2024-03-16", 20));
    for (const char* id : {"anna", "bert"}) {
        CHECK(shop.balance(ledger::party_receivable("vendor", id, euro)) == Amount{});
        CHECK(shop.balance(ledger::party_pending("vendor", id, euro)) == Amount{});
    }
}

TEST_CASE("a free order that was charged for gives the charge back when it is cancelled") {
    Dear shop;
    Order free = order("o1");
    for (OrderLine& line : free.lines) line.unit_price_minor = line.shipping_minor = {};
    shop.tell("e1", "2024-03-04T10:00:00Z", OrderPlaced{free, {}});
    shop.tell("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}});
    CHECK(shop.balance(ledger::platform_commission(euro)) == Amount{30000});
    shop.tell("e3", "2024-03-05T11:00:00Z", OrderCancelled{OrderId{"o1"}, "out of stock"});
    CHECK(shop.balance(ledger::platform_commission(euro)) == Amount{});
    CHECK(shop.balance(ledger::party_pending("vendor", "anna", euro)) == Amount{});
}

TEST_CASE("a goodwill refund is an expense of the platform, and no end of the delivery") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("r", "2024-03-05T09:00:00Z", OrderRefunded{refund("r1", 0, true)}));
    CHECK(shop.balance("exp:platform:EUR:goodwill") == Amount{14000});
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{1400});
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::captured);
    CHECK(shop.all<StoredHold>().empty());
    shop.close_days("2024-03-05", 1);
    CHECK(shop.balance("liab:vendor:anna:EUR:available") == Amount{});
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    CHECK(shop.all<StoredOrder>()[0].fulfilled_at);
    shop.close_days("2024-03-06", 8);
    CHECK(shop.balance("liab:vendor:anna:EUR:available") == Amount{9680});
}

TEST_CASE("an order that is cancelled after a goodwill refund gives the platform back what it had paid") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    std::int64_t gift = 14000;
    SUBCASE("of all") {}
    SUBCASE("of a part") { gift = 5000; }
    shop.engine.handle(event("r", "2024-03-05T09:00:00Z", OrderRefunded{refund("r1", gift, true)}));
    shop.engine.handle(event("c", "2024-03-06T09:00:00Z", OrderCancelled{OrderId{"o1"}, "lost in the mail"}));
    for (const auto& account : shop.all<ledger::Account>()) {
        CAPTURE(account.id.value);
        CHECK(ledger::balance_of(account) == Amount{});
    }
    CHECK(shop.all<StoredOrder>()[0].refunded_minor == Amount{14000});
    Amount refunded;
    for (const StoredRefund& row : shop.all<StoredRefund>()) refunded += row.amount_minor;
    CHECK(refunded == Amount{14000});
    CHECK_NOTHROW(shop.close_days("2024-03-06", 20));
    CHECK(shop.all<payments::Payout>().empty());
}

TEST_CASE("goodwill says nothing about a vendor") {
    Counted shop;
    shop.capture();
    shop.engine.handle(event("r", "2024-03-05T09:00:00Z", OrderRefunded{refund("r1", 1000, true)}));
    CHECK(shop.of("anna").refunded_minor == Amount{});
    shop.engine.handle(event("r2", "2024-03-05T10:00:00Z", OrderRefunded{refund("r2", 3600)}));
    CHECK(shop.of("anna").refunded_minor + shop.of("bert").refunded_minor == Amount{3600});
}

TEST_CASE("a cancelled order is one cancellation for each of its vendors, before and after its capture") {
    Counted shop;
    SUBCASE("before") {}
    SUBCASE("after") { shop.capture(); }
    shop.engine.handle(event("c", "2024-03-05T09:00:00Z", OrderCancelled{OrderId{"o1"}, "changed their mind"}));
    const affiliate::DailyMetrics anna = shop.of("anna");
    CHECK(anna.orders == 1);
    CHECK(anna.cancellations == 1);
    CHECK(anna.cancelled_minor == Amount{3 * 11000});
    CHECK(anna.gross_minor == anna.cancelled_minor);
    CHECK(shop.of("bert").cancellations == 1);
    CHECK(shop.of("bert").cancelled_minor == Amount{3000});
}

TEST_CASE("a host may call its events as it likes, also as disputes are called") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("dispute/d1", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    DisputeOpened opened;
    opened.disputed = refund("d1");
    CHECK_NOTHROW(shop.engine.handle(event("dispute/d1/hold", "2024-03-05T11:00:00Z", opened)));
    CHECK_NOTHROW(shop.engine.handle(event("dispute/d1/1/hold", "2024-03-06T11:00:00Z", DisputeLost{RefundId{"d1"}})));
}
