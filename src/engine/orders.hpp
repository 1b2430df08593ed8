#pragma once
// Loading and storing an order with its lines and its frozen commission.

#include "accounts.hpp"
#include "unit.hpp"

#include <marketplace/affiliate/tier_metrics.hpp>

namespace marketplace::engine_detail {

/// An order as the modules want it, put together from its rows.
struct LoadedOrder {
    StoredOrder stored;
    Order order;
    affiliate::OrderCommission commission;  ///< of all lines; its plan is the one of the first line
    std::vector<PolicyRef> plans;           ///< of each line
};

/// Whether what an order left to its payees has become items that are paid out: it was delivered, or refunded in full,
/// after which there is no delivery to wait for.
[[nodiscard]] bool is_payable(const StoredOrder& stored);

/// Throws `out_of_order` when the order has not been placed.
[[nodiscard]] StoredOrder load_stored_order(Unit& unit, const OrderId& id);
/// The order and its lines, without their commission.
[[nodiscard]] LoadedOrder load_order_lines(Unit& unit, const OrderId& id);
/// The order with the commission that was frozen when it was placed.
[[nodiscard]] LoadedOrder load_frozen_order(Unit& unit, const OrderId& id);
/// What restatements changed about it, in order.
[[nodiscard]] std::vector<affiliate::Adjustment> load_adjustments(Unit& unit, const OrderId& id);
/// The order with the commission in force: the frozen one with its adjustments.
[[nodiscard]] LoadedOrder load_order(Unit& unit, const OrderId& id);

/// Writes a new order. Throws `duplicate_key` when one of this id exists.
void store_order(Unit& unit, LoadedOrder loaded);

/// The shares of an order summed by payee, for those who are paid out.
[[nodiscard]] std::vector<affiliate::Share> payable_shares(std::span<const affiliate::Share> shares);

/// Counts a fact about an order for the tier of a vendor, also for a tier policy that is yet to come, and evaluates the
/// vendor if the policy does so upon events.
void record_fact(Unit& unit, const affiliate::VendorFact& fact);

/// What the customer pays for the lines of each vendor, and the units, in order of first appearance.
struct VendorPart {
    VendorId vendor_id;
    Amount total_minor;
    std::int64_t units = 0;
};
[[nodiscard]] std::vector<VendorPart> vendor_parts(const Order& order);

}  // namespace marketplace::engine_detail
