// Disputes through the engine: what is held, and where it is when the bank has decided.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

const char* const anna_pending = "liab:vendor:anna:EUR:pending";
const char* const anna_available = "liab:vendor:anna:EUR:available";
const char* const anna_owes = "recv:vendor:anna:EUR:negative";

DisputeOpened dispute(const char* id, const char* order, affiliate::DisputeTerms terms = {}) {
    DisputeOpened opened;
    opened.disputed.id = RefundId{id};
    opened.disputed.order_id = OrderId{order};
    opened.disputed.reason = "not received";
    opened.terms = std::move(terms);
    return opened;
}

/// Of the first line, anna's.
DisputeOpened annas(const char* id, affiliate::DisputeTerms terms = {}) {
    DisputeOpened opened = dispute(id, "o1", std::move(terms));
    opened.disputed.lines.push_back({OrderLineId{"1"}, std::nullopt, std::nullopt});
    return opened;
}

affiliate::DisputeTerms anna_pays(std::int64_t fee, bool returned) {
    return {{fee}, {affiliate::Party::vendor, "anna"}, returned};
}

struct Shop : Marketplace {
    Shop() {
        engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
        engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    }
    void fulfil() { engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}})); }
    /// Delivered on the 6th: on hold to the 13th, paid on Friday the 15th.
    void make_available() {
        fulfil();
        close_days("2024-03-06", 8);
    }
    void open(const DisputeOpened& opened, const char* when = "2024-03-14T09:00:00Z") {
        engine.handle(event("open-" + opened.disputed.id.value, when, opened));
    }
    void win(const char* id, const char* when = "2024-03-14T10:00:00Z") {
        engine.handle(event(std::string{"won-"} + id, when, DisputeWon{RefundId{id}}));
    }
    void lose(const char* id, const char* when = "2024-03-14T10:00:00Z") {
        engine.handle(event(std::string{"lost-"} + id, when, DisputeLost{RefundId{id}}));
    }
    StoredDispute only() {
        const auto rows = all<StoredDispute>();
        REQUIRE(rows.size() == 1);
        return rows[0];
    }
    Amount paid_to(const std::string& payee) {
        Amount sum;
        for (const auto& payout : all<payments::Payout>()) {
            if (payout.payee_id == payee) sum += payout.amount_minor;
        }
        return sum;
    }
};

}  // namespace

TEST_CASE("an open dispute holds everybody's part and posts nothing") {
    Shop shop;
    shop.once(event("d", "2024-03-05T09:00:00Z", dispute("d1", "o1", {{1500}, {}, false})), annas("d1"));
    CHECK(shop.balance(anna_pending) == Amount{9680});
    CHECK(shop.available(anna_pending) == Amount{0});
    CHECK(shop.available("rev:platform:EUR:commission") == Amount{0});
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{14000});
    CHECK(shop.only().status == DisputeStatus::open);
    CHECK(shop.only().amount_minor == Amount{14000});
    CHECK(shop.all<StoredOrder>()[0].disputed_minor == Amount{14000});
    CHECK(shop.all<StoredRefund>().empty());
}

TEST_CASE("what is disputed cannot be refunded or cancelled meanwhile; what is not can") {
    Shop shop;
    shop.open(annas("d1"));
    affiliate::RefundRequest request;
    request.id = RefundId{"r1"};
    request.order_id = OrderId{"o1"};
    request.amount_minor = Amount{3001};
    CHECK(error_of([&] { shop.engine.handle(event("r", "2024-03-14T09:30:00Z", OrderRefunded{request})); }) ==
          "over_refund refund.amount_minor");
    CHECK(error_of([&] {
              shop.engine.handle(event("c", "2024-03-14T09:30:00Z", OrderCancelled{OrderId{"o1"}, ""}));
          }) == "out_of_order order_id");
    request.amount_minor = Amount{3000};
    shop.engine.handle(event("r", "2024-03-14T09:30:00Z", OrderRefunded{request}));
    CHECK(shop.balance("liab:vendor:bert:EUR:pending") == Amount{0});
    shop.lose("d1");
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::refunded);
    CHECK(shop.all<StoredOrder>()[0].refunded_minor == Amount{14000});
}

TEST_CASE("a lost dispute is a refund, and its fee is the platform's expense") {
    Shop shop;
    shop.open(dispute("d1", "o1", {{1500}, {}, false}));
    shop.once(event("lost", "2024-03-14T10:00:00Z", DisputeLost{RefundId{"d1"}}), DisputeLost{RefundId{"d2"}});
    for (const auto& account : shop.all<ledger::Account>()) {
        if (account.owner_type == "psp" || account.id.value == "exp:platform:EUR:psp_fee") continue;
        CAPTURE(account.id.value);
        CHECK(ledger::balance_of(account) == Amount{0});
        CHECK(ledger::available_of(account) == Amount{0});
    }
    CHECK(shop.balance("assets:psp:bank:EUR:pending") + shop.balance("assets:psp:bank:EUR:available") ==
          Amount{-1500});
    CHECK(shop.balance("exp:platform:EUR:psp_fee") == Amount{1500});
    REQUIRE(shop.all<StoredRefund>().size() == 1);
    CHECK(shop.all<StoredRefund>()[0].id == RefundId{"d1"});
    CHECK(shop.all<StoredRefund>()[0].amount_minor == Amount{14000});
    CHECK(shop.all<StoredOrder>()[0].status == OrderStatus::refunded);
    CHECK(shop.only().status == DisputeStatus::lost);
    CHECK(shop.only().steps.size() == 2);
}

TEST_CASE("a dispute that was won before delivery leaves no trace in what is paid") {
    Shop shop;
    shop.open(dispute("d1", "o1"), "2024-03-05T09:00:00Z");
    shop.once(event("won", "2024-03-05T10:00:00Z", DisputeWon{RefundId{"d1"}}), DisputeWon{RefundId{"d2"}});
    CHECK(shop.available(anna_pending) == Amount{9680});
    CHECK(shop.all<StoredOrder>()[0].disputed_minor == Amount{0});
    shop.fulfil();
    shop.close_days("2024-03-06", 11);
    CHECK(shop.paid_to("anna") == Amount{9680});
    CHECK(shop.paid_to("bert") == Amount{2520});
    CHECK(shop.paid_to("blog") == Amount{120});
}

TEST_CASE("a dispute opened before delivery and won after it is paid with the rest, at its time") {
    Shop shop;
    shop.open(annas("d1"), "2024-03-05T09:00:00Z");
    shop.fulfil();
    CHECK(shop.all<StoredHold>().size() == 2);  // anna has nothing to wait for
    shop.close_days("2024-03-06", 2);
    shop.win("d1", "2024-03-08T10:00:00Z");
    CHECK(shop.all<StoredHold>().size() == 3);
    CHECK(shop.balance(anna_available) == Amount{0});
    shop.close_days("2024-03-08", 6);
    CHECK(shop.balance(anna_available) == Amount{9680});
    CHECK(shop.balance(anna_pending) == Amount{0});
    shop.close_days("2024-03-14", 3);
    CHECK(shop.paid_to("anna") == Amount{9680});
}

TEST_CASE("a dispute opened on hold and won after the hold is available at once") {
    Shop shop;
    shop.fulfil();
    shop.open(annas("d1"), "2024-03-07T09:00:00Z");
    shop.close_days("2024-03-06", 8);
    CHECK(shop.balance(anna_available) == Amount{0});
    CHECK(shop.balance(anna_pending) == Amount{9680});
    shop.win("d1");
    CHECK(shop.balance(anna_available) == Amount{9680});
    CHECK(shop.balance(anna_pending) == Amount{0});
    shop.close_days("2024-03-14", 3);
    CHECK(shop.paid_to("anna") == Amount{9680});
}

TEST_CASE("what is available and disputed is not paid out; won, it is paid with its fee") {
    Shop shop;
    shop.make_available();
    shop.open(annas("d1", anna_pays(2000, true)));
    CHECK(shop.available(anna_available) == Amount{0});
    shop.close_days("2024-03-14", 3);
    CHECK(shop.paid_to("anna") == Amount{0});
    CHECK(shop.paid_to("bert") == Amount{2520});
    shop.win("d1", "2024-03-18T10:00:00Z");
    CHECK(shop.balance(anna_owes) == Amount{0});
    shop.close_days("2024-03-18", 6);
    CHECK(shop.paid_to("anna") == Amount{9680});
}

TEST_CASE("a fee that is not returned stays with who is liable, though the dispute was won") {
    Shop shop;
    shop.make_available();
    shop.open(annas("d1", anna_pays(2000, false)));
    shop.win("d1");
    CHECK(shop.balance(anna_owes) == Amount{0});
    CHECK(shop.balance(anna_available) == Amount{9680 - 2000});
    CHECK(shop.balance("assets:psp:bank:EUR:available") + shop.balance("assets:psp:bank:EUR:pending") ==
          Amount{14000 - 2000});
    shop.close_days("2024-03-14", 3);
    CHECK(shop.paid_to("anna") == Amount{9680 - 2000});
}

TEST_CASE("a dispute lost after the payout is a debt that the next earnings pay") {
    Shop shop;
    shop.make_available();
    shop.close_days("2024-03-14", 3);
    CHECK(shop.paid_to("anna") == Amount{9680});
    shop.open(annas("d1", anna_pays(1000, false)), "2024-03-18T11:00:00Z");
    CHECK(shop.balance(anna_owes) == Amount{0});
    shop.lose("d1", "2024-03-18T12:00:00Z");
    CHECK(shop.balance(anna_owes) == Amount{9680 + 1000});
    shop.engine.handle(event("n1", "2024-03-19T10:00:00Z", OrderPlaced{order("o2", "2024-03-19T10:00:00Z")}));
    shop.engine.handle(event("n2", "2024-03-19T11:00:00Z", OrderCaptured{OrderId{"o2"}}));
    shop.engine.handle(event("n3", "2024-03-19T12:00:00Z", OrderFulfilled{OrderId{"o2"}}));
    shop.close_days("2024-03-18", 14);
    CHECK(shop.balance(anna_owes) == Amount{1000});
    CHECK(shop.paid_to("anna") == Amount{9680});
}

TEST_CASE("what a dispute is refused for") {
    Shop shop;
    shop.engine.handle(event("p", "2024-03-04T10:00:00Z", OrderPlaced{order("o2")}));
    const auto refused = [&](EventPayload payload) {
        const std::string before = shop.content();
        const std::string found = error_of([&] { shop.engine.handle(event("x", "2024-03-14T09:00:00Z", payload)); });
        CHECK(shop.content() == before);
        return found;
    };
    CHECK(refused(dispute("d1", "o2")) == "out_of_order disputed.order_id");
    CHECK(refused(dispute("", "o1")) == "missing_field disputed.id");
    CHECK(refused(dispute("d1", "o1", {{-1}, {}, false})) == "out_of_range terms.fee_minor");
    CHECK(refused(dispute("d1", "o1", {{1}, {affiliate::Party::vendor, "carl"}, false})) == "not_found terms.liable");
    CHECK(refused(dispute("d1", "o1", {{1}, {affiliate::Party::tax_authority, "DE"}, false})) ==
          "not_found terms.liable");
    CHECK(refused(DisputeWon{RefundId{"d1"}}) == "not_found dispute_id");
    shop.open(annas("d1"));
    CHECK(refused(dispute("d1", "o1")) == "duplicate_key disputed.id");
    CHECK(refused(annas("d2")) == "over_refund disputed.lines[0].line_id");
    shop.win("d1");
    CHECK(refused(DisputeLost{RefundId{"d1"}}) == "invalid_transition dispute_id");
    shop.open(annas("d2"));
    shop.lose("d2", "2024-03-15T10:00:00Z");
    CHECK(refused(DisputeWon{RefundId{"d2"}}) == "invalid_transition dispute_id");
}

TEST_CASE("a lost dispute gives points back as a refund does, and takes earned ones") {
    Marketplace shop;
    shop.engine.handle(event("program", "2024-01-02T00:00:00Z", ProgramPublished{loyalty::parse_program(R"({
        "id": "club", "currency": "EUR", "earn": {"rules": [{"id": "base", "points_per_minor": "1/100"}]},
        "redemption": {"minor_per_point": "1", "points_min": 10, "share_max": "50%"}, "fair_value": "4/5"})")}));
    shop.engine.handle(event("gift", "2024-03-01T00:00:00Z", PointsAdjusted{CustomerId{"c1"}, {1000}, "welcome"}));
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {1000}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    CHECK(shop.balance("assets:psp:bank:EUR:pending") == Amount{13000});
    shop.engine.handle(event("d", "2024-03-05T10:00:00Z", dispute("d1", "o1")));
    CHECK(shop.all<loyalty::MemberBalance>()[0].spent.value == 1000);
    shop.engine.handle(event("l", "2024-03-06T10:00:00Z", DisputeLost{RefundId{"d1"}}));
    CHECK(shop.balance("assets:psp:bank:EUR:pending") + shop.balance("assets:psp:bank:EUR:available") == Amount{0});
    const auto member = shop.all<loyalty::MemberBalance>()[0];
    CHECK(member.spent.value == 0);
    CHECK(member.active.value + member.pending.value == 1000);
    CHECK(shop.all<StoredRefund>()[0].points_minor == Amount{1000});
}
