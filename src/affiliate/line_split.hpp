#pragma once
// The shares of one line; private to the affiliate module.

#include "order_pricing.hpp"

namespace marketplace::affiliate::detail {

/// Who receives what the charges of a line leave.
[[nodiscard]] Beneficiary residual_of(const PlanIndex& plan, const LineFacts& line);

/// Fills the charges (beside candidates and bands) and the shares of a line. Throws `internal` should
/// the shares not sum to the total.
void split_line(const PlanIndex& plan, const OrderPricing& pricing, const LineFacts& facts, std::size_t index,
                ExplanationLevel level, LineCommission& out);

/// The share of the residual party alone, for a batch, where ids are known by reference only.
[[nodiscard]] std::int64_t residual_share(const PlanIndex& plan, const OrderPricing& pricing, const LineFacts& facts);

}  // namespace marketplace::affiliate::detail
