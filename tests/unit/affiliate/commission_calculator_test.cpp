#include <doctest/doctest.h>

#include "commission_samples.hpp"

#include <marketplace/core/json.hpp>

using namespace commission_samples;

namespace {

CommissionRule for_vendor(CommissionRule rule, std::string vendor = "v1") {
    rule.conditions.vendor = {{VendorId{std::move(vendor)}}};
    return rule;
}

CommissionRule ranked(CommissionRule rule, std::int64_t rank) {
    rule.rank = rank;
    return rule;
}

std::string winner(CommissionPlan plan, ResolutionPolicy policy, const Order& order) {
    plan.resolution = policy;
    return charge(calculate(compile(plan), order)).rule_id.value;
}

Order camera() {
    Order o = order({line("l1", 10000)});
    o.lines[0].categories = {CategoryId{"goods"}, CategoryId{"camera"}};
    return o;
}

}  // namespace

TEST_CASE("resolution: rank before specificity, specificity before rank, rank alone") {
    const CommissionPlan p = plan({ranked(percent("wide", 100), 1), ranked(for_vendor(percent("narrow", 200)), 2)});
    CHECK(winner(p, ResolutionPolicy::ranked_then_specific, camera()) == "wide");
    CHECK(winner(p, ResolutionPolicy::ranked, camera()) == "wide");
    CHECK(winner(p, ResolutionPolicy::specific, camera()) == "narrow");
    const CommissionPlan equal = plan({percent("a_wide", 100), for_vendor(percent("narrow", 200))});
    CHECK(winner(equal, ResolutionPolicy::ranked_then_specific, camera()) == "narrow");
    CHECK(winner(equal, ResolutionPolicy::ranked, camera()) == "a_wide");  // the lower id
}

TEST_CASE("resolution: the deeper category wins, though its rule has the higher id") {
    CommissionRule root = percent("a", 100);
    root.conditions.category = {{CategoryId{"goods"}}};
    CommissionRule leaf = percent("b", 200);
    leaf.conditions.category = {{CategoryId{"camera"}}};
    CHECK(winner(plan({root, leaf}), ResolutionPolicy::specific, camera()) == "b");
    CalculationContext quiet;
    quiet.explanation = ExplanationLevel::none;
    CHECK(charge(calculate(compile(plan({root, leaf})), camera(), quiet)).rule_id.value == "b");
}

TEST_CASE("resolution: ties go to the narrower window, then the later begin, then the lower id") {
    const auto with = [](std::string id, std::optional<std::int64_t> from_days, std::optional<std::int64_t> to_days) {
        CommissionRule out = percent(std::move(id), 100);
        const Timestamp now = camera().placed_at;
        if (from_days) out.effective_from = now + Duration::days(*from_days);
        if (to_days) out.effective_to = now + Duration::days(*to_days);
        return out;
    };
    const auto wins = [&](CommissionRule x, CommissionRule y) {
        return winner(plan({std::move(x), std::move(y)}), ResolutionPolicy::specific, camera());
    };
    CHECK(wins(with("a", -9, 9), with("b", -5, 5)) == "b");
    CHECK(wins(with("a", -9, 1), with("b", -5, 5)) == "b");
    CHECK(wins(with("a", {}, {}), with("b", -5, {})) == "b");
    CHECK(wins(with("b", -5, 5), with("a", -5, 5)) == "a");
}

TEST_CASE("resolution: conditions without a weight decide where the weights are equal") {
    CommissionRule tagged = percent("z", 200);
    tagged.conditions.tag = {{"eco"}};
    Order o = camera();
    o.lines[0].tags = {"eco"};
    CHECK(winner(plan({percent("a", 100), tagged}), ResolutionPolicy::specific, o) == "z");
}

TEST_CASE("resolution: best for the payee and best for the platform are opposites") {
    const CommissionPlan own = plan({percent("low", 100), percent("high", 200)});
    CHECK(winner(own, ResolutionPolicy::best_for_platform, camera()) == "high");
    CHECK(winner(own, ResolutionPolicy::best_for_payee, camera()) == "low");
    const CommissionPlan paid = plan({percent("low", 100, "affiliate"), percent("high", 200, "affiliate")},
                                     {slot("affiliate", Party::delivery_partner)});
    CHECK(winner(paid, ResolutionPolicy::best_for_payee, camera()) == "high");
    CHECK(winner(paid, ResolutionPolicy::best_for_platform, camera()) == "low");
    // Amounts are compared, not kinds: 150 fixed lies between 1 % and 2 % of 100.00.
    const CommissionPlan mixed =
        plan({percent("low", 100), rule("fixed", FixedPerOrder{{{"EUR", Amount{150}}}}), percent("high", 200)});
    CHECK(winner(mixed, ResolutionPolicy::best_for_payee, camera()) == "low");
    CHECK(winner(mixed, ResolutionPolicy::best_for_platform, camera()) == "high");
}

TEST_CASE("a rule is effective from its first instant up to, not at, its last") {
    CommissionRule old = percent("old", 100);
    CommissionRule now = percent("new", 200);
    const Timestamp change = camera().placed_at;
    old.effective_to = change;
    now.effective_from = change;
    const CompiledPlan compiled = compile(plan({old, now}));
    Order o = camera();
    CHECK(charge(calculate(compiled, o)).rule_id.value == "new");
    CHECK(charge(calculate(compiled, o)).explanation->candidates[1].verdict == Verdict::not_effective);
    o.placed_at.micros -= 1;
    CHECK(charge(calculate(compiled, o)).rule_id.value == "old");
}

TEST_CASE("no rule is a real answer, kept with its explanation; a default rule is looked at last") {
    const OrderCommission none =
        calculate(compile(plan({for_vendor(percent("r", 100), "v2"), percent("s", 0)})), camera());
    CHECK(charge(none).rule_id.value == "s");
    CommissionPlan p = plan({for_vendor(percent("r", 100), "v2")});
    const OrderCommission empty = calculate(compile(p), camera());
    CHECK(charge(empty).rule_id.empty());
    CHECK(fee(empty) == 0);
    CHECK(charge(empty).explanation->candidates_excluded == 1);
    CHECK(share(empty, Party::vendor) == 10000);
    p.rules.push_back(percent("d", 700));
    p.rules.back().is_default = true;
    p.rules.back().rank = -5;
    CHECK(fee(calculate(compile(p), camera())) == 700);
    Order other = camera();
    other.lines[0].vendor_id = VendorId{"v2"};
    CHECK(fee(calculate(compile(p), other)) == 100);
}

TEST_CASE("a fixed amount is skipped in a currency that it does not name") {
    const CompiledPlan compiled =
        compile(plan({for_vendor(rule("fixed", FixedPerLine{{{"USD", Amount{50}}}})), percent("rest", 300)}));
    const OrderCommission found = calculate(compiled, camera());
    CHECK(charge(found).rule_id.value == "rest");
    CHECK(charge(found).explanation->candidates[0].verdict == Verdict::skipped_currency);
}

TEST_CASE("an exclusive slot charges only where the other has no winner") {
    Slot coupon = slot("coupon", Party::marketing_fund);
    coupon.exclusive_with = {"affiliate"};
    CommissionRule paid = percent("paid", 500, "affiliate");
    const CompiledPlan compiled =
        compile(plan({paid, percent("fund", 300, "coupon")}, {slot("affiliate", Party::affiliate), coupon}));
    Order o = camera();
    const OrderCommission without = calculate(compiled, o);
    CHECK(charge(without).explanation->candidates[0].failed_condition == RuleCondition::affiliate);  // nobody to pay
    CHECK(fee(without, 0, 1) == 300);
    o.lines[0].affiliate = AffiliateId{"anna"};
    const OrderCommission with = calculate(compiled, o);
    CHECK(fee(with, 0, 0) == 500);
    CHECK(fee(with, 0, 1) == 0);
    CHECK(charge(with, 0, 1).explanation->candidates[0].verdict == Verdict::excluded);
}

TEST_CASE("a waterfall takes its base after the slots before it") {
    Slot second = slot("second", Party::delivery_partner);
    second.after = "platform_fee";
    Slot third = slot("third", Party::marketing_fund);
    third.after = "second";
    const CompiledPlan compiled =
        compile(plan({percent("a", 1000), percent("b", 1000, "second"), percent("c", 1000, "third")},
                     {slot("platform_fee"), second, third}));
    const OrderCommission found = calculate(compiled, camera());
    CHECK(fee(found, 0, 0) == 1000);
    CHECK(fee(found, 0, 1) == 900);
    CHECK(fee(found, 0, 2) == 810);
    CHECK(share(found, Party::vendor) == 10000 - 2710);
}

TEST_CASE("bases: every start and every addition") {
    Order o = camera();
    OrderLine& l = o.lines[0];
    l.discount_vendor_minor = {1000};
    l.discount_platform_minor = {500};
    l.tax_included_minor = {1500};
    l.tax_added_minor = {70};
    l.shipping_minor = {600};
    l.gift_wrap_minor = {20};
    l.fees_minor = {3};
    const auto base = [&](BaseSpec spec) {
        CommissionRule all = percent("all", 1000);
        all.base = spec;
        return charge(calculate(compile(plan({all})), o)).base_minor.value;
    };
    CHECK(base({BaseFrom::gross}) == 10000);
    CHECK(base({BaseFrom::net_of_seller_discount}) == 7500);
    CHECK(base({BaseFrom::net_paid}) == 7000);
    CHECK(base({BaseFrom::gross, true}) == 10070);
    CHECK(base({BaseFrom::net_paid, true}) == 8570);
    CHECK(base({BaseFrom::gross, false, true, true, true}) == 10623);
    CHECK(base({}) == 7500);
}

TEST_CASE("the platform pays its discounts out of its share, even below zero, and the vendor is whole") {
    Order o = camera();
    o.lines[0].discount_platform_minor = {3000};
    const OrderCommission found = calculate(compile(plan({percent("a", 1000)})), o);
    CHECK(fee(found) == 1000);
    CHECK(share(found, Party::platform) == -2000);
    CHECK(share(found, Party::vendor) == 9000);
    CHECK(found.lines[0].total_minor == Amount{7000});
}

TEST_CASE("rounding over an order: the sum is rounded once and the lines still sum to it") {
    CommissionPlan p = plan({percent("a", 1000)});
    const Order o = order({line("l1", 14), line("l2", 14), line("l3", 14), line("l4", 14, 1, "v2")});
    const OrderCommission by_line = calculate(compile(p), o);
    CHECK(fee(by_line, 0) + fee(by_line, 1) + fee(by_line, 2) == 3);
    p.rounding_scope = RoundingScope::order;
    const OrderCommission by_order = calculate(compile(p), o);
    CHECK(fee(by_order, 0) == 2);  // 4.2 is 4: 1.33 each, the tie to the first
    CHECK(fee(by_order, 1) == 1);
    CHECK(fee(by_order, 2) == 1);
    CHECK(fee(by_order, 3) == 1);  // another vendor's part is rounded by itself
}

TEST_CASE("rounding over an order keeps sums exact where fractions do not fit in 64 bits") {
    CommissionPlan p = plan({rule("a", Percent{Rate{999'999'999'989, 1'000'000'000'039}})});
    p.rounding_scope = RoundingScope::order;
    const OrderCommission found =
        calculate(compile(p), order({line("l1", 60'000'000'007), line("l2", 50'000'000'021)}));
    // 110000000028 * 999999999989 / 1000000000039 = 110000000022.4999999988...
    CHECK(fee(found, 0) + fee(found, 1) == 110'000'000'022);
}

TEST_CASE("an amount for each order is charged to each vendor once, over its lines by gross") {
    const CompiledPlan compiled = compile(plan({rule("a", FixedPerOrder{{{"EUR", Amount{100}}}})}));
    const OrderCommission found =
        calculate(compiled, order({line("l1", 200), line("l2", 300, 1, "v2"), line("l3", 100)}));
    CHECK(fee(found, 0) == 67);
    CHECK(fee(found, 1) == 100);
    CHECK(fee(found, 2) == 33);
    const OrderCommission free = calculate(compiled, order({line("l1", 0), line("l2", 1000)}));
    CHECK(fee(free, 0) == 0);
    CHECK(fee(free, 1) == 100);
}

TEST_CASE("every rounding mode is obeyed, the rule's before the plan's") {
    const auto rounded = [](Rounding mode, std::int64_t price) {
        CommissionRule r = percent("a", 1000);
        r.rounding = mode;
        return fee(calculate(compile(plan({r})), order({line("l1", price)})));
    };
    CHECK(rounded(Rounding::half_up, 25) == 3);
    CHECK(rounded(Rounding::half_even, 25) == 2);
    CHECK(rounded(Rounding::down, 29) == 2);
    CHECK(rounded(Rounding::up, 21) == 3);
    CHECK(rounded(Rounding::floor, 29) == 2);
    CHECK(rounded(Rounding::ceiling, 21) == 3);
    CHECK_THROWS_AS(rounded(Rounding::exact, 25), Error);
}

TEST_CASE("bounds hold for a line or for each of its units, before rounding") {
    CommissionRule r = percent("a", 100);
    r.bounds["EUR"] = {Amount{30}, Amount{50}};
    const auto charged = [&](std::int64_t price, std::int64_t quantity, BoundScope scope) {
        r.bound_scope = scope;
        return calculate(compile(plan({r})), order({line("l1", price, quantity)}));
    };
    CHECK(fee(charged(1000, 2, BoundScope::line)) == 30);
    CHECK(fee(charged(1000, 2, BoundScope::unit)) == 60);
    CHECK(fee(charged(9000, 2, BoundScope::unit)) == 100);
    CHECK(charge(charged(9000, 2, BoundScope::unit)).explanation->bound == "max");
    CHECK(charge(charged(4000, 1, BoundScope::unit)).explanation->bound == "");
}

TEST_CASE("a volume moves through its bands: slab by the volume before, marginal by parts") {
    Volume volume{VolumeMetric::amount, VolumeWindow::month, BandMode::slab,
                  {{Amount{0}, Rate::bps(1000), {}}, {Amount{50000}, Rate::bps(500), {}}}};
    CalculationContext context;
    context.period_volumes = {{VendorId{"v1"}, VolumeWindow::year, Amount{99999}, 0, 0},
                              {VendorId{"v1"}, VolumeWindow::month, Amount{45000}, 2, 8}};
    const Order o = order({line("l1", 10000), line("l2", 1000), line("l3", 1000, 1, "v2")});
    const auto charged = [&] { return calculate(compile(plan({rule("a", volume)})), o, context); };
    CHECK(fee(charged(), 0) == 1000);
    volume.mode = BandMode::marginal;
    CHECK(fee(charged(), 0) == 500 + 250);
    CHECK(fee(charged(), 1) == 50);   // the first line filled the band
    CHECK(fee(charged(), 2) == 100);  // another vendor has a volume of its own
    CHECK(charge(charged(), 0).explanation->bands.size() == 2);
    volume.metric = VolumeMetric::orders;
    volume.thresholds[1].from_minor = {2};
    CHECK(fee(charged(), 0) == 500);  // two orders before: this is the third
    volume.metric = VolumeMetric::units;
    volume.thresholds[1].from_minor = {9};
    CHECK(fee(calculate(compile(plan({rule("a", volume)})), order({line("l1", 100, 4)}), context)) == 10 + 15);
}

TEST_CASE("a recurring charge ends with its last month, in the time zone of the plan") {
    CommissionRule monthly = rule("monthly", Recurring{Rate::bps(2000), {}, FixedScope::order, 1}, "affiliate");
    CommissionPlan p = plan({monthly}, {slot("affiliate", Party::affiliate)});
    p.time_zone = "Europe/Berlin";
    Order o = camera();
    o.lines[0].affiliate = AffiliateId{"anna"};
    CalculationContext context;
    context.first_orders = {{{Party::affiliate, "bob"}, parse_timestamp("2020-01-01T00:00:00Z")},
                            {{Party::affiliate, "anna"}, parse_timestamp("2024-01-31T23:30:00Z")}};  // 1 February there
    o.placed_at = parse_timestamp("2024-02-29T23:29:59Z");
    CHECK(fee(calculate(compile(p), o, context)) == 2000);
    o.placed_at = parse_timestamp("2024-02-29T23:30:00Z");  // 1 March 00:30 there
    const OrderCommission over = calculate(compile(p), o, context);
    CHECK(fee(over) == 0);
    CHECK(charge(over).explanation->candidates[0].failed_condition == RuleCondition::months);
    CHECK(fee(calculate(compile(p), o)) == 2000);  // no first order is given: this is it
}

TEST_CASE("fixed parts of a band are charged once anything falls into it") {
    const CommissionRule r =
        rule("a", Graduated{{{Amount{0}, Rate::bps(1000), Amount{5}}, {Amount{100}, Rate::bps(500), Amount{7}}}});
    const auto charged = [&](std::int64_t price) {
        return fee(calculate(compile(plan({r})), order({line("l1", price)})));
    };
    CHECK(charged(0) == 0);
    CHECK(charged(100) == 15);
    CHECK(charged(200) == 10 + 5 + 5 + 7);
}

TEST_CASE("charges above what was collected: cap the last, scale all, or reject") {
    CommissionPlan p = plan({percent("a", 8000), percent("b", 6000, "second")},
                            {slot("platform_fee"), slot("second", Party::delivery_partner)});
    const OrderCommission capped = calculate(compile(p), camera());
    CHECK(fee(capped, 0, 0) == 8000);
    CHECK(fee(capped, 0, 1) == 2000);
    CHECK_FALSE(charge(capped, 0, 0).explanation->capped);
    CHECK(charge(capped, 0, 1).explanation->capped);
    CHECK(share(capped, Party::vendor) == 0);
    p.over_allocation = OverAllocation::scale_pro_rata;
    const OrderCommission scaled = calculate(compile(p), camera());
    CHECK(fee(scaled, 0, 0) == 5714);
    CHECK(fee(scaled, 0, 1) == 4286);
    p.over_allocation = OverAllocation::reject;
    CHECK(refusal([&] { static_cast<void>(calculate(compile(p), camera())); }) == "over_allocated lines[0]");
    p.allow_negative_net = true;
    const OrderCommission negative = calculate(compile(p), camera());
    CHECK(share(negative, Party::vendor) == -4000);
}

TEST_CASE("two authorities tax one fee: each tax is rounded by itself and goes to its authority") {
    // GST of 5 % and QST of 9.975 % on a fee of 10.30: 0.515 and 1.027425; together they would be 1.54.
    CommissionPlan p = plan({percent("a", 1000)});
    p.rules[0].fee_taxes = {{Rate::bps(500), "CA", "GST"}, {Rate::parse("9.975%"), "CA-QC", "QST"}};
    const Beneficiary canada{Party::tax_authority, "CA"};
    const Beneficiary quebec{Party::tax_authority, "CA-QC"};
    const OrderCommission found = calculate(compile(p), order({line("l1", 10'300)}));
    CHECK(charge(found).tax_shares == std::vector<Share>{{canada, {52}}, {quebec, {103}}});
    CHECK(charge(found).tax_minor == Amount{155});
    CHECK(share(found, Party::vendor) == 10'300 - 1030 - 155);
    CHECK(charge(found).explanation->taxes ==
          std::vector<FeeTaxTreatment>{{false, Rate::bps(500), "CA", "GST"},
                                       {false, Rate::parse("9.975%"), "CA-QC", "QST"}});
    SUBCASE("one that rounds to nothing is no share") {
        const OrderCommission small = calculate(compile(p), order({line("l1", 60)}));
        CHECK(charge(small).tax_shares == std::vector<Share>{{quebec, {1}}});
    }
    SUBCASE("a fee that takes all leaves room for both") {
        p.rules[0].charge = Percent{Rate{1, 1}};
        const OrderCommission all = calculate(compile(p), order({line("l1", 10'300)}));
        CHECK(fee(all) == 8958);  // and 4.48 and 8.94; 0.01 more would be 8959 + 448 + 894 = 103.01
        CHECK(share(all, Party::vendor) == 0);
    }
}

TEST_CASE("a capped charge leaves room for its tax") {
    CommissionPlan p = plan({percent("a", 10000)});
    p.rules[0].fee_taxes = {FeeTax{Rate::bps(1900), "DE", "standard rate"}};
    const OrderCommission found = calculate(compile(p), camera());
    CHECK(fee(found) == 8403);
    CHECK(charge(found).tax_minor == Amount{1597});
    CHECK(share(found, Party::tax_authority) == 1597);
    CHECK(share(found, Party::vendor) == 0);
    CalculationContext exempt;
    exempt.fee_payers = {{VendorId{"v1"}, true}};
    CHECK(fee(calculate(compile(p), camera(), exempt)) == 10000);
}

TEST_CASE("the tax on the goods is the vendor's, or goes to the authority of the country") {
    CommissionPlan p = plan({percent("a", 1000)});
    Order o = camera();
    o.country = "DE";
    o.lines[0].tax_included_minor = {1000};
    o.lines[0].tax_added_minor = {500};
    CHECK(share(calculate(compile(p), o), Party::vendor) == 10500 - 900);
    p.tax_handling = TaxHandling::platform_remits;
    const OrderCommission found = calculate(compile(p), o);
    CHECK(found.lines[0].shares[1] == Share{{Party::tax_authority, "DE"}, Amount{1500}});
    CHECK(share(found, Party::vendor) == 9000 - 900);
}

TEST_CASE("a residual platform receives what a vendor's slot leaves") {
    CommissionPlan p = plan({percent("a", 9000, "payout")}, {slot("payout", Party::vendor)});
    p.residual = ResidualParty::platform;
    const OrderCommission found = calculate(compile(p), order({line("l1", 645)}));
    CHECK(share(found, Party::vendor) == 581);
    CHECK(share(found, Party::platform) == 64);
    CHECK(found.lines[0].shares.back().beneficiary.party == Party::platform);
}

TEST_CASE("a pool whose member the line does not name does not match") {
    CommissionRule pool = percent("pool", 1000);
    pool.beneficiaries = {{{Party::affiliate, ""}, 60}, {{Party::brand, ""}, 40}, {{Party::referrer, ""}, 0}};
    const CompiledPlan compiled = compile(plan({pool}));
    Order o = camera();
    o.lines[0].affiliate = AffiliateId{"anna"};
    CHECK(charge(calculate(compiled, o)).explanation->candidates[0].failed_condition == RuleCondition::brand);
    o.lines[0].brand = BrandId{"acme"};
    const OrderCommission found = calculate(compiled, o);
    CHECK(charge(found).shares.size() == 3);
    CHECK(share(found, Party::affiliate) == 600);
    CHECK(share(found, Party::brand) == 400);
}

TEST_CASE("shares of one beneficiary are one share, the residual is last") {
    CommissionRule back = percent("back", 100, "bonus");
    const CompiledPlan compiled = compile(plan({percent("a", 1000), percent("b", 200, "second"), back},
                                               {slot("bonus", Party::vendor), slot("platform_fee"), slot("second")}));
    const OrderCommission found = calculate(compiled, camera());
    REQUIRE(found.lines[0].shares.size() == 2);
    CHECK(found.lines[0].shares[0] == Share{{Party::platform, ""}, Amount{1200}});
    CHECK(found.lines[0].shares[1] == Share{{Party::vendor, "v1"}, Amount{8800}});
    CHECK(shares_of(found) == found.lines[0].shares);
}

TEST_CASE("the rule time is that of the plan, and the plan must be effective then") {
    CommissionPlan p = plan({percent("a", 1000)});
    p.rule_time = RuleTime::captured;
    CHECK(refusal([&] { static_cast<void>(calculate(compile(p), camera())); }) == "missing_field context.captured_at");
    CalculationContext context;
    context.captured_at = parse_timestamp("2024-07-01T00:00:00Z");
    CHECK(calculate(compile(p), camera(), context).rule_time == *context.captured_at);
    p.effective_to = *context.captured_at;
    CHECK(refusal([&] { static_cast<void>(calculate(compile(p), camera(), context)); }) == "out_of_range rule_time");
}

TEST_CASE("an unsound order is refused with the path") {
    const CompiledPlan compiled = compile(plan({percent("a", 1000)}));
    Order o = order({line("l1", 100), line("l1", 100)});
    CHECK(refusal([&] { static_cast<void>(calculate(compiled, o)); }) == "duplicate_key lines[1].id");
    o.lines[1] = line("l2", 100, 0);
    CHECK(refusal([&] { static_cast<void>(calculate(compiled, o)); }) == "out_of_range lines[1].quantity");
}

TEST_CASE("explanations: raw fraction, bands, and only as much as was asked for") {
    CommissionRule r = rule("a", Graduated{{{Amount{0}, Rate::bps(1500), {}}, {Amount{10000}, Rate::bps(800), {}}}});
    const CompiledPlan compiled = compile(plan({r, ranked(percent("z", 100), 5)}));
    const Order o = order({line("l1", 10001)});
    const OrderCommission full = calculate(compiled, o);
    CHECK(charge(full).explanation->raw == "37502/25");
    CHECK(charge(full).explanation->bands.size() == 2);
    CHECK(charge(full).explanation->candidates.size() == 2);
    CHECK(charge(full).explanation->candidates[0].verdict == Verdict::won);
    CHECK(charge(full).explanation->candidates[1].verdict == Verdict::lost);
    CalculationContext context;
    context.explanation = ExplanationLevel::winner;
    const OrderCommission brief = calculate(compiled, o, context);
    CHECK(charge(brief).explanation->candidates.size() == 1);
    context.explanation = ExplanationLevel::none;
    OrderCommission none = calculate(compiled, o, context);
    CHECK_FALSE(charge(none).explanation);
    none.lines[0].charges[0].explanation = charge(full).explanation;
    CHECK(none == full);
    CHECK(from_json<OrderCommission>(to_json(full)) == full);
}

TEST_CASE("the explanation names what the base was added up from, the tax treatment and the tier") {
    CommissionRule first = percent("a", 1000);
    first.base = {BaseFrom::net_of_seller_discount, true, true, true, true};
    first.fee_taxes = {FeeTax{Rate::bps(1900), "DE", "standard rate"}};
    CommissionRule second = percent("b", 1000, "fund");
    CommissionPlan p = plan({first, second}, {slot("platform_fee"), slot("fund", Party::marketing_fund)});
    p.slots[1].after = "platform_fee";
    OrderLine goods = line("l1", 10000);
    goods.tier = "gold";
    goods.discount_vendor_minor = {1000};
    goods.tax_included_minor = {1500};
    goods.tax_added_minor = {20};
    goods.shipping_minor = {500};
    goods.gift_wrap_minor = {300};
    goods.fees_minor = {100};
    CalculationContext context;
    const OrderCommission taxed = calculate(compile(p), order({goods}), context);
    const ChargeExplanation& one = *charge(taxed).explanation;
    CHECK(one.base == BaseParts{{7500}, {1520}, {500}, {300}, {100}, {}});
    CHECK(charge(taxed).base_minor == Amount{9920});
    CHECK(one.tier == "gold");
    CHECK(one.taxes == std::vector<FeeTaxTreatment>{{false, Rate::bps(1900), "DE", "standard rate"}});
    const ChargeExplanation& two = *charge(taxed, 0, 1).explanation;
    CHECK(two.base == BaseParts{{7500}, {}, {}, {}, {}, {992}});
    CHECK(charge(taxed, 0, 1).base_minor == Amount{7500 - 992});
    CHECK(two.taxes.empty());
    context.fee_payers = {{VendorId{"v1"}, true}};
    const OrderCommission exempt = calculate(compile(p), order({goods}), context);
    CHECK(charge(exempt).tax_minor == Amount{0});
    CHECK(charge(exempt).explanation->taxes ==
          std::vector<FeeTaxTreatment>{{true, Rate::bps(1900), "DE", "standard rate"}});
    context.explanation = ExplanationLevel::winner;
    const OrderCommission winner_alone = calculate(compile(p), order({goods}), context);
    CHECK(charge(winner_alone).explanation->taxes == charge(exempt).explanation->taxes);
    CHECK_FALSE(charge(winner_alone).explanation->base.has_value());
}

TEST_CASE("a charge names what beside the goods its base was taken from, where the line has it") {
    CommissionRule all = percent("a", 1000);
    all.base.add_shipping = all.base.add_gift_wrap = all.base.add_fees = true;
    OrderLine goods = line("l1", 10000);
    goods.shipping_minor = {500};
    goods.fees_minor = {100};
    const OrderCommission of = calculate(compile(plan({all})), order({goods}));
    CHECK(charge(of).base_extras == std::vector{PriceComponent::shipping, PriceComponent::fees});
    CHECK_FALSE(charge(calculate(compile(plan({percent("a", 1000)})), order({goods}))).base_extras.has_value());
}
