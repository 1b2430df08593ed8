#pragma once
// What the search may be tuned by. The defaults were chosen on generated instances and the public ones; see
// benchmarks/routing.

#include <cstdint>

namespace marketplace::routing::detail {

struct SearchParameters {
    double removed_mean = 8;         ///< stops taken out in one iteration
    double string_max = 6;           ///< longest string taken out of one route
    double split_rate = 0.8;         ///< how often a string keeps a part in its middle
    double split_stop = 0.99;        ///< how often the part kept grows by another stop
    double blink_rate = 0.01;        ///< how often a position is overlooked
    std::int32_t neighbours = 20;    ///< looked at around a stop when it is put back
    std::int32_t local_width = 10;   ///< neighbours tried by local search around what was touched; 0: none
    double temperature_start = 0.6;  ///< in mean arc costs of the start
    double temperature_end = 0.01;
};

}  // namespace marketplace::routing::detail
