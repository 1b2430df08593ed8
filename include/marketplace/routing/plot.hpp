#pragma once
// Pictures of plans and searches: GeoJSON for maps, SVG for everything else. Each is one self-contained text.

#include <marketplace/routing/solution.hpp>
#include <marketplace/routing/trace.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace marketplace::routing {

/// A plan as GeoJSON: a line for each route, points for depots, stops and unserved orders; with colours as simplestyle
/// names them and what a map may show (ids, times, costs) as properties. Throws `invalid_value` for a coordinate that
/// is not finite.
[[nodiscard]] std::string write_geojson(const Problem& problem, const Solution& solution);

/// How a plan is drawn.
struct PlotOptions {
    std::string title;            ///< empty: the problem's name
    std::int64_t cost_scale = 1;  ///< costs that are one of those told; see `BenchmarkInstance`

    friend bool operator==(const PlotOptions&, const PlotOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(PlotOptions, (title, cost_scale));

/// A plan as SVG: a colour for each route (with dashes when they run out), depots as squares, pickups as rings,
/// unserved orders as crosses. Ways from and to the depot are pale.
[[nodiscard]] std::string plot_routes(const Problem& problem, const Solution& solution,
                                      const PlotOptions& options = {});

/// How a search is drawn.
struct ConvergenceOptions {
    std::string title;
    std::int64_t cost_scale = 1;             ///< costs that are one of those told
    bool log_time = false;                   ///< seconds by powers of ten
    std::optional<std::int64_t> best_known;  ///< a cost to compare with
    std::int64_t until_us = 0;               ///< end of the search; 0: the last point

    friend bool operator==(const ConvergenceOptions&, const ConvergenceOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(ConvergenceOptions, (title, cost_scale, log_time, best_known, until_us));

/// The best cost over time as SVG; over iterations if the search had no clock.
[[nodiscard]] std::string plot_convergence(std::span<const TracePoint> trace, const ConvergenceOptions& options = {});

}  // namespace marketplace::routing
