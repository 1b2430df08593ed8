#include "plan_index.hpp"

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

struct Weight {
    Dimension dimension;
    std::int64_t weight;
};

constexpr Weight dimension_weights[] = {
    {Dimension::sku, 1 << 12},      {Dimension::product, 1 << 11},   {Dimension::campaign, 1 << 10},
    {Dimension::vendor, 1 << 9},    {Dimension::brand, 1 << 8},      {Dimension::collection, 1 << 7},
    {Dimension::category, 1 << 6},  {Dimension::product_type, 1 << 5}, {Dimension::tier, 1 << 4},
    {Dimension::vendor_type, 1 << 3}, {Dimension::channel, 1 << 2},  {Dimension::country, 1 << 1},
    {Dimension::currency, 1 << 0},
};

/// 1 for a condition without a weight, which only decides where the weights are equal.
std::int64_t scaled_weight_of(Dimension dimension) {
    for (const Weight& each : dimension_weights) {
        if (each.dimension == dimension) return each.weight * score_scale;
    }
    return 1;
}

/// Microseconds; an open end is wider than any number.
std::uint64_t width_of(const CompiledRule& rule) {
    if (rule.from == INT64_MIN || rule.to == INT64_MAX) return UINT64_MAX;
    return static_cast<std::uint64_t>(rule.to) - static_cast<std::uint64_t>(rule.from);
}

}  // namespace

Symbol PlanIndex::symbol(Dimension dimension, std::string_view text) const {
    if (text.empty()) return symbol_absent;
    const std::uint32_t number = dictionaries[static_cast<std::size_t>(dimension)].find(text);
    return number == SymbolTable::none ? symbol_other : number + first_symbol;
}

bool has_bare_amounts(const CommissionRule& rule) {
    const Conditions& conditions = rule.conditions;
    if (conditions.currency) return false;
    if (conditions.line_amount || conditions.unit_price || conditions.order_amount) return true;
    const auto any = [](const std::vector<Threshold>& bands, bool of_amounts) {
        return std::any_of(bands.begin(), bands.end(), [&](const Threshold& band) {
            return (of_amounts && band.from_minor != Amount{}) || band.fixed_minor != Amount{};
        });
    };
    if (const auto* graduated = std::get_if<Graduated>(&rule.charge)) return any(graduated->thresholds, true);
    if (const auto* slab = std::get_if<Slab>(&rule.charge)) return any(slab->thresholds, true);
    const auto* volume = std::get_if<Volume>(&rule.charge);
    return volume != nullptr && any(volume->thresholds, volume->metric == VolumeMetric::amount);
}

std::int64_t score_of(const Conditions& conditions) {
    std::int64_t score = 0;
    for (const EnumeratorInfo& each : type_of<Dimension>().enumerators) {
        const auto dimension = static_cast<Dimension>(each.value);
        if (condition_values(conditions, dimension)) score += scaled_weight_of(dimension);
    }
    score += conditions.line_amount.has_value() + conditions.unit_price.has_value() + conditions.quantity.has_value() +
             conditions.order_amount.has_value() + conditions.order_ordinal.has_value();
    return score;
}

bool precedes(ResolutionPolicy policy, const CompiledRule& a, std::int64_t score_a, const CompiledRule& b,
              std::int64_t score_b) {
    if (policy != ResolutionPolicy::specific && a.rank != b.rank) return a.rank < b.rank;
    if (policy != ResolutionPolicy::ranked) {
        if (score_a != score_b) return score_a > score_b;
        if (width_of(a) != width_of(b)) return width_of(a) < width_of(b);
        if (a.from != b.from) return a.from > b.from;
    }
    return a.rule->id < b.rule->id;
}

}  // namespace marketplace::affiliate::detail
