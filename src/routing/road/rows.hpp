#pragma once
// Many searches of one network, on several threads.

#include "search.hpp"

#include <functional>

namespace marketplace::routing::detail {

/// Takes the search from `sources[index]` when it has ended; called from any of the threads, once for each source.
using RowSink = std::function<void(std::size_t index, const RoadSearch& search)>;

/// Searches from each source to all targets. Returns false if it was ended early, with some rows missing. Throws
/// `out_of_range` for fewer threads than one, and what the sink or the progress throws.
bool search_rows(const RoadData& data, const RoadOptions& options, std::span<const std::uint32_t> sources,
                 const RoadTargets& targets, const RoadControl& control, const RowSink& sink);

/// Metres and seconds, rounded to the nearest, halves up; the largest 32 bit integer for `no_way`.
[[nodiscard]] std::int32_t metres_of(RoadWeight weight);
[[nodiscard]] std::int32_t seconds_of(RoadWeight weight);

/// A matrix of so many places.
[[nodiscard]] TravelMatrix empty_matrix(std::size_t places);
/// Throws `not_found` naming the first two places between which there is no way.
void require_ways(const TravelMatrix& matrix, std::span<const Place> places, const RoadOptions& options);

}  // namespace marketplace::routing::detail
