#include "penny_plan.hpp"

#include <array>

namespace marketplace::penny {
namespace {

using namespace affiliate;

constexpr std::int64_t fee_max = 100'000;

Rate any_rate(EdgeRandom& random) {
    if (random.once_in(4)) {
        const std::int64_t denominator = random.even(1, 97);
        return Rate{random.even(0, denominator), denominator};
    }
    return Rate::bps(random.once_in(2) ? random.even(0, 3000) : random.edge(0, 10'000));
}

AmountByCurrency any_amount(EdgeRandom& random) { return {{"EUR", Amount{random.edge(0, fee_max)}}}; }

std::vector<Threshold> any_bands(EdgeRandom& random) {
    std::vector<Threshold> out;
    std::int64_t from = 0;
    for (std::int64_t count = random.even(1, 4); count > 0; --count) {
        const Amount fixed{random.once_in(3) ? random.edge(0, 500) : 0};
        out.push_back({Amount{from}, any_rate(random), fixed});
        from += random.edge(1, 1'000'000);
    }
    return out;
}

ChargeFormula any_charge(EdgeRandom& random) {
    switch (random.even(0, 9)) {
        case 0: return FixedPerUnit{any_amount(random)};
        case 1: return FixedPerLine{any_amount(random)};
        case 2: return FixedPerOrder{any_amount(random)};
        case 3:
        case 4: {
            const auto scope = static_cast<FixedScope>(random.even(0, 2));
            return PercentPlusFixed{any_rate(random), any_amount(random), scope};
        }
        case 5: return Graduated{any_bands(random)};
        case 6:
            return Slab{any_bands(random), random.once_in(2) ? Boundary::inclusive_above : Boundary::inclusive_below};
        default: return Percent{any_rate(random)};
    }
}

bool is_fixed(const ChargeFormula& charge) {
    return std::holds_alternative<FixedPerUnit>(charge) || std::holds_alternative<FixedPerLine>(charge) ||
           std::holds_alternative<FixedPerOrder>(charge);
}

BaseSpec any_base(EdgeRandom& random) {
    BaseSpec out;
    out.from = static_cast<BaseFrom>(random.even(0, 2));
    out.add_tax = random.once_in(3);
    out.add_shipping = random.once_in(3);
    out.add_gift_wrap = random.once_in(6);
    out.add_fees = random.once_in(6);
    return out;
}

std::vector<PoolShare> any_pool(EdgeRandom& random) {
    static constexpr std::array parties{Party::affiliate, Party::brand, Party::platform, Party::delivery_partner};
    std::vector<PoolShare> out;
    const std::int64_t count = random.even(2, 4);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t weight = i == 0 ? random.edge(1, 100) : random.edge(0, 100);
        out.push_back({{parties[static_cast<std::size_t>(i)], ""}, weight});
    }
    return out;
}

Rounding any_rounding(EdgeRandom& random) {
    static constexpr std::array modes{Rounding::half_even, Rounding::down, Rounding::up, Rounding::half_down,
                                      Rounding::ceiling, Rounding::floor};
    if (random.once_in(2)) return Rounding::half_up;
    return modes[static_cast<std::size_t>(random.even(0, std::ssize(modes) - 1))];
}

CommissionRule any_rule(EdgeRandom& random, const std::string& slot, bool is_default) {
    CommissionRule out;
    out.id = RuleId{slot + (is_default ? "-default" : "-rule")};
    out.slot = slot;
    out.is_default = is_default;
    if (!is_default) out.conditions.quantity = CountRange{random.even(0, 3), random.even(4, 40)};
    out.base = any_base(random);
    out.charge = any_charge(random);
    if (is_fixed(out.charge)) out.base.add_shipping = false;  // a plan refuses a fixed amount on a shared parcel
    if (random.once_in(3)) out.beneficiaries = any_pool(random);
    if (random.once_in(3)) out.fee_taxes.push_back({any_rate(random), "DE", ""});
    if (random.once_in(6)) out.fee_taxes.push_back({any_rate(random), "DE-BE", ""});
    if (random.once_in(4)) {
        const std::int64_t min = random.edge(0, 10'000);
        out.bounds["EUR"] = {Amount{min}, Amount{min + random.edge(0, 100'000)}};
        out.bound_scope = random.once_in(3) ? BoundScope::unit : BoundScope::line;
    }
    if (random.once_in(3)) out.rounding = any_rounding(random);
    return out;
}

RefundPolicy any_refund_policy(EdgeRandom& random) {
    RefundPolicy out;
    out.retain = random.once_in(2) ? Retain::none : random.once_in(4) ? Retain::all : Retain::capped;
    if (out.retain == Retain::none) return out;
    out.retain_slots = {"platform_fee"};
    if (out.retain == Retain::all) return out;
    out.retain_rate = any_rate(random);
    if (random.once_in(2)) out.retain_cap_minor["EUR"] = Amount{random.edge(0, 1000)};
    return out;
}

}  // namespace

CommissionPlan any_plan(EdgeRandom& random) {
    CommissionPlan out;
    out.id = PlanId{"plan"};
    const std::array slots{Slot{"platform_fee", {Party::platform, ""}, {}, ""},
                           Slot{"affiliate", {Party::affiliate, ""}, {}, random.once_in(2) ? "platform_fee" : ""},
                           Slot{"fund", {Party::marketing_fund, ""}, {}, ""}};
    const std::int64_t count = random.once_in(3) ? 3 : random.even(1, 2);
    out.slots.assign(slots.begin(), slots.begin() + count);
    out.residual = random.once_in(8) ? ResidualParty::platform : ResidualParty::vendor;
    out.over_allocation = random.once_in(4) ? OverAllocation::scale_pro_rata : OverAllocation::cap_last;
    out.rounding_scope = random.once_in(6) ? RoundingScope::order : RoundingScope::line;
    out.tax_handling = random.once_in(2) ? TaxHandling::platform_remits : TaxHandling::vendor_remits;
    out.rounding = any_rounding(random);
    out.refund_policy = any_refund_policy(random);
    for (const Slot& slot : out.slots) {
        if (random.once_in(3)) out.rules.push_back(any_rule(random, slot.name, false));
        out.rules.push_back(any_rule(random, slot.name, true));
    }
    return out;
}

}  // namespace marketplace::penny
