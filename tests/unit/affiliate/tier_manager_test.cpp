#include "tier_samples.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

TierInput input(const std::string& vendor, std::int64_t net, TierState state = {}) {
    TierInput out{sold(net), std::move(state), std::nullopt};
    out.metrics.vendor_id = VendorId{vendor};
    return out;
}

std::vector<std::string> keys(const std::vector<TierPeriod>& periods) {
    std::vector<std::string> out;
    for (const TierPeriod& period : periods) out.push_back(period.key);
    return out;
}

}  // namespace

TEST_CASE("runs come due on the first instant of their day in the time zone of the policy") {
    const TierPolicy of = policy();
    const Timestamp april = at("2018-04-01T03:00:00Z");
    CHECK(due_runs(of, april, at("2018-05-01T02:59:59Z")).empty());
    const auto due = due_runs(of, april, at("2018-05-01T03:00:00Z"));
    REQUIRE(due.size() == 1);
    CHECK(due[0].key == "2018-04");
    CHECK(due[0].run_at == at("2018-05-01T03:00:00Z"));
    CHECK(keys(due_runs(of, april, at("2018-07-15T00:00:00Z"))) ==
          std::vector<std::string>{"2018-04", "2018-05", "2018-06"});
}

TEST_CASE("without a last run only the latest is due") {
    CHECK(keys(due_runs(policy(), std::nullopt, at("2018-07-15T00:00:00Z"))) == std::vector<std::string>{"2018-06"});
}

TEST_CASE("monthly runs on the 31st come on the last day of shorter months") {
    TierPolicy of = policy();
    of.time_zone = "UTC";
    of.schedule.day = 31;
    const auto due = due_runs(of, at("2020-01-31T00:00:00Z"), at("2020-05-31T00:00:00Z"));
    REQUIRE(due.size() == 4);
    CHECK(due[0].run_at == at("2020-02-29T00:00:00Z"));
    CHECK(due[1].run_at == at("2020-03-31T00:00:00Z"));
    CHECK(due[2].run_at == at("2020-04-30T00:00:00Z"));
    CHECK(due[3].run_at == at("2020-05-31T00:00:00Z"));
    CHECK(due[3].key == "2020-04");
}

TEST_CASE("daily policies are due each day; event policies where a period ends, daily if levels expire") {
    TierPolicy of = policy();
    of.schedule = {Frequency::daily, 1, CalendarUnit::month};
    const Timestamp last = at("2018-03-30T03:00:00Z");
    const Timestamp now = at("2018-04-01T12:00:00Z");
    CHECK(keys(due_runs(of, last, now)) == std::vector<std::string>{"2018-03-30", "2018-03-31"});
    of.schedule.frequency = Frequency::on_event;
    CHECK(keys(due_runs(of, last, now)) == std::vector<std::string>{"2018-03-31"});
    of.downgrade = DowngradeTiming::at_expiry;
    CHECK(keys(due_runs(of, last, now)) == std::vector<std::string>{"2018-03-30", "2018-03-31"});
}

TEST_CASE("more missed runs than anybody can want are refused") {
    TierPolicy of = policy();
    of.schedule.frequency = Frequency::daily;
    CHECK_THROWS_WITH_AS(due_runs(of, Timestamp{0}, at("2018-04-01T12:00:00Z")), doctest::Contains("limit_exceeded"),
                         Error);
}

TEST_CASE("a run reports what it did with each vendor") {
    TierPolicy of = policy();
    of.grace.periods = 1;
    of.orders_min = 1;
    const TierState gold = after_months(of, {500'000});
    const auto state_of = [&](const std::string& vendor) {
        TierState state = gold;
        state.vendor_id = VendorId{vendor};
        return state;
    };
    TierState bronze = state_of("small");
    bronze.level = "bronze";
    TierInput small = input("small", 500'000, bronze);
    small.metrics.orders = 0;
    const std::vector vendors{input("new", 100'000), input("same", 500'000, state_of("same")),
                              input("poor", 0, state_of("poor")), small, input("mixed", 0, state_of("other"))};
    const TierRunReport report = run(of, run_in(of, 5), vendors, at("2018-05-01T06:00:00Z"));
    CHECK(report.period_key == "2018-04");
    CHECK(report.evaluated == 4);
    CHECK(report.upgraded == 1);
    CHECK(report.unchanged == 1);
    CHECK(report.at_risk == 1);
    CHECK(report.skipped == 1);
    CHECK(report.downgraded == 0);
    CHECK(report.outcomes.size() == 4);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].vendor_id == VendorId{"mixed"});
    CHECK(report.errors[0].code == "invalid_value");
    // The run was six hours late; levels start when it was due.
    CHECK(report.outcomes[0].evaluation.effective_from == at("2018-05-01T03:00:00Z"));
    CHECK(from_json<TierRunReport>(to_json(report)) == report);
}

TEST_CASE("a repeated run does nothing, one with restated metrics writes another revision") {
    const TierPolicy of = policy();
    const TierPeriod period = run_in(of, 4);
    const Timestamp now = at("2018-04-10T12:00:00Z");
    const TierRunReport first = run(of, period, std::vector{input("v1", 99'000)}, now);
    TierInput again = input("v1", 99'000, first.outcomes[0].state);
    const TierRunReport second = run(of, period, std::vector{again}, now);
    CHECK(second.repeated == 1);
    CHECK(second.evaluated == 0);
    CHECK(second.outcomes.empty());
    TierInput restated = input("v1", 100'000, first.outcomes[0].state);
    CHECK(run(of, period, std::vector{restated}, now).errors[0].code == "missing_field");
    restated.last = first.outcomes[0].evaluation;
    const TierRunReport third = run(of, period, std::vector{restated}, now);
    REQUIRE(third.outcomes.size() == 1);
    CHECK(third.upgraded == 1);
    CHECK(third.outcomes[0].evaluation.revision == 2);
    CHECK(third.outcomes[0].evaluation.effective_from == now);
}

TEST_CASE("a replay of several periods carries the state from one to the next") {
    TierPolicy of = policy();
    of.grace.periods = 1;
    std::vector<TierReplayStep> steps;
    std::int32_t month = 4;
    for (const std::int64_t net : {500'000, 0, 0}) steps.push_back({run_in(of, month++), sold(net)});
    const auto outcomes = replay(of, steps, {});
    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[1].evaluation.decision.change == TierChange::at_risk);
    CHECK(outcomes[2].state == after_months(of, {500'000, 0, 0}));
}

TEST_CASE("a replay gives the next revisions of what is stored") {
    const TierPolicy of = policy();
    const std::vector<TierReplayStep> steps{{run_in(of, 4), sold(0), 0}, {run_in(of, 5), sold(500'000), 2}};
    const auto outcomes = replay(of, steps, {});
    CHECK(outcomes[0].evaluation.revision == 1);
    CHECK(outcomes[1].evaluation.revision == 3);
    CHECK(outcomes[1].state.revision == 3);
}

TEST_CASE("periods are judged again from the first that differs, each from what the one before leaves") {
    TierPolicy of = policy();
    of.downgrade_step = DowngradeStep::one;
    std::vector<RestatedPeriod> periods;
    TierState state;
    std::int32_t month = 4;
    for (const std::int64_t net : {500'000, 500'000, 0}) {
        const TierOutcome outcome = evaluate(of, sold(net), state, run_in(of, month++));
        periods.push_back({outcome.evaluation, outcome.evaluation.metrics});
        state = outcome.state;
    }
    REQUIRE(state.level == "silver");
    const Timestamp now = at("2018-06-10T12:00:00Z");
    CHECK(restate_periods(of, periods, state, now).empty());

    periods[1].metrics = sold(100'000);  // silver in May already, so bronze in June
    auto outcomes = restate_periods(of, periods, state, now);
    REQUIRE(outcomes.size() == 2);
    CHECK(outcomes[0].state.level == "silver");
    CHECK(outcomes[1].state.level == "bronze");
    CHECK(outcomes[1].evaluation.revision == 2);
    CHECK(outcomes[1].evaluation.effective_from == now);
    CHECK(outcomes[1].state.since == now);
    of.retroactive = true;
    outcomes = restate_periods(of, periods, state, now);
    CHECK(outcomes[0].evaluation.effective_from == run_in(of, 5).run_at);
    CHECK(outcomes[1].evaluation.effective_from == run_in(of, 6).run_at);
}

TEST_CASE("a projection says what is missing for the next level and what the present one is at risk for") {
    TierPolicy of = policy();
    of.keep_ratio = Rate{9, 10};
    const TierState silver = after_months(of, {100'000});
    const TierProjection ahead = project(of, sold(80'000), silver, at("2018-04-20T12:00:00Z"));
    CHECK(ahead.level_next == "gold");
    REQUIRE(ahead.opportunity.size() == 1);
    CHECK(ahead.opportunity[0].missing_number == 420'000);
    CHECK(ahead.opportunity[0].progress == Rate{4, 25});
    REQUIRE(ahead.risk.size() == 1);
    CHECK(ahead.risk[0].missing_number == 10'000);
    CHECK(ahead.decision.change == TierChange::at_risk);
    const TierProjection top = project(of, sold(800'000), after_months(of, {500'000}), at("2018-04-20T12:00:00Z"));
    CHECK(top.level_next.empty());
    CHECK(top.opportunity.empty());
    CHECK(top.risk[0].progress == Rate{1, 1});
    CHECK(project(of, sold(0), {}, at("2018-04-20T12:00:00Z")).level_next == "bronze");
}

TEST_CASE("a projection shows the alternative that misses least") {
    TierPolicy of = policy();
    of.levels[2].any_of = {{{number(Metric::gmv_net, Comparison::at_least, 500'000),
                             number(Metric::rating, Comparison::at_least, 480)}},
                           {{number(Metric::orders, Comparison::at_least, 1),
                             rate(Metric::defect_rate, Comparison::at_most, "1%")}}};
    MetricSnapshot metrics = sold(100'000);
    metrics.defect_rate = Rate{3, 100};
    const TierProjection ahead = project(of, metrics, after_months(policy(), {100'000}), at("2018-04-20T12:00:00Z"));
    REQUIRE(ahead.opportunity.size() == 2);
    CHECK(ahead.opportunity[0].check.met);
    CHECK(ahead.opportunity[1].missing_rate == Rate{2, 100});
}
