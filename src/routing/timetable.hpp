#pragma once
// The exact meaning of one route: when it is where, what it carries, what it costs, and what it breaks.

#include "model.hpp"

#include <marketplace/routing/constraint.hpp>

#include <optional>

namespace marketplace::routing::detail {

/// The first thing that a route breaks.
struct Broken {
    Constraint constraint{};
    std::size_t visit = 0;    ///< position in the route; its size for the end of the route
    std::int64_t excess = 0;  ///< by how much, in the unit of the constraint
};

/// The first start of service at or after `arrival`; `late` tells by how much it is after the last window.
struct ServiceStart {
    std::int64_t time = 0;
    std::int64_t late = 0;
};
[[nodiscard]] ServiceStart service_start(std::span<const TimeWindow> windows, std::int64_t arrival);

/// The service time of a stop for a type of vehicle.
[[nodiscard]] inline std::int64_t service_time(std::int64_t service, const VehicleType& type) {
    return type.service_percent == 100 ? service : (service * type.service_percent + 99) / 100;
}

/// Simulates routes of one model. Not safe for use from several threads at once.
class Timetable {
public:
    explicit Timetable(const ModelData& model) : model_(model) {}

    /// The route of visits of one kind of vehicle with all its times, or what it breaks first. The route leaves as
    /// late as it can without ending later or being later anywhere. `vehicle` is the number within the type.
    std::optional<Broken> make(const Kind& kind, std::int32_t vehicle, std::span<const Visit> visits, Route& route);

private:
    struct Running {
        std::int64_t time = 0;
        std::int32_t place = -1;  ///< -1: has not been anywhere
        std::int64_t distance = 0;
    };

    std::optional<Broken> check_members(const Kind& kind, std::span<const Visit> visits);
    std::optional<Broken> check_loads(const VehicleType& type, std::span<const Visit> visits, Route& route);
    std::optional<Broken> check_limits(const VehicleType& type, std::span<const Visit> visits, const Route& route);
    std::optional<Broken> run(const VehicleType& type, std::span<const Visit> visits, std::int64_t start, Route& route);
    std::optional<Broken> visit(const VehicleType& type, std::span<const Visit> visits, std::size_t i, Running& now,
                                Route& route);
    [[nodiscard]] std::int64_t release_of(std::span<const Visit> visits, std::size_t from) const;
    [[nodiscard]] std::int32_t first_place(const VehicleType& type, std::span<const Visit> visits) const;
    void travel(const VehicleType& type, Running& now, std::int32_t place, Route& route) const;
    void price(const VehicleType& type, Route& route) const;

    const ModelData& model_;
    std::vector<std::int64_t> load_;
    std::vector<std::int32_t> open_;  ///< shipments on board, in the order of their pickups
};

/// The times and costs of a whole plan; throws as `evaluate` does.
[[nodiscard]] Solution make_solution(const ModelData& model, std::span<const RoutePlan> routes);

}  // namespace marketplace::routing::detail
