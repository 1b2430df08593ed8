#pragma once
// Ways along roads that were looked for before.
//
// A dispatcher plans again every minute, and most of its places are those of the minute before: their ways are here
// already, and only those from and to new places are looked for.

#include <marketplace/routing/road.hpp>
#include <marketplace/routing/solver.hpp>

namespace marketplace::routing {

namespace detail {
class RoadCacheData;
}

/// Keeps the ways from the nodes that were asked for last. Safe for use from several threads at once, which wait for
/// each other. Copies share what they keep.
class RoadCache {
public:
    /// `pairs_max` ways are kept, of 16 to 32 bytes; the row of ways from a node that nobody has asked for the longest
    /// is dropped first.
    explicit RoadCache(RoadNetwork roads, std::size_t pairs_max = std::size_t{1} << 22);

    /// As `road_matrix`.
    [[nodiscard]] TravelMatrix matrix(std::span<const Place> places, const RoadOptions& options = {},
                                      const RoadControl& control = {}) const;
    /// For `compile` of a problem with these places; options for each of its profiles. Throws as `snap_places` does.
    [[nodiscard]] TravelCallback callback(std::span<const Place> places, std::vector<RoadOptions> profiles) const;

    /// How many ways are kept.
    [[nodiscard]] std::size_t pairs() const;
    /// How many searches of the graph were needed so far.
    [[nodiscard]] std::size_t searches() const;

private:
    std::shared_ptr<detail::RoadCacheData> data_;
};

}  // namespace marketplace::routing
