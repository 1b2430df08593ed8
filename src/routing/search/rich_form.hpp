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
};

/// One vehicle.
struct Slot {
    std::int32_t kind = 0;
    std::int32_t vehicle = 0;              ///< number within its type
    const VehicleType* type = nullptr;
    const Travel* travel = nullptr;
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
    bool has_breaks = false;
    bool many_windows = false;                 ///< some stop or break has several
    bool uses_duration = false;                ///< some cost or limit depends on when a route starts

    [[nodiscard]] const Order& order(std::int32_t o) const { return model->orders[static_cast<std::size_t>(o)]; }
    [[nodiscard]] std::int32_t item_of(const Slot& slot, const Visit& visit) const;
    [[nodiscard]] const Item& item(std::int32_t i) const { return items[static_cast<std::size_t>(i)]; }
};

/// A search looks at the same ways often and at near stops first; one look at a plan does not pay for preparing that.
enum class RichUse : std::uint8_t { search, one_look };

[[nodiscard]] std::unique_ptr<RichForm> make_rich_form(const ModelData& model, RichUse use = RichUse::search);

}  // namespace marketplace::routing::detail
