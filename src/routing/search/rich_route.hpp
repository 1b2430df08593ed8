#pragma once
// One route of the rich search: its items, what is known at each of them, and what an insertion would cost.
//
// Positions are gaps: gap g is before item g, and the last gap is behind all items. For every gap is known what has
// been on board before it and will be behind it, and for every item when it must be reached and when the route ends
// then; so most insertions are priced without a walk along the route. What such sums cannot tell (several windows,
// lateness, traffic) is walked until they can.

#include "../random.hpp"
#include "rich_form.hpp"

#include <optional>
#include <span>

namespace marketplace::routing::detail {

/// A vehicle on its way. Leaving the start x later moves the start of service at item i to the later of what it is and
/// start + x + offset; `limit` is the latest start for which no window is missed. (The piecewise form is that of
/// Savelsbergh, "The vehicle routing problem with time windows: minimizing route duration", 1992.)
struct Running {
    std::int64_t time = 0;
    std::int64_t offset = 0;
    std::int64_t limit = no_limit;
    std::int64_t distance = 0;
    std::int64_t travel = 0;
    std::int64_t late_cost = 0;
    std::int32_t place = -1;
};

/// Where an order would go. Without a reload its first free stop becomes item `first`, the second of a shipment item
/// `second`, counted with the first already there. With one, both stand in gap `first`, behind or before the reload.
struct RichPosition {
    std::int64_t cost = no_limit;
    std::int32_t slot = -1;
    std::int32_t first = -1;
    std::int32_t second = -1;
    std::int32_t reload = -1;         ///< item
    bool reload_first = false;
    std::vector<std::int32_t> items;  ///< instead of all this: the whole route as it would be

    void set(std::int64_t new_cost, std::int32_t new_first, std::int32_t new_second) {
        cost = new_cost;
        first = new_first;
        second = new_second;
        reload = -1;
        items.clear();
    }
};

/// What is placed, and what else it would change in the plan.
struct RichOrder {
    std::int32_t first = -1;    ///< its first free stop
    std::int32_t second = -1;   ///< -1 for a single stop
    std::int32_t gap_min = 0;   ///< first gap behind everybody whom the order must follow
    std::int64_t extra = 0;     ///< cost of the vehicle being another than promised
    std::int64_t longest = 0;   ///< duration of the longest route, if that costs something
    std::int64_t release = 0;   ///< when its goods are at the depot
    bool many_windows = false;  ///< some stop of it has several, and durations cost something
};

/// What routes need while they try something; one for each thread.
struct RichScratch {
    std::vector<std::int32_t> items;
    std::vector<std::int32_t> changed;
    std::vector<std::int64_t> load;
    std::vector<std::int32_t> open;
    struct Detour {
        std::int64_t here;
        std::int64_t least;  ///< of this gap and those behind it
    };
    std::vector<Detour> detours;  ///< by gap
};

class RichRoute {
public:
    RichRoute(const RichForm& form, const Slot& slot, RichScratch& scratch);

    [[nodiscard]] const std::vector<std::int32_t>& items() const { return items_; }
    [[nodiscard]] const Slot& slot() const { return *slot_; }
    /// The number of the trip that a gap is in; a reload is the last of its trip.
    [[nodiscard]] std::int32_t trip_of(std::int32_t gap) const { return trip_[at(gap)]; }
    /// Whether it serves somebody.
    [[nodiscard]] bool is_used() const { return stops_ > 0; }
    /// What the vehicle costs by itself; 0 if it is not used, and more than anything else if it breaks a rule, which
    /// can happen only when taking somebody out made a way longer.
    [[nodiscard]] std::int64_t cost() const { return cost_; }
    [[nodiscard]] std::int64_t duration() const { return duration_; }
    [[nodiscard]] std::int64_t distance() const { return end_.distance; }
    [[nodiscard]] std::int64_t travel() const { return end_.travel; }

    /// Takes over new items; keeps nothing else of what was known.
    void set(std::span<const std::int32_t> items);
    void insert(const RichPosition& position, const RichOrder& order);
    /// Drops stops for which `is_gone` holds, and reloads that no longer serve a trip.
    template <class Predicate>
    void remove_if(Predicate is_gone) {
        std::erase_if(items_, is_gone);
        tidy_reloads();
        update();
    }
    /// Improves the places of breaks, one after the other; `bare` is another route of the same vehicle to try it with.
    void move_breaks(RichRoute& bare);
    /// Puts one break somewhere else, at random, if that may be.
    void shake_break(Random& random);

    /// The cheapest way to serve an order in one gap if it is below `best.cost`.
    void try_gap(const RichOrder& order, std::int32_t gap, RichPosition& best) const;
    /// In any gap.
    void try_order(const RichOrder& order, RichPosition& best) const;
    /// Where a trip of its own could begin or end.
    void try_trip(const RichOrder& order, RichPosition& best) const;
    /// With one of the breaks somewhere else.
    void try_with_break(const RichOrder& order, RichPosition& best) const;

    /// What the route would cost with other items; nothing if it may not be.
    [[nodiscard]] std::optional<std::int64_t> price(std::span<const std::int32_t> items, std::int64_t* duration) const;

private:
    /// An item, and what is behind it. `arrive_by` holds for any item, but nothing else behind one that is not smooth.
    struct Point {
        Running left;                        ///< when the item has been left
        std::int64_t arrive_by = 0;          ///< for the rest to be in time; `no_limit` if unknown
        std::int64_t rest_duration = 0;      ///< from the arrival to the end, if nobody ever waits
        std::int64_t rest_end = -no_limit;   ///< the end of the route however early one arrives
        std::int64_t arrival_offset = 0;
        std::int64_t limit_rest = no_limit;  ///< least limit of this item and those behind it
        bool is_smooth = false;              ///< these tell everything about the rest
    };
    /// Loads at a gap, each by dimension.
    struct Loads {
        const std::int64_t* now;
        const std::int64_t* fetched;  ///< the part of it that was taken on in this trip
        const std::int64_t* before;   ///< most since the start of the trip
        const std::int64_t* behind;   ///< most until the end of the trip
    };

    void update();
    void update_points();
    void update_loads();
    void update_rest();
    void tidy_reloads();
    [[nodiscard]] Running departure(std::span<const std::int32_t> items) const;
    [[nodiscard]] Running behind(std::int32_t gap) const { return gap == 0 ? departure_ : points_[at(gap) - 1].left; }
    [[nodiscard]] bool advance(Running& now, const Item& item, std::int64_t not_before = -no_limit) const;
    [[nodiscard]] bool serve(Running& now, const Item& item, std::int64_t not_before) const;
    void drive(Running& now, std::int32_t place) const;
    [[nodiscard]] std::int64_t service_of(const Item& item) const;
    [[nodiscard]] std::optional<std::int64_t> conclude(const Running& end, std::int64_t start,
                                                       std::int64_t* duration) const;
    [[nodiscard]] std::optional<Running> rest(Running now, std::int32_t gap) const;
    [[nodiscard]] std::int64_t release_from(std::span<const std::int32_t> items, std::size_t from) const;
    [[nodiscard]] std::optional<Running> run(std::span<const std::int32_t> items, std::int64_t start) const;
    [[nodiscard]] std::optional<std::int64_t> price_times(std::span<const std::int32_t> items,
                                                          std::int64_t* duration) const;
    [[nodiscard]] bool price_loads(std::span<const std::int32_t> items) const;
    [[nodiscard]] bool price_trips(std::span<const std::int32_t> items) const;
    [[nodiscard]] std::optional<std::int64_t> finish_exactly(std::span<const std::int32_t> items,
                                                             std::int64_t* duration) const;
    [[nodiscard]] std::int64_t latest_start(std::span<const std::int32_t> items, std::int64_t end) const;
    [[nodiscard]] std::int64_t latest_start_in_traffic(std::span<const std::int32_t> items, const Running& first,
                                                       std::int64_t start) const;

    [[nodiscard]] std::int32_t place_before(std::int32_t gap) const;
    [[nodiscard]] std::int64_t detour(std::int32_t gap, std::int32_t place) const;
    [[nodiscard]] Loads loads(std::int32_t gap) const;
    [[nodiscard]] bool fits(std::int32_t gap, const Item& item) const;
    [[nodiscard]] bool fits_amount(std::int32_t gap, const Item& pickup) const;
    [[nodiscard]] bool fits_new_trip(std::int32_t gap, const RichOrder& order, bool reload_first) const;
    [[nodiscard]] bool serves_before(std::int32_t gap) const;
    [[nodiscard]] bool serves_behind(std::int32_t gap) const;
    [[nodiscard]] bool may_begin_trip() const;
    [[nodiscard]] bool has_stops_for(const RichOrder& order) const;
    void note_detours(std::int32_t place, std::int32_t first) const;
    void try_single(const RichOrder& order, std::int32_t gap, RichPosition& best) const;
    void try_pair(const RichOrder& order, std::int32_t gap, RichPosition& best) const;
    void try_anew(std::span<const std::int32_t> base, const RichOrder& order, std::int32_t gap,
                  RichPosition& best) const;
    void try_reloads(const RichOrder& order, std::int32_t gap, RichPosition& best) const;
    void try_reload(const RichOrder& order, std::int32_t gap, std::int32_t reload, bool reload_first,
                    RichPosition& best) const;
    void consider(std::span<const std::int32_t> items, const RichOrder& order, RichPosition& best) const;
    [[nodiscard]] bool gain(const RichOrder& order, const Running& with, std::int32_t gap, std::int32_t first,
                            std::int32_t second, std::int64_t below, std::int64_t* gained) const;
    [[nodiscard]] bool is_exact_with(const RichOrder& order) const { return exact_ || order.many_windows; }
    [[nodiscard]] std::int64_t total(std::int64_t cost, std::int64_t duration, const RichOrder& order) const;

    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    [[nodiscard]] std::int32_t count() const { return static_cast<std::int32_t>(items_.size()); }
    [[nodiscard]] const Item& item_at(std::int32_t position) const { return form_->item(items_[at(position)]); }

    const RichForm* form_;
    const Slot* slot_;
    RichScratch* scratch_;
    std::vector<std::int32_t> items_;
    std::vector<Point> points_;
    Running departure_;
    Running end_;
    std::vector<std::int64_t> loads_;        ///< by gap; see `Loads`
    std::vector<std::int32_t> open_;         ///< by gap: shipments on board
    std::vector<std::int32_t> trip_;         ///< by gap
    std::vector<std::int32_t> place_after_;  ///< by gap: where the next item with a place is, or the end
    std::vector<std::int64_t> gap_cost_;     ///< by gap: of the way there from the place before
    std::int32_t stops_ = 0;
    std::int64_t cost_ = 0;
    std::int64_t duration_ = 0;
    bool feasible_ = true;
    bool exact_ = false;  ///< how late it may start can only be found from its end
};

}  // namespace marketplace::routing::detail
