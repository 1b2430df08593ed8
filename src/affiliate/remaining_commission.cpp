#include <marketplace/affiliate/remaining_commission.hpp>

#include <marketplace/money/allocation.hpp>

#include "line_split.hpp"
#include "refund_components.hpp"

#include <algorithm>

namespace marketplace::affiliate {
namespace {

using namespace detail;

const OrderLine& line_in(const Order& order, const OrderLineId& id, std::string_view field) {
    const auto found =
        std::find_if(order.lines.begin(), order.lines.end(), [&](const OrderLine& line) { return line.id == id; });
    if (found == order.lines.end()) fail(ErrorCode::invalid_value, field, id.value, "a line of the order");
    return *found;
}

/// The order with the lines of the commission, in its order.
Order order_of(const Order& order, const OrderCommission& frozen) {
    Order out = order;
    out.lines.clear();
    for (const LineCommission& line : frozen.lines) out.lines.push_back(line_in(order, line.line_id, "frozen"));
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

/// What is left of each component of the price. That of the goods is divided over them and the tax on top of them.
void shrink_price(LineFacts& line, const OrderLine& sold, const LineReversalState& state) {
    const ComponentAmounts all = components_of(sold);
    const ComponentAmounts gone = refunded_components(sold, state);
    const Amount goods_left = all.goods_minor - gone.goods_minor;
    const Rate fraction = all.goods_minor > Amount{} ? Rate{goods_left.value, all.goods_minor.value} : Rate{};
    const std::int64_t discounts = checked_add(line.discount_vendor, line.discount_platform);
    const std::int64_t weights[] = {checked_subtract(line.gross, discounts), line.tax_added};
    const std::vector<Amount> parts =
        goods_left > Amount{} ? allocate(goods_left, weights).parts : std::vector<Amount>(2);
    line.discount_vendor = part(line.discount_vendor, fraction);
    line.discount_platform = part(line.discount_platform, fraction);
    line.gross = checked_add(parts[0].value, checked_add(line.discount_vendor, line.discount_platform));
    line.tax_included = std::min(part(line.tax_included, fraction), parts[0].value);
    line.tax_added = parts[1].value;
    line.shipping = (all.shipping_minor - gone.shipping_minor).value;
    line.gift_wrap = (all.gift_wrap_minor - gone.gift_wrap_minor).value;
    line.fees = (all.fees_minor - gone.fees_minor).value;
}

/// A line that costs nothing shrinks by its units.
void shrink_free(LineFacts& line, std::int64_t units_sold) {
    const Rate fraction{line.quantity, units_sold};
    line.discount_vendor = part(line.discount_vendor, fraction);
    line.discount_platform = part(line.discount_platform, fraction);
    line.tax_included = part(line.tax_included, fraction);
    line.gross = checked_add(line.discount_vendor, line.discount_platform);
}

/// A line as if only what is left of it had been sold. Without units, nothing is.
void shrink(LineFacts& line, const OrderLine& sold, const LineReversalState& state) {
    const std::int64_t units_sold = line.quantity;
    const bool costs_money = line.total > 0;
    line.total = checked_subtract(line.total, state.refunded_minor.value);
    line.quantity = std::max<std::int64_t>(checked_subtract(units_sold, state.quantity), line.total > 0 ? 1 : 0);
    if (costs_money && line.total <= 0) line.quantity = 0;
    costs_money ? shrink_price(line, sold, state) : shrink_free(line, units_sold);
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

ReversalState refunded_state(const Order& order, const ReversalState& before, std::span<const LineRefund> lines) {
    ReversalState out = before;
    for (const LineRefund& refund : lines) {
        auto found = std::find_if(out.lines.begin(), out.lines.end(),
                                  [&](const LineReversalState& line) { return line.line_id == refund.line_id; });
        if (found == out.lines.end()) {
            out.lines.emplace_back().line_id = refund.line_id;
            found = out.lines.end() - 1;
        }
        if (refund.component || found->components) {
            const OrderLine& sold = line_in(order, refund.line_id, "lines");
            found->components = with_refund(sold, refunded_components(sold, *found), refund);
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
        shrink(left.lines[i], sold.lines[i], state_of(state, frozen.lines[i].line_id));
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
        calculate_remaining(plan, order, frozen, refunded_state(order, before, lines), context);
    return reverse_recomputed(order, frozen, before, request, {policy, left});
}

}  // namespace marketplace::affiliate
