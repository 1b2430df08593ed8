#pragma once
// A plan of the rich search: its routes, the bank of unserved orders, and the rules that bind several routes.

#include "rich_route.hpp"

#include <vector>

namespace marketplace::routing::detail {

class RichState {
public:
    explicit RichState(const RichForm& form);

    [[nodiscard]] const RichForm& form() const { return form_; }
    [[nodiscard]] std::int64_t cost() const;
    [[nodiscard]] const std::vector<RichRoute>& routes() const { return routes_; }
    /// The slot that serves an order, or -1.
    [[nodiscard]] std::int32_t slot_of(std::int32_t order) const { return slot_of_[at(order)]; }
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
    /// Where an order would cost least on one route, if that is less than `best`; with `move_breaks`, if one of its
    /// breaks may go elsewhere.
    void find(std::int32_t order, std::int32_t slot, bool move_breaks, RichPosition& best) const;
    void insert(std::int32_t order, const RichPosition& position);
    /// Puts a break of each route changed since `begin` somewhere else.
    void shake_breaks(Random& random);
    /// Moves breaks of the routes changed since `begin` to better places.
    void settle();
    /// A used or new vehicle of each kind that could take an order: each used one, and one unused of each kind.
    void candidates(std::int32_t order, std::vector<std::int32_t>& slots) const;
    [[nodiscard]] bool is_used(std::int32_t slot) const { return routes_[at(slot)].is_used(); }

    /// The items of each slot.
    using Plan = std::vector<std::vector<std::int32_t>>;
    [[nodiscard]] Plan plan() const;
    /// Takes over a plan.
    void load(const Plan& plan);
    void save() { best_ = plan(); best_cost_ = cost(); }
    [[nodiscard]] const Plan& best_plan() const { return best_; }
    [[nodiscard]] std::int64_t best_cost() const { return best_cost_; }
    /// Takes over a route if it is possible.
    void adopt(std::int32_t slot, const std::vector<std::int32_t>& items);

private:
    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    void keep(std::int32_t slot);
    void serve(std::int32_t order, std::int32_t slot);
    void unserve(std::int32_t order);
    [[nodiscard]] std::int64_t longest_route() const;
    [[nodiscard]] std::int64_t change_cost(std::int32_t order, std::int32_t slot) const;
    [[nodiscard]] std::int32_t first_free(std::int32_t order) const;
    [[nodiscard]] std::int32_t second_free(std::int32_t order) const;
    void close_over(std::vector<std::int32_t>& orders) const;
    void recount();

    struct Kept {
        std::int32_t slot;
        RichRoute route;
    };

    const RichForm& form_;
    std::vector<RichRoute> routes_;
    std::vector<std::int32_t> slot_of_;
    std::vector<std::int32_t> bank_;
    std::vector<std::int32_t> bank_place_;
    std::vector<std::int32_t> served_of_group_;
    std::vector<std::int32_t> same_slot_;        ///< by same-vehicle group: the slot of those served
    std::vector<std::int32_t> same_count_;
    std::int64_t penalties_ = 0;
    std::int64_t changes_ = 0;
    std::vector<Kept> kept_;
    std::vector<std::uint8_t> is_kept_;
    Plan best_;
    std::int64_t best_cost_ = no_limit;
};

}  // namespace marketplace::routing::detail
