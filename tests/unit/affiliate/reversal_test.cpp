#include "unit/affiliate/sale_fixture.hpp"

#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>

using namespace sale;

namespace {

RefundPolicy amazon(std::int64_t cap, std::string_view currency = "USD") {
    return lesser_of_cap_and_rate(Rate::parse("20%"), {{std::string{currency}, {cap}}});
}

/// A sale refunded step by step.
struct Refunding {
    const Sale& sale;
    RefundPolicy policy;
    ReversalState state;

    Reversal operator()(const RefundRequest& request) {
        Reversal out = reverse(sale.order, sale.frozen, state, request, policy);
        state = out.state;
        return out;
    }
};

std::vector<std::int64_t> fee_steps(std::int64_t total, std::int64_t fee, std::vector<std::int64_t> refunds) {
    Sale sale;
    sale.add_with_fee("x", total, 1, fee);
    Refunding refund{sale, {}, {}};
    std::vector<std::int64_t> out;
    for (const std::int64_t amount : refunds) out.push_back(-part_of(refund(of_line("x", amount)), platform));
    return out;
}

/// What is wrong with a frozen sale: "code field", or nothing.
std::string refused(const Sale& sale) {
    try {
        static_cast<void>(reverse(sale.order, sale.frozen, {}, everything(), {}));
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
    return {};
}

}  // namespace

TEST_CASE("C17: 80/20 of 100 refunded whole, by half, and a line of nothing") {
    Sale sale;
    sale.add_with_fee("x", 10'000, 1, 2000);
    const Reversal whole = reverse(sale.order, sale.frozen, {}, everything(), {});
    CHECK(part_of(whole, vendor) == -8000);
    CHECK(part_of(whole, platform) == -2000);
    const Reversal half = reverse(sale.order, sale.frozen, {}, of_line("x", 5000), {});
    CHECK(part_of(half, vendor) == -4000);
    CHECK(part_of(half, platform) == -1000);
    Sale nothing;
    nothing.add_with_fee("x", 0, 1, 0);
    const Reversal zero = reverse(nothing.order, nothing.frozen, {}, everything(), {});
    CHECK(part_of(zero, vendor) == 0);
    CHECK(part_of(zero, platform) == 0);
}

TEST_CASE("C24 C25: a commission comes back exactly over three partial refunds") {
    CHECK(fee_steps(999, 100, {333, 333, 333}) == std::vector<std::int64_t>{33, 34, 33});
    CHECK(fee_steps(10'000, 333, {3333, 3333, 3334}) == std::vector<std::int64_t>{111, 111, 111});
}

TEST_CASE("A12: three parties, three refunds, the sums of each refund and of the split") {
    Sale sale;
    sale.add("x", 1000, 1, {{vendor, {700}}, {brand, {200}}, {platform, {100}}});
    Refunding refund{sale, {}, {}};
    const std::vector<std::vector<std::int64_t>> expected{{233, 67, 33}, {233, 66, 34}, {234, 67, 33}};
    const std::vector<std::int64_t> amounts{333, 333, 334};
    for (std::size_t i = 0; i < 3; ++i) {
        const Reversal reversal = refund(of_line("x", amounts[i]));
        CHECK(part_of(reversal, vendor) == -expected[i][0]);
        CHECK(part_of(reversal, brand) == -expected[i][1]);
        CHECK(part_of(reversal, platform) == -expected[i][2]);
    }
}

TEST_CASE("A11: no share is given back its reversal when the largest remainder would") {
    Sale sale;
    sale.add("x", 7, 1, {{platform, {1}}, {brand, {3}}, {vendor, {3}}});
    Refunding refund{sale, {}, {}};
    for (int i = 0; i < 7; ++i) {
        const Reversal reversal = refund(of_line("x", 1));
        for (const Share& share : shares_of(reversal)) CHECK(share.amount_minor.value <= 0);
    }
    CHECK(refund.state.lines[0].shares == sale.frozen.lines[0].shares);
}

TEST_CASE("C26: the refund of a capture reverses at the rate of that capture") {
    Sale first;
    first.add_with_fee("x", 10'000, 1, 500);
    first.frozen.lines[0].total_minor = {5000};
    first.frozen.lines[0].shares[1].amount_minor = {4500};
    Sale second = first;
    second.frozen.lines[0].shares = {{platform, {750}}, {vendor, {4250}}};
    second.frozen.lines[0].charges[0] = Sale::charge("platform_fee", 5000, {{platform, {750}}});
    const Reversal one = reverse(first.order, first.frozen, {}, everything(), {});
    CHECK(part_of(one, platform) == -500);
    CHECK(one.refunded_minor.value == 5000);
    CHECK(part_of(reverse(second.order, second.frozen, {}, everything(), {}), platform) == -750);
}

TEST_CASE("C01 C02: the refund administration fee stays with the platform and is paid by the vendor") {
    Sale sale{"USD"};
    sale.add_with_fee("a", 34'500, 1, 5175);
    sale.add_with_fee("b", 5'700, 1, 855);
    Refunding refund{sale, amazon(500), {}};
    const Reversal item = reverse(sale.order, sale.frozen, {}, of_line("a", 34'500), amazon(500));
    CHECK(item.retained_minor.value == 500);
    CHECK(item.refunded_minor.value == 34'500);
    CHECK(part_of(item, platform) == -(5175 - 500));
    CHECK(part_of(item, vendor) == -(34'500 - 5175 + 500));
    CHECK(item.lines[0].charges[0].amount_minor.value == -4675);
    CHECK(item.lines[0].charges[0].retained_minor.value == 500);
    const Reversal order = refund(everything());
    CHECK(order.retained_minor.value == 671);
    CHECK(order.lines[1].retained_minor.value == 171);
}

TEST_CASE("C01: the same item in reais has the cap of ten") {
    Sale sale{"BRL"};
    sale.add_with_fee("a", 34'500, 1, 5175);
    CHECK(reverse(sale.order, sale.frozen, {}, everything(), amazon(1000, "BRL")).retained_minor.value == 1000);
}

TEST_CASE("C03: two items in dirham, one at the cap") {
    Sale sale{"AED"};
    sale.add_with_fee("a", 64'000, 1, 9600);
    sale.add_with_fee("b", 5'500, 1, 825);
    const Reversal order = reverse(sale.order, sale.frozen, {}, everything(), amazon(1500, "AED"));
    CHECK(order.lines[0].retained_minor.value == 1500);
    CHECK(order.lines[1].retained_minor.value == 165);
    CHECK(order.retained_minor.value == 1665);
}

TEST_CASE("C04: one cap for a line however many of its units come back and in how many refunds") {
    Sale sale{"USD"};
    sale.add_with_fee("a", 34'500, 4, 4 * 5175);
    sale.add_with_fee("b", 34'500, 1, 5175);
    Refunding refund{sale, amazon(500), {}};
    CHECK(refund(of_units("a", 1)).retained_minor.value == 500);
    CHECK(refund(of_units("a", 2)).retained_minor.value == 0);
    CHECK(refund(of_units("b", 1)).retained_minor.value == 500);
    const Reversal last = refund(of_units("a", 1));
    CHECK(last.retained_minor.value == 0);
    CHECK(last.lines[0].explanation.retained_before_minor.value == 500);
    CHECK(last.lines[0].explanation.fee_refunded_minor.value == 4 * 5175);
}

TEST_CASE("small partial refunds reach the cap and stop there") {
    Sale sale{"USD"};
    sale.add_with_fee("a", 10'000, 1, 1500);
    Refunding refund{sale, amazon(200), {}};
    std::int64_t retained = 0;
    for (int i = 0; i < 100; ++i) retained += refund(of_line("a", 100)).retained_minor.value;
    CHECK(retained == 200);
}

TEST_CASE("a retained fee stays with each of those who received it, and its tax is given back") {
    Sale sale;
    LineCommission& line =
        sale.add("x", 10'000, 1, {{platform, {600}}, {brand, {400}}, {treasury, {190}}, {vendor, {8810}}});
    const std::vector<Share> tax{{treasury, {190}}};
    line.charges.push_back(Sale::charge("platform_fee", 10'000, {{platform, {600}}, {brand, {400}}}, tax));
    RefundPolicy policy;
    policy.retain = Retain::all;
    policy.retain_slots = {"platform_fee"};
    const Reversal whole = reverse(sale.order, sale.frozen, {}, everything(), policy);
    CHECK(part_of(whole, platform) == 0);
    CHECK(part_of(whole, brand) == 0);
    CHECK(part_of(whole, treasury) == -190);
    CHECK(part_of(whole, vendor) == -9810);
    CHECK(whole.lines[0].charges[0].tax_minor.value == -190);
    CHECK(whole.lines[0].charges[0].retained_minor.value == 1000);
}

TEST_CASE("charges, their tax and the money agree at every partial refund") {
    Sale sale;
    LineCommission& line = sale.add("x", 999, 1, {{platform, {238}}, {partner, {99}}, {vendor, {662}}});
    line.charges.push_back(Sale::charge("platform_fee", 999, {{platform, {200}}}, {{platform, {38}}}));
    line.charges.push_back(Sale::charge("affiliate", 999, {{partner, {99}}}));
    Refunding refund{sale, {}, {}};
    for (const std::int64_t amount : {1, 2, 3, 5, 8, 13, 100, 200, 333, 334}) {
        const Reversal reversal = refund(of_line("x", amount));
        const auto& charges = reversal.lines[0].charges;
        CHECK(part_of(reversal, platform) == charges[0].amount_minor.value + charges[0].tax_minor.value);
        CHECK(part_of(reversal, partner) == charges[1].amount_minor.value);
    }
    CHECK(refund.state.lines[0].charges[0].tax_shares == line.charges[0].tax_shares);
    CHECK(refund.state.lines[0].shares == line.shares);
}

TEST_CASE("two taxes on one fee come back to their authorities, each exactly and in any steps") {
    const Beneficiary canada{Party::tax_authority, "CA"};
    const Beneficiary quebec{Party::tax_authority, "CA-QC"};
    Sale sale;  // a fee of 1.37 with 5 % and 9.975 %: 0.07 and 0.14
    LineCommission& line = sale.add("x", 999, 1, {{platform, {137}}, {canada, {7}}, {quebec, {14}}, {vendor, {841}}});
    line.charges.push_back(Sale::charge("fee", 999, {{platform, {137}}}, {{canada, {7}}, {quebec, {14}}}));
    Refunding refund{sale, {}, {}};
    for (const std::int64_t amount : {333, 1, 332, 332, 1}) {
        const Reversal reversal = refund(of_line("x", amount));
        const ChargeReversal& charge = reversal.lines[0].charges[0];
        REQUIRE(charge.tax_shares.size() == 2);
        CHECK(charge.tax_shares[0] == Share{canada, {part_of(reversal, canada)}});
        CHECK(charge.tax_shares[1] == Share{quebec, {part_of(reversal, quebec)}});
        CHECK(charge.tax_minor == charge.tax_shares[0].amount_minor + charge.tax_shares[1].amount_minor);
    }
    CHECK(refund.state.lines[0].charges[0].tax_shares == line.charges[0].tax_shares);
    CHECK(refund.state.lines[0].shares == line.shares);
}

TEST_CASE("tax of a charge that says not whose it is, is refused") {
    Sale sale;
    sale.add_with_fee("x", 999, 1, 100);
    sale.frozen.lines[0].charges[0].tax_minor = {19};
    CHECK(refused(sale) == "invalid_value charges[0].tax_shares");
}

TEST_CASE("a platform that funds a discount has a negative share, and gets it back") {
    Sale sale;  // 100.00 less 20.00 by the platform: the vendor gets 85.00, the platform pays 5.00
    sale.add("x", 8000, 1, {{platform, {-500}}, {vendor, {8500}}});
    sale.frozen.lines[0].charges.push_back(Sale::charge("platform_fee", 10'000, {{platform, {1500}}}));
    Refunding refund{sale, {}, {}};
    std::int64_t fee = 0;
    for (int i = 0; i < 7; ++i) {
        const Reversal reversal = refund(of_line("x", i == 6 ? 1142 : 1143));
        CHECK(part_of(reversal, platform) >= 0);
        CHECK(part_of(reversal, vendor) <= 0);
        CHECK(part_of(reversal, platform) + part_of(reversal, vendor) == -reversal.refunded_minor.value);
        fee += reversal.lines[0].charges[0].amount_minor.value;
    }
    CHECK(refund.state.lines[0].shares == sale.frozen.lines[0].shares);
    CHECK(fee == -1500);
}

TEST_CASE("a line that the platform pays in full is reversed by its units") {
    Sale sale;
    sale.add("x", 1000, 3, {{platform, {-2700}}, {vendor, {2700}}});
    sale.order.lines[0].discount_platform_minor = {3000};
    sale.frozen.lines[0].total_minor = {};
    Refunding refund{sale, {}, {}};
    for (int i = 0; i < 3; ++i) {
        const Reversal reversal = refund(of_units("x", 1));
        CHECK(reversal.refunded_minor.value == 0);
        CHECK(part_of(reversal, platform) == 900);
        CHECK(part_of(reversal, vendor) == -900);
    }
    CHECK_THROWS_AS(refund(of_units("x", 1)), Error);
}

TEST_CASE("goodwill is paid by the platform alone and is not refundable a second time") {
    Sale sale;
    sale.add_with_fee("x", 10'000, 1, 1000);
    Refunding refund{sale, {}, {}};
    RefundRequest gift = of_line("x", 3000);
    gift.goodwill = true;
    const Reversal given = refund(gift);
    CHECK(part_of(given, platform) == -3000);
    CHECK(part_of(given, vendor) == 0);
    CHECK(given.lines[0].charges.empty());
    CHECK_THROWS_AS(refund(of_line("x", 7001)), Error);
    const Reversal rest = refund(everything());
    CHECK(rest.refunded_minor.value == 7000);
    CHECK(part_of(rest, vendor) == -6300);
}

TEST_CASE("recompute books the difference to the commission of what is left") {
    Sale sale;  // 10 % but at least 5.00: on 60.00 it is 6.00, on the 20.00 that are left it is 5.00
    sale.add_with_fee("x", 2000, 3, 600);
    RefundPolicy policy;
    policy.refund_mode = RefundMode::recompute;
    Sale left;
    left.add_with_fee("x", 2000, 1, 500);
    const Reversal reversal = reverse_recomputed(sale.order, sale.frozen, {}, of_units("x", 2), {policy, left.frozen});
    CHECK(part_of(reversal, platform) == -100);
    CHECK(part_of(reversal, vendor) == -3900);
    CHECK(reversal.lines[0].charges[0].amount_minor.value == -100);
    OrderCommission nothing = left.frozen;
    nothing.lines.clear();
    const Reversal rest = reverse_recomputed(sale.order, sale.frozen, reversal.state, everything(), {policy, nothing});
    CHECK(part_of(rest, platform) == -500);
    CHECK(rest.state.lines[0].shares == sale.frozen.lines[0].shares);
    CHECK_THROWS_AS(reverse(sale.order, sale.frozen, {}, everything(), policy), Error);
    CHECK_THROWS_AS(reverse_recomputed(sale.order, sale.frozen, {}, of_units("x", 1), {policy, left.frozen}), Error);
}

TEST_CASE("a frozen line whose shares do not sum to it is refused") {
    Sale sale;
    sale.add_with_fee("x", 1000, 1, 100);
    sale.frozen.lines[0].shares[0].amount_minor = {101};
    CHECK_THROWS_AS(reverse(sale.order, sale.frozen, {}, everything(), {}), Error);
    sale.frozen.lines[0].shares[0].amount_minor = {100};
    sale.frozen.lines[0].charges[0].shares[0].amount_minor = {99};
    CHECK_THROWS_AS(reverse(sale.order, sale.frozen, {}, everything(), {}), Error);
}

TEST_CASE("a void reversal leaves the state of the others, and the rest still ends at the split") {
    Sale sale;
    sale.add("x", 1000, 1, {{vendor, {700}}, {brand, {200}}, {platform, {100}}});
    Refunding refund{sale, {}, {}};
    refund(of_line("x", 123));
    const Reversal provisional = refund(of_line("x", 400));
    refund(of_line("x", 77));
    refund.state = without(refund.state, provisional);
    CHECK(refund.state.lines[0].refunded_minor.value == 200);
    const Reversal rest = refund(everything());
    CHECK(rest.refunded_minor.value == 800);
    CHECK(refund.state.lines[0].shares == sale.frozen.lines[0].shares);
    CHECK_THROWS_AS(without({}, provisional), Error);
}

TEST_CASE("a reversal says which rules and which plan it reverses, and goes through JSON") {
    Sale sale;
    sale.add_with_fee("x", 1000, 2, 200);
    RefundRequest request = of_units("x", 1);
    request.reason = "broken";
    const Reversal reversal = reverse(sale.order, sale.frozen, {}, request, {});
    CHECK(reversal.plan_version == 7);
    CHECK(reversal.lines[0].charges[0].rule_version == 3);
    CHECK(reversal.lines[0].explanation.basis == RefundBasis::quantity);
    CHECK(reversal.lines[0].explanation.progress_after == Progress{1000, 2000});
    CHECK(from_json<Reversal>(to_json(reversal)) == reversal);
}

TEST_CASE("taxes of several authorities on one line come back to each of them, charge by charge") {
    // By size alone the 25 of France would be looked for in Germany's 50, which are of two other charges.
    const Beneficiary france{Party::tax_authority, "FR"};
    Sale s;
    LineCommission& line = s.add("l", 1000, 1, {{platform, {375}}, {treasury, {50}}, {france, {25}}, {vendor, {550}}});
    line.charges.push_back(Sale::charge("fee", 1000, {{platform, {100}}}, {{treasury, {20}}}));
    line.charges.push_back(Sale::charge("marketing", 1000, {{platform, {125}}}, {{france, {25}}}));
    line.charges.push_back(Sale::charge("service", 1000, {{platform, {150}}}, {{treasury, {30}}}));
    ReversalState state;
    for (const std::int64_t amount : {137, 1, 290, 333, 239}) {
        const Reversal reversal = reverse(s.order, s.frozen, state, of_line("l", amount), {});
        const auto& charges = reversal.lines[0].charges;
        CHECK(part_of(reversal, france) == charges[1].tax_minor.value);
        CHECK(part_of(reversal, treasury) == (charges[0].tax_minor + charges[2].tax_minor).value);
        state = reversal.state;
    }
    CHECK(state.lines[0].charges[1].tax_shares == line.charges[1].tax_shares);
    CHECK(state.lines[0].charges[2].tax_shares == line.charges[2].tax_shares);
}

TEST_CASE("a tax that its authority does not hold is refused") {
    Sale s;
    LineCommission& line = s.add("l", 1000, 1, {{platform, {100}}, {treasury, {20}}, {vendor, {880}}});
    line.charges.push_back(Sale::charge("fee", 1000, {{platform, {100}}}, {{{Party::tax_authority, "FR"}, {20}}}));
    CHECK(refused(s) == "invalid_value charges[0].tax_shares[0]");
}
