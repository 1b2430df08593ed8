#pragma once
// What is to be driven: places, orders, vehicles, travel, and what counts as a good plan.
//
// All quantities are whole numbers in the caller's units: a distance in metres, a time in seconds after the start of
// the day, a load in grams, a cost in the smallest unit of money or a fraction of it. The optimizer adds and compares
// them exactly. Coordinates are the one exception: they are floating point and become whole distances by `Metric`.
//
// The meaning of each field is that of the vehicle routing literature (CVRP, VRPTW, PDPTW, HFVRP, PCVRP, MTVRP);
// where conventions differ the comment says which one holds here.

#include <marketplace/core/record.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::routing {

/// Later than every time and larger than every quantity of a problem: "no limit".
inline constexpr std::int64_t no_limit = std::int64_t{1} << 50;

/// A point that vehicles drive to, in the plane or as longitude and latitude in degrees.
struct Place {
    std::string id;  ///< empty: its position in the list
    double x = 0;    ///< or longitude
    double y = 0;    ///< or latitude

    friend bool operator==(const Place&, const Place&) = default;
};
MARKETPLACE_COMPILED_RECORD(Place, (id, x, y));

/// When service may start: `earliest` ≤ start ≤ `latest`. A vehicle that comes before waits.
struct TimeWindow {
    std::int64_t earliest = 0;
    std::int64_t latest = no_limit;

    friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};
MARKETPLACE_COMPILED_RECORD(TimeWindow, (earliest, latest));

/// Where and when somebody has to be served.
struct Stop {
    std::int32_t place = 0;                      ///< index into `Problem::places`
    std::int64_t service = 0;                    ///< time spent there after the start of service
    std::vector<TimeWindow> windows;             ///< in order, without overlap; none: any time
    std::optional<std::int64_t> lateness_cost;  ///< per unit of time after the last window; without it windows are hard

    friend bool operator==(const Stop&, const Stop&) = default;
};
MARKETPLACE_COMPILED_RECORD(Stop, (place, service, windows, lateness_cost));

/// Who may serve an order, and what it costs to leave it out.
struct Terms {
    std::optional<std::int64_t> prize;        ///< the cost of not serving it; without it the order is required
    std::vector<std::string> skills;          ///< the vehicle must have all of them
    std::vector<std::string> allowed;         ///< vehicle type ids; none: all
    std::vector<std::string> forbidden;       ///< vehicle type ids
    std::string same_vehicle;                 ///< orders with the same text ride on one vehicle
    std::string alternatives;                 ///< of the orders with the same text at most one is served
    std::vector<std::string> after;           ///< order ids that the same vehicle completes before it begins this one
    std::string promised_vehicle;             ///< vehicle of the plan already promised; see `Objective::change_cost`

    friend bool operator==(const Terms&, const Terms&) = default;
};
MARKETPLACE_COMPILED_RECORD(Terms, (prize, skills, allowed, forbidden, same_vehicle, alternatives, after,
                                    promised_vehicle));

/// One stop: goods that come from the depot (`delivery`), go to it (`pickup`), or both.
struct Job {
    std::string id;  ///< different for all jobs and shipments; may be empty
    Stop stop;
    std::vector<std::int64_t> delivery;  ///< by dimension; on board from the start of the trip
    std::vector<std::int64_t> pickup;    ///< by dimension; on board until the end of the trip
    std::int64_t release = 0;            ///< when the goods are at the depot: the trip starts no earlier
    Terms terms;

    friend bool operator==(const Job&, const Job&) = default;
};
MARKETPLACE_COMPILED_RECORD(Job, (id, stop, delivery, pickup, release, terms));

/// Goods from one stop to another on the same vehicle and the same trip.
struct Shipment {
    std::string id;
    Stop pickup;
    Stop delivery;
    std::vector<std::int64_t> amount;  ///< by dimension
    Terms terms;

    friend bool operator==(const Shipment&, const Shipment&) = default;
};
MARKETPLACE_COMPILED_RECORD(Shipment, (id, pickup, delivery, amount, terms));

/// A pause of the driver: no travel and no service meanwhile; taken at a stop, before travelling on.
struct Break {
    std::string id;
    std::int64_t duration = 0;
    std::vector<TimeWindow> windows;  ///< of its start; none: any time

    friend bool operator==(const Break&, const Break&) = default;
};
MARKETPLACE_COMPILED_RECORD(Break, (id, duration, windows));

/// Vehicles of one kind.
struct VehicleType {
    std::string id;
    std::int32_t count = 1;
    std::optional<std::int32_t> start;      ///< place; without it the route starts at its first stop
    std::optional<std::int32_t> end;        ///< place; without it the route ends at its last stop
    std::vector<std::int64_t> capacity;     ///< by dimension; none: no limit; a dimension that it leaves out: 0
    std::vector<std::string> skills;
    std::int32_t profile = 0;               ///< which distances and durations of `Travel` hold
    std::int32_t service_percent = 100;     ///< service times of stops, rounded up
    TimeWindow shift;                       ///< earliest start and latest end of the route, apart from overtime
    std::int64_t overtime_max = 0;          ///< how much later than the shift the route may end
    std::int64_t overtime_cost = 0;         ///< per unit of time
    std::vector<Break> breaks;              ///< each is taken on every route that serves somebody
    std::vector<std::int32_t> reloads;      ///< places where a route may begin another trip; every trip serves somebody
    std::int64_t reload_service = 0;        ///< time of a reload
    std::int32_t trips_max = 0;             ///< per route, if there are `reloads`; 0: no limit
    std::optional<std::int64_t> distance_max;
    std::optional<std::int64_t> duration_max;  ///< from the start to the end of the route
    std::optional<std::int32_t> stops_max;
    bool lifo = false;                      ///< shipments are delivered in reverse order of their pickups
    std::int64_t fixed_cost = 0;            ///< of every route that serves somebody
    std::int64_t distance_cost = 1;         ///< per unit of distance
    std::int64_t duration_cost = 0;         ///< per unit of time from start to end of the route
    std::int64_t travel_cost = 0;           ///< per unit of time on the road

    friend bool operator==(const VehicleType&, const VehicleType&) = default;
};
MARKETPLACE_COMPILED_RECORD(VehicleType,
                            (id, count, start, end, capacity, skills, profile, service_percent, shift, overtime_max,
                    overtime_cost, breaks, reloads, reload_service, trips_max, distance_max, duration_max, stops_max,
                             lifo, fixed_cost, distance_cost, duration_cost, travel_cost));

/// How coordinates become distances.
enum class Metric : std::uint8_t {
    euclidean,  ///< square root of dx² + dy²
    manhattan,
    haversine,  ///< metres on a sphere of radius 6,371,008.8 m
};
MARKETPLACE_COMPILED_ENUM(Metric, euclidean, manhattan, haversine);

/// How a distance becomes a whole number.
enum class DistanceRounding : std::uint8_t {
    nearest,   ///< halves up, as TSPLIB's EUC_2D does
    truncate,  ///< as DIMACS does after multiplying by ten
    up,
};
MARKETPLACE_COMPILED_ENUM(DistanceRounding, nearest, truncate, up);

/// A stretch of the day during which travel takes longer or shorter.
struct TrafficSlice {
    std::int64_t from = 0;       ///< until the next slice
    std::int32_t percent = 100;  ///< of the undisturbed duration

    friend bool operator==(const TrafficSlice&, const TrafficSlice&) = default;
};
MARKETPLACE_COMPILED_RECORD(TrafficSlice, (from, percent));

/// Distances and durations of one kind of vehicle, from coordinates. Matrices and callbacks are given to `compile`.
struct TravelProfile {
    Metric metric = Metric::euclidean;
    DistanceRounding rounding = DistanceRounding::nearest;
    std::int64_t scale = 1;                ///< distances are multiplied by it before rounding
    std::int32_t duration_percent = 100;   ///< of the distance, rounded up, is the duration
    std::vector<TrafficSlice> traffic;     ///< by `from`; travel proceeds at the pace of each slice that it crosses

    friend bool operator==(const TravelProfile&, const TravelProfile&) = default;
};
MARKETPLACE_COMPILED_RECORD(TravelProfile, (metric, rounding, scale, duration_percent, traffic));

/// What a plan costs beside its routes and the orders that it leaves out.
struct Objective {
    std::int64_t balance_cost = 0;  ///< per unit of duration of the longest route
    std::int64_t change_cost = 0;   ///< per order served by another vehicle than `Terms::promised_vehicle`

    friend bool operator==(const Objective&, const Objective&) = default;
};
MARKETPLACE_COMPILED_RECORD(Objective, (balance_cost, change_cost));

/// What a vehicle does at a stop.
enum class Activity : std::uint8_t { job, pickup, delivery, pause, reload };
MARKETPLACE_COMPILED_ENUM(Activity, job, pickup, delivery, pause, reload);

/// One activity of a route: `index` into jobs, shipments, the type's breaks or the type's reloads.
struct Visit {
    Activity activity = Activity::job;
    std::int32_t index = 0;

    friend bool operator==(const Visit&, const Visit&) = default;
    friend auto operator<=>(const Visit&, const Visit&) = default;
};
MARKETPLACE_COMPILED_RECORD(Visit, (activity, index));

/// What one vehicle does, in order. In `Problem::locked` the first part of what it will do.
struct RoutePlan {
    std::int32_t vehicle_type = 0;
    std::int32_t vehicle = 0;  ///< number within the type, from 0
    std::vector<Visit> visits;

    friend bool operator==(const RoutePlan&, const RoutePlan&) = default;
};
MARKETPLACE_COMPILED_RECORD(RoutePlan, (vehicle_type, vehicle, visits));

/// Everything that the optimizer is asked.
struct Problem {
    std::string name;
    std::vector<Place> places;
    std::vector<Job> jobs;
    std::vector<Shipment> shipments;
    std::vector<VehicleType> vehicles;
    std::vector<TravelProfile> profiles;  ///< none: one, with the defaults
    Objective objective;
    std::vector<RoutePlan> locked;        ///< beginnings of routes that stay as they are; at most one for a vehicle

    friend bool operator==(const Problem&, const Problem&) = default;
};
MARKETPLACE_COMPILED_RECORD(Problem, (name, places, jobs, shipments, vehicles, profiles, objective, locked));

}  // namespace marketplace::routing
