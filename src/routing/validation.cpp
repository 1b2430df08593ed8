// What a problem must be before anybody searches for plans.

#include "model.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace marketplace::routing::detail {
namespace {

using marketplace::detail::at_path;
using marketplace::detail::indexed;
using marketplace::detail::require_between;

void require_place(std::int32_t place, std::size_t places, std::string_view field) {
    if (place >= 0 && static_cast<std::size_t>(place) < places) return;
    fail(ErrorCode::out_of_range, field, std::to_string(place),
         "an index into places, of which there are " + std::to_string(places));
}

void require_quantity(std::int64_t value, std::string_view field) { require_between(value, 0, no_limit, field); }

void check_window(const TimeWindow& window, std::string_view field) {
    require_between(window.earliest, -no_limit, no_limit, std::string{field} + ".earliest");
    require_between(window.latest, -no_limit, no_limit, std::string{field} + ".latest");
    if (window.latest >= window.earliest) return;
    fail(ErrorCode::invalid_value, std::string{field} + ".latest", std::to_string(window.latest),
         "no earlier than earliest, which is " + std::to_string(window.earliest));
}

void check_windows(const std::vector<TimeWindow>& windows, std::string_view field) {
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const std::string name = indexed(field, i);
        check_window(windows[i], name);
        if (i == 0 || windows[i].earliest > windows[i - 1].latest) continue;
        fail(ErrorCode::invalid_value, name + ".earliest", std::to_string(windows[i].earliest),
             "after the window before it, which lasts until " + std::to_string(windows[i - 1].latest));
    }
}

void check_stop(const Stop& stop, std::size_t places) {
    require_place(stop.place, places, "place");
    require_quantity(stop.service, "service");
    check_windows(stop.windows, "windows");
    if (stop.lateness_cost) require_quantity(*stop.lateness_cost, "lateness_cost");
}

void check_amounts(const std::vector<std::int64_t>& amounts, std::string_view field) {
    for (std::size_t i = 0; i < amounts.size(); ++i) require_quantity(amounts[i], indexed(field, i));
}

/// Texts that other records refer to.
struct Names {
    std::unordered_set<std::string> types;
    std::unordered_set<std::string> skills;
    std::unordered_set<std::string> orders;
};

void check_known(const std::vector<std::string>& names, const std::unordered_set<std::string>& known,
                 std::string_view field, std::string_view what) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!known.contains(names[i])) fail(ErrorCode::not_found, indexed(field, i), names[i], what);
    }
}

void check_terms(const Terms& terms, const std::string& id, const Names& names) {
    if (terms.prize) require_quantity(*terms.prize, "prize");
    check_known(terms.skills, names.skills, "skills", "a skill that at least one vehicle type has");
    check_known(terms.allowed, names.types, "allowed", "the id of a vehicle type");
    check_known(terms.forbidden, names.types, "forbidden", "the id of a vehicle type");
    check_known(terms.after, names.orders, "after", "the id of a job or shipment");
    for (std::size_t i = 0; i < terms.after.size(); ++i) {
        if (terms.after[i] == id) fail(ErrorCode::invalid_value, indexed("after", i), id, "another order than itself");
    }
    const std::string type = terms.promised_vehicle.substr(0, terms.promised_vehicle.rfind('#'));
    if (!terms.promised_vehicle.empty() && !names.types.contains(type)) {
        fail(ErrorCode::not_found, "promised_vehicle", terms.promised_vehicle,
             "a vehicle type's id, or that and a vehicle's number as in van#0");
    }
}

void check_job(const Job& job, std::size_t places, const Names& names) {
    at_path("stop", [&] { check_stop(job.stop, places); });
    check_amounts(job.delivery, "delivery");
    check_amounts(job.pickup, "pickup");
    require_between(job.release, -no_limit, no_limit, "release");
    at_path("terms", [&] { check_terms(job.terms, job.id, names); });
}

void check_shipment(const Shipment& shipment, std::size_t places, const Names& names) {
    at_path("pickup", [&] { check_stop(shipment.pickup, places); });
    at_path("delivery", [&] { check_stop(shipment.delivery, places); });
    check_amounts(shipment.amount, "amount");
    at_path("terms", [&] { check_terms(shipment.terms, shipment.id, names); });
}

void check_vehicle(const VehicleType& type, std::size_t places, std::size_t profiles) {
    require_between(type.count, 0, std::numeric_limits<std::int32_t>::max(), "count");
    if (type.start) require_place(*type.start, places, "start");
    if (type.end) require_place(*type.end, places, "end");
    check_amounts(type.capacity, "capacity");
    if (type.profile < 0 || static_cast<std::size_t>(type.profile) >= profiles) {
        fail(ErrorCode::out_of_range, "profile", std::to_string(type.profile),
             "an index into profiles, of which there are " + std::to_string(profiles));
    }
    require_between(type.service_percent, 0, 100'000, "service_percent");
    check_window(type.shift, "shift");
    require_quantity(type.overtime_max, "overtime_max");
    for (std::size_t i = 0; i < type.breaks.size(); ++i) {
        at_path(indexed("breaks", i), [&] {
            require_quantity(type.breaks[i].duration, "duration");
            check_windows(type.breaks[i].windows, "windows");
        });
    }
    for (std::size_t i = 0; i < type.reloads.size(); ++i) require_place(type.reloads[i], places, indexed("reloads", i));
    require_quantity(type.reload_service, "reload_service");
    require_quantity(type.trips_max, "trips_max");
    if (type.distance_max) require_quantity(*type.distance_max, "distance_max");
    if (type.duration_max) require_quantity(*type.duration_max, "duration_max");
    if (type.stops_max) require_quantity(*type.stops_max, "stops_max");
    for (const auto& [cost, field] : {std::pair{type.overtime_cost, "overtime_cost"},
                                      std::pair{type.fixed_cost, "fixed_cost"},
                                      std::pair{type.distance_cost, "distance_cost"},
                                      std::pair{type.duration_cost, "duration_cost"},
                                      std::pair{type.travel_cost, "travel_cost"}}) {
        require_quantity(cost, field);
    }
}

void check_profile(const TravelProfile& profile) {
    require_between(profile.scale, 1, 1'000'000'000, "scale");
    require_between(profile.duration_percent, 0, 100'000'000, "duration_percent");
    for (std::size_t i = 0; i < profile.traffic.size(); ++i) {
        at_path(indexed("traffic", i), [&] {
            require_between(profile.traffic[i].percent, 1, 100'000, "percent");
            require_between(profile.traffic[i].from, -no_limit, no_limit, "from");
            if (i > 0 && profile.traffic[i].from <= profile.traffic[i - 1].from) {
                fail(ErrorCode::invalid_value, "from", std::to_string(profile.traffic[i].from),
                     "later than that of the slice before it");
            }
        });
    }
}

void check_places(const std::vector<Place>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (const auto& [value, field] : {std::pair{places[i].x, ".x"}, std::pair{places[i].y, ".y"}}) {
            if (!std::isfinite(value) || std::abs(value) > 1e12) {
                fail(ErrorCode::invalid_value, indexed("places", i) + field, std::to_string(value),
                     "a finite number of at most 1e12");
            }
        }
    }
}

void add_id(std::unordered_set<std::string>& ids, const std::string& id, const std::string& field) {
    if (!id.empty() && !ids.insert(id).second) fail(ErrorCode::duplicate_key, field, id, "an id that no other has");
}

Names names_of(const Problem& problem) {
    Names names;
    for (std::size_t i = 0; i < problem.vehicles.size(); ++i) {
        const VehicleType& type = problem.vehicles[i];
        add_id(names.types, type.id, indexed("vehicles", i) + ".id");
        names.skills.insert(type.skills.begin(), type.skills.end());
    }
    for (std::size_t i = 0; i < problem.jobs.size(); ++i) {
        add_id(names.orders, problem.jobs[i].id, indexed("jobs", i) + ".id");
    }
    for (std::size_t i = 0; i < problem.shipments.size(); ++i) {
        add_id(names.orders, problem.shipments[i].id, indexed("shipments", i) + ".id");
    }
    return names;
}

std::size_t count_of(const Problem& problem, const VehicleType& type, Activity activity) {
    switch (activity) {
        case Activity::job: return problem.jobs.size();
        case Activity::pause: return type.breaks.size();
        case Activity::reload: return type.reloads.size();
        case Activity::pickup:
        case Activity::delivery: break;
    }
    return problem.shipments.size();
}

void check_locked(const Problem& problem, const RoutePlan& plan, std::set<Visit>& seen) {
    if (plan.vehicle_type < 0 || static_cast<std::size_t>(plan.vehicle_type) >= problem.vehicles.size()) {
        fail(ErrorCode::out_of_range, "vehicle_type", std::to_string(plan.vehicle_type), "an index into vehicles");
    }
    const VehicleType& type = problem.vehicles[static_cast<std::size_t>(plan.vehicle_type)];
    require_between(plan.vehicle, 0, type.count - 1, "vehicle");
    std::set<Visit> here;
    for (std::size_t i = 0; i < plan.visits.size(); ++i) {
        const Visit& visit = plan.visits[i];
        const std::string field = indexed("visits", i);
        const std::size_t count = count_of(problem, type, visit.activity);
        if (visit.index < 0 || static_cast<std::size_t>(visit.index) >= count) {
            fail(ErrorCode::out_of_range, field + ".index", std::to_string(visit.index),
                 "less than " + std::to_string(count) + ", of which there are so many");
        }
        const bool is_order = visit.activity != Activity::pause && visit.activity != Activity::reload;
        if (is_order && !seen.insert(visit).second) {
            fail(ErrorCode::duplicate_key, field,
                 std::string{name_of(visit.activity)} + " " + std::to_string(visit.index),
                 "a visit that is locked once");
        }
        here.insert(visit);
        if (visit.activity == Activity::delivery && !here.contains({Activity::pickup, visit.index})) {
            fail(ErrorCode::invalid_value, field, "delivery " + std::to_string(visit.index), "its pickup before it");
        }
    }
}

}  // namespace

void validate(const Problem& problem) {
    const std::size_t places = problem.places.size();
    check_places(problem.places);
    const Names names = names_of(problem);
    const std::size_t profiles = problem.profiles.empty() ? 1 : problem.profiles.size();
    for (std::size_t i = 0; i < problem.profiles.size(); ++i) {
        at_path(indexed("profiles", i), [&] { check_profile(problem.profiles[i]); });
    }
    for (std::size_t i = 0; i < problem.vehicles.size(); ++i) {
        at_path(indexed("vehicles", i), [&] { check_vehicle(problem.vehicles[i], places, profiles); });
    }
    for (std::size_t i = 0; i < problem.jobs.size(); ++i) {
        at_path(indexed("jobs", i), [&] { check_job(problem.jobs[i], places, names); });
    }
    for (std::size_t i = 0; i < problem.shipments.size(); ++i) {
        at_path(indexed("shipments", i), [&] { check_shipment(problem.shipments[i], places, names); });
    }
    std::set<Visit> seen;
    std::set<std::pair<std::int32_t, std::int32_t>> vehicles;
    for (std::size_t i = 0; i < problem.locked.size(); ++i) {
        at_path(indexed("locked", i), [&] {
            check_locked(problem, problem.locked[i], seen);
            if (!vehicles.insert({problem.locked[i].vehicle_type, problem.locked[i].vehicle}).second) {
                fail(ErrorCode::duplicate_key, "vehicle", std::to_string(problem.locked[i].vehicle),
                     "one beginning for each vehicle");
            }
        });
    }
    at_path("objective", [&] {
        require_quantity(problem.objective.balance_cost, "balance_cost");
        require_quantity(problem.objective.change_cost, "change_cost");
    });
}

}  // namespace marketplace::routing::detail
