#pragma once
// The inside of a compiled plan; private to the affiliate module.

#include <marketplace/affiliate/compiled_plan.hpp>

#include <array>
#include <unordered_map>
#include <utility>

namespace marketplace::affiliate::detail {

/// One equality condition: the symbols that satisfy it, `count` from `first` of `PlanIndex::values`, sorted.
struct SymbolCondition {
    Dimension dimension{};
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// The conditions on numbers, in the order in which they are checked, after all dimensions.
enum class RangeOf : std::uint8_t { line_amount, unit_price, quantity, order_amount, order_ordinal };

struct RangeCondition {
    RangeOf of{};
    std::int64_t ge = INT64_MIN;
    std::int64_t lt = INT64_MAX;  ///< INT64_MAX is open
};

struct CurrencyAmount {
    Currency currency;
    std::int64_t value = 0;
};

struct CurrencyBounds {
    Currency currency;
    std::int64_t min = 0;
    std::int64_t max = INT64_MAX;
};

struct CompiledRule {
    const CommissionRule* rule = nullptr;  ///< in `PlanIndex::plan`
    std::int64_t from = INT64_MIN;
    std::int64_t to = INT64_MAX;
    std::int64_t score = 0;     ///< of specificity, without the depth of the category; see `score_of_depth`
    bool leaf_only = false;     ///< a category condition without descendants
    bool needs_amount = false;  ///< skipped in a currency without a fixed amount
    std::uint32_t parties = 0;  ///< bits of the parties whose id the line must give
    std::uint32_t condition_first = 0;
    std::uint32_t condition_count = 0;
    std::uint32_t range_first = 0;
    std::uint32_t range_count = 0;
    FixedScope fixed_scope = FixedScope::line;
    Rounding rounding = Rounding::half_up;
    std::vector<CurrencyAmount> amounts;
    std::vector<CurrencyBounds> bounds;
    std::vector<PoolShare> pool;  ///< never empty
    std::vector<std::int64_t> weights;
};

/// Rules by symbol: those of symbol s are rules[offsets[s]] to rules[offsets[s + 1]].
struct Postings {
    Dimension dimension{};
    std::vector<std::uint32_t> offsets;
    std::vector<std::uint32_t> rules;
};

struct CompiledSlot {
    std::string name;
    std::uint32_t first = 0;              ///< ordinary rules are [first, last), in static evaluation order
    std::uint32_t last = 0;
    std::uint32_t last_default = 0;       ///< default rules are [last, last_default)
    std::vector<Postings> postings;
    std::vector<std::uint32_t> unindexed; ///< rules without an equality condition
    std::vector<std::uint32_t> exclusive_with;
    std::int32_t after = -1;              ///< position of an earlier slot, or -1
    bool pays_platform = false;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

using Dictionary = std::unordered_map<std::string, Symbol, TextHash, std::equal_to<>>;

struct PlanIndex {
    CommissionPlan plan;
    TimeZone zone;
    std::array<Dictionary, dimension_count> dictionaries;
    std::vector<Symbol> values;
    std::vector<SymbolCondition> conditions;
    std::vector<RangeCondition> ranges;
    std::vector<CompiledRule> rules;
    std::vector<CompiledSlot> slots;

    [[nodiscard]] Symbol symbol(Dimension dimension, std::string_view text) const;
};

/// Scores are scaled so that conditions without a weight decide where the weights are equal.
inline constexpr std::int64_t score_scale = 32;

/// What the depth of a matched category adds; root 0. Never as much as a collection.
[[nodiscard]] constexpr std::int64_t score_of_depth(std::size_t depth) noexcept {
    return static_cast<std::int64_t>(depth < 63 ? depth : 63) * score_scale;
}

/// The specificity of conditions, without depth.
[[nodiscard]] std::int64_t score_of(const Conditions& conditions);

/// Whether rule a is preferred to rule b by the policy, given both match with these scores.
[[nodiscard]] bool precedes(ResolutionPolicy policy, const CompiledRule& a, std::int64_t score_a,
                            const CompiledRule& b, std::int64_t score_b);

}  // namespace marketplace::affiliate::detail
