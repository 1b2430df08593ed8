#include "vroom_document.hpp"

#include <marketplace/core/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace marketplace::routing {
namespace detail {
namespace {

void check_id(const std::optional<std::int64_t>& id, std::set<std::int64_t>& seen, const std::string& path) {
    if (!id) fail(ErrorCode::missing_field, path + ".id", "", "an integer");
    if (!seen.insert(*id).second) fail(ErrorCode::invalid_value, path + ".id", std::to_string(*id), "each id once");
}

void check_amounts(const std::vector<std::int64_t>& amounts, const std::string& path) {
    for (std::size_t i = 0; i < amounts.size(); ++i) check_quantity(amounts[i], item(path, i));
}

std::vector<std::string> texts_of(const std::vector<std::int64_t>& numbers) {
    std::vector<std::string> out;
    for (const std::int64_t number : numbers) out.push_back(std::to_string(number));
    return out;
}

/// Works for jobs and for the two steps of shipments.
template <class Task>
Stop stop_of(const Task& task, const std::string& path, VroomPlaces& places) {
    for (const auto& [name, times] :
         {std::pair{".setup_per_type", &task.setup_per_type}, std::pair{".service_per_type", &task.service_per_type}}) {
        if (!times->empty())
            fail(ErrorCode::unsupported, path + name, times->begin()->first, "times that are the same for all types");
    }
    check_quantity(task.setup, path + ".setup");
    check_quantity(task.service, path + ".service");
    Stop stop;
    stop.place = places.place(task.location, task.location_index, path, "location");
    stop.service = task.setup + task.service;
    stop.windows = vroom_windows(task.time_windows, path + ".time_windows");
    return stop;
}

void read_jobs(VroomReading& reading, VroomPlaces& places) {
    std::set<std::int64_t> ids;
    for (std::size_t i = 0; i < reading.document.jobs.size(); ++i) {
        const VroomJob& from = reading.document.jobs[i];
        const std::string path = item("jobs", i);
        check_id(from.id, ids, path);
        if (from.amount && from.delivery)
            fail(ErrorCode::invalid_value, path + ".amount", "", "delivery, which is its new name");
        Job job;
        job.id = std::to_string(*from.id);
        job.stop = stop_of(from, path, places);
        job.delivery = from.delivery.value_or(from.amount.value_or(std::vector<std::int64_t>{}));
        job.pickup = from.pickup;
        check_amounts(job.delivery, path + ".delivery");
        check_amounts(job.pickup, path + ".pickup");
        job.terms.skills = texts_of(from.skills);
        reading.input.problem.jobs.push_back(std::move(job));
    }
}

void read_shipments(VroomReading& reading, VroomPlaces& places) {
    std::set<std::int64_t> pickups;
    std::set<std::int64_t> deliveries;
    for (std::size_t i = 0; i < reading.document.shipments.size(); ++i) {
        const VroomShipment& from = reading.document.shipments[i];
        const std::string path = item("shipments", i);
        if (!from.pickup) fail(ErrorCode::missing_field, path + ".pickup", "", "a shipment_step");
        if (!from.delivery) fail(ErrorCode::missing_field, path + ".delivery", "", "a shipment_step");
        check_id(from.pickup->id, pickups, path + ".pickup");
        check_id(from.delivery->id, deliveries, path + ".delivery");
        Shipment shipment;
        shipment.id = std::to_string(*from.pickup->id) + "-" + std::to_string(*from.delivery->id);
        shipment.pickup = stop_of(*from.pickup, path + ".pickup", places);
        shipment.delivery = stop_of(*from.delivery, path + ".delivery", places);
        shipment.amount = from.amount;
        check_amounts(shipment.amount, path + ".amount");
        shipment.terms.skills = texts_of(from.skills);
        reading.input.problem.shipments.push_back(std::move(shipment));
    }
}

/// VROOM spends a setup time only where the vehicle comes from another place. That is always so, and can be said as a
/// service time, where a place has one task and no vehicle starts.
void check_setups(const VroomReading& reading) {
    const Problem& problem = reading.input.problem;
    std::vector<int> uses(problem.places.size());
    const auto use = [&](std::int32_t place) { ++uses[static_cast<std::size_t>(place)]; };
    for (const Job& job : problem.jobs) use(job.stop.place);
    for (const Shipment& shipment : problem.shipments) {
        use(shipment.pickup.place);
        use(shipment.delivery.place);
    }
    for (const VehicleType& type : problem.vehicles) {
        if (type.start) use(*type.start);
    }
    const auto check = [&](std::int64_t setup, const Stop& stop, const std::string& path) {
        if (setup != 0 && uses[static_cast<std::size_t>(stop.place)] > 1)
            fail(ErrorCode::unsupported, path + ".setup", std::to_string(setup), "0 where a place has several tasks");
    };
    for (std::size_t i = 0; i < problem.jobs.size(); ++i)
        check(reading.document.jobs[i].setup, problem.jobs[i].stop, item("jobs", i));
    for (std::size_t i = 0; i < problem.shipments.size(); ++i) {
        const VroomShipment& from = reading.document.shipments[i];
        check(from.pickup->setup, problem.shipments[i].pickup, item("shipments", i) + ".pickup");
        check(from.delivery->setup, problem.shipments[i].delivery, item("shipments", i) + ".delivery");
    }
}

/// Positions of tasks by id.
struct TaskIndex {
    std::map<std::int64_t, std::int32_t> jobs, pickups, deliveries;

    explicit TaskIndex(const VroomDocument& document) {
        for (const VroomJob& job : document.jobs) jobs.emplace(*job.id, static_cast<std::int32_t>(jobs.size()));
        for (const VroomShipment& shipment : document.shipments) {
            pickups.emplace(*shipment.pickup->id, static_cast<std::int32_t>(pickups.size()));
            deliveries.emplace(*shipment.delivery->id, static_cast<std::int32_t>(deliveries.size()));
        }
    }
};

/// The activity of a step; breaks, starts and ends say nothing about the order of tasks.
std::optional<Visit> visit_of(const VroomVehicleStep& step, const TaskIndex& tasks, const std::string& path) {
    if (step.type == "start" || step.type == "end" || step.type == "break") return std::nullopt;
    const std::map<std::int64_t, std::int32_t>* index = nullptr;
    Activity activity = Activity::job;
    if (step.type == "job") index = &tasks.jobs;
    if (step.type == "pickup") {
        index = &tasks.pickups;
        activity = Activity::pickup;
    }
    if (step.type == "delivery") {
        index = &tasks.deliveries;
        activity = Activity::delivery;
    }
    if (index == nullptr)
        fail(ErrorCode::unknown_choice, path + ".type", step.type, "one of start, job, pickup, delivery, break, end");
    if (!step.id) fail(ErrorCode::missing_field, path + ".id", "", "an integer");
    const auto found = index->find(*step.id);
    if (found == index->end())
        fail(ErrorCode::not_found, path + ".id", std::to_string(*step.id), "a task of that type");
    return Visit{activity, found->second};
}

void read_start(VroomReading& reading) {
    const TaskIndex tasks{reading.document};
    for (std::size_t type = 0; type < reading.members.size(); ++type) {
        for (std::size_t number = 0; number < reading.members[type].size(); ++number) {
            const std::size_t member = reading.members[type][number];
            const auto& steps = reading.document.vehicles[member].steps;
            RoutePlan plan{static_cast<std::int32_t>(type), static_cast<std::int32_t>(number), {}};
            for (std::size_t i = 0; i < steps.size(); ++i) {
                const std::string path = item(item("vehicles", member) + ".steps", i);
                if (const auto visit = visit_of(steps[i], tasks, path)) plan.visits.push_back(*visit);
            }
            if (!plan.visits.empty()) reading.input.start.push_back(std::move(plan));
        }
    }
}

}  // namespace

std::size_t matrix_size(const VroomDocument& document) {
    for (const auto& [name, matrix] : document.matrices) {
        if (!matrix.durations.empty()) return matrix.durations.size();
    }
    return 0;
}

std::string item(std::string_view list, std::size_t index) {
    return std::string{list} + "[" + std::to_string(index) + "]";
}

void check_quantity(std::int64_t value, const std::string& path) {
    if (value < 0 || value > no_limit)
        fail(ErrorCode::out_of_range, path, std::to_string(value), "a number from 0 to 2^50");
}

std::vector<TimeWindow> vroom_windows(const std::optional<VroomWindows>& windows, const std::string& path) {
    std::vector<TimeWindow> out;
    if (!windows) return out;
    if (windows->empty()) fail(ErrorCode::invalid_value, path, "[]", "a window, or no such field");
    for (std::size_t i = 0; i < windows->size(); ++i) {
        const std::vector<std::int64_t>& window = (*windows)[i];
        const std::string where = item(path, i);
        if (window.size() != 2)
            fail(ErrorCode::invalid_value, where, std::to_string(window.size()) + " numbers", "[start, end]");
        check_quantity(window[0], where);
        check_quantity(window[1], where);
        if (window[1] < window[0] || (!out.empty() && window[0] <= out.back().latest))
            fail(ErrorCode::invalid_value, where, std::to_string(window[0]) + ", " + std::to_string(window[1]),
                 "windows in order, without overlap");
        out.push_back({window[0], window[1]});
    }
    return out;
}

VroomPlaces::VroomPlaces(const VroomDocument& document) : has_matrices_(!document.matrices.empty()) {
    const std::size_t size = matrix_size(document);
    if (has_matrices_ && size == 0)
        fail(ErrorCode::missing_field, "matrices." + document.matrices.begin()->first + ".durations", "", "a matrix");
    places_.resize(size);
}

std::int32_t VroomPlaces::place(const std::optional<std::vector<double>>& location,
                                const std::optional<std::int32_t>& index, const std::string& path,
                                std::string_view location_name) {
    const std::string field = path + "." + std::string{location_name};
    if (location && location->size() != 2)
        fail(ErrorCode::invalid_value, field, std::to_string(location->size()) + " numbers", "[longitude, latitude]");
    const double longitude = location ? (*location)[0] : 0;
    const double latitude = location ? (*location)[1] : 0;
    if (!has_matrices_) {
        if (!location) fail(ErrorCode::missing_field, field, "", "[longitude, latitude], as there are no matrices");
        if (std::abs(longitude) > 360 || std::abs(latitude) > 90)
            fail(ErrorCode::out_of_range, field, "", "longitude and latitude in degrees");
        const auto [found, is_new] =
            by_coordinates_.try_emplace({longitude, latitude}, static_cast<std::int32_t>(places_.size()));
        if (is_new) places_.push_back({"", longitude, latitude});
        return found->second;
    }
    const std::string index_field = field + "_index";
    if (!index) fail(ErrorCode::missing_field, index_field, "", "a row of the matrices");
    if (*index < 0 || static_cast<std::size_t>(*index) >= places_.size())
        fail(ErrorCode::out_of_range, index_field, std::to_string(*index),
             "a row of matrices of " + std::to_string(places_.size()));
    if (location) places_[static_cast<std::size_t>(*index)] = {"", longitude, latitude};
    return *index;
}

VroomReading read_vroom_document(std::string_view json, std::int32_t duration_percent) {
    VroomReading reading;
    reading.document = from_json<VroomDocument>(json);
    VroomDocument& document = reading.document;
    if (document.matrix) {
        if (!document.matrices.empty()) fail(ErrorCode::invalid_value, "matrix", "", "matrices, which is its new name");
        document.matrices["car"].durations = std::move(*document.matrix);
        document.matrix.reset();
    }
    VroomPlaces places{document};
    read_jobs(reading, places);
    read_shipments(reading, places);
    read_vroom_vehicles(reading, places, duration_percent);
    reading.input.problem.places = places.take();
    check_setups(reading);
    read_start(reading);
    set_vroom_prizes(reading);
    reading.input.text = json;
    return reading;
}

}  // namespace detail

VroomInput read_vroom(std::string_view json, std::int32_t duration_percent) {
    if (duration_percent < 1 || duration_percent > 1'000'000)
        fail(ErrorCode::out_of_range, "duration_percent", std::to_string(duration_percent), "1 to 1000000");
    return std::move(detail::read_vroom_document(json, duration_percent).input);
}

}  // namespace marketplace::routing
