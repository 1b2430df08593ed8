#include <doctest/doctest.h>

#include "commission_samples.hpp"

using namespace commission_samples;

namespace {

Slab slab() { return {{{Amount{0}, Rate::bps(2000), {}}, {Amount{10000}, Rate::bps(1000), {}}}, {}}; }

/// The rule of a plan in euros that wins for a line of 150.00, or 15 000, in a currency.
std::string winner(CommissionPlan plan, const char* currency) {
    plan.currency = Currency{"EUR"};
    return charge(calculate(compile(plan), order({line("l1", 15000)}, currency))).rule_id.value;
}

/// The same, with a default rule behind it that applies in any currency.
std::string winner(CommissionRule rule, const char* currency) {
    CommissionRule last = percent("any", 500);
    last.is_default = true;
    return winner(plan({std::move(rule), last}), currency);
}

}  // namespace

TEST_CASE("amounts that name no currency are those of the plan's, and skipped in another") {
    CHECK(winner(rule("bands", slab()), "EUR") == "bands");
    CHECK(winner(rule("bands", slab()), "JPY") == "any");
    const Graduated graduated{slab().thresholds};
    CHECK(winner(rule("bands", graduated), "JPY") == "any");
    const Graduated one_band{{{Amount{0}, Rate::bps(100), Amount{30}}}};
    CHECK(winner(rule("bands", one_band), "JPY") == "any");
    CommissionRule large = percent("large", 100);
    large.conditions.line_amount = {Amount{10000}, std::nullopt};
    CHECK(winner(large, "EUR") == "large");
    CHECK(winner(large, "JPY") == "any");
    large.conditions = {};
    large.conditions.unit_price = {Amount{10000}, std::nullopt};
    CHECK(winner(large, "JPY") == "any");
    large.conditions = {};
    large.conditions.order_amount = {Amount{10000}, std::nullopt};
    CHECK(winner(large, "JPY") == "any");
}

TEST_CASE("volumes of amounts have a currency, those of orders and units have none") {
    Volume volume;
    volume.thresholds = slab().thresholds;
    CHECK(winner(rule("bands", volume), "JPY") == "any");
    volume.metric = VolumeMetric::orders;
    CHECK(winner(rule("bands", volume), "JPY") == "bands");
    volume.thresholds[1].fixed_minor = {30};
    CHECK(winner(rule("bands", volume), "JPY") == "any");
}

TEST_CASE("a rule that names its currencies, or no amounts, does not ask the plan") {
    CommissionRule yen = rule("yen", slab());
    yen.conditions.currency = {{Currency{"JPY"}}};
    CHECK(winner(yen, "JPY") == "yen");
    CHECK(winner(yen, "EUR") == "any");
    CHECK(winner(percent("plain", 100), "JPY") == "plain");
    const Slab without_amounts{{{Amount{0}, Rate::bps(100), {}}}, {}};
    CHECK(winner(rule("plain", without_amounts), "JPY") == "plain");
}

TEST_CASE("the explanation says that a rule is of another currency, not that an amount did not fit") {
    CommissionRule small = percent("small", 100);
    small.conditions.line_amount = {std::nullopt, Amount{100}};
    CommissionPlan plan_in_euros = plan({small});
    plan_in_euros.currency = Currency{"EUR"};
    const auto candidates = [&](const char* currency) {
        const OrderCommission of = calculate(compile(plan_in_euros), order({line("l1", 15000)}, currency));
        return charge(of).explanation->candidates;
    };
    CHECK(candidates("JPY") == std::vector{CandidateVerdict{RuleId{"small"}, Verdict::skipped_currency, {}}});
    CHECK(candidates("EUR") ==
          std::vector{CandidateVerdict{RuleId{"small"}, Verdict::failed_condition, RuleCondition::line_amount}});
}

TEST_CASE("a plan without a currency counts amounts in whatever currency an order has") {
    const CompiledPlan any = compile(plan({rule("bands", slab())}));
    CHECK(fee(calculate(any, order({line("l1", 15000)}, "JPY"))) == 1500);
}
