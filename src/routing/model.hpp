#pragma once
// A problem as the searches read it: checked, numbered, with texts replaced by numbers.

#include "travel.hpp"

#include <marketplace/routing/solver.hpp>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace marketplace::routing::detail {

/// What a node of a route is.
enum class Role : std::uint8_t { job, pickup, delivery };

/// One stop that must be made by whoever serves the order.
struct Node {
    std::int32_t order = 0;
    Role role = Role::job;
    std::int32_t mate = -1;  ///< the other stop of a shipment
    const Stop* stop = nullptr;
};

/// A job or a shipment.
struct Order {
    std::int32_t first = 0;    ///< its job or pickup node
    std::int32_t second = -1;  ///< its delivery node
    Visit visit;
    const Terms* terms = nullptr;
    const std::string* id = nullptr;
    std::int32_t same_vehicle = -1;  ///< number of its group
    std::int32_t alternatives = -1;
    std::vector<std::int32_t> after;           ///< orders
    std::vector<std::uint64_t> allowed_kinds;  ///< one bit for each kind of vehicle
    std::int32_t promised_type = -1;
    std::int32_t promised_vehicle = -1;  ///< -1: any vehicle of the type

    [[nodiscard]] bool may_ride(std::int32_t kind) const {
        return (allowed_kinds[static_cast<std::size_t>(kind) / 64] >> (kind % 64) & 1) != 0;
    }
};

/// Vehicles that are alike: those of one type without a locked beginning, or one with it.
struct Kind {
    std::int32_t type = 0;
    std::vector<std::int32_t> vehicles;  ///< numbers within the type
    std::vector<Visit> locked;
};

/// A compiled problem. Points into its own `problem`, so it never moves.
struct ModelData {
    ModelData() = default;
    ModelData(const ModelData&) = delete;
    ModelData& operator=(const ModelData&) = delete;

    Problem problem;
    std::vector<TravelMatrix> matrices;  ///< if the model owns them
    std::vector<Travel> travel;          ///< by profile
    std::vector<Node> nodes;
    std::vector<Order> orders;           ///< jobs, then shipments
    std::vector<Kind> kinds;
    std::size_t dimensions = 0;
    std::int32_t same_vehicle_groups = 0;
    std::int32_t alternative_groups = 0;

    [[nodiscard]] const VehicleType& type_of(const Kind& kind) const {
        return problem.vehicles[static_cast<std::size_t>(kind.type)];
    }
    [[nodiscard]] const Travel& travel_of(const VehicleType& type) const {
        return travel[static_cast<std::size_t>(type.profile)];
    }
    [[nodiscard]] const Job* job_of(const Node& node) const {
        return node.role == Role::job ? &problem.jobs[static_cast<std::size_t>(orders_index(node))] : nullptr;
    }
    [[nodiscard]] std::int32_t orders_index(const Node& node) const { return node.order; }
    /// The order that a visit belongs to; -1 for breaks and reloads.
    [[nodiscard]] std::int32_t order_of(const Visit& visit) const {
        if (visit.activity == Activity::job) return visit.index;
        if (visit.activity == Activity::pickup || visit.activity == Activity::delivery) {
            return static_cast<std::int32_t>(problem.jobs.size()) + visit.index;
        }
        return -1;
    }
    [[nodiscard]] Visit visit_of(std::int32_t node) const;
};

/// Throws what `compile` documents.
void validate(const Problem& problem);

}  // namespace marketplace::routing::detail
