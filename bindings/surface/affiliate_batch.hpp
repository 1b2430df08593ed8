#pragma once
// The batch functions of affiliate with columns by name, since a face has no spans.

#include "module.hpp"

#include <marketplace/affiliate/commission_batch.hpp>
#include <marketplace/affiliate/commission_calculator.hpp>

namespace marketplace::surface {

/// The symbols of texts, as a column for `calculate_batch`.
ColumnResult symbol_column(const affiliate::CompiledPlan& plan, affiliate::Dimension dimension,
                           std::span<const std::string> texts);

/// Columns by the names of `LineColumns`, of which only `gross_minor` is required; a column named like a
/// dimension holds its symbols, and "category.0", "category.1" are the levels of a path. Returns
/// "fee_minor", "fee_tax_minor" and "residual_minor".
NewColumns calculate_columns(const affiliate::CompiledPlan& plan, Currency currency, Timestamp at,
                             const Columns& columns);

ColumnResult percentage_column(const Rate& rate, Rounding rounding, const Column& base);

/// Many orders with one context, in one call across the border.
std::vector<affiliate::OrderCommission> calculate_orders(const affiliate::CompiledPlan& plan,
                                                         std::span<const Order> orders,
                                                         const affiliate::CalculationContext& context);

}  // namespace marketplace::surface
