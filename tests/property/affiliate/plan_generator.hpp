#pragma once
// Random plans and orders over a small vocabulary, so that rules meet, overlap and miss often.

#include <rapidcheck.h>

#include <marketplace/affiliate/commission_calculator.hpp>

namespace commission_properties {

using namespace marketplace;
using namespace marketplace::affiliate;

/// A number in [low, high).
inline std::int64_t number(std::int64_t low, std::int64_t high) { return *rc::gen::inRange<std::int64_t>(low, high); }

/// True once in n times.
inline bool once_in(std::int64_t n) { return number(0, n) == 0; }

inline std::string word(const char* prefix, std::int64_t count) { return prefix + std::to_string(number(0, count)); }

/// One or two different words.
template <class T>
std::vector<T> words(const char* prefix, std::int64_t count) {
    std::vector<T> out{T{word(prefix, count)}};
    T other{word(prefix, count)};
    if (once_in(3) && other != out[0]) out.push_back(std::move(other));
    return out;
}

inline Conditions conditions() {
    Conditions out;
    if (once_in(4)) out.product = words<ProductId>("p", 4);
    if (once_in(5)) out.sku = words<std::string>("s", 4);
    if (once_in(3)) out.category = words<CategoryId>("c", 5);
    out.include_descendants = !once_in(4);
    if (once_in(3)) out.vendor = words<VendorId>("v", 3);
    if (once_in(6)) out.tag = words<std::string>("t", 3);
    if (once_in(6)) out.collection = words<std::string>("k", 3);
    if (once_in(6)) out.brand = words<BrandId>("b", 3);
    if (once_in(5)) out.country = words<std::string>("N", 2);
    if (once_in(8)) out.vendor_type = std::vector{VendorType::brand};
    if (once_in(8)) out.currency = std::vector{Currency{once_in(2) ? "EUR" : "USD"}};
    if (once_in(6)) out.quantity = CountRange{number(0, 4), number(4, 9)};
    if (once_in(6)) out.line_amount = AmountRange{Amount{number(0, 4000)}, std::nullopt};
    if (once_in(8)) out.order_ordinal = CountRange{std::nullopt, number(1, 4)};
    return out;
}

inline std::vector<Threshold> bands() {
    return {{Amount{0}, Rate::bps(number(0, 4000)), Amount{once_in(3) ? number(0, 20) : 0}},
            {Amount{number(1, 20)}, Rate::bps(number(0, 4000)), {}},
            {Amount{number(20, 2000)}, Rate::bps(number(0, 4000)), Amount{number(0, 20)}}};
}

inline Recurring recurring() {
    Recurring out;
    if (!once_in(3)) out.rate = Rate::bps(number(0, 4000));
    if (!out.rate || once_in(2)) out.amounts_minor = {{"EUR", Amount{number(0, 200)}}};
    out.scope = static_cast<FixedScope>(number(0, 3));
    if (once_in(2)) out.months = number(1, 4);
    return out;
}

inline ChargeFormula charge() {
    switch (number(0, 8)) {
        case 0: return FixedPerUnit{{{once_in(3) ? "USD" : "EUR", Amount{number(0, 200)}}}};
        case 1: return FixedPerOrder{{{"EUR", Amount{number(0, 200)}}}};
        case 2:
            return PercentPlusFixed{Rate::bps(number(0, 4000)), {{"EUR", Amount{number(0, 200)}}}, FixedScope::line};
        case 3:
            return Graduated{{{Amount{0}, Rate::bps(number(0, 4000)), {}},
                              {Amount{1000}, Rate::bps(number(0, 4000)), Amount{number(0, 20)}}}};
        case 4: return Slab{bands(), once_in(2) ? Boundary::inclusive_above : Boundary::inclusive_below};
        case 5:
            return Volume{static_cast<VolumeMetric>(number(0, 3)), static_cast<VolumeWindow>(number(0, 5)),
                          once_in(2) ? BandMode::marginal : BandMode::slab, bands()};
        case 6: return recurring();
        default: return Percent{Rate{number(0, 300), number(300, 1000)}};
    }
}

inline CommissionRule rule(std::int64_t index, const std::vector<Slot>& slots) {
    CommissionRule out;
    out.id = RuleId{"r" + std::to_string(index)};
    out.slot = slots[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(slots.size())))].name;
    out.conditions = conditions();
    out.charge = charge();
    out.rank = number(0, 3);
    if (once_in(4)) out.effective_from = Timestamp{number(0, 100)};
    if (once_in(4)) out.effective_to = Timestamp{number(100, 200)};
    if (once_in(5)) out.beneficiaries = {{{Party::affiliate, ""}, number(1, 9)}, {{Party::platform, ""}, number(0, 9)}};
    if (once_in(5)) out.fee_taxes = {FeeTax{Rate::bps(number(0, 2500)), "DE", ""}};
    if (once_in(5)) out.bounds["EUR"] = {Amount{number(0, 100)}, Amount{number(100, 900)}};
    if (once_in(4)) out.rounding = once_in(2) ? Rounding::half_even : Rounding::up;
    if (once_in(9)) out.status = RuleStatus::draft;
    return out;
}

inline rc::Gen<CommissionPlan> plans() {
    return rc::gen::exec([] {
        CommissionPlan out;
        out.id = PlanId{"plan"};
        out.resolution = static_cast<ResolutionPolicy>(number(0, 5));
        if (once_in(3)) out.currency = Currency{"EUR"};
        out.over_allocation = once_in(2) ? OverAllocation::cap_last : OverAllocation::scale_pro_rata;
        out.rounding_scope = once_in(3) ? RoundingScope::order : RoundingScope::line;
        out.tax_handling = once_in(2) ? TaxHandling::platform_remits : TaxHandling::vendor_remits;
        out.residual = once_in(4) ? ResidualParty::platform : ResidualParty::vendor;
        out.allow_negative_net = once_in(6);
        out.slots = {{"first", {Party::platform, ""}, {}, ""},
                     {"second", {Party::delivery_partner, ""}, {}, once_in(2) ? "first" : ""},
                     {"exclusive", {Party::vendor, ""}, {"first"}, ""}};
        const std::int64_t count = number(0, 25);
        for (std::int64_t i = 0; i < count; ++i) out.rules.push_back(rule(i, out.slots));
        for (std::size_t slot = 0; slot < out.slots.size(); ++slot) {
            if (!once_in(4)) continue;
            CommissionRule last;
            last.id = RuleId{"default" + std::to_string(slot)};
            last.slot = out.slots[slot].name;
            last.is_default = true;
            last.charge = Percent{Rate::bps(500)};
            out.rules.push_back(last);
        }
        return out;
    });
}

inline OrderLine plain_line(std::string id, std::int64_t price, std::int64_t quantity) {
    OrderLine out;
    out.id = OrderLineId{std::move(id)};
    out.vendor_id = VendorId{"v0"};
    out.unit_price_minor = {price};
    out.quantity = quantity;
    return out;
}

inline OrderLine line(std::int64_t index) {
    OrderLine out = plain_line("l" + std::to_string(index), number(0, 3000), number(1, 8));
    out.vendor_id = VendorId{word("v", 4)};
    out.vendor_type = once_in(2) ? VendorType::brand : VendorType::shop;
    out.product_id = ProductId{word("p", 5)};
    out.sku = word("s", 5);
    for (std::int64_t depth = number(0, 4); depth > 0; --depth) out.categories.push_back(CategoryId{word("c", 6)});
    if (once_in(2)) out.tags = words<std::string>("t", 4);
    if (once_in(2)) out.collections = words<std::string>("k", 4);
    if (once_in(2)) out.brand = BrandId{word("b", 4)};
    if (once_in(2)) out.affiliate = AffiliateId{word("a", 3)};
    const std::int64_t gross = gross_of(out).value;
    out.discount_vendor_minor = {number(0, gross / 3 + 1)};
    if (once_in(3)) out.discount_platform_minor = {number(0, gross / 3 + 1)};
    if (once_in(3)) out.tax_included_minor = {number(0, gross / 4 + 1)};
    if (once_in(3)) out.tax_added_minor = {number(0, gross / 4 + 1)};
    if (once_in(3)) out.shipping_minor = {number(0, 500)};
    return out;
}

inline rc::Gen<Order> orders() {
    return rc::gen::exec([] {
        Order out;
        out.id = OrderId{"order"};
        out.currency = Currency{once_in(4) ? "USD" : "EUR"};
        out.placed_at = Timestamp{number(0, 200)};
        out.country = word("N", 3);
        out.ordinal = number(0, 4);
        const std::int64_t count = number(1, 5);
        for (std::int64_t i = 0; i < count; ++i) out.lines.push_back(line(i));
        return out;
    });
}

}  // namespace commission_properties
