#include "plan_index.hpp"

#include <algorithm>

namespace marketplace::affiliate {
namespace {

using namespace detail;

/// Builds the index of one plan; used once.
class Compiler {
public:
    explicit Compiler(PlanIndex& index) : index_(index) {}

    void run() {
        index_.zone = TimeZone{index_.plan.time_zone};
        for (const Slot& slot : index_.plan.slots) add_slot(slot);
    }

private:
    std::uint32_t position_of(const std::string& slot) const {
        const auto& slots = index_.plan.slots;
        const auto found =
            std::find_if(slots.begin(), slots.end(), [&](const Slot& each) { return each.name == slot; });
        return static_cast<std::uint32_t>(found - slots.begin());
    }

    void add_slot(const Slot& slot) {
        CompiledSlot out;
        out.name = slot.name;
        out.pays_platform = slot.beneficiary.party == Party::platform;
        if (!slot.after.empty()) out.after = static_cast<std::int32_t>(position_of(slot.after));
        for (const std::string& other : slot.exclusive_with) out.exclusive_with.push_back(position_of(other));
        index_.default_pools.push_back({{slot.beneficiary, 1}});
        out.first = static_cast<std::uint32_t>(index_.rules.size());
        add_rules(slot, false);
        out.last = static_cast<std::uint32_t>(index_.rules.size());
        add_rules(slot, true);
        out.last_default = static_cast<std::uint32_t>(index_.rules.size());
        add_postings(out);
        index_.slots.push_back(std::move(out));
    }

    void add_rules(const Slot& slot, bool defaults) {
        std::vector<CompiledRule> found;
        for (const CommissionRule& rule : index_.plan.rules) {
            if (rule.status == RuleStatus::active && rule.slot == slot.name && rule.is_default == defaults) {
                found.push_back(compile_rule(rule));
            }
        }
        std::sort(found.begin(), found.end(), [&](const CompiledRule& a, const CompiledRule& b) {
            return precedes(index_.plan.resolution, a, a.score, b, b.score);
        });
        for (CompiledRule& rule : found) {
            rule.number = static_cast<std::uint32_t>(index_.rules.size());
            index_.match.push_back(match_of(rule));
            index_.rules.push_back(std::move(rule));
        }
    }

    static MatchRule match_of(const CompiledRule& rule) {
        MatchRule out;
        out.id = rule.rule->id;
        out.rank = rule.rank;
        out.score = rule.score;
        out.range_first = rule.range_first;
        out.parties = static_cast<std::uint16_t>(rule.parties);
        out.range_count = rule.range_count & 7U;
        out.has_category = rule.rule->conditions.category.has_value();
        out.leaf_only = rule.leaf_only;
        out.has_more = rule.from != INT64_MIN || rule.to != INT64_MAX || rule.needs_amount || rule.has_months ||
                       rule.only_in.has_value();
        return out;
    }

    CompiledRule compile_rule(const CommissionRule& rule) {
        CompiledRule out;
        out.rule = &rule;
        out.from = rule.effective_from.value_or(timestamp_min).micros;
        out.to = rule.effective_to.value_or(timestamp_max).micros;
        out.score = score_of(rule.conditions);
        out.rank = rule.rank;
        out.leaf_only = rule.conditions.category && !rule.conditions.include_descendants;
        out.rounding = rule.rounding.value_or(index_.plan.rounding);
        out.version = rule.version;
        out.base = rule.base;
        out.charge = rule.charge;
        out.bound_scope = rule.bound_scope;
        out.has_fee_tax = !rule.fee_taxes.empty();
        if (index_.plan.currency && has_bare_amounts(rule)) out.only_in = index_.plan.currency;
        out.pool = rule.beneficiaries.empty() ? index_.default_pools.back() : rule.beneficiaries;
        for (const PoolShare& share : out.pool) {
            out.weights.push_back(share.weight);
            const Party party = share.beneficiary.party;
            const bool from_line = party == Party::affiliate || party == Party::brand || party == Party::referrer;
            if (from_line && share.beneficiary.id.empty() && share.weight > 0)
                out.parties |= 1U << static_cast<unsigned>(party);
        }
        add_amounts(rule, out);
        add_conditions(rule.conditions, out);
        add_ranges(rule.conditions, out);
        return out;
    }

    static void add_amounts(const CommissionRule& rule, CompiledRule& out) {
        const auto take = [&](const AmountByCurrency& amounts, FixedScope scope) {
            out.fixed_scope = scope;
            out.needs_amount = !amounts.empty();
            for (const auto& [code, amount] : amounts) out.amounts.push_back({Currency{code}, amount.value});
        };
        if (const auto* unit = std::get_if<FixedPerUnit>(&rule.charge)) take(unit->amounts_minor, FixedScope::unit);
        if (const auto* line = std::get_if<FixedPerLine>(&rule.charge)) take(line->amounts_minor, FixedScope::line);
        if (const auto* order = std::get_if<FixedPerOrder>(&rule.charge)) take(order->amounts_minor, FixedScope::order);
        if (const auto* both = std::get_if<PercentPlusFixed>(&rule.charge)) take(both->amounts_minor, both->scope);
        if (const auto* recurring = std::get_if<Recurring>(&rule.charge)) {
            take(recurring->amounts_minor, recurring->scope);
            out.has_months = recurring->months.has_value();
        }
        for (const auto& [code, bounds] : rule.bounds) {
            out.bounds.push_back({Currency{code}, bounds.min_minor.value_or(Amount{0}).value,
                                  bounds.max_minor.value_or(Amount{INT64_MAX}).value});
        }
    }

    void add_conditions(const Conditions& conditions, CompiledRule& out) {
        out.condition_first = static_cast<std::uint32_t>(index_.conditions.size());
        for (std::size_t d = 0; d < dimension_count; ++d) {
            const auto values = condition_values(conditions, static_cast<Dimension>(d));
            if (!values) continue;
            index_.conditions.push_back(condition_of(d, *values));
            ++out.condition_count;
        }
    }

    SymbolCondition condition_of(std::size_t dimension, const std::vector<std::string>& texts) {
        SymbolTable& dictionary = index_.dictionaries[dimension];
        if (texts.size() == 1) return {static_cast<Dimension>(dimension), dictionary.add(texts[0]) + first_symbol, 1};
        const auto first = static_cast<std::uint32_t>(index_.values.size());
        for (const std::string& text : texts) index_.values.push_back(dictionary.add(text) + first_symbol);
        std::sort(index_.values.begin() + first, index_.values.end());
        return {static_cast<Dimension>(dimension), first, static_cast<std::uint32_t>(texts.size())};
    }

    void add_ranges(const Conditions& conditions, CompiledRule& out) {
        out.range_first = static_cast<std::uint32_t>(index_.ranges.size());
        const auto amount = [&](RangeOf of, const std::optional<AmountRange>& range) {
            if (!range) return;
            index_.ranges.push_back({of, range->ge_minor.value_or(Amount{INT64_MIN}).value,
                                     range->lt_minor.value_or(Amount{INT64_MAX}).value});
        };
        const auto count = [&](RangeOf of, const std::optional<CountRange>& range) {
            if (range) index_.ranges.push_back({of, range->ge.value_or(INT64_MIN), range->lt.value_or(INT64_MAX)});
        };
        amount(RangeOf::line_amount, conditions.line_amount);
        amount(RangeOf::unit_price, conditions.unit_price);
        count(RangeOf::quantity, conditions.quantity);
        amount(RangeOf::order_amount, conditions.order_amount);
        count(RangeOf::order_ordinal, conditions.order_ordinal);
        out.range_count = static_cast<std::uint32_t>(index_.ranges.size()) - out.range_first;
    }

    std::span<const SymbolCondition> conditions_of(std::uint32_t rule) const {
        return {index_.conditions.data() + index_.rules[rule].condition_first, index_.rules[rule].condition_count};
    }

    /// Files each rule under the condition whose values the fewest rules of the slot share.
    void add_postings(CompiledSlot& slot) {
        std::array<std::vector<std::uint32_t>, dimension_count> sharing;
        for (std::size_t d = 0; d < dimension_count; ++d)
            sharing[d].resize(index_.dictionaries[d].size() + first_symbol);
        for (std::uint32_t rule = slot.first; rule < slot.last; ++rule) {
            for (const SymbolCondition& condition : conditions_of(rule)) {
                for (const Symbol value : index_.values_of(condition))
                    ++sharing[static_cast<std::size_t>(condition.dimension)][value];
            }
        }
        std::array<std::vector<std::pair<Symbol, std::uint32_t>>, dimension_count> filed;
        for (std::uint32_t rule = slot.first; rule < slot.last; ++rule) {
            const SymbolCondition* best = most_selective(rule, sharing);
            open_conditions(rule, best);
            if (best == nullptr) {
                slot.unindexed.push_back(rule);
                continue;
            }
            for (const Symbol value : index_.values_of(*best))
                filed[static_cast<std::size_t>(best->dimension)].push_back({value, rule});
        }
        for (std::uint32_t rule = slot.last; rule < slot.last_default; ++rule) open_conditions(rule, nullptr);
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (!filed[d].empty()) slot.postings.push_back(postings_of(static_cast<Dimension>(d), filed[d]));
        }
    }

    /// Leaves out the condition under which the rule is filed: whoever is found there meets it. Only "the leaf
    /// alone" is more than that.
    void open_conditions(std::uint32_t rule, const SymbolCondition* filed) {
        MatchRule& match = index_.match[rule];
        const auto must_be_leaf = [&](const SymbolCondition& condition) {
            return match.leaf_only && condition.dimension == Dimension::category;
        };
        std::vector<SymbolCondition> open;
        for (const SymbolCondition& condition : conditions_of(rule)) {
            if (&condition != filed || must_be_leaf(condition)) open.push_back(condition);
        }
        if (!open.empty() && open.front().count == 1 && !must_be_leaf(open.front())) {
            match.dimension = static_cast<unsigned>(open.front().dimension) & 31U;
            match.symbol = open.front().first;
            open.erase(open.begin());
        }
        match.condition_first = static_cast<std::uint32_t>(index_.open_conditions.size());
        match.condition_count = open.size() & 31U;  // at most one for each dimension
        index_.open_conditions.insert(index_.open_conditions.end(), open.begin(), open.end());
    }

    template <class Sharing>
    const SymbolCondition* most_selective(std::uint32_t rule, const Sharing& sharing) const {
        const SymbolCondition* best = nullptr;
        std::uint64_t best_cost = UINT64_MAX;
        for (const SymbolCondition& condition : conditions_of(rule)) {
            std::uint64_t cost = 0;
            for (const Symbol value : index_.values_of(condition))
                cost += sharing[static_cast<std::size_t>(condition.dimension)][value];
            if (cost < best_cost) {
                best_cost = cost;
                best = &condition;
            }
        }
        return best;
    }

    Postings postings_of(Dimension dimension, std::vector<std::pair<Symbol, std::uint32_t>>& filed) const {
        std::sort(filed.begin(), filed.end());
        Postings out;
        out.dimension = dimension;
        out.offsets.resize(index_.dictionaries[static_cast<std::size_t>(dimension)].size() + first_symbol + 1);
        for (const auto& [symbol, rule] : filed) ++out.offsets[symbol + 1];
        for (std::size_t i = 1; i < out.offsets.size(); ++i) out.offsets[i] += out.offsets[i - 1];
        for (const auto& [symbol, rule] : filed) out.rules.push_back(rule);
        return out;
    }

    PlanIndex& index_;
};

}  // namespace

const CommissionPlan& CompiledPlan::plan() const noexcept { return index_->plan; }

Symbol CompiledPlan::symbol(Dimension dimension, std::string_view text) const {
    return index_->symbol(dimension, text);
}

std::vector<Symbol> CompiledPlan::symbols(Dimension dimension, std::span<const std::string> texts) const {
    std::vector<Symbol> out;
    out.reserve(texts.size());
    for (const std::string& text : texts) out.push_back(symbol(dimension, text));
    return out;
}

std::size_t CompiledPlan::active_rule_count() const noexcept { return index_->rules.size(); }

CompiledPlan compile(const CommissionPlan& plan) {
    validate(plan);
    auto index = std::make_shared<PlanIndex>();
    index->plan = plan;
    Compiler{*index}.run();
    return CompiledPlan{std::move(index)};
}

}  // namespace marketplace::affiliate
