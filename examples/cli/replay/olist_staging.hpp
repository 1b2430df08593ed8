#pragma once
// Reads the CSV files of the Olist data set into a staging database and orders their events by time.

#include "olist_source.hpp"
#include "staging.hpp"

#include <marketplace/core/time.hpp>

#include <filesystem>

namespace replay {

/// What a staged event is; at one instant they happen in this order.
enum class StagedKind : std::int64_t { vendor = 0, placed = 1, captured = 2, fulfilled = 3, refunded = 4, rated = 5 };

/// Fills the tables `seller`, `customer`, `product`, `orders`, `item`, `event` and returns the counts. Every row
/// is used, or refused with its file and line.
/// `event(at, kind, subject)` has times in micros UTC and is indexed in order of time.
[[nodiscard]] SourceTotals stage_olist(Staging& staging, const std::filesystem::path& folder,
                                       const marketplace::TimeZone& zone, std::int64_t orders_max);

}  // namespace replay
