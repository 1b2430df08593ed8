#pragma once
// What the search may be tuned by. The defaults were chosen on generated instances and the public ones; see
// benchmarks/routing.

#include <cstdint>

namespace marketplace::routing::detail {

struct SearchParameters {
    double removed_mean = 12;        ///< stops taken out in one iteration
    double removed_spread = 2.5;     ///< the mean varies from iteration to iteration by up to this factor
    double string_max = 8;           ///< longest string taken out of one route
    double split_rate = 0.8;         ///< how often a string keeps a part in its middle
    double split_stop = 0.99;        ///< how often the part kept grows by another stop
    double whole_rate = 0.05;        ///< how often whole routes are taken out, if vehicles differ
    double blink_rate = 0.01;        ///< how often a position is overlooked
    double new_route_rate = 0.1;     ///< how often a new route may be taken although there is another position
    std::int32_t neighbours = 40;    ///< looked at around a stop when it is put back
    std::int32_t local_width = 5;    ///< neighbours tried by local search around what was touched; 0: none
    double temperature_start = 1;    ///< in mean arc costs of the start
    double temperature_end = 0.02;
    double chain_length = 500;       ///< iterations, for each stop and each other of its route, before there are two
    double adoption_rate = 0.02;     ///< how often the last annealing takes over a route of another one's best plan
    std::int32_t chains_max = 2;     ///< annealings from the start, of which the best is annealed once more
};

}  // namespace marketplace::routing::detail
