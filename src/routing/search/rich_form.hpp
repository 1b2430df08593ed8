#pragma once
// Every kind of problem as the rich search reads it: a table of what can stand in a route, and vehicles one by one.

#include "../timetable.hpp"

#include <vector>

namespace marketplace::routing::detail {

/// What can stand in a route: a stop (its number is that of the node), a break or a reload.
struct Item {
    enum class What : std::uint8_t { stop, pause, reload };
    What what = What::stop;
    std::int32_t place = -1;  ///< -1: wherever the vehicle is
    std::int64_t service = 0;
    std::span<const TimeWindow> windows;
    std::optional<std::int64_t> lateness_cost;
    Visit visit;
    std::int64_t earliest = -no_limit;  ///< if it is plain: when service may start
    std::int64_t latest = no_limit;
    bool is_plain = true;               ///< has at most one window, and that a hard one
    std::size_t loads = 0;              ///< where its loads stand in `RichForm::loads`

    [[nodiscard]] std::int64_t last_start() const { return windows.empty() ? no_limit : windows.back().latest; }
};

/// What ways cost a vehicle, apart from the time that they take.
struct Ways {
    const Travel* travel = nullptr;
    const std::int32_t* distances = nullptr;  ///< row by row, or nothing
    const std::int32_t* durations = nullptr;  ///< only if they cost something
    std::size_t places = 0;
    std::int64_t distance_cost = 0;
    std::int64_t travel_cost = 0;

    /// Nothing to or from nowhere. With traffic the cost of the time on the road is not known, and left out.
    [[nodiscard]] std::int64_t operator()(std::int32_t from, std::int32_t to) const {
        if (from < 0 || to < 0) return 0;
        if (distances == nullptr) return computed(from, to);
        const std::size_t cell = static_cast<std::size_t>(from) * places + static_cast<std::size_t>(to);
        const std::int64_t cost = distance_cost * distances[cell];
        return durations == nullptr ? cost : cost + travel_cost * durations[cell];
    }

private:
    [[nodiscard]] std::int64_t computed(std::int32_t from, std::int32_t to) const {
        const std::int64_t cost = distance_cost * travel->distance(from, to);
        return travel_cost == 0 ? cost : cost + travel_cost * travel->duration(from, to);
    }
};

/// One vehicle.
struct Slot {
    std::int32_t kind = 0;
    std::int32_t vehicle = 0;              ///< number within its type
    const VehicleType* type = nullptr;
    const Travel* travel = nullptr;
    Ways ways;
    std::vector<std::int64_t> capacity;    ///< by dimension
    std::vector<std::int32_t> skeleton;    ///< items of its route when it serves nobody: what is locked, then breaks
    std::int32_t locked = 0;               ///< how many of them may not move
    std::int32_t first_break = 0;          ///< item of the type's first break
    std::vector<std::int32_t> reloads;     ///< items
};

struct RichForm {
    const ModelData* model = nullptr;
    std::vector<Item> items;
    std::vector<Slot> slots;
    std::vector<Travel> travel;                ///< by profile, with a matrix unless there are too many places
    std::vector<TravelMatrix> matrices;
    std::vector<std::int64_t> penalty;         ///< by order: of leaving it out, apart from alternatives
    std::vector<std::int64_t> group_penalty;   ///< by group of alternatives: of serving none of them
    std::vector<std::int32_t> locked_in;       ///< by node: the slot in whose locked part it is, or -1
    std::vector<std::vector<std::int32_t>> same_vehicle;  ///< orders by group
    std::vector<std::vector<std::int32_t>> followers;     ///< by order: who must come after it
    std::vector<std::vector<std::int32_t>> near;          ///< by node: others, nearest first
    std::vector<std::int64_t> loads;           ///< by item and dimension; see `brings` and `takes`
    std::size_t dimensions = 0;
    std::int32_t kinds = 0;
    bool has_breaks = false;
    bool has_reloads = false;
    bool has_releases = false;
    bool uses_duration = false;                ///< some cost or limit depends on when a route starts

    [[nodiscard]] const Order& order(std::int32_t o) const { return model->orders[static_cast<std::size_t>(o)]; }
    [[nodiscard]] std::int32_t item_of(const Slot& slot, const Visit& visit) const;
    [[nodiscard]] const Item& item(std::int32_t i) const { return items[static_cast<std::size_t>(i)]; }
    /// By dimension: what is on board from the start of the trip until the item.
    [[nodiscard]] const std::int64_t* brings(const Item& item) const { return loads.data() + item.loads; }
    /// By dimension: by how much more is on board behind the item than before it, apart from what it brings.
    [[nodiscard]] const std::int64_t* takes(const Item& item) const { return brings(item) + dimensions; }
    [[nodiscard]] bool is_stop(std::int32_t i) const { return i < static_cast<std::int32_t>(model->nodes.size()); }
    [[nodiscard]] bool is_reload(std::int32_t i) const { return item(i).what == Item::What::reload; }
};

/// A search looks at the same ways often and at near stops first; one look at a plan does not pay for preparing that.
enum class RichUse : std::uint8_t { search, one_look };

[[nodiscard]] std::unique_ptr<RichForm> make_rich_form(const ModelData& model, RichUse use = RichUse::search);

}  // namespace marketplace::routing::detail
