#include <doctest/doctest.h>

#include "sample.hpp"

using namespace marketplace;
using namespace marketplace::loyalty;
using namespace marketplace::loyalty::sample;

TEST_CASE("the order is rounded once and the lines share it by largest remainder") {
    // 0.6 + 0.6 + 0.8 points are 2; each line by itself would earn none.
    const PointsCalculation found = calculate(program(), order("o1", {line("a", 60), line("b", 60), line("c", 80)}));
    CHECK(found.points == Points{2});
    CHECK(found.points_exact == Rate{2, 1});
    CHECK(found.lines[0].points == Points{1});
    CHECK(found.lines[1].points == Points{0});
    CHECK(found.lines[2].points == Points{1});
}

TEST_CASE("the first rule with a rate wins, so an early rate of zero excludes a line") {
    Program p = program();
    EarnRule excluded;
    excluded.id = RuleId{"no vouchers"};
    excluded.points_per_minor = Rate{};
    excluded.conditions.categories = {CategoryId{"vouchers"}};
    p.earn.rules.insert(p.earn.rules.begin(), excluded);
    OrderLine voucher = line("a", 5000);
    voucher.categories = {CategoryId{"all"}, CategoryId{"vouchers"}};
    const PointsCalculation found = calculate(p, order("o1", {voucher, line("b", 5000)}));
    CHECK(found.lines[0].points == Points{});
    CHECK(found.lines[0].rate_rule == RuleId{"no vouchers"});
    CHECK(found.lines[1].points == Points{50});
}

TEST_CASE("conditions on brand, vendor, sku, tag, level, channel, order amount and time each decide") {
    struct Case {
        const char* name;
        void (*condition)(EarnRule&);
        void (*fulfil)(Order&, EarnContext&);
    };
    const Case cases[] = {
        {"brand", [](EarnRule& r) { r.conditions.brands = {BrandId{"x"}}; },
         [](Order& o, EarnContext&) { o.lines[0].brand = BrandId{"x"}; }},
        {"vendor", [](EarnRule& r) { r.conditions.vendors = {VendorId{"x"}}; },
         [](Order& o, EarnContext&) { o.lines[0].vendor_id = VendorId{"x"}; }},
        {"sku", [](EarnRule& r) { r.conditions.skus = {"x"}; }, [](Order& o, EarnContext&) { o.lines[0].sku = "x"; }},
        {"tag", [](EarnRule& r) { r.conditions.tags = {"x"}; },
         [](Order& o, EarnContext&) {
             o.lines[0].tags = {"y", "x"};
         }},
        {"level", [](EarnRule& r) { r.conditions.tiers = {"x"}; }, [](Order&, EarnContext& c) { c.tier = "x"; }},
        {"channel", [](EarnRule& r) { r.conditions.channels = {"x"}; },
         [](Order& o, EarnContext&) { o.channel = "x"; }},
        {"order amount", [](EarnRule& r) { r.conditions.order_min_minor = Amount{2000}; },
         [](Order& o, EarnContext&) { o.lines[0].unit_price_minor = Amount{2000}; }},
        {"from", [](EarnRule& r) { r.effective_from = at("2024-06-02T00:00:00Z"); },
         [](Order& o, EarnContext&) { o.placed_at = at("2024-06-02T00:00:00Z"); }},
        {"to", [](EarnRule& r) { r.effective_to = at("2024-06-01T12:00:00Z"); },
         [](Order& o, EarnContext&) { o.placed_at = at("2024-06-01T11:59:59Z"); }},
    };
    for (const Case& each : cases) {
        CAPTURE(each.name);
        Program p = program();
        each.condition(p.earn.rules[0]);
        Order o = order("o1", {line("a", 1000)});
        EarnContext context;
        CHECK(calculate(p, o, context).points == Points{});
        each.fulfil(o, context);
        CHECK(calculate(p, o, context).points > Points{});
    }
}

TEST_CASE("tax and shipping earn only if the program says so; gift wrap and fees never do") {
    Program p = program();
    OrderLine l = line("a", 10000);
    l.discount_vendor_minor = Amount{1000};
    l.tax_included_minor = Amount{1500};
    l.shipping_minor = Amount{500};
    l.gift_wrap_minor = Amount{300};
    const Order o = order("o1", {l});
    CHECK(calculate(p, o).base_minor == Amount{9000});
    p.earn.include_shipping = true;
    CHECK(calculate(p, o).base_minor == Amount{9500});
    p.earn.include_tax = false;
    CHECK(calculate(p, o).base_minor == Amount{8000});
}

TEST_CASE("the daily limit counts the civil day of the program, not of UTC") {
    Program p = program();
    p.time_zone = "America/New_York";
    p.earn.day_max = Points{100};
    Wallet w = wallet();
    w = applied(w, earn(p, w, earn_order("1", order("o1", {line("a", 8000)}, "2024-06-01T23:00:00Z"))));
    w = applied(w, earn(p, w, earn_order("2", order("o2", {line("a", 8000)}, "2024-06-02T03:00:00Z"))));
    CHECK(w.balance.active == Points{100});
    const WalletOutcome none = earn(p, w, earn_order("3", order("o3", {line("a", 8000)}, "2024-06-02T03:30:00Z")));
    CHECK(none.refusal == Refusal{RefusalReason::day_limit, 80, 0});
    CHECK(none.order.has_value());
    w = applied(w, earn(p, w, earn_order("4", order("o4", {line("a", 8000)}, "2024-06-02T04:00:00Z"))));
    CHECK(w.balance.active == Points{180});
}

TEST_CASE("what was refunded before earning earns nothing") {
    EarnOrder command = earn_order("1", order("o1", {line("a", 6000), line("b", 4000)}));
    command.refunded = {{OrderLineId{"b"}, Amount{1000}}};
    const WalletOutcome outcome = earn(program(), wallet(), command);
    CHECK(outcome.balance.active == Points{90});
    CHECK(outcome.order->lines[1].value_minor == Amount{3000});
    command.refunded = {{OrderLineId{"z"}, Amount{1000}}};
    CHECK_THROWS_AS(static_cast<void>(earn(program(), wallet(), command)), Error);
}

TEST_CASE("an order in another currency is an error") {
    Order o = order("o1", {line("a", 1000)});
    o.currency = Currency{"USD"};
    CHECK_THROWS_AS(static_cast<void>(calculate(program(), o)), Error);
}

TEST_CASE("a multiplier of a line stacks with those of the rules and counts for that line alone") {
    Program p = program();
    EarnContext context;
    context.line_multipliers = {Rate{2, 1}, Rate{1, 1}};
    const Order both = order("o1", {line("a", 5000), line("b", 5000)});
    const PointsCalculation plain = calculate(p, both);
    PointsCalculation found = calculate(p, both, context);
    CHECK(found.lines[0].multiplier == Rate{2, 1});
    CHECK(found.lines[0].points.value == 2 * plain.lines[0].points.value);
    CHECK(found.lines[1].points == plain.lines[1].points);
    EarnRule doubled;
    doubled.id = RuleId{"double"};
    doubled.multiplier = Rate{2, 1};
    p.earn.rules.push_back(doubled);
    CHECK(calculate(p, both, context).lines[0].multiplier == Rate{3, 1});
    p.earn.stacking = Stacking::multiplicative;
    CHECK(calculate(p, both, context).lines[0].multiplier == Rate{4, 1});
    p.earn.stacking = Stacking::best_only;
    CHECK(calculate(p, both, context).lines[0].multiplier == Rate{2, 1});
    context.line_multipliers.pop_back();
    CHECK_THROWS_WITH_AS(static_cast<void>(calculate(p, both, context)), doctest::Contains("line_multipliers"), Error);
    context.line_multipliers = {Rate{1, 1}, Rate{-1, 1}};
    CHECK_THROWS_WITH_AS(static_cast<void>(calculate(p, both, context)), doctest::Contains("line_multipliers"), Error);
}
