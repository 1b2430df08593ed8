#pragma once
// Amounts of a whole order (or of a shared parcel) spread over its lines, where every module expects them.

#include <marketplace/order/order.hpp>

#include <span>

namespace marketplace {

/// Who pays for a discount.
enum class DiscountFunding { vendor, platform };
MARKETPLACE_COMPILED_ENUM(DiscountFunding, vendor, platform)

/// The order with a discount on the whole of it added to its lines, by largest remainder over what each costs: the
/// gross less discounts that are there already, so that no line is discounted below zero. Contained taxes are the
/// host's to compute afterwards, from the discounted prices. Throws `out_of_range` for a discount that is negative
/// or more than the lines cost.
[[nodiscard]] Order spread_discount(Order order, Amount discount, DiscountFunding funded_by);

/// The order with the shipping of one parcel added to the lines that are in it (all, where none are named), by
/// largest remainder over their gross; evenly where all of them are free. Two vendors whose goods travel together
/// each bear the part of their goods. Throws `out_of_range` for a negative amount, `not_found` for a line that the
/// order does not have, `duplicate_key` for one named twice, `invalid_value` for an order without lines.
[[nodiscard]] Order spread_shipping(Order order, Amount shipping, std::span<const OrderLineId> lines = {});

}  // namespace marketplace
