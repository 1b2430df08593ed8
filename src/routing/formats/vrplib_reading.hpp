#pragma once
// The steps in which a VRPLIB file becomes a problem; each is a file of its own.

#include "vrplib_file.hpp"

namespace marketplace::routing::detail {

/// What is known half way.
struct VrplibReading {
    VrplibFile file;
    BenchmarkInstance instance;
    Scale scale;
    std::string type;  ///< upper case
    std::size_t place_count = 0;
    std::size_t depot_count = 1;  ///< they are the first places
    bool has_windows = false;

    [[nodiscard]] std::size_t customer_count() const { return place_count - depot_count; }
};

/// Profile and matrix. Needs places.
void read_travel(VrplibReading& reading);
/// Jobs and shipments. Needs depots.
void read_customers(VrplibReading& reading);
/// Needs jobs, which may be bound to vehicles.
void read_vehicles(VrplibReading& reading);
/// Of VRPB: no way from a depot to a backhaul nor from a backhaul to a linehaul. Needs jobs.
void forbid_early_backhauls(VrplibReading& reading);

}  // namespace marketplace::routing::detail
