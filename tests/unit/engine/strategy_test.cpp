#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

vendors::FeeRule fee(const char* code, vendors::FeeKind kind, std::int64_t minor) {
    vendors::FeeRule rule;
    rule.code = code;
    rule.kind = kind;
    rule.currency = Currency{"EUR"};
    rule.amount_minor = {minor};
    rule.tax = Rate::parse("19%");
    return rule;
}

/// Shops pay 29.00 a month and 5.00 for each breach; their plan is of its own and they are paid daily.
vendors::StrategyConfig strategies() {
    vendors::StrategyConfig out = vendors::default_strategies();
    out.id = "ours";
    out.shop.fees = {fee("monthly", vendors::FeeKind::subscription, 2900),
                     fee("breach", vendors::FeeKind::penalty, 500)};
    out.shop.plan_id = PlanId{"shops"};
    out.shop.payout_schedule_id = "every_day";
    return out;
}

struct Configured : Marketplace {
    Configured() {
        affiliate::CommissionPlan cheap = plan();
        cheap.id = PlanId{"shops"};
        cheap.rules[0].charge = affiliate::Percent{Rate::parse("5%")};
        engine.handle(event("plan-2", "2024-01-02T00:00:00Z", PlanPublished{cheap}));
        payments::PayoutSchedule daily;
        daily.id = "every_day";
        daily.kind = payments::PayoutScheduleKind::daily;
        engine.handle(event("schedule", "2024-01-02T00:00:00Z", SchedulePublished{daily}));
        engine.handle(event("strategies", "2024-01-02T00:00:00Z", StrategiesPublished{strategies()}));
    }
    void sell() {
        engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
        engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
        engine.handle(event("e3", "2024-03-04T12:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    }
    Event breach(const char* id, const char* source) {
        FeeCharged charged;
        charged.fee_code = "breach";
        charged.facts.vendor_id = VendorId{"anna"};
        charged.facts.source = source;
        charged.facts.at = at("2024-03-05T00:00:00Z");
        return event(id, "2024-03-05T00:00:00Z", charged);
    }
};

}  // namespace

TEST_CASE("the strategy of its kind decides a vendor's plan and payout schedule") {
    Configured shop;
    shop.sell();
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{550 + 150});
    shop.close_days("2024-03-04", 2);  // delivered on the 4th without a hold: available on the 5th, paid that night
    const auto payouts = shop.all<payments::Payout>();
    REQUIRE(!payouts.empty());
    CHECK(payouts[0].period_key.starts_with("daily:"));
}

TEST_CASE("subscriptions are charged when a month ends, for its days, once") {
    Configured shop;
    Event late = vendor("carl");
    auto& carl = std::get<VendorRegistered>(late.payload).vendor;
    carl.approved_at = at("2024-02-20T00:00:00Z");
    shop.engine.handle(late);
    shop.close_days("2024-02-27", 3);
    const auto charges = shop.all<vendors::FeeCharge>();
    REQUIRE(charges.size() == 3);
    CHECK(shop.balance("rev:platform:EUR:subscription") == Amount{2900 + 2900 + 1000});  // carl: 10 of 29 days
    CHECK(shop.balance("liab:tax:fees:EUR") == Amount{551 + 551 + 190});
    CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{2900 + 551});
    shop.sell();
    shop.close_days("2024-03-01", 6);
    // The earnings of the order paid the debt first.
    CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{0});
    Amount paid;
    for (const auto& payout : shop.all<payments::Payout>()) {
        if (payout.payee_id == "anna") paid += payout.amount_minor;
    }
    CHECK(paid == Amount{11000 - 550 - 110 - 2900 - 551});
}

TEST_CASE("a measured fee is charged once for its source, whatever event tells of it") {
    Configured shop;
    CHECK(shop.engine.handle(shop.breach("b1", "case-1")).answer == "fee anna/breach/case-1 charged");
    CHECK(shop.engine.handle(shop.breach("b2", "case-1")).answer == "fee anna/breach/case-1 had been charged");
    CHECK(shop.balance("rev:platform:EUR:fee") == Amount{500});
    CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{595});
    shop.engine.handle(shop.breach("b3", "case-2"));
    CHECK(shop.balance("rev:platform:EUR:fee") == Amount{1000});
}

TEST_CASE("a source that was charged is not charged again with other facts") {
    Configured shop;
    shop.engine.handle(shop.breach("b1", "case-1"));
    Event again = shop.breach("b2", "case-1");
    again.at = std::get<FeeCharged>(again.payload).facts.at = at("2024-03-09T00:00:00Z");
    CHECK_NOTHROW(shop.engine.handle(again));
    Event other = shop.breach("b3", "case-1");
    std::get<FeeCharged>(other.payload).facts.count = 2;
    CHECK(error_of([&] { shop.engine.handle(other); }) == "duplicate_key facts.source");
    CHECK(shop.balance("rev:platform:EUR:fee") == Amount{500});
}

TEST_CASE("months that end while no day is closed are charged with the next day") {
    Configured shop;
    const auto close = [&](const char* day) {
        const Date date = parse_date(day);
        shop.engine.handle(
            {EventId{std::string{"day-"} + day}, TimeZone{}.start_of(add_days(date, 1)), DayClosed{date}});
    };
    close("2024-01-30");
    CHECK(shop.all<vendors::FeeCharge>().empty());
    close("2024-04-02");  // January, February and March have ended
    CHECK(shop.all<vendors::FeeCharge>().size() == 2 * 3);
    CHECK(shop.balance("rev:platform:EUR:subscription") == Amount{2 * 3 * 2900});
    close("2024-04-30");
    CHECK(shop.balance("rev:platform:EUR:subscription") == Amount{2 * 4 * 2900});
}

TEST_CASE("who leaves pays for the days until then") {
    Configured shop;
    Event leaving = vendor("anna");
    leaving.id = EventId{"anna-leaves"};
    leaving.at = at("2024-02-12T00:00:00Z");
    auto& record = std::get<VendorRegistered>(leaving.payload).vendor;
    record.status = vendors::VendorStatus::offboarding;
    record.status_changed_at = leaving.at;
    shop.close_days("2024-02-10", 2);
    shop.engine.handle(leaving);
    shop.close_days("2024-02-12", 50);
    Amount charged;
    for (const auto& charge : shop.all<vendors::FeeCharge>()) {
        if (charge.vendor_id.value == "anna") charged += charge.amount_minor;
    }
    CHECK(charged == Amount{1100});  // 11 of 29 days
}

TEST_CASE("a subscription of several months begins with the approval, and its months are charged as they end") {
    Marketplace shop;
    vendors::StrategyConfig table = vendors::default_strategies();
    table.id = "ours";
    vendors::FeeRule quarterly = fee("quarterly", vendors::FeeKind::subscription, 9100);
    quarterly.months = 3;
    quarterly.tax = {};
    table.shop.fees = {quarterly};
    shop.engine.handle(event("strategies", "2024-01-02T00:00:00Z", StrategiesPublished{table}));
    Event late = vendor("carl");
    std::get<VendorRegistered>(late.payload).vendor.approved_at = at("2024-01-17T00:00:00Z");
    shop.engine.handle(late);
    const auto charged = [&](const char* vendor) {
        Amount sum;
        for (const auto& charge : shop.all<vendors::FeeCharge>()) {
            if (charge.vendor_id.value == vendor) sum += charge.amount_minor;
        }
        return sum;
    };
    shop.close_days("2024-01-30", 2);
    CHECK(charged("anna") == Amount{3100});  // 31 of the 91 days of January to March
    CHECK(charged("carl") == Amount{1500});  // 15 of the 91 days to the 16th of April
    shop.close_days("2024-02-01", 60);
    CHECK(charged("anna") == Amount{9100});
    CHECK(charged("carl") == Amount{1500 + 2900 + 3100});
    shop.close_days("2024-04-01", 30);
    CHECK(charged("anna") == Amount{9100 + 3000});
    CHECK(charged("carl") == Amount{9100 + 1400});
}

TEST_CASE("fees that a strategy does not have, and tables that are not sound, are refused with their field") {
    Configured shop;
    Event unknown = shop.breach("b1", "case-1");
    std::get<FeeCharged>(unknown.payload).fee_code = "smile";
    CHECK_THROWS_WITH_AS(shop.engine.handle(unknown), doctest::Contains("fee_code"), Error);
    vendors::StrategyConfig broken = strategies();
    broken.version = 2;
    broken.shop.fees[1].code = "monthly";
    CHECK_THROWS_WITH_AS(shop.engine.handle(event("s2", "2024-02-01T00:00:00Z", StrategiesPublished{broken})),
                         doctest::Contains("shop.fees[1].code"), Error);
    CHECK(shop.all<vendors::FeeCharge>().empty());
    CHECK(shop.all<EngineState>()[0].strategies.version == 1);
}
