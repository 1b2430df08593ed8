#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

/// One point for each euro without shipping, usable two days after delivery, for thirty days; a point pays a cent and
/// stands for 0.8 of one.
loyalty::Program program() {
    return loyalty::parse_program(R"({"id": "club", "currency": "EUR",
      "earn": {"rules": [{"id": "base", "points_per_minor": "1/100"}]},
      "activation": {"mode": "after_days", "days": 2, "from": "delivered"},
      "expiry": {"mode": "rolling", "days": 30},
      "redemption": {"minor_per_point": "1", "points_min": 10, "share_max": "50%"},
      "fair_value": "4/5"})");
}

struct Club : Marketplace {
    Club() { engine.handle(event("program", "2024-01-02T00:00:00Z", ProgramPublished{program()})); }

    void deliver(const char* id, const char* day) {
        const std::string name = id;
        const std::string when = std::string{day} + "T10:00:00Z";
        engine.handle(event("placed-" + name, when.c_str(), OrderPlaced{order(id, when.c_str()), {1000}}));
        engine.handle(event("captured-" + name, when.c_str(), OrderCaptured{OrderId{id}}));
        engine.handle(event("fulfilled-" + name, when.c_str(), OrderFulfilled{OrderId{id}}));
    }
    LoyaltyTotals totals() {
        const auto rows = all<LoyaltyTotals>();
        REQUIRE(rows.size() == 1);
        return rows[0];
    }
    /// The liability in the ledger is the fair value of what is outstanding, whatever happened.
    void check_liability() {
        const LoyaltyTotals now = totals();
        CHECK(now.liability_minor == balance("liab:loyalty:club:EUR"));
        CHECK(now.earned == now.outstanding + now.redeemed + now.expired + now.reversed + now.adjusted);
        CHECK(balance("susp:platform:EUR:clearing") == Amount{0});
    }
};

}  // namespace

TEST_CASE("an order earns points at its capture, usable some days after its delivery") {
    Club club;
    club.deliver("o1", "2024-03-04");
    CHECK(club.totals().earned.value == 130);  // 130.00 of goods; 10.00 of shipping earn nothing
    CHECK(club.balance("liab:loyalty:club:EUR") == Amount{104});
    const auto pending = club.all<StoredLot>();
    REQUIRE(pending.size() == 1);
    CHECK(pending[0].lot.state == loyalty::LotState::pending);
    CHECK(pending[0].due_at == pending[0].lot.active_at);
    club.close_days("2024-03-04", 3);
    const auto active = club.all<StoredLot>();
    CHECK(active[0].lot.state == loyalty::LotState::active);
    CHECK(active[0].due_at == active[0].lot.expires_at);
    club.check_liability();
}

TEST_CASE("points pay a part of the next order, and the platform pays that part") {
    Club club;
    club.deliver("o1", "2024-03-04");
    club.close_days("2024-03-04", 3);
    club.deliver("o2", "2024-03-10");
    CHECK(club.totals().redeemed.value == 130);
    const auto orders = club.all<StoredOrder>();
    REQUIRE(orders.size() == 2);
    CHECK(orders[1].redeemed_minor == Amount{130});
    // Both orders cost 140.00; 1.30 of the second was paid with points, and no party gets less for it.
    const Amount collected =
        club.balance("assets:psp:bank:EUR:pending") + club.balance("assets:psp:bank:EUR:available");
    CHECK(collected == Amount{14000 + 14000 - 130});
    CHECK(club.balance("rev:platform:EUR:commission") == Amount{2 * (1100 + 300)});
    CHECK(club.balance("exp:platform:EUR:promo") == Amount{130} + club.balance("liab:loyalty:club:EUR"));
    club.check_liability();
}

TEST_CASE("a full refund takes the earned points and gives the spent ones back") {
    Club club;
    club.deliver("o1", "2024-03-04");
    club.close_days("2024-03-04", 3);
    club.deliver("o2", "2024-03-10");
    affiliate::RefundRequest part;
    part.id = RefundId{"r1"};
    part.order_id = OrderId{"o2"};
    part.at = at("2024-03-11T00:00:00Z");
    part.amount_minor = Amount{7000};
    club.engine.handle(event("refund", "2024-03-11T00:00:00Z", OrderRefunded{part}));
    CHECK(club.all<StoredRefund>()[0].points_minor == Amount{65});
    CHECK(club.totals().redeemed.value == 65);
    club.check_liability();
    club.engine.handle(event("rest", "2024-03-12T00:00:00Z", OrderCancelled{OrderId{"o2"}, "changed their mind"}));
    CHECK(club.totals().redeemed.value == 0);
    CHECK(club.totals().outstanding.value == 130);
    const Amount collected =
        club.balance("assets:psp:bank:EUR:pending") + club.balance("assets:psp:bank:EUR:available");
    CHECK(collected == Amount{14000});
    club.check_liability();
}

TEST_CASE("points of an order that is cancelled before its capture are free again") {
    Club club;
    club.deliver("o1", "2024-03-04");
    club.close_days("2024-03-04", 3);
    club.engine.handle(
        event("placed", "2024-03-10T10:00:00Z", OrderPlaced{order("o2", "2024-03-10T10:00:00Z"), {1000}}));
    REQUIRE(club.all<loyalty::Reservation>().size() == 1);
    club.engine.handle(event("cancel", "2024-03-10T11:00:00Z", OrderCancelled{OrderId{"o2"}, "no stock"}));
    CHECK(club.all<loyalty::Reservation>()[0].state == loyalty::ReservationState::released);
    CHECK(club.totals().redeemed.value == 0);
    club.check_liability();
}

TEST_CASE("points that were set aside for too long pay nothing") {
    Club club;
    club.deliver("o1", "2024-03-04");
    club.close_days("2024-03-04", 3);
    club.engine.handle(
        event("placed", "2024-03-10T10:00:00Z", OrderPlaced{order("o2", "2024-03-10T10:00:00Z"), {1000}}));
    REQUIRE(club.all<StoredPointsHold>().size() == 1);
    SUBCASE("in time they do") {
        club.close_days("2024-03-07", 10);
        club.engine.handle(event("capture", "2024-03-17T09:00:00Z", OrderCaptured{OrderId{"o2"}}));
        CHECK(club.totals().redeemed.value == 130);
        CHECK(club.all<StoredPointsHold>().empty());
    }
    SUBCASE("after it the order is paid in money") {
        club.close_days("2024-03-07", 11);
        CHECK(club.all<StoredPointsHold>().empty());
        CHECK(club.all<loyalty::Reservation>()[0].state == loyalty::ReservationState::released);
        const OrderCaptured captured{OrderId{"o2"}};
        CHECK(error_of([&] { club.engine.handle(event("capture", "2024-03-19T09:00:00Z", captured)); }) ==
              "insufficient_points amount_minor");
        club.engine.handle(
            event("part", "2024-03-19T09:00:00Z", OrderCaptured{OrderId{"o2"}, "first", Amount{14000 - 130}}));
        CHECK(club.all<StoredOrder>()[1].status == OrderStatus::placed);
        club.engine.handle(event("rest", "2024-03-19T10:00:00Z", OrderCaptured{OrderId{"o2"}, "second", Amount{130}}));
        CHECK(club.all<StoredOrder>()[1].status == OrderStatus::captured);
        CHECK(club.all<StoredOrder>()[1].redeemed_minor == Amount{});
        CHECK(club.totals().redeemed.value == 0);
        CHECK(club.balance("susp:platform:EUR:clearing") == Amount{});
    }
    club.check_liability();
}

TEST_CASE("how long points are set aside is a term of the program") {
    Marketplace shop;
    loyalty::Program short_holds = program();
    short_holds.redemption.hold_seconds = 1800;
    shop.engine.handle(event("program", "2024-01-02T00:00:00Z", ProgramPublished{short_holds}));
    shop.engine.handle(event("gift", "2024-03-01T10:00:00Z", PointsAdjusted{CustomerId{"c1"}, {500}, "welcome"}));
    shop.engine.handle(event("placed", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {1000}}));
    CHECK(shop.all<loyalty::Reservation>()[0].expires_at == at("2024-03-04T10:30:00Z"));
}

TEST_CASE("a program in another currency than the points that are there is refused") {
    Club club;
    club.deliver("o1", "2024-03-04");
    loyalty::Program dollars = program();
    dollars.version = 2;
    dollars.currency = Currency{"USD"};
    CHECK(error_of([&] { club.engine.handle(event("p2", "2024-03-05T00:00:00Z", ProgramPublished{dollars})); }) ==
          "invalid_program program.currency");
    club.check_liability();
}

TEST_CASE("points that wait for an event are usable when it is told") {
    Marketplace shop;
    loyalty::Program waiting = program();
    waiting.activation = {loyalty::ActivationMode::on_event, 0, {}};
    shop.engine.handle(event("program", "2024-01-02T00:00:00Z", ProgramPublished{waiting}));
    shop.engine.handle(event("placed", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    const PointsActivated activated{OrderId{"o1"}};
    CHECK(error_of([&] { shop.engine.handle(event("x", "2024-03-04T10:30:00Z", activated)); }) ==
          "out_of_order order_id");
    shop.engine.handle(event("captured", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("fulfilled", "2024-03-05T11:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-05", 20);
    CHECK(shop.all<StoredLot>()[0].lot.state == loyalty::LotState::pending);
    CHECK(shop.once(event("activate", "2024-03-26T11:00:00Z", activated), PointsActivated{OrderId{"o2"}}).answer ==
          "order o1: its points can be used");
    CHECK(shop.all<StoredLot>()[0].lot.state == loyalty::LotState::active);
    CHECK(shop.engine.handle(event("again", "2024-03-27T11:00:00Z", activated)).answer ==
          "order o1 has no points to activate");
}

TEST_CASE("the level of a vendor multiplies the points that are earned at it") {
    Club club;
    const affiliate::TierPolicy policy = affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR", "levels": [
        {"code": "bronze", "rank": 0},
        {"code": "gold", "rank": 1, "benefits": {"points_multiplier": "3"}, "any_of": [{"all_of": [
            {"metric": "gmv_net", "comparison": "at_least", "number": 10000000}]}]}],
      "window": {"kind": "look_back", "unit": "month", "count": 1}})");
    club.engine.handle(event("policy", "2024-02-10T00:00:00Z", TierPolicyPublished{policy}));
    const TierGiven given{VendorId{"bert"}, {"gold", at("2024-03-01T00:00:00Z"), std::nullopt, "mara"}};
    club.engine.handle(event("give", "2024-03-01T00:00:00Z", given));
    club.deliver("o1", "2024-03-04");
    CHECK(club.totals().earned.value == 100 + 3 * 30);
}

TEST_CASE("points that nobody used expire by their lot, and a new fair value is booked at once") {
    Club club;
    club.deliver("o1", "2024-03-04");
    loyalty::Program dearer = program();
    dearer.version = 2;
    dearer.fair_value = Rate{1, 1};
    club.engine.handle(event("program-2", "2024-03-05T00:00:00Z", ProgramPublished{dearer}));
    CHECK(club.balance("liab:loyalty:club:EUR") == Amount{130});
    club.close_days("2024-03-05", 45);
    CHECK(club.totals().expired.value == 130);
    CHECK(club.totals().outstanding.value == 0);
    CHECK(club.balance("liab:loyalty:club:EUR") == Amount{0});
    club.check_liability();
}

TEST_CASE("a program of another id, or more than all points, is refused and changes nothing") {
    Club club;
    loyalty::Program other = program();
    other.id = ProgramId{"other"};
    CHECK_THROWS_WITH_AS(club.engine.handle(event("x", "2024-03-05T00:00:00Z", ProgramPublished{other})),
                         doctest::Contains("program.id"), Error);
    CHECK_THROWS_WITH_AS(
        club.engine.handle(event("y", "2024-03-05T00:00:00Z", OrderPlaced{order("o1"), {-1}})),
        doctest::Contains("redeem_points_max"), Error);
    CHECK(club.all<StoredOrder>().empty());
}

TEST_CASE("lines under different plans are refunded by the policy of their own plan") {
    Marketplace shop;
    affiliate::CommissionPlan strict = plan();
    strict.id = PlanId{"strict"};
    strict.refund_policy.retain = affiliate::Retain::all;
    strict.refund_policy.retain_slots = {"platform_fee"};
    shop.engine.handle(event("plan-2", "2024-01-01T00:00:00Z", PlanPublished{strict}));
    Event bert = vendor("bert");
    bert.id = EventId{"bert-2"};
    std::get<VendorRegistered>(bert.payload).vendor.plan_id = PlanId{"strict"};
    shop.engine.handle(bert);
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    affiliate::RefundRequest half;
    half.id = RefundId{"r1"};
    half.order_id = OrderId{"o1"};
    half.at = at("2024-03-05T00:00:00Z");
    half.amount_minor = Amount{7000};
    shop.engine.handle(event("e3", "2024-03-05T00:00:00Z", OrderRefunded{half}));
    shop.engine.handle(event("e4", "2024-03-06T00:00:00Z", OrderCancelled{OrderId{"o1"}, "all of it"}));
    // Anna's plan gives its fee of 11.00 back, Bert's keeps 3.00 at his expense.
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{300});
    CHECK(shop.balance("liab:vendor:anna:EUR:pending") == Amount{0});
    CHECK(shop.balance("liab:vendor:bert:EUR:pending") == Amount{-300});
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{0});
}

TEST_CASE("a person gives points and takes points away, with a reason") {
    Club club;
    const PointsAdjusted gift{CustomerId{"c1"}, {500}, "a broken jar"};
    club.once(event("gift", "2024-03-01T10:00:00Z", gift), PointsAdjusted{CustomerId{"c1"}, {5000}, "a broken jar"});
    CHECK(club.all<StoredLot>()[0].lot.source == loyalty::LotSource::manual);
    CHECK(club.totals().outstanding.value == 500);
    const PointsAdjusted taken{CustomerId{"c1"}, {-200}, "given twice"};
    club.once(event("taken", "2024-03-01T11:00:00Z", taken), gift);
    CHECK(club.totals().outstanding.value == 300);
    CHECK(club.totals().adjusted.value == 200);
    const auto entries = club.all<loyalty::Entry>();
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].cause == "a broken jar");
    CHECK(entries[1].type == loyalty::EntryType::adjust);
    CHECK(entries[1].cause == "given twice");
    club.check_liability();
}

TEST_CASE("what an adjustment of points is refused for") {
    Marketplace without;
    const PointsAdjusted gift{CustomerId{"c1"}, {500}, "welcome"};
    CHECK(error_of([&] { without.engine.handle(event("x", "2024-03-01T10:00:00Z", gift)); }) ==
          "out_of_order program");
    Club club;
    club.engine.handle(event("gift", "2024-03-01T10:00:00Z", gift));
    const auto refused = [&](const PointsAdjusted& wanted) {
        const std::string before = club.content();
        const std::string found = error_of([&] { club.engine.handle(event("x", "2024-03-01T11:00:00Z", wanted)); });
        CHECK(club.content() == before);
        return found;
    };
    CHECK(refused({CustomerId{"c1"}, {-501}, "too many"}) == "insufficient_points points");
    CHECK(refused({CustomerId{"c1"}, {0}, "nothing"}) == "out_of_range points");
    CHECK(refused({CustomerId{"c1"}, {1}, ""}) == "missing_field reason");
    CHECK(refused({CustomerId{""}, {1}, "nobody"}) == "missing_field customer_id");
    club.check_liability();
}
