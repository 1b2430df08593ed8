#pragma once
// What vendors are charged beside commission.

#include "payables.hpp"

namespace marketplace::engine_detail {

/// Charges the subscriptions of the month that ends with `day`; nothing on other days. Returns how many charges
/// were made.
std::int64_t charge_subscriptions(Unit& unit, const Date& day);

}  // namespace marketplace::engine_detail
