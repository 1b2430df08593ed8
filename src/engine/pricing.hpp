#pragma once
// By which plan a line is priced: for orders that are placed, and for those that are priced again.

#include "orders.hpp"

#include <marketplace/affiliate/commission_calculator.hpp>

namespace marketplace::engine_detail {

/// The level of a vendor at an instant, empty for none.
[[nodiscard]] std::string tier_at_time(Unit& unit, const VendorId& vendor, Timestamp at);

/// The plan of a vendor: the one assigned for the time, its own, that of its tier, that of its kind, that of the
/// marketplace; the first that is published, in the version that is in force when an order is placed.
[[nodiscard]] PolicyRef plan_for(Unit& unit, const vendors::Vendor& vendor, const std::string& level,
                                 Timestamp placed_at);

/// Lines that share a plan, by their position in the order.
struct PlanGroup {
    PolicyRef plan;
    std::vector<std::size_t> lines;
};

/// Adds a line to the group of its plan.
void add_line(std::vector<PlanGroup>& groups, const PolicyRef& plan, std::size_t line);

/// The order with the lines of a group only.
[[nodiscard]] Order part_of(const Order& order, const PlanGroup& group);

/// The lines of a group by its plan, as if they were an order of their own of the amount of the whole.
[[nodiscard]] affiliate::OrderCommission calculate_group(Unit& unit, const Order& order, const PlanGroup& group,
                                                         affiliate::CalculationContext context);

}  // namespace marketplace::engine_detail
