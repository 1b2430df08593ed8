#include "unit/affiliate/commission_samples.hpp"

#include <doctest/doctest.h>

#include <marketplace/affiliate/restatement.hpp>
#include <marketplace/core/json.hpp>

using namespace commission_samples;

namespace {

/// Four at 25.00 and 5.00 of shipping; 105.00 in all.
Order with_shipping() {
    OrderLine goods = line("l1", 2500, 4);
    goods.shipping_minor = {500};
    return order({goods});
}

/// A sale refunded step by step.
struct Refunding {
    Order sale = with_shipping();
    OrderCommission frozen;
    ReversalState state{};

    explicit Refunding(const CommissionRule& rule, Order of = with_shipping())
        : sale(std::move(of)), frozen(calculate(compile(plan({rule})), sale)) {}

    Reversal operator()(RefundLine what) {
        what.line_id = sale.lines.at(0).id;
        RefundRequest request;
        request.id = RefundId{"r"};
        request.order_id = sale.id;
        request.lines.push_back(std::move(what));
        Reversal out = reverse(sale, frozen, state, request, {});
        state = out.state;
        return out;
    }
    /// What the platform and the vendor give back.
    std::pair<std::int64_t, std::int64_t> given(const RefundLine& what) {
        std::pair<std::int64_t, std::int64_t> out;
        for (const Share& share : shares_of((*this)(what)))
            (share.beneficiary.party == Party::platform ? out.first : out.second) -= share.amount_minor.value;
        return out;
    }
};

RefundLine all_of(PriceComponent component) { return {{}, {}, {}, component}; }
RefundLine part_of(PriceComponent component, std::int64_t amount) { return {{}, {}, Amount{amount}, component}; }
RefundLine units_of_goods(std::int64_t quantity) { return {{}, quantity, {}, PriceComponent::goods}; }
RefundLine evenly(std::int64_t amount) { return {{}, {}, Amount{amount}, {}}; }

using Given = std::pair<std::int64_t, std::int64_t>;

CommissionRule fixed(std::int64_t amount) { return rule("f", FixedPerLine{{{"EUR", Amount{amount}}}}); }

}  // namespace

TEST_CASE("a fee on the goods alone stays when the shipping is refunded, and goes with the goods") {
    Refunding shipping_first{percent("a", 1000)};
    CHECK(shipping_first.given(all_of(PriceComponent::shipping)) == Given{0, 500});
    CHECK(shipping_first.given(all_of(PriceComponent::goods)) == Given{1000, 9000});
    Refunding goods_first{percent("a", 1000)};
    CHECK(goods_first.given(all_of(PriceComponent::goods)) == Given{1000, 9000});
    CHECK(goods_first.given(all_of(PriceComponent::shipping)) == Given{0, 500});
    CHECK(goods_first.state.lines[0].shares == shipping_first.state.lines[0].shares);
}

TEST_CASE("a fee on goods and shipping goes with either") {
    CommissionRule both = percent("a", 1000);
    both.base.add_shipping = true;
    Refunding refund{both};
    CHECK(refund.frozen.lines[0].charges[0].base_extras == std::vector{PriceComponent::shipping});
    CHECK(refund.given(all_of(PriceComponent::shipping)) == Given{50, 450});
    CHECK(refund.given(all_of(PriceComponent::goods)) == Given{1000, 9000});
}

TEST_CASE("units are units of the goods") {
    Refunding refund{percent("a", 1000)};
    CHECK(refund.given(units_of_goods(1)) == Given{250, 2250});
    CHECK(refund.given(units_of_goods(3)) == Given{750, 6750});
    CHECK(refund.state.lines[0].quantity == 4);
    CHECK(refusal([&] { refund(units_of_goods(1)); }) == "over_refund lines[0].component");
    CHECK(refund.given(all_of(PriceComponent::shipping)) == Given{0, 500});
}

TEST_CASE("refunds with and without a component mix, and end at the original split") {
    Refunding refund{percent("a", 1000)};
    CHECK(refund.given(evenly(2100)) == Given{200, 1900});  // 20.00 of goods, 1.00 of shipping
    CHECK(refund.given(part_of(PriceComponent::shipping, 300)) == Given{0, 300});
    CHECK(refund.state.lines[0].components == ComponentAmounts{{2000}, {400}, {}, {}});
    CHECK(refund.given(evenly(4050)) == Given{400, 3650});  // of 80.00 and 1.00 that are left
    CHECK(refund.state.lines[0].components == ComponentAmounts{{6000}, {450}, {}, {}});
    CHECK(refund.given({}) == Given{400, 3650});
    CHECK(refund.state.lines[0].shares == refund.frozen.lines[0].shares);
}

TEST_CASE("nobody moves back where a fee is more than the goods cost") {
    OrderLine cheap = line("l1", 500);
    cheap.shipping_minor = {2000};
    Refunding goods_first{fixed(1000), order({cheap})};
    CHECK(goods_first.given(all_of(PriceComponent::goods)) == Given{500, 0});
    CHECK(goods_first.given(all_of(PriceComponent::shipping)) == Given{500, 1500});
    Refunding shipping_first{fixed(1000), order({cheap})};
    CHECK(shipping_first.given(all_of(PriceComponent::shipping)) == Given{500, 1500});
    CHECK(shipping_first.given(all_of(PriceComponent::goods)) == Given{500, 0});
}

TEST_CASE("a component is refunded at most once, and only whole lines have components") {
    Refunding refund{percent("a", 1000)};
    CHECK(refusal([&] { refund(all_of(PriceComponent::gift_wrap)); }) == "over_refund lines[0].component");
    CHECK(refusal([&] { refund(part_of(PriceComponent::shipping, 501)); }) == "over_refund lines[0].amount_minor");
    CHECK(refusal([&] { refund({{}, 1, {}, PriceComponent::shipping}); }) == "invalid_value lines[0].quantity");
    refund.frozen.lines[0].total_minor = {9999};
    CHECK(refusal([&] { refund(all_of(PriceComponent::goods)); }) == "invalid_value lines[0].component");
}

TEST_CASE("a refund of a component that is void leaves what the others refunded") {
    Refunding refund{percent("a", 1000)};
    refund(evenly(2100));
    const Reversal voided = refund(all_of(PriceComponent::shipping));
    refund.state = without(refund.state, voided);
    CHECK(refund.state.lines[0].components == ComponentAmounts{{2000}, {100}, {}, {}});
    CHECK(refund.given(all_of(PriceComponent::goods)) == Given{800, 7200});
    CHECK(refund.given(all_of(PriceComponent::shipping)) == Given{0, 400});
    CHECK(refund.state.lines[0].shares == refund.frozen.lines[0].shares);
}

TEST_CASE("a refund without a component that is void takes away its own part of each") {
    Refunding refund{percent("a", 1000)};
    const Reversal voided = refund(evenly(2100));
    refund(part_of(PriceComponent::shipping, 300));
    refund.state = without(refund.state, voided);
    CHECK(refund.state.lines[0].components == ComponentAmounts{{}, {300}, {}, {}});
    CHECK(refund.given(all_of(PriceComponent::goods)) == Given{1000, 9000});
}

TEST_CASE("a restated commission is refunded by the components that were refunded") {
    Refunding refund{percent("a", 1000)};
    refund(all_of(PriceComponent::shipping));
    const OrderCommission cheaper = calculate(compile(plan({percent("a", 500)})), refund.sale);
    const auto adjustments = restate(refund.frozen, {}, cheaper, RunId{"run"}, "agreed");
    const Rebase rebased = rebase(refund.sale, restated(refund.frozen, adjustments), refund.state);
    CHECK(rebased.lines.empty());  // the shipping bore no fee before, and bears none now
    CHECK(rebased.state.lines[0].components == ComponentAmounts{{}, {500}, {}, {}});
}

TEST_CASE("a request that names a component goes to JSON and back") {
    const RefundLine line = from_json<RefundLine>(R"({"line_id":"l1","component":"gift_wrap"})");
    CHECK(line.component == PriceComponent::gift_wrap);
    CHECK(from_json<RefundLine>(to_json(line)) == line);
}
