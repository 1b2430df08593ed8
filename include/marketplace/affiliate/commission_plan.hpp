#pragma once
// A commission plan: versioned data that says who gets what of a sale.
//
// A plan has slots (platform_fee, affiliate, ...). On each line at most one rule wins each slot, slots
// add up, and one party, the residual, receives what they leave. Text in, validated, compiled, shared.

#include <marketplace/affiliate/commission_charge.hpp>
#include <marketplace/affiliate/commission_conditions.hpp>
#include <marketplace/affiliate/refund_policy.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::affiliate {

/// A draft is not charged yet, a retired rule no more.
enum class RuleStatus { draft, active, retired };
MARKETPLACE_COMPILED_ENUM(RuleStatus, draft, active, retired)

/// One beneficiary of a charge and its weight. Where the id of the beneficiary is empty, the line says
/// which one: a vendor is the line's vendor, an affiliate and a brand are the line's, a referrer is the
/// order's. On a line that has none, a rule that would pay it does not match. The other parties keep the
/// id as it is written; empty then means "the one and only".
struct PoolShare {
    Beneficiary beneficiary;
    std::int64_t weight = 1;

    friend bool operator==(const PoolShare&, const PoolShare&) = default;
};
MARKETPLACE_COMPILED_RECORD(PoolShare, (beneficiary, weight));

/// When it applies, what it charges, and who gets it.
struct CommissionRule {
    RuleId id;
    std::string code;                      ///< for people; the engine does not read it
    std::string slot;                      ///< the name of a slot of the plan
    Conditions conditions;
    bool is_default = false;               ///< looked at only when no other rule of the slot matches; has no conditions
    std::vector<PoolShare> beneficiaries;  ///< split by largest remainder; empty: the slot's beneficiary
    BaseSpec base;
    ChargeFormula charge;
    std::vector<FeeTax> fee_taxes;         ///< each on the charge alone, each rounded by itself
    std::map<std::string, Bounds> bounds;  ///< by currency code
    BoundScope bound_scope = BoundScope::line;
    std::optional<Rounding> rounding;      ///< absent: the plan's
    std::int64_t rank = 0;                 ///< lower is looked at first
    std::optional<Timestamp> effective_from;
    std::optional<Timestamp> effective_to; ///< the first instant at which it no longer applies
    RuleStatus status = RuleStatus::active;
    std::int64_t version = 1;
    RuleId supersedes;                     ///< the rule that this one follows in time; empty if none

    friend bool operator==(const CommissionRule&, const CommissionRule&) = default;
};
MARKETPLACE_COMPILED_RECORD(CommissionRule, (id, code, slot, conditions, is_default, beneficiaries, base, charge,
                                             fee_taxes, bounds, bound_scope, rounding, rank, effective_from,
                                             effective_to, status, version, supersedes));

/// One kind of charge. Slots are computed in the order of the plan.
struct Slot {
    std::string name;
    Beneficiary beneficiary;                  ///< for rules that name none
    std::vector<std::string> exclusive_with;  ///< earlier slots; if one of them has a winner, this has none
    std::string
        after;  ///< an earlier slot: the base is less what that slot, and those before it, charged; empty: full base

    friend bool operator==(const Slot&, const Slot&) = default;
};
MARKETPLACE_COMPILED_RECORD(Slot, (name, beneficiary, exclusive_with, after));

/// The instant at which a rule must be effective.
enum class RuleTime { placed, captured, fulfilled };
MARKETPLACE_COMPILED_ENUM(RuleTime, placed, captured, fulfilled)

/// Which of several matching rules of a slot wins. The score of a rule is the sum of the weights of its
/// conditions: sku 4096, product 2048, campaign 1024, vendor 512, brand 256, collection 128, category 64
/// plus the depth of the matched category (root 0), product_type 32, tier 16, vendor_type 8, channel 4,
/// country 2, currency 1; where that is equal, the number of other conditions.
enum class ResolutionPolicy {
    ranked_then_specific,   ///< lowest rank; then as `specific`
    ranked,                 ///< lowest rank; then lower id
    specific,               ///< highest score; then narrower validity, later begin, lower id
    best_for_payee,         ///< highest charge; lowest in slots whose beneficiary is the platform
    best_for_platform,      ///< lowest charge; highest in slots whose beneficiary is the platform
};
MARKETPLACE_COMPILED_ENUM(ResolutionPolicy, ranked_then_specific, ranked, specific, best_for_payee, best_for_platform)

/// Who receives what the slots leave, and so absorbs the fraction of a minor unit.
enum class ResidualParty { vendor, platform };
MARKETPLACE_COMPILED_ENUM(ResidualParty, vendor, platform)

/// What happens when the charges and their taxes exceed what was collected.
enum class OverAllocation {
    cap_last,        ///< the last slots get less, or nothing
    scale_pro_rata,  ///< all slots get less, in proportion
    reject,          ///< `over_allocated`
};
MARKETPLACE_COMPILED_ENUM(OverAllocation, cap_last, scale_pro_rata, reject)

/// What is rounded: each line, or each vendor's part of an order in a slot, which is then divided over
/// its lines by largest remainder. The invoice of a period is the sum of such integers.
enum class RoundingScope { line, order };
MARKETPLACE_COMPILED_ENUM(RoundingScope, line, order)

/// Who pays the tax on the goods to the authority.
enum class TaxHandling {
    vendor_remits,    ///< the vendor's share contains it
    platform_remits,  ///< a share of the tax authority, whose id is the order's country (marketplace facilitator)
};
MARKETPLACE_COMPILED_ENUM(TaxHandling, vendor_remits, platform_remits)

/// All rules for one group of vendors during one time.
struct CommissionPlan {
    PlanId id;
    std::string code;
    std::string name;
    std::int64_t version = 1;
    std::optional<Timestamp> effective_from;
    std::optional<Timestamp> effective_to;
    std::string time_zone = "UTC";        ///< IANA name, for months
    RuleTime rule_time = RuleTime::placed;
    ResolutionPolicy resolution = ResolutionPolicy::ranked_then_specific;
    std::vector<Slot> slots;
    ResidualParty residual = ResidualParty::vendor;
    OverAllocation over_allocation = OverAllocation::cap_last;
    RoundingScope rounding_scope = RoundingScope::line;
    Rounding rounding = Rounding::half_up;
    TaxHandling tax_handling = TaxHandling::vendor_remits;
    bool allow_over_100 = false;          ///< permits rates above 100 %
    bool allow_negative_net = false;      ///< a charge may exceed what was collected; the residual then owes it
    RefundPolicy refund_policy;
    std::vector<CommissionRule> rules;
    /// The currency of amounts that name none: thresholds and their fixed parts, conditions on amounts. A rule
    /// with such amounts, and without a `currency` condition of its own, is skipped for orders in another
    /// currency; nothing is ever converted. Absent: such amounts count in whatever currency an order has, which
    /// `lint` reports.
    std::optional<Currency> currency;

    friend bool operator==(const CommissionPlan&, const CommissionPlan&) = default;
};
MARKETPLACE_COMPILED_RECORD(CommissionPlan, (id, code, name, version, effective_from, effective_to, time_zone,
                                             rule_time, resolution, slots, residual, over_allocation, rounding_scope,
                                             rounding, tax_handling, allow_over_100, allow_negative_net, refund_policy,
                                             rules, currency));

/// Refuses, never repairs; the error names the path: "rules[3].charge.thresholds[1].from_minor".
/// `invalid_plan`, `unknown_slot`, `rate_out_of_range`, `thresholds_out_of_order`, `overlapping_default`,
/// `unknown_currency`, `unknown_time_zone`, `missing_field`, `duplicate_key`.
void validate(const CommissionPlan& plan);

/// Whether an instant lies in the plan's own window, from `effective_from` to before `effective_to`; an end that is not
/// given is open.
[[nodiscard]] bool is_effective(const CommissionPlan& plan, Timestamp at);

/// Reads and validates a plan. Beside the errors of `from_json` and `validate`: `unknown_condition` for
/// a condition that does not exist, since ignoring one would widen the rule.
[[nodiscard]] CommissionPlan parse_plan(std::string_view json);

}  // namespace marketplace::affiliate
