#pragma once
// What is probably wrong with a valid plan: rules that can never win, ties decided by an id alone,
// sales and times that nobody thought of.

#include <marketplace/affiliate/commission_calculator.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// What kind of flaw was found.
enum class LintKind {
    shadowed,      ///< another rule always wins before it
    overlapping,   ///< two rules can match the same line, and only their ids decide; or two versions of a rule
                   ///< are effective at the same time
    gap,           ///< a slot, a time or a sample line without any rule
    unreachable,   ///< its own conditions, currencies or dates can never be met
    draft,         ///< not active, so never charged
    zero_matches,  ///< won no line of the sample
    any_currency,  ///< its amounts name no currency, and neither does the plan
};
MARKETPLACE_COMPILED_ENUM(LintKind, shadowed, overlapping, gap, unreachable, draft, zero_matches, any_currency)

/// One flaw: which rules, and a sentence for people.
struct LintFinding {
    LintKind kind = LintKind::shadowed;
    std::string slot;
    std::vector<RuleId> rule_ids;  ///< the flawed rule first, then the one that causes it
    std::string message;

    friend bool operator==(const LintFinding&, const LintFinding&) = default;
};
MARKETPLACE_COMPILED_RECORD(LintFinding, (kind, slot, rule_ids, message));

/// Bounds the work and the report. Rules are compared in pairs.
struct LintOptions {
    std::int64_t pairs_max = 50'000'000;
    std::int64_t findings_max = 1'000;

    friend bool operator==(const LintOptions&, const LintOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(LintOptions, (pairs_max, findings_max));

/// What can be said without sales.
[[nodiscard]] std::vector<LintFinding> lint(const CommissionPlan& plan, const LintOptions& options = {});

/// That, and what a sample of orders shows: rules that won nothing, slots that found no rule. `contexts`
/// is empty or as long as `sample`. Orders at whose time the plan is not effective are left out and counted
/// in a finding of kind `gap`; give `CalculationContext::as_of` to try a plan of the future with them.
[[nodiscard]] std::vector<LintFinding> lint(const CommissionPlan& plan, std::span<const Order> sample,
                                            std::span<const CalculationContext> contexts = {},
                                            const LintOptions& options = {});

}  // namespace marketplace::affiliate
