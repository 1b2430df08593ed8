// What tier runs do with the facts that events bring.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

/// Gold from 100.00 of net sales in the month before.
affiliate::TierPolicy monthly() {
    return affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR", "levels": [
        {"code": "bronze", "rank": 0},
        {"code": "gold", "rank": 1, "any_of": [{"all_of": [
            {"metric": "gmv_net", "comparison": "at_least", "number": 10000}]}]}],
      "window": {"kind": "look_back", "unit": "month", "count": 1}})");
}

struct Shop : Marketplace {
    void publish(const affiliate::TierPolicy& policy, const char* when) {
        engine.handle(event("policy-" + policy.id.value + std::to_string(policy.version), when,
                            TierPolicyPublished{policy}));
    }
    void place(const char* id, const char* placed, const char* told = nullptr) {
        engine.handle(event(id, told == nullptr ? placed : told, OrderPlaced{order(id, placed)}));
    }
    void capture(const char* id, const char* when) {
        engine.handle(event(std::string{"capture-"} + id, when, OrderCaptured{OrderId{id}}));
    }
    void refund(const char* id, const char* when) {
        affiliate::RefundRequest request;
        request.id = RefundId{std::string{"refund-"} + id};
        request.order_id = OrderId{id};
        engine.handle(event(request.id.value, when, OrderRefunded{request}));
    }
    std::string tier_of_order(const char* id) {
        for (const auto& row : all<StoredOrderLine>()) {
            if (row.order_id.value == id && row.line.vendor_id.value == "anna") return row.line.tier;
        }
        return "no line";
    }
    std::string level_of(const char* vendor) {
        for (const auto& row : all<affiliate::TierState>()) {
            if (row.vendor_id.value == vendor) return row.level;
        }
        return "no state";
    }
    std::vector<affiliate::TierEvaluation> evaluations_of(const char* vendor) {
        auto rows = all<affiliate::TierEvaluation>();
        std::erase_if(rows, [&](const auto& row) { return row.vendor_id.value != vendor; });
        return rows;
    }
    std::string close(const char* day) {
        const Date closed = parse_date(day);
        return engine
            .handle({EventId{std::string{"day-"} + day}, TimeZone{}.start_of(add_days(closed, 1)), DayClosed{closed}})
            .answer;
    }
};

}  // namespace

TEST_CASE("an order that is told late is priced by the tier of the time when it was placed") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    shop.close_days("2024-02-20", 10);
    shop.place("late", "2024-02-28T10:00:00Z", "2024-03-02T10:00:00Z");
    CHECK(shop.tier_of_order("late") == "");
    shop.place("o2", "2024-03-02T11:00:00Z");
    CHECK(shop.tier_of_order("o2") == "gold");
}

TEST_CASE("a run is reported, and whom it could not judge is tried again with each day") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    TierGiven given{VendorId{"anna"}, {"gold", at("2024-02-21T00:00:00Z"), std::nullopt, "mara"}};
    shop.engine.handle(event("give", "2024-02-21T00:00:00Z", given));
    affiliate::TierPolicy renamed = monthly();
    renamed.version = 2;
    renamed.levels[1].code = "lead";
    shop.publish(renamed, "2024-02-22T00:00:00Z");
    CHECK(shop.close("2024-02-29").find("1 tier evaluations (1 up, 1 failed)") != std::string::npos);
    auto runs = shop.all<StoredTierRun>();
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].report.period_key == "2024-02");
    CHECK(runs[0].report.evaluated == 1);
    REQUIRE(runs[0].report.errors.size() == 1);
    CHECK(runs[0].report.errors[0].vendor_id == VendorId{"anna"});
    CHECK(runs[0].report.errors[0].code == "not_found");
    CHECK(runs[0].report.outcomes.empty());
    shop.close("2024-03-01");
    CHECK(shop.all<StoredTierRun>()[0].report.errors.size() == 1);
    shop.engine.handle(event("take", "2024-03-02T12:00:00Z", TierTaken{VendorId{"anna"}}));
    CHECK(shop.close("2024-03-02").find("1 tier evaluations (1 up)") != std::string::npos);
    runs = shop.all<StoredTierRun>();
    CHECK(runs[0].report.errors.empty());
    CHECK(runs[0].report.evaluated == 2);
    CHECK(shop.level_of("anna") == "lead");
}

TEST_CASE("a policy of another currency judges what was sold in that, and stops nobody") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    affiliate::TierPolicy dollars = monthly();
    dollars.version = 2;
    dollars.currency = Currency{"USD"};
    shop.publish(dollars, "2024-02-21T00:00:00Z");
    shop.place("o2", "2024-02-22T10:00:00Z");
    Order sold = order("o3", "2024-02-23T10:00:00Z");
    sold.currency = Currency{"USD"};
    sold.lines.pop_back();
    shop.engine.handle(event("o3", "2024-02-23T10:00:00Z", OrderPlaced{sold}));
    shop.close("2024-02-29");
    CHECK(shop.level_of("anna") == "gold");
    CHECK(shop.level_of("bert") == "bronze");
    const auto judged = shop.evaluations_of("anna");
    CHECK(judged[0].metrics.orders == 3);
    CHECK(judged[0].metrics.gmv_net_minor == Amount{11000});
}

TEST_CASE("a policy of another id ends the levels of the one before") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    shop.close("2024-02-29");
    affiliate::TierPolicy other = monthly();
    other.id = TierPolicyId{"other"};
    shop.publish(other, "2024-03-10T00:00:00Z");
    shop.place("o2", "2024-03-11T10:00:00Z");
    CHECK(shop.tier_of_order("o2") == "");
    for (const auto& span : shop.all<affiliate::TierAssignment>())
        CHECK(span.effective_to == at("2024-03-10T00:00:00Z"));
    shop.publish([] {
        affiliate::TierPolicy back = monthly();
        back.version = 2;
        return back;
    }(), "2024-03-12T00:00:00Z");
    shop.place("o3", "2024-03-13T10:00:00Z");
    CHECK(shop.tier_of_order("o3") == "");
}

TEST_CASE("defects and late shipments are told, of a vendor or of the whole order") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    shop.once(event("d", "2024-02-21T10:00:00Z", OrderDefective{OrderId{"o1"}, VendorId{"anna"}, "broken"}),
              OrderDefective{OrderId{"o1"}, VendorId{"bert"}, "broken"});
    shop.engine.handle(event("l", "2024-02-21T11:00:00Z", ShipmentLate{OrderId{"o1"}, VendorId{}}));
    CHECK(error_of([&] {
              shop.engine.handle(event("x", "2024-02-21T12:00:00Z", ShipmentLate{OrderId{"o1"}, VendorId{"eve"}}));
          }) == "not_found vendor_id");
    CHECK(error_of([&] {
              shop.engine.handle(event("y", "2024-02-21T12:00:00Z", OrderDefective{OrderId{"o2"}, VendorId{}, ""}));
          }) == "out_of_order order_id");
    shop.close("2024-02-29");
    CHECK(shop.evaluations_of("anna")[0].metrics.defect_rate == Rate{1, 1});
    CHECK(shop.evaluations_of("anna")[0].metrics.late_shipment_rate == Rate{1, 1});
    CHECK(shop.evaluations_of("bert")[0].metrics.defect_rate == Rate{});
    CHECK(shop.evaluations_of("bert")[0].metrics.late_shipment_rate == Rate{1, 1});
}

TEST_CASE("a policy that evaluates upon events judges the vendor at once") {
    affiliate::TierPolicy policy = monthly();
    policy.schedule.frequency = affiliate::Frequency::on_event;
    policy.window = affiliate::LookBack{affiliate::CalendarUnit::month, 1, true};
    Shop shop;
    shop.publish(policy, "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    CHECK(shop.tier_of_order("o1") == "");
    CHECK(shop.level_of("anna") == "gold");
    CHECK(shop.level_of("bert") == "bronze");
    shop.place("o2", "2024-02-20T10:00:01Z");
    CHECK(shop.tier_of_order("o2") == "gold");
    // An event that is told late, and a month that ends before its day is closed, disturb nothing.
    shop.place("o3", "2024-02-19T10:00:00Z");
    shop.place("o4", "2024-03-01T10:00:00Z");
    shop.close("2024-02-29");
    shop.place("o5", "2024-04-02T10:00:00Z");  // March is judged first: 140.00 of one order
    CHECK(shop.tier_of_order("o5") == "gold");
    shop.close_days("2024-03-01", 31);
    CHECK(shop.all<StoredTierRun>().back().report.errors.empty());
    CHECK(shop.level_of("bert") == "bronze");
}

TEST_CASE("with cycles of their own, vendors are judged where their own month ends") {
    affiliate::TierPolicy policy = monthly();
    policy.levels[1].any_of[0].all_of[0].number = 1000;
    policy.schedule.frequency = affiliate::Frequency::daily;
    policy.window = affiliate::Cycle{affiliate::CalendarUnit::month, 1, affiliate::CycleAnchor::vendor_date, {}, true};
    Shop shop;
    auto anna = std::get<VendorRegistered>(vendor("anna").payload);
    anna.vendor.cycle_from = Date{2023, 6, 20};
    shop.engine.handle(event("anna-cycles", "2024-01-15T00:00:00Z", anna));
    shop.publish(policy, "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-05T10:00:00Z");
    auto close_until = [&, day = Date{2024, 2, 5}](Date last) mutable {
        for (; day <= last; day = add_days(day, 1)) shop.close(to_string(day).c_str());
    };
    close_until({2024, 3, 18});
    CHECK(shop.level_of("anna") == "gold");  // by 20 January to 19 February
    CHECK(shop.evaluations_of("anna").back().metrics.cycle_from == Date{2023, 6, 20});
    close_until({2024, 3, 19});
    CHECK(shop.level_of("anna") == "bronze");
    CHECK(shop.level_of("bert") == "gold");  // by 5 February, the first sale, to 4 March
    close_until({2024, 4, 3});
    CHECK(shop.level_of("bert") == "gold");
    close_until({2024, 4, 4});
    CHECK(shop.level_of("bert") == "bronze");
    CHECK(shop.all<StoredTierRun>().back().report.errors.empty());
}

TEST_CASE("what happened before the first tier policy counts for it") {
    Shop shop;
    shop.place("o1", "2024-02-05T10:00:00Z");
    shop.publish(monthly(), "2024-02-10T00:00:00Z");
    shop.close("2024-02-29");
    CHECK(shop.level_of("anna") == "gold");
}

TEST_CASE("what becomes known late is judged again, and takes effect from then on") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    shop.capture("o1", "2024-02-20T11:00:00Z");
    shop.close("2024-02-29");
    REQUIRE(shop.level_of("anna") == "gold");
    shop.refund("o1", "2024-03-05T10:00:00Z");
    CHECK(shop.level_of("anna") == "gold");
    CHECK(shop.all<StoredLateFact>().size() == 2);
    CHECK(shop.close("2024-03-05").find("0 tier evaluations (2 again)") != std::string::npos);
    CHECK(shop.level_of("anna") == "bronze");
    CHECK(shop.all<StoredLateFact>().empty());
    const auto judged = shop.evaluations_of("anna");
    REQUIRE(judged.size() == 2);
    CHECK(judged[0].decision.level_after == "gold");
    CHECK(judged[1].revision == 2);
    CHECK(judged[1].effective_from == at("2024-03-06T00:00:00Z"));
    shop.place("o2", "2024-03-05T12:00:00Z", "2024-03-06T12:00:00Z");
    CHECK(shop.tier_of_order("o2") == "gold");
    shop.place("o3", "2024-03-06T13:00:00Z");
    CHECK(shop.tier_of_order("o3") == "bronze");
}

TEST_CASE("where the policy is retroactive, what becomes known late takes effect when the period was due") {
    affiliate::TierPolicy policy = monthly();
    policy.retroactive = true;
    Shop shop;
    shop.publish(policy, "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    shop.capture("o1", "2024-02-20T11:00:00Z");
    shop.close("2024-02-29");
    shop.refund("o1", "2024-03-05T10:00:00Z");
    shop.close("2024-03-05");
    shop.place("o2", "2024-03-02T12:00:00Z", "2024-03-06T12:00:00Z");
    CHECK(shop.tier_of_order("o2") == "bronze");
}

TEST_CASE("what becomes known about a day that is frozen counts when it became known") {
    Shop shop;
    shop.publish(monthly(), "2024-02-01T00:00:00Z");
    shop.place("o1", "2024-02-20T10:00:00Z");
    shop.capture("o1", "2024-02-20T11:00:00Z");
    shop.close("2024-02-29");
    shop.refund("o1", "2024-05-05T10:00:00Z");
    CHECK(shop.all<StoredLateFact>().empty());
}
