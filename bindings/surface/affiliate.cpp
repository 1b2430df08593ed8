#include "affiliate_batch.hpp"
#include "module.hpp"

#include <marketplace/affiliate/affiliate_commission.hpp>
#include <marketplace/affiliate/attribution.hpp>
#include <marketplace/affiliate/context_needs.hpp>
#include <marketplace/affiliate/conversion_check.hpp>
#include <marketplace/affiliate/dispute.hpp>
#include <marketplace/affiliate/plan_lint.hpp>
#include <marketplace/affiliate/remaining_commission.hpp>
#include <marketplace/affiliate/restatement.hpp>
#include <marketplace/affiliate/reversal.hpp>
#include <marketplace/affiliate/tier_intervention.hpp>
#include <marketplace/affiliate/tier_manager.hpp>
#include <marketplace/affiliate/what_if.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::affiliate;  // NOLINT: this file is a list of its functions

void register_plans(Module& module) {
    module.function("parse_plan", {"json"}, &parse_plan);
    module.function("validate_plan", {"plan"}, [](const CommissionPlan& plan) { validate(plan); })
        .cpp("validate(CommissionPlan)");
    module.function("is_effective", {"plan", "at"}, &is_effective);
    module.function("validate_charge", {"charge", "allow_over_100"},
                    [](const ChargeFormula& charge, bool allow_over_100) { validate(charge, allow_over_100); })
        .cpp("validate(ChargeFormula, bool)");
    module.function("validate_conditions", {"conditions"}, [](const Conditions& conditions) { validate(conditions); })
        .cpp("validate(Conditions)");
    module.function("condition_values", {"conditions", "dimension"}, &condition_values);
    auto plan = module.handle<CompiledPlan>("CompiledPlan", false);
    plan.method("plan", {}, [](const CompiledPlan& self) -> const CommissionPlan& { return self.plan(); });
    plan.method("symbols", {"dimension", "texts"}, &symbol_column);
    plan.method("active_rule_count", {}, [](const CompiledPlan& self) { return self.active_rule_count(); });
    module.function("compile", {"plan"}, &compile);
    module.function("calculate", {"plan", "order", {"context", CalculationContext{}}}, &calculate);
    module.function("needs_of", {"plan"}, &needs_of);
    module.function("recurring_beneficiaries", {"needs", "order"}, &recurring_beneficiaries);
    module.function("volumes_of", {"order"}, &volumes_of);
    module.function("calculate_orders", {"plan", "orders", {"context", CalculationContext{}}}, &calculate_orders)
        .in_bulk("calculate").takes_long();
    module.function("calculate_batch", {"plan", "currency", "at", "columns"}, &calculate_columns)
        .in_bulk("calculate_batch").takes_long();
    module.function("percentage_batch", {"rate", "rounding", "base"}, &percentage_column)
        .in_bulk("percentage_batch").takes_long();
    module
        .function("shares_of", {"commission"}, [](const OrderCommission& commission) { return shares_of(commission); })
        .cpp("shares_of(OrderCommission)");
    module.function("lint", {"plan", {"options", LintOptions{}}},
                    [](const CommissionPlan& whole, const LintOptions& options) { return lint(whole, options); })
        .cpp("lint(CommissionPlan, LintOptions)").takes_long();
    module.function("lint_with_orders", {"plan", "sample", {"contexts", std::vector<CalculationContext>{}},
                                         {"options", LintOptions{}}},
                    [](const CommissionPlan& whole, std::span<const Order> sample,
                       std::span<const CalculationContext> contexts, const LintOptions& options) {
                        return lint(whole, sample, contexts, options);
                    })
        .cpp("lint(CommissionPlan, span<Order>, span<CalculationContext>, LintOptions)").takes_long();
    module.function("what_if", {"orders", "before", "after", {"contexts", std::vector<CalculationContext>{}}}, &what_if)
        .takes_long();
}

void register_what_if(Module& module) {
    auto accumulator = module.handle<WhatIf>("WhatIf", true);
    accumulator.constructor({"before", "after"}, [](const CompiledPlan& before, const CompiledPlan& after) {
        return std::make_shared<WhatIf>(before, after);
    });
    accumulator.method(
        "add", {"order", {"context", CalculationContext{}}},
        [](WhatIf& self, const Order& order, const CalculationContext& context) { self.add(order, context); });
    accumulator.method("merge", {"other"}, [](WhatIf& self, const WhatIf& other) { self.merge(other); });
    accumulator.method("report", {}, [](const WhatIf& self) { return self.report(); });
}

void register_refunds(Module& module) {
    module.function("state_of", {"state", "line_id"}, &state_of);
    module
        .function(
            "refundable_of", {"frozen", "state"},
            [](const OrderCommission& frozen, const ReversalState& state) { return refundable_of(frozen, state); })
        .cpp("refundable_of(OrderCommission, ReversalState)");
    module
        .function("refundable_of_line", {"line", "state"},
                  [](const LineCommission& line, const LineReversalState& state) { return refundable_of(line, state); })
        .cpp("refundable_of(LineCommission, LineReversalState)");
    module.function("components_of", {"line"}, [](const OrderLine& line) { return components_of(line); });
    module.function("resolve", {"order", "frozen", "before", "request"}, &resolve);
    module.function("reverse", {"order", "frozen", "before", "request", "policy"}, &reverse);
    module.function("reverse_recomputed", {"order", "frozen", "before", "request", "recomputed"}, &reverse_recomputed);
    module.function("refunded_state", {"order", "before", "lines"}, &refunded_state);
    module.function("calculate_remaining", {"plan", "order", "frozen", "state", {"context", CalculationContext{}}},
                    &calculate_remaining);
    module.function("reverse_with_plan",
                    {"plan", "order", "frozen", "before", "request", {"context", CalculationContext{}}},
                    &reverse_with_plan);
    module.function("shares_of_reversal", {"reversal"}, [](const Reversal& reversal) { return shares_of(reversal); })
        .cpp("shares_of(Reversal)");
    module.function("without", {"state", "voided"}, &without);
    module.function("validate_refund_policy", {"policy"}, [](const RefundPolicy& policy) { validate(policy); })
        .cpp("validate(RefundPolicy)");
    module.function("retained_of", {"policy", "refunded_fee", "currency"}, &retained_of);
    module.function("lesser_of_cap_and_rate", {"rate", "cap_minor"}, &lesser_of_cap_and_rate);
    module.function("restate", {"frozen", "adjustments", "recomputed", "run_id", "reason"}, &restate);
    module.function("restated", {"frozen", "adjustments"}, &restated);
    module.function("rebase", {"order", "restated", "state"}, &rebase);
    module.function("cancel_before_capture", {"frozen", "state", "at", "reason"}, &cancel_before_capture);
    module.function("dispute_opened", {"reversal", "terms"}, &dispute_opened);
    module.function("dispute_won", {"opened", "state"}, &dispute_won);
    module.function("dispute_lost", {"opened", "state"}, &dispute_lost);
}

void register_rewards(Module& module) {
    module.function("validate_attribution", {"policy"}, [](const AttributionPolicy& policy) { validate(policy); })
        .cpp("validate(AttributionPolicy)");
    module.function("attribute", {"touches", "converted_at", "policy"}, &attribute);
    module.function("divide_reward", {"reward", "credits"}, &divide_reward);
    module.function("validate_lock", {"policy"}, [](const LockPolicy& policy) { validate(policy); })
        .cpp("validate(LockPolicy)");
    module.function("validate_pay", {"policy"}, [](const PayPolicy& policy) { validate(policy); })
        .cpp("validate(PayPolicy)");
    module.function("schedule_of", {"occurred_at", "lock", "pay", "zone"}, &schedule_of);
    module.function("is_rewarded", {"first_sale_at", "at", "policy", "zone"}, &is_rewarded);
    module.function("limit_spend", {"asked", "at", "spent", "limits", "zone"}, &limit_spend);
    module.function("volume_reward", {"before", "after", "bands"}, &volume_reward);
    module.function("advance", {"item", "action", "at", "zone", {"reason", std::string{}}}, &affiliate::advance);
    module.function("refund_items", {"items", "order_id", "refund", "terms", "zone"}, &refund_items);
    module.function("reject_items", {"items", "id", "reason"}, &reject_items);
    module.function("hold_items", {"items", "id", "reason"}, &hold_items);
    module.function("release_items", {"items", "id"}, &release_items);
    module.function("referral_items", {"source", "recruiters", "policy"}, &referral_items);
    module.function("statements_of", {"items", "day", "policy"}, &statements_of);
    module.function("check_conversion", {"facts", "order_total", "policy"}, &check_conversion);
}

void register_tiers(Module& module) {
    module.function("parse_tier_policy", {"json"}, &parse_tier_policy);
    module.function("validate_tier_policy", {"policy"}, [](const TierPolicy& policy) { validate(policy); })
        .cpp("validate(TierPolicy)");
    module.function("is_rate", {"metric"}, [](Metric metric) { return is_rate(metric); });
    module.function("is_amount", {"metric"}, [](Metric metric) { return is_amount(metric); });
    module.function("position_of", {"policy", "level"}, [](const TierPolicy& policy, std::string_view level) {
        return position_of(policy, level);
    });
    module.function("start_of_unit", {"day", "unit"}, &start_of_unit);
    module.function("add_units", {"start", "unit", "count"}, &add_units);
    module.function("vendor_of", {"fact"}, [](const VendorFact& fact) { return vendor_of(fact); });
    module.function("currency_of", {"fact"}, [](const VendorFact& fact) { return currency_of(fact); });
    module.function("with_fact", {"bucket", "fact"}, &with_fact);
    module.function("bucket_day", {"policy", "fact", "recorded_at"},
                    [](const TierPolicy& policy, const VendorFact& fact, Timestamp recorded_at) {
                        return bucket_day(policy, TierCalendar{policy}, fact, recorded_at);
                    });
    module.function("snapshot", {"policy", "vendor", "buckets", "run_at"}, &snapshot);
    auto evaluator = module.handle<TierEvaluator>("TierEvaluator", false);
    evaluator.constructor({"policy"}, [](const TierPolicy& policy) { return std::make_shared<TierEvaluator>(policy); });
    evaluator.method("policy", {}, [](const TierEvaluator& self) -> const TierPolicy& { return self.policy(); });
    evaluator.method("evaluate", {"metrics", "before", "period"}, &TierEvaluator::evaluate);
    evaluator.method("reevaluate", {"metrics", "current", "restated_at"}, &TierEvaluator::reevaluate);
    evaluator.method("reevaluate_from", {"before", "metrics", "current", "restated_at"},
                     &TierEvaluator::reevaluate_from);
    evaluator.method("input_hash_of", {"metrics", "state", "run_at"}, &TierEvaluator::input_hash_of);
    module.function("check", {"requirement", "metrics", {"keep_ratio", Rate{1, 1}}}, &check);
    module.function("check_all", {"group", "metrics", {"keep_ratio", Rate{1, 1}}}, &check_all);
    module.function("failures_of", {"level", "metrics", {"keep_ratio", Rate{1, 1}}}, &failures_of);
    module.function("progress_of", {"check"}, &progress_of);
    module.function("evaluate", {"policy", "metrics", "before", "period"}, &evaluate);
    module.function("level_in_force", {"state", "at"}, [](const TierState& state, Timestamp at) {
        return level_in_force(state, at);
    });
    module.function("tier_at", {"assignments", "at"}, [](std::span<const TierAssignment> assignments, Timestamp at) {
        return tier_at(assignments, at);
    });
    module.function("overwrite", {"history", "span"}, &overwrite);
    module.function("history_after", {"history", "outcome"}, &history_after);
    module.function("due_runs", {"policy", "last_run", "now"}, &due_runs);
    module.function("is_dormant", {"policy", "vendor"}, &is_dormant);
    module.function("run", {"policy", "period", "vendors", "now"}, &run).takes_long();
    module.function("replay", {"policy", "steps", "before"}, &replay).takes_long();
    module.function("restate_periods", {"policy", "periods", "state", "restated_at"}, &restate_periods).takes_long();
    module.function("project", {"policy", "metrics", "state", "now"}, &project);
    module.function("give_level", {"policy", "state", "history", "given", "at"}, &give_level);
    module.function("take_level", {"policy", "state", "history", "at"}, &take_level);
    module.function("lock_level", {"policy", "state", "lock", "at"}, &lock_level);
    module.function("unlock_level", {"policy", "state", "at"}, &unlock_level);
}

}  // namespace

void register_affiliate(Registry& registry) {
    Module module{registry, "affiliate"};
    register_plans(module);
    register_what_if(module);
    register_refunds(module);
    register_rewards(module);
    register_tiers(module);
}

}  // namespace marketplace::surface
