#pragma once
// The commission of what a refund leaves of a sale, by the rules that were frozen with it.
//
// No rule is resolved again: each line keeps the winners that it was sold with, whatever their conditions would say to
// the rest, and each line is calculated by itself. What it carries of an amount for each order, and the volume at
// which a marginal charge begins, are those of the sale; its amount is rounded alone. A refund of one line therefore
// never changes another one.

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/reversal.hpp>

#include <span>

namespace marketplace::affiliate {

/// The state in which resolved refunds leave what they give back of each line: quantities, amounts and components, not
/// the shares. Throws `invalid_value` for a line that the order does not have.
[[nodiscard]] ReversalState refunded_state(const Order& order, const ReversalState& before,
                                           std::span<const LineRefund> lines);

/// What is left of each line of the frozen commission, divided by its frozen winners. The parts of the price shrink by
/// what was refunded of them, evenly where no refund named a component; units are those that were not given back, and
/// one at least while the customer pays anything. Lines of which nothing is left are absent. `order` has the lines of
/// `frozen`, `context` is what that was calculated with. Throws `invalid_value` when the commission is not one of this
/// plan and order.
[[nodiscard]] OrderCommission calculate_remaining(const CompiledPlan& plan, const Order& order,
                                                  const OrderCommission& frozen, const ReversalState& state,
                                                  const CalculationContext& context = {});

/// Reverses by the refund policy of the plan, in proportion or to the commission of what is left. Throws as `reverse`
/// and `reverse_recomputed` do.
[[nodiscard]] Reversal reverse_with_plan(const CompiledPlan& plan, const Order& order, const OrderCommission& frozen,
                                         const ReversalState& before, const RefundRequest& request,
                                         const CalculationContext& context = {});

}  // namespace marketplace::affiliate
