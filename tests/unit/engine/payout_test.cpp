#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace engine_test;
using payments::Payout;
using payments::PayoutStatus;

namespace {

/// Answers what it is told to, and remembers what it was asked.
class Bank final : public PaymentProvider {
public:
    ProviderOutcome answer = ProviderOutcome::accepted;
    std::vector<PayoutInstruction> asked;

    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        asked.push_back(instruction);
        return {answer, answer == ProviderOutcome::accepted ? "ref-" + instruction.idempotency_key : "",
                answer == ProviderOutcome::accepted ? "" : "closed account"};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override {
        queries.push_back(query);
        return found;
    }

    ProviderPayout found;
    std::vector<PayoutQuery> queries;
};

/// A bank whose line is dead.
class DeadBank final : public PaymentProvider {
public:
    std::int64_t calls = 0;

    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        ++calls;
        fail(ErrorCode::provider_failed, "provider", instruction.idempotency_key, "a connection that holds");
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }
};

/// One order, delivered; its payouts of Friday the 15th wait in the outbox.
struct Due : Marketplace {
    Bank bank;

    Due() {
        engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
        engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
        engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
        close_days("2024-03-06", 11);
        REQUIRE(all<Payout>().size() == 3);
    }
    DeliveryReport deliver() { return engine.deliver(bank, at("2024-03-19T08:00:00Z")); }
    Payout of(const char* payee) {
        for (const Payout& payout : all<Payout>()) {
            if (payout.payee_id == payee) return payout;
        }
        FAIL("no payout of ", payee);
        return {};
    }
    void tell(std::string id, EventPayload payload) {
        engine.handle(event(std::move(id), "2024-03-19T08:00:00Z", std::move(payload)));
    }
    Amount anna(const char* part) { return balance((std::string{"liab:vendor:anna:EUR:"} + part).c_str()); }
};

}  // namespace

TEST_CASE("what the bank accepted is submitted and asked for once") {
    Due due;
    CHECK(due.deliver().delivered == 3);
    CHECK(due.of("anna").status == PayoutStatus::submitted);
    CHECK(due.deliver().delivered == 0);
    CHECK(due.bank.asked.size() == 3);
    CHECK(due.all<OutboxEntry>().empty());
}

TEST_CASE("what was decided after a time is not asked for at that time") {
    Due due;
    CHECK(due.engine.deliver(due.bank, at("2024-03-14T08:00:00Z")) == DeliveryReport{});
    CHECK(due.of("anna").status == PayoutStatus::created);
    CHECK(due.deliver().delivered == 3);
}

TEST_CASE("a refused payout keeps its money aside and is asked for again under a new key") {
    Due due;
    due.bank.answer = ProviderOutcome::rejected;
    CHECK(due.deliver().failed == 3);
    const Payout refused = due.of("anna");
    CHECK(refused.status == PayoutStatus::failed);
    CHECK(refused.failure_reason == "closed account");
    due.tell("again", PayoutRetried{refused.id});
    due.bank.answer = ProviderOutcome::accepted;
    CHECK(due.deliver().delivered == 1);
    CHECK(due.bank.asked.back().idempotency_key != due.bank.asked.front().idempotency_key);
    due.tell("paid", PayoutSettled{refused.id, PayoutOutcome::paid, "", 2});
    CHECK(due.of("anna").status == PayoutStatus::paid);
    CHECK(due.anna("available") == Amount{0});
    CHECK(due.anna("in_payout") == Amount{0});
}

TEST_CASE("a late report about an attempt that is over is refused") {
    Due due;
    due.bank.answer = ProviderOutcome::rejected;
    static_cast<void>(due.deliver());
    const Payout refused = due.of("anna");
    due.tell("again", PayoutRetried{refused.id});
    due.bank.answer = ProviderOutcome::accepted;
    static_cast<void>(due.deliver());
    CHECK_THROWS_WITH_AS(due.tell("late", PayoutSettled{refused.id, PayoutOutcome::failed, "", 1}),
                         doctest::Contains("attempt"), Error);
    CHECK(due.of("anna").status == PayoutStatus::submitted);
}

TEST_CASE("nobody is asked again while nobody knows whether the money moved") {
    Due due;
    due.bank.answer = ProviderOutcome::unknown;
    static_cast<void>(due.deliver());
    const Payout lost = due.of("anna");
    CHECK(lost.status == PayoutStatus::unknown);
    CHECK_THROWS_WITH_AS(due.tell("again", PayoutRetried{lost.id}), doctest::Contains("may have moved"), Error);
    CHECK_THROWS_AS(due.tell("cancel", PayoutCancelled{lost.id, "give up"}), Error);
    due.tell("found", PayoutSettled{lost.id, PayoutOutcome::paid, "ref-9", 0});
    CHECK(due.of("anna").status == PayoutStatus::paid);
}

TEST_CASE("a cancelled payout is not asked for, and the next one pays its items") {
    Due due;
    const Payout first = due.of("anna");
    due.tell("cancel", PayoutCancelled{first.id, "wrong account"});
    CHECK(due.anna("available") == Amount{9680});
    CHECK(due.deliver().delivered == 2);
    for (const PayoutInstruction& asked : due.bank.asked) CHECK(asked.payee_id != "anna");
    due.close_days("2024-03-17", 8);
    std::int64_t open = 0;
    for (const Payout& payout : due.all<Payout>()) {
        if (payout.payee_id == "anna" && payout.status == PayoutStatus::created) {
            CHECK(payout.amount_minor == Amount{9680});
            ++open;
        }
    }
    CHECK(open == 1);
}

TEST_CASE("money that comes back waits for the next attempt, and can be given up") {
    Due due;
    static_cast<void>(due.deliver());
    const Payout paid = due.of("anna");
    due.tell("paid", PayoutSettled{paid.id, PayoutOutcome::paid, "", 0});
    const Amount at_bank = due.balance("assets:psp:bank:EUR:available");
    due.tell("back", PayoutSettled{paid.id, PayoutOutcome::returned, "", 0});
    CHECK(due.balance("assets:psp:bank:EUR:available") == at_bank + Amount{9680});
    CHECK(due.of("anna").status == PayoutStatus::failed);
    due.tell("again", PayoutRetried{paid.id});
    CHECK(due.deliver().delivered == 1);
    due.tell("paid-2", PayoutSettled{paid.id, PayoutOutcome::paid, "", 2});
    due.tell("back-2", PayoutSettled{paid.id, PayoutOutcome::returned, "", 2});
    due.tell("cancel", PayoutCancelled{paid.id, "no account"});
    CHECK(due.anna("available") == Amount{9680});
    CHECK(due.anna("in_payout") == Amount{0});
    CHECK(due.balance("assets:psp:bank:EUR:available") == at_bank + Amount{9680});
}

TEST_CASE("a payout whose outcome nobody knows is asked for at the bank, and what it says holds") {
    Due due;
    due.bank.answer = ProviderOutcome::unknown;
    CHECK(due.deliver().failed == 3);
    CHECK(due.of("anna").status == PayoutStatus::unknown);
    const Timestamp now = at("2024-03-19T08:00:00Z");

    due.bank.found = {ProviderPayoutState::unknown, "", "busy"};
    CHECK(due.engine.reconcile(due.bank, now) == ReconciliationReport{0, 0, 3});
    CHECK(due.of("anna").status == PayoutStatus::unknown);
    CHECK(due.bank.queries.front().execute_on == due.of("anna").pays_on);

    due.bank.found = {ProviderPayoutState::processing, "ref", ""};
    CHECK(due.engine.reconcile(due.bank, now, 1) == ReconciliationReport{0, 1, 0});
    due.bank.found = {ProviderPayoutState::paid, "ref", ""};
    CHECK(due.engine.reconcile(due.bank, now, 1) == ReconciliationReport{1, 0, 0});
    due.bank.found = {ProviderPayoutState::not_found, "", ""};
    CHECK(due.engine.reconcile(due.bank, now) == ReconciliationReport{1, 0, 0});
    CHECK(due.engine.reconcile(due.bank, now) == ReconciliationReport{0, 0, 0});

    std::map<PayoutStatus, int> statuses;
    for (const Payout& payout : due.all<Payout>()) ++statuses[payout.status];
    CHECK(statuses == std::map<PayoutStatus, int>{
                          {PayoutStatus::submitted, 1}, {PayoutStatus::paid, 1}, {PayoutStatus::failed, 1}});
    const std::vector<StoredEvent> events = due.all<StoredEvent>();
    CHECK(std::count_if(events.begin(), events.end(), [](const StoredEvent& each) {
              return each.id.value.starts_with("reconciled/payout/");
          }) == 2);
}

TEST_CASE("what the bank says and the engine refuses is not settled") {
    Due due;
    due.bank.answer = ProviderOutcome::unknown;
    CHECK(due.deliver().failed == 3);
    // A host has used the id of the event that is to tell of it.
    const std::string id = "reconciled/" + payments::idempotency_key_of(due.of("anna"));
    due.tell(id, OrderRated{OrderId{"o1"}, 500});
    due.bank.found = {ProviderPayoutState::paid, "ref", ""};
    CHECK(due.engine.reconcile(due.bank, at("2024-03-19T08:00:00Z")) == ReconciliationReport{2, 0, 1});
    CHECK(due.of("anna").status == PayoutStatus::unknown);
}

TEST_CASE("what a later day has taken is not paid, and the payee's row says so") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-06", 8);
    affiliate::RefundRequest part;
    part.id = RefundId{"r1"};
    part.order_id = OrderId{"o1"};
    part.amount_minor = Amount{1400};
    shop.engine.handle(event("r1", "2024-03-16T09:00:00Z", OrderRefunded{part}));
    shop.close_days("2024-03-14", 1);  // before the payout day, and after a refund of the day after that was told
    CHECK(shop.all<Payout>().empty());
    for (const StoredPayee& row : shop.all<StoredPayee>()) {
        CHECK(row.carried == payments::PayoutCarry::not_covered);
        if (row.id == "anna") CHECK(row.carried_minor == Amount{9680});
    }
}

TEST_CASE("a bank that never answers is tried again, ever later, and then it is unknown whether it paid") {
    Due due;
    DeadBank dead;
    Timestamp now = at("2024-03-18T08:00:00Z");
    const auto attempt = [&] { CHECK_THROWS_AS(static_cast<void>(due.engine.deliver(dead, now)), Error); };
    attempt();
    CHECK(due.engine.deliver(dead, now + Duration::seconds(299)) == DeliveryReport{});  // leased
    CHECK(dead.calls == 1);
    now = now + Duration::seconds(300);
    attempt();
    CHECK(due.engine.deliver(dead, now + Duration::seconds(599)) == DeliveryReport{});
    for (int i = 2; i < 12; ++i) {
        now = now + Duration::days(1);
        attempt();
    }
    CHECK(dead.calls == 12);
    CHECK(due.of("anna").status == PayoutStatus::submitted);
    CHECK(due.engine.deliver(dead, now + Duration::days(1)) == DeliveryReport{});
    CHECK(dead.calls == 12);
    CHECK(due.all<OutboxEntry>().empty());
    CHECK(due.of("anna").status == PayoutStatus::unknown);
    CHECK(due.of("anna").failure_reason == "no answer after 12 attempts");
}
