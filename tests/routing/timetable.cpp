#include "routing/timetable.hpp"

#include <algorithm>

namespace marketplace::routing::twin {

namespace {

std::optional<std::int32_t> place_of(const Problem& problem, const VehicleType& type, Visit visit) {
    if (visit.activity == Activity::pause) return std::nullopt;
    if (visit.activity == Activity::reload) return type.reloads.at(static_cast<std::size_t>(visit.index));
    return stop_of(problem, visit).place;
}

// Where a break is before a vehicle without a start has been anywhere: at its first stop.
std::int32_t first_place(const Problem& problem, const VehicleType& type, std::span<const Visit> visits) {
    for (const Visit& visit : visits) {
        if (const auto place = place_of(problem, type, visit)) return *place;
    }
    return -1;
}

// The visits of one run, one after the other.
class Drive {
public:
    Drive(const Problem& problem, const Travel& travel, const RoutePlan& plan)
        : problem_(problem),
          travel_(travel),
          plan_(plan),
          type_(type_of_vehicle(problem, plan.vehicle_type)),
          trips_(trips_of(problem, plan.visits)) {}

    Run from(std::int64_t start) {
        run_.route.vehicle_type = plan_.vehicle_type;
        run_.route.vehicle = plan_.vehicle;
        run_.route.start = time_ = start;
        run_.route.trips = static_cast<std::int32_t>(trips_.size());
        place_ = type_.start;
        for (const Visit& visit : plan_.visits) add_visit(visit);
        if (type_.end) travel_to(*type_.end);
        run_.route.end = time_;
        run_.route.overtime = std::max<std::int64_t>(0, time_ - type_.shift.latest);
        return std::move(run_);
    }

private:
    void travel_to(std::int32_t place) {
        if (place_) {
            run_.route.distance += travel_.distance(type_.profile, *place_, place);
            const std::int64_t arrival = travel_.arrival(type_.profile, *place_, place, time_);
            run_.route.travel += arrival - time_;
            time_ = arrival;
        }
        place_ = place;
    }

    void add_visit(Visit visit) {
        if (const auto place = place_of(problem_, type_, visit)) travel_to(*place);
        Step step;
        step.visit = visit;
        step.place = place_ ? *place_ : first_place(problem_, type_, plan_.visits);
        step.arrival = time_;
        step.distance = run_.route.distance;
        std::int64_t missed = 0;
        switch (visit.activity) {
            case Activity::reload: reload(step); break;
            case Activity::pause: missed = pause(step); break;
            default: missed = serve(step);
        }
        time_ = step.departure;
        run_.missed.push_back(missed);
        run_.route.waiting += step.start - step.arrival;
        run_.route.lateness += step.lateness;
        run_.route.steps.push_back(std::move(step));
    }

    // Takes its time, and is over no earlier than the goods of the next trip are there.
    void reload(Step& step) {
        ++trip_;
        step.start = std::max(step.arrival, trips_[trip_].release - type_.reload_service);
        step.departure = step.start + type_.reload_service;
    }

    std::int64_t pause(Step& step) const {
        const Break& taken = type_.breaks.at(static_cast<std::size_t>(step.visit.index));
        const Beginning beginning = begin_service(taken.windows, step.arrival);
        step.start = beginning.start;
        step.departure = step.start + taken.duration;
        return beginning.missed;
    }

    std::int64_t serve(Step& step) const {
        const Stop& stop = stop_of(problem_, step.visit);
        const Beginning beginning = begin_service(stop.windows, step.arrival);
        step.start = beginning.start;
        step.departure = step.start + divide_up(stop.service * type_.service_percent, 100);
        if (stop.lateness_cost) step.lateness = beginning.missed;
        return beginning.missed;
    }

    const Problem& problem_;
    const Travel& travel_;
    const RoutePlan& plan_;
    const VehicleType& type_;
    std::vector<Trip> trips_;
    std::size_t trip_ = 0;
    std::optional<std::int32_t> place_;  // where the vehicle is
    std::int64_t time_ = 0;
    Run run_;
};

}  // namespace

Beginning begin_service(std::span<const TimeWindow> windows, std::int64_t arrival) {
    for (const TimeWindow& window : windows) {
        if (arrival <= window.latest) return {std::max(arrival, window.earliest), 0};
    }
    return {arrival, windows.empty() ? 0 : arrival - windows.back().latest};
}

std::int64_t earliest_start(const Problem& problem, const RoutePlan& plan) {
    return std::max(type_of_vehicle(problem, plan.vehicle_type).shift.earliest,
                    trips_of(problem, plan.visits).front().release);
}

Run drive(const Problem& problem, const Travel& travel, const RoutePlan& plan, std::int64_t start) {
    return Drive(problem, travel, plan).from(start);
}

Run timetable(const Problem& problem, const Travel& travel, const RoutePlan& plan) {
    const std::int64_t earliest = earliest_start(problem, plan);
    const Run first = drive(problem, travel, plan, earliest);
    const auto is_as_good = [&](std::int64_t start) {
        const Run run = drive(problem, travel, plan, start);
        return run.route.end == first.route.end && run.missed == first.missed;
    };
    // A later start makes nothing earlier, so that what is as good ends at one point in time.
    std::int64_t latest = earliest;
    std::int64_t beyond = first.route.end + 1;
    while (beyond - latest > 1) {
        const std::int64_t middle = latest + (beyond - latest) / 2;
        (is_as_good(middle) ? latest : beyond) = middle;
    }
    Run run = drive(problem, travel, plan, latest);
    const std::vector<Load> loads = loads_of(problem, plan.visits);
    for (std::size_t i = 0; i < run.route.steps.size(); ++i) run.route.steps[i].load = loads[i + 1];
    return run;
}

}  // namespace marketplace::routing::twin
