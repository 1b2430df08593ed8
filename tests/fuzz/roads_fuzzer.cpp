// Edge lists of roads, with the ways between the first places of the map.

#include "fuzzing.hpp"

#include <marketplace/routing/road_formats.hpp>

#include <algorithm>

using namespace marketplace;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    // Packed and marked-up input is for the other target, whose runs take longer.
    if (text.starts_with("\x1f\x8b") || text.starts_with("BZh") || text.find('<') != std::string_view::npos) return 0;
    const auto roads = fuzz::accepted([&] { return routing::read_roads(text); });
    if (!roads) return 0;
    for (const routing::RoadModeSummary& summary : roads->summary().modes) {
        fuzz::require(summary.connected > 0 && summary.edges > 0, "a mode has a road");
        routing::RoadOptions options{.mode = summary.mode, .snap_limit_m = 30'000'000};
        const std::vector<routing::Place> places{{"", 0, 0}, {"", 0.01, 0.01}, {"", -179, 89}};
        const routing::TravelMatrix matrix = routing::road_matrix(*roads, places, options);
        options.connected_only = false;
        options.unreachable_allowed = true;
        const routing::TravelMatrix anywhere = routing::road_matrix(*roads, places, options);
        for (const routing::TravelMatrix& each : {matrix, anywhere}) {
            const auto least = std::min_element(each.durations.begin(), each.durations.end());
            fuzz::require(*least == 0, "a place is nowhere from itself");
        }
    }
    return 0;
}
