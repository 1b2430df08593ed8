// Levels by hand, and how they price orders.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

/// Gold sells by a plan of 5 %, from 1000.00 of net sales in the month before.
struct Tiered : Marketplace {
    explicit Tiered(bool retroactive = false) {
        affiliate::CommissionPlan gold = plan();
        gold.id = PlanId{"gold"};
        gold.rules[0].charge = affiliate::Percent{Rate::parse("5%")};
        engine.handle(event("plan-gold", "2024-01-02T00:00:00Z", PlanPublished{gold}));
        affiliate::TierPolicy policy = affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR", "levels": [
            {"code": "bronze", "rank": 0},
            {"code": "gold", "rank": 1, "benefits": {"plan_id": "gold"}, "any_of": [{"all_of": [
                {"metric": "gmv_net", "comparison": "at_least", "number": 10000}]}]}],
          "window": {"kind": "look_back", "unit": "month", "count": 1}})");
        policy.retroactive = retroactive;
        engine.handle(event("policy", "2024-02-10T00:00:00Z", TierPolicyPublished{policy}));
    }
    TierGiven gold(const char* from, const char* to) {
        TierGiven given{VendorId{"anna"}, {"gold", at(from), std::nullopt, "mara"}};
        if (to != nullptr) given.level_override.effective_to = at(to);
        return given;
    }
    /// The level by which an order placed at this instant is priced for anna.
    std::string level_of(const char* id, const char* placed) {
        engine.handle(event(id, placed, OrderPlaced{order(id, placed)}));
        for (const auto& row : all<StoredOrderLine>()) {
            if (row.order_id.value == id && row.line.vendor_id.value == "anna") return row.line.tier;
        }
        return "no line";
    }
    std::string plan_of(const char* id) {
        for (const auto& row : all<StoredCommission>()) {
            if (row.order_id.value == id && row.position == 0) return row.plan_id.value;
        }
        return "no commission";
    }
};

}  // namespace

TEST_CASE("a given level prices orders from its begin to its end") {
    Tiered shop;
    shop.once(event("give", "2024-03-01T00:00:00Z", shop.gold("2024-03-05T00:00:00Z", "2024-03-10T00:00:00Z")),
              shop.gold("2024-03-05T00:00:00Z", nullptr));
    CHECK(shop.level_of("o1", "2024-03-04T23:59:59Z") == "");
    CHECK(shop.level_of("o2", "2024-03-05T00:00:00Z") == "gold");
    CHECK(shop.plan_of("o2") == "gold");
    CHECK(shop.level_of("o3", "2024-03-09T23:59:59Z") == "gold");
    CHECK(shop.level_of("o4", "2024-03-10T00:00:00Z") == "");
    CHECK(shop.plan_of("o4") == "standard");
    CHECK(shop.level_of("o5", "2024-05-10T00:00:00Z") == "");
}

TEST_CASE("a given level is taken away") {
    Tiered shop;
    shop.engine.handle(event("give", "2024-03-01T00:00:00Z", shop.gold("2024-03-01T00:00:00Z", nullptr)));
    CHECK(shop.level_of("o1", "2024-03-05T00:00:00Z") == "gold");
    shop.once(event("take", "2024-03-06T00:00:00Z", TierTaken{VendorId{"anna"}}), TierTaken{VendorId{"bert"}});
    CHECK(shop.level_of("o2", "2024-03-06T00:00:00Z") == "");
}

TEST_CASE("what is earned beneath a given level is in force when that ends") {
    Tiered shop;
    shop.level_of("o1", "2024-02-20T00:00:00Z");
    shop.close_days("2024-02-20", 10);  // 110.00 in February: anna earns gold on 1 March
    CHECK(shop.level_of("o2", "2024-03-02T00:00:00Z") == "gold");
    TierGiven gold = shop.gold("2024-03-03T00:00:00Z", "2024-05-10T00:00:00Z");
    shop.engine.handle(event("give", "2024-03-03T00:00:00Z", gold));
    shop.close_days("2024-03-01", 61);  // no sales in April: bronze is earned on 1 May, beneath the given gold
    const auto states = shop.all<affiliate::TierState>();
    CHECK(states[0].level == "bronze");
    CHECK(shop.level_of("o3", "2024-05-09T00:00:00Z") == "gold");
    CHECK(shop.level_of("o4", "2024-05-10T00:00:00Z") == "bronze");
}

TEST_CASE("a locked level is neither lost nor gained until the lock ends") {
    Tiered shop;
    shop.level_of("o1", "2024-02-20T00:00:00Z");
    shop.once(event("lock", "2024-02-21T00:00:00Z",
                    TierLocked{VendorId{"anna"}, {at("2024-06-01T00:00:00Z"), "under review"}}),
              TierLocked{VendorId{"anna"}, {at("2024-07-01T00:00:00Z"), "under review"}});
    shop.close_days("2024-02-20", 10);
    CHECK(shop.level_of("o2", "2024-03-02T00:00:00Z") == "");
    shop.once(event("unlock", "2024-03-03T00:00:00Z", TierUnlocked{VendorId{"anna"}}), TierUnlocked{VendorId{"bert"}});
    shop.close_days("2024-03-01", 31);
    CHECK(shop.level_of("o3", "2024-04-02T00:00:00Z") == "gold");
}

TEST_CASE("a level given for the past, where the policy allows it, reaches orders by their restatement") {
    Tiered shop{true};
    CHECK(shop.level_of("o1", "2024-03-04T10:00:00Z") == "");
    CHECK(shop.level_of("o2", "2024-03-08T10:00:00Z") == "");
    shop.engine.handle(
        event("give", "2024-03-09T00:00:00Z", shop.gold("2024-03-01T00:00:00Z", "2024-03-10T00:00:00Z")));
    shop.engine.handle(event("take", "2024-03-09T01:00:00Z", TierTaken{VendorId{"anna"}}));
    for (const char* id : {"o1", "o2"}) {
        CommissionRestated request;
        request.order_id = OrderId{id};
        request.run_id = RunId{"gold for March"};
        request.tiers_anew = true;
        shop.engine.handle(event(std::string{"restate-"} + id, "2024-03-10T00:00:00Z", request));
        shop.engine.handle(event(std::string{"capture-"} + id, "2024-03-10T00:00:00Z", OrderCaptured{OrderId{id}}));
    }
    // 5 % and its tax for anna; bert has no level and keeps 10 %.
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{2 * (11000 - 550 - 110)});
    CHECK(shop.balance("liab:vendor:bert:EUR:pending") == Amount{2 * 2520});
}

TEST_CASE("what a decision about a level is refused for") {
    Marketplace untiered;
    const auto refused = [](Marketplace& shop, EventPayload payload) {
        const std::string before = shop.content();
        const std::string found = error_of([&] { shop.engine.handle(event("x", "2024-03-14T09:00:00Z", payload)); });
        CHECK(shop.content() == before);
        return found;
    };
    CHECK(refused(untiered, TierTaken{VendorId{"anna"}}) == "out_of_order tier_policy");
    Tiered shop;
    CHECK(refused(shop, TierTaken{VendorId{"nobody"}}) == "not_found vendor_id");
    CHECK(refused(shop, TierTaken{VendorId{"anna"}}) == "not_found vendor_id");
    CHECK(refused(shop, TierUnlocked{VendorId{"anna"}}) == "not_found vendor_id");
    CHECK(refused(shop, shop.gold("2024-03-14T08:59:59Z", nullptr)) ==
          "out_of_range level_override.effective_from");
    CHECK(refused(shop, TierLocked{VendorId{"anna"}, {at("2024-03-14T09:00:00Z"), "late"}}) ==
          "out_of_range lock.until");
    TierGiven unknown = shop.gold("2024-03-15T00:00:00Z", nullptr);
    unknown.level_override.level = "platinum";
    CHECK(refused(shop, unknown) == "not_found level_override.level");
}
