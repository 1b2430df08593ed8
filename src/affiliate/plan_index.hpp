#pragma once
// The inside of a compiled plan; private to the affiliate module.

#include <marketplace/affiliate/compiled_plan.hpp>

#include "symbol_table.hpp"

#include <array>
#include <utility>

namespace marketplace::affiliate::detail {

/// One equality condition: the symbols that satisfy it, `count` from `first` of `PlanIndex::values`,
/// sorted; a single one is `first` itself. See `PlanIndex::values_of`.
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

/// Everything that pricing reads of a rule. The rule itself is a large record that lies elsewhere.
struct CompiledRule {
    const CommissionRule* rule = nullptr;  ///< in `PlanIndex::plan`
    std::uint32_t number = 0;              ///< position in `PlanIndex::rules` and `match`
    std::int64_t from = INT64_MIN;
    std::int64_t to = INT64_MAX;
    std::int64_t score = 0;     ///< of specificity, without the depth of the category; see `score_of_depth`
    std::int64_t rank = 0;
    bool leaf_only = false;     ///< a category condition without descendants
    bool needs_amount = false;  ///< skipped in a currency without a fixed amount
    bool has_months = false;    ///< a recurring charge that ends
    std::optional<Currency> only_in;  ///< of the plan, where the rule has amounts that name no currency
    std::uint32_t parties = 0;  ///< bits of the parties whose id the line must give
    std::uint32_t condition_first = 0;
    std::uint32_t condition_count = 0;
    std::uint32_t range_first = 0;
    std::uint32_t range_count = 0;
    std::int64_t version = 0;
    BaseSpec base;
    ChargeFormula charge;
    FixedScope fixed_scope = FixedScope::line;
    BoundScope bound_scope = BoundScope::line;
    Rounding rounding = Rounding::half_up;
    bool has_fee_tax = false;
    std::vector<CurrencyAmount> amounts;
    std::vector<CurrencyBounds> bounds;
    std::span<const PoolShare> pool;  ///< of the rule or of the slot; never empty
    std::vector<std::int64_t> weights;
};

/// What matching reads of a rule, in one line of the processor's cache: the rest is read only when a
/// rule matches. The conditions are those that the index leaves open; the first of them is here if one
/// symbol satisfies it, as with most rules, and the others are in `PlanIndex::open_conditions`.
struct alignas(64) MatchRule {
    RuleId id;
    std::int64_t rank = 0;
    std::int64_t score = 0;
    std::uint32_t condition_first = 0;
    std::uint32_t range_first = 0;
    Symbol symbol = symbol_absent;  ///< that the line must have in `dimension`; absent: none
    std::uint16_t parties = 0;
    std::uint8_t condition_count : 5 = 0;
    std::uint8_t range_count : 3 = 0;
    std::uint8_t dimension : 5 = 0;
    bool leaf_only : 1 = false;
    bool has_category : 1 = false;
    bool has_more : 1 = false;  ///< a window, a required amount or months, which are in the `CompiledRule`
};

static_assert(sizeof(MatchRule) == 64 && dimension_count < 32);

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

struct PlanIndex {
    CommissionPlan plan;
    TimeZone zone;
    std::array<SymbolTable, dimension_count> dictionaries;
    std::vector<Symbol> values;
    std::vector<SymbolCondition> conditions;
    std::vector<SymbolCondition> open_conditions;  ///< see `MatchRule`
    std::vector<RangeCondition> ranges;
    std::vector<CompiledRule> rules;
    std::vector<MatchRule> match;  ///< of each rule
    std::vector<CompiledSlot> slots;
    std::vector<std::vector<PoolShare>> default_pools;  ///< of each slot

    [[nodiscard]] Symbol symbol(Dimension dimension, std::string_view text) const;
    [[nodiscard]] std::span<const Symbol> values_of(const SymbolCondition& condition) const noexcept {
        return {condition.count == 1 ? &condition.first : values.data() + condition.first, condition.count};
    }
};

/// The lowest symbol of a word that a rule names.
inline constexpr Symbol first_symbol = symbol_other + 1;

/// Scores are scaled so that conditions without a weight decide where the weights are equal.
inline constexpr std::int64_t score_scale = 32;

/// What the depth of a matched category adds; root 0. Never as much as a collection.
[[nodiscard]] constexpr std::int64_t score_of_depth(std::size_t depth) noexcept {
    return static_cast<std::int64_t>(depth < 63 ? depth : 63) * score_scale;
}

/// Whether a rule has amounts that name no currency: thresholds and their fixed parts, conditions on amounts,
/// while its own conditions name none either.
[[nodiscard]] bool has_bare_amounts(const CommissionRule& rule);

/// The specificity of conditions, without depth.
[[nodiscard]] std::int64_t score_of(const Conditions& conditions);

/// Whether rule a is preferred to rule b by the policy, given both match with these scores.
[[nodiscard]] bool precedes(ResolutionPolicy policy, const CompiledRule& a, std::int64_t score_a,
                            const CompiledRule& b, std::int64_t score_b);

}  // namespace marketplace::affiliate::detail
