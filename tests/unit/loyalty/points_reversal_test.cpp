#include <doctest/doctest.h>

#include "sample.hpp"

using namespace marketplace;
using namespace marketplace::loyalty;
using namespace marketplace::loyalty::sample;

namespace {

/// A wallet of 100 points of which 60 paid for an order of 50.00 that earned 49 points.
struct PaidWithPoints {
    Program p = program();
    Wallet w = wallet();
    OrderPoints facts;

    explicit PaidWithPoints(PointsRefundPolicy refund, std::int64_t months = 1) {
        p.refund = refund;
        p.expiry = {ExpiryMode::rolling, months, 0, PeriodEnd::none, {}, true, true};
        w = granted(p, w, "early", 40, "2024-01-01T10:00:00Z");
        w = granted(p, w, "late", 60, "2024-01-20T10:00:00Z");
        RedeemPoints redeem = redemption("spend", 60, "2024-01-25T10:00:00Z");
        const WalletOutcome spent = loyalty::redeem(p, w, redeem);
        w = applied(w, spent);
        EarnOrder command = earn_order("earn", order("o1", {line("a", 5000)}, "2024-01-25T10:00:00Z"));
        command.points_paid_minor = Amount{60};
        command.spent = spent.consumptions;
        const WalletOutcome earned = earn(p, w, command);
        facts = *earned.order;
        w = applied(w, earned);
    }

    WalletOutcome refund(const std::string& command, std::string_view when, std::optional<std::int64_t> amount = {}) {
        const WalletOutcome outcome = loyalty::refund(p, w, refund_of(command, facts, when, amount));
        w = applied(w, outcome);
        facts = *outcome.order;
        CHECK(is_conserved(w.balance));
        return outcome;
    }
};

}  // namespace

TEST_CASE("spent points return to the lots they came from, last taken first, with the expiry those had") {
    PaidWithPoints t{{}};
    CHECK(lot_of(t.w, "early/0").remaining == Points{0});
    CHECK(lot_of(t.w, "late/0").remaining == Points{40});
    const auto expiry = lot_of(t.w, "early/0").expires_at;
    t.refund("r1", "2024-01-26T10:00:00Z", 2500);  // half: 30 points come back, 20 of them to the later lot
    CHECK(lot_of(t.w, "late/0").remaining == Points{60});
    CHECK(lot_of(t.w, "early/0").remaining == Points{10});
    t.refund("r2", "2024-01-27T10:00:00Z");
    CHECK(lot_of(t.w, "early/0").remaining == Points{40});
    CHECK(lot_of(t.w, "early/0").state == LotState::active);
    CHECK(lot_of(t.w, "early/0").expires_at == expiry);
    CHECK(t.w.balance.spent == Points{});
    CHECK(t.w.balance.reversed == Points{49});
    CHECK(available(t.w, at("2024-01-27T10:00:00Z")) == Points{100});
}

TEST_CASE("points whose lot has expired come back with grace, come back expired, or stay spent") {
    const char* late = "2024-02-10T10:00:00Z";  // "early" ended with 1 February, "late" lasts through the 20th
    SUBCASE("grace") {
        PaidWithPoints t{
            {EarnedRefund::within_balance, true, ExpiredLotRefund::restore_with_grace, 7, Rounding::half_up}};
        t.refund("r1", late);
        const Lot& restored = lot_of(t.w, "r1/0");
        CHECK(restored.amount == Points{40});
        CHECK(restored.origin == LotId{"early/0"});
        CHECK(restored.expires_at == at("2024-02-18T00:00:00Z"));
        CHECK(lot_of(t.w, "early/0").remaining == Points{0});
        CHECK(available(t.w, at(late)) == Points{100});
    }
    SUBCASE("expired") {
        PaidWithPoints t{{EarnedRefund::within_balance, true, ExpiredLotRefund::restore_expired, 0, Rounding::half_up}};
        t.refund("r1", late);
        CHECK(t.w.balance.spent == Points{});
        CHECK(t.w.balance.expired == Points{40});
        CHECK(available(t.w, at(late)) == Points{60});
    }
    SUBCASE("no") {
        PaidWithPoints t{{EarnedRefund::within_balance, true, ExpiredLotRefund::no, 0, Rounding::half_up}};
        t.refund("r1", late);
        CHECK(t.w.balance.spent == Points{40});
        CHECK(available(t.w, at(late)) == Points{60});
    }
    SUBCASE("nothing comes back if the program says so") {
        PaidWithPoints t{{EarnedRefund::within_balance, false, ExpiredLotRefund::no, 0, Rounding::half_up}};
        t.refund("r1", late);
        CHECK(t.w.balance.spent == Points{60});
    }
}

TEST_CASE("earned points are taken from the pending lot, then its rest, then other lots, then become debt") {
    Program p = program();
    const auto earned_and_spent = [&](EarnedRefund policy) {
        p.refund.earned = policy;
        Wallet w = wallet();
        const WalletOutcome earned =
            earn(p, w, earn_order("earn", order("o1", {line("a", 10000)}, "2024-01-01T10:00:00Z")));
        w = granted(p, applied(w, earned), "other", 30, "2024-01-02T10:00:00Z");
        w = applied(w, loyalty::redeem(p, w, redemption("spend", 80, "2024-01-03T10:00:00Z")));
        return std::pair{w, loyalty::refund(p, w, refund_of("r1", *earned.order, "2024-01-04T10:00:00Z"))};
    };
    SUBCASE("only pending: nothing is taken once the points are active") {
        const auto [w, outcome] = earned_and_spent(EarnedRefund::only_pending);
        CHECK(outcome.kept == Points{100});
        CHECK(outcome.balance.active == Points{50});
        CHECK(outcome.entries.empty());
    }
    SUBCASE("within balance: 20 of the lot and 30 of the other, the rest is kept") {
        const auto [w, outcome] = earned_and_spent(EarnedRefund::within_balance);
        CHECK(outcome.kept == Points{50});
        CHECK(outcome.balance.active == Points{});
        CHECK(outcome.balance.debt == Points{});
        REQUIRE(outcome.consumptions.size() == 2);
        CHECK(outcome.consumptions[0] == Consumption{EntryId{"r1/0"}, LotId{"earn/0"}, Points{20}});
        CHECK(outcome.consumptions[1] == Consumption{EntryId{"r1/0"}, LotId{"other/0"}, Points{30}});
    }
    SUBCASE("unlimited: the rest is a debt that later points pay first") {
        const auto [w, outcome] = earned_and_spent(EarnedRefund::unlimited);
        CHECK(outcome.balance.debt == Points{50});
        Wallet after = granted(p, applied(w, outcome), "later", 70, "2024-01-05T10:00:00Z");
        CHECK(after.balance.debt == Points{});
        CHECK(after.balance.active == Points{20});
        CHECK(available(after, at("2024-01-05T10:00:00Z")) == Points{20});
        CHECK(is_conserved(after.balance));
    }
}

TEST_CASE("a pending lot that is refunded whole is cancelled and never becomes active") {
    Program p = program();
    p.activation = {ActivationMode::on_event, 0, ActivationStart::earned};
    p.refund.earned = EarnedRefund::only_pending;
    Wallet w = wallet();
    const WalletOutcome earned = earn(p, w, earn_order("earn", order("o1", {line("a", 10000)})));
    w = applied(w, earned);
    CHECK(w.balance.pending == Points{100});
    w = applied(w, loyalty::refund(p, w, refund_of("r1", *earned.order, "2024-06-02T10:00:00Z")));
    CHECK(lot_of(w, "earn/0").state == LotState::cancelled);
    w = applied(w, loyalty::activate(p, w, {CommandId{"a"}, at("2024-06-03T10:00:00Z"), OrderId{"o1"}}));
    CHECK(w.balance.active == Points{});
    CHECK(w.balance.reversed == Points{100});
}

TEST_CASE("a refund does not take points that are held") {
    Program p = program();
    Wallet w = wallet();
    const WalletOutcome earned =
        earn(p, w, earn_order("earn", order("o1", {line("a", 10000)}, "2024-01-01T10:00:00Z")));
    w = applied(w, earned);
    w = applied(w, hold(p, w, {redemption("hold", 70, "2024-01-02T10:00:00Z"), at("2024-01-02T11:00:00Z")}));
    const WalletOutcome outcome = loyalty::refund(p, w, refund_of("r1", *earned.order, "2024-01-02T10:30:00Z"));
    CHECK(outcome.balance.reversed == Points{30});
    CHECK(outcome.kept == Points{70});
    w = applied(w, outcome);
    const WalletOutcome captured =
        capture(p, w, {CommandId{"c"}, at("2024-01-02T10:31:00Z"), ReservationId{"hold"}, ""});
    CHECK_FALSE(captured.refusal);
}

TEST_CASE("more than what is left cannot be refunded") {
    PaidWithPoints t{{}};
    t.refund("r1", "2024-01-26T10:00:00Z", 4000);
    try {
        static_cast<void>(loyalty::refund(t.p, t.w, refund_of("r2", t.facts, "2024-01-26T10:00:00Z", 1001)));
        FAIL("refunded too much");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::over_refund);
        CHECK(error.expected() == "0 to 1000");
    }
}

TEST_CASE("a refund computes from what was earned, not from the rules of today") {
    Program p = program();
    const WalletOutcome earned = earn(p, wallet(), earn_order("earn", order("o1", {line("a", 10000)})));
    p.earn.rules[0].points_per_minor = Rate{2, 100};
    p.version = 2;
    CHECK(refund_points(p.refund, *earned.order, {}, {}).reverse == Points{100});
    p.earn.rules.clear();
    CHECK(refund_points(p.refund, *earned.order, {}, Amount{5000}).reverse == Points{50});
}
