#include "line_split.hpp"

#include "line_components.hpp"

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

/// Sums shares by beneficiary in order of appearance, and keeps the residual for the end.
class Split {
public:
    Split(Beneficiary residual, std::vector<Share>& shares) : residual_(std::move(residual)), shares_(shares) {}

    void give(Beneficiary beneficiary, std::int64_t amount) {
        if (beneficiary == residual_) return;
        given_ = checked_add(given_, amount);
        for (Share& share : shares_) {
            if (share.beneficiary != beneficiary) continue;
            share.amount_minor += Amount{amount};
            return;
        }
        shares_.push_back({std::move(beneficiary), Amount{amount}});
    }

    std::int64_t finish(std::int64_t total) {
        const std::int64_t rest = checked_subtract(total, given_);
        shares_.push_back({std::move(residual_), Amount{rest}});
        return rest;
    }

private:
    Beneficiary residual_;
    std::vector<Share>& shares_;
    std::int64_t given_ = 0;
};

bool is_fixed(const ChargeFormula& charge) {
    return std::holds_alternative<FixedPerUnit>(charge) || std::holds_alternative<FixedPerLine>(charge) ||
           std::holds_alternative<FixedPerOrder>(charge);
}

/// A fixed amount is charged for the goods, whatever its base says.
void write_base_extras(const CompiledRule& rule, const LineFacts& line, Charge& out) {
    const bool adds = rule.base.add_shipping || rule.base.add_gift_wrap || rule.base.add_fees;
    if (!adds || is_fixed(rule.charge)) return;
    const auto add = [&](bool is_in, std::int64_t amount, PriceComponent component) {
        if (!is_in || amount == 0) return;
        if (!out.base_extras) out.base_extras.emplace();
        out.base_extras->push_back(component);
    };
    add(rule.base.add_shipping, line.shipping, PriceComponent::shipping);
    add(rule.base.add_gift_wrap, line.gift_wrap, PriceComponent::gift_wrap);
    add(rule.base.add_fees, line.fees, PriceComponent::fees);
}

void explain_facts(const SlotCharge& charge, const LineFacts& line, ExplanationLevel level, ChargeExplanation& out) {
    if (!line.line->tier.empty()) out.tier = line.line->tier;
    for (const FeeTax& tax : charge.rule->rule->fee_taxes)
        out.taxes.push_back({line.fee_tax_exempt, *tax.rate, tax.jurisdiction, tax.reason});
    if (level != ExplanationLevel::full) return;
    out.base = base_parts(charge.rule->base, line);
    out.base->charged_before_minor = {base_of(charge.rule->base, line) - charge.base};
}

/// The tax of the charge is known as a sum; where there are several, each is computed again.
void write_taxes(const SlotCharge& charge, Charge& out) {
    out.tax_minor = {charge.tax};
    if (charge.tax == 0) return;
    const std::vector<FeeTax>& taxes = charge.rule->rule->fee_taxes;
    for (const FeeTax& tax : taxes) {
        const bool is_only = taxes.size() == 1;
        const std::int64_t amount = is_only ? charge.tax : tax.rate->of(charge.amount, charge.rule->rounding);
        if (amount != 0) out.tax_shares.push_back({{Party::tax_authority, tax.jurisdiction}, {amount}});
    }
}

void write_charge(const PlanIndex& plan, const SlotCharge& charge, const CompiledSlot& slot, const LineFacts& facts,
                  ExplanationLevel level, Charge& out) {
    out.slot = slot.name;
    if (charge.rule == nullptr) {
        if (out.explanation) out.explanation->rounding = plan.plan.rounding;
        return;
    }
    out.rule_id = plan.match[charge.rule->number].id;
    out.rule_version = charge.rule->version;
    out.base_minor = {charge.base};
    out.amount_minor = {charge.amount};
    write_taxes(charge, out);
    write_base_extras(*charge.rule, facts, out);
    const std::span<const PoolShare> pool = charge.rule->pool;
    out.shares.reserve(pool.size());
    if (pool.size() == 1) {
        out.shares.push_back({resolve(pool.front().beneficiary, facts), out.amount_minor});
    } else {
        const std::vector<Amount> parts = pool_parts(*charge.rule, charge.amount);
        for (std::size_t i = 0; i < pool.size(); ++i)
            out.shares.push_back({resolve(pool[i].beneficiary, facts), parts[i]});
    }
    if (!out.explanation) return;
    out.explanation->raw = to_string(charge.raw);
    out.explanation->bound = charge.bound;
    out.explanation->rounding = charge.rule->rounding;
    out.explanation->capped = charge.capped;
    explain_facts(charge, facts, level, *out.explanation);
}

void check_line(const PlanIndex& plan, const LineFacts& facts, const LineCommission& line, std::int64_t rest) {
    const Amount sum = sum_of(line.shares);
    bool sound = sum == line.total_minor;
    for (const Charge& charge : line.charges) {
        sound = sound && sum_of(charge.shares) == charge.amount_minor && charge.amount_minor >= Amount{} &&
                sum_of(charge.tax_shares) == charge.tax_minor && charge.tax_minor >= Amount{};
    }
    const bool platform_is_residual = plan.plan.residual == ResidualParty::platform;
    const std::int64_t owed = platform_is_residual ? checked_add(rest, facts.discount_platform) : rest;
    if (!sound || (owed < 0 && !plan.plan.allow_negative_net)) {
        fail(ErrorCode::internal, "shares", std::to_string(sum.value),
             "shares that sum to " + std::to_string(facts.total));
    }
}

}  // namespace

Beneficiary residual_of(const PlanIndex& plan, const LineFacts& line) {
    if (plan.plan.residual == ResidualParty::platform) return {Party::platform, {}};
    return resolve({Party::vendor, {}}, line);
}

void split_line(const PlanIndex& plan, const OrderPricing& pricing, const LineFacts& facts, std::size_t index,
                ExplanationLevel level, LineCommission& out) {
    out.line_id = facts.line->id;
    out.vendor_id = facts.line->vendor_id;
    out.total_minor = {facts.total};
    out.shares.reserve(plan.slots.size() + 2);
    Split split{residual_of(plan, facts), out.shares};
    for (std::size_t slot = 0; slot < plan.slots.size(); ++slot) {
        write_charge(plan, pricing.charge(index, slot), plan.slots[slot], facts, level,
                     out.charges[slot]);
        for (const Share& share : out.charges[slot].shares) split.give(share.beneficiary, share.amount_minor.value);
    }
    for (std::size_t slot = 0; slot < plan.slots.size(); ++slot) {
        for (const Share& share : out.charges[slot].tax_shares) split.give(share.beneficiary, share.amount_minor.value);
    }
    if (plan.plan.tax_handling == TaxHandling::platform_remits && facts.remitted_tax() != 0) {
        split.give({Party::tax_authority, facts.order->country}, facts.remitted_tax());
    }
    if (facts.discount_platform != 0) split.give({Party::platform, {}}, -facts.discount_platform);
    const std::int64_t rest = split.finish(facts.total);
    check_line(plan, facts, out, rest);
}

std::int64_t residual_share(const PlanIndex& plan, const OrderPricing& pricing, const LineFacts& facts) {
    const Beneficiary residual = residual_of(plan, facts);
    std::int64_t given = plan.plan.tax_handling == TaxHandling::platform_remits ? facts.remitted_tax() : 0;
    if (residual.party != Party::platform) given = checked_subtract(given, facts.discount_platform);
    for (std::size_t slot = 0; slot < plan.slots.size(); ++slot) {
        const SlotCharge& charge = pricing.charge(0, slot);
        if (charge.rule == nullptr) continue;
        given = checked_add(given, checked_add(charge.amount, charge.tax));
        const std::span<const PoolShare> pool = charge.rule->pool;
        const auto is_residual = [&](const PoolShare& share) { return share.beneficiary == residual; };
        if (std::none_of(pool.begin(), pool.end(), is_residual)) continue;
        const std::vector<Amount> parts = pool_parts(*charge.rule, charge.amount);
        for (std::size_t i = 0; i < pool.size(); ++i) {
            if (is_residual(pool[i])) given = checked_subtract(given, parts[i].value);
        }
    }
    return checked_subtract(facts.total, given);
}

}  // namespace marketplace::affiliate::detail
