// Defects that the simulation found, each as the shortest story that showed it.

#include "fault/fault_store.hpp"
#include "invariants.hpp"
#include "reports.hpp"
#include "rules.hpp"
#include "scripted_provider.hpp"
#include "store_content.hpp"

#include "unit/engine/marketplace_fixture.hpp"

#include <marketplace/ledger/template.hpp>

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::simulation;

namespace {

using engine_test::at;
using engine_test::event;
using engine_test::order;
using engine_test::vendor;

/// Two vendors under a plan, and events numbered as they come.
struct Shop {
    std::shared_ptr<Store> store = make_memory_store();
    Engine engine{store};
    std::int64_t numbers = 0;

    explicit Shop(const affiliate::CommissionPlan& plan) {
        tell("2024-01-01T00:00:00Z", PlanPublished{plan});
        engine.handle(vendor("anna"));
        engine.handle(vendor("bert"));
    }
    EventAnswer tell(const char* when, EventPayload payload) {
        return engine.handle(event("n" + std::to_string(++numbers), when, std::move(payload)));
    }
    template <class T, class... Key>
    T row(const Key&... key) {
        const auto transaction = store->begin();
        return get<T>(*transaction, key...).value();
    }
    void sell(const char* id, const char* when) {
        tell(when, OrderPlaced{order(id, when), {}});
        tell(when, OrderCaptured{OrderId{id}});
    }
    void close_days(const char* first, int count) {
        Date day = parse_date(first);
        for (int i = 0; i < count; ++i, day = add_days(day, 1)) {
            engine.handle({EventId{"day-" + to_string(day)}, TimeZone{}.start_of(add_days(day, 1)), DayClosed{day}});
        }
    }
};

affiliate::RefundRequest refund_of(const char* id, const char* order, std::int64_t minor) {
    affiliate::RefundRequest request;
    request.id = RefundId{id};
    request.order_id = OrderId{order};
    if (minor > 0) request.amount_minor = Amount{minor};
    return request;
}

}  // namespace

TEST_CASE("a refund of which the platform retains its fee does not keep days from being closed") {
    affiliate::CommissionPlan plan = engine_test::plan();
    plan.refund_policy.retain = affiliate::Retain::all;
    plan.refund_policy.retain_slots = {"platform_fee"};
    Shop shop{plan};
    shop.sell("o1", "2024-03-04T10:00:00Z");
    shop.tell("2024-03-05T10:00:00Z", OrderFulfilled{OrderId{"o1"}});
    shop.tell("2024-03-06T10:00:00Z", OrderRefunded{refund_of("r1", "o1", 0)});
    CHECK_NOTHROW(shop.close_days("2024-03-06", 20));
}

TEST_CASE("an order refunded in full before delivery leaves no debt of the vendor in its pending account") {
    affiliate::CommissionPlan plan = engine_test::plan();
    plan.refund_policy.retain = affiliate::Retain::all;
    plan.refund_policy.retain_slots = {"platform_fee"};
    const auto balance = [](Shop& shop, const ledger::Account& account) {
        const auto transaction = shop.store->begin();
        const auto found = get<ledger::Account>(*transaction, account.id);
        return found ? ledger::balance_of(*found) : Amount{};
    };
    const Currency euro{"EUR"};
    Shop shop{plan};
    shop.sell("o1", "2024-03-04T10:00:00Z");
    SUBCASE("at once") { shop.tell("2024-03-05T10:00:00Z", OrderRefunded{refund_of("r1", "o1", 0)}); }
    SUBCASE("in two parts") {
        shop.tell("2024-03-05T10:00:00Z", OrderRefunded{refund_of("r1", "o1", 1000)});
        shop.tell("2024-03-06T10:00:00Z", OrderRefunded{refund_of("r2", "o1", 0)});
    }
    SUBCASE("by cancelling it") { shop.tell("2024-03-05T10:00:00Z", OrderCancelled{OrderId{"o1"}, "lost"}); }
    SUBCASE("by losing a dispute") {
        shop.tell("2024-03-05T10:00:00Z", DisputeOpened{refund_of("d1", "o1", 0), {}});
        shop.tell("2024-03-06T10:00:00Z", DisputeLost{RefundId{"d1"}});
    }
    CHECK(head_of(violations_of(*shop.store)) == "");
    shop.close_days("2024-03-06", 1);
    for (const char* vendor : {"anna", "bert"}) {
        CAPTURE(vendor);
        CHECK(balance(shop, ledger::party_pending("vendor", vendor, euro)) == Amount{});
    }
    // The fees that the platform kept are owed, and the next order pays them.
    const Amount fees = balance(shop, ledger::platform_commission(euro));
    CHECK(fees > Amount{});
    CHECK(balance(shop, ledger::party_receivable("vendor", "anna", euro)) > Amount{});
    CHECK(head_of(violations_of(*shop.store)) == "");
    shop.sell("o2", "2024-03-07T10:00:00Z");
    shop.tell("2024-03-07T11:00:00Z", OrderFulfilled{OrderId{"o2"}});
    shop.close_days("2024-03-07", 20);
    CHECK(balance(shop, ledger::party_receivable("vendor", "anna", euro)) == Amount{});
    CHECK(head_of(violations_of(*shop.store)) == "");
}

TEST_CASE("a vendor in tiers can sell in two currencies on one day") {
    Shop shop{engine_test::plan()};
    shop.tell("2024-01-01T00:00:00Z", TierPolicyPublished{tiers()});
    shop.sell("o1", "2024-03-04T10:00:00Z");
    Order other = order("o2", "2024-03-04T12:00:00Z");
    other.currency = Currency{"USD"};
    CHECK_NOTHROW(shop.tell("2024-03-04T12:00:00Z", OrderPlaced{other, {}}));
}

TEST_CASE("sales in two currencies within a period of the tiers do not keep days from being closed") {
    Shop shop{engine_test::plan()};
    shop.tell("2024-01-01T00:00:00Z", TierPolicyPublished{tiers()});
    shop.sell("o1", "2024-03-04T10:00:00Z");
    Order other = order("o2", "2024-03-05T12:00:00Z");
    other.currency = Currency{"USD"};
    shop.tell("2024-03-05T12:00:00Z", OrderPlaced{other, {}});
    CHECK_NOTHROW(shop.close_days("2024-03-31", 2));
}

TEST_CASE("a refund that two events tell under one refund id is paid once") {
    Shop shop{engine_test::plan()};
    shop.sell("o1", "2024-03-04T10:00:00Z");
    shop.tell("2024-03-05T10:00:00Z", OrderRefunded{refund_of("r1", "o1", 1000)});
    try {
        shop.tell("2024-03-05T10:00:00Z", OrderRefunded{refund_of("r1", "o1", 1000)});
    } catch (const Error&) {  // a refusal is as good an answer
    }
    CHECK(shop.row<StoredOrder>("o1").refunded_minor == Amount{1000});
    CHECK(head_of(violations_of(*shop.store)) == "");
}

TEST_CASE("rules of a transaction that failed are forgotten with it") {
    const auto plan_with = [](const char* rate, std::int64_t version) {
        affiliate::CommissionPlan plan = engine_test::plan();
        plan.version = version;
        plan.rules[0].charge = affiliate::Percent{Rate::parse(rate)};
        return plan;
    };
    const auto store = make_memory_store();
    const auto faults = std::make_shared<fault::FaultPlan>();
    Engine engine{std::make_shared<fault::FaultStore>(store, faults)};
    engine.handle(event("plan", "2024-01-01T00:00:00Z", PlanPublished{plan_with("10%", 1)}));
    engine.handle(vendor("anna"));
    engine.handle(vendor("bert"));
    const std::vector<Event> first{event("second", "2024-02-01T00:00:00Z", PlanPublished{plan_with("50%", 2)}),
                                   event("placed", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}})};
    const std::int64_t before = faults->calls;
    {  // how many calls the group makes, with another engine
        const auto count = std::make_shared<fault::FaultPlan>();
        const auto copy = make_memory_store();
        Engine other{std::make_shared<fault::FaultStore>(copy, count)};
        other.handle(event("plan", "2024-01-01T00:00:00Z", PlanPublished{plan_with("10%", 1)}));
        other.handle(vendor("anna"));
        other.handle(vendor("bert"));
        count->calls = 0;
        other.handle_batch(first);
        faults->fails_at = before + count->calls;  // the commit
    }
    CHECK_THROWS_AS(engine.handle_batch(first), Error);
    REQUIRE(faults->fired == 1);
    engine.handle(event("second", "2024-02-01T00:00:00Z", PlanPublished{plan_with("20%", 2)}));
    engine.handle(event("placed", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    const auto transaction = store->begin();
    const auto commission = get<StoredCommission>(*transaction, "o1", std::int64_t{0});
    REQUIRE(commission);
    CHECK(commission->commission.charges[0].amount_minor == Amount{2200});
}

TEST_CASE("an older version of a plan that comes late does not replace the newer one") {
    affiliate::CommissionPlan plan = engine_test::plan();
    plan.version = 2;
    Shop shop{plan};
    plan.version = 1;
    shop.tell("2024-02-01T00:00:00Z", PlanPublished{plan});
    CHECK(shop.row<EngineState>("engine").plan.version == 2);
}

TEST_CASE("a change of a vendor's record does not forget its first sale") {
    Shop shop{engine_test::plan()};
    shop.sell("o1", "2024-03-04T10:00:00Z");
    const auto first_sale = shop.row<vendors::Vendor>("anna").first_sale_at;
    REQUIRE(first_sale);
    Event changed = vendor("anna");
    changed.id = EventId{"changed"};
    std::get<VendorRegistered>(changed.payload).vendor.name = "Anna";
    shop.engine.handle(changed);
    CHECK(shop.row<vendors::Vendor>("anna").first_sale_at == first_sale);
}

TEST_CASE("a vendor whose own plan is that of the marketplace has it before the plan of its kind") {
    Shop shop{engine_test::plan()};
    affiliate::CommissionPlan of_kind = engine_test::plan();
    of_kind.id = PlanId{"shop"};
    shop.tell("2024-01-02T00:00:00Z", PlanPublished{of_kind});
    Event own = vendor("anna");
    own.id = EventId{"own-plan"};
    std::get<VendorRegistered>(own.payload).vendor.plan_id = PlanId{"standard"};
    shop.engine.handle(own);
    shop.sell("o1", "2024-03-04T10:00:00Z");
    const auto transaction = shop.store->begin();
    CHECK(get<StoredCommission>(*transaction, "o1", std::int64_t{0})->plan_id == PlanId{"standard"});
}

TEST_CASE("an idempotency key keeps its content when the payee is renamed before the next attempt") {
    Shop shop{engine_test::plan()};
    shop.sell("o1", "2024-03-04T10:00:00Z");
    shop.tell("2024-03-05T10:00:00Z", OrderFulfilled{OrderId{"o1"}});
    shop.close_days("2024-03-05", 14);
    ScriptedProvider broken{1, 0};
    struct Breaking final : PaymentProvider {
        explicit Breaking(ScriptedProvider& inner) : inner_(inner) {}
        [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
        [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
            return inner_.submit_payout(instruction);
        }
        [[nodiscard]] std::vector<ProviderResult> submit_payouts(std::span<const PayoutInstruction> all) override {
            for (const PayoutInstruction& each : all) static_cast<void>(inner_.submit_payout(each));
            fail(ErrorCode::provider_failed, "provider", "", "an answer");
        }
        [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override {
            return inner_.query_payout(query);
        }
        ScriptedProvider& inner_;
    } breaking{broken};
    CHECK_THROWS_AS(static_cast<void>(shop.engine.deliver(breaking, at("2024-03-20T00:00:00Z"))), Error);
    REQUIRE(!broken.seen().empty());
    Event renamed = vendor("anna");
    renamed.id = EventId{"renamed"};
    std::get<VendorRegistered>(renamed.payload).vendor.name = "Anna and daughters";
    shop.engine.handle(renamed);
    static_cast<void>(shop.engine.deliver(broken, at("2024-03-20T01:00:00Z")));
    CHECK(broken.conflicts().empty());
}

TEST_CASE("the path of a field that cannot be read names each part once") {
    try {
        static_cast<void>(
            from_json<Event>(R"({"id": "e", "payload": {"kind": "order_placed", "order": {"currency": "EUX"}}})"));
        FAIL("read");
    } catch (const Error& error) {
        CHECK(error.field() == "payload.order.currency");
    }
}
