#pragma once
// What orders are priced with beside themselves: volumes, first orders, vendors without tax on fees.

#include "pricing.hpp"

namespace marketplace::engine_detail {

/// The context for the lines of a group that is sold now. Counts them for the orders after it and keeps the context
/// with the order; reads and writes nothing for a plan that has no rule which needs it.
[[nodiscard]] affiliate::CalculationContext sale_context(Unit& unit, const Order& order, const PlanGroup& group,
                                                         std::span<const VendorId> exempt);

/// What the lines of an order were sold with under a plan, for those who calculate them again. A plan that had not
/// priced the order finds no volume; whose fees carry no tax is known for all.
[[nodiscard]] affiliate::CalculationContext frozen_context(Unit& unit, const OrderId& order, const PlanId& plan);

}  // namespace marketplace::engine_detail
