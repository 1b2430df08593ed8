#pragma once
// Roads: how far and how long it is between places along the ways of a map.
//
// The way between two places is the quickest for the mode, and the shortest of those that are equally quick; so every
// answer is unique and the same on every machine and for any number of threads. Inside, lengths are whole centimetres
// and times whole milliseconds, because a stretch of street between two points of a map is often shorter than a second
// on it; results are whole metres and seconds, rounded to the nearest, halves up. A way longer than 42,949 km or 49
// days is no way. Left out: restrictions of turns, waiting at lights (a pace below the permitted speed stands for it),
// and the time of day (`TravelProfile::traffic` is for that).

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/problem.hpp>

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace marketplace::routing {

namespace detail {
struct RoadData;
}

/// Who travels, and so which roads are open and how fast they are.
enum class TravelMode : std::uint8_t { car, bicycle, foot, truck };
MARKETPLACE_COMPILED_ENUM(TravelMode, car, bicycle, foot, truck);

inline constexpr std::size_t travel_mode_count = 4;

/// A junction or another point of a road, in degrees. Kept to seven decimals, which is about a centimetre.
struct RoadNode {
    std::int64_t id = 0;  ///< different for all nodes
    double longitude = 0;
    double latitude = 0;

    friend bool operator==(const RoadNode&, const RoadNode&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadNode, (id, longitude, latitude));

/// A stretch of road in one direction.
struct RoadEdge {
    std::int32_t from = 0;  ///< position in the list of nodes
    std::int32_t to = 0;
    std::int32_t distance_cm = 0;
    std::array<std::int32_t, travel_mode_count> duration_ms{-1, -1, -1, -1};  ///< by `TravelMode`; -1: closed

    friend bool operator==(const RoadEdge&, const RoadEdge&) = default;
};

/// What a network has for one mode.
struct RoadModeSummary {
    TravelMode mode = TravelMode::car;
    std::int64_t edges = 0;      ///< that are open
    std::int64_t connected = 0;  ///< nodes from which each other of them can be reached: the largest such set

    friend bool operator==(const RoadModeSummary&, const RoadModeSummary&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadModeSummary, (mode, edges, connected));

/// How large a network is.
struct RoadSummary {
    std::int64_t nodes = 0;
    std::int64_t edges = 0;              ///< each direction counts
    std::vector<RoadModeSummary> modes;  ///< those that have an open edge

    friend bool operator==(const RoadSummary&, const RoadSummary&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadSummary, (nodes, edges, modes));

/// A road graph. Immutable, cheap to copy, shared by any number of threads.
class RoadNetwork {
public:
    explicit RoadNetwork(std::shared_ptr<const detail::RoadData> data) : data_(std::move(data)) {}

    /// How large it is, and how much of it hangs together for each mode.
    [[nodiscard]] RoadSummary summary() const;
    /// For the parts of the library.
    [[nodiscard]] const detail::RoadData& data() const { return *data_; }

private:
    std::shared_ptr<const detail::RoadData> data_;
};

/// A network from memory. Throws `invalid_value`, `out_of_range` or `duplicate_key` naming node or edge.
[[nodiscard]] RoadNetwork make_road_network(std::span<const RoadNode> nodes, std::span<const RoadEdge> edges);

/// How places meet the roads, and how ways are looked for.
struct RoadOptions {
    TravelMode mode = TravelMode::car;
    std::int32_t snap_limit_m = 1000;  ///< a place farther from the roads than this is an error
    /// Places meet only nodes of the largest set that can all reach each other, so that nobody stands on a parking deck
    /// that the map forgot to connect. Without it places meet whatever the mode may use.
    bool connected_only = true;
    bool unreachable_allowed = false;  ///< where there is no way: the largest 32 bit integer, rather than an error
    std::int32_t threads = 1;

    friend bool operator==(const RoadOptions&, const RoadOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadOptions, (mode, snap_limit_m, connected_only, unreachable_allowed, threads));

/// Where a place meets the roads: the nearest node as the crow flies. The gap is part of no way.
struct RoadSnap {
    std::int64_t node = 0;  ///< its id
    double longitude = 0;
    double latitude = 0;
    std::int32_t gap_m = 0;  ///< between the place and the node, rounded to the nearest

    friend bool operator==(const RoadSnap&, const RoadSnap&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadSnap, (node, longitude, latitude, gap_m));

/// How far a matrix has come.
struct RoadProgress {
    std::int32_t rows = 0;  ///< that are finished
    std::int32_t rows_total = 0;

    friend bool operator==(const RoadProgress&, const RoadProgress&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoadProgress, (rows, rows_total));

/// What a matrix may ask of its caller while it is made.
struct RoadControl {
    std::stop_token stop;                               ///< ends it without a matrix
    std::function<bool(const RoadProgress&)> progress;  ///< from the calling thread; false ends it without a matrix
};

/// Where places (x is the longitude, y the latitude) meet the roads of a mode. Throws `invalid_value` for coordinates
/// that are none, and `out_of_range` naming the place and its distance for one that is too far from the roads.
[[nodiscard]] std::vector<RoadSnap> snap_places(const RoadNetwork& roads, std::span<const Place> places,
                                                const RoadOptions& options = {});

/// Distances in metres and durations in seconds between all places, one search of the graph for each of them; for
/// `compile`. Two places at the same node are 0 apart. Throws as `snap_places` does, and `not_found` naming both places
/// where there is no way. Ended early it has no entries at all.
[[nodiscard]] TravelMatrix road_matrix(const RoadNetwork& roads, std::span<const Place> places,
                                       const RoadOptions& options = {}, const RoadControl& control = {});

}  // namespace marketplace::routing
