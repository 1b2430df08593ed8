#include <doctest/doctest.h>

#include "commission_samples.hpp"

#include <marketplace/affiliate/what_if.hpp>

using namespace commission_samples;

namespace {

std::vector<Order> sales() {
    return {order({line("l1", 10000), line("l2", 5000, 2, "v2")}), order({line("l1", 2000, 1, "v2")}),
            order({line("l1", 3000)}, "USD")};
}

CompiledPlan ten() { return compile(plan({percent("a", 1000)})); }

CompiledPlan twelve_for_v2() {
    CommissionPlan p = plan({percent("a", 1000), percent("b", 1200), percent("c", 100, "fund")},
                            {slot("platform_fee"), slot("fund", Party::marketing_fund)});
    p.rules[1].conditions.vendor = {{VendorId{"v2"}}};
    return compile(p);
}

}  // namespace

TEST_CASE("a candidate plan shows its price for each vendor, slot and currency") {
    const std::vector<Order> orders = sales();
    const WhatIfReport report = what_if(orders, ten(), twelve_for_v2());
    REQUIRE(report.totals.size() == 2);
    CHECK(report.totals[0] ==
          TotalDelta{Currency{"EUR"}, 2, 3, 3, Amount{22000}, Amount{2200}, Amount{2440 + 220}, Amount{460}});
    CHECK(report.totals[1] == TotalDelta{Currency{"USD"}, 1, 1, 1, Amount{3000}, Amount{300}, Amount{330}, Amount{30}});
    REQUIRE(report.vendors.size() == 3);
    CHECK(report.vendors[0] ==
          VendorDelta{VendorId{"v1"}, Currency{"EUR"}, 1, Amount{9000}, Amount{8900}, Amount{-100}});
    CHECK(report.vendors[1] ==
          VendorDelta{VendorId{"v2"}, Currency{"EUR"}, 2, Amount{10800}, Amount{10440}, Amount{-360}});
    REQUIRE(report.slots.size() == 4);
    CHECK(report.slots[0] == SlotDelta{"fund", Currency{"EUR"}, Amount{0}, Amount{220}, Amount{220}});
    CHECK(report.slots[1] == SlotDelta{"platform_fee", Currency{"EUR"}, Amount{2200}, Amount{2440}, Amount{240}});
}

TEST_CASE("the same plan changes nothing") {
    const std::vector<Order> orders = sales();
    const WhatIfReport report = what_if(orders, ten(), ten());
    CHECK(report.totals[0].lines_changed == 0);
    for (const VendorDelta& vendor : report.vendors) CHECK(vendor.delta_minor == Amount{0});
}

TEST_CASE("parts that are counted apart and merged equal the whole") {
    const std::vector<Order> orders = sales();
    WhatIf left{ten(), twelve_for_v2()};
    WhatIf right{ten(), twelve_for_v2()};
    left.add(orders[0]);
    right.add(orders[1]);
    right.add(orders[2]);
    left.merge(right);
    CHECK(left.report() == what_if(orders, ten(), twelve_for_v2()));
}

TEST_CASE("a candidate of the future is priced with orders of the past as of its own time") {
    CommissionPlan candidate = plan({percent("old", 1100), percent("new", 1200)});
    candidate.effective_from = parse_timestamp("2030-01-01T00:00:00Z");
    candidate.rules[0].effective_to = parse_timestamp("2031-01-01T00:00:00Z");
    candidate.rules[1].effective_from = parse_timestamp("2031-01-01T00:00:00Z");
    const std::vector<Order> orders{order({line("l1", 10000)})};
    CommissionPlan current = plan({percent("a", 1000)});
    current.effective_to = candidate.effective_from;
    const auto charged = [&](std::optional<Timestamp> as_of) {
        CalculationContext context;
        context.as_of = as_of;
        const WhatIfReport report = what_if(orders, compile(current), compile(candidate), std::vector{context});
        return std::pair{report.totals[0].charged_before_minor.value, report.totals[0].charged_after_minor.value};
    };
    CHECK(refusal([&] { static_cast<void>(charged(std::nullopt)); }) == "out_of_range rule_time");
    CHECK(charged(parse_timestamp("2030-06-01T00:00:00Z")) == std::pair<std::int64_t, std::int64_t>{1000, 1100});
    CHECK(charged(parse_timestamp("2031-06-01T00:00:00Z")) == std::pair<std::int64_t, std::int64_t>{1000, 1200});
}

TEST_CASE("contexts belong to orders, one each or none") {
    const std::vector<Order> orders = sales();
    Volume volume;
    volume.thresholds = {{Amount{0}, Rate::bps(1000), {}}, {Amount{100}, Rate::bps(500), {}}};
    const CompiledPlan by_volume = compile(plan({rule("a", volume)}));
    std::vector<CalculationContext> contexts(orders.size());
    contexts[1].period_volumes = {{VendorId{"v2"}, VolumeWindow::month, Amount{100}, 0, 0}};
    const WhatIfReport report = what_if(orders, by_volume, ten(), contexts);
    CHECK(report.totals[0].charged_delta_minor == Amount{100});  // the second order alone was charged 5 %
    contexts.pop_back();
    CHECK(refusal([&] { static_cast<void>(what_if(orders, by_volume, ten(), contexts)); }) == "out_of_range contexts");
}
