#include "rich_state.hpp"

#include <algorithm>
#include <iterator>

namespace marketplace::routing::detail {

RichState::RichState(const RichForm& form) : form_(form) {
    const std::size_t orders = form.model->orders.size();
    routes_.reserve(form.slots.size());
    for (const Slot& slot : form.slots) routes_.emplace_back(form, slot, scratch_);
    is_kept_.assign(form.slots.size(), 0);
    is_dirty_.assign(form.slots.size(), 0);
    best_.resize(form.slots.size());
    use_place_.assign(form.slots.size(), -1);
    unused_.resize(at(form.kinds));
    slot_of_.assign(orders, -1);
    position_of_.assign(form.model->nodes.size(), -1);
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
    changes_cost_ = form.model->problem.objective.change_cost;
    for (auto s = static_cast<std::int32_t>(routes_.size()); s-- > 0;) {
        is_used(s) ? use(s) : disuse(s);
        routes_cost_ += route(s).cost();
        note(s);
        serve_all_of(s);
    }
}

// Which routes are used

void RichState::use(std::int32_t slot) {
    use_place_[at(slot)] = static_cast<std::int32_t>(used_.size());
    used_.push_back(slot);
}

void RichState::disuse(std::int32_t slot) {
    auto& list = unused_[at(form_.slots[at(slot)].kind)];
    use_place_[at(slot)] = static_cast<std::int32_t>(list.size());
    list.push_back(slot);
}

/// Notes where the items of a route are.
void RichState::note(std::int32_t slot) {
    const auto& items = route(slot).items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (form_.is_stop(items[i])) position_of_[at(items[i])] = static_cast<std::int32_t>(i);
    }
    if (is_dirty_[at(slot)] != 0) return;
    is_dirty_[at(slot)] = 1;
    dirty_.push_back(slot);
}

template <class Change>
void RichState::change(std::int32_t slot, Change make) {
    RichRoute& route = routes_[at(slot)];
    const bool was_used = route.is_used();
    routes_cost_ -= route.cost();
    make(route);
    routes_cost_ += route.cost();
    note(slot);
    if (route.is_used() == was_used) return;
    auto& list = was_used ? used_ : unused_[at(form_.slots[at(slot)].kind)];
    const std::int32_t top = list.back();
    list[at(use_place_[at(slot)])] = top;
    use_place_[at(top)] = use_place_[at(slot)];
    list.pop_back();
    was_used ? disuse(slot) : use(slot);
}

// Costs

std::int64_t RichState::cost() const {
    return penalties_ + changes_ + routes_cost_ + form_.model->problem.objective.balance_cost * longest_route();
}

std::int64_t RichState::longest_route() const {
    std::int64_t longest = 0;
    if (form_.model->problem.objective.balance_cost == 0) return longest;
    for (const std::int32_t slot : used_) longest = std::max(longest, route(slot).duration());
    return longest;
}

std::int64_t RichState::change_cost(std::int32_t order, std::int32_t slot) const {
    const Order& of = form_.order(order);
    if (changes_cost_ == 0 || of.promised_type < 0) return 0;
    const Slot& vehicle = form_.slots[at(slot)];
    const std::int32_t type = form_.model->kinds[at(vehicle.kind)].type;
    const bool kept = type == of.promised_type && (of.promised_vehicle < 0 || of.promised_vehicle == vehicle.vehicle);
    return kept ? 0 : changes_cost_;
}

// Orders

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

/// Serves whom a route serves completely.
void RichState::serve_all_of(std::int32_t slot) {
    for (const std::int32_t item : route(slot).items()) {
        if (!form_.is_stop(item)) continue;
        const std::int32_t order = form_.model->nodes[at(item)].order;
        const Order& of = form_.order(order);
        const std::int32_t last = of.second >= 0 ? of.second : of.first;
        if (item == last && slot_of(order) < 0) serve(order, slot);
    }
}

// Changes

void RichState::keep(std::int32_t slot) {
    if (is_kept_[at(slot)] != 0) return;
    is_kept_[at(slot)] = 1;
    if (kept_count_ < kept_.size()) {
        kept_[kept_count_].slot = slot;
        kept_[kept_count_].route = routes_[at(slot)];
    } else {
        kept_.push_back({slot, routes_[at(slot)]});
    }
    ++kept_count_;
}

void RichState::begin() {
    for (std::size_t i = 0; i < kept_count_; ++i) is_kept_[at(kept_[i].slot)] = 0;
    kept_count_ = 0;
}

void RichState::undo() {
    for (std::size_t i = 0; i < kept_count_; ++i) {
        for (const std::int32_t item : route(kept_[i].slot).items()) {
            if (!form_.is_stop(item)) continue;
            const std::int32_t order = form_.model->nodes[at(item)].order;
            if (slot_of(order) == kept_[i].slot) unserve(order);
        }
    }
    for (std::size_t i = 0; i < kept_count_; ++i)
        change(kept_[i].slot, [&](RichRoute& route) { std::swap(route, kept_[i].route); });
    for (std::size_t i = 0; i < kept_count_; ++i) serve_all_of(kept_[i].slot);
    begin();
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
    slots_.clear();
    for (const std::int32_t order : removed) {
        if (std::find(slots_.begin(), slots_.end(), slot_of(order)) == slots_.end()) slots_.push_back(slot_of(order));
        keep(slot_of(order));
        unserve(order);
    }
    const auto is_gone = [&](std::int32_t item) {
        return form_.is_stop(item) && form_.locked_in[at(item)] < 0 && slot_of(form_.model->nodes[at(item)].order) < 0;
    };
    for (const std::int32_t slot : slots_) change(slot, [&](RichRoute& route) { route.remove_if(is_gone); });
}

void RichState::insert(std::int32_t order, const RichPosition& position) {
    keep(position.slot);
    const RichOrder stops{.first = first_free(order), .second = second_free(order)};
    change(position.slot, [&](RichRoute& route) { route.insert(position, stops); });
    serve(order, position.slot);
}

void RichState::shake_breaks(Random& random) {
    for (std::size_t i = 0; i < kept_count_; ++i)
        change(kept_[i].slot, [&](RichRoute& route) { route.shake_break(random); });
}

void RichState::settle() {
    if (!form_.has_breaks) return;
    for (std::size_t i = 0; i < kept_count_; ++i) {
        const std::int32_t slot = kept_[i].slot;
        bare_.empty() ? bare_.push_back(route(slot)) : void(bare_.front() = route(slot));
        change(slot, [&](RichRoute& route) { route.move_breaks(bare_.front()); });
    }
}

// Positions

std::int32_t RichState::bound_to(std::int32_t order) const {
    constexpr std::int32_t nobody = -2;
    const Order& of = form_.order(order);
    if (of.alternatives >= 0 && served_of_group_[at(of.alternatives)] > 0) return nobody;
    for (const std::int32_t follower : form_.followers[at(order)]) {
        if (slot_of(follower) >= 0) return nobody;  // it was served before its predecessor was taken out: cannot be
    }
    std::int32_t slot = -1;
    const auto bind = [&](std::int32_t other) { slot = slot == -1 || slot == other ? other : nobody; };
    if (of.second >= 0 && form_.locked_in[at(of.first)] >= 0) bind(form_.locked_in[at(of.first)]);
    if (of.same_vehicle >= 0 && same_count_[at(of.same_vehicle)] > 0) bind(same_slot_[at(of.same_vehicle)]);
    for (const std::int32_t before : of.after) bind(slot_of(before) < 0 ? nobody : slot_of(before));
    return slot >= 0 && !may_ride(order, slot) ? nobody : slot;
}

RichOrder RichState::order_for(std::int32_t order) const {
    const Order& of = form_.order(order);
    RichOrder out{.first = first_free(order), .second = second_free(order)};
    for (const std::int32_t before : of.after) {
        const Order& other = form_.order(before);
        const std::int32_t last = other.second >= 0 ? other.second : other.first;
        out.gap_min = std::max(out.gap_min, position_of(last) + 1);
    }
    out.longest = longest_route();
    if (of.visit.activity == Activity::job) out.release = form_.model->problem.jobs[at(of.visit.index)].release;
    for (const std::int32_t node : {out.first, out.second})
        out.many_windows |= form_.uses_duration && node >= 0 && form_.item(node).windows.size() > 1;
    return out;
}

void RichState::find_beside(std::int32_t order, const RichOrder& what, std::int32_t node, RichPosition& best) const {
    const std::int32_t slot = slot_of(form_.model->nodes[at(node)].order);
    const RichRoute& route = routes_[at(slot)];
    const auto& items = route.items();
    // Breaks and reloads are where they are by chance: an order may go on either side of them.
    std::int32_t first = position_of(node);
    std::int32_t last = first + 1;
    while (first > 0 && !form_.is_stop(items[at(first) - 1])) --first;
    while (last < static_cast<std::int32_t>(items.size()) && !form_.is_stop(items[at(last)])) ++last;
    look(order, what, slot, best, [&](const RichOrder& here) {
        for (std::int32_t gap = first; gap <= last; ++gap) route.try_gap(here, gap, best);
    });
}

void RichState::unused_for(std::int32_t order, std::vector<std::int32_t>& slots) const {
    const Order& of = form_.order(order);
    const bool promised = changes_cost_ > 0 && of.promised_vehicle >= 0;
    slots.clear();
    for (const auto& list : unused_) {
        if (list.empty() || !may_ride(order, list.back())) continue;
        slots.push_back(list.back());
        if (!promised) continue;
        for (std::size_t i = 0; i + 1 < list.size(); ++i) {
            if (form_.slots[at(list[i])].vehicle == of.promised_vehicle) slots.push_back(list[i]);
        }
    }
}

void RichState::candidates(std::int32_t order, std::vector<std::int32_t>& slots) const {
    unused_for(order, slots);
    std::copy_if(used_.begin(), used_.end(), std::back_inserter(slots),
                 [&](std::int32_t slot) { return may_ride(order, slot); });
}

// Whole plans

RichState::Plan RichState::plan() const {
    Plan all;
    all.reserve(routes_.size());
    for (const RichRoute& route : routes_) all.push_back(route.items());
    return all;
}

void RichState::load(const Plan& plan) {
    begin();
    for (auto s = static_cast<std::int32_t>(routes_.size()); s-- > 0;) {
        for (const std::int32_t item : route(s).items()) {
            const std::int32_t order = form_.is_stop(item) ? form_.model->nodes[at(item)].order : -1;
            if (order >= 0 && slot_of(order) == s) unserve(order);
        }
        change(s, [&](RichRoute& route) { route.set(plan[at(s)]); });
    }
    for (auto s = static_cast<std::int32_t>(routes_.size()); s-- > 0;) serve_all_of(s);
}

void RichState::save() {
    for (const std::int32_t slot : dirty_) {
        best_[at(slot)] = route(slot).items();
        is_dirty_[at(slot)] = 0;
    }
    dirty_.clear();
    best_cost_ = cost();
}

void RichState::adopt(std::int32_t slot, const std::vector<std::int32_t>& items) {
    std::int64_t duration = 0;
    if (!route(slot).price(items, &duration)) return;
    change(slot, [&](RichRoute& route) { route.set(items); });
    serve_all_of(slot);
}

}  // namespace marketplace::routing::detail
