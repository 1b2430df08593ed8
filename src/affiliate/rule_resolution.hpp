#pragma once
// Which rule wins a slot on a line; private to the affiliate module.

#include "fraction.hpp"
#include "line_facts.hpp"

#include <functional>

namespace marketplace::affiliate::detail {

/// What the matching of rules reads.
struct MatchInput {
    const PlanIndex& plan;
    const OrderFacts& facts;
    const CalculationContext& context;
    Timestamp at;
};

/// `Verdict::lost` means that the rule matches.
struct Check {
    Verdict verdict = Verdict::lost;
    std::optional<RuleCondition> failed_condition;
};

/// What a rule would charge, for the policies that compare charges.
using ChargeOf = std::function<Fraction(const CompiledRule&)>;

/// Where and how to look for the winner.
struct ResolutionRequest {
    std::size_t line = 0;
    const CompiledSlot* slot = nullptr;
    bool excluded = false;                      ///< another slot has a winner: nobody wins here
    const ChargeOf* charge_of = nullptr;
    ChargeExplanation* explanation = nullptr;   ///< null: none
};

/// Numbers of rules, in static evaluation order.
using Candidates = boost::container::small_vector<std::uint32_t, 64>;

/// The winner, or null. `scratch` is overwritten.
[[nodiscard]] const CompiledRule* resolve_rule(const MatchInput& input, const ResolutionRequest& request,
                                               Candidates& scratch);

}  // namespace marketplace::affiliate::detail
