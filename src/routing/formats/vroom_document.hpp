#pragma once
// VROOM's input, field by field as its documentation names them; read strictly by core/json.hpp.

#include <marketplace/routing/vroom.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::routing::detail {

using VroomWindows = std::vector<std::vector<std::int64_t>>;
using VroomByType = std::map<std::string, std::int64_t>;
using VroomRows = std::vector<std::vector<std::int64_t>>;

struct VroomJob {
    std::optional<std::int64_t> id;
    std::optional<std::string> description;
    std::optional<std::vector<double>> location;
    std::optional<std::int32_t> location_index;
    std::int64_t setup = 0;
    std::int64_t service = 0;
    VroomByType setup_per_type;
    VroomByType service_per_type;
    std::optional<VroomWindows> time_windows;
    std::optional<std::vector<std::int64_t>> amount;
    std::optional<std::vector<std::int64_t>> delivery;
    std::vector<std::int64_t> pickup;
    std::vector<std::int64_t> skills;
    std::int64_t priority = 0;
};
MARKETPLACE_RECORD(VroomJob, (id, description, location, location_index, setup, service, setup_per_type,
                              service_per_type, time_windows, amount, delivery, pickup, skills, priority));

struct VroomShipmentStep {
    std::optional<std::int64_t> id;
    std::optional<std::string> description;
    std::optional<std::vector<double>> location;
    std::optional<std::int32_t> location_index;
    std::int64_t setup = 0;
    std::int64_t service = 0;
    VroomByType setup_per_type;
    VroomByType service_per_type;
    std::optional<VroomWindows> time_windows;
};
MARKETPLACE_RECORD(VroomShipmentStep, (id, description, location, location_index, setup, service, setup_per_type,
                                       service_per_type, time_windows));

struct VroomShipment {
    std::optional<VroomShipmentStep> pickup;
    std::optional<VroomShipmentStep> delivery;
    std::vector<std::int64_t> amount;
    std::vector<std::int64_t> skills;
    std::int64_t priority = 0;
};
MARKETPLACE_RECORD(VroomShipment, (pickup, delivery, amount, skills, priority));

struct VroomCosts {
    std::int64_t fixed = 0;
    std::int64_t per_hour = 3600;
    std::int64_t per_task_hour = 0;
    std::int64_t per_km = 0;
};
MARKETPLACE_RECORD(VroomCosts, (fixed, per_hour, per_task_hour, per_km));

struct VroomBreak {
    std::optional<std::int64_t> id;
    std::optional<VroomWindows> time_windows;
    std::int64_t service = 0;
    std::optional<std::string> description;
    std::optional<std::vector<std::int64_t>> max_load;
};
MARKETPLACE_RECORD(VroomBreak, (id, time_windows, service, description, max_load));

struct VroomVehicleStep {
    std::string type;
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> service_at;
    std::optional<std::int64_t> service_after;
    std::optional<std::int64_t> service_before;
};
MARKETPLACE_RECORD(VroomVehicleStep, (type, id, service_at, service_after, service_before));

struct VroomVehicle {
    std::optional<std::int64_t> id;
    std::string profile = "car";
    std::optional<std::string> description;
    std::optional<std::vector<double>> start;
    std::optional<std::int32_t> start_index;
    std::optional<std::vector<double>> end;
    std::optional<std::int32_t> end_index;
    std::vector<std::int64_t> capacity;
    VroomCosts costs;
    std::vector<std::int64_t> skills;
    std::optional<std::string> type;
    std::optional<std::vector<std::int64_t>> time_window;
    std::vector<VroomBreak> breaks;
    double speed_factor = 1;
    std::optional<std::int32_t> max_tasks;
    std::optional<std::int64_t> max_travel_time;
    std::optional<std::int64_t> max_distance;
    std::vector<VroomVehicleStep> steps;
};
MARKETPLACE_RECORD(VroomVehicle,
                   (id, profile, description, start, start_index, end, end_index, capacity, costs, skills, type,
                    time_window, breaks, speed_factor, max_tasks, max_travel_time, max_distance, steps));

struct VroomMatrix {
    VroomRows durations;
    VroomRows distances;
    VroomRows costs;
};
MARKETPLACE_RECORD(VroomMatrix, (durations, distances, costs));

struct VroomDocument {
    std::vector<VroomJob> jobs;
    std::vector<VroomShipment> shipments;
    std::vector<VroomVehicle> vehicles;
    std::map<std::string, VroomMatrix> matrices;
    std::optional<VroomRows> matrix;  ///< the older way to say the durations of "car"
};
MARKETPLACE_RECORD(VroomDocument, (jobs, shipments, vehicles, matrices, matrix));

/// An input with what the answer needs beside the problem.
struct VroomReading {
    VroomDocument document;
    VroomInput input;
    std::vector<std::vector<std::size_t>> members;  ///< positions in the document of each type's vehicles
};

[[nodiscard]] VroomReading read_vroom_document(std::string_view json, std::int32_t duration_percent);

/// The number of rows of the matrices; 0 without.
[[nodiscard]] std::size_t matrix_size(const VroomDocument& document);
/// "jobs[3]".
[[nodiscard]] std::string item(std::string_view list, std::size_t index);
/// Windows of tasks and breaks. Throws for what is not a list of [start, end].
[[nodiscard]] std::vector<TimeWindow> vroom_windows(const std::optional<VroomWindows>& windows,
                                                    const std::string& path);
/// A number of the input from zero on.
void check_quantity(std::int64_t value, const std::string& path);

/// Places of a problem: rows of the matrices, or different coordinates.
class VroomPlaces {
public:
    explicit VroomPlaces(const VroomDocument& document);

    /// Throws `missing_field` or `out_of_range`.
    std::int32_t place(const std::optional<std::vector<double>>& location, const std::optional<std::int32_t>& index,
                       const std::string& path, std::string_view location_name);
    [[nodiscard]] bool has_matrices() const { return has_matrices_; }
    [[nodiscard]] std::vector<Place> take() { return std::move(places_); }

private:
    bool has_matrices_ = false;
    std::vector<Place> places_;
    std::map<std::pair<double, double>, std::int32_t> by_coordinates_;
};

/// Vehicle types, profiles and matrices.
void read_vroom_vehicles(VroomReading& reading, VroomPlaces& places, std::int32_t duration_percent);
/// Prizes, if there are priorities. Needs everything else.
void set_vroom_prizes(VroomReading& reading);

}  // namespace marketplace::routing::detail
