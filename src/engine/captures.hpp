#pragma once
// Orders that are captured in parts.

#include "orders.hpp"

namespace marketplace::engine_detail {

/// Books a capture: a part waits as money of the customer. Returns whether all of the order is captured now; then the
/// money is in the clearing account. The caller stores the order.
bool book_capture(Unit& unit, StoredOrder& stored, const OrderCaptured& payload);

/// Gives back what was captured of an order that is cancelled before it was captured in full.
void return_prepaid(Unit& unit, StoredOrder& stored, const OrderCancelled& payload);

/// Divides the money of a refund over the captures of its order.
void refund_captures(Unit& unit, const StoredOrder& stored, const RefundId& refund, Amount cash);

}  // namespace marketplace::engine_detail
