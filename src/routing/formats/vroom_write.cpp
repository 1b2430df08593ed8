#include "vroom_document.hpp"

#include <marketplace/core/json.hpp>

#include <algorithm>

namespace marketplace::routing {
namespace detail {

using Location = std::optional<std::vector<double>>;
using Amounts = std::optional<std::vector<std::int64_t>>;

/// There are none: plans obey every constraint.
struct VroomViolation {
    std::string cause;
};
MARKETPLACE_RECORD(VroomViolation, (cause));

struct VroomStep {
    std::string type;
    std::optional<std::string> description;
    Location location;
    std::optional<std::int32_t> location_index;
    std::optional<std::int64_t> id;
    std::int64_t setup = 0;
    std::int64_t service = 0;
    std::int64_t waiting_time = 0;
    Amounts load;
    std::int64_t arrival = 0;
    std::int64_t duration = 0;
    std::optional<std::int64_t> distance;
    std::vector<VroomViolation> violations;
};
MARKETPLACE_RECORD(VroomStep, (type, description, location, location_index, id, setup, service, waiting_time, load,
                               arrival, duration, distance, violations));

struct VroomRoute {
    std::int64_t vehicle = 0;
    std::int64_t cost = 0;
    std::optional<std::string> description;
    Amounts delivery;
    Amounts pickup;
    std::int64_t setup = 0;
    std::int64_t service = 0;
    std::int64_t duration = 0;
    std::int64_t waiting_time = 0;
    std::int64_t priority = 0;
    std::optional<std::int64_t> distance;
    std::vector<VroomStep> steps;
    std::vector<VroomViolation> violations;
};
MARKETPLACE_RECORD(VroomRoute, (vehicle, cost, description, delivery, pickup, setup, service, duration, waiting_time,
                                priority, distance, steps, violations));

struct VroomUnassigned {
    std::int64_t id = 0;
    std::string type;
    std::optional<std::string> description;
    Location location;
    std::optional<std::int32_t> location_index;
};
MARKETPLACE_RECORD(VroomUnassigned, (id, type, description, location, location_index));

struct VroomSummary {
    std::int64_t cost = 0;
    std::int64_t routes = 0;
    std::int64_t unassigned = 0;
    Amounts delivery;
    Amounts pickup;
    std::int64_t setup = 0;
    std::int64_t service = 0;
    std::int64_t duration = 0;
    std::int64_t waiting_time = 0;
    std::int64_t priority = 0;
    std::optional<std::int64_t> distance;
    std::vector<VroomViolation> violations;
};
MARKETPLACE_RECORD(VroomSummary, (cost, routes, unassigned, delivery, pickup, setup, service, duration, waiting_time,
                                  priority, distance, violations));

struct VroomAnswer {
    std::int64_t code = 0;
    VroomSummary summary;
    std::vector<VroomUnassigned> unassigned;
    std::vector<VroomRoute> routes;
};
MARKETPLACE_RECORD(VroomAnswer, (code, summary, unassigned, routes));

struct VroomFailure {
    std::int64_t code = 2;
    std::string error;
};
MARKETPLACE_RECORD(VroomFailure, (code, error));

namespace {

template <class T>
const T& at(const std::vector<T>& list, std::int64_t index, std::string_view name) {
    if (index < 0 || static_cast<std::size_t>(index) >= list.size())
        fail(ErrorCode::out_of_range, item(name, static_cast<std::size_t>(index)), "",
             "a part of the problem that was read, which has " + std::to_string(list.size()));
    return list[static_cast<std::size_t>(index)];
}

void add(Amounts& to, const std::vector<std::int64_t>& amounts) {
    if (!to) return;
    for (std::size_t i = 0; i < std::min(to->size(), amounts.size()); ++i) (*to)[i] += amounts[i];
}

class Answer {
public:
    Answer(const VroomReading& reading, const Solution& solution)
        : document_(reading.document), input_(reading.input), members_(reading.members), solution_(solution) {
        std::size_t dimensions = 0;
        for (const VroomVehicle& vehicle : document_.vehicles)
            dimensions = std::max(dimensions, vehicle.capacity.size());
        if (dimensions > 0) nothing_.emplace(dimensions);
    }

    VroomAnswer make() {
        VroomAnswer out;
        out.summary.delivery = nothing_;
        out.summary.pickup = nothing_;
        std::vector<const Route*> routes;
        for (const Route& route : solution_.routes) routes.push_back(&route);
        std::sort(routes.begin(), routes.end(),
                  [&](const Route* a, const Route* b) { return member_of(*a) < member_of(*b); });
        bool tells_distance = true;
        std::int64_t cost = 0;
        for (const Route* each : routes) {
            const VroomRoute& route = out.routes.emplace_back(route_of(*each));
            cost += each->cost;
            count(out.summary, route);
            tells_distance = tells_distance && route.distance.has_value();
        }
        out.summary.cost = own_cost(cost);
        out.summary.routes = static_cast<std::int64_t>(out.routes.size());
        if (!tells_distance) out.summary.distance.reset();
        for (const Unserved& each : solution_.unserved) add_unassigned(out.unassigned, each.visit);
        out.summary.unassigned = static_cast<std::int64_t>(out.unassigned.size());
        return out;
    }

private:
    [[nodiscard]] std::size_t member_of(const Route& route) const {
        return at(at(members_, route.vehicle_type, "vehicles"), route.vehicle, "vehicles");
    }
    /// In VROOM's unit, halves up.
    [[nodiscard]] std::int64_t own_cost(std::int64_t cost) const {
        return (cost + input_.cost_scale / 2) / input_.cost_scale;
    }
    static void count(VroomSummary& summary, const VroomRoute& route) {
        if (route.delivery) add(summary.delivery, *route.delivery);
        if (route.pickup) add(summary.pickup, *route.pickup);
        summary.setup += route.setup;
        summary.service += route.service;
        summary.duration += route.duration;
        summary.waiting_time += route.waiting_time;
        summary.priority += route.priority;
        summary.distance = summary.distance.value_or(0) + route.distance.value_or(0);
    }

    template <class Task>
    static void describe(VroomStep& step, const Task& task) {
        step.description = task.description;
        step.location = task.location;
        step.location_index = task.location_index;
        step.id = task.id;
        step.setup = task.setup;
        step.service = task.service;
    }
    /// Fills what the input says of an activity, and counts it for the route.
    void describe(VroomStep& step, VroomRoute& route, const Visit& visit, const VroomVehicle& vehicle) const {
        step.type = visit.activity == Activity::pause ? "break" : name_of(visit.activity);
        switch (visit.activity) {
            case Activity::job: {
                const VroomJob& job = at(document_.jobs, visit.index, "jobs");
                describe(step, job);
                add(route.delivery, job.delivery.value_or(job.amount.value_or(std::vector<std::int64_t>{})));
                add(route.pickup, job.pickup);
                route.priority += job.priority;
                return;
            }
            case Activity::pickup:
            case Activity::delivery: {
                const VroomShipment& shipment = at(document_.shipments, visit.index, "shipments");
                const bool is_pickup = visit.activity == Activity::pickup;
                describe(step, is_pickup ? *shipment.pickup : *shipment.delivery);
                add(is_pickup ? route.pickup : route.delivery, shipment.amount);
                route.priority += shipment.priority;
                return;
            }
            case Activity::pause: {
                const VroomBreak& pause = at(vehicle.breaks, visit.index, "breaks");
                step.id = pause.id;
                step.description = pause.description;
                step.service = pause.service;
                return;
            }
            case Activity::reload:
                break;
        }
        fail(ErrorCode::unsupported, "routes", "reload", "activities that VROOM knows");
    }

    /// Metres between places, if the input tells them.
    [[nodiscard]] std::optional<std::int64_t> way(const VroomVehicle& vehicle, std::int32_t from,
                                                  std::int32_t to) const {
        const auto matrix = document_.matrices.find(vehicle.profile);
        if (matrix == document_.matrices.end() || matrix->second.distances.empty()) return std::nullopt;
        return at(at(matrix->second.distances, from, "matrices"), to, "matrices");
    }
    /// Metres from the start of the route to each of its steps and to its end; nothing if the input tells none.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> distances(const Route& route, const VehicleType& type,
                                                                     const VroomVehicle& vehicle) const {
        std::vector<std::int64_t> out;
        if (document_.matrices.empty()) {
            for (const Step& step : route.steps) out.push_back(step.distance);
            out.push_back(route.distance);
            return out;
        }
        std::int64_t sum = 0;
        std::optional<std::int32_t> place = type.start;
        const auto go = [&](std::int32_t to) {
            const auto metres = place ? way(vehicle, *place, to) : std::optional<std::int64_t>{0};
            place = to;
            if (metres) out.push_back(sum += *metres);
            return metres.has_value();
        };
        for (const Step& step : route.steps) {
            if (!go(step.place)) return std::nullopt;
        }
        if (!go(type.end.value_or(place.value_or(0)))) return std::nullopt;
        return out;
    }

    VroomRoute route_of(const Route& from) const {
        const VroomVehicle& vehicle = document_.vehicles[member_of(from)];
        const VehicleType& type = at(input_.problem.vehicles, from.vehicle_type, "vehicles");
        const auto metres = distances(from, type, vehicle);
        VroomRoute out;
        out.vehicle = vehicle.id.value_or(0);
        out.cost = own_cost(from.cost);
        out.description = vehicle.description;
        out.delivery = nothing_;
        out.pickup = nothing_;
        std::int64_t left = from.start;
        std::int64_t driven = 0;
        for (std::size_t i = 0; i < from.steps.size(); ++i) {
            const Step& step = from.steps[i];
            VroomStep made;
            describe(made, out, step.visit, vehicle);
            driven += step.arrival - left;
            left = step.departure;
            made.arrival = step.arrival;
            made.waiting_time = step.start - step.arrival;
            made.duration = driven;
            if (nothing_) made.load = step.load;
            if (metres) made.distance = (*metres)[i];
            out.setup += made.setup;
            out.service += made.service;
            out.waiting_time += made.waiting_time;
            out.steps.push_back(std::move(made));
        }
        out.duration = driven + (from.end - left);
        if (metres) out.distance = metres->back();
        add_ends(out, from, type, vehicle);
        return out;
    }
    void add_ends(VroomRoute& out, const Route& from, const VehicleType& type, const VroomVehicle& vehicle) const {
        if (type.end) {
            VroomStep end{.type = "end", .location = vehicle.end, .location_index = vehicle.end_index};
            end.load = nothing_ && !from.steps.empty() ? Amounts{from.steps.back().load} : nothing_;
            end.arrival = from.end;
            end.duration = out.duration;
            end.distance = out.distance;
            out.steps.push_back(std::move(end));
        }
        if (!type.start) return;
        VroomStep start{.type = "start", .location = vehicle.start, .location_index = vehicle.start_index};
        start.load = nothing_;
        for (const Step& step : from.steps) {
            if (step.visit.activity == Activity::job)
                add(start.load, at(input_.problem.jobs, step.visit.index, "jobs").delivery);
        }
        start.arrival = from.start;
        if (out.distance) start.distance = 0;
        out.steps.insert(out.steps.begin(), std::move(start));
    }

    template <class Task>
    static VroomUnassigned unassigned(const Task& task, std::string_view type) {
        return {task.id.value_or(0), std::string{type}, task.description, task.location, task.location_index};
    }
    void add_unassigned(std::vector<VroomUnassigned>& out, const Visit& visit) const {
        if (visit.activity == Activity::job) {
            out.push_back(unassigned(at(document_.jobs, visit.index, "jobs"), "job"));
            return;
        }
        const VroomShipment& shipment = at(document_.shipments, visit.index, "shipments");
        out.push_back(unassigned(*shipment.pickup, "pickup"));
        out.push_back(unassigned(*shipment.delivery, "delivery"));
    }

    const VroomDocument& document_;
    const VroomInput& input_;
    const std::vector<std::vector<std::size_t>>& members_;
    const Solution& solution_;
    Amounts nothing_;  ///< zeros, if loads are told
};

}  // namespace
}  // namespace detail

std::string write_vroom(const VroomInput& input, const Solution& solution) {
    constexpr std::int32_t any_speed = 10;  // the answer takes no times from the problem
    const detail::VroomReading reading = detail::read_vroom_document(input.text, any_speed);
    return to_json(detail::Answer{reading, solution}.make());
}

std::string write_vroom_error(std::string_view message) {
    return to_json(detail::VroomFailure{2, std::string{message}});
}

}  // namespace marketplace::routing
