#pragma once
// What payouts keep back as a security, until it is due.

#include "payables.hpp"

namespace marketplace::engine_detail {

/// Moves what a payout keeps back to the reserved account of the payee.
void hold_reserve(Unit& unit, const payments::PayoutDecision& decision);

/// Releases what was kept back long enough; a debt of the payee is paid from it first. Returns how many reserves ended.
std::int64_t release_reserves(Unit& unit);

}  // namespace marketplace::engine_detail
