#pragma once
// Points of an order's life: what pays for it, what it earns, and what a refund takes and gives back.
// Without a loyalty program nothing of this does anything.

#include "orders.hpp"

#include <marketplace/affiliate/reversal.hpp>

namespace marketplace::engine_detail {

/// Books the points that are outstanding at the fair value of the program now in force.
void revalue_points(Unit& unit);

/// Throws `invalid_program` for a version in another currency than the points that are there.
void require_same_currency(Unit& unit, const loyalty::Program& program);

/// Sets points aside for an order that is being placed: as many as the program allows, at most `points_max`.
void hold_points(Unit& unit, LoadedOrder& loaded, loyalty::Points points_max);
/// Gives back points that were to pay for an order which is cancelled before its capture.
void release_points(Unit& unit, const StoredOrder& stored);
/// Before a capture: an order whose points were set aside for too long, and are no longer available, is paid in money
/// alone. Throws `insufficient_points` for a capture that does not say how much money that was.
void keep_points(Unit& unit, StoredOrder& stored, const OrderCaptured& payload);
/// Spends the points that were set aside and credits what the order earns.
void earn_points(Unit& unit, const LoadedOrder& loaded);
/// The order was delivered: from now on the days count until its points can be used.
void deliver_points(Unit& unit, const StoredOrder& stored);
/// Takes back what a refunded part had earned, and gives back points that had paid for it.
void reverse_points(Unit& unit, const StoredOrder& stored, const affiliate::Reversal& reversal);

/// Lots that become usable or end on this day. Returns how many did.
std::int64_t run_points(Unit& unit);

}  // namespace marketplace::engine_detail
