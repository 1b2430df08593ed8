#include <doctest/doctest.h>

#include "sample.hpp"

using namespace marketplace;
using namespace marketplace::loyalty;
using namespace marketplace::loyalty::sample;

namespace {

WalletRun run(const std::string& command, std::string_view when) { return {CommandId{command}, at(when)}; }

}  // namespace

TEST_CASE("points are usable through their last day, run or no run, and expire once") {
    Program p = program();
    p.time_zone = "Europe/Berlin";
    p.expiry = {ExpiryMode::rolling, 1, 0, PeriodEnd::none, {}, true, true};
    Wallet w = granted(p, wallet(), "g", 100, "2024-01-31T12:00:00Z");
    CHECK(available(w, at("2024-02-29T22:59:59.999999Z")) == Points{100});
    CHECK(available(w, at("2024-02-29T23:00:00Z")) == Points{0});
    CHECK(run_expiry(p, w, run("early", "2024-02-29T22:59:59Z")).entries.empty());
    w = applied(w, run_expiry(p, w, run("day", "2024-03-01T02:00:00Z")));
    CHECK(w.balance.expired == Points{100});
    CHECK(lot_of(w, "g/0").state == LotState::expired);
    CHECK(run_expiry(p, w, run("day", "2024-03-01T02:00:00Z")).replayed);
    CHECK(run_expiry(p, w, run("another", "2024-03-02T02:00:00Z")).entries.empty());
    CHECK(is_conserved(w.balance));
}

TEST_CASE("points become active so many days after delivery, and their expiry counts from then") {
    Program p = program();
    p.activation = {ActivationMode::after_days, 14, ActivationStart::delivered};
    p.expiry = {ExpiryMode::rolling, 1, 0, PeriodEnd::none, {}, true, true};
    Wallet w = wallet();
    w = applied(w, earn(p, w, earn_order("e", order("o1", {line("a", 10000)}, "2024-01-01T10:00:00Z"))));
    CHECK(run_activation(p, w, run("r0", "2024-06-01T00:00:00Z")).entries.empty());  // not delivered yet
    w = applied(w, deliver(p, w, {CommandId{"d"}, at("2024-01-05T15:00:00Z"), OrderId{"o1"}}));
    CHECK(lot_of(w, "e/0").active_at == at("2024-01-19T15:00:00Z"));
    CHECK(run_activation(p, w, run("r1", "2024-01-19T14:59:59Z")).entries.empty());
    w = applied(w, run_activation(p, w, run("r2", "2024-01-25T03:00:00Z")));  // a late run costs no life
    CHECK(w.balance.active == Points{100});
    CHECK(w.balance.pending == Points{});
    CHECK(lot_of(w, "e/0").expires_at == at("2024-02-20T00:00:00Z"));
}

TEST_CASE("points that wait for an event become active with it") {
    Program p = program();
    p.activation = {ActivationMode::on_event, 0, ActivationStart::earned};
    Wallet w = wallet();
    w = applied(w, earn(p, w, earn_order("e", order("o1", {line("a", 10000)}))));
    w = applied(w, earn(p, w, earn_order("f", order("o2", {line("a", 5000)}))));
    w = applied(w, deliver(p, w, {CommandId{"d"}, at("2024-06-05T15:00:00Z"), OrderId{"o1"}}));
    CHECK(w.balance.active == Points{});
    w = applied(w, activate(p, w, {CommandId{"a"}, at("2024-06-06T15:00:00Z"), OrderId{"o1"}}));
    CHECK(w.balance.active == Points{100});
    CHECK(w.balance.pending == Points{50});
}

TEST_CASE("activity moves a sliding expiry later, never earlier, and never wakes what has expired") {
    Program p = program();
    p.expiry = {ExpiryMode::sliding, 1, 0, PeriodEnd::none, {}, true, true};
    Wallet w = granted(p, wallet(), "a", 100, "2024-01-10T12:00:00Z");
    w = granted(p, w, "b", 50, "2024-01-20T12:00:00Z");
    CHECK(lot_of(w, "a/0").expires_at == at("2024-02-21T00:00:00Z"));
    p.expiry.months = 0;
    w = applied(w, record_activity(p, w, run("visit", "2024-01-21T12:00:00Z")));
    CHECK(lot_of(w, "a/0").expires_at == at("2024-02-21T00:00:00Z"));
    p.expiry.months = 1;
    w = applied(w, redeem(p, w, redemption("r", 10, "2024-02-01T12:00:00Z")));
    CHECK(lot_of(w, "a/0").expires_at == at("2024-03-02T00:00:00Z"));
    CHECK(record_activity(p, w, run("late", "2024-03-02T00:00:00Z")).lots.empty());
}

TEST_CASE("a program that starts to expire points leaves those alone that have no end") {
    Program p = program();
    Wallet w = granted(p, wallet(), "a", 100, "2020-01-10T12:00:00Z");
    p.expiry = {ExpiryMode::sliding, 1, 0, PeriodEnd::none, {}, true, true};
    w = granted(p, w, "b", 50, "2024-01-20T12:00:00Z");
    CHECK_FALSE(lot_of(w, "a/0").expires_at);
    w = applied(w, run_expiry(p, w, run("r", "2030-01-01T00:00:00Z")));
    CHECK(w.balance.active == Points{100});
    CHECK(w.balance.expired == Points{50});
}

TEST_CASE("the liability is points times fair value, and its changes sum to it") {
    Program p = program();
    p.fair_value = Rate{2, 3};
    CHECK(liability(Points{100}, p) == Amount{67});
    Amount sum;
    for (std::int64_t points = 0; points < 100; ++points)
        sum += liability_change(Points{points}, Points{points + 1}, p);
    CHECK(sum == Amount{67});
}
