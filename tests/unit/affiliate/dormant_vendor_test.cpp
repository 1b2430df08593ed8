#include <marketplace/affiliate/tier_manager.hpp>

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

TierPolicy policy(const char* gold) {
    return parse_tier_policy(std::string{R"({"id": "t", "version": 1, "currency": "EUR", "levels": [
      {"code": "base", "rank": 1, "any_of": []},
      {"code": "gold", "rank": 2, "any_of": [{"all_of": [)"} + gold + R"(]}]}],
      "window": {"kind": "look_back", "unit": "month", "count": 3}, "schedule": {"frequency": "monthly"}})");
}

/// Evaluated for January with nothing but a past, then looked at for February.
TierInput silent_vendor(const TierPolicy& rules) {
    const TierCalendar calendar{rules};
    MetricSnapshot metrics;
    metrics.vendor_id = VendorId{"v"};
    metrics.currency = Currency{"EUR"};
    metrics.tenure_days = 400;
    const TierPeriod january = calendar.scheduled(parse_date("2024-02-01"));
    TierInput input{metrics, TierState{VendorId{"v"}, rules.id}, std::nullopt};
    const TierRunReport report = run(rules, january, std::span{&input, 1}, january.run_at);
    REQUIRE(report.outcomes.size() == 1);
    input.state = report.outcomes[0].state;
    return input;
}

const char* by_orders = R"({"metric": "orders", "comparison": "at_least", "number": 10})";

}  // namespace

TEST_CASE("a vendor without activity at the base of a policy by activity is dormant") {
    const TierPolicy rules = policy(by_orders);
    TierInput vendor = silent_vendor(rules);
    CHECK(is_dormant(rules, vendor));
    // What the evaluation says is what the one before said.
    const TierPeriod february = TierCalendar{rules}.scheduled(parse_date("2024-03-01"));
    const TierRunReport report = run(rules, february, std::span{&vendor, 1}, february.run_at);
    REQUIRE(report.outcomes.size() == 1);
    CHECK(report.outcomes[0].state.level == vendor.state.level);
    CHECK(report.outcomes[0].evaluation.decision.change == TierChange::unchanged);
}

TEST_CASE("one order, a first evaluation, a lock, a level to lose or a new version of the policy ends that") {
    TierPolicy rules = policy(by_orders);
    const TierInput silent = silent_vendor(rules);
    TierInput sold = silent;
    sold.metrics.orders = 1;
    CHECK_FALSE(is_dormant(rules, sold));
    TierInput fresh = silent;
    fresh.state = TierState{VendorId{"v"}, rules.id};
    CHECK_FALSE(is_dormant(rules, fresh));
    TierInput locked = silent;
    locked.state.lock = TierLock{parse_timestamp("2025-01-01T00:00:00Z"), "audit"};
    CHECK_FALSE(is_dormant(rules, locked));
    TierInput golden = silent;
    golden.state.level = "gold";
    CHECK_FALSE(is_dormant(rules, golden));
    rules.version = 2;
    CHECK_FALSE(is_dormant(rules, silent));
}

TEST_CASE("levels that time or idleness reach keep everybody awake") {
    for (const char* gold : {R"({"metric": "tenure_days", "comparison": "at_least", "number": 500})",
                             R"({"metric": "refund_rate", "comparison": "at_most", "rate": "2%"})"}) {
        const TierPolicy rules = policy(gold);
        TierInput vendor{MetricSnapshot{VendorId{"v"}, Currency{"EUR"}}, TierState{VendorId{"v"}, rules.id}, {}};
        vendor.state.revision = 1;
        vendor.state.policy_version = 1;
        vendor.state.level = "base";
        CAPTURE(gold);
        CHECK_FALSE(is_dormant(rules, vendor));
    }
}
