#pragma once
// The tier runs that have come due.

#include "unit.hpp"

namespace marketplace::engine_detail {

/// Evaluates every vendor with sales for each period that ended. Returns how many evaluations were made.
std::int64_t run_tiers(Unit& unit);

}  // namespace marketplace::engine_detail
