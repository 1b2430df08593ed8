#include "earn_rules.hpp"

#include <algorithm>

namespace marketplace::loyalty::detail {
namespace {

template <class T, class U>
bool contains(const std::vector<T>& values, const U& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

template <class T, class U>
bool allows(const std::vector<T>& wanted, const U& found) {
    return wanted.empty() || contains(wanted, found);
}

template <class T>
bool allows_any(const std::vector<T>& wanted, const std::vector<T>& found) {
    return wanted.empty() ||
           std::any_of(found.begin(), found.end(), [&](const T& value) { return contains(wanted, value); });
}

bool matches(const EarnRule& rule, const RuleSubject& subject) {
    const EarnConditions& wanted = rule.conditions;
    const Timestamp at = subject.order.placed_at;
    return (!rule.effective_from || *rule.effective_from <= at) && (!rule.effective_to || at < *rule.effective_to) &&
           subject.order_base_minor >= wanted.order_min_minor &&
           allows_any(wanted.categories, subject.line.categories) && allows(wanted.brands, subject.line.brand) &&
           allows(wanted.vendors, subject.line.vendor_id) && allows(wanted.skus, subject.line.sku) &&
           allows_any(wanted.tags, subject.line.tags) && allows(wanted.tiers, subject.tier) &&
           allows(wanted.channels, subject.order.channel);
}

Rate stack(Stacking stacking, const std::vector<Rate>& multipliers) {
    const Rate one{1, 1};
    if (multipliers.empty()) return one;
    if (stacking == Stacking::best_only) return *std::max_element(multipliers.begin(), multipliers.end());
    Rate out = one;
    for (const Rate& each : multipliers) out = stacking == Stacking::additive ? out + (each - one) : out * each;
    return std::max(out, Rate{});
}

}  // namespace

Rate tier_multiplier_of(const EarnPolicy& earn, const std::string& tier) {
    const auto found = earn.tier_multipliers.find(tier);
    return found == earn.tier_multipliers.end() ? Rate{1, 1} : found->second;
}

void apply_rules(const EarnPolicy& earn, const RuleSubject& subject, LineEarning& line) {
    const Rate one{1, 1};
    std::vector<Rate> multipliers;
    if (subject.tier_multiplier != one) multipliers.push_back(subject.tier_multiplier);
    if (subject.line_multiplier != one) multipliers.push_back(subject.line_multiplier);
    for (const EarnRule& rule : earn.rules) {
        if (!matches(rule, subject)) continue;
        if (rule.points_per_minor && line.rate_rule.empty()) {
            line.rate_rule = rule.id;
            line.points_per_minor = *rule.points_per_minor;
        }
        if (rule.multiplier == one) continue;
        line.multiplier_rules.push_back(rule.id);
        multipliers.push_back(rule.multiplier);
    }
    line.multiplier = stack(earn.stacking, multipliers);
    line.points_exact = Rate{line.base_minor.value, 1} * line.points_per_minor * line.multiplier;
}

}  // namespace marketplace::loyalty::detail
