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
    const PlanIndex& index = plan.index();
    if (!is_plainly_sound(order)) validate(order);
    OrderCommission out;
    out.order_id = order.id;
    out.currency = order.currency;
    out.plan_id = index.plan.id;
    out.plan_version = index.plan.version;
    out.rule_time = rule_time_of(index.plan, order, context);
    require_effective(index.plan, out.rule_time);
    const bool explains = context.explanation != ExplanationLevel::none;
    out.lines.resize(order.lines.size());
    for (LineCommission& line : out.lines) {
        line.charges.resize(index.slots.size());
        if (!explains) continue;
        for (Charge& charge : line.charges) charge.explanation.emplace();
    }
    const OrderFacts facts = facts_of(index, order, context);
    OrderPricing pricing{index};
    pricing.price(facts, context, out.rule_time, explains ? &out : nullptr);
    for (std::size_t i = 0; i < out.lines.size(); ++i)
        split_line(index, pricing, facts.lines[i], i, context.explanation, out.lines[i]);
    return out;
}

}  // namespace marketplace::affiliate
