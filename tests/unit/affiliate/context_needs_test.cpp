// What plans ask to be told beside an order.

#include <doctest/doctest.h>

#include <marketplace/affiliate/context_needs.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

CommissionPlan plan() {
    return parse_plan(R"({"id": "p", "slots": [{"name": "fee"}, {"name": "ref", "beneficiary": {"party": "referrer"}}],
      "rules": [
        {"id": "year", "slot": "fee",
         "charge": {"kind": "volume", "window": "year", "thresholds": [{"from_minor": 0, "rate": "1%"}]}},
        {"id": "draft", "slot": "fee", "status": "draft",
         "charge": {"kind": "volume", "window": "day", "thresholds": [{"from_minor": 0, "rate": "1%"}]}},
        {"id": "forever", "slot": "ref", "rank": 1, "charge": {"kind": "recurring", "rate": "1%"}},
        {"id": "year1", "slot": "ref", "charge": {"kind": "recurring", "rate": "5%", "months": 12},
         "beneficiaries": [{"beneficiary": {"party": "affiliate"}}]},
        {"id": "year2", "slot": "ref", "charge": {"kind": "recurring", "rate": "3%", "months": 24}}]})");
}

}  // namespace

TEST_CASE("a plan needs volumes and first orders only for active rules that read them") {
    const ContextNeeds needs = needs_of(plan());
    CHECK(needs.volume_windows == std::vector{VolumeWindow::year});
    CHECK(needs.recurring == std::vector{Beneficiary{Party::affiliate, ""}, Beneficiary{Party::referrer, ""}});
    CommissionPlan plain = plan();
    plain.rules.resize(0);
    CHECK(needs_of(plain) == ContextNeeds{});
}

TEST_CASE("whose first order is to be known, and what an order adds to volumes") {
    Order order;
    order.id = OrderId{"o"};
    order.currency = Currency{"EUR"};
    OrderLine line;
    line.id = OrderLineId{"1"};
    line.vendor_id = VendorId{"v"};
    line.unit_price_minor = Amount{1000};
    line.quantity = 2;
    line.discount_vendor_minor = Amount{100};
    line.tax_included_minor = Amount{300};
    order.lines.push_back(line);
    line.id = OrderLineId{"2"};
    line.affiliate = AffiliateId{"blog"};
    order.lines.push_back(line);
    CHECK(recurring_beneficiaries(needs_of(plan()), order) == std::vector{Beneficiary{Party::affiliate, "blog"}});
    order.referrer = "friend";
    CHECK(recurring_beneficiaries(needs_of(plan()), order).size() == 2);
    const std::vector<PeriodVolume> volumes = volumes_of(order);
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].amount_minor == Amount{2 * 1600});
    CHECK(volumes[0].orders == 1);
    CHECK(volumes[0].units == 4);
}
