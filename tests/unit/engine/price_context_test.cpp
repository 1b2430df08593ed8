// What orders are priced with beside themselves: volumes, first orders, vendors without tax on fees.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

struct Shop : Marketplace {
    void publish(const affiliate::CommissionPlan& of) {
        engine.handle(event("publish-" + std::to_string(of.version), "2024-02-01T00:00:00Z", PlanPublished{of}));
    }
    void place(const char* id, const char* placed, const char* customer = "c1", const char* told = nullptr) {
        Order sold = order(id, placed);
        sold.customer_id = CustomerId{customer};
        engine.handle(event(id, told == nullptr ? placed : told, OrderPlaced{sold}));
    }
    affiliate::Charge charge_of(const char* id, std::int64_t line, std::size_t slot) {
        for (const auto& row : all<StoredCommission>()) {
            if (row.order_id.value == id && row.position == line) return row.commission.charges[slot];
        }
        return {};
    }
};

/// 10 %, from the third order of a month on 5 %.
affiliate::CommissionPlan by_orders() {
    affiliate::CommissionPlan out = plan();
    out.version = 2;
    affiliate::Volume volume;
    volume.metric = affiliate::VolumeMetric::orders;
    volume.thresholds = {{Amount{0}, Rate::parse("10%"), {}}, {Amount{2}, Rate::parse("5%"), {}}};
    out.rules[0].charge = volume;
    return out;
}

}  // namespace

TEST_CASE("an ordinary plan keeps no volumes, first orders or contexts") {
    Shop shop;
    shop.place("o1", "2024-03-04T10:00:00Z");
    CHECK(shop.all<StoredVolume>().empty());
    CHECK(shop.all<StoredFirstOrder>().empty());
    CHECK(shop.all<StoredContext>().empty());
}

TEST_CASE("a charge by volume counts the orders of the month before, of each vendor, where they belong") {
    Shop shop;
    shop.publish(by_orders());
    shop.place("o1", "2024-03-04T10:00:00Z");
    shop.place("o2", "2024-03-05T10:00:00Z");
    CHECK(shop.charge_of("o2", 0, 0).amount_minor == Amount{1100});
    shop.place("o3", "2024-03-06T10:00:00Z");
    CHECK(shop.charge_of("o3", 0, 0).amount_minor == Amount{550});
    CHECK(shop.charge_of("o3", 1, 0).amount_minor == Amount{150});
    shop.place("o4", "2024-04-01T10:00:00Z");
    CHECK(shop.charge_of("o4", 0, 0).amount_minor == Amount{1100});
    shop.place("late", "2024-03-31T10:00:00Z", "c1", "2024-04-02T10:00:00Z");
    CHECK(shop.charge_of("late", 0, 0).amount_minor == Amount{550});
    const auto volumes = shop.all<StoredVolume>();
    REQUIRE(volumes.size() == 4);
    CHECK(volumes[0].period == Date{2024, 3, 1});
    CHECK(volumes[0].orders == 4);
    CHECK(volumes[0].amount_minor == Amount{4 * 10000});
}

TEST_CASE("an order is priced again with the volume that it was sold with") {
    Shop shop;
    shop.publish(by_orders());
    for (const char* id : {"o1", "o2", "o3"}) shop.place(id, "2024-03-04T10:00:00Z");
    for (const char* id : {"o1", "o3"}) {
        CommissionRestated restated;
        restated.order_id = OrderId{id};
        restated.run_id = RunId{"run"};
        shop.engine.handle(event(std::string{"again-"} + id, "2024-03-05T12:00:00Z", restated));
    }
    CHECK(shop.all<StoredAdjustment>().empty());
}

TEST_CASE("a recurring charge ends so many months after the customer's first order for the affiliate") {
    Shop shop;
    affiliate::CommissionPlan recurring = plan();
    recurring.version = 2;
    affiliate::Recurring charge;
    charge.rate = Rate::parse("4%");
    charge.months = 2;
    recurring.rules[1].charge = charge;
    shop.publish(recurring);
    shop.place("o1", "2024-03-04T10:00:00Z");
    shop.place("o2", "2024-05-04T09:59:59Z");
    CHECK(shop.charge_of("o2", 1, 1).amount_minor == Amount{120});
    shop.place("o3", "2024-05-04T10:00:00Z");
    CHECK(shop.charge_of("o3", 1, 1).rule_id.empty());
    shop.place("other", "2024-05-04T10:00:00Z", "c2");
    CHECK(shop.charge_of("other", 1, 1).amount_minor == Amount{120});
    const auto first = shop.all<StoredFirstOrder>();
    REQUIRE(first.size() == 2);
    CHECK(first[0].party_id == "blog");
    CHECK(first[0].at == at("2024-03-04T10:00:00Z"));
    shop.place("before", "2024-02-20T10:00:00Z", "c1", "2024-05-05T10:00:00Z");
    CHECK(shop.all<StoredFirstOrder>()[0].at == at("2024-02-20T10:00:00Z"));
}

TEST_CASE("fees of an exempt vendor carry no tax, and still none when they are calculated again") {
    Shop shop;
    Event anna = vendor("anna");
    anna.id = EventId{"anna-2"};
    std::get<VendorRegistered>(anna.payload).vendor.fee_tax_exempt = true;
    shop.engine.handle(anna);
    shop.place("o1", "2024-03-04T10:00:00Z");
    CHECK(shop.charge_of("o1", 0, 0).tax_minor == Amount{0});
    CHECK(shop.charge_of("o1", 1, 0).tax_minor == Amount{60});
    anna.id = EventId{"anna-3"};
    std::get<VendorRegistered>(anna.payload).vendor.fee_tax_exempt = false;
    shop.engine.handle(anna);
    CommissionRestated restated;
    restated.order_id = OrderId{"o1"};
    restated.run_id = RunId{"run"};
    shop.engine.handle(event("again", "2024-03-05T12:00:00Z", restated));
    CHECK(shop.all<StoredAdjustment>().empty());
}
