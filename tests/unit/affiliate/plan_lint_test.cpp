#include <doctest/doctest.h>

#include "commission_samples.hpp"

#include <marketplace/affiliate/plan_lint.hpp>

using namespace commission_samples;

namespace {

/// "shadowed b a": the kind and the rules of each finding but gaps of coverage, which most samples have.
std::vector<std::string> found(const std::vector<LintFinding>& findings) {
    std::vector<std::string> out;
    for (const LintFinding& each : findings) {
        CHECK(each.message.back() == '.');
        if (each.kind == LintKind::gap && each.rule_ids.empty()) continue;
        std::string text{name_of(each.kind)};
        for (const RuleId& id : each.rule_ids) text += " " + id.value;
        out.push_back(text);
    }
    return out;
}

std::vector<std::string> found(const CommissionPlan& plan) { return found(lint(plan)); }

using Texts = std::vector<std::string>;

CommissionRule vendors(CommissionRule rule, std::vector<std::string> names) {
    rule.conditions.vendor.emplace();
    for (std::string& name : names) rule.conditions.vendor->push_back(VendorId{std::move(name)});
    return rule;
}

}  // namespace

TEST_CASE("a rule behind a wider one with a lower rank is shadowed") {
    CommissionRule wide = vendors(percent("wide", 100), {"v1", "v2"});
    CommissionRule narrow = vendors(percent("narrow", 200), {"v1"});
    narrow.conditions.country = {{"DE"}};
    wide.rank = 1;
    narrow.rank = 2;
    CHECK(found(plan({wide, narrow})) == Texts{"shadowed narrow wide"});
    narrow.rank = 0;
    CHECK(found(plan({wide, narrow})) == Texts{});
    narrow.rank = 2;
    wide.effective_to = Timestamp{5};
    CHECK(found(plan({wide, narrow})) == Texts{});
}

TEST_CASE("ranges, currencies, leaves and parties decide about shadows") {
    CommissionRule wide = percent("a", 100);
    CommissionRule narrow = percent("b", 200);
    wide.rank = -1;
    CHECK(found(plan({wide, narrow})) == Texts{"shadowed b a"});
    wide.conditions.quantity = {2, 5};
    narrow.conditions.quantity = {2, 6};
    CHECK(found(plan({wide, narrow})) == Texts{});
    narrow.conditions.quantity = {3, 5};
    CHECK(found(plan({wide, narrow})) == Texts{"shadowed b a"});
    wide.charge = FixedPerLine{{{"EUR", Amount{1}}}};
    CHECK(found(plan({wide, narrow})) == Texts{});
    narrow.conditions.currency = {{Currency{"EUR"}}};
    CHECK(found(plan({wide, narrow})) == Texts{"shadowed b a"});
    wide.beneficiaries = {{{Party::brand, ""}, 1}};
    CHECK(found(plan({wide, narrow})) == Texts{});
}

TEST_CASE("two rules between which only the id decides overlap, if a line can meet both") {
    CHECK(found(plan({vendors(percent("a", 100), {"v1", "v2"}), vendors(percent("b", 200), {"v2", "v3"})})) ==
          Texts{"overlapping b a"});
    CHECK(found(plan({vendors(percent("a", 100), {"v1"}), vendors(percent("b", 200), {"v3"})})) == Texts{});
    CommissionPlan policy = plan({vendors(percent("a", 100), {"v1", "v2"}), vendors(percent("b", 200), {"v2", "v3"})});
    policy.resolution = ResolutionPolicy::best_for_payee;
    CHECK(found(policy) == Texts{});
}

TEST_CASE("rules that can never apply are unreachable") {
    CommissionRule late = percent("late", 100);
    late.effective_from = Timestamp{100};
    CommissionPlan p = plan({late});
    p.effective_to = Timestamp{100};
    CHECK(found(p) == Texts{"unreachable late"});
    CommissionRule dollars = rule("dollars", FixedPerLine{{{"USD", Amount{1}}}});
    dollars.conditions.currency = {{Currency{"EUR"}}};
    CHECK(found(plan({dollars})) == Texts{"unreachable dollars"});
    Slot second = slot("second");
    second.exclusive_with = {"platform_fee"};
    CHECK(found(plan({percent("always", 100), percent("never", 100, "second")}, {slot("platform_fee"), second})) ==
          Texts{"unreachable always"});
}

TEST_CASE("drafts and gaps between versions are reported") {
    CommissionRule first = percent("first", 100);
    first.effective_to = Timestamp{10};
    CommissionRule next = percent("next", 100);
    next.effective_from = Timestamp{20};
    next.supersedes = first.id;
    CHECK(found(plan({first, next})) == Texts{"gap next first"});
    next.effective_from = Timestamp{10};
    CHECK(found(plan({first, next})) == Texts{});
    next.status = RuleStatus::draft;
    CHECK(found(plan({first, next})) == Texts{"draft next"});
}

TEST_CASE("a slot without a rule for everything has a gap") {
    const auto gaps = [](const CommissionPlan& p) {
        std::size_t count = 0;
        for (const LintFinding& each : lint(p)) count += each.kind == LintKind::gap;
        return count;
    };
    CHECK(gaps(plan({vendors(percent("a", 100), {"v1"})})) == 1);
    CommissionPlan covered = plan({vendors(percent("a", 100), {"v1"}), percent("d", 100)});
    covered.rules[1].is_default = true;
    CHECK(gaps(covered) == 0);
}

TEST_CASE("every slot that no rule covers has a gap, and so has every time without one") {
    const auto gaps = [](const CommissionPlan& p) {
        Texts out;
        for (const LintFinding& each : lint(p)) {
            if (each.kind == LintKind::gap && each.rule_ids.empty()) out.push_back(each.slot + ": " + each.message);
        }
        return out;
    };
    const std::vector<Slot> slots{slot("platform_fee"), slot("affiliate"), slot("brand")};
    CommissionRule draft = percent("draft", 100, "brand");
    draft.status = RuleStatus::draft;
    CHECK(gaps(plan({percent("all", 100), draft}, slots)) ==
          Texts{"affiliate: Slot 'affiliate' has no active rule, so it charges nothing.",
                "brand: Slot 'brand' has no active rule, so it charges nothing."});

    CommissionRule first = percent("first", 100);
    first.effective_to = parse_timestamp("2024-02-01T00:00:00Z");
    CommissionRule next = percent("next", 100);
    next.effective_from = first.effective_to;
    CHECK(gaps(plan({first, next})) == Texts{});  // one after the other they leave no time
    next.effective_from = parse_timestamp("2024-03-01T00:00:00Z");
    next.effective_to = parse_timestamp("2024-06-01T00:00:00Z");
    CHECK(gaps(plan({first, next})) ==
          Texts{"platform_fee: Between 2024-02-01T00:00:00.000000Z and 2024-03-01T00:00:00.000000Z slot "
                "'platform_fee' has no rule that always matches.",
                "platform_fee: Between 2024-06-01T00:00:00.000000Z and the end slot 'platform_fee' has no rule that "
                "always matches."});
    CommissionPlan short_one = plan({first, next});
    short_one.effective_from = parse_timestamp("2024-03-15T00:00:00Z");
    short_one.effective_to = parse_timestamp("2024-05-01T00:00:00Z");
    CHECK(gaps(short_one) == Texts{});  // the plan itself is not in force at those times
}

TEST_CASE("a sample shows rules that win nothing and lines that find none") {
    const CommissionPlan p = plan({vendors(percent("a", 100), {"v1"}), vendors(percent("b", 100), {"v3"})});
    const std::vector<Order> sample{order({line("l1", 100), line("l2", 100, 1, "v2")})};
    const auto findings = lint(p, sample);
    REQUIRE(findings.size() == 3);
    CHECK(findings[0].message == "1 of 2 sample lines meet no rule of slot 'platform_fee'.");
    CHECK(findings[1].kind == LintKind::zero_matches);
    CHECK(findings[1].rule_ids == std::vector{RuleId{"b"}});
    CHECK(lint(p, sample, {}, {10, 1}).size() == 1);
}

TEST_CASE("a default rule behind a rule that always matches never wins") {
    CommissionRule always = percent("always", 100);
    CommissionRule last = percent("last", 200);
    last.is_default = true;
    CHECK(found(plan({always, last})) == Texts{"shadowed last always"});
    CommissionPlan best = plan({always, last});
    best.resolution = ResolutionPolicy::best_for_payee;
    CHECK(found(best) == Texts{"shadowed last always"});
    always.effective_from = Timestamp{5};
    CHECK(found(plan({always, last})) == Texts{});
    CommissionPlan later = plan({always, last});
    later.effective_from = Timestamp{5};
    CHECK(found(later) == Texts{"shadowed last always"});
    always.conditions.country = {{"DE"}};
    CHECK(found(plan({always, last})) == Texts{});
}

TEST_CASE("two versions of a rule that are effective at the same time are reported under every policy") {
    CommissionRule old = percent("v1", 100);
    CommissionRule next = percent("v2", 200);
    next.supersedes = old.id;
    old.effective_to = Timestamp{20};
    next.effective_from = Timestamp{10};
    CHECK(found(plan({old, next})) == Texts{"overlapping v2 v1"});
    old.effective_to = Timestamp{10};
    CHECK(found(plan({old, next})) == Texts{});
}

TEST_CASE("amounts without a currency are reported unless the plan or the rule names one") {
    CommissionRule bands = rule("bands", Slab{{{Amount{0}, Rate::bps(100), {}}, {Amount{500}, Rate::bps(50), {}}}, {}});
    CHECK(found(plan({bands})) == Texts{"any_currency bands"});
    CommissionPlan in_euros = plan({bands});
    in_euros.currency = Currency{"EUR"};
    CHECK(found(in_euros) == Texts{});
    bands.conditions.currency = {{Currency{"EUR"}}};
    CHECK(found(plan({bands})) == Texts{});
}

TEST_CASE("sample orders of another time are left out, or tried as of the time of the plan") {
    CommissionPlan future = plan({percent("a", 100)});
    future.effective_from = parse_timestamp("2030-01-01T00:00:00Z");
    const std::vector<Order> sample{order({line("l1", 1000)}), order({line("l1", 1000)})};
    const std::vector<LintFinding> findings = lint(future, sample);
    REQUIRE(!findings.empty());
    CHECK(findings[0].message ==
          "2 of 2 sample orders are of a time at which the plan is not effective, and were left out.");
    CHECK(found(findings) == Texts{"zero_matches a"});
    std::vector<CalculationContext> contexts(2);
    for (CalculationContext& context : contexts) context.as_of = future.effective_from;
    CHECK(found(lint(future, sample, contexts)) == Texts{});
    contexts.pop_back();
    CHECK(refusal([&] { static_cast<void>(lint(future, sample, contexts)); }) == "out_of_range contexts");
}

TEST_CASE("pairs_max bounds the comparison of rules") {
    CommissionRule wide = percent("a", 100);
    wide.rank = -1;
    const CommissionPlan three = plan({wide, percent("b", 200), percent("c", 300)});
    LintOptions options;
    CHECK(found(lint(three, options)) == Texts{"shadowed b a", "shadowed c a"});
    options.pairs_max = 1;
    CHECK(found(lint(three, options)) == Texts{"shadowed b a"});
    options.pairs_max = 0;
    CHECK(found(lint(three, options)) == Texts{});
}
