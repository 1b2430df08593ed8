#include "plain_columns.hpp"

#include "charge_formula.hpp"

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

/// Far from any overflow, whatever the rates.
constexpr std::int64_t gross_max = 1'000'000'000'000'000;

bool has_gross_alone(const LineColumns& lines) {
    return lines.quantity.empty() && lines.discount_vendor_minor.empty() && lines.discount_platform_minor.empty() &&
           lines.tax_included_minor.empty() && lines.tax_added_minor.empty() && lines.shipping_minor.empty() &&
           lines.gift_wrap_minor.empty() && lines.fees_minor.empty() && lines.order_ordinal.empty();
}

/// Whether the base of such lines is their gross. Bases are sums of parts of a line, so one line tells.
bool is_charged_on_gross(const BaseSpec& spec, Currency currency) {
    constexpr std::int64_t any = 1'000'003;
    LineFacts line{};
    line.gross = line.unit_price = line.total = line.order_amount = any;
    line.quantity = 1;
    line.currency = currency;
    return base_of(spec, line) == any;
}

bool is_plain(const CompiledRule& rule, const MatchRule& match, Currency currency, Party residual) {
    const bool always_applies =
        rule.condition_count == 0 && rule.range_count == 0 && rule.parties == 0 && !match.has_more;
    const bool is_simple = rule.amounts.empty() && rule.bounds.empty() && rule.pool.size() == 1;
    return always_applies && is_simple && std::holds_alternative<Percent>(rule.charge) &&
           rule.pool.front().beneficiary.party != residual && is_charged_on_gross(rule.base, currency);
}

}  // namespace

std::optional<PlainColumns> PlainColumns::of(const PlanIndex& plan, const LineColumns& lines) {
    if (!has_gross_alone(lines) || plan.plan.allow_negative_net) return std::nullopt;
    const Party residual = plan.plan.residual == ResidualParty::platform ? Party::platform : Party::vendor;
    PlainColumns out;
    for (const CompiledSlot& slot : plan.slots) {
        if (slot.last_default != slot.first + 1 || slot.after >= 0 || !slot.exclusive_with.empty()) return std::nullopt;
        const CompiledRule& rule = plan.rules[slot.first];
        if (!is_plain(rule, plan.match[slot.first], lines.currency, residual)) return std::nullopt;
        out.slots_.push_back({*std::get<Percent>(rule.charge).rate, rule.rounding, {}});
        for (const FeeTax& tax : rule.rule->fee_taxes) out.slots_.back().taxes.push_back(*tax.rate);
    }
    return out;
}

std::optional<LineSums> PlainColumns::price(std::int64_t gross) const {
    if (gross < 0 || gross > gross_max) return std::nullopt;
    LineSums out;
    for (const Slot& slot : slots_) {
        const std::int64_t fee = slot.rate.of(gross, slot.rounding);
        out.fee = checked_add(out.fee, fee);
        for (const Rate& tax : slot.taxes) out.tax = checked_add(out.tax, tax.of(fee, slot.rounding));
    }
    out.residual = checked_subtract(gross, checked_add(out.fee, out.tax));
    if (out.residual < 0) return std::nullopt;
    return out;
}

}  // namespace marketplace::affiliate::detail
