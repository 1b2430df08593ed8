#pragma once
// What refunds and lost disputes have in common: the customer is paid, in money and points.

#include "orders.hpp"

#include <marketplace/affiliate/reversal.hpp>

namespace marketplace::engine_detail {

/// Two events may tell of one refund, and a dispute may become one; it is paid once.
void require_new_refund(Unit& unit, const RefundId& id, std::string_view field);

/// What has been refunded of an order, or is held by a dispute.
[[nodiscard]] affiliate::ReversalState reversal_state(Unit& unit, const OrderId& id);

/// The customer gets back money and points in the proportion in which the order was paid.
[[nodiscard]] Amount points_part(const StoredOrder& stored, Amount refunded);

/// From what the provider has made available, and what that does not cover from what it still holds.
void pay_customer(Unit& unit, const StoredOrder& stored, Amount cash, Amount points, const ledger::Account& clearing);

/// Books a refund whose shares are in the clearing account: pays the customer, takes points back, counts it for the
/// tiers of the vendors unless it is a cancellation, and adds it to the order. `state` is the refunds of the order with
/// this one. The caller stores the order.
void complete_refund(Unit& unit, LoadedOrder& loaded, const affiliate::Reversal& reversal,
                     const affiliate::ReversalState& state, bool is_cancellation);

}  // namespace marketplace::engine_detail
