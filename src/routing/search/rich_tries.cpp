#include "rich_route.hpp"

// What it would cost to serve an order at each place of a route, without touching the route.

#include <algorithm>
#include <array>

namespace marketplace::routing::detail {

// Ways

std::int32_t RichRoute::place_before(std::int32_t gap) const {
    return gap == 0 ? slot_->type->start.value_or(-1) : points_[at(gap) - 1].left.place;
}

/// What a detour to a place costs on the road alone; the least that an insertion there can cost.
std::int64_t RichRoute::detour(std::int32_t gap, std::int32_t place) const {
    if (place < 0) return 0;
    return slot_->ways(place_before(gap), place) + slot_->ways(place, place_after_[at(gap)]) - gap_cost_[at(gap)];
}

// Loads

/// Whether a single stop has room. What is on board already takes up room until it is delivered, in its own trip.
bool RichRoute::fits(std::int32_t gap, const Item& item) const {
    const bool is_on_board = item.visit.activity == Activity::delivery;
    if (is_on_board && trip_[at(gap)] != trip_[at(slot_->locked)]) return false;
    const Loads loads = this->loads(gap);
    const std::int64_t* const brings = form_->brings(item);
    const std::int64_t* const takes = form_->takes(item);
    for (std::size_t d = 0; d < form_->dimensions; ++d) {
        if (loads.before[d] + brings[d] > slot_->capacity[d]) return false;
        if (!is_on_board && loads.behind[d] + takes[d] > slot_->capacity[d]) return false;
    }
    return true;
}

bool RichRoute::fits_amount(std::int32_t gap, const Item& pickup) const {
    const std::int64_t* const load = loads(gap).now;
    const std::int64_t* const amount = form_->takes(pickup);
    for (std::size_t d = 0; d < form_->dimensions; ++d) {
        if (load[d] + amount[d] > slot_->capacity[d]) return false;
    }
    return true;
}

/// Whether an order has room beside a reload that divides a trip at a gap: as the first stop behind it, where nothing
/// that was fetched before is on board any more, or as the last before it, where what is brought behind is not yet.
bool RichRoute::fits_new_trip(std::int32_t gap, const RichOrder& order, bool reload_first) const {
    if (open_[at(gap)] != 0) return false;
    const Loads loads = this->loads(gap);
    const Item& item = form_->item(order.first);
    const std::int64_t* const brings = form_->brings(item);
    const std::int64_t* const takes = form_->takes(item);
    for (std::size_t d = 0; d < form_->dimensions; ++d) {
        const std::int64_t to_bring = loads.now[d] - loads.fetched[d];
        const std::int64_t before = reload_first ? to_bring : loads.before[d] - to_bring;
        const std::int64_t behind = order.second >= 0 ? (reload_first ? to_bring : loads.fetched[d])
                                    : reload_first    ? loads.behind[d] - loads.fetched[d]
                                                      : loads.fetched[d];
        if (before + brings[d] > slot_->capacity[d] || behind + takes[d] > slot_->capacity[d]) return false;
    }
    return true;
}

bool RichRoute::serves_before(std::int32_t gap) const {
    for (std::int32_t i = gap; i-- > 0;) {
        if (form_->is_stop(items_[at(i)])) return true;
        if (form_->is_reload(items_[at(i)])) return false;
    }
    return false;
}

bool RichRoute::serves_behind(std::int32_t gap) const {
    for (std::int32_t i = gap; i < count(); ++i) {
        if (form_->is_stop(items_[at(i)])) return true;
        if (form_->is_reload(items_[at(i)])) return false;
    }
    return false;
}

bool RichRoute::may_begin_trip() const {
    const std::int32_t most = slot_->type->trips_max;
    return !slot_->reloads.empty() && is_used() && (most == 0 || trip_.back() + 1 < most);
}

// Tries

/// The cost that a plan gains if this route costs `cost` and takes `duration`.
std::int64_t RichRoute::total(std::int64_t cost, std::int64_t duration, const RichOrder& order) const {
    const std::int64_t balance = form_->model->problem.objective.balance_cost;
    return order.extra + cost - cost_ + balance * (std::max(order.longest, duration) - order.longest);
}

void RichRoute::try_order(const RichOrder& order, RichPosition& best) const {
    const std::int32_t first = std::max(order.gap_min, slot_->locked);
    if (order.second >= 0 && feasible_) note_detours(form_->item(order.second).place, first);
    const Item& stop = form_->item(order.first);
    const std::int64_t latest = stop.lateness_cost ? no_limit : stop.last_start();
    for (std::int32_t gap = first; gap <= count() && behind(gap).time <= latest; ++gap) try_gap(order, gap, best);
}

void RichRoute::try_gap(const RichOrder& order, std::int32_t gap, RichPosition& best) const {
    if (gap < std::max(order.gap_min, slot_->locked) || !has_stops_for(order)) return;
    if (!feasible_) {
        try_anew(items_, order, gap, best);
    } else if (order.second >= 0) {
        try_pair(order, gap, best);
    } else {
        try_single(order, gap, best);
    }
    if (may_begin_trip()) try_reloads(order, gap, best);
}

void RichRoute::try_trip(const RichOrder& order, RichPosition& best) const {
    if (!may_begin_trip() || !has_stops_for(order)) return;
    for (std::int32_t gap = std::max(order.gap_min, slot_->locked); gap <= count(); ++gap) {
        const bool is_border = gap == slot_->locked || gap == count() || form_->is_reload(items_[at(gap)]);
        if (is_border) try_reloads(order, gap, best);
    }
}

bool RichRoute::has_stops_for(const RichOrder& order) const {
    const auto& most = slot_->type->stops_max;
    return !most || stops_ + (order.second >= 0 ? 2 : 1) <= *most;
}

/// For each gap the detour to a place, and the least of those from there on.
void RichRoute::note_detours(std::int32_t place, std::int32_t first) const {
    auto& detours = scratch_->detours;
    detours.resize(items_.size() + 1);
    std::int64_t least = no_limit;
    for (std::int32_t gap = count(); gap >= first; --gap) {
        const std::int64_t here = detour(gap, place);
        least = std::min(least, here);
        detours[at(gap)] = {here, least};
    }
}

void RichRoute::try_single(const RichOrder& order, std::int32_t gap, RichPosition& best) const {
    const Item& item = form_->item(order.first);
    const std::int64_t least = order.extra + (stops_ == 0 ? slot_->type->fixed_cost : 0) + detour(gap, item.place);
    if (stops_ > 0 && least >= best.cost) return;
    if (!fits(gap, item)) return;
    if (order.release > slot_->type->shift.earliest) {
        // The trip may have to start later: only a look at the whole route tells.
        return try_anew(items_, order, gap, best);
    }
    Running now = behind(gap);
    std::int64_t gained = 0;
    if (advance(now, item) && gain(order, now, gap, gap, -1, best.cost, &gained)) best.set(gained, gap, -1);
}

/// What a plan gains if the order's stops become items `first` and `second`; `with` has left the last of them, and
/// gap `gap` is next. False if it may not be, or is not below a bound.
bool RichRoute::gain(const RichOrder& order, const Running& with, std::int32_t gap, std::int32_t first,
                     std::int32_t second, std::int64_t below, std::int64_t* gained) const {
    const auto end = rest(with, gap);
    if (!end) return false;
    std::int64_t duration = 0;
    std::optional<std::int64_t> cost;
    if (!is_exact_with(order)) {
        cost = conclude(*end, departure_.time, &duration);
    } else {
        // At best nobody waits at all; only then is the latest start looked for.
        Running least = *end;
        least.limit = no_limit;
        if (!slot_->travel->has_traffic()) {
            cost = conclude(least, departure_.time, &duration);
            if (!cost || total(*cost, duration, order) >= below) return false;
        }
        auto& items = scratch_->items;
        items.assign(items_.begin(), items_.end());
        items.insert(items.begin() + first, order.first);
        if (second >= 0) items.insert(items.begin() + second, order.second);
        cost = finish_exactly(items, &duration);
    }
    if (!cost) return false;
    *gained = total(*cost, duration, order);
    return *gained < below;
}

/// After `note_detours`.
void RichRoute::try_pair(const RichOrder& order, std::int32_t gap, RichPosition& best) const {
    const Item& pickup = form_->item(order.first);
    const Item& delivery = form_->item(order.second);
    const std::int32_t after = place_after_[at(gap)];
    const std::int64_t out = order.extra + slot_->ways(place_before(gap), pickup.place) - gap_cost_[at(gap)];
    const std::int64_t direct =
        out + slot_->ways(pickup.place, delivery.place) + slot_->ways(delivery.place, after);
    const std::int64_t apart = out + slot_->ways(pickup.place, after);
    const auto is_good = [&](std::int64_t least) { return stops_ == 0 || least < best.cost; };
    // With the delivery in the same gap the other one is the way; behind it the ways add up.
    if (!is_good(direct) && !(gap < count() && is_good(apart + scratch_->detours[at(gap) + 1].least))) return;
    Running now = behind(gap);
    if (!advance(now, pickup)) return;
    std::int32_t open = 0;  // shipments picked up since, with LIFO
    for (std::int32_t g = gap; fits_amount(g, pickup); ++g) {
        if (open == 0 && is_good(g == gap ? direct : apart + scratch_->detours[at(g)].here)) {
            Running with = now;
            std::int64_t gained = 0;
            if (advance(with, delivery) && gain(order, with, g, gap, g + 1, best.cost, &gained))
                best.set(gained, gap, g + 1);
        }
        if (g == count() || !is_good(apart + scratch_->detours[at(g) + 1].least)) return;
        const Item& item = item_at(g);
        if (item.what == Item::What::reload) return;
        if (slot_->type->lifo && item.visit.activity == Activity::pickup) ++open;
        if (slot_->type->lifo && item.visit.activity == Activity::delivery && --open < 0) return;
        drive(now, item.place);
        if (now.time > points_[at(g)].arrive_by || !serve(now, item, -no_limit)) return;
    }
}

void RichRoute::consider(std::span<const std::int32_t> items, const RichOrder& order, RichPosition& best) const {
    std::int64_t duration = 0;
    const auto cost = price(items, &duration);
    if (!cost) return;
    const std::int64_t gained = total(*cost, duration, order);
    if (gained >= best.cost) return;
    best.set(gained, -1, -1);
    best.items.assign(items.begin(), items.end());
}

/// Every position behind a gap is priced from the start: for what the knowledge of the route as it is does not help.
void RichRoute::try_anew(std::span<const std::int32_t> base, const RichOrder& order, std::int32_t gap,
                         RichPosition& best) const {
    auto& items = scratch_->items;
    items.assign(base.begin(), base.end());
    items.insert(items.begin() + gap, order.first);
    if (order.second < 0) return consider(items, order, best);
    items.insert(items.begin() + gap + 1, order.second);
    for (std::size_t g = at(gap) + 1;; ++g) {
        consider(items, order, best);
        if (g + 1 == items.size()) return;
        std::swap(items[g], items[g + 1]);
    }
}

void RichRoute::try_with_break(const RichOrder& order, RichPosition& best) const {
    constexpr std::size_t items_max = 24;  // the work grows with the fourth power
    if (slot_->type->breaks.empty() || items_.size() > items_max || !has_stops_for(order)) return;
    auto& base = scratch_->changed;
    for (std::size_t i = at(slot_->locked); i < items_.size(); ++i) {
        if (form_->item(items_[i]).what != Item::What::pause) continue;
        base = items_;
        base.erase(base.begin() + static_cast<std::ptrdiff_t>(i));
        for (std::size_t to = at(slot_->locked); to <= base.size(); ++to) {
            if (to == i) continue;
            base.insert(base.begin() + static_cast<std::ptrdiff_t>(to), items_[i]);
            const std::int32_t moved = (to < at(order.gap_min) ? 1 : 0) - (i < at(order.gap_min) ? 1 : 0);
            for (std::int32_t gap = std::max(order.gap_min + moved, slot_->locked);
                 gap <= static_cast<std::int32_t>(base.size()); ++gap) {
                try_anew(base, order, gap, best);
            }
            base.erase(base.begin() + static_cast<std::ptrdiff_t>(to));
        }
    }
}

// Trips

void RichRoute::try_reloads(const RichOrder& order, std::int32_t gap, RichPosition& best) const {
    const bool before = serves_before(gap);
    const bool behind = serves_behind(gap);
    for (const std::int32_t reload : slot_->reloads) {
        if (before) try_reload(order, gap, reload, true, best);
        if (behind) try_reload(order, gap, reload, false, best);
    }
}

void RichRoute::try_reload(const RichOrder& order, std::int32_t gap, std::int32_t reload, bool reload_first,
                           RichPosition& best) const {
    std::array<std::int32_t, 3> part{reload_first ? reload : order.first, reload_first ? order.first : order.second,
                                     reload_first ? order.second : reload};
    if (!reload_first && order.second < 0) std::swap(part[1], part[2]);
    const std::span<const std::int32_t> added{part.data(), order.second >= 0 ? 3U : 2U};
    std::int64_t least = order.extra - gap_cost_[at(gap)];
    std::int32_t place = place_before(gap);
    for (const std::int32_t item : added) {
        least += slot_->ways(place, form_->item(item).place);
        place = form_->item(item).place;
    }
    least += slot_->ways(place, place_after_[at(gap)]);
    if (least >= best.cost) return;
    if (form_->has_releases || !feasible_ || is_exact_with(order)) {
        auto& items = scratch_->items;
        items.assign(items_.begin(), items_.end());
        items.insert(items.begin() + gap, added.begin(), added.end());
        return consider(items, order, best);
    }
    if (!fits_new_trip(gap, order, reload_first)) return;
    Running now = behind(gap);
    for (const std::int32_t item : added) {
        if (!advance(now, form_->item(item))) return;
    }
    const auto end = rest(now, gap);
    std::int64_t duration = 0;
    const auto cost = end ? conclude(*end, departure_.time, &duration) : std::nullopt;
    if (!cost || total(*cost, duration, order) >= best.cost) return;
    best.set(total(*cost, duration, order), gap, -1);
    best.reload = reload;
    best.reload_first = reload_first;
}

// Breaks

void RichRoute::shake_break(Random& random) {
    if (slot_->type->breaks.empty()) return;
    const auto locked = static_cast<std::size_t>(slot_->locked);
    auto& pauses = scratch_->items;
    pauses.clear();
    for (std::size_t i = locked; i < items_.size(); ++i) {
        if (form_->item(items_[i]).what == Item::What::pause) pauses.push_back(static_cast<std::int32_t>(i));
    }
    if (pauses.empty()) return;
    auto& items = scratch_->changed;
    items = items_;
    const std::int32_t from = pauses[random.below(static_cast<std::uint32_t>(pauses.size()))];
    const std::int32_t pause = items[at(from)];
    items.erase(items.begin() + from);
    const auto to =
        static_cast<std::ptrdiff_t>(locked + random.below(static_cast<std::uint32_t>(items.size() - locked + 1)));
    items.insert(items.begin() + to, pause);
    std::int64_t duration = 0;
    if (price_times(items, &duration)) set(items);
}

void RichRoute::move_breaks(RichRoute& bare) {
    if (slot_->type->breaks.empty() || stops_ == 0 || !feasible_) return;
    for (std::int32_t i = slot_->locked; i < count(); ++i) {
        if (item_at(i).what != Item::What::pause) continue;
        auto& items = scratch_->changed;
        items = items_;
        items.erase(items.begin() + i);
        bare.set(items);
        if (!bare.feasible_) continue;
        const bool many_windows = form_->uses_duration && item_at(i).windows.size() > 1;
        const RichOrder pause{.first = items_[at(i)], .longest = no_limit, .many_windows = many_windows};
        RichPosition best;
        best.cost = cost_ - bare.cost_;
        for (std::int32_t gap = slot_->locked; gap <= bare.count(); ++gap) {
            bare.try_single(pause, gap, best);
        }
        if (best.first < 0 && best.items.empty()) continue;
        bare.insert(best, pause);
        std::swap(items_, bare.items_);
        update();
    }
}

}  // namespace marketplace::routing::detail
