#pragma once
// What the record of a vendor may say, given what is known of it.

#include "unit.hpp"

namespace marketplace::engine_detail {

/// Checks the record of a vendor that joins or changes, and fills in what the engine knows better. Throws
/// `invalid_transition` for a status to which no steps lead from the one before, and for a vendor who is gone while
/// something is owed; `not_found` for a schedule that was not published.
void admit(Unit& unit, const std::optional<vendors::Vendor>& known, vendors::Vendor& vendor);

/// Throws `invalid_value` unless customers could buy from the vendor of a line when an order was placed.
void require_seller(Unit& unit, const vendors::Vendor& vendor, Timestamp placed_at, std::size_t line);

}  // namespace marketplace::engine_detail
