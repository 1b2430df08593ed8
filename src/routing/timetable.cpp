#include "timetable.hpp"

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

void add(std::vector<std::int64_t>& load, const std::vector<std::int64_t>& amounts, std::int64_t sign) {
    for (std::size_t d = 0; d < amounts.size(); ++d) load[d] += sign * amounts[d];
}

std::int64_t excess_over(const std::vector<std::int64_t>& load, const std::vector<std::int64_t>& capacity) {
    std::int64_t excess = 0;
    for (std::size_t d = 0; d < std::min(load.size(), capacity.size()); ++d) {
        excess = std::max(excess, load[d] - capacity[d]);
    }
    return excess;
}

bool is_trip_end(std::span<const Visit> visits, std::size_t i) {
    return i == visits.size() || visits[i].activity == Activity::reload;
}

}  // namespace

ServiceStart service_start(std::span<const TimeWindow> windows, std::int64_t arrival) {
    if (windows.empty()) return {arrival, 0};
    for (const TimeWindow& window : windows) {
        if (arrival <= window.latest) return {std::max(arrival, window.earliest), 0};
    }
    return {arrival, arrival - windows.back().latest};
}

std::optional<Broken> Timetable::make(const Kind& kind, std::int32_t vehicle, std::span<const Visit> visits,
                                      Route& route) {
    const VehicleType& type = model_.type_of(kind);
    route = {.vehicle_type = kind.type, .vehicle = vehicle};
    if (auto broken = check_members(kind, visits)) return broken;
    route.steps.resize(visits.size());
    if (auto broken = check_loads(type, visits, route)) return broken;
    const std::int64_t earliest = std::max(type.shift.earliest, release_of(visits, 0));
    if (auto broken = run(type, visits, earliest, route)) return broken;
    // Leaving later never ends earlier, so the latest start that changes nothing is found by halving.
    const std::int64_t end = route.end;
    const std::int64_t late = route.lateness;
    std::int64_t good = earliest;
    // Without traffic only waiting can be saved; with it, another time of the day may do.
    std::int64_t bad = model_.travel_of(type).has_traffic() ? end + 1 : earliest + route.waiting + 1;
    while (bad - good > 1) {
        const std::int64_t middle = good + (bad - good) / 2;
        const bool same = !run(type, visits, middle, route) && route.end == end && route.lateness == late;
        (same ? good : bad) = middle;
    }
    run(type, visits, good, route);
    if (auto broken = check_limits(type, visits, route)) return broken;
    price(type, route);
    return std::nullopt;
}

std::optional<Broken> Timetable::check_members(const Kind& kind, std::span<const Visit> visits) {
    const VehicleType& type = model_.type_of(kind);
    std::int32_t stops = 0;
    std::int32_t trips = 1;
    std::vector<std::int32_t> taken(type.breaks.size(), 0);
    for (std::size_t i = 0; i < visits.size(); ++i) {
        const Visit& visit = visits[i];
        if (visit.activity == Activity::reload) {
            ++trips;
        } else if (visit.activity == Activity::pause) {
            if (++taken[static_cast<std::size_t>(visit.index)] > 1) return Broken{Constraint::breaks, i, 1};
        } else {
            ++stops;
            const Order& order = model_.orders[static_cast<std::size_t>(model_.order_of(visit))];
            const auto k = static_cast<std::int32_t>(&kind - model_.kinds.data());
            if (!order.may_ride(k)) return Broken{Constraint::vehicle, i, 1};
        }
    }
    for (const std::int32_t times : taken) {
        if (times == 0 && stops > 0) return Broken{Constraint::breaks, visits.size(), 1};
    }
    if (type.stops_max && stops > *type.stops_max)
        return Broken{Constraint::stops_max, visits.size(), stops - *type.stops_max};
    if (type.trips_max > 0 && trips > type.trips_max)
        return Broken{Constraint::trips_max, visits.size(), trips - type.trips_max};
    if (!std::equal(kind.locked.begin(), kind.locked.end(), visits.begin(),
                    visits.begin() + static_cast<std::ptrdiff_t>(std::min(visits.size(), kind.locked.size())))) {
        return Broken{Constraint::locked, 0, 1};
    }
    return std::nullopt;
}

std::optional<Broken> Timetable::check_loads(const VehicleType& type, std::span<const Visit> visits, Route& route) {
    load_.assign(model_.dimensions, 0);
    open_.clear();
    const auto load_trip = [&](std::size_t from) {
        std::fill(load_.begin(), load_.end(), 0);
        for (std::size_t i = from; !is_trip_end(visits, i); ++i) {
            if (visits[i].activity == Activity::job)
                add(load_, model_.problem.jobs[static_cast<std::size_t>(visits[i].index)].delivery, 1);
        }
    };
    load_trip(0);
    if (const std::int64_t excess = excess_over(load_, type.capacity)) return Broken{Constraint::capacity, 0, excess};
    for (std::size_t i = 0; i < visits.size(); ++i) {
        const auto index = static_cast<std::size_t>(visits[i].index);
        switch (visits[i].activity) {
            case Activity::job:
                add(load_, model_.problem.jobs[index].delivery, -1);
                add(load_, model_.problem.jobs[index].pickup, 1);
                break;
            case Activity::pickup:
                add(load_, model_.problem.shipments[index].amount, 1);
                open_.push_back(visits[i].index);
                break;
            case Activity::delivery: {
                const auto found = std::find(open_.begin(), open_.end(), visits[i].index);
                if (found == open_.end()) return Broken{Constraint::pairing, i, 1};
                if (type.lifo && std::next(found) != open_.end()) return Broken{Constraint::lifo, i, 1};
                open_.erase(found);
                add(load_, model_.problem.shipments[index].amount, -1);
                break;
            }
            case Activity::reload:
                if (!open_.empty()) return Broken{Constraint::pairing, i, 1};
                load_trip(i + 1);
                ++route.trips;
                break;
            case Activity::pause: break;
        }
        if (const std::int64_t excess = excess_over(load_, type.capacity))
            return Broken{Constraint::capacity, i, excess};
        route.steps[i].load = load_;
    }
    if (!open_.empty()) return Broken{Constraint::pairing, visits.size(), 1};
    return std::nullopt;
}

std::int64_t Timetable::release_of(std::span<const Visit> visits, std::size_t from) const {
    std::int64_t release = -no_limit;
    for (std::size_t i = from; !is_trip_end(visits, i); ++i) {
        if (visits[i].activity != Activity::job) continue;
        release = std::max(release, model_.problem.jobs[static_cast<std::size_t>(visits[i].index)].release);
    }
    return release;
}

void Timetable::travel(const VehicleType& type, Running& now, std::int32_t place, Route& route) const {
    if (now.place >= 0 && place >= 0) {
        const Travel& ways = model_.travel_of(type);
        const std::int64_t arrival = ways.arrival(now.time, ways.duration(now.place, place));
        route.travel += arrival - now.time;
        now.time = arrival;
        now.distance += ways.distance(now.place, place);
    }
    if (place >= 0) now.place = place;
}

std::optional<Broken> Timetable::visit(const VehicleType& type, std::span<const Visit> visits, std::size_t i,
                                       Running& now, Route& route) {
    const Visit& visit = visits[i];
    const auto index = static_cast<std::size_t>(visit.index);
    Step& step = route.steps[i];
    std::span<const TimeWindow> windows;
    std::int64_t service = 0;
    std::optional<std::int64_t> lateness_cost;
    std::int64_t not_before = -no_limit;
    if (visit.activity == Activity::pause) {
        windows = type.breaks[index].windows;
        service = type.breaks[index].duration;
    } else if (visit.activity == Activity::reload) {
        travel(type, now, type.reloads[index], route);
        service = type.reload_service;
        not_before = release_of(visits, i + 1);
    } else {
        const Stop& stop = visit.activity == Activity::job ? model_.problem.jobs[index].stop
                           : visit.activity == Activity::pickup ? model_.problem.shipments[index].pickup
                                                                : model_.problem.shipments[index].delivery;
        travel(type, now, stop.place, route);
        windows = stop.windows;
        service = service_time(stop.service, type);
        lateness_cost = stop.lateness_cost;
    }
    const ServiceStart start = service_start(windows, now.time);
    if (start.late > 0 && !lateness_cost) {
        return Broken{visit.activity == Activity::pause ? Constraint::breaks : Constraint::time_window, i, start.late};
    }
    const std::int64_t departure = std::max(start.time + service, not_before);
    route.waiting += start.time - now.time + departure - start.time - service;
    route.lateness += start.late;
    if (start.late > 0) route.cost += start.late * *lateness_cost;
    const std::int64_t begin = std::max(start.time, departure - service);  // a reload waits for its goods
    step = {visit, now.place, now.time, begin, departure, start.late, now.distance, std::move(step.load)};
    now.time = departure;
    return std::nullopt;
}

/// Where a route without a start place begins.
std::int32_t Timetable::first_place(const VehicleType& type, std::span<const Visit> visits) const {
    for (const Visit& visit : visits) {
        if (visit.activity == Activity::reload) return type.reloads[static_cast<std::size_t>(visit.index)];
        if (visit.activity == Activity::pause) continue;
        const Order& order = model_.orders[static_cast<std::size_t>(model_.order_of(visit))];
        const std::int32_t node = visit.activity == Activity::delivery ? order.second : order.first;
        return model_.nodes[static_cast<std::size_t>(node)].stop->place;
    }
    return -1;
}

std::optional<Broken> Timetable::run(const VehicleType& type, std::span<const Visit> visits, std::int64_t start,
                                     Route& route) {
    route.travel = route.waiting = route.lateness = route.cost = route.overtime = 0;
    Running now{start, type.start.value_or(first_place(type, visits)), 0};
    route.start = start;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        if (auto broken = visit(type, visits, i, now, route)) return broken;
    }
    travel(type, now, type.end.value_or(-1), route);
    route.end = now.time;
    route.distance = now.distance;
    route.overtime = std::max<std::int64_t>(0, now.time - type.shift.latest);
    if (route.overtime > type.overtime_max) {
        return Broken{Constraint::shift, visits.size(), route.overtime - type.overtime_max};
    }
    return std::nullopt;
}

std::optional<Broken> Timetable::check_limits(const VehicleType& type, std::span<const Visit> visits,
                                              const Route& route) {
    if (type.distance_max && route.distance > *type.distance_max) {
        return Broken{Constraint::distance_max, visits.size(), route.distance - *type.distance_max};
    }
    const std::int64_t duration = route.end - route.start;
    if (type.duration_max && duration > *type.duration_max) {
        return Broken{Constraint::duration_max, visits.size(), duration - *type.duration_max};
    }
    return std::nullopt;
}

void Timetable::price(const VehicleType& type, Route& route) const {
    route.cost += type.fixed_cost + type.distance_cost * route.distance + type.travel_cost * route.travel +
                  type.duration_cost * (route.end - route.start) + type.overtime_cost * route.overtime;
}

}  // namespace marketplace::routing::detail
