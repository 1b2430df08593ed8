#pragma once
// The slow and obvious twin of rule resolution: every rule, every condition as text, then a sort.

#include <marketplace/affiliate/commission_calculator.hpp>

#include <algorithm>

namespace commission_properties {

using namespace marketplace;
using namespace marketplace::affiliate;

template <class Values, class Value>
bool allows(const std::optional<Values>& wanted, const Value& value) {
    return !wanted || std::find(wanted->begin(), wanted->end(), value) != wanted->end();
}

template <class Values, class Have>
bool allows_any(const std::optional<Values>& wanted, const Have& have) {
    return !wanted || std::any_of(have.begin(), have.end(), [&](const auto& each) { return allows(wanted, each); });
}

inline bool conditions_hold(const Conditions& c, const Order& order, const OrderLine& line) {
    std::vector<CategoryId> categories = line.categories;
    if (!c.include_descendants && !categories.empty()) categories = {categories.back()};
    const auto within = [](const auto& range, std::int64_t value) {
        return !range || (range->ge.value_or(INT64_MIN) <= value && (!range->lt || value < *range->lt));
    };
    const bool amount = !c.line_amount || gross_of(line) >= *c.line_amount->ge_minor;
    const bool ordinal = !c.order_ordinal || (order.ordinal > 0 && within(c.order_ordinal, order.ordinal));
    return allows(c.product, line.product_id) && allows(c.sku, line.sku) && allows_any(c.category, categories) &&
           allows(c.vendor, line.vendor_id) && allows_any(c.tag, line.tags) &&
           allows_any(c.collection, line.collections) && allows(c.brand, line.brand) &&
           allows(c.country, order.country) && allows(c.vendor_type, line.vendor_type) &&
           allows(c.currency, order.currency) && within(c.quantity, line.quantity) && amount && ordinal;
}

inline bool can_pay(const CommissionRule& rule, const OrderLine& line) {
    return std::all_of(rule.beneficiaries.begin(), rule.beneficiaries.end(), [&](const PoolShare& share) {
        return share.beneficiary.party != Party::affiliate || !line.affiliate.empty();
    });
}

inline bool has_amount(const CommissionRule& rule, const Order& order) {
    const std::string code{order.currency.code()};
    if (const auto* c = std::get_if<FixedPerUnit>(&rule.charge)) return c->amounts_minor.contains(code);
    if (const auto* c = std::get_if<FixedPerOrder>(&rule.charge)) return c->amounts_minor.contains(code);
    if (const auto* c = std::get_if<PercentPlusFixed>(&rule.charge)) return c->amounts_minor.contains(code);
    const auto* recurring = std::get_if<Recurring>(&rule.charge);
    return recurring == nullptr || recurring->amounts_minor.empty() || recurring->amounts_minor.contains(code);
}

/// Whether amounts that name no currency are of the plan's, and the order is in another.
inline bool is_foreign(const CommissionPlan& plan, const CommissionRule& rule, const Order& order) {
    const Conditions& c = rule.conditions;
    if (!plan.currency || *plan.currency == order.currency || c.currency) return false;
    const auto above_zero = [](const std::vector<Threshold>& bands, bool counts) {
        bool found = false;
        for (const Threshold& band : bands)
            found = found || band.fixed_minor.value > 0 || (!counts && band.from_minor.value > 0);
        return found;
    };
    bool bare = c.line_amount || c.unit_price || c.order_amount;
    if (const auto* of = std::get_if<Graduated>(&rule.charge)) bare = bare || above_zero(of->thresholds, false);
    if (const auto* of = std::get_if<Slab>(&rule.charge)) bare = bare || above_zero(of->thresholds, false);
    if (const auto* of = std::get_if<Volume>(&rule.charge))
        bare = bare || above_zero(of->thresholds, of->metric != VolumeMetric::amount);
    return bare;
}

/// The weights of the documentation of `ResolutionPolicy`; second, the number of other conditions.
inline std::pair<std::int64_t, std::int64_t> specificity(const Conditions& c, const OrderLine& line) {
    std::int64_t weight = 0;
    if (c.sku) weight += 4096;
    if (c.product) weight += 2048;
    if (c.vendor) weight += 512;
    if (c.brand) weight += 256;
    if (c.collection) weight += 128;
    if (c.category) {
        weight += 64;
        for (std::size_t depth = 0, deepest = 0; depth < line.categories.size(); ++depth) {
            if (!allows(c.category, line.categories[depth])) continue;
            weight += static_cast<std::int64_t>(depth - deepest);
            deepest = depth;
        }
    }
    if (c.vendor_type) weight += 8;
    if (c.country) weight += 2;
    if (c.currency) weight += 1;
    const std::int64_t others =
        c.tag.has_value() + c.quantity.has_value() + c.line_amount.has_value() + c.order_ordinal.has_value();
    return {weight, others};
}

inline std::int64_t width(const CommissionRule& rule) {
    return rule.effective_from && rule.effective_to ? rule.effective_to->micros - rule.effective_from->micros
                                                    : INT64_MAX;
}

inline bool wins(ResolutionPolicy policy, const CommissionRule& a, const CommissionRule& b, const OrderLine& line) {
    if (a.is_default != b.is_default) return b.is_default;
    if (policy != ResolutionPolicy::specific && a.rank != b.rank) return a.rank < b.rank;
    if (policy != ResolutionPolicy::ranked) {
        const auto x = specificity(a.conditions, line);
        const auto y = specificity(b.conditions, line);
        if (x != y) return x > y;
        if (width(a) != width(b)) return width(a) < width(b);
        const auto begin = [](const CommissionRule& rule) { return rule.effective_from.value_or(timestamp_min); };
        if (begin(a) != begin(b)) return begin(a) > begin(b);
    }
    return a.id < b.id;
}

inline RuleId slow_winner(const CommissionPlan& plan, const std::string& slot, const Order& order,
                          const OrderLine& line) {
    const CommissionRule* best = nullptr;
    for (const CommissionRule& rule : plan.rules) {
        const bool effective = rule.effective_from.value_or(timestamp_min) <= order.placed_at &&
                               (!rule.effective_to || order.placed_at < *rule.effective_to);
        const bool matches = rule.status == RuleStatus::active && rule.slot == slot && effective &&
                             conditions_hold(rule.conditions, order, line) && can_pay(rule, line) &&
                             has_amount(rule, order) && !is_foreign(plan, rule, order);
        if (matches && (best == nullptr || wins(plan.resolution, rule, *best, line))) best = &rule;
    }
    return best == nullptr ? RuleId{} : best->id;
}

}  // namespace commission_properties
