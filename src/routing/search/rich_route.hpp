#pragma once
// One route of the rich search: its items, what is known at each of them, and what an insertion would cost.

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

/// Where an order would go: its first free stop becomes item `first`, the second of a shipment item `second`, counted
/// with the first already there.
struct RichPosition {
    std::int64_t cost = no_limit;
    std::int32_t slot = -1;
    std::int32_t first = -1;
    std::int32_t second = -1;
    std::vector<std::int32_t> items;  ///< instead of both: the whole route as it would be
};

class RichRoute {
public:
    RichRoute(const RichForm& form, const Slot& slot);

    [[nodiscard]] const std::vector<std::int32_t>& items() const { return items_; }
    /// Whether it serves somebody.
    [[nodiscard]] bool is_used() const { return stops_ > 0; }
    /// What the vehicle costs by itself; 0 if it is not used, and more than anything else if it breaks a rule, which
    /// can happen only when taking somebody out made a way longer.
    [[nodiscard]] std::int64_t cost() const { return cost_; }
    [[nodiscard]] std::int64_t duration() const { return duration_; }
    [[nodiscard]] bool is_feasible() const { return feasible_; }

    /// Takes over new items; keeps nothing else of what was known.
    void set(std::vector<std::int32_t> items);
    void insert(const RichPosition& position, std::int32_t first, std::int32_t second);
    /// Drops stops for which `is_gone` holds, and reloads that no longer serve a trip.
    template <class Predicate>
    void remove_if(Predicate is_gone) {
        std::erase_if(items_, is_gone);
        tidy_reloads();
        update();
    }
    /// Improves the places of breaks, one after the other.
    void move_breaks();
    /// Puts one break somewhere else, at random, if that may be.
    void shake_break(Random& random);

    /// The cheapest way to serve stops of an order with this vehicle if it is below `best.cost - extra`; `gap_min` is
    /// the first gap behind everybody whom the order must follow. Second is -1 for a single stop.
    void try_order(std::int32_t first, std::int32_t second, std::int32_t gap_min, std::int32_t gap_max,
                   std::int64_t extra, std::int64_t longest, RichPosition& best) const;
    /// The same with one of the breaks somewhere else.
    void try_with_break(std::int32_t first, std::int32_t second, std::int32_t gap_min, std::int64_t extra,
                        std::int64_t longest, RichPosition& best) const;

    /// What the route would cost with other items; nothing if it may not be.
    [[nodiscard]] std::optional<std::int64_t> price(std::span<const std::int32_t> items, std::int64_t* duration) const;

private:
    struct Point {
        Running left;                ///< when the item has been left
        std::int64_t leave_by = 0;   ///< when it must be left for the rest to be in time; `no_limit` if unknown
        std::int64_t limit_rest = 0; ///< least limit of this item and those behind it
    };

    void update();
    void update_loads();
    void update_latest();
    void tidy_reloads();
    [[nodiscard]] Running departure(std::span<const std::int32_t> items) const;
    [[nodiscard]] Running behind(std::int32_t gap) const {
        return gap == 0 ? departure_ : points_[static_cast<std::size_t>(gap) - 1].left;
    }
    [[nodiscard]] bool advance(Running& now, const Item& item, std::int64_t not_before = -no_limit) const;
    void drive(Running& now, std::int32_t place) const;
    [[nodiscard]] std::optional<std::int64_t> finish(Running now, std::int64_t start, std::int64_t* duration) const;
    [[nodiscard]] std::optional<std::int64_t> rest(Running now, std::int32_t gap, std::int64_t* duration) const;
    [[nodiscard]] std::int64_t release_from(std::span<const std::int32_t> items, std::size_t from) const;
    [[nodiscard]] bool price_loads(std::span<const std::int32_t> items) const;
    [[nodiscard]] std::int64_t detour(std::int32_t gap, std::int32_t place) const;
    [[nodiscard]] std::int64_t way_cost(std::int32_t from, std::int32_t to) const;
    [[nodiscard]] std::int32_t place_before(std::int32_t gap) const;
    [[nodiscard]] std::int32_t place_after(std::int32_t gap) const;
    [[nodiscard]] bool fits_job(std::int32_t gap, const Job& job) const;
    [[nodiscard]] bool fits_amount(std::int32_t gap, const std::vector<std::int64_t>& amount) const;
    void try_single(std::int32_t node, std::int32_t gap, std::int64_t extra, std::int64_t longest,
                    RichPosition& best) const;
    void try_pair(std::int32_t first, std::int32_t second, std::int32_t gap, std::int64_t extra, std::int64_t longest,
                  RichPosition& best) const;
    void try_anew(std::span<const std::int32_t> base, std::int32_t first, std::int32_t second, std::int32_t gap,
                  std::int64_t extra, std::int64_t longest, RichPosition& best) const;
    void consider(const std::vector<std::int32_t>& items, std::int64_t extra, std::int64_t longest,
                  RichPosition& best) const;
    [[nodiscard]] std::optional<Running> run(std::span<const std::int32_t> items, std::int64_t start) const;
    [[nodiscard]] std::optional<std::int64_t> finish_exactly(std::span<const std::int32_t> items,
                                                             std::int64_t* duration) const;
    void try_reloads(std::int32_t first, std::int32_t second, std::int32_t gap, std::int64_t extra,
                     std::int64_t longest, RichPosition& best) const;
    [[nodiscard]] std::int64_t total(std::int64_t cost, std::int64_t duration, std::int64_t longest) const;

    [[nodiscard]] std::int32_t locked_trips() const;
    [[nodiscard]] const Job* job_of(std::int32_t item) const;
    [[nodiscard]] const Shipment* shipment_of(std::int32_t item) const;
    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

    const RichForm* form_;
    const Slot* slot_;
    std::vector<std::int32_t> items_;
    std::vector<Point> points_;
    Running departure_;
    std::vector<std::int64_t> gap_load_;  ///< by gap and dimension: what is on board there
    std::vector<std::int64_t> trip_before_;  ///< most on board from the start of the trip to the gap
    std::vector<std::int64_t> trip_behind_;  ///< most on board from the gap to the end of the trip
    std::int32_t stops_ = 0;
    std::int32_t trips_ = 1;
    std::int64_t cost_ = 0;
    std::int64_t duration_ = 0;
    bool feasible_ = true;
    bool exact_ = false;  ///< how long it takes can only be found by trying starts
};

}  // namespace marketplace::routing::detail
