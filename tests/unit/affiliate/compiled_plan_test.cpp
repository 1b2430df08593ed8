#include <doctest/doctest.h>

#include "commission_samples.hpp"

using namespace commission_samples;

TEST_CASE("a line looks at few of many rules, and the rest are counted") {
    std::vector<CommissionRule> rules;
    for (int i = 0; i < 1000; ++i) {
        rules.push_back(percent("p" + std::to_string(i), i));
        rules.back().conditions.product = {{ProductId{"product" + std::to_string(i)}}};
        rules.back().conditions.country = {{"DE"}};
    }
    Order o = order({line("l1", 1000)});
    o.country = "DE";
    o.lines[0].product_id = ProductId{"product7"};
    const CompiledPlan compiled = compile(plan(rules));
    CHECK(compiled.active_rule_count() == 1000);
    const OrderCommission found = calculate(compiled, o);
    CHECK(charge(found).rule_id.value == "p7");
    CHECK(charge(found).explanation->candidates.size() == 1);
    CHECK(charge(found).explanation->candidates_excluded == 999);
}

TEST_CASE("drafts and retired rules are not compiled") {
    std::vector<CommissionRule> rules{percent("a", 100), percent("b", 200), percent("c", 300)};
    rules[0].status = RuleStatus::draft;
    rules[1].status = RuleStatus::retired;
    const CompiledPlan compiled = compile(plan(rules));
    CHECK(compiled.active_rule_count() == 1);
    CHECK(compiled.plan().rules.size() == 3);
    CHECK(charge(calculate(compiled, order({line("l1", 1000)}))).rule_id.value == "c");
}

TEST_CASE("symbols tell absent, other and named texts apart") {
    std::vector<CommissionRule> rules{percent("a", 100)};
    rules[0].conditions.vendor = {{VendorId{"v1"}, VendorId{"v2"}}};
    const CompiledPlan compiled = compile(plan(rules));
    CHECK(compiled.symbol(Dimension::vendor, "") == symbol_absent);
    CHECK(compiled.symbol(Dimension::vendor, "stranger") == symbol_other);
    CHECK(compiled.symbol(Dimension::brand, "v1") == symbol_other);
    const std::vector<std::string> texts{"v2", "v1", "v2"};
    const auto symbols = compiled.symbols(Dimension::vendor, texts);
    CHECK(symbols[0] == symbols[2]);
    CHECK(symbols[0] != symbols[1]);
    CHECK(symbols[1] > symbol_other);
}

TEST_CASE("a plan outlives the compiler's argument, and copies share it") {
    auto original = std::make_unique<CommissionPlan>(plan({percent("a", 100)}));
    const CompiledPlan compiled = compile(*original);
    const CompiledPlan copy = compiled;
    original.reset();
    CHECK(fee(calculate(copy, order({line("l1", 1000)}))) == 10);
    CHECK(&copy.plan() == &compiled.plan());
}

TEST_CASE("a rule filed under several words of a line is looked at once") {
    std::vector<CommissionRule> rules{percent("a", 100)};
    rules[0].conditions.category = {{CategoryId{"x"}, CategoryId{"y"}}};
    Order o = order({line("l1", 1000)});
    o.lines[0].categories = {CategoryId{"x"}, CategoryId{"y"}};
    const OrderCommission found = calculate(compile(plan(rules)), o);
    CHECK(charge(found).explanation->candidates.size() == 1);
    CHECK(charge(found).explanation->candidates_excluded == 0);
}
