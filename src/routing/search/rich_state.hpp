#pragma once
// A plan of the rich search: its routes, the bank of unserved orders, and the rules that bind several routes.

#include "rich_route.hpp"

#include <vector>

namespace marketplace::routing::detail {

class RichState {
public:
    explicit RichState(const RichForm& form);
    RichState(const RichState&) = delete;  // routes point to the scratch
    RichState& operator=(const RichState&) = delete;

    [[nodiscard]] const RichForm& form() const { return form_; }
    [[nodiscard]] std::int64_t cost() const;
    [[nodiscard]] const std::vector<RichRoute>& routes() const { return routes_; }
    [[nodiscard]] const RichRoute& route(std::int32_t slot) const { return routes_[at(slot)]; }
    /// Slots that serve somebody, in no order.
    [[nodiscard]] const std::vector<std::int32_t>& used() const { return used_; }
    [[nodiscard]] bool is_used(std::int32_t slot) const { return routes_[at(slot)].is_used(); }
    /// The slot that serves an order, or -1.
    [[nodiscard]] std::int32_t slot_of(std::int32_t order) const { return slot_of_[at(order)]; }
    /// Where in its route a stop is that somebody makes.
    [[nodiscard]] std::int32_t position_of(std::int32_t node) const { return position_of_[at(node)]; }
    [[nodiscard]] const std::vector<std::int32_t>& bank() const { return bank_; }
    /// Whether an order can be taken out: not if all its stops are locked.
    [[nodiscard]] bool is_movable(std::int32_t order) const;
    [[nodiscard]] bool is_required(std::int32_t order) const;
    /// What serving one more order saves in penalties.
    [[nodiscard]] std::int64_t worth(std::int32_t order) const;

    void begin();
    void undo();
    /// Takes orders out, with those that cannot stay without them; `removed` gets all of them.
    void remove(const std::vector<std::int32_t>& orders, std::vector<std::int32_t>& removed);
    void insert(std::int32_t order, const RichPosition& position);
    /// Puts a break of each route changed since `begin` somewhere else.
    void shake_breaks(Random& random);
    /// Moves breaks of the routes changed since `begin` to better places.
    void settle();

    /// The only slot that may serve an order because of others or of what is on board; -1 if there are several, -2 if
    /// none may.
    [[nodiscard]] std::int32_t bound_to(std::int32_t order) const;
    [[nodiscard]] bool may_ride(std::int32_t order, std::int32_t slot) const {
        return form_.order(order).may_ride(form_.slots[at(slot)].kind);
    }
    /// An order as routes try it, as far as that does not depend on the route.
    [[nodiscard]] RichOrder order_for(std::int32_t order) const;
    /// Where an order, which may ride on a slot, would cost least there, if that is less than `best`.
    void find(std::int32_t order, const RichOrder& what, std::int32_t slot, RichPosition& best) const {
        look(order, what, slot, best, [&](const RichOrder& here) { route(slot).try_order(here, best); });
    }
    /// The same beside one stop of the slot's route.
    void find_beside(std::int32_t order, const RichOrder& what, std::int32_t node, RichPosition& best) const;
    /// The same as a trip of its own of a vehicle on its way.
    void find_trip(std::int32_t order, const RichOrder& what, std::int32_t slot, RichPosition& best) const {
        look(order, what, slot, best, [&](const RichOrder& here) { route(slot).try_trip(here, best); });
    }
    /// The same with one of the route's breaks somewhere else.
    void find_with_break(std::int32_t order, const RichOrder& what, std::int32_t slot, RichPosition& best) const {
        look(order, what, slot, best, [&](const RichOrder& here) { route(slot).try_with_break(here, best); });
    }
    /// One slot of each kind that serves nobody, and that which was promised to the order.
    void unused_for(std::int32_t order, std::vector<std::int32_t>& slots) const;
    /// The same, and every used slot.
    void candidates(std::int32_t order, std::vector<std::int32_t>& slots) const;

    /// The items of each slot.
    using Plan = std::vector<std::vector<std::int32_t>>;
    [[nodiscard]] Plan plan() const;
    /// Takes over a plan.
    void load(const Plan& plan);
    /// Remembers the plan as the best.
    void save();
    [[nodiscard]] const Plan& best_plan() const { return best_; }
    [[nodiscard]] std::int64_t best_cost() const { return best_cost_; }
    /// Takes over a route if it is possible.
    void adopt(std::int32_t slot, const std::vector<std::int32_t>& items);

private:
    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    /// Changes a route, with all that is known of routes together.
    template <class Change>
    void change(std::int32_t slot, Change make);
    void keep(std::int32_t slot);
    void serve(std::int32_t order, std::int32_t slot);
    void unserve(std::int32_t order);
    void serve_all_of(std::int32_t slot);
    void use(std::int32_t slot);
    void disuse(std::int32_t slot);
    void note(std::int32_t slot);
    [[nodiscard]] std::int64_t longest_route() const;
    [[nodiscard]] std::int64_t change_cost(std::int32_t order, std::int32_t slot) const;
    [[nodiscard]] std::int32_t first_free(std::int32_t order) const;
    [[nodiscard]] std::int32_t second_free(std::int32_t order) const;
    template <class Try>
    void look(std::int32_t order, const RichOrder& what, std::int32_t slot, RichPosition& best, Try make) const {
        const std::int64_t before = best.cost;
        if (changes_cost_ == 0) {
            make(what);
        } else {
            RichOrder here = what;
            here.extra = change_cost(order, slot);
            make(here);
        }
        if (best.cost < before) best.slot = slot;
    }
    void close_over(std::vector<std::int32_t>& orders) const;

    struct Kept {
        std::int32_t slot;
        RichRoute route;
    };

    const RichForm& form_;
    RichScratch scratch_;
    std::vector<RichRoute> routes_;
    std::int64_t routes_cost_ = 0;
    std::vector<std::int32_t> used_;
    std::vector<std::vector<std::int32_t>> unused_;  ///< by kind
    std::vector<std::int32_t> use_place_;            ///< by slot: in `used_` or `unused_`
    std::vector<std::int32_t> slot_of_;
    std::vector<std::int32_t> position_of_;          ///< by node
    std::vector<std::int32_t> bank_;
    std::vector<std::int32_t> bank_place_;
    std::vector<std::int32_t> served_of_group_;
    std::vector<std::int32_t> same_slot_;        ///< by same-vehicle group: the slot of those served
    std::vector<std::int32_t> same_count_;
    std::int64_t penalties_ = 0;
    std::int64_t changes_cost_ = 0;              ///< of an order that rides with another than promised
    std::int64_t changes_ = 0;
    std::vector<Kept> kept_;                     ///< the first `kept_count_`; the others keep their memory
    std::size_t kept_count_ = 0;
    std::vector<std::uint8_t> is_kept_;
    std::vector<RichRoute> bare_;                ///< one route, to try breaks with
    std::vector<std::int32_t> slots_;
    Plan best_;
    std::vector<std::int32_t> dirty_;            ///< slots changed since the best plan was saved
    std::vector<std::uint8_t> is_dirty_;
    std::int64_t best_cost_ = no_limit;
};

}  // namespace marketplace::routing::detail
