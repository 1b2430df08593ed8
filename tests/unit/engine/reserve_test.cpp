// What payouts keep back as a security, and what payees owe: both visible, both settled before anything is paid.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

const char* const anna_available = "liab:vendor:anna:EUR:available";
const char* const anna_reserved = "liab:vendor:anna:EUR:reserved";

/// Shops are paid on Fridays, seven days after delivery; 10 % are kept back for thirty days, 15.00 at most.
struct Secured : Marketplace {
    Secured() {
        payments::PayoutSchedule schedule = payments::default_schedule(VendorType::shop);
        schedule.reserve = Rate::parse("10%");
        schedule.reserve_days = 30;
        schedule.reserve_maximum_minor = {{"EUR", Amount{1500}}};
        engine.handle(event("schedule", "2024-01-02T00:00:00Z", SchedulePublished{schedule}));
    }
    void sell(const char* id, const char* day) {
        const std::string when = std::string{day} + "T10:00:00Z";
        const std::string name = id;
        engine.handle(event("placed-" + name, when.c_str(), OrderPlaced{order(id, when.c_str())}));
        engine.handle(event("captured-" + name, when.c_str(), OrderCaptured{OrderId{id}}));
        engine.handle(event("fulfilled-" + name, when.c_str(), OrderFulfilled{OrderId{id}}));
    }
    void refund(const char* id, const char* order_id, const char* when) {
        affiliate::RefundRequest request;
        request.id = RefundId{id};
        request.order_id = OrderId{order_id};
        engine.handle(event(id, when, OrderRefunded{request}));
    }
    StoredPayee anna() {
        for (const StoredPayee& payee : all<StoredPayee>()) {
            if (payee.id == "anna") return payee;
        }
        return {};
    }
    std::vector<payments::Payout> payouts_of(const std::string& payee) {
        std::vector<payments::Payout> out;
        for (const auto& payout : all<payments::Payout>()) {
            if (payout.payee_id == payee) out.push_back(payout);
        }
        return out;
    }
    payments::Statement statement(const char* from, const char* to) {
        payments::StatementRequest request;
        request.payee_id = "anna";
        request.currency = Currency{"EUR"};
        request.from = at(from);
        request.to = at(to);
        return engine.statement(request);
    }
};

}  // namespace

TEST_CASE("a part of each payout is kept back, and paid after its days") {
    Secured shop;
    shop.sell("o1", "2024-03-05");
    shop.close_days("2024-03-05", 13);
    REQUIRE(shop.payouts_of("anna").size() == 1);
    CHECK(shop.payouts_of("anna")[0].amount_minor == Amount{9680 - 968});
    CHECK(shop.payouts_of("anna")[0].reserved_minor == Amount{968});
    CHECK(shop.balance(anna_reserved) == Amount{968});
    CHECK(shop.available(anna_available) == Amount{0});
    CHECK(shop.anna().reserved_minor == Amount{968});
    for (const StoredReserve& reserve : shop.all<StoredReserve>())
        CHECK(reserve.due_at == at("2024-04-14T00:00:00Z"));  // the day of the 15th ended, then thirty days
    shop.close_days("2024-03-18", 26);  // through Friday the 12th
    CHECK(shop.payouts_of("anna").size() == 1);
    CHECK(shop.balance(anna_reserved) == Amount{968});
    shop.close_days("2024-04-13", 8);   // released with the 13th, paid on Friday the 19th
    REQUIRE(shop.payouts_of("anna").size() == 2);
    CHECK(shop.payouts_of("anna")[1].amount_minor == Amount{968});
    CHECK(shop.payouts_of("anna")[1].reserved_minor == Amount{0});
    CHECK(shop.balance(anna_reserved) == Amount{0});
    CHECK(shop.anna().reserved_minor == Amount{0});
    for (const StoredReserve& reserve : shop.all<StoredReserve>()) CHECK(reserve.released_at.has_value());
}

TEST_CASE("no more than the maximum is kept back in all") {
    Secured shop;
    shop.sell("o1", "2024-03-05");
    shop.sell("o2", "2024-03-12");
    shop.close_days("2024-03-05", 20);
    REQUIRE(shop.payouts_of("anna").size() == 2);
    CHECK(shop.payouts_of("anna")[0].reserved_minor == Amount{968});
    CHECK(shop.payouts_of("anna")[1].reserved_minor == Amount{1500 - 968});
    CHECK(shop.anna().reserved_minor == Amount{1500});
}

TEST_CASE("a debt is visible, and paid from the reserve when that is due") {
    Secured shop;
    shop.sell("o1", "2024-03-05");
    shop.close_days("2024-03-05", 13);
    shop.refund("r1", "o1", "2024-03-19T10:00:00Z");
    CHECK(shop.anna().owed_minor == Amount{9680});
    CHECK(shop.anna().reserved_minor == Amount{968});
    shop.close_days("2024-03-18", 5);  // Friday the 22nd: nothing is due, less than nothing
    CHECK(shop.anna().carried == payments::PayoutCarry::negative_balance);
    CHECK(shop.anna().carried_minor == Amount{-9680});
    const payments::Statement march = shop.statement("2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z");
    CHECK(march.closing_minor == Amount{-9680});
    CHECK(march.owed_minor == Amount{9680});
    CHECK(march.totals_minor.at("payout") == Amount{-(9680 - 968)});
    CHECK(march.totals_minor.at("reserve_funding") == Amount{-968});
    shop.close_days("2024-03-23", 30);
    CHECK(shop.anna().owed_minor == Amount{9680 - 968});
    CHECK(shop.anna().reserved_minor == Amount{0});
    CHECK(shop.payouts_of("anna").size() == 1);
    const payments::Statement april = shop.statement("2024-04-01T00:00:00Z", "2024-05-01T00:00:00Z");
    CHECK(april.opening_minor == march.closing_minor);
    CHECK(april.totals_minor.at("reserve_settlement") == Amount{968});
    CHECK(april.owed_minor == shop.anna().owed_minor);
}

TEST_CASE("the reserve of a payout that was given up stays, and is not kept back a second time") {
    Secured shop;
    shop.sell("o1", "2024-03-05");
    shop.close_days("2024-03-05", 13);
    shop.engine.handle(event("cancel", "2024-03-18T10:00:00Z",
                             PayoutCancelled{shop.payouts_of("anna")[0].id, "no account"}));
    CHECK(shop.available(anna_available) == Amount{9680 - 968});
    CHECK(shop.balance(anna_reserved) == Amount{968});
    shop.close_days("2024-03-18", 7);
    REQUIRE(shop.payouts_of("anna").size() == 2);
    CHECK(shop.payouts_of("anna")[1].amount_minor == Amount{9680 - 968});
    CHECK(shop.payouts_of("anna")[1].reserved_minor == Amount{0});
    CHECK(shop.anna().reserved_minor == Amount{968});
    const payments::Statement march = shop.statement("2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z");
    CHECK(march.closing_minor == Amount{0});
    CHECK(march.owed_minor == Amount{0});
}

TEST_CASE("earnings pay a debt before anything is paid or kept back") {
    Secured shop;
    shop.sell("o1", "2024-03-05");
    shop.close_days("2024-03-05", 13);
    shop.refund("r1", "o1", "2024-03-19T10:00:00Z");
    shop.sell("o2", "2024-03-20");
    shop.sell("o3", "2024-03-20");
    shop.close_days("2024-03-18", 15);
    CHECK(shop.anna().owed_minor == Amount{0});
    REQUIRE(shop.payouts_of("anna").size() == 2);
    const payments::Payout second = shop.payouts_of("anna")[1];
    CHECK(second.amount_minor + second.reserved_minor == Amount{9680});
    CHECK(shop.available(anna_available) == Amount{0});
}

TEST_CASE("a statement needs its payee") {
    Secured shop;
    CHECK(error_of([&] { static_cast<void>(shop.engine.statement({})); }) == "missing_field payee_id");
}
