#include "rule_resolution.hpp"

#include <algorithm>
#include <array>

namespace marketplace::affiliate::detail {
namespace {

// The conditions of a rule are the dimensions, then the ranges, both in their order.
static_assert(static_cast<int>(RuleCondition::affiliate) == static_cast<int>(Dimension::affiliate));
static_assert(static_cast<std::size_t>(RuleCondition::line_amount) == dimension_count);

Check failed(RuleCondition condition) { return {Verdict::failed_condition, condition}; }
Check failed(Dimension dimension) { return failed(static_cast<RuleCondition>(dimension)); }
Check failed(RangeOf range) {
    return failed(static_cast<RuleCondition>(static_cast<int>(RuleCondition::line_amount) + static_cast<int>(range)));
}

bool has(std::span<const Symbol> symbols, Symbol symbol) {
    return std::find(symbols.begin(), symbols.end(), symbol) != symbols.end();
}

bool contains(std::span<const Symbol> sorted, Symbol symbol) {
    constexpr std::size_t few = 16;
    if (sorted.size() > few) return std::binary_search(sorted.begin(), sorted.end(), symbol);
    return has(sorted, symbol);
}

bool holds(const MatchInput& input, std::size_t line, bool leaf_only, const SymbolCondition& condition) {
    std::span<const Symbol> have = input.facts.symbols_of(line, condition.dimension);
    if (condition.dimension == Dimension::category && leaf_only && have.size() > 1) have = have.last(1);
    if (condition.count == 1) return has(have, condition.first);
    const std::span<const Symbol> wanted = input.plan.values_of(condition);
    return std::any_of(have.begin(), have.end(), [&](Symbol symbol) { return contains(wanted, symbol); });
}

bool holds(const LineFacts& line, const RangeCondition& range) {
    std::int64_t value = 0;
    switch (range.of) {
        case RangeOf::line_amount: value = line.gross; break;
        case RangeOf::unit_price: value = line.unit_price; break;
        case RangeOf::quantity: value = line.quantity; break;
        case RangeOf::order_amount: value = line.order_amount; break;
        case RangeOf::order_ordinal:
            if (line.order_ordinal == 0) return false;  // unknown: never among the first n
            value = line.order_ordinal;
            break;
    }
    return range.ge <= value && (value < range.lt || range.lt == INT64_MAX);
}

/// The party that a rule pays and the line does not name, as the condition that it is.
RuleCondition absent_party(std::uint32_t absent) {
    if (absent & party_bit(Party::affiliate)) return RuleCondition::affiliate;
    if (absent & party_bit(Party::brand)) return RuleCondition::brand;
    return RuleCondition::referrer;
}

/// Whether the months of a recurring rule are over.
bool is_over(const MatchInput& input, std::size_t line, const CompiledRule& rule) {
    const auto* recurring = std::get_if<Recurring>(&rule.charge);
    if (recurring == nullptr || input.context.first_orders.empty()) return false;
    const Beneficiary beneficiary = resolve(rule.pool.front().beneficiary, input.facts.lines[line]);
    for (const FirstOrder& first : input.context.first_orders) {
        if (first.beneficiary == beneficiary) return input.at >= input.plan.zone.add(first.at, *recurring->months, 0);
    }
    return false;
}

bool has_amount(const CompiledRule& rule, Currency currency) {
    return std::any_of(rule.amounts.begin(), rule.amounts.end(),
                       [&](const CurrencyAmount& amount) { return amount.currency == currency; });
}

bool is_for_another_currency(const CompiledRule& rule, Currency currency) {
    return rule.only_in && *rule.only_in != currency;
}

bool is_effective(Timestamp at, const CompiledRule& rule) { return rule.from <= at.micros && at.micros < rule.to; }

/// Whether one rule applies to one line. Reads the whole rule only where it must.
Check check_rule(const MatchInput& input, std::size_t line, std::uint32_t number) {
    const MatchRule& rule = input.plan.match[number];
    if (rule.has_more && !is_effective(input.at, input.plan.rules[number])) return {Verdict::not_effective, {}};
    if (rule.symbol != symbol_absent) {
        const auto dimension = static_cast<Dimension>(rule.dimension);
        if (!has(input.facts.symbols_of(line, dimension), rule.symbol))
            return failed(dimension);
    }
    for (std::uint32_t i = 0; i < rule.condition_count; ++i) {
        const SymbolCondition& condition = input.plan.open_conditions[rule.condition_first + i];
        if (!holds(input, line, rule.leaf_only, condition)) return failed(condition.dimension);
    }
    const LineFacts& facts = input.facts.lines[line];
    // Before the ranges, which would compare amounts of different currencies.
    if (rule.has_more && is_for_another_currency(input.plan.rules[number], facts.currency))
        return {Verdict::skipped_currency, {}};
    for (std::uint32_t i = 0; i < rule.range_count; ++i) {
        const RangeCondition& range = input.plan.ranges[rule.range_first + i];
        if (!holds(facts, range)) return failed(range.of);
    }
    const std::uint32_t absent = rule.parties & facts.absent_parties;
    if (absent != 0) return failed(absent_party(absent));
    if (!rule.has_more) return {};
    const CompiledRule& whole = input.plan.rules[number];
    if (whole.has_months && is_over(input, line, whole)) return failed(RuleCondition::months);
    if (whole.needs_amount && !has_amount(whole, facts.currency)) return {Verdict::skipped_currency, {}};
    return {};
}

/// The specificity of a matching rule on a line, with the depth of its category.
std::int64_t score_on_line(const MatchInput& input, std::size_t line, std::uint32_t number) {
    if (!input.plan.match[number].has_category) return input.plan.match[number].score;
    const CompiledRule& rule = input.plan.rules[number];
    for (std::uint32_t i = 0; i < rule.condition_count; ++i) {
        const SymbolCondition& condition = input.plan.conditions[rule.condition_first + i];
        if (condition.dimension != Dimension::category) continue;
        const std::span<const Symbol> path = input.facts.symbols_of(line, Dimension::category);
        const std::span<const Symbol> wanted = input.plan.values_of(condition);
        for (std::size_t depth = path.size(); depth-- > 0;) {
            if (contains(wanted, path[depth])) return rule.score + score_of_depth(depth);
        }
    }
    return rule.score;
}

/// Sorts at most `size` numbers and drops repeated ones. Each number's place is the count of those below it, which
/// takes vector instructions and, unlike a sort by comparisons, no branch that the processor has to guess.
template <std::size_t size>
void sort_few(Candidates& numbers) {
    constexpr auto none = INT32_MAX;
    std::array<std::int32_t, size> given;
    std::array<std::int32_t, size> sorted;
    given.fill(none);
    sorted.fill(none);
    std::copy(numbers.begin(), numbers.end(), given.begin());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::uint32_t below = 0;
        for (const std::int32_t other : given) below += other < given[i] ? 1U : 0U;
        sorted[below] = given[i];
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[kept] = static_cast<std::uint32_t>(sorted[i]);
        kept += sorted[i] != none ? 1U : 0U;  // repeated ones share a place and leave the next one free
    }
    numbers.resize(kept);
}

void sort_once(Candidates& numbers) {
    if (numbers.size() <= 16) return sort_few<16>(numbers);
    if (numbers.size() <= 32) return sort_few<32>(numbers);
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

/// The rules of a slot that the index does not rule out, in static evaluation order.
void collect_candidates(const MatchInput& input, std::size_t line, const CompiledSlot& slot, Candidates& out) {
    out.assign(slot.unindexed.begin(), slot.unindexed.end());
    bool sorted = true;
    for (const Postings& postings : slot.postings) {
        for (const Symbol symbol : input.facts.symbols_of(line, postings.dimension)) {
            // A later slot may have named words that this slot does not know.
            if (symbol + 1 >= postings.offsets.size()) continue;
            const auto first = postings.rules.begin() + postings.offsets[symbol];
            const auto last = postings.rules.begin() + postings.offsets[symbol + 1];
            if (first == last) continue;
            sorted = sorted && (out.empty() || out.back() < *first);
            out.insert(out.end(), first, last);
        }
    }
    if (!sorted) sort_once(out);  // a rule may name two categories of the path
}

/// Candidates lie anywhere in large arrays: asks for all of them at once instead of waiting for each.
void prefetch(const PlanIndex& plan, std::span<const std::uint32_t> candidates) {
    for (const std::uint32_t number : candidates) __builtin_prefetch(&plan.match[number]);
}

/// Finds the best match of a list of candidates that are in static evaluation order.
class Contest {
public:
    Contest(const MatchInput& input, const ResolutionRequest& request)
        : input_(input),
          request_(request),
          lists_(request.explanation != nullptr && input.context.explanation == ExplanationLevel::full) {}

    void enter(std::uint32_t number) {
        Check check = check_rule(input_, request_.line, number);
        const bool matches = check.verdict == Verdict::lost;
        if (matches && request_.excluded) check.verdict = Verdict::excluded;
        if (lists_) {
            CandidateVerdict& listed = request_.explanation->candidates[entered_];
            listed.rule_id.value.assign(input_.plan.match[number].id.value);
            listed.verdict = check.verdict;
            listed.failed_condition = check.failed_condition;
        }
        ++entered_;
        if (matches && !request_.excluded) compare(number);
    }

    /// No later candidate can win. Only asked where they need not be listed.
    bool is_decided(std::uint32_t next) const {
        if (best_ == nullptr || compares_charges()) return false;
        return !precedes_best(next, input_.plan.match[next].score + score_of_depth(SIZE_MAX));
    }

    /// Every candidate is listed, so none is left out.
    bool is_full() const { return lists_; }

    const CompiledRule* finish() const {
        ChargeExplanation* explanation = request_.explanation;
        if (explanation == nullptr) return best_;
        explanation->candidates_excluded = request_.slot->last_default - request_.slot->first - entered_;
        if (is_full()) explanation->candidates.resize(entered_);
        if (best_ == nullptr) return best_;
        if (is_full()) {
            explanation->candidates[best_at_].verdict = Verdict::won;
        } else {
            explanation->candidates.push_back({input_.plan.match[best_->number].id, Verdict::won, {}});
        }
        return best_;
    }

    bool has_winner() const { return best_ != nullptr; }

private:
    bool compares_charges() const {
        const ResolutionPolicy policy = input_.plan.plan.resolution;
        return policy == ResolutionPolicy::best_for_payee || policy == ResolutionPolicy::best_for_platform;
    }

    void compare(std::uint32_t number) {
        const std::int64_t score = score_on_line(input_, request_.line, number);
        Fraction charge;
        if (compares_charges()) charge = (*request_.charge_of)(input_.plan.rules[number]);
        if (best_ != nullptr && !is_better(number, score, charge)) return;
        best_ = &input_.plan.rules[number];
        best_score_ = score;
        best_charge_ = charge;
        best_at_ = entered_ - 1;
    }

    bool is_better(std::uint32_t number, std::int64_t score, const Fraction& charge) const {
        if (compares_charges()) {
            const bool for_payee = input_.plan.plan.resolution == ResolutionPolicy::best_for_payee;
            const bool wants_more = for_payee != request_.slot->pays_platform;
            if (charge < best_charge_) return !wants_more;
            if (best_charge_ < charge) return wants_more;
        }
        return precedes_best(number, score);
    }

    /// Whether a later candidate of the static order is preferred to the best so far: only the depth of a
    /// category can make it so, hence most comparisons end before the whole rules are read.
    bool precedes_best(std::uint32_t number, std::int64_t score) const {
        const MatchRule& best = input_.plan.match[best_->number];
        const ResolutionPolicy policy = input_.plan.plan.resolution;
        const bool ranks = policy != ResolutionPolicy::specific;
        if (ranks && input_.plan.match[number].rank != best.rank) return input_.plan.match[number].rank < best.rank;
        if (policy == ResolutionPolicy::ranked) return false;
        if (score != best_score_) return score > best_score_;
        if (input_.plan.match[number].score == best.score) return false;
        return precedes(policy, input_.plan.rules[number], score, *best_, best_score_);
    }

    const MatchInput& input_;
    const ResolutionRequest& request_;
    const bool lists_;
    const CompiledRule* best_ = nullptr;
    std::int64_t best_score_ = 0;
    Fraction best_charge_;
    std::uint32_t entered_ = 0;
    std::uint32_t best_at_ = 0;
};

}  // namespace

const CompiledRule* resolve_rule(const MatchInput& input, const ResolutionRequest& request, Candidates& scratch) {
    const CompiledSlot& slot = *request.slot;
    Contest contest{input, request};
    if (request.excluded && !contest.is_full()) return nullptr;
    collect_candidates(input, request.line, slot, scratch);
    prefetch(input.plan, scratch);
    if (contest.is_full()) request.explanation->candidates.resize(scratch.size() + slot.last_default - slot.last);
    for (const std::uint32_t number : scratch) {
        if (!contest.is_full() && contest.is_decided(number)) break;
        contest.enter(number);
    }
    for (std::uint32_t number = slot.last; number < slot.last_default && !contest.has_winner(); ++number)
        contest.enter(number);
    return contest.finish();
}

}  // namespace marketplace::affiliate::detail
