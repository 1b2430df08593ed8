#pragma once
// By which schedule a payee is paid, and which record of a vendor stands behind it.

#include "accounts.hpp"
#include "unit.hpp"

#include <marketplace/payments/payout_schedule.hpp>

namespace marketplace::engine_detail {

/// The vendor that a payee is: a vendor, or the brand or distributor that is registered under this id.
[[nodiscard]] std::optional<VendorId> vendor_of(const Payee& payee);

/// The schedule by which a payee is paid: that of the vendor's record, of its level, or of its kind. Brands and
/// distributors that are not registered are paid by the schedule of their kind, everybody else by that of shops.
[[nodiscard]] payments::PayoutSchedule schedule_of(Unit& unit, const Payee& payee);

/// When the hold of a schedule began for an order, or nothing while it has not.
[[nodiscard]] std::optional<Timestamp> hold_began(const StoredOrder& stored, payments::HoldStart start);

/// Throws `not_found` with the field for an id of which no schedule was published and that is no default one.
void require_schedule(Unit& unit, const std::string& id, std::string_view field);
/// The same for the levels of a policy and for a table of strategies, whose holds must agree with their schedules (else
/// `invalid_vendor`).
void require_schedules(Unit& unit, const vendors::StrategyConfig& strategies);
void require_schedules(Unit& unit, const affiliate::TierPolicy& policy);

/// Remembers whether captures have to look for holds that begin with them.
void note_schedule(Unit& unit, const payments::PayoutSchedule& schedule);

}  // namespace marketplace::engine_detail
