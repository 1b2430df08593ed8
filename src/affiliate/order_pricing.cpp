#include "order_pricing.hpp"

#include "fee_taxes.hpp"

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

bool charges_each_order(const CompiledRule& rule) {
    return !rule.amounts.empty() && rule.fixed_scope == FixedScope::order;
}

bool compares_charges(ResolutionPolicy policy) {
    return policy == ResolutionPolicy::best_for_payee || policy == ResolutionPolicy::best_for_platform;
}

std::int64_t tax_of(const CompiledRule& rule, const LineFacts& line, std::int64_t amount) {
    if (!rule.has_fee_tax || line.fee_tax_exempt) return 0;
    std::int64_t sum = 0;
    for (const FeeTax& tax : rule.rule->fee_taxes) sum = checked_add(sum, tax.rate->of(amount, rule.rounding));
    return sum;
}

/// The largest amount, at most `wanted`, that fits into `room` together with its taxes.
std::int64_t fit(const CompiledRule& rule, const LineFacts& line, std::int64_t wanted, std::int64_t room) {
    const Rate tax = line.fee_tax_exempt ? Rate{} : rate_of(rule.rule->fee_taxes);
    const auto fits = [&](std::int64_t amount) { return checked_add(amount, tax_of(rule, line, amount)) <= room; };
    std::int64_t amount = std::min(wanted, (Rate{1, 1} / (Rate{1, 1} + tax)).of(room, Rounding::down));
    while (amount > 0 && !fits(amount)) --amount;
    while (amount < wanted && fits(amount + 1)) ++amount;
    return amount;
}

void reduce(SlotCharge& charge, const LineFacts& line, std::int64_t amount) {
    if (amount == charge.amount) return;
    charge.amount = amount;
    charge.tax = tax_of(*charge.rule, line, amount);
    charge.capped = true;
}

/// Fractions as integer weights in the same proportion. Those too large for 64 bits lose their lowest
/// bits, which can only decide a tie of remainders; the parts sum to the total all the same.
std::vector<std::int64_t> weights_of(std::span<const Fraction> fractions) {
    Fraction sum;
    for (const Fraction& each : fractions) sum = sum + each;
    std::vector<std::int64_t> out;
    int128 total = 0;
    std::vector<int128> wide;
    for (const Fraction& each : fractions) {
        wide.push_back((each * Fraction{sum.denominator, 1}).numerator);
        total += wide.back();
    }
    int shift = 0;
    while ((total >> shift) > INT64_MAX / 2) ++shift;
    for (const int128 each : wide) out.push_back(static_cast<std::int64_t>(each >> shift));
    return out;
}

ChargeExplanation* explanation_of(OrderCommission* explained, std::size_t line, std::size_t slot) {
    return explained == nullptr ? nullptr : &*explained->lines[line].charges[slot].explanation;
}

/// Divides an amount by the gross of lines; evenly where all are free.
std::vector<Amount> divide_by_gross(const OrderFacts& facts, std::span<const std::size_t> lines, std::int64_t amount) {
    std::vector<std::int64_t> weights;
    for (const std::size_t line : lines) weights.push_back(facts.lines[line].gross);
    if (std::all_of(weights.begin(), weights.end(), [](std::int64_t weight) { return weight == 0; })) {
        weights.assign(weights.size(), 1);
    }
    return allocate(Amount{amount}, weights).parts;
}

}  // namespace

std::vector<Amount> pool_parts(const CompiledRule& rule, std::int64_t amount) {
    if (rule.pool.size() == 1) return {Amount{amount}};
    return allocate(Amount{amount}, rule.weights).parts;
}

void OrderPricing::price(const OrderFacts& facts, const CalculationContext& context, Timestamp at,
                         OrderCommission* explained) {
    const MatchInput input{plan_, facts, context, at};
    charges_.assign(facts.lines.size() * plan_.slots.size(), SlotCharge{});
    for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot) price_slot(input, slot, explained);
    for (std::size_t line = 0; line < facts.lines.size(); ++line) limit(facts.lines[line], line);
}

void OrderPricing::price_slot(const MatchInput& input, std::size_t slot, OrderCommission* explained) {
    const std::size_t count = input.facts.lines.size();
    for (std::size_t line = 0; line < count; ++line)
        find_winner(input, slot, line, explanation_of(explained, line, slot));
    divide_order_amounts(input.facts, slot);
    charge_lines(input, slot, explained);
    if (plan_.plan.rounding_scope == RoundingScope::line) {
        round_lines(slot, count);
    } else {
        round_orders(input.facts, slot);
    }
    tax_lines(input.facts, slot);
}

void OrderPricing::price_remaining(const OrderFacts& left, const FrozenSale& sale, const CalculationContext& context,
                                   Timestamp at_time) {
    const MatchInput input{plan_, left, context, at_time};
    const std::size_t count = left.lines.size();
    sale_ = &sale;
    charges_.assign(count * plan_.slots.size(), SlotCharge{});
    for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot) {
        for (std::size_t line = 0; line < count; ++line) {
            SlotCharge& charge = at(line, slot);
            charge.rule = sale.charges[line * plan_.slots.size() + slot].rule;
            if (charge.rule != nullptr) charge.base = slot_base(left, slot, line, *charge.rule);
        }
        divide_order_amounts(sale.facts, slot);
        for (std::size_t line = 0; line < count; ++line) {
            if (left.lines[line].quantity == 0) at(line, slot) = {};
        }
        charge_lines(input, slot, nullptr);
        round_lines(slot, count);
        tax_lines(left, slot);
    }
    for (std::size_t line = 0; line < count; ++line) limit(left.lines[line], line);
    sale_ = nullptr;
}

void OrderPricing::charge_lines(const MatchInput& input, std::size_t slot, OrderCommission* explained) {
    for (std::size_t line = 0; line < input.facts.lines.size(); ++line) {
        SlotCharge& charge = at(line, slot);
        if (charge.rule == nullptr) continue;
        const FormulaInput formula{&input.facts.lines[line], charge.base, {charge.order_fixed, 1},
                                   volume_before(input, slot, line, *charge.rule)};
        ChargeExplanation* explanation = explanation_of(explained, line, slot);
        charge.raw = raw_charge(*charge.rule, formula, explanation == nullptr ? nullptr : &explanation->bands);
        charge.bounded = within_bounds(*charge.rule, *formula.line, charge.raw, charge.bound);
    }
}

void OrderPricing::tax_lines(const OrderFacts& facts, std::size_t slot) {
    for (std::size_t line = 0; line < facts.lines.size(); ++line) {
        SlotCharge& charge = at(line, slot);
        if (charge.rule != nullptr) charge.tax = tax_of(*charge.rule, facts.lines[line], charge.amount);
    }
}

void OrderPricing::find_winner(const MatchInput& input, std::size_t slot, std::size_t line,
                               ChargeExplanation* explanation) {
    const CompiledSlot& compiled = plan_.slots[slot];
    ResolutionRequest request;
    request.line = line;
    request.slot = &compiled;
    request.explanation = explanation;
    request.excluded = std::any_of(compiled.exclusive_with.begin(), compiled.exclusive_with.end(),
                                   [&](std::uint32_t other) { return at(line, other).rule != nullptr; });
    ChargeOf charge_of;
    if (compares_charges(plan_.plan.resolution)) {
        charge_of = [&](const CompiledRule& rule) { return estimate(input, slot, line, rule); };
        request.charge_of = &charge_of;
    }
    SlotCharge& charge = at(line, slot);
    charge.rule = resolve_rule(input, request, scratch_);
    if (charge.rule != nullptr) charge.base = slot_base(input.facts, slot, line, *charge.rule);
}

/// What a candidate would charge; an amount for each order as if it took all lines of the vendor.
Fraction OrderPricing::estimate(const MatchInput& input, std::size_t slot, std::size_t line,
                                const CompiledRule& rule) const {
    const LineFacts& facts = input.facts.lines[line];
    FormulaInput formula{&facts, slot_base(input.facts, slot, line, rule), {}, volume_before(input, slot, line, rule)};
    if (charges_each_order(rule)) {
        std::int64_t gross = 0;
        std::int64_t lines = 0;
        for (const LineFacts& other : input.facts.lines) {
            if (other.vendor_group != facts.vendor_group) continue;
            gross = checked_add(gross, other.gross);
            ++lines;
        }
        const Rate part = gross == 0 ? Rate{1, lines} : Rate{facts.gross, gross};
        formula.order_fixed = product(fixed_amount(rule, facts.currency), part);
    }
    std::string_view bound;
    return within_bounds(rule, facts, raw_charge(rule, formula, nullptr), bound);
}

std::int64_t OrderPricing::slot_base(const OrderFacts& facts, std::size_t slot, std::size_t line,
                                     const CompiledRule& rule) const {
    std::int64_t base = base_of(rule.base, facts.lines[line]);
    for (std::int32_t earlier = plan_.slots[slot].after; earlier >= 0;
         earlier = plan_.slots[static_cast<std::size_t>(earlier)].after) {
        base = checked_subtract(base, charge(line, static_cast<std::size_t>(earlier)).amount);
    }
    return std::max<std::int64_t>(base, 0);
}

std::int64_t OrderPricing::volume_before(const MatchInput& input, std::size_t slot, std::size_t line,
                                         const CompiledRule& rule) const {
    const auto* volume = std::get_if<Volume>(&rule.charge);
    if (volume == nullptr) return 0;
    const LineFacts& facts = input.facts.lines[line];
    std::int64_t before = 0;
    for (const PeriodVolume& period : input.context.period_volumes) {
        if (facts.line == nullptr || period.window != volume->window || period.vendor_id != facts.line->vendor_id)
            continue;
        before = volume->metric == VolumeMetric::amount  ? period.amount_minor.value
                 : volume->metric == VolumeMetric::units ? period.units
                                                         : period.orders;
    }
    if (volume->mode == BandMode::slab || volume->metric == VolumeMetric::orders) return before;
    // What was sold before this line, even if it has been given back meanwhile.
    const OrderFacts& sold = sale_ == nullptr ? input.facts : sale_->facts;
    for (std::size_t i = 0; i < line; ++i) {
        const FrozenCharge earlier = sale_ == nullptr ? FrozenCharge{charge(i, slot).rule, charge(i, slot).base}
                                                      : sale_->charges[i * plan_.slots.size() + slot];
        if (earlier.rule != &rule || sold.lines[i].vendor_group != facts.vendor_group) continue;
        before = checked_add(before, volume->metric == VolumeMetric::amount ? earlier.base : sold.lines[i].quantity);
    }
    return before;
}

void OrderPricing::divide_order_amounts(const OrderFacts& facts, std::size_t slot) {
    std::vector<std::size_t> lines;
    for (std::size_t first = 0; first < facts.lines.size(); ++first) {
        const CompiledRule* rule = at(first, slot).rule;
        if (rule == nullptr || !charges_each_order(*rule)) continue;
        lines.clear();
        bool is_first = true;
        for (std::size_t i = 0; i < facts.lines.size(); ++i) {
            if (at(i, slot).rule != rule || facts.lines[i].vendor_group != facts.lines[first].vendor_group) continue;
            is_first = is_first && i >= first;
            lines.push_back(i);
        }
        if (!is_first) continue;  // divided when its first line came
        const std::vector<Amount> parts =
            divide_by_gross(facts, lines, fixed_amount(*rule, facts.lines[first].currency));
        for (std::size_t i = 0; i < lines.size(); ++i) at(lines[i], slot).order_fixed = parts[i].value;
    }
}

void OrderPricing::round_lines(std::size_t slot, std::size_t lines) {
    for (std::size_t line = 0; line < lines; ++line) {
        SlotCharge& charge = at(line, slot);
        if (charge.rule != nullptr) charge.amount = round(charge.bounded, charge.rule->rounding);
    }
}

void OrderPricing::round_orders(const OrderFacts& facts, std::size_t slot) {
    std::vector<bool> done(facts.lines.size());
    for (std::size_t first = 0; first < facts.lines.size(); ++first) {
        const CompiledRule* rule = at(first, slot).rule;
        if (rule == nullptr || done[first]) continue;
        std::vector<std::size_t> lines;
        std::vector<Fraction> exact;
        Fraction sum;
        for (std::size_t i = first; i < facts.lines.size(); ++i) {
            const SlotCharge& charge = at(i, slot);
            const bool together = charge.rule != nullptr &&
                                  facts.lines[i].vendor_group == facts.lines[first].vendor_group &&
                                  charge.rule->rounding == rule->rounding;
            if (!together) continue;
            done[i] = true;
            lines.push_back(i);
            exact.push_back(charge.bounded);
            sum = sum + charge.bounded;
        }
        const std::int64_t total = round(sum, rule->rounding);
        if (total == 0) continue;
        const std::vector<Amount> parts = allocate(Amount{total}, weights_of(exact)).parts;
        for (std::size_t i = 0; i < lines.size(); ++i) at(lines[i], slot).amount = parts[i].value;
    }
}

void OrderPricing::limit(const LineFacts& line, std::size_t index) {
    if (plan_.plan.allow_negative_net) return;
    const std::int64_t available = line.available(plan_.plan.tax_handling);
    std::int64_t sum = 0;
    for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot) {
        SlotCharge& charge = at(index, slot);
        if (charge.rule == nullptr) continue;
        // Rejecting, a charge that is too much by itself is no less too much than two that are so together.
        if (plan_.plan.over_allocation != OverAllocation::reject)
            reduce(charge, line, std::min(charge.amount, available));
        sum = checked_add(sum, checked_add(charge.amount, charge.tax));
    }
    if (sum <= available) return;
    switch (plan_.plan.over_allocation) {
        case OverAllocation::cap_last: return cap_last(line, index, available);
        case OverAllocation::scale_pro_rata: return scale(line, index, available);
        case OverAllocation::reject:
            fail(ErrorCode::over_allocated, "lines[" + std::to_string(index) + "]", std::to_string(sum),
                 "charges and their taxes of at most " + std::to_string(available));
    }
}

void OrderPricing::cap_last(const LineFacts& line, std::size_t index, std::int64_t available) {
    std::int64_t room = available;
    for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot) {
        SlotCharge& charge = at(index, slot);
        if (charge.rule == nullptr) continue;
        if (charge.amount + charge.tax > room) reduce(charge, line, fit(*charge.rule, line, charge.amount, room));
        room -= charge.amount + charge.tax;
    }
}

void OrderPricing::scale(const LineFacts& line, std::size_t index, std::int64_t available) {
    std::vector<std::int64_t> weights;
    for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot)
        weights.push_back(at(index, slot).amount + at(index, slot).tax);
    const std::vector<Amount> parts = allocate(Amount{available}, weights).parts;
    for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot) {
        SlotCharge& charge = at(index, slot);
        if (charge.rule != nullptr) reduce(charge, line, fit(*charge.rule, line, charge.amount, parts[slot].value));
    }
}

}  // namespace marketplace::affiliate::detail
