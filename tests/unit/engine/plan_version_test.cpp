// Which version of a plan prices an order, and what plans the engine refuses.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

affiliate::CommissionPlan version(std::int64_t number, const char* rate) {
    affiliate::CommissionPlan out = plan();
    out.version = number;
    out.rules[0].charge = affiliate::Percent{Rate::parse(rate)};
    return out;
}

struct Shop : Marketplace {
    void publish(const affiliate::CommissionPlan& of, const char* when) {
        engine.handle(event("publish-" + of.id.value + std::to_string(of.version), when, PlanPublished{of}));
    }
    /// The version of the first line of an order that is placed and told at these instants.
    std::int64_t version_of(const char* id, const char* placed, const char* told = nullptr) {
        engine.handle(event(id, told == nullptr ? placed : told, OrderPlaced{order(id, placed)}));
        for (const auto& row : all<StoredCommission>()) {
            if (row.order_id.value == id && row.position == 0) return row.plan_version;
        }
        return 0;
    }
    Amount fee_of(const char* id, std::size_t slot = 0) {
        for (const auto& row : all<StoredCommission>()) {
            if (row.order_id.value == id && row.position == 0) return row.commission.charges[slot].amount_minor;
        }
        return {};
    }
};

}  // namespace

TEST_CASE("a version that was published ahead prices orders from its begin, the one before it until then") {
    Shop shop;
    affiliate::CommissionPlan april = version(2, "8%");
    april.effective_from = at("2024-04-01T00:00:00Z");
    shop.publish(april, "2024-03-01T00:00:00Z");
    CHECK(shop.version_of("o1", "2024-03-04T10:00:00Z") == 1);
    CHECK(shop.version_of("o2", "2024-04-01T00:00:00Z") == 2);
    CHECK(shop.version_of("late", "2024-03-31T23:59:59Z", "2024-04-02T00:00:00Z") == 1);
}

TEST_CASE("a vendor's own plan is taken in the version of the order's time, too") {
    Shop shop;
    affiliate::CommissionPlan own = version(1, "7%");
    own.id = PlanId{"own"};
    shop.publish(own, "2024-02-01T00:00:00Z");
    own.version = 2;
    own.effective_from = at("2024-04-01T00:00:00Z");
    shop.publish(own, "2024-02-02T00:00:00Z");
    Event anna = vendor("anna");
    anna.id = EventId{"anna-2"};
    std::get<VendorRegistered>(anna.payload).vendor.plan_id = PlanId{"own"};
    shop.engine.handle(anna);
    CHECK(shop.version_of("o1", "2024-03-04T10:00:00Z") == 1);
    CHECK(shop.version_of("o2", "2024-04-04T10:00:00Z") == 2);
}

TEST_CASE("a restatement without a version takes the one of the order's time") {
    Shop shop;
    shop.version_of("o1", "2024-03-04T10:00:00Z");
    shop.publish(version(2, "9%"), "2024-03-10T00:00:00Z");
    affiliate::CommissionPlan april = version(3, "8%");
    april.effective_from = at("2024-04-01T00:00:00Z");
    shop.publish(april, "2024-04-01T00:00:00Z");
    CommissionRestated restated;
    restated.order_id = OrderId{"o1"};
    restated.run_id = RunId{"run"};
    shop.engine.handle(event("r", "2024-04-05T00:00:00Z", restated));
    shop.engine.handle(event("c", "2024-04-05T01:00:00Z", OrderCaptured{OrderId{"o1"}}));
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{14000 * 9 / 100});
}

TEST_CASE("where no version is in force an order is refused, and priced by no other plan") {
    Shop shop;
    affiliate::CommissionPlan ended = version(2, "8%");
    ended.effective_from = at("2024-04-01T00:00:00Z");
    ended.id = PlanId{"own"};
    shop.publish(ended, "2024-03-01T00:00:00Z");
    Event anna = vendor("anna");
    anna.id = EventId{"anna-2"};
    std::get<VendorRegistered>(anna.payload).vendor.plan_id = PlanId{"own"};
    shop.engine.handle(anna);
    CHECK(error_of([&] { shop.version_of("o1", "2024-03-04T10:00:00Z"); }) == "out_of_range rule_time");
}

TEST_CASE("a plan whose rules depend on the capture or the fulfilment is refused when it is published") {
    Shop shop;
    for (const affiliate::RuleTime time : {affiliate::RuleTime::captured, affiliate::RuleTime::fulfilled}) {
        affiliate::CommissionPlan later = version(2, "8%");
        later.rule_time = time;
        const std::string before = shop.content();
        CHECK(error_of([&] { shop.publish(later, "2024-03-01T00:00:00Z"); }) == "invalid_plan plan.rule_time");
        CHECK(shop.content() == before);
    }
    CHECK(shop.version_of("o1", "2024-03-04T10:00:00Z") == 1);
}

TEST_CASE("the amount of an order is that of all its lines, whatever plans these have") {
    Shop shop;
    affiliate::CommissionPlan large = version(2, "8%");
    affiliate::CommissionRule whole = large.rules[0];
    whole.id = RuleId{"large"};
    whole.is_default = false;
    whole.charge = affiliate::Percent{Rate::parse("5%")};
    whole.conditions.order_amount = affiliate::AmountRange{Amount{13000}, std::nullopt};
    large.rules.push_back(whole);
    shop.publish(large, "2024-02-01T00:00:00Z");
    affiliate::CommissionPlan own = version(1, "7%");
    own.id = PlanId{"own"};
    shop.publish(own, "2024-02-01T00:00:00Z");
    Event bert = vendor("bert");
    bert.id = EventId{"bert-2"};
    std::get<VendorRegistered>(bert.payload).vendor.plan_id = PlanId{"own"};
    shop.engine.handle(bert);
    shop.version_of("o1", "2024-03-04T10:00:00Z");  // 100.00 of anna and 30.00 of bert
    CHECK(shop.fee_of("o1") == Amount{550});
    // Priced again, it is the same order.
    CommissionRestated restated;
    restated.order_id = OrderId{"o1"};
    restated.run_id = RunId{"run"};
    shop.engine.handle(event("r", "2024-04-05T00:00:00Z", restated));
    CHECK(shop.all<StoredAdjustment>().empty());
}

TEST_CASE("a vendor has an assigned plan for its time, and of several the one that began last") {
    Shop shop;
    for (const char* id : {"spring", "contract"}) {
        affiliate::CommissionPlan other = version(1, "7%");
        other.id = PlanId{id};
        shop.publish(other, "2024-02-01T00:00:00Z");
    }
    const auto assign = [&](const char* event_id, const char* plan, const char* from, std::optional<Timestamp> to) {
        return event(event_id, "2024-02-02T00:00:00Z",
                     PlanAssigned{{VendorId{"anna"}, at(from), to, PlanId{plan}, AssignmentSource::contract}});
    };
    shop.engine.handle(assign("a1", "contract", "2024-03-01T00:00:00Z", std::nullopt));
    shop.engine.handle(assign("a2", "spring", "2024-04-01T00:00:00Z", at("2024-05-01T00:00:00Z")));
    const auto plan_of = [&](const char* id, const char* placed) {
        shop.engine.handle(event(id, placed, OrderPlaced{order(id, placed)}));
        for (const auto& row : shop.all<StoredCommission>()) {
            if (row.order_id.value == id && row.position == 0) return row.plan_id.value;
        }
        return std::string{};
    };
    CHECK(plan_of("o1", "2024-02-29T23:59:59Z") == "standard");
    CHECK(plan_of("o2", "2024-03-01T00:00:00Z") == "contract");
    CHECK(plan_of("o3", "2024-04-01T00:00:00Z") == "spring");
    CHECK(plan_of("o4", "2024-05-01T00:00:00Z") == "contract");
    shop.engine.handle(assign("a3", "contract", "2024-03-01T00:00:00Z", at("2024-05-15T00:00:00Z")));
    CHECK(plan_of("o5", "2024-05-15T00:00:00Z") == "standard");
    CHECK(error_of([&] { shop.engine.handle(assign("x", "none", "2024-03-01T00:00:00Z", std::nullopt)); }) ==
          "not_found assignment.plan_id");
    CHECK(error_of([&] {
              shop.engine.handle(assign("y", "spring", "2024-03-01T00:00:00Z", at("2024-03-01T00:00:00Z")));
          }) == "out_of_range assignment.effective_to");
}
