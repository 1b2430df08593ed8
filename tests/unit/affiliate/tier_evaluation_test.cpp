#include "tier_samples.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

Timestamp midnight(std::int32_t month, std::int32_t day) { return sao_paulo().start_of({2018, month, day}); }

TierDecision decide(const TierPolicy& of, std::int64_t net, const TierState& before, std::int32_t month) {
    return evaluate(of, sold(net), before, run_in(of, month)).evaluation.decision;
}

/// The policy of vector L03: evaluated upon events, the running month, levels with an end.
TierPolicy expiring(std::int64_t periods, std::int64_t extension_days) {
    TierPolicy of = policy();
    of.window = LookBack{CalendarUnit::month, 1, true};
    of.schedule = {Frequency::on_event, 1, CalendarUnit::month};
    of.downgrade = DowngradeTiming::at_expiry;
    of.validity = {periods, extension_days};
    return of;
}

TierOutcome reached_on_10_march(const TierPolicy& of) {
    return TierEvaluator{of}.evaluate(sold(100'000), {}, TierCalendar{of}.on_demand(at("2018-03-10T15:00:00Z")));
}

}  // namespace

TEST_CASE("a vendor gets the highest level whose requirements are met, at once") {
    const TierPolicy of = policy();
    const TierOutcome outcome = evaluate(of, sold(500'000), {}, run_in(of, 4));
    CHECK(outcome.state.level == "gold");
    CHECK(outcome.state.since == midnight(4, 1));
    CHECK(outcome.evaluation.effective_from == midnight(4, 1));
    CHECK(outcome.evaluation.period_key == "2018-03");
    CHECK(outcome.evaluation.revision == 1);
    CHECK(outcome.evaluation.decision.change == TierChange::upgraded);
    CHECK(outcome.evaluation.decision.level_before.empty());
    CHECK(outcome.evaluation.decision.level_after == "gold");
    CHECK(decide(of, 499'999, {}, 4).level_after == "silver");
    CHECK(decide(of, 0, {}, 4).level_after == "bronze");
}

TEST_CASE("a decision names for each level what failed first, with both numbers") {
    const TierDecision decision = decide(policy(), 120'000, {}, 4);
    REQUIRE(decision.levels.size() == 3);
    CHECK(decision.levels[1].met);
    CHECK_FALSE(decision.levels[2].met);
    REQUIRE(decision.levels[2].failed.size() == 1);
    CHECK(decision.levels[2].failed[0].needed_number == 500'000);
    CHECK(decision.levels[2].failed[0].actual_number == 120'000);
}

TEST_CASE("without grace a miss at the end of a period lowers the level") {
    const TierPolicy of = policy();
    const TierState gold = after_months(of, {500'000});
    const TierDecision decision = decide(of, 120'000, gold, 5);
    CHECK(decision.change == TierChange::downgraded);
    CHECK(decision.reason == TierReason::requirements_missed);
    CHECK(decision.level_after == "silver");
    REQUIRE(decision.keep_failed.size() == 1);
    CHECK(decision.keep_failed[0].needed_number == 500'000);
    CHECK(decide(of, 0, gold, 5).level_after == "bronze");
}

TEST_CASE("downgrades of one step fall one level for each period") {
    TierPolicy of = policy();
    of.downgrade_step = DowngradeStep::one;
    CHECK(after_months(of, {500'000, 0}).level == "silver");
    CHECK(after_months(of, {500'000, 0, 0}).level == "bronze");
    CHECK(after_months(of, {500'000, 0, 0, 0}).level == "bronze");
}

TEST_CASE("a level is kept from the keep ratio on, but reached only with the whole threshold") {
    TierPolicy of = policy();
    of.keep_ratio = Rate{9, 10};
    const TierState gold = after_months(of, {500'000});
    CHECK(decide(of, 450'000, gold, 5).level_after == "gold");
    CHECK(decide(of, 450'000, gold, 5).reason == TierReason::kept_by_ratio);
    CHECK(decide(of, 449'999, gold, 5).level_after == "silver");
    CHECK(decide(of, 499'999, after_months(of, {100'000}), 5).level_after == "silver");
}

TEST_CASE("grace: the first miss is a warning, the next after its end a downgrade") {
    TierPolicy of = policy();
    of.grace.periods = 1;
    const TierOutcome first = evaluate(of, sold(0), after_months(of, {500'000}), run_in(of, 5));
    CHECK(first.evaluation.decision.change == TierChange::at_risk);
    CHECK(first.evaluation.decision.reason == TierReason::within_grace);
    CHECK(first.state.level == "gold");
    CHECK(first.state.at_risk_since == midnight(5, 1));
    CHECK(first.state.grace_until == midnight(6, 1));
    CHECK(decide(of, 0, first.state, 6).level_after == "bronze");
}

TEST_CASE("meeting the requirements again ends the grace, and a later miss starts a new one") {
    TierPolicy of = policy();
    of.grace.periods = 1;
    const TierState again = after_months(of, {500'000, 0, 500'000});
    CHECK_FALSE(again.at_risk_since);
    CHECK_FALSE(again.grace_until);
    const TierState missed = after_months(of, {500'000, 0, 500'000, 0});
    CHECK(missed.level == "gold");
    CHECK(missed.at_risk_since == midnight(7, 1));
}

TEST_CASE("grace in days may be rounded up to the end of a period") {
    TierPolicy of = policy();
    of.grace = {0, 10, false};
    CHECK(after_months(of, {500'000, 0}).grace_until == midnight(5, 11));
    of.grace.round_up = true;
    CHECK(after_months(of, {500'000, 0}).grace_until == midnight(6, 1));
}

TEST_CASE("each step down starts a grace of its own") {
    TierPolicy of = policy();
    of.grace.periods = 1;
    of.downgrade_step = DowngradeStep::one;
    CHECK(after_months(of, {500'000, 0, 0}).level == "silver");
    CHECK(after_months(of, {500'000, 0, 0, 0}).level == "silver");
    CHECK(after_months(of, {500'000, 0, 0, 0, 0}).level == "bronze");
}

TEST_CASE("a level is held for its minimum time") {
    TierPolicy of = policy();
    of.hold_days_min = 45;
    const TierState gold = after_months(of, {500'000});
    CHECK(gold.held_until == midnight(5, 16));
    CHECK(decide(of, 0, gold, 5).reason == TierReason::within_hold);
    CHECK(after_months(of, {500'000, 0}).level == "gold");
    CHECK(after_months(of, {500'000, 0, 0}).level == "bronze");
}

TEST_CASE("downgrades may be switched off") {
    TierPolicy of = policy();
    of.downgrade = DowngradeTiming::never;
    const TierDecision decision = decide(of, 0, after_months(of, {500'000}), 5);
    CHECK(decision.level_after == "gold");
    CHECK(decision.change == TierChange::unchanged);
    CHECK(decision.reason == TierReason::downgrades_never);
}

TEST_CASE("between period ends a daily policy raises, but only warns") {
    TierPolicy of = policy();
    of.schedule = {Frequency::daily, 1, CalendarUnit::month};
    const auto daily = [&](std::int64_t net, const TierState& before, const Date& day) {
        return evaluate(of, sold(net), before, TierCalendar{of}.scheduled(day));
    };
    const TierState silver = daily(100'000, {}, {2018, 3, 11}).state;
    CHECK(silver.level == "silver");
    const TierOutcome missed = daily(0, silver, {2018, 3, 12});
    CHECK(missed.evaluation.decision.change == TierChange::at_risk);
    CHECK(missed.evaluation.decision.reason == TierReason::before_period_end);
    CHECK_FALSE(missed.state.at_risk_since);
    CHECK(daily(0, missed.state, {2018, 4, 1}).state.level == "bronze");
}

TEST_CASE("upgrades of the next period start where it begins") {
    TierPolicy of = policy();
    of.schedule = {Frequency::daily, 1, CalendarUnit::month};
    of.upgrade = UpgradeTiming::next_period;
    const TierCalendar calendar{of};
    const TierOutcome outcome = evaluate(of, sold(100'000), {}, calendar.scheduled({2018, 3, 11}));
    CHECK(outcome.evaluation.effective_from == midnight(4, 1));
    CHECK(outcome.state.since == midnight(4, 1));
    // The days until then change nothing about the start.
    const TierOutcome next_day = evaluate(of, sold(100'000), outcome.state, calendar.scheduled({2018, 3, 12}));
    CHECK(next_day.evaluation.decision.change == TierChange::unchanged);
    CHECK(next_day.evaluation.effective_from == midnight(4, 1));
    CHECK(evaluate(of, sold(100'000), {}, calendar.scheduled({2018, 4, 1})).state.since == midnight(4, 1));
}

TEST_CASE("L03: reached on 10 March, a level lasts to the end of March, of April, or seven days more") {
    CHECK(reached_on_10_march(expiring(0, 0)).state.since == at("2018-03-10T15:00:00Z"));
    CHECK(reached_on_10_march(expiring(0, 0)).state.expires_at == midnight(4, 1));
    CHECK(reached_on_10_march(expiring(1, 0)).state.expires_at == midnight(5, 1));
    CHECK(reached_on_10_march(expiring(0, 7)).state.expires_at == midnight(4, 8));
    CHECK(reached_on_10_march(expiring(1, 7)).state.expires_at == midnight(5, 8));
    TierPolicy next = expiring(0, 0);
    next.upgrade = UpgradeTiming::next_period;
    CHECK(reached_on_10_march(next).state.since == midnight(4, 1));
    CHECK(reached_on_10_march(next).state.expires_at == midnight(5, 1));
}

TEST_CASE("L03: a level that is not reached again ends with its validity, and is renewed when it is") {
    const TierPolicy of = expiring(0, 7);
    const TierCalendar calendar{of};
    const TierState silver = reached_on_10_march(of).state;
    const TierOutcome april_1 = evaluate(of, sold(0), silver, calendar.scheduled({2018, 4, 1}));
    CHECK(april_1.evaluation.decision.reason == TierReason::before_expiry);
    CHECK(april_1.state.level == "silver");
    CHECK(evaluate(of, sold(0), april_1.state, calendar.scheduled({2018, 4, 8})).state.level == "bronze");
    const TierOutcome renewed =
        evaluate(of, sold(100'000), april_1.state, calendar.on_demand(at("2018-04-05T12:00:00Z")));
    CHECK(renewed.state.level == "silver");
    CHECK(renewed.state.expires_at == midnight(5, 8));
}

TEST_CASE("T-E2: who qualifies on 17 April gets the badge on 1 May over February to April") {
    TierPolicy of = policy();
    of.levels = {level("star", 1, {number(Metric::orders, Comparison::at_least, 5),
                                   number(Metric::gmv_net, Comparison::at_least, 30'000)})};
    of.window = LookBack{CalendarUnit::month, 3, false};
    DailyMetrics day;
    day.vendor_id = VendorId{"v1"};
    day.day = {2018, 2, 1};
    const auto sell = [&](const Date& on, std::int64_t gross, std::vector<DailyMetrics>& into) {
        day.day = on;
        const Timestamp noon = sao_paulo().at(on, 12);
        into.push_back(with_fact(day, OrderFact{OrderId{"o"}, VendorId{"v1"}, noon, of.currency, Amount{gross}, 1}));
    };
    std::vector<DailyMetrics> sales;
    for (const Date& on : {Date{2018, 2, 1}, Date{2018, 2, 20}, Date{2018, 3, 9}, Date{2018, 4, 2}})
        sell(on, 7000, sales);
    sell({2018, 4, 17}, 2000, sales);
    const TierEvaluator evaluator{of};
    const auto run_on = [&](std::int32_t month, const TierState& before) {
        const TierPeriod period = run_in(of, month);
        return evaluator.evaluate(snapshot(of, {VendorId{"v1"}, {}}, sales, period.run_at), before, period);
    };
    const TierOutcome april = run_on(4, {});
    CHECK(april.state.level.empty());
    CHECK(april.evaluation.decision.reason == TierReason::nothing_reached);
    const TierOutcome may = run_on(5, april.state);
    CHECK(may.state.level == "star");
    CHECK(may.evaluation.effective_from == midnight(5, 1));
    CHECK(may.evaluation.window_from == midnight(2, 1));
    CHECK(may.evaluation.window_to == midnight(5, 1));
    CHECK(run_on(6, may.state).state.level.empty());  // February fell out of the window
}

TEST_CASE("who is too new or too small does not rise, but does not fall for it either") {
    TierPolicy of = policy();
    of.tenure_days_min = 90;
    of.orders_min = 5;
    MetricSnapshot young = sold(500'000);
    young.tenure_days = 89;
    const TierDecision first = evaluate(of, young, {}, run_in(of, 4)).evaluation.decision;
    CHECK(first.level_after == "bronze");
    const TierState bronze = evaluate(of, young, {}, run_in(of, 4)).state;
    const TierDecision second = evaluate(of, young, bronze, run_in(of, 5)).evaluation.decision;
    CHECK(second.change == TierChange::skipped);
    CHECK(second.reason == TierReason::below_tenure);
    MetricSnapshot small = sold(500'000);
    small.orders = 4;
    CHECK(evaluate(of, small, bronze, run_in(of, 5)).evaluation.decision.reason == TierReason::below_orders);
    const TierState gold = after_months(of, {500'000});
    CHECK(evaluate(of, small, gold, run_in(of, 5)).state.level == "gold");
    small.gmv_net_minor = {100'000};
    CHECK(evaluate(of, small, gold, run_in(of, 5)).state.level == "silver");
}

TEST_CASE("a lock freezes the level in both directions until it ends") {
    const TierPolicy of = policy();
    TierState silver = after_months(of, {100'000});
    silver.lock = TierLock{midnight(6, 1), "dispute"};
    CHECK(decide(of, 0, silver, 5).change == TierChange::locked);
    CHECK(decide(of, 500'000, silver, 5).level_after == "silver");
    CHECK(decide(of, 500'000, silver, 6).level_after == "gold");
}

TEST_CASE("a level given by hand covers the earned one while it lasts") {
    const TierPolicy of = policy();
    TierState state = after_months(of, {100'000});
    state.level_override = TierOverride{"gold", midnight(4, 20), midnight(6, 1), "ana"};
    const TierOutcome may = evaluate(of, sold(0), state, run_in(of, 5));
    CHECK(may.evaluation.decision.change == TierChange::overridden);
    CHECK(may.evaluation.decision.level_before == "gold");
    CHECK(may.evaluation.decision.level_after == "gold");
    CHECK(may.state.level == "bronze");
    const TierOutcome june = evaluate(of, sold(0), may.state, run_in(of, 6));
    CHECK(june.evaluation.decision.level_after == "bronze");
    state.level_override->level = "lead";
    CHECK_THROWS_WITH_AS(evaluate(of, sold(0), state, run_in(of, 5)), doctest::Contains("level_override.level"), Error);
}

TEST_CASE("a level given by hand that is over stops nobody, whatever the policy has become, and is dropped") {
    const TierPolicy of = policy();
    TierState state = after_months(of, {100'000});
    state.level_override = TierOverride{"lead", midnight(4, 20), midnight(5, 1), "ana"};
    const TierOutcome may = evaluate(of, sold(100'000), state, run_in(of, 5));
    CHECK(may.evaluation.decision.level_after == "silver");
    CHECK_FALSE(may.state.level_override.has_value());
    // Dropped, it is no new input.
    const TierInput again{sold(100'000), may.state, may.evaluation};
    CHECK(run(of, run_in(of, 5), std::vector{again}, midnight(5, 2)).repeated == 1);
    state.level_override->effective_from = midnight(6, 1);
    state.level_override->effective_to.reset();
    CHECK_THROWS_WITH_AS(evaluate(of, sold(0), state, run_in(of, 5)), doctest::Contains("level_override.level"), Error);
}

TEST_CASE("two runs with one key are two revisions") {
    TierPolicy of = policy();
    const TierOutcome first = evaluate(of, sold(100'000), {}, run_in(of, 5));
    of.version = 2;
    of.schedule.day = 20;
    const TierOutcome second = evaluate(of, sold(500'000), first.state, run_in(of, 5, 20));
    CHECK(second.evaluation.period_key == first.evaluation.period_key);
    CHECK(second.evaluation.revision == 2);
    CHECK(second.state.revision == 2);
}

TEST_CASE("a new version of the policy takes nobody's level at once if it protects them") {
    TierPolicy of = policy();
    const TierState gold = after_months(of, {500'000});
    of.version = 2;
    of.levels[2].any_of[0].all_of[0].number = 900'000;
    CHECK(decide(of, 500'000, gold, 5).level_after == "silver");
    of.keep_level_on_change = true;
    const TierOutcome kept = evaluate(of, sold(500'000), gold, run_in(of, 5));
    CHECK(kept.evaluation.decision.reason == TierReason::policy_changed);
    CHECK(kept.state.level == "gold");
    CHECK(decide(of, 500'000, kept.state, 6).level_after == "silver");
    of.levels[2].any_of[0].all_of[0].number = 200'000;
    CHECK(decide(of, 200'000, after_months(policy(), {100'000}), 5).level_after == "gold");
}

TEST_CASE("a level that the policy no longer has counts as none") {
    TierPolicy of = policy();
    TierState state = after_months(of, {500'000});
    state.level = "diamond";
    CHECK(decide(of, 100'000, state, 5).level_after == "silver");
    of.levels.erase(of.levels.begin());
    CHECK(decide(of, 0, state, 5).level_after.empty());
}

TEST_CASE("the same input has the same hash, any other input another one") {
    const TierPolicy of = policy();
    const TierEvaluator evaluator{of};
    const Timestamp run_at = run_in(of, 4).run_at;
    const std::string hash = evaluator.input_hash_of(sold(1), {}, run_at);
    CHECK(hash.size() == 16);
    CHECK(hash.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(evaluator.input_hash_of(sold(1), {}, run_at) == hash);
    CHECK(evaluator.input_hash_of(sold(1), after_months(of, {500'000}), run_at) == hash);
    CHECK(evaluator.input_hash_of(sold(2), {}, run_at) != hash);
    CHECK(evaluator.input_hash_of(sold(1), {}, run_at + Duration{1}) != hash);
    TierState locked;
    locked.lock = TierLock{run_at, ""};
    CHECK(evaluator.input_hash_of(sold(1), locked, run_at) != hash);
    TierPolicy renamed = of;
    renamed.name = "other";
    CHECK(TierEvaluator{renamed}.input_hash_of(sold(1), {}, run_at) != hash);
}

TEST_CASE("a restated period is another revision that takes effect from now on") {
    const TierPolicy of = policy();
    const TierEvaluator evaluator{of};
    const TierOutcome first = evaluator.evaluate(sold(99'000), {}, run_in(of, 4));
    const Timestamp now = at("2018-04-10T12:00:00Z");
    const TierOutcome second = evaluator.reevaluate(sold(100'000), first, now);
    CHECK(second.evaluation.revision == 2);
    CHECK(second.evaluation.period_key == "2018-03");
    CHECK(second.evaluation.decision.level_after == "silver");
    CHECK(second.evaluation.effective_from == now);
    CHECK(second.state.since == now);
    CHECK(second.state.revision == 2);
    CHECK(evaluator.reevaluate(sold(100'000), second, at("2018-04-11T12:00:00Z")) == second);
}

TEST_CASE("a restatement that changes no level keeps its start") {
    const TierPolicy of = policy();
    const TierEvaluator evaluator{of};
    const TierOutcome first = evaluator.evaluate(sold(100'000), {}, run_in(of, 4));
    const TierOutcome second = evaluator.reevaluate(sold(100'001), first, at("2018-04-10T12:00:00Z"));
    CHECK(second.evaluation.revision == 2);
    CHECK(second.state.since == midnight(4, 1));
    CHECK(second.evaluation.effective_from == midnight(4, 1));
}

TEST_CASE("a restatement that undoes an upgrade does so from now on, or from the start if retroactive") {
    TierPolicy of = policy();
    const TierState bronze = after_months(of, {0});
    const Timestamp now = at("2018-05-10T12:00:00Z");
    const TierOutcome wrong = TierEvaluator{of}.evaluate(sold(100'000), bronze, run_in(of, 5));
    const TierOutcome undone = TierEvaluator{of}.reevaluate(sold(99'999), wrong, now);
    CHECK(undone.state.level == "bronze");
    CHECK(undone.evaluation.effective_from == now);
    of.retroactive = true;
    const TierOutcome wrong_too = TierEvaluator{of}.evaluate(sold(100'000), bronze, run_in(of, 5));
    CHECK(TierEvaluator{of}.reevaluate(sold(99'999), wrong_too, now).evaluation.effective_from == midnight(5, 1));
}

TEST_CASE("what does not belong together is refused") {
    const TierPolicy of = policy();
    const TierState state = after_months(of, {0, 0});
    const auto refused = [&](const MetricSnapshot& metrics, const TierState& before,
                             std::int32_t month) -> std::string {
        try {
            return evaluate(of, metrics, before, run_in(of, month)).state.level;
        } catch (const Error& error) {
            return std::string{name_of(error.code())} + " at " + error.field();
        }
    };
    MetricSnapshot other = sold(0);
    other.vendor_id = VendorId{"v2"};
    CHECK(refused(other, state, 6) == "invalid_value at state.vendor_id");
    other.vendor_id = VendorId{};
    CHECK(refused(other, state, 6) == "missing_field at metrics.vendor_id");
    TierState foreign = state;
    foreign.policy_id = TierPolicyId{"drivers"};
    CHECK(refused(sold(0), foreign, 6) == "invalid_value at state.policy_id");
    MetricSnapshot euros = sold(0);
    euros.currency = Currency{"EUR"};
    CHECK(refused(euros, state, 6) == "currency_mismatch at metrics.currency");
    CHECK(refused(sold(0), state, 4) == "out_of_order at state.evaluated_at");
    TierPolicy broken = of;
    broken.keep_ratio = Rate{};
    CHECK_THROWS_AS(TierEvaluator{broken}, Error);
}

TEST_CASE("an evaluation can be made again from its own record") {
    TierPolicy of = policy();
    of.grace.periods = 1;
    const TierOutcome outcome = evaluate(of, sold(0), after_months(of, {500'000}), run_in(of, 5));
    const auto stored = from_json<TierEvaluation>(to_json(outcome.evaluation));
    CHECK(stored == outcome.evaluation);
    CHECK(from_json<TierState>(to_json(outcome.state)) == outcome.state);
    CHECK(evaluate(of, stored.metrics, stored.state_before, {stored.period_key, stored.run_at}) == outcome);
}
