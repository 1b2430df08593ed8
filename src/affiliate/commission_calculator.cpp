#include <marketplace/affiliate/commission_calculator.hpp>

#include "line_split.hpp"
#include "rule_time.hpp"

namespace marketplace::affiliate {

using namespace detail;

namespace {

void require_effective(const CommissionPlan& plan, Timestamp at) {
    if (is_effective(plan, at)) return;
    fail(ErrorCode::out_of_range, "rule_time", to_string(at),
         "an instant at which plan " + plan.id.value + " is effective");
}

/// As new, except that what is certainly written later is left as it is, and so is all memory.
void clear(ChargeExplanation& out, ExplanationLevel level) {
    if (level != ExplanationLevel::full) out.candidates.clear();
    out.bands.clear();
    out.candidates_excluded = 0;
    out.raw.clear();
    out.bound.clear();
    out.capped = false;
    out.taxes.clear();
    out.tier.reset();
    out.base.reset();
}

void clear(Charge& out, ExplanationLevel level) {
    out.rule_id.value.clear();
    out.rule_version = 0;
    out.base_minor = out.amount_minor = out.tax_minor = {};
    out.shares.clear();
    out.tax_shares.clear();
    out.base_extras.reset();
    if (level == ExplanationLevel::none) {
        out.explanation.reset();
    } else if (out.explanation) {
        clear(*out.explanation, level);
    } else {
        out.explanation.emplace();
    }
}

void clear(LineCommission& out, std::size_t slots, ExplanationLevel level) {
    out.shares.clear();
    out.charges.resize(slots);
    for (Charge& charge : out.charges) clear(charge, level);
}

}  // namespace

namespace detail {

Timestamp rule_time_of(const CommissionPlan& plan, const Order& order, const CalculationContext& context) {
    if (context.as_of) return *context.as_of;
    if (plan.rule_time == RuleTime::placed) return order.placed_at;
    const bool captured = plan.rule_time == RuleTime::captured;
    const std::optional<Timestamp>& at = captured ? context.captured_at : context.fulfilled_at;
    if (!at) {
        fail(ErrorCode::missing_field, captured ? "context.captured_at" : "context.fulfilled_at", "",
             "the instant that decides which rules of the plan are effective");
    }
    return *at;
}

}  // namespace detail

OrderCommission calculate(const CompiledPlan& plan, const Order& order, const CalculationContext& context) {
    OrderCommission out;
    calculate_into(out, plan, order, context);
    return out;
}

void calculate_into(OrderCommission& out, const CompiledPlan& plan, const Order& order,
                    const CalculationContext& context) {
    const PlanIndex& index = plan.index();
    if (!is_plainly_sound(order)) validate(order);
    out.order_id = order.id;
    out.currency = order.currency;
    out.plan_id = index.plan.id;
    out.plan_version = index.plan.version;
    out.rule_time = rule_time_of(index.plan, order, context);
    require_effective(index.plan, out.rule_time);
    const bool explains = context.explanation != ExplanationLevel::none;
    out.lines.resize(order.lines.size());
    for (LineCommission& line : out.lines) clear(line, index.slots.size(), context.explanation);
    const OrderFacts facts = facts_of(index, order, context);
    OrderPricing pricing{index};
    pricing.price(facts, context, out.rule_time, explains ? &out : nullptr);
    for (std::size_t i = 0; i < out.lines.size(); ++i)
        split_line(index, pricing, facts.lines[i], i, context.explanation, out.lines[i]);
}

}  // namespace marketplace::affiliate
