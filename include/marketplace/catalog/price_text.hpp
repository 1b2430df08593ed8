#pragma once
// Prices as they stand in feeds and tables: "1.299,00 €", "EUR 12.99", "$1,299", "1 299,00 zł", "12.5".

#include <marketplace/money/money.hpp>

#include <optional>
#include <string_view>

namespace marketplace::catalog {

/// Reads a price: one number, with a currency's code or sign before or behind it, or none. The last of two different
/// separators is the decimal one; a single one before exactly three digits parts thousands, unless the currency has
/// three decimals. Throws `parse_error` for anything else, `unknown_currency` for a code that is none,
/// `currency_mismatch` never: `fallback` counts only where no currency is named. Decimals beyond those of the currency
/// are rounded by `rounding`; the default refuses them with `inexact`.
[[nodiscard]] Money read_price(std::string_view text, Currency fallback, Rounding rounding = Rounding::exact);

}  // namespace marketplace::catalog
