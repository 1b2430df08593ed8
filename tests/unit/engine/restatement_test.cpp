// Commission that is calculated again: adjustments beside what was frozen, and the money that follows them.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

const char* const anna_pending = "liab:vendor:anna:EUR:pending";
const char* const anna_available = "liab:vendor:anna:EUR:available";

affiliate::CommissionPlan plan_at(const char* rate, std::int64_t version) {
    affiliate::CommissionPlan out = plan();
    out.version = version;
    out.rules[0].charge = affiliate::Percent{Rate::parse(rate)};
    return out;
}

CommissionRestated restated(const char* run) {
    CommissionRestated out;
    out.order_id = OrderId{"o1"};
    out.run_id = RunId{run};
    out.reason = "the rate was wrong";
    return out;
}

/// Sold at 10 %: anna gets 96.80, bert 25.20, the blog 1.20, the platform 14.00 and the tax office 2.80.
/// At 8 % it is 99.44, 25.92, 1.20, 11.20 and 2.24.
struct Shop : Marketplace {
    Shop() { engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")})); }
    void capture() { engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}})); }
    void fulfil() { engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}})); }
    void publish(const char* rate, std::int64_t version) {
        engine.handle(event("plan-" + std::to_string(version), "2024-03-05T00:00:00Z",
                            PlanPublished{plan_at(rate, version)}));
    }
    void restate(const char* run, const char* when = "2024-03-05T12:00:00Z") {
        engine.handle(event(std::string{"restated-"} + run, when, restated(run)));
    }
    void refund(const char* id, std::optional<Amount> amount, const char* when = "2024-03-05T06:00:00Z") {
        affiliate::RefundRequest request;
        request.id = RefundId{id};
        request.order_id = OrderId{"o1"};
        request.amount_minor = amount;
        engine.handle(event(id, when, OrderRefunded{request}));
    }
    void check_split_at_8_percent() {
        CHECK(balance("rev:platform:EUR:commission") == Amount{1120});
        CHECK(balance("liab:tax:DE:EUR") == Amount{224});
        CHECK(balance(anna_pending) == Amount{9944});
        CHECK(balance("liab:vendor:bert:EUR:pending") == Amount{2592});
        CHECK(balance("liab:affiliate:blog:EUR:pending") == Amount{120});
        CHECK(balance("susp:platform:EUR:clearing") == Amount{0});
    }
    Amount paid_to(const std::string& payee) {
        Amount sum;
        for (const auto& payout : all<payments::Payout>()) {
            if (payout.payee_id == payee) sum += payout.amount_minor;
        }
        return sum;
    }
    StoredRestatement only() {
        const auto rows = all<StoredRestatement>();
        REQUIRE(rows.size() == 1);
        return rows[0];
    }
};

}  // namespace

TEST_CASE("a restatement moves the difference and leaves what was frozen") {
    Shop shop;
    shop.capture();
    shop.publish("8%", 2);
    const auto frozen = shop.all<StoredCommission>();
    shop.once(event("r", "2024-03-05T12:00:00Z", restated("run-1")), restated("run-2"));
    shop.check_split_at_8_percent();
    CHECK(shop.all<StoredCommission>() == frozen);
    Amount sum;
    for (const auto& row : shop.all<StoredAdjustment>()) {
        CHECK(row.adjustment.run_id == RunId{"run-1"});
        if (row.adjustment.target == affiliate::AdjustmentTarget::share) sum += row.adjustment.delta_minor;
    }
    CHECK(sum == Amount{0});
    CHECK(shop.only().adjustments == shop.all<StoredOrder>()[0].adjustments);
    CHECK(shop.only().moved_minor == Amount{264 + 72});
}

TEST_CASE("before the capture nothing is booked, and the capture books the new split") {
    Shop shop;
    shop.publish("8%", 2);
    shop.restate("run-1");
    CHECK(shop.all<ledger::Posting>().empty());
    shop.capture();
    shop.check_split_at_8_percent();
}

TEST_CASE("a run changes an order once, by whatever event it is told") {
    Shop shop;
    shop.capture();
    shop.restate("run-1");  // nothing has changed yet: the run is remembered
    CHECK(shop.only().adjustments == 0);
    shop.publish("8%", 2);
    shop.engine.handle(event("again", "2024-03-05T13:00:00Z", restated("run-1")));
    CHECK(shop.balance(anna_pending) == Amount{9680});
    CommissionRestated other = restated("run-1");
    other.vendor_id = VendorId{"anna"};
    CHECK(error_of([&] { shop.engine.handle(event("x", "2024-03-05T13:00:00Z", other)); }) ==
          "event_conflict run_id");
    shop.restate("run-2");
    shop.check_split_at_8_percent();
    shop.publish("10%", 3);
    shop.restate("run-3");
    CHECK(shop.balance(anna_pending) == Amount{9680});
    CHECK(shop.balance("rev:platform:EUR:commission") == Amount{1400});
}

TEST_CASE("a refund after a restatement reverses the new split; one before it follows the new split") {
    Shop shop;
    shop.capture();
    SUBCASE("before") {
        shop.refund("r1", Amount{3333});
        shop.publish("8%", 2);
        shop.restate("run-1");
    }
    SUBCASE("after") {
        shop.publish("8%", 2);
        shop.restate("run-1");
        shop.refund("r1", Amount{3333});
    }
    // 26.19 of the 33.33 are of the first line: 99.44 * 26.19 / 110.00.
    CHECK(shop.balance(anna_pending) == Amount{9944 - 2368});
    CHECK(shop.balance("susp:platform:EUR:clearing") == Amount{0});
    shop.refund("r2", std::nullopt, "2024-03-06T06:00:00Z");
    for (const auto& account : shop.all<ledger::Account>()) {
        CAPTURE(account.id.value);
        CHECK(ledger::balance_of(account) == Amount{0});
    }
}

TEST_CASE("on hold, the difference waits with the rest") {
    Shop shop;
    shop.capture();
    shop.fulfil();
    shop.publish("8%", 2);
    shop.restate("run-1", "2024-03-07T12:00:00Z");
    CHECK(shop.balance(anna_available) == Amount{0});
    shop.close_days("2024-03-06", 11);
    CHECK(shop.paid_to("anna") == Amount{9944});
    CHECK(shop.paid_to("bert") == Amount{2592});
}

TEST_CASE("after the payout, more is paid next time and less is a debt") {
    Shop shop;
    shop.capture();
    shop.fulfil();
    shop.close_days("2024-03-06", 11);
    CHECK(shop.paid_to("anna") == Amount{9680});
    SUBCASE("more") {
        shop.publish("8%", 2);
        shop.restate("run-1", "2024-03-18T12:00:00Z");
        CHECK(shop.available(anna_available) == Amount{264});
        shop.close_days("2024-03-18", 7);
        CHECK(shop.paid_to("anna") == Amount{9944});
    }
    SUBCASE("less") {
        shop.publish("12%", 2);
        shop.restate("run-1", "2024-03-18T12:00:00Z");
        CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{264});
        shop.publish("10%", 3);
        shop.restate("run-2", "2024-03-18T13:00:00Z");
        CHECK(shop.balance("recv:vendor:anna:EUR:negative") == Amount{0});
        CHECK(shop.available(anna_available) == Amount{0});
    }
}

TEST_CASE("only the lines of a vendor, by a plan that is named") {
    Shop shop;
    shop.capture();
    affiliate::CommissionPlan special = plan_at("5%", 1);
    special.id = PlanId{"special"};
    shop.engine.handle(event("special", "2024-03-05T00:00:00Z", PlanPublished{special}));
    CommissionRestated request = restated("run-1");
    request.vendor_id = VendorId{"anna"};
    request.plan_id = PlanId{"special"};
    request.plan_version = 1;
    shop.engine.handle(event("r", "2024-03-05T12:00:00Z", request));
    CHECK(shop.balance(anna_pending) == Amount{11000 - 550 - 110});
    CHECK(shop.balance("liab:vendor:bert:EUR:pending") == Amount{2520});
}

TEST_CASE("a payee who earns only by the restatement waits like the others") {
    Shop shop;
    shop.capture();
    shop.fulfil();
    affiliate::CommissionPlan with_fund = plan_at("10%", 2);
    affiliate::Slot slot;
    slot.name = "fund";
    slot.beneficiary = {affiliate::Party::marketing_fund, "fund"};
    with_fund.slots.push_back(slot);
    affiliate::CommissionRule rule = with_fund.rules[1];
    rule.id = RuleId{"fund"};
    rule.slot = "fund";
    rule.charge = affiliate::Percent{Rate::parse("1%")};
    with_fund.rules.push_back(rule);
    shop.engine.handle(event("plan-2", "2024-03-05T00:00:00Z", PlanPublished{with_fund}));
    shop.restate("run-1", "2024-03-07T12:00:00Z");
    CHECK(shop.balance("liab:marketing_fund:fund:EUR:pending") == Amount{130});
    CHECK(shop.balance("liab:marketing_fund:fund:EUR:available") == Amount{0});
    shop.close_days("2024-03-06", 11);
    CHECK(shop.paid_to("fund") == Amount{130});
    CHECK(shop.paid_to("anna") == Amount{9680 - 100});
}

TEST_CASE("what a restatement is refused for") {
    Shop shop;
    shop.capture();
    const auto refused = [&](const CommissionRestated& request) {
        const std::string before = shop.content();
        const std::string found = error_of([&] { shop.engine.handle(event("x", "2024-03-05T12:00:00Z", request)); });
        CHECK(shop.content() == before);
        return found;
    };
    CommissionRestated request = restated("");
    CHECK(refused(request) == "missing_field run_id");
    request = restated("run-1");
    request.order_id = OrderId{"o9"};
    CHECK(refused(request) == "out_of_order order_id");
    request = restated("run-1");
    request.vendor_id = VendorId{"carl"};
    CHECK(refused(request) == "not_found vendor_id");
    request = restated("run-1");
    request.plan_version = 2;
    CHECK(refused(request) == "missing_field plan_id");
    request.plan_id = PlanId{"standard"};
    CHECK(refused(request).substr(0, 9) == "not_found");
    request.plan_id = PlanId{"none"};
    request.plan_version = 0;
    CHECK(refused(request) == "not_found plan_id");
    DisputeOpened dispute;
    dispute.disputed.id = RefundId{"d1"};
    dispute.disputed.order_id = OrderId{"o1"};
    shop.engine.handle(event("d", "2024-03-05T10:00:00Z", dispute));
    CHECK(refused(restated("run-1")) == "out_of_order order_id");
    shop.engine.handle(event("w", "2024-03-05T11:00:00Z", DisputeWon{RefundId{"d1"}}));
    shop.publish("8%", 2);
    shop.restate("run-1");  // the refunds that the dispute left are of the old split, and of nothing
    shop.check_split_at_8_percent();
    shop.engine.handle(event("p2", "2024-03-05T10:00:00Z", OrderPlaced{order("o2")}));
    shop.engine.handle(event("c2", "2024-03-05T11:00:00Z", OrderCancelled{OrderId{"o2"}, ""}));
    request = restated("run-1");
    request.order_id = OrderId{"o2"};
    CHECK(refused(request) == "out_of_order order_id");
}
