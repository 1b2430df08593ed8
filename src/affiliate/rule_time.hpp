#pragma once
// Which instant decides what is effective; private to the affiliate module.

#include <marketplace/affiliate/commission_calculator.hpp>

namespace marketplace::affiliate::detail {

/// Throws `missing_field` where the context lacks the instant that the plan goes by.
[[nodiscard]] Timestamp rule_time_of(const CommissionPlan& plan, const Order& order, const CalculationContext& context);

}  // namespace marketplace::affiliate::detail
