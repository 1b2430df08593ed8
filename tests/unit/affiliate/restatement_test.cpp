#include "unit/affiliate/sale_fixture.hpp"

#include <doctest/doctest.h>

#include <marketplace/affiliate/restatement.hpp>
#include <marketplace/core/json.hpp>

using namespace sale;

namespace {

Sale with_fee(std::int64_t fee, std::int64_t version = 3) {
    Sale sale;
    sale.add_with_fee("x", 10'000, 1, fee);
    sale.frozen.lines[0].charges[0].rule_version = version;
    return sale;
}

std::int64_t sum(const std::vector<Adjustment>& adjustments) {
    std::int64_t out = 0;
    for (const Adjustment& made : adjustments) {
        if (made.target == AdjustmentTarget::share) out += made.delta_minor.value;
    }
    return out;
}

std::vector<Adjustment> joined(std::vector<Adjustment> a, const std::vector<Adjustment>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace

TEST_CASE("a restatement moves the difference between the parties and names the rule") {
    const Sale was = with_fee(1500);
    const auto made = restate(was.frozen, {}, with_fee(1200, 4).frozen, RunId{"run1"}, "rate was wrong");
    REQUIRE(made.size() == 2);
    CHECK(made[0].slot == "platform_fee");
    CHECK(made[0].beneficiary == platform);
    CHECK(made[0].delta_minor.value == -300);
    CHECK(made[0].rule_version == 4);
    CHECK(made[0].reason == "rate was wrong");
    CHECK(made[1].beneficiary == vendor);
    CHECK(made[1].delta_minor.value == 300);
    CHECK(sum(made) == 0);
    CHECK(from_json<Adjustment>(to_json(made[0])) == made[0]);
}

TEST_CASE("the same run writes nothing the second time, also after another run") {
    const Sale was = with_fee(1500);
    const auto first = restate(was.frozen, {}, with_fee(1200).frozen, RunId{"run1"}, "a");
    CHECK(restate(was.frozen, first, with_fee(1200).frozen, RunId{"run1"}, "a").empty());
    const auto second = restate(was.frozen, first, with_fee(1300).frozen, RunId{"run2"}, "b");
    CHECK(restate(was.frozen, joined(first, second), with_fee(1200).frozen, RunId{"run1"}, "a").empty());
}

TEST_CASE("a second restatement is relative to the first") {
    const Sale was = with_fee(1500);
    const auto first = restate(was.frozen, {}, with_fee(1200).frozen, RunId{"run1"}, "a");
    const auto second = restate(was.frozen, first, with_fee(1300).frozen, RunId{"run2"}, "b");
    REQUIRE(second.size() == 2);
    CHECK(second[0].delta_minor.value == 100);
    CHECK(restated(was.frozen, joined(first, second)).lines[0].shares == with_fee(1300).frozen.lines[0].shares);
    CHECK(restate(was.frozen, joined(first, second), with_fee(1300).frozen, RunId{"run3"}, "c").empty());
}

TEST_CASE("one run with two results is a conflict") {
    const Sale was = with_fee(1500);
    const auto first = restate(was.frozen, {}, with_fee(1200).frozen, RunId{"run1"}, "a");
    CHECK_THROWS_AS((void)restate(was.frozen, first, with_fee(1201).frozen, RunId{"run1"}, "a"), Error);
}

TEST_CASE("a new charge, a new party and tax on a fee are restated") {
    const Sale was = with_fee(1500);
    Sale now = with_fee(1500);
    LineCommission& line = now.frozen.lines[0];
    line.charges[0].tax_minor = {285};
    line.charges[0].tax_shares = {{platform, {285}}};
    line.charges.push_back(Sale::charge("affiliate", 10'000, {{partner, {400}}}));
    line.shares = {{platform, {1785}}, {partner, {400}}, {vendor, {7815}}};
    const auto made = restate(was.frozen, {}, now.frozen, RunId{"run1"}, "a");
    CHECK(sum(made) == 0);
    const OrderCommission after = restated(was.frozen, made);
    CHECK(after.lines[0].charges[0].tax_minor.value == 285);
    CHECK(after.lines[0].charges[1].amount_minor.value == 400);
    CHECK(restate(after, {}, now.frozen, RunId{"run2"}, "a").empty());
}

TEST_CASE("a recomputation of other money or other lines is refused") {
    const Sale was = with_fee(1500);
    Sale other = with_fee(1500);
    other.frozen.lines[0].total_minor = {9999};
    CHECK_THROWS_AS((void)restate(was.frozen, {}, other.frozen, RunId{"r"}, ""), Error);
    other = with_fee(1500);
    other.frozen.lines[0].line_id = OrderLineId{"y"};
    CHECK_THROWS_AS((void)restate(was.frozen, {}, other.frozen, RunId{"r"}, ""), Error);
    other = with_fee(1500);
    other.frozen.currency = Currency{"USD"};
    CHECK_THROWS_AS((void)restate(was.frozen, {}, other.frozen, RunId{"r"}, ""), Error);
    CHECK_THROWS_AS((void)restate(was.frozen, {}, was.frozen, RunId{}, ""), Error);
}

TEST_CASE("refunds from before a restatement are corrected, and the rest ends at the restated split") {
    const Sale was = with_fee(1500);
    const RefundPolicy amazon = lesser_of_cap_and_rate(Rate::parse("20%"), {{"EUR", {500}}});
    const Reversal half = reverse(was.order, was.frozen, {}, of_line("x", 5000), amazon);
    const auto made = restate(was.frozen, {}, with_fee(1000).frozen, RunId{"run1"}, "a");
    const OrderCommission now = restated(was.frozen, made);
    const Rebase corrected = rebase(was.order, now, half.state);
    REQUIRE(corrected.lines.size() == 1);
    CHECK(corrected.lines[0].shares == std::vector<Share>{{platform, {250}}, {vendor, {-250}}});
    CHECK(corrected.state.lines[0].charges[0].retained[0].amount_minor.value == 150);
    const Reversal rest = reverse(was.order, now, corrected.state, everything(), amazon);
    CHECK(rest.state.lines[0].shares == now.lines[0].shares);
    CHECK(part_of(rest, platform) == -500 + 50);  // 20 % of 10.00 is 2.00, of which 1.50 had been retained
    CHECK(rebase(was.order, was.frozen, half.state).lines.empty());
}

TEST_CASE("a fee that becomes taxed by another authority moves the tax from one to the other") {
    const auto taxed_by = [](const char* authority, std::int64_t tax) {
        Sale s;
        LineCommission& line = s.add(
            "x", 10'000, 1, {{platform, {1000}}, {{Party::tax_authority, authority}, {tax}}, {vendor, {9000 - tax}}});
        line.charges.push_back(
            Sale::charge("fee", 10'000, {{platform, {1000}}}, {{{Party::tax_authority, authority}, {tax}}}));
        return s;
    };
    const Sale was = taxed_by("DE", 190);
    const Sale now = taxed_by("FR", 200);
    const auto made = restate(was.frozen, {}, now.frozen, RunId{"run1"}, "the vendor is in France");
    const OrderCommission in_force = restated(was.frozen, made);
    CHECK(in_force.lines[0].charges[0].tax_minor == Amount{200});
    CHECK(in_force.lines[0].charges[0].tax_shares == now.frozen.lines[0].charges[0].tax_shares);
    CHECK(restate(was.frozen, made, now.frozen, RunId{"run2"}, "again").empty());
    CHECK(part_of(reverse(now.order, in_force, {}, everything(), {}), {Party::tax_authority, "FR"}) == -200);
    const auto back = restate(was.frozen, made, was.frozen, RunId{"run3"}, "no, in Germany");
    const OrderCommission again = restated(was.frozen, joined(made, back));
    CHECK(again.lines[0].charges[0].tax_shares == was.frozen.lines[0].charges[0].tax_shares);
}
