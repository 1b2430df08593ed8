#include <doctest/doctest.h>

#include "sample.hpp"

#include <marketplace/loyalty/points_transfer.hpp>
#include <marketplace/loyalty/rewards_manager.hpp>

using namespace marketplace;
using namespace marketplace::loyalty;
using namespace marketplace::loyalty::sample;

namespace {

RewardLevels three_levels(LevelDowngrade downgrade = LevelDowngrade::to_qualified) {
    return {{{"bronze", Points{100}, {}}, {"silver", Points{500}, {}}, {"gold", Points{1000}, {"free delivery"}}},
            downgrade};
}

}  // namespace

TEST_CASE("status points decide the level, at the threshold exactly") {
    CHECK(evaluate(three_levels(), "", Points{99}).to == "");
    CHECK(evaluate(three_levels(), "", Points{100}).to == "bronze");
    const LevelChange change = evaluate(three_levels(), "bronze", Points{999});
    CHECK(change.move == LevelMove::up);
    CHECK(change.to == "silver");
    CHECK(change.next == "gold");
    CHECK(change.missing == Points{1});
    CHECK(evaluate(three_levels(), "gold", Points{5000}).move == LevelMove::none);
    CHECK(evaluate(three_levels(), "gold", Points{5000}).next.empty());
}

TEST_CASE("a downgrade goes as far as the policy lets it") {
    CHECK(evaluate(three_levels(LevelDowngrade::to_qualified), "gold", Points{100}).to == "bronze");
    CHECK(evaluate(three_levels(LevelDowngrade::one_step), "gold", Points{100}).to == "silver");
    const LevelChange kept = evaluate(three_levels(LevelDowngrade::never), "gold", Points{100});
    CHECK(kept.to == "gold");
    CHECK(kept.qualified == "bronze");
    CHECK(kept.move == LevelMove::none);
}

TEST_CASE("levels out of order are refused with their path") {
    RewardLevels levels = three_levels();
    levels.levels[2].points_min = Points{500};
    try {
        validate(levels);
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.field() == "levels[2].points_min");
    }
}

TEST_CASE("refunded orders do not count for the status") {
    const Program p = program();
    Wallet w = wallet();
    const WalletOutcome earned = earn(p, w, earn_order("e", order("o1", {line("a", 10000)})));
    w = applied(w, earned);
    CHECK(status_points(w.balance) == Points{100});
    w = applied(w, refund(p, w, refund_of("r", *earned.order, "2024-06-03T10:00:00Z", 2500)));
    CHECK(status_points(w.balance) == Points{75});
}

TEST_CASE("a reward costs its price, for those to whom and while it is offered") {
    const Program p = program();
    Wallet w = granted(p, wallet(), "g", 100, "2024-01-01T12:00:00Z");
    RedeemReward command{
        CommandId{"r"}, at("2024-01-02T12:00:00Z"), {RewardId{"mug"}, "Mug", Points{80}, {"gold"}, {}, {}}, ""};
    CHECK(redeem_reward(p, w, command).refusal->reason == RefusalReason::level_too_low);
    command.level = "gold";
    command.item.offered_to = command.at;
    CHECK(redeem_reward(p, w, command).refusal->reason == RefusalReason::not_offered);
    command.item.offered_to.reset();
    w = applied(w, redeem_reward(p, w, command));
    CHECK(w.balance.spent == Points{80});
    CHECK(w.known.back().cause == "mug");
    command.command_id = CommandId{"again"};
    CHECK(redeem_reward(p, w, command).refusal == Refusal{RefusalReason::insufficient_points, 80, 20});
}

TEST_CASE("transferred points keep their expiry and pay the receiver's debt first") {
    Program p = program();
    p.refund.earned = EarnedRefund::unlimited;
    p.expiry = {ExpiryMode::rolling, 1, 0, PeriodEnd::none, {}, true, true};
    Wallet from = granted(p, wallet("c1"), "g", 100, "2024-01-01T12:00:00Z");
    Wallet to = wallet("c2");
    to.balance.debt = Points{10};
    to.balance.reversed = Points{10};
    const TransferPoints command{CommandId{"t"}, at("2024-01-20T12:00:00Z"), Points{60}, "gift"};
    const TransferOutcome outcome = transfer(p, from, to, command);
    from = applied(from, outcome.from);
    to = applied(to, outcome.to);
    CHECK(from.balance.active == Points{40});
    CHECK(to.balance.active == Points{50});
    CHECK(to.balance.debt == Points{});
    CHECK(lot_of(to, "t/in/0").expires_at == lot_of(from, "g/0").expires_at);
    CHECK(is_conserved(from.balance));
    CHECK(is_conserved(to.balance));
    const TransferOutcome again = transfer(p, from, to, command);
    CHECK(applied(from, again.from) == from);
    CHECK(applied(to, again.to) == to);
    const TransferOutcome refused = transfer(p, from, to, {CommandId{"u"}, at("2024-01-20T12:00:00Z"), Points{41}, ""});
    CHECK(refused.to.refusal == Refusal{RefusalReason::insufficient_points, 41, 40});
}
