#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "plan_generator.hpp"
#include "slow_resolver.hpp"

#include <algorithm>

using namespace commission_properties;

namespace {

bool has_platform_discount(const OrderLine& line) { return line.discount_platform_minor > Amount{}; }

void check_line(const CommissionPlan& plan, const OrderLine& line, const LineCommission& found) {
    Amount sum;
    for (const Share& share : found.shares) {
        sum += share.amount_minor;
        const bool may_owe = share.beneficiary.party == Party::platform && has_platform_discount(line);
        RC_ASSERT(share.amount_minor >= Amount{} || may_owe || plan.allow_negative_net);
    }
    RC_ASSERT(found.total_minor == total_of(line));
    RC_ASSERT(sum == found.total_minor);
    for (const Charge& charge : found.charges) {
        Amount parts;
        for (const Share& share : charge.shares) parts += share.amount_minor;
        RC_ASSERT(parts == charge.amount_minor);
        RC_ASSERT(charge.amount_minor >= Amount{});
        RC_ASSERT(charge.tax_minor >= Amount{});
    }
}

}  // namespace

TEST_CASE("shares sum to what the customer pays for the line, and none has the wrong sign") {
    CHECK(rc::check([] {
        const CommissionPlan plan = *plans();
        const Order order = *orders();
        const OrderCommission found = calculate(compile(plan), order);
        RC_ASSERT(found.lines.size() == order.lines.size());
        for (std::size_t i = 0; i < order.lines.size(); ++i) check_line(plan, order.lines[i], found.lines[i]);
    }));
}

TEST_CASE("the index finds the winner that looking at every rule finds") {
    CHECK(rc::check([] {
        const CommissionPlan plan = *plans();
        const Order order = *orders();
        const OrderCommission found = calculate(compile(plan), order);
        for (std::size_t i = 0; i < order.lines.size(); ++i) {
            for (const Charge& charge : found.lines[i].charges) {
                const bool excluded = charge.slot == "exclusive" && !found.lines[i].charges[0].rule_id.empty();
                const RuleId expected = excluded ? RuleId{} : slow_winner(plan, charge.slot, order, order.lines[i]);
                const bool by_charge = plan.resolution == ResolutionPolicy::best_for_payee ||
                                       plan.resolution == ResolutionPolicy::best_for_platform;
                if (by_charge) {
                    RC_ASSERT(charge.rule_id.empty() == expected.empty());  // which one, the charges decide
                } else {
                    RC_ASSERT(charge.rule_id == expected);
                }
            }
        }
    }));
}

TEST_CASE("every active rule of a slot is listed or counted as excluded") {
    CHECK(rc::check([] {
        const CommissionPlan plan = *plans();
        const Order order = *orders();
        const OrderCommission found = calculate(compile(plan), order);
        for (const LineCommission& line : found.lines) {
            for (const Charge& charge : line.charges) {
                std::int64_t active = 0;
                for (const CommissionRule& rule : plan.rules)
                    active += rule.slot == charge.slot && rule.status == RuleStatus::active;
                const auto listed = static_cast<std::int64_t>(charge.explanation->candidates.size());
                RC_ASSERT(listed + charge.explanation->candidates_excluded == active);
            }
        }
    }));
}

TEST_CASE("however many rules meet a line and by whichever words, each is listed once and in evaluation order") {
    CHECK(rc::check([] {
        Order order = *orders();
        order.lines.resize(1);
        order.lines[0].categories = {CategoryId{"c0"}, CategoryId{"c1"}};
        order.lines[0].tags = {"t0", "t1"};
        CommissionPlan plan;
        plan.id = PlanId{"plan"};
        plan.resolution = ResolutionPolicy::ranked;
        plan.slots = {{"only", {Party::platform, ""}, {}, ""}};
        std::vector<RuleId> expected(static_cast<std::size_t>(number(0, 60)));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            CommissionRule& rule = plan.rules.emplace_back();
            rule.id = RuleId{"r" + std::to_string(i)};
            rule.slot = "only";
            rule.charge = Percent{Rate::bps(100)};
            rule.rank = static_cast<std::int64_t>(i);
            switch (number(0, 4)) {
                case 0: rule.conditions.category = {{CategoryId{"c0"}, CategoryId{"c1"}}}; break;
                case 1: rule.conditions.tag = {{"t1", "t0"}}; break;
                case 2: rule.conditions.product = {{order.lines[0].product_id}}; break;
                default: break;
            }
            expected[i] = rule.id;
        }
        std::reverse(plan.rules.begin(), plan.rules.begin() + number(0, std::ssize(plan.rules) + 1));
        std::vector<RuleId> listed;
        const OrderCommission found = calculate(compile(plan), order);
        for (const CandidateVerdict& each : found.lines[0].charges[0].explanation->candidates)
            listed.push_back(each.rule_id);
        RC_ASSERT(listed == expected);
    }));
}

TEST_CASE("a record that was used before comes out as a new one does") {
    CHECK(rc::check([] {
        OrderCommission used;
        for (std::int64_t i = number(1, 5); i > 0; --i) {
            const CompiledPlan plan = compile(*plans());
            const Order order = *orders();
            CalculationContext context;
            context.explanation = static_cast<ExplanationLevel>(number(0, 3));
            calculate_into(used, plan, order, context);
            RC_ASSERT(used == calculate(plan, order, context));
        }
    }));
}

TEST_CASE("how much is explained does not change the figures") {
    CHECK(rc::check([] {
        const CompiledPlan plan = compile(*plans());
        const Order order = *orders();
        OrderCommission full = calculate(plan, order);
        for (LineCommission& line : full.lines) {
            for (Charge& charge : line.charges) charge.explanation.reset();
        }
        CalculationContext context;
        context.explanation = ExplanationLevel::none;
        RC_ASSERT(calculate(plan, order, context) == full);
    }));
}

TEST_CASE("one line of n units is charged as n lines of one unit, for charges by unit") {
    CHECK(rc::check([] {
        CommissionPlan plan = *plans();
        plan.over_allocation = OverAllocation::cap_last;
        plan.allow_negative_net = true;
        const auto amount = *rc::gen::inRange<std::int64_t>(0, 500);
        const auto min = *rc::gen::inRange<std::int64_t>(0, 300);
        CommissionRule rule;
        rule.id = RuleId{"unit"};
        rule.slot = plan.slots[0].name;
        rule.charge = FixedPerUnit{{{"EUR", Amount{amount}}}};
        rule.bounds["EUR"] = {Amount{min}, Amount{min + 100}};
        rule.bound_scope = BoundScope::unit;
        plan.rules = {rule};
        const auto quantity = *rc::gen::inRange<std::int64_t>(1, 9);
        Order one = *orders();
        one.lines.resize(1);
        one.lines[0] = plain_line("l", *rc::gen::inRange<std::int64_t>(0, 5000), quantity);
        Order many = one;
        many.lines.clear();
        for (std::int64_t i = 0; i < quantity; ++i) {
            many.lines.push_back(one.lines[0]);
            many.lines.back().quantity = 1;
            many.lines.back().id = OrderLineId{"l" + std::to_string(i)};
        }
        const CompiledPlan compiled = compile(plan);
        Amount together;
        for (const LineCommission& line : calculate(compiled, many).lines) together += line.charges[0].amount_minor;
        RC_ASSERT(together == calculate(compiled, one).lines[0].charges[0].amount_minor);
    }));
}

TEST_CASE("a graduated charge is the sum over each minor unit at the rate of its band") {
    CHECK(rc::check([] {
        const auto second = *rc::gen::inRange<std::int64_t>(1, 300);
        const auto third = second + *rc::gen::inRange<std::int64_t>(1, 300);
        const std::vector<std::int64_t> bps =
            *rc::gen::container<std::vector<std::int64_t>>(3, rc::gen::inRange<std::int64_t>(0, 10000));
        const auto base = *rc::gen::inRange<std::int64_t>(0, 1000);
        std::int64_t exact = 0;  // of 1/10 000 minor units
        for (std::int64_t unit = 0; unit < base; ++unit) exact += bps[unit < second ? 0 : unit < third ? 1 : 2];
        CommissionPlan plan = *plans();
        plan.currency.reset();
        CommissionRule rule;
        rule.id = RuleId{"bands"};
        rule.slot = plan.slots[0].name;
        rule.charge = Graduated{{{Amount{0}, Rate::bps(bps[0]), {}},
                                 {Amount{second}, Rate::bps(bps[1]), {}},
                                 {Amount{third}, Rate::bps(bps[2]), {}}}};
        rule.rounding = Rounding::half_up;
        plan.rules = {rule};
        Order order = *orders();
        order.lines = {plain_line("l", base, 1)};
        const Charge charge = calculate(compile(plan), order).lines[0].charges[0];
        RC_ASSERT(charge.amount_minor.value == (exact + 5000) / 10000);
    }));
}

TEST_CASE("rounded over the order, each vendor's fees sum to the rounded sum of the exact fees") {
    CHECK(rc::check([] {
        CommissionPlan plan = *plans();
        plan.rounding_scope = RoundingScope::order;
        plan.allow_negative_net = true;
        const auto bps = *rc::gen::inRange<std::int64_t>(0, 10000);
        CommissionRule rule;
        rule.id = RuleId{"a"};
        rule.slot = plan.slots[0].name;
        rule.charge = Percent{Rate::bps(bps)};
        rule.base.from = BaseFrom::gross;
        rule.rounding = Rounding::half_up;
        plan.rules = {rule};
        const Order order = *orders();
        std::map<VendorId, std::pair<std::int64_t, std::int64_t>> by_vendor;  // gross, charged
        const OrderCommission found = calculate(compile(plan), order);
        for (std::size_t i = 0; i < order.lines.size(); ++i) {
            auto& [gross, charged] = by_vendor[order.lines[i].vendor_id];
            gross += gross_of(order.lines[i]).value;
            charged += found.lines[i].charges[0].amount_minor.value;
        }
        for (const auto& [vendor, sums] : by_vendor) RC_ASSERT(sums.second == (sums.first * bps + 5000) / 10000);
    }));
}
