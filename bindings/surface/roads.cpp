#include "module.hpp"

#include <marketplace/routing/road.hpp>
#include <marketplace/routing/road_cache.hpp>
#include <marketplace/routing/road_formats.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::routing;  // NOLINT: this file is a list of its functions

const RoadOptions usual;

}  // namespace

void register_roads(Registry& registry) {
    Module module{registry, "routing"};
    auto network = module.handle<RoadNetwork>("RoadNetwork", false);
    network.method("summary", {}, &RoadNetwork::summary);
    module.function("read_roads",
                    {"content", {"modes", RoadReadOptions{}.modes}, {"motor_percent", RoadReadOptions{}.motor_percent}},
                    [](const Bytes& content, std::span<const TravelMode> modes, std::int32_t motor_percent) {
                        return read_roads(content.values, {{modes.begin(), modes.end()}, motor_percent});
                    })
        .in_bulk("read_roads").named_after(1).takes_long()
        .note("`modes` are what is kept, all if none is named; `motor_percent` of the speed permitted in OpenStreetMap "
              "is the pace of cars and trucks.");
    module.function("reads_openstreetmap", {}, &reads_openstreetmap);
    module.function("snap_places",
                    {"roads", "places", {"mode", usual.mode}, {"snap_limit_m", usual.snap_limit_m},
                     {"connected_only", usual.connected_only}},
                    [](const RoadNetwork& roads, std::span<const Place> places, TravelMode mode,
                       std::int32_t snap_limit_m, bool connected_only) {
                        return snap_places(roads, places, {mode, snap_limit_m, connected_only});
                    })
        .in_bulk("snap_places").named_after(2)
        .note("The options are those of `road_matrix`.");
    module.function("road_matrix",
                    {"roads", "places", {"mode", usual.mode}, {"snap_limit_m", usual.snap_limit_m},
                     {"connected_only", usual.connected_only}, {"unreachable_allowed", usual.unreachable_allowed},
                     {"threads", usual.threads}, "progress"},
                    [](const RoadNetwork& roads, std::span<const Place> places, TravelMode mode,
                       std::int32_t snap_limit_m, bool connected_only, bool unreachable_allowed, std::int32_t threads,
                       const Watched<RoadProgress>& progress) {
                        RoadControl control{progress.watch.stop, nullptr};
                        if (progress.is_heard())
                            control.progress = [&](const RoadProgress& so_far) { return progress.report(so_far); };
                        return road_matrix(roads, places,
                                           {mode, snap_limit_m, connected_only, unreachable_allowed, threads}, control);
                    })
        .in_bulk("road_matrix").named_after(2).takes_long()
        .note("A place farther than `snap_limit_m` from the roads is an error. `connected_only` takes places to where "
              "they can all reach each other; `unreachable_allowed` writes the largest 32 bit integer where there is "
              "no way.");
    auto cache = module.handle<RoadCache>("RoadCache", false);
    cache.constructor({"roads", {"pairs_max", std::int64_t{1} << 22}},
                      [](const RoadNetwork& roads, std::size_t pairs_max) {
                          return std::make_shared<RoadCache>(roads, pairs_max);
                      });
    cache.method("matrix", {"places", {"options", usual}},
                 [](const RoadCache& self, std::span<const Place> places, const RoadOptions& options) {
                     return self.matrix(places, options);
                 })
        .in_bulk("RoadCache::matrix").takes_long();
    cache.method("pairs", {}, &RoadCache::pairs);
    cache.method("searches", {}, &RoadCache::searches);
}

}  // namespace marketplace::surface
