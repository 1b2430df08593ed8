#pragma once
// The names of everything that can forbid a plan.

#include <marketplace/core/record.hpp>

#include <cstdint>

namespace marketplace::routing {

/// What a plan must obey.
enum class Constraint : std::uint8_t {
    capacity,       ///< load units too many
    time_window,    ///< time units too late
    shift,          ///< time units after the shift and its overtime
    distance_max,   ///< distance units too long
    duration_max,   ///< time units too long
    stops_max,      ///< stops too many
    trips_max,      ///< trips too many
    vehicle,        ///< skills, allowed or forbidden vehicles
    pairing,        ///< a shipment's stops are not on one trip in their order
    lifo,           ///< a shipment is under another one when it is to be delivered
    precedence,     ///< an order comes before one that it must follow
    same_vehicle,   ///< orders of one group on two vehicles
    alternatives,   ///< two orders of which only one may be served
    breaks,         ///< a break is missing, twice, or outside its windows
    locked,         ///< the route does not begin with what is locked
    count,          ///< a vehicle, order or visit that does not exist or is used twice
};
MARKETPLACE_COMPILED_ENUM(Constraint, capacity, time_window, shift, distance_max, duration_max, stops_max, trips_max,
                          vehicle, pairing, lifo, precedence, same_vehicle, alternatives, breaks, locked, count);

}  // namespace marketplace::routing
