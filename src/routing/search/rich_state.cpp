#include "rich_state.hpp"

#include <algorithm>
#include <limits>

namespace marketplace::routing::detail {

RichState::RichState(const RichForm& form) : form_(form) {
    const std::size_t orders = form.model->orders.size();
    routes_.reserve(form.slots.size());
    for (const Slot& slot : form.slots) routes_.emplace_back(form, slot);
    is_kept_.assign(form.slots.size(), 0);
    slot_of_.assign(orders, -1);
    bank_place_.assign(orders, -1);
    served_of_group_.assign(form.group_penalty.size(), 0);
    same_slot_.assign(form.same_vehicle.size(), -1);
    same_count_.assign(form.same_vehicle.size(), 0);
    for (std::size_t o = 0; o < orders; ++o) {
        bank_place_[o] = static_cast<std::int32_t>(bank_.size());
        bank_.push_back(static_cast<std::int32_t>(o));
        penalties_ += form.penalty[o];
    }
    for (const std::int64_t penalty : form.group_penalty) penalties_ += penalty;
    recount();
}

/// Serves whom the routes' items serve completely.
void RichState::recount() {
    for (std::size_t s = 0; s < routes_.size(); ++s) {
        for (const std::int32_t item : routes_[s].items()) {
            if (form_.item(item).what != Item::What::stop) continue;
            const std::int32_t order = form_.model->nodes[at(item)].order;
            const Order& of = form_.order(order);
            const std::int32_t last = of.second >= 0 ? of.second : of.first;
            if (item == last && slot_of(order) < 0) serve(order, static_cast<std::int32_t>(s));
        }
    }
}

std::int64_t RichState::cost() const {
    std::int64_t cost = penalties_ + changes_;
    std::int64_t longest = 0;
    for (const RichRoute& route : routes_) {
        cost += route.cost();
        if (route.is_used()) longest = std::max(longest, route.duration());
    }
    return cost + form_.model->problem.objective.balance_cost * longest;
}

std::int64_t RichState::longest_route() const {
    std::int64_t longest = 0;
    if (form_.model->problem.objective.balance_cost == 0) return longest;
    for (const RichRoute& route : routes_) {
        if (route.is_used()) longest = std::max(longest, route.duration());
    }
    return longest;
}

std::int64_t RichState::change_cost(std::int32_t order, std::int32_t slot) const {
    const std::int64_t cost = form_.model->problem.objective.change_cost;
    const Order& of = form_.order(order);
    if (cost == 0 || of.promised_type < 0) return 0;
    const Slot& vehicle = form_.slots[at(slot)];
    const std::int32_t type = form_.model->kinds[at(vehicle.kind)].type;
    const bool kept = type == of.promised_type && (of.promised_vehicle < 0 || of.promised_vehicle == vehicle.vehicle);
    return kept ? 0 : cost;
}

std::int32_t RichState::first_free(std::int32_t order) const {
    const Order& of = form_.order(order);
    if (form_.locked_in[at(of.first)] < 0) return of.first;
    return of.second >= 0 && form_.locked_in[at(of.second)] < 0 ? of.second : -1;
}

std::int32_t RichState::second_free(std::int32_t order) const {
    const Order& of = form_.order(order);
    return of.second >= 0 && form_.locked_in[at(of.first)] < 0 ? of.second : -1;
}

bool RichState::is_movable(std::int32_t order) const { return first_free(order) >= 0; }

bool RichState::is_required(std::int32_t order) const { return !form_.order(order).terms->prize.has_value(); }

std::int64_t RichState::worth(std::int32_t order) const {
    const std::int32_t group = form_.order(order).alternatives;
    if (group < 0) return form_.penalty[at(order)];
    return served_of_group_[at(group)] > 0 ? 0 : form_.group_penalty[at(group)];
}

void RichState::serve(std::int32_t order, std::int32_t slot) {
    slot_of_[at(order)] = slot;
    const std::int32_t place = bank_place_[at(order)];
    bank_[at(place)] = bank_.back();
    bank_place_[at(bank_.back())] = place;
    bank_.pop_back();
    bank_place_[at(order)] = -1;
    penalties_ -= form_.penalty[at(order)];
    changes_ += change_cost(order, slot);
    const Order& of = form_.order(order);
    if (of.alternatives >= 0 && served_of_group_[at(of.alternatives)]++ == 0) {
        penalties_ -= form_.group_penalty[at(of.alternatives)];
    }
    if (of.same_vehicle >= 0 && same_count_[at(of.same_vehicle)]++ == 0) same_slot_[at(of.same_vehicle)] = slot;
}

void RichState::unserve(std::int32_t order) {
    changes_ -= change_cost(order, slot_of(order));
    slot_of_[at(order)] = -1;
    bank_place_[at(order)] = static_cast<std::int32_t>(bank_.size());
    bank_.push_back(order);
    penalties_ += form_.penalty[at(order)];
    const Order& of = form_.order(order);
    if (of.alternatives >= 0 && --served_of_group_[at(of.alternatives)] == 0) {
        penalties_ += form_.group_penalty[at(of.alternatives)];
    }
    if (of.same_vehicle >= 0 && --same_count_[at(of.same_vehicle)] == 0) same_slot_[at(of.same_vehicle)] = -1;
}

void RichState::keep(std::int32_t slot) {
    if (is_kept_[at(slot)] != 0) return;
    is_kept_[at(slot)] = 1;
    kept_.push_back({slot, routes_[at(slot)]});
}

void RichState::begin() {
    for (const Kept& kept : kept_) is_kept_[at(kept.slot)] = 0;
    kept_.clear();
}

void RichState::undo() {
    for (const Kept& kept : kept_) {
        for (const std::int32_t item : routes_[at(kept.slot)].items()) {
            if (form_.item(item).what != Item::What::stop) continue;
            const std::int32_t order = form_.model->nodes[at(item)].order;
            if (slot_of(order) == kept.slot) unserve(order);
        }
    }
    for (Kept& kept : kept_) {
        routes_[at(kept.slot)] = std::move(kept.route);
        is_kept_[at(kept.slot)] = 0;
    }
    kept_.clear();
    recount();
}

/// Adds those that must go too: followers, and the rest of a same-vehicle group so that it can change vehicles.
void RichState::close_over(std::vector<std::int32_t>& orders) const {
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const Order& of = form_.order(orders[i]);
        const auto add = [&](std::int32_t other) {
            if (slot_of(other) >= 0 && is_movable(other) &&
                std::find(orders.begin(), orders.end(), other) == orders.end()) {
                orders.push_back(other);
            }
        };
        for (const std::int32_t follower : form_.followers[at(orders[i])]) add(follower);
        if (of.same_vehicle >= 0) {
            for (const std::int32_t other : form_.same_vehicle[at(of.same_vehicle)]) add(other);
        }
    }
}

void RichState::remove(const std::vector<std::int32_t>& orders, std::vector<std::int32_t>& removed) {
    removed = orders;
    std::erase_if(removed, [&](std::int32_t order) { return slot_of(order) < 0 || !is_movable(order); });
    close_over(removed);
    std::vector<std::int32_t> slots;
    for (const std::int32_t order : removed) {
        slots.push_back(slot_of(order));
        keep(slot_of(order));
        unserve(order);
    }
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    for (const std::int32_t slot : slots) {
        routes_[at(slot)].remove_if([&](std::int32_t item) {
            if (form_.item(item).what != Item::What::stop || form_.locked_in[at(item)] >= 0) return false;
            return slot_of(form_.model->nodes[at(item)].order) < 0;
        });
    }
}

void RichState::find(std::int32_t order, std::int32_t slot, bool move_breaks, RichPosition& best) const {
    const Order& of = form_.order(order);
    const std::int32_t kind = form_.slots[at(slot)].kind;
    if (!of.may_ride(kind)) return;
    const std::int32_t first = first_free(order);
    if (of.second >= 0 && form_.locked_in[at(of.first)] >= 0 && form_.locked_in[at(of.first)] != slot) return;
    if (of.alternatives >= 0 && served_of_group_[at(of.alternatives)] > 0) return;
    if (of.same_vehicle >= 0 && same_count_[at(of.same_vehicle)] > 0 && same_slot_[at(of.same_vehicle)] != slot) return;
    const RichRoute& route = routes_[at(slot)];
    std::int32_t gap_min = 0;
    for (const std::int32_t before : of.after) {
        if (slot_of(before) != slot) return;
        const Order& other = form_.order(before);
        const std::int32_t last = other.second >= 0 ? other.second : other.first;
        const auto found = std::find(route.items().begin(), route.items().end(), last);
        gap_min = std::max(gap_min, static_cast<std::int32_t>(found - route.items().begin()) + 1);
    }
    for (const std::int32_t follower : form_.followers[at(order)]) {
        if (slot_of(follower) >= 0) return;  // it was served before its predecessor was taken out: cannot be
    }
    const std::int64_t before = best.cost;
    const std::int64_t extra = change_cost(order, slot);
    const std::int64_t longest = longest_route();
    if (move_breaks) {
        route.try_with_break(first, second_free(order), gap_min, extra, longest, best);
    } else {
        route.try_order(first, second_free(order), gap_min, std::numeric_limits<std::int32_t>::max(), extra, longest,
                        best);
    }
    if (best.cost < before) best.slot = slot;
}

void RichState::insert(std::int32_t order, const RichPosition& position) {
    keep(position.slot);
    routes_[at(position.slot)].insert(position, first_free(order), second_free(order));
    serve(order, position.slot);
}

void RichState::shake_breaks(Random& random) {
    for (const Kept& kept : kept_) routes_[at(kept.slot)].shake_break(random);
}

void RichState::settle() {
    for (std::size_t i = 0; i < kept_.size(); ++i) routes_[at(kept_[i].slot)].move_breaks();
}

void RichState::candidates(std::int32_t order, std::vector<std::int32_t>& slots) const {
    slots.clear();
    std::vector<std::uint8_t> seen(form_.model->kinds.size(), 0);
    const bool promised = form_.model->problem.objective.change_cost > 0;
    const Order& of = form_.order(order);
    for (std::size_t s = 0; s < routes_.size(); ++s) {
        const Slot& slot = form_.slots[s];
        const bool is_promise = promised && of.promised_vehicle == slot.vehicle;
        if (!routes_[s].is_used() && !is_promise) {
            if (seen[at(slot.kind)] != 0) continue;
            seen[at(slot.kind)] = 1;
        }
        slots.push_back(static_cast<std::int32_t>(s));
    }
}

RichState::Plan RichState::plan() const {
    Plan all;
    all.reserve(routes_.size());
    for (const RichRoute& route : routes_) all.push_back(route.items());
    return all;
}

void RichState::load(const Plan& plan) {
    begin();
    for (std::size_t s = 0; s < routes_.size(); ++s) {
        keep(static_cast<std::int32_t>(s));
        kept_[s].route.set(plan[s]);
    }
    undo();
}

void RichState::adopt(std::int32_t slot, const std::vector<std::int32_t>& items) {
    std::int64_t duration = 0;
    if (!routes_[at(slot)].price(items, &duration)) return;
    routes_[at(slot)].set(items);
    recount();
}

}  // namespace marketplace::routing::detail
