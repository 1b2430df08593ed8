#pragma once
// Pickups that name their delivery, and deliveries that name their pickup, as Li and Lim and LKH's VRPLIB write them.

#include "words.hpp"

#include <span>

namespace marketplace::routing::detail {

/// Rows by place: demand, earliest, latest, service, number of the pickup, number of the delivery (0 for none).
struct PairTable {
    const std::vector<std::span<const Word>>& rows;
    std::size_t depot_count = 1;
    std::int64_t base = 0;  ///< the number of the first place
    std::string_view name;  ///< for errors
};

/// Adds a shipment for each pair, in the order of pickups, and a job for each place that is in none.
void add_pairs(Problem& problem, const PairTable& table, const Scale& scale);

/// The window of a row's two numbers.
[[nodiscard]] TimeWindow window_of(const Scale& scale, const Word& earliest, const Word& latest,
                                   std::string_view field);

}  // namespace marketplace::routing::detail
