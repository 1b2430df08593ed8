#pragma once
// What vendors are charged beside commission.

#include "payables.hpp"

namespace marketplace::engine_detail {

/// Charges the subscriptions of the months that ended since the last day that was closed, up to `day`; most days none.
/// Returns how many charges were made.
std::int64_t charge_subscriptions(Unit& unit, const Date& day);

}  // namespace marketplace::engine_detail
