#include "rule_comparison.hpp"

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

std::span<const SymbolCondition> conditions_of(const PlanIndex& plan, const CompiledRule& rule) {
    return {plan.conditions.data() + rule.condition_first, rule.condition_count};
}

std::span<const RangeCondition> ranges_of(const PlanIndex& plan, const CompiledRule& rule) {
    return {plan.ranges.data() + rule.range_first, rule.range_count};
}

std::span<const Symbol> values_of(const PlanIndex& plan, const SymbolCondition& condition) {
    return plan.values_of(condition);
}

const SymbolCondition* find_condition(const PlanIndex& plan, const CompiledRule& rule, Dimension dimension) {
    for (const SymbolCondition& condition : conditions_of(plan, rule)) {
        if (condition.dimension == dimension) return &condition;
    }
    return nullptr;
}

const RangeCondition* find_range(const PlanIndex& plan, const CompiledRule& rule, RangeOf of) {
    for (const RangeCondition& range : ranges_of(plan, rule)) {
        if (range.of == of) return &range;
    }
    return nullptr;
}

bool has_amount(const CompiledRule& rule, const std::string& code) {
    return std::any_of(rule.amounts.begin(), rule.amounts.end(),
                       [&](const CurrencyAmount& amount) { return amount.currency.code() == code; });
}

/// Whether the wide rule is for every currency in which the narrow one may match.
bool covers_currencies(const CompiledRule& wide, const CompiledRule& narrow) {
    if (!wide.needs_amount && !wide.only_in) return true;
    const auto takes = [&](const std::string& code) {
        return (!wide.needs_amount || has_amount(wide, code)) && (!wide.only_in || wide.only_in->code() == code);
    };
    if (const auto codes = condition_values(narrow.rule->conditions, Dimension::currency)) {
        return std::all_of(codes->begin(), codes->end(), takes);
    }
    if (narrow.only_in) return takes(std::string{narrow.only_in->code()});
    return narrow.needs_amount &&
           std::all_of(narrow.amounts.begin(), narrow.amounts.end(),
                       [&](const CurrencyAmount& amount) { return takes(std::string{amount.currency.code()}); });
}

bool shares_a_value(std::span<const Symbol> a, std::span<const Symbol> b) {
    return std::any_of(a.begin(), a.end(),
                       [&](Symbol symbol) { return std::binary_search(b.begin(), b.end(), symbol); });
}

bool is_many_valued(Dimension dimension) { return dimension == Dimension::collection || dimension == Dimension::tag; }

/// Whether the wide rule matches whatever the narrow one matches, were both effective.
bool covers_at_all_times(const PlanIndex& plan, const CompiledRule& wide, const CompiledRule& narrow) {
    if ((wide.parties & ~narrow.parties) != 0) return false;
    if (wide.has_months || (wide.leaf_only && !narrow.leaf_only)) return false;
    for (const SymbolCondition& condition : conditions_of(plan, wide)) {
        const SymbolCondition* other = find_condition(plan, narrow, condition.dimension);
        if (other == nullptr) return false;
        const auto all = values_of(plan, condition);
        const auto some = values_of(plan, *other);
        if (!std::includes(all.begin(), all.end(), some.begin(), some.end())) return false;
    }
    for (const RangeCondition& range : ranges_of(plan, wide)) {
        const RangeCondition* other = find_range(plan, narrow, range.of);
        if (other == nullptr || range.ge > other->ge || range.lt < other->lt) return false;
    }
    return covers_currencies(wide, narrow);
}

}  // namespace

bool matches_every_line(const CompiledRule& rule) {
    return rule.condition_count == 0 && rule.range_count == 0 && rule.parties == 0 && !rule.needs_amount &&
           !rule.has_months && !rule.only_in;
}

bool always_matches(const PlanIndex& plan, const CompiledRule& rule) {
    const std::int64_t from = plan.plan.effective_from.value_or(timestamp_min).micros;
    const std::int64_t to = plan.plan.effective_to.value_or(timestamp_max).micros;
    return matches_every_line(rule) && rule.from <= from && rule.to >= to;
}

bool meets_plan_window(const PlanIndex& plan, const CompiledRule& rule) {
    const std::int64_t from = std::max(rule.from, plan.plan.effective_from.value_or(timestamp_min).micros);
    return from < std::min(rule.to, plan.plan.effective_to.value_or(timestamp_max).micros);
}

bool has_reachable_currency(const CompiledRule& rule) {
    const auto codes = condition_values(rule.rule->conditions, Dimension::currency);
    if (!rule.needs_amount || !codes) return true;
    return std::any_of(codes->begin(), codes->end(), [&](const std::string& code) { return has_amount(rule, code); });
}

bool covers(const PlanIndex& plan, const CompiledRule& wide, const CompiledRule& narrow) {
    return wide.from <= narrow.from && wide.to >= narrow.to && covers_at_all_times(plan, wide, narrow);
}

bool covers_in_plan(const PlanIndex& plan, const CompiledRule& wide, const CompiledRule& narrow) {
    const std::int64_t from = std::max(narrow.from, plan.plan.effective_from.value_or(timestamp_min).micros);
    const std::int64_t to = std::min(narrow.to, plan.plan.effective_to.value_or(timestamp_max).micros);
    return wide.from <= from && wide.to >= to && covers_at_all_times(plan, wide, narrow);
}

bool can_meet(const PlanIndex& plan, const CompiledRule& a, const CompiledRule& b) {
    if (std::max(a.from, b.from) >= std::min(a.to, b.to)) return false;
    for (const SymbolCondition& condition : conditions_of(plan, a)) {
        const SymbolCondition* other = find_condition(plan, b, condition.dimension);
        if (other == nullptr || is_many_valued(condition.dimension)) continue;
        if (!shares_a_value(values_of(plan, condition), values_of(plan, *other))) return false;
    }
    for (const RangeCondition& range : ranges_of(plan, a)) {
        const RangeCondition* other = find_range(plan, b, range.of);
        if (other != nullptr && std::max(range.ge, other->ge) >= std::min(range.lt, other->lt)) return false;
    }
    return true;
}

bool id_decides(const PlanIndex& plan, const CompiledRule& a, const CompiledRule& b) {
    const ResolutionPolicy policy = plan.plan.resolution;
    if (policy != ResolutionPolicy::specific && a.rank != b.rank) return false;
    if (policy == ResolutionPolicy::ranked) return true;
    const bool endless_a = a.from == INT64_MIN || a.to == INT64_MAX;
    const bool endless_b = b.from == INT64_MIN || b.to == INT64_MAX;
    return a.score == b.score && a.from == b.from && (a.to == b.to || (endless_a && endless_b));
}

}  // namespace marketplace::affiliate::detail
