#include <doctest/doctest.h>

#include "commission_samples.hpp"

#include <marketplace/affiliate/commission_batch.hpp>

#include <random>

using namespace commission_samples;

TEST_CASE("a percentage of a column is the percentage of each number") {
    const std::vector<std::int64_t> base{0, 1, 25, 645, -645, 9'000'000'000'000'000'000};
    std::vector<std::int64_t> out(base.size());
    percentage_batch(Rate::bps(3000), Rounding::half_up, base, out);
    for (std::size_t i = 0; i < base.size(); ++i)
        CHECK(out[i] == multiply(Amount{base[i]}, Rate::bps(3000), Rounding::half_up).value);
    const std::vector<std::int64_t> large{INT64_MAX};
    std::vector<std::int64_t> one(1);
    CHECK_THROWS_AS(percentage_batch(Rate{2, 1}, Rounding::down, large, one), Error);
    CHECK_THROWS_AS(percentage_batch(Rate{1, 1}, Rounding::down, base, one), Error);
}

TEST_CASE("a batch equals calculate, line by line") {
    std::vector<CommissionRule> rules{percent("wide", 700), percent("v2", 900), percent("leaf", 1100),
                                      percent("affiliate", 300, "affiliate")};
    rules[0].fee_taxes = {FeeTax{Rate::bps(2100), "ES", ""}};
    rules[1].conditions.vendor = {{VendorId{"v2"}}};
    rules[1].bounds["EUR"] = {Amount{100}, Amount{900}};
    rules[2].conditions.category = {{CategoryId{"camera"}}};
    rules.push_back(rule("bulk", PercentPlusFixed{Rate::bps(100), {{"EUR", Amount{3}}}, FixedScope::unit}));
    rules.back().conditions.quantity = {5, std::nullopt};
    rules.back().rank = -1;
    rules.back().beneficiaries = {{{Party::platform, ""}, 3}, {{Party::vendor, ""}, 1}};
    CommissionPlan p = plan(rules, {slot("platform_fee"), slot("affiliate", Party::affiliate)});
    p.tax_handling = TaxHandling::platform_remits;
    const CompiledPlan compiled = compile(p);

    std::mt19937_64 random{7};
    const auto pick = [&](std::int64_t below) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(below));
    };
    std::vector<Order> orders;
    std::vector<std::int64_t> gross, quantity, vendor_discount, platform_discount, tax;
    std::vector<std::string> vendors, roots, leaves, affiliates;
    for (int i = 0; i < 500; ++i) {
        Order o = order({line("l1", 100 + pick(20000), 1 + pick(7), "v" + std::to_string(1 + pick(3)))});
        OrderLine& l = o.lines[0];
        l.discount_vendor_minor = {pick(50)};
        l.discount_platform_minor = {pick(50)};
        l.tax_added_minor = {pick(500)};
        if (pick(2) == 0) l.categories = {CategoryId{"goods"}, CategoryId{pick(2) == 0 ? "camera" : "lens"}};
        if (pick(2) == 0) l.affiliate = AffiliateId{"a" + std::to_string(pick(9))};
        gross.push_back(gross_of(l).value);
        quantity.push_back(l.quantity);
        vendor_discount.push_back(l.discount_vendor_minor.value);
        platform_discount.push_back(l.discount_platform_minor.value);
        tax.push_back(l.tax_added_minor.value);
        vendors.push_back(l.vendor_id.value);
        roots.push_back(l.categories.empty() ? "" : l.categories[0].value);
        leaves.push_back(l.categories.empty() ? "" : l.categories[1].value);
        affiliates.push_back(l.affiliate.value);
        orders.push_back(o);
    }
    const auto vendor_keys = compiled.symbols(Dimension::vendor, vendors);
    const auto root_keys = compiled.symbols(Dimension::category, roots);
    const auto leaf_keys = compiled.symbols(Dimension::category, leaves);
    const auto affiliate_keys = compiled.symbols(Dimension::affiliate, affiliates);
    LineColumns columns;
    columns.currency = Currency{"EUR"};
    columns.at = orders[0].placed_at;
    columns.gross_minor = gross;
    columns.quantity = quantity;
    columns.discount_vendor_minor = vendor_discount;
    columns.discount_platform_minor = platform_discount;
    columns.tax_added_minor = tax;
    columns.keys = {{Dimension::category, root_keys},
                    {Dimension::vendor, vendor_keys},
                    {Dimension::category, leaf_keys},
                    {Dimension::affiliate, affiliate_keys}};
    std::vector<std::int64_t> fees(orders.size()), taxes(orders.size()), residuals(orders.size());
    calculate_batch(compiled, columns, {fees, taxes, residuals});
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const LineCommission expected = calculate(compiled, orders[i]).lines[0];
        Amount fee_sum;
        Amount tax_sum;
        for (const Charge& each : expected.charges) {
            fee_sum += each.amount_minor;
            tax_sum += each.tax_minor;
        }
        CAPTURE(i);
        CHECK(fees[i] == fee_sum.value);
        CHECK(taxes[i] == tax_sum.value);
        CHECK(residuals[i] == expected.shares.back().amount_minor.value);
    }
}

namespace {

/// Columns of gross alone, priced at once and one by one.
void check_gross_alone(const CommissionPlan& rules, const std::vector<std::int64_t>& gross) {
    const CompiledPlan compiled = compile(rules);
    std::vector<std::int64_t> fees(gross.size()), taxes(gross.size()), residuals(gross.size());
    LineColumns columns;
    columns.currency = Currency{"EUR"};
    columns.gross_minor = gross;
    calculate_batch(compiled, columns, {fees, taxes, residuals});
    for (std::size_t i = 0; i < gross.size(); ++i) {
        Order o = order({line("l1", gross[i], 1, "v1")});
        o.placed_at = columns.at;
        const LineCommission expected = calculate(compiled, o).lines[0];
        Amount fee_sum;
        Amount tax_sum;
        for (const Charge& each : expected.charges) {
            fee_sum += each.amount_minor;
            tax_sum += each.tax_minor;
        }
        CAPTURE(gross[i]);
        CHECK(fees[i] == fee_sum.value);
        CHECK(taxes[i] == tax_sum.value);
        CHECK(residuals[i] == expected.shares.back().amount_minor.value);
    }
}

}  // namespace

TEST_CASE("the short way for plain percentages equals calculate, and so does everything next to it") {
    std::vector<std::int64_t> gross{0, 1, 2, 3, 49, 50, 51, 99, 1999, 1'000'003, 999'999'999'999'999,
                                    1'000'000'000'000'001};
    std::mt19937_64 random{11};
    for (int i = 0; i < 300; ++i) gross.push_back(static_cast<std::int64_t>(random() % 2'000'000));
    const auto taxed = [](CommissionRule each) {
        each.fee_taxes = {FeeTax{Rate::bps(1900), "DE", ""}};
        return each;
    };
    const auto two_slots = [](CommissionRule first, CommissionRule second) {
        second.slot = "service";
        return plan({std::move(first), std::move(second)}, {slot("platform_fee"), slot("service")});
    };
    check_gross_alone(plan({percent("one", 1250)}), gross);
    check_gross_alone(plan({taxed(percent("taxed", 1333))}), gross);
    check_gross_alone(two_slots(taxed(percent("a", 777)), percent("b", 55)), gross);
    check_gross_alone(two_slots(percent("a", 9000), taxed(percent("b", 3000))), gross);  // more than there is
    check_gross_alone(plan({percent("all", 10'000)}), gross);
    check_gross_alone(plan({taxed(percent("all and tax", 10'000))}), gross);
    CommissionRule shared = percent("shared", 1500);
    shared.beneficiaries = {{{Party::platform, ""}, 2}, {{Party::vendor, ""}, 1}};
    check_gross_alone(plan({shared}), gross);
    CommissionRule back = percent("back", 1500);
    back.beneficiaries = {{{Party::vendor, ""}, 1}};
    check_gross_alone(plan({back}), gross);
    CommissionRule bounded = percent("bounded", 1500);
    bounded.bounds["EUR"] = {Amount{30}, Amount{900}};
    check_gross_alone(plan({bounded}), gross);
    for (const Rounding rounding : {Rounding::down, Rounding::up, Rounding::half_even, Rounding::half_up}) {
        CommissionPlan rounded = plan({percent("one", 1275)});
        rounded.rounding = rounding;
        check_gross_alone(rounded, gross);
        rounded.residual = ResidualParty::platform;
        check_gross_alone(rounded, gross);
    }
    CommissionPlan scaled = two_slots(percent("a", 8000), percent("b", 8000));
    scaled.over_allocation = OverAllocation::scale_pro_rata;
    check_gross_alone(scaled, gross);
    CommissionPlan affiliates = two_slots(percent("a", 800), percent("b", 800));
    affiliates.slots[1].beneficiary = {Party::affiliate, ""};
    check_gross_alone(affiliates, gross);
}

TEST_CASE("a batch refuses what does not fit, and names the line") {
    const CompiledPlan compiled = compile(plan({percent("a", 1000)}));
    const std::vector<std::int64_t> gross{100, -1};
    std::vector<std::int64_t> fees(2);
    LineColumns columns;
    columns.currency = Currency{"EUR"};
    columns.gross_minor = gross;
    CHECK(refusal([&] { calculate_batch(compiled, columns, {fees, {}, {}}); }) == "out_of_range [1]");
    const std::vector<std::int64_t> quantity{3, 1};
    columns.quantity = quantity;
    CHECK(refusal([&] { calculate_batch(compiled, columns, {fees, {}, {}}); }) == "inexact [0].quantity");
    fees.resize(1);
    CHECK(refusal([&] { calculate_batch(compiled, columns, {fees, {}, {}}); }) == "out_of_range fee_minor");
}
