#pragma once
// How much of which component of a line has been refunded; private to the affiliate module.

#include <marketplace/affiliate/proration.hpp>
#include <marketplace/affiliate/refund.hpp>

#include <array>

namespace marketplace::affiliate::detail {

/// In the order of `PriceComponent`.
[[nodiscard]] std::array<Amount, 4> values_of(const ComponentAmounts& amounts);
[[nodiscard]] Amount value_of(const ComponentAmounts& amounts, PriceComponent component);

/// What the state says or, where no refund has named a component so far, an even part of each.
[[nodiscard]] ComponentAmounts refunded_components(const OrderLine& line, const LineReversalState& state);

/// With another refund: of the component that it names, or evenly of what is left of all.
[[nodiscard]] ComponentAmounts with_refund(const OrderLine& line, const ComponentAmounts& refunded,
                                           const LineRefund& refund);

/// after - before, which is nothing where either says nothing.
[[nodiscard]] std::optional<ComponentAmounts> difference_of(const std::optional<ComponentAmounts>& after,
                                                            const std::optional<ComponentAmounts>& before);

/// The same amount in all, with none below zero: even parts are rounded, so that taking some of them away again may
/// leave one that is less by a unit.
[[nodiscard]] ComponentAmounts without_debts(const ComponentAmounts& refunded);

/// How far the goods and these other components have been refunded; `otherwise` where they cost nothing.
[[nodiscard]] Progress progress_of(const OrderLine& line, const ComponentAmounts& refunded,
                                   const std::vector<PriceComponent>& extras, Progress otherwise);

}  // namespace marketplace::affiliate::detail
