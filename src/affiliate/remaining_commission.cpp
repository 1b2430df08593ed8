#include <marketplace/affiliate/remaining_commission.hpp>

#include <marketplace/money/allocation.hpp>

#include "line_split.hpp"

#include <algorithm>

namespace marketplace::affiliate {
namespace {

using namespace detail;

const OrderLine& line_in(const Order& order, const OrderLineId& id) {
    const auto found =
        std::find_if(order.lines.begin(), order.lines.end(), [&](const OrderLine& line) { return line.id == id; });
    if (found == order.lines.end()) fail(ErrorCode::invalid_value, "frozen", id.value, "a line of the order");
    return *found;
}

/// The order with the lines of the commission, in its order.
Order order_of(const Order& order, const OrderCommission& frozen) {
    Order out = order;
    out.lines.clear();
    for (const LineCommission& line : frozen.lines) out.lines.push_back(line_in(order, line.line_id));
    return out;
}

const CompiledRule& rule_of(const PlanIndex& plan, const CompiledSlot& slot, const RuleId& id) {
    for (std::uint32_t number = slot.first; number < slot.last_default; ++number) {
        if (plan.match[number].id == id) return plan.rules[number];
    }
    fail(ErrorCode::invalid_value, "frozen", id.value,
         "a rule of slot " + slot.name + " of plan " + plan.plan.id.value + " version " +
             std::to_string(plan.plan.version));
}

std::vector<FrozenCharge> winners_of(const PlanIndex& plan, const OrderCommission& frozen) {
    std::vector<FrozenCharge> out;
    out.reserve(frozen.lines.size() * plan.slots.size());
    for (const LineCommission& line : frozen.lines) {
        bool same = line.charges.size() == plan.slots.size();
        for (std::size_t i = 0; same && i < plan.slots.size(); ++i) same = line.charges[i].slot == plan.slots[i].name;
        if (!same) fail(ErrorCode::invalid_value, "frozen", line.line_id.value, "charges of the slots of the plan");
        for (std::size_t i = 0; i < plan.slots.size(); ++i) {
            const Charge& charge = line.charges[i];
            FrozenCharge& won = out.emplace_back();
            if (charge.rule_id.empty()) continue;
            won = {&rule_of(plan, plan.slots[i], charge.rule_id), charge.base_minor.value};
        }
    }
    return out;
}

std::int64_t part(std::int64_t amount, const Rate& of) {
    return multiply(Amount{amount}, of, Rounding::half_up).value;
}

/// What the customer pays for the goods and beside them, in proportion: the parts sum to `left`.
void shrink_parts(LineFacts& line, std::int64_t goods, std::int64_t left) {
    const std::int64_t weights[] = {goods, line.tax_added, line.shipping, line.gift_wrap, line.fees};
    const std::vector<Amount> parts = allocate(Amount{left}, weights).parts;
    line.gross = checked_add(parts[0].value, checked_add(line.discount_vendor, line.discount_platform));
    line.tax_included = std::min(line.tax_included, parts[0].value);
    line.tax_added = parts[1].value;
    line.shipping = parts[2].value;
    line.gift_wrap = parts[3].value;
    line.fees = parts[4].value;
}

/// A line as if only what is left of it had been sold. Without units, nothing is.
void shrink(LineFacts& line, const LineReversalState& state) {
    const std::int64_t sold = line.quantity;
    const std::int64_t total = line.total;
    const std::int64_t left = checked_subtract(total, state.refunded_minor.value);
    line.quantity = std::max<std::int64_t>(checked_subtract(sold, state.quantity), left > 0 ? 1 : 0);
    if (total > 0 && left <= 0) line.quantity = 0;
    const Rate fraction = total > 0 ? Rate{left, total} : Rate{line.quantity, sold};
    const std::int64_t discounts = checked_add(line.discount_vendor, line.discount_platform);
    const std::int64_t goods = checked_subtract(line.gross, discounts);
    line.discount_vendor = part(line.discount_vendor, fraction);
    line.discount_platform = part(line.discount_platform, fraction);
    line.tax_included = part(line.tax_included, fraction);
    line.total = left;
    if (total > 0) return shrink_parts(line, goods, left);
    line.gross = checked_add(line.discount_vendor, line.discount_platform);
}

void require_whole(const OrderFacts& facts, const OrderCommission& frozen) {
    for (std::size_t i = 0; i < frozen.lines.size(); ++i) {
        const LineCommission& line = frozen.lines[i];
        if (facts.lines[i].total == line.total_minor.value) continue;
        fail(ErrorCode::invalid_value, "frozen", line.line_id.value,
             "the commission of the whole line, " + std::to_string(facts.lines[i].total));
    }
}

}  // namespace

ReversalState refunded_state(const ReversalState& before, std::span<const LineRefund> lines) {
    ReversalState out = before;
    for (const LineRefund& refund : lines) {
        auto found = std::find_if(out.lines.begin(), out.lines.end(),
                                  [&](const LineReversalState& line) { return line.line_id == refund.line_id; });
        if (found == out.lines.end()) {
            out.lines.emplace_back().line_id = refund.line_id;
            found = out.lines.end() - 1;
        }
        found->quantity = checked_add(found->quantity, refund.quantity);
        found->refunded_minor += refund.amount_minor;
    }
    return out;
}

OrderCommission calculate_remaining(const CompiledPlan& plan, const Order& order, const OrderCommission& frozen,
                                    const ReversalState& state, const CalculationContext& context) {
    const PlanIndex& index = plan.index();
    const Order sold = order_of(order, frozen);
    validate(sold);
    const OrderFacts facts = facts_of(index, sold, context);
    require_whole(facts, frozen);
    OrderFacts left = facts;
    for (std::size_t i = 0; i < left.lines.size(); ++i)
        shrink(left.lines[i], state_of(state, frozen.lines[i].line_id));
    OrderPricing pricing{index};
    pricing.price_remaining(left, {facts, winners_of(index, frozen)}, context, frozen.rule_time);
    OrderCommission out{frozen.order_id, frozen.currency, index.plan.id, index.plan.version, frozen.rule_time, {}};
    for (std::size_t i = 0; i < left.lines.size(); ++i) {
        if (left.lines[i].quantity == 0) continue;
        LineCommission& line = out.lines.emplace_back();
        line.charges.resize(index.slots.size());
        split_line(index, pricing, left.lines[i], i, ExplanationLevel::none, line);
    }
    return out;
}

Reversal reverse_with_plan(const CompiledPlan& plan, const Order& order, const OrderCommission& frozen,
                           const ReversalState& before, const RefundRequest& request,
                           const CalculationContext& context) {
    const RefundPolicy& policy = plan.plan().refund_policy;
    if (policy.refund_mode == RefundMode::proportional || request.goodwill) {
        return reverse(order, frozen, before, request, policy);
    }
    const std::vector<LineRefund> lines = resolve(order, frozen, before, request);
    const OrderCommission left =
        calculate_remaining(plan, order, frozen, refunded_state(before, lines), context);
    return reverse_recomputed(order, frozen, before, request, {policy, left});
}

}  // namespace marketplace::affiliate
