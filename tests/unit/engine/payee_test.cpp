// Who is paid, by which schedule, and when: payees without an id, brands and distributors, holds, payouts on request.

#include "marketplace_fixture.hpp"

#include <marketplace/ledger/template.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace engine_test;
using payments::PayeeParty;
using payments::Payout;

namespace {

/// 10 % for the platform and 2 % for another party.
affiliate::CommissionPlan plan_with(const char* beneficiary) {
    const std::string text = std::string{R"({"id": "shared", "slots": [
        {"name": "platform_fee", "beneficiary": {"party": "platform"}},
        {"name": "share", "beneficiary": )"} + beneficiary + R"(}],
      "rules": [
        {"id": "all", "slot": "platform_fee", "is_default": true, "charge": {"kind": "percent", "rate": "10%"}},
        {"id": "share", "slot": "share", "is_default": true, "base": {"from": "gross"},
         "charge": {"kind": "percent", "rate": "2%"}}]})";
    return affiliate::parse_plan(text);
}

payments::PayoutSchedule schedule(const char* id, payments::PayoutScheduleKind kind,
                                  payments::HoldStart start = payments::HoldStart::delivery) {
    payments::PayoutSchedule out;
    out.id = id;
    out.kind = kind;
    out.hold_start = start;
    return out;
}

/// A marketplace whose first and only plan shares 2 % with somebody.
struct Shared {
    std::shared_ptr<Store> store = make_memory_store();
    Engine engine{store};

    explicit Shared(const char* beneficiary) {
        engine.handle(event("plan", "2024-01-01T00:00:00Z", PlanPublished{plan_with(beneficiary)}));
        engine.handle(vendor("anna"));
        engine.handle(vendor("bert"));
    }
    EventAnswer tell(const std::string& id, const char* when, EventPayload payload) {
        return engine.handle(event(id, when, std::move(payload)));
    }
    void sell(const char* id = "o1") {
        const std::string name = id;
        tell("placed-" + name, "2024-03-04T10:00:00Z", OrderPlaced{order(id), {}});
        tell("captured-" + name, "2024-03-04T11:00:00Z", OrderCaptured{OrderId{id}});
    }
    void close_days(const char* first, int count) {
        Date day = parse_date(first);
        for (int i = 0; i < count; ++i, day = add_days(day, 1))
            engine.handle({EventId{"day-" + to_string(day)}, TimeZone{}.start_of(add_days(day, 1)), DayClosed{day}});
    }
    template <class T>
    std::vector<T> all() {
        const auto transaction = store->begin();
        return scan_all<T>(*transaction, {});
    }
    std::vector<Payout> payouts_of(PayeeParty party) {
        std::vector<Payout> out;
        for (const Payout& payout : all<Payout>()) {
            if (payout.payee_party == party) out.push_back(payout);
        }
        return out;
    }
};

}  // namespace

TEST_CASE("a beneficiary without an id is paid under the name of its role") {
    for (const char* party : {"marketing_fund", "distributor", "delivery_partner"}) {
        CAPTURE(party);
        Shared shop{(std::string{R"({"party": ")"} + party + "\"}").c_str()};
        shop.sell();
        shop.tell("fulfilled", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}});
        CHECK_NOTHROW(shop.close_days("2024-03-06", 40));
        const auto payouts = shop.payouts_of(enum_of<PayeeParty>(party, "party"));
        REQUIRE(payouts.size() == 1);
        CHECK(payouts[0].payee_id == party);
        CHECK(payouts[0].amount_minor == Amount{200 + 60});
        CHECK(shop.payouts_of(PayeeParty::vendor).size() == 2);
        CHECK(shop.all<OutboxEntry>().size() == 3);
        const payments::StatementRequest request{enum_of<PayeeParty>(party, "party"), "", Currency{"EUR"},
                                                 at("2024-03-01T00:00:00Z"), at("2024-05-01T00:00:00Z")};
        CHECK(shop.engine.statement(request).lines.size() == 2);  // what it earned, and the payout
    }
}

TEST_CASE("a payee whose payout cannot be planned is told of, and the others are paid") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    const Timestamp then = at("2024-03-06T09:00:00Z");
    const payments::PayoutItem broken{"broken", PayeeParty::vendor, "anna", Currency{"EUR"}, payments::EntryKind::fees,
                                      {5},      "by hand",          then,   then,            PayoutId{}};
    {
        const auto transaction = shop.store->begin();
        put(*transaction, broken);
        transaction->commit();
    }
    shop.close_days("2024-03-06", 12);
    std::vector<std::string> paid;
    for (const Payout& payout : shop.all<Payout>()) paid.push_back(payout.payee_id);
    std::sort(paid.begin(), paid.end());
    CHECK(paid == std::vector<std::string>{"bert", "blog"});
    const auto row_of_anna = [&] {
        const auto rows = shop.all<StoredPayee>();
        return *std::find_if(rows.begin(), rows.end(), [](const StoredPayee& row) { return row.id == "anna"; });
    };
    CHECK(row_of_anna().carried == payments::PayoutCarry::not_planned);
    CHECK(row_of_anna().problem.find("amount_minor") != std::string::npos);
    const auto events = shop.all<StoredEvent>();
    const auto last = std::find_if(events.begin(), events.end(),
                                   [](const StoredEvent& each) { return each.id.value == "day-2024-03-14"; });
    CHECK(last->answer.ends_with("2 payouts, 1 payees that could not be paid"));
    {
        const auto transaction = shop.store->begin();
        erase<payments::PayoutItem>(*transaction, broken.id);
        transaction->commit();
    }
    shop.close_days("2024-03-18", 4);
    CHECK(shop.all<Payout>().size() == 3);
    CHECK(row_of_anna().problem == "");
}

TEST_CASE("a brand that earns by a slot is paid as the vendor that it is: schedule, account and suspension") {
    Shared shop{R"({"party": "brand", "id": "acme"})"};
    Event acme = vendor("acme", VendorType::brand);
    std::get<VendorRegistered>(acme.payload).vendor.payout_account = "DE02120300000000202051";
    shop.engine.handle(acme);
    shop.sell();
    shop.tell("fulfilled", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}});
    shop.close_days("2024-03-06", 55);  // a month closes on the 31st and is paid thirty days later
    const auto paid = shop.payouts_of(PayeeParty::brand);
    REQUIRE(paid.size() == 1);
    CHECK(paid[0].period_key == "monthly:2024-03-31");
    CHECK(paid[0].account_reference == "DE02120300000000202051");

    auto& record = std::get<VendorRegistered>(acme.payload).vendor;
    record.status = vendors::VendorStatus::suspended;
    record.suspension_reason = vendors::SuspensionReason::quality;
    acme.id = EventId{"acme-2"};
    acme.at = at("2024-04-30T00:00:00Z");
    shop.engine.handle(acme);
    shop.tell("placed-2", "2024-04-30T10:00:00Z", OrderPlaced{order("o2", "2024-04-30T10:00:00Z"), {}});
    shop.tell("captured-2", "2024-04-30T10:00:00Z", OrderCaptured{OrderId{"o2"}});
    shop.tell("fulfilled-2", "2024-04-30T10:00:00Z", OrderFulfilled{OrderId{"o2"}});
    shop.close_days("2024-04-30", 62);
    CHECK(shop.payouts_of(PayeeParty::brand).size() == 1);
    for (const StoredPayee& row : shop.all<StoredPayee>()) {
        if (row.party == PayeeParty::brand) CHECK(row.carried == payments::PayoutCarry::payee_held);
    }
}

TEST_CASE("a distributor is paid from the shipment on, and nobody else is") {
    Shared shop{R"({"party": "distributor", "id": "depot"})"};
    shop.sell();
    CHECK(error_of([&] { shop.tell("x", "2024-03-05T09:00:00Z", OrderShipped{OrderId{"o9"}}); }) ==
          "out_of_order order_id");
    shop.tell("shipped", "2024-03-05T09:00:00Z", OrderShipped{OrderId{"o1"}});
    CHECK(error_of([&] { shop.tell("again", "2024-03-05T10:00:00Z", OrderShipped{OrderId{"o1"}}); }) ==
          "out_of_order order_id");
    REQUIRE(shop.all<StoredHold>().size() == 1);
    shop.close_days("2024-03-05", 2);
    REQUIRE(shop.all<Payout>().size() == 1);
    CHECK(shop.all<Payout>()[0].payee_id == "depot");
    CHECK(shop.all<Payout>()[0].amount_minor == Amount{260});
    shop.tell("fulfilled", "2024-03-08T09:00:00Z", OrderFulfilled{OrderId{"o1"}});
    shop.close_days("2024-03-07", 20);
    CHECK(shop.payouts_of(PayeeParty::distributor).size() == 1);  // the delivery pays it no second time
    CHECK(shop.payouts_of(PayeeParty::vendor).size() == 2);
}

TEST_CASE("a refund between shipment and delivery takes back from who was paid for the shipment, and from the others") {
    Shared shop{R"({"party": "distributor", "id": "depot"})"};
    shop.sell();
    shop.tell("shipped", "2024-03-05T09:00:00Z", OrderShipped{OrderId{"o1"}});
    shop.close_days("2024-03-05", 2);
    affiliate::RefundRequest all;
    all.id = RefundId{"r1"};
    all.order_id = OrderId{"o1"};
    shop.tell("refund", "2024-03-08T09:00:00Z", OrderRefunded{all});
    const auto transaction = shop.store->begin();
    const auto balance = [&](const ledger::Account& account) {
        const auto found = get<ledger::Account>(*transaction, account.id);
        return found ? ledger::balance_of(*found) : Amount{};
    };
    const Currency euro{"EUR"};
    CHECK(balance(ledger::party_receivable("distributor", "depot", euro)) == Amount{260});
    for (const char* id : {"anna", "bert"}) CHECK(balance(ledger::party_pending("vendor", id, euro)) == Amount{});
    Amount items;
    for (const auto& item : scan_all<payments::PayoutItem>(*transaction, {})) {
        if (item.payee_party == PayeeParty::distributor) items += item.amount_minor;
    }
    CHECK(items == Amount{});
}

TEST_CASE("a hold that counts from the placement begins with the capture") {
    Shared shop{R"({"party": "affiliate", "id": "blog"})"};
    auto early = schedule("early", payments::PayoutScheduleKind::daily, payments::HoldStart::placement);
    early.delay_days = 2;
    shop.tell("schedule", "2024-01-02T00:00:00Z", SchedulePublished{early});
    Event anna = vendor("anna");
    anna.id = EventId{"anna-2"};
    std::get<VendorRegistered>(anna.payload).vendor.payout_schedule_id = "early";
    shop.engine.handle(anna);
    shop.sell();
    const auto holds = shop.all<StoredHold>();
    REQUIRE(holds.size() == 1);
    CHECK(holds[0].payee_id == "anna");
    CHECK(holds[0].available_at == at("2024-03-07T00:00:00Z"));
    shop.tell("fulfilled", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}});
    shop.close_days("2024-03-06", 30);
    CHECK(shop.payouts_of(PayeeParty::vendor).size() == 2);
}

TEST_CASE("a schedule that nobody published is refused where it is named") {
    Marketplace shop;
    Event anna = vendor("anna");
    anna.id = EventId{"anna-2"};
    std::get<VendorRegistered>(anna.payload).vendor.payout_schedule_id = "nobody's";
    CHECK(error_of([&] { shop.engine.handle(anna); }) == "not_found vendor.payout_schedule_id");
    vendors::StrategyConfig strategies = vendors::default_strategies();
    strategies.brand.payout_schedule_id = "nobody's";
    CHECK(error_of([&] {
              shop.engine.handle(event("s", "2024-02-01T00:00:00Z", StrategiesPublished{strategies}));
          }) == "not_found strategies.brand.payout_schedule_id");
    strategies = vendors::default_strategies();
    strategies.shop.hold = vendors::HoldPolicy::after_shipment;
    CHECK(error_of([&] {
              shop.engine.handle(event("s", "2024-02-01T00:00:00Z", StrategiesPublished{strategies}));
          }) == "invalid_vendor strategies.shop.hold");
    strategies.shop.hold = vendors::HoldPolicy::after_delivery;
    CHECK_NOTHROW(shop.engine.handle(event("s", "2024-02-01T00:00:00Z", StrategiesPublished{strategies})));
    const affiliate::TierPolicy policy = affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR", "levels": [
        {"code": "gold", "rank": 0, "benefits": {"payout_schedule": "nobody's"}}]})");
    CHECK(error_of([&] {
              shop.engine.handle(event("t", "2024-02-01T00:00:00Z", TierPolicyPublished{policy}));
          }) == "not_found policy.levels[0].benefits.payout_schedule");
}

TEST_CASE("a level may bring a payout schedule, before that of the vendor's kind and after its own") {
    Marketplace shop;
    shop.engine.handle(event("daily", "2024-01-02T00:00:00Z",
                             SchedulePublished{schedule("every_day", payments::PayoutScheduleKind::daily)}));
    const affiliate::TierPolicy policy = affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR", "levels": [
        {"code": "bronze", "rank": 0},
        {"code": "gold", "rank": 1, "benefits": {"payout_schedule": "every_day"}, "any_of": [{"all_of": [
            {"metric": "gmv_net", "comparison": "at_least", "number": 10000000}]}]}],
      "window": {"kind": "look_back", "unit": "month", "count": 1}})");
    shop.engine.handle(event("policy", "2024-02-10T00:00:00Z", TierPolicyPublished{policy}));
    for (const char* id : {"anna", "bert"}) {
        const TierGiven given{VendorId{id}, {"gold", at("2024-03-01T00:00:00Z"), std::nullopt, "mara"}};
        shop.engine.handle(event(std::string{"give-"} + id, "2024-03-01T00:00:00Z", given));
    }
    Event bert = vendor("bert");
    bert.id = EventId{"bert-2"};
    std::get<VendorRegistered>(bert.payload).vendor.payout_schedule_id = "shop_weekly";
    shop.engine.handle(bert);
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("e3", "2024-03-04T12:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-04", 3);
    const auto payouts = shop.all<Payout>();
    REQUIRE(payouts.size() == 1);
    CHECK(payouts[0].payee_id == "anna");
    CHECK(payouts[0].period_key.starts_with("daily:"));
}

TEST_CASE("a manual schedule is paid when somebody asks, as often as there is something") {
    Marketplace shop;
    shop.engine.handle(event("manual", "2024-01-02T00:00:00Z",
                             SchedulePublished{schedule("on_request", payments::PayoutScheduleKind::manual)}));
    Event anna = vendor("anna");
    anna.id = EventId{"anna-2"};
    std::get<VendorRegistered>(anna.payload).vendor.payout_schedule_id = "on_request";
    shop.engine.handle(anna);
    const PayoutRequested wanted{PayeeParty::vendor, "anna", Currency{"EUR"}};
    CHECK(error_of([&] { shop.engine.handle(event("early", "2024-03-01T00:00:00Z", wanted)); }) == "not_found id");
    const auto sell = [&](const char* id, const char* when) {
        const std::string name = id;
        shop.engine.handle(event("p-" + name, when, OrderPlaced{order(id, when), {}}));
        shop.engine.handle(event("c-" + name, when, OrderCaptured{OrderId{id}}));
        shop.engine.handle(event("f-" + name, when, OrderFulfilled{OrderId{id}}));
    };
    const auto paid_to_anna = [&] {
        Amount sum;
        for (const Payout& payout : shop.all<Payout>()) {
            if (payout.payee_id == "anna") sum += payout.amount_minor;
        }
        return sum;
    };
    sell("o1", "2024-03-04T10:00:00Z");
    shop.close_days("2024-03-04", 30);
    CHECK(paid_to_anna() == Amount{});
    const EventAnswer first = shop.once(event("ask", "2024-04-03T09:00:00Z", wanted),
                                        PayoutRequested{PayeeParty::vendor, "bert", Currency{"EUR"}});
    CHECK(first.answer == "vendor anna: payout payout/manual:2024-04-03:1/vendor/anna/EUR created");
    CHECK(paid_to_anna() == Amount{9680});
    CHECK(shop.engine.handle(event("ask-2", "2024-04-03T10:00:00Z", wanted)).answer ==
          "vendor anna: nothing is paid: nothing_due");
    sell("o2", "2024-04-03T11:00:00Z");
    shop.close_days("2024-04-03", 1);
    shop.engine.handle(event("ask-3", "2024-04-04T00:00:00Z", wanted));
    CHECK(paid_to_anna() == Amount{2 * 9680});
    CHECK(error_of([&] {
              shop.engine.handle(event("x", "2024-04-05T00:00:00Z", PayoutRequested{PayeeParty::vendor, "", {}}));
          }) == "missing_field id");
}
