#pragma once
// The values of a feed: texts that throw `Error` with what was expected where they are none. The field of the error is
// for the caller to say.

#include <marketplace/catalog/feed_reader.hpp>

#include "columns.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace marketplace::catalog::feed {

/// "15.00 USD", "1.299,00 €". Throws `unknown_currency` for a price that names none where there is no fallback, and
/// `out_of_range` for a negative one.
[[nodiscard]] Money read_feed_price(std::string_view text, std::optional<Currency> fallback);

/// "10.5": whole major units and decimals behind a point, as programs write them.
[[nodiscard]] Money read_decimal_price(std::string_view text, Currency currency);

/// "2026-02-24T11:07+0100", with or without seconds; without an offset it is UTC, as Google has it.
[[nodiscard]] Timestamp read_instant(std::string_view text);

/// "from/to".
[[nodiscard]] std::pair<Timestamp, Timestamp> read_period(std::string_view text);

/// "in stock", "in_stock", "https://schema.org/InStock".
[[nodiscard]] FeedAvailability read_availability(std::string_view text);

/// Google's new, refurbished and used, and the names of `OfferCondition`.
[[nodiscard]] OfferCondition read_condition(std::string_view text);

/// A whole number, 0 or more.
[[nodiscard]] std::int64_t read_stock(std::string_view text);

/// Two letters, in any case; empty where there is a fallback.
[[nodiscard]] std::string read_country(std::string_view text, std::string_view fallback);

/// "US:CA:Overnight:16.00 USD", several separated by commas.
[[nodiscard]] std::vector<FeedShipping> read_shipping(std::string_view text, const std::vector<ShippingPart>& parts,
                                                      const FeedOptions& options);

}  // namespace marketplace::catalog::feed
