#include "rich_route.hpp"

// What it would cost to serve an order at each place of a route, without touching the route.

#include <algorithm>

namespace marketplace::routing::detail {

std::int64_t RichRoute::way_cost(std::int32_t from, std::int32_t to) const {
    if (from < 0 || to < 0) return 0;
    const VehicleType& type = *slot_->type;
    std::int64_t cost = type.distance_cost * slot_->travel->distance(from, to);
    if (type.travel_cost > 0 && !slot_->travel->has_traffic())
        cost += type.travel_cost * slot_->travel->duration(from, to);
    return cost;
}

std::int32_t RichRoute::place_before(std::int32_t gap) const {
    return gap == 0 ? slot_->type->start.value_or(-1) : points_[at(gap) - 1].left.place;
}

std::int32_t RichRoute::place_after(std::int32_t gap) const {
    for (std::size_t i = at(gap); i < items_.size(); ++i) {
        const std::int32_t place = form_->item(items_[i]).place;
        if (place >= 0) return place;
    }
    return slot_->type->end.value_or(-1);
}

/// What a detour to a place costs on the road alone; the least that an insertion there can cost.
std::int64_t RichRoute::detour(std::int32_t gap, std::int32_t place) const {
    const std::int32_t before = place_before(gap);
    const std::int32_t after = place_after(gap);
    return way_cost(before, place) + way_cost(place, after) - way_cost(before, after);
}

bool RichRoute::fits_job(std::int32_t gap, const Job& job) const {
    const std::size_t dimensions = form_->model->dimensions;
    const auto& capacity = slot_->type->capacity;
    for (std::size_t d = 0; d < capacity.size(); ++d) {
        const std::int64_t delivery = d < job.delivery.size() ? job.delivery[d] : 0;
        const std::int64_t pickup = d < job.pickup.size() ? job.pickup[d] : 0;
        if (trip_before_[at(gap) * dimensions + d] + delivery > capacity[d]) return false;
        if (trip_behind_[at(gap) * dimensions + d] + pickup > capacity[d]) return false;
    }
    return true;
}

bool RichRoute::fits_amount(std::int32_t gap, const std::vector<std::int64_t>& amount) const {
    const std::size_t dimensions = form_->model->dimensions;
    const auto& capacity = slot_->type->capacity;
    for (std::size_t d = 0; d < std::min(capacity.size(), amount.size()); ++d) {
        if (gap_load_[at(gap) * dimensions + d] + amount[d] > capacity[d]) return false;
    }
    return true;
}

/// The cost that a plan gains if this route costs `cost` and takes `duration`, and the others' longest is `longest`.
std::int64_t RichRoute::total(std::int64_t cost, std::int64_t duration, std::int64_t longest) const {
    return cost - cost_ + form_->model->problem.objective.balance_cost * (std::max(longest, duration) - longest);
}

void RichRoute::try_order(std::int32_t first, std::int32_t second, std::int32_t gap_min, std::int32_t gap_max,
                          std::int64_t extra, std::int64_t longest, RichPosition& best) const {
    const VehicleType& type = *slot_->type;
    const std::int32_t added = second >= 0 ? 2 : 1;
    if (type.stops_max && stops_ + added > *type.stops_max) return;
    const std::int32_t last = std::min(gap_max, static_cast<std::int32_t>(items_.size()));
    for (std::int32_t gap = std::max(gap_min, slot_->locked); gap <= last; ++gap) {
        if (!feasible_ || exact_) {
            try_anew(items_, first, second, gap, extra, longest, best);
        } else if (second >= 0) {
            try_pair(first, second, gap, extra, longest, best);
        } else {
            try_single(first, gap, extra, longest, best);
        }
        const bool may_reload = !slot_->reloads.empty() && (type.trips_max == 0 || trips_ < type.trips_max);
        if (may_reload && is_used()) try_reloads(first, second, gap, extra, longest, best);
    }
}

void RichRoute::try_single(std::int32_t node, std::int32_t gap, std::int64_t extra, std::int64_t longest,
                           RichPosition& best) const {
    const Item& item = form_->item(node);
    const std::int64_t least = extra + (stops_ == 0 ? slot_->type->fixed_cost : 0) + detour(gap, item.place);
    if (stops_ > 0 && least >= best.cost) return;
    const Job* job = job_of(node);
    if (job != nullptr && !fits_job(gap, *job)) return;
    Running now = behind(gap);
    if (job != nullptr && job->release > slot_->type->shift.earliest) {
        // The trip may have to start later: only a look at the whole route tells.
        return try_anew(items_, node, -1, gap, extra, longest, best);
    }
    if (!advance(now, item)) return;
    std::int64_t duration = 0;
    const auto cost = rest(now, gap, &duration);
    if (!cost) return;
    const std::int64_t gained = extra + total(*cost, duration, longest);
    if (gained < best.cost) best = {gained, -1, gap, -1, {}};
}

void RichRoute::try_pair(std::int32_t first, std::int32_t second, std::int32_t gap, std::int64_t extra,
                         std::int64_t longest, RichPosition& best) const {
    const Item& pickup = form_->item(first);
    const Item& delivery = form_->item(second);
    const auto& amount = shipment_of(first)->amount;
    const std::int64_t out = detour(gap, pickup.place);
    if (stops_ > 0 && extra + out >= best.cost && way_cost(pickup.place, delivery.place) > 0 &&
        extra + out - way_cost(pickup.place, place_after(gap)) >= best.cost) {
        return;
    }
    Running now = behind(gap);
    if (!advance(now, pickup)) return;
    std::int32_t open = 0;  // shipments picked up since, with LIFO
    for (std::int32_t g = gap; fits_amount(g, amount); ++g) {
        const bool adjacent = g == gap;
        const std::int64_t least = extra + (adjacent ? 0 : out + detour(g, delivery.place));
        if (open == 0 && (adjacent || stops_ == 0 || least < best.cost)) {
            Running with = now;
            std::int64_t duration = 0;
            if (advance(with, delivery)) {
                if (const auto cost = rest(with, g, &duration)) {
                    const std::int64_t gained = extra + total(*cost, duration, longest);
                    if (gained < best.cost) best = {gained, -1, gap, g + 1, {}};
                }
            }
        }
        if (g == static_cast<std::int32_t>(items_.size())) return;
        const Item& item = form_->item(items_[at(g)]);
        if (item.what == Item::What::reload) return;
        if (slot_->type->lifo && item.visit.activity == Activity::pickup) ++open;
        if (slot_->type->lifo && item.visit.activity == Activity::delivery && --open < 0) return;
        if (!advance(now, item)) return;
    }
}

void RichRoute::consider(const std::vector<std::int32_t>& items, std::int64_t extra, std::int64_t longest,
                         RichPosition& best) const {
    std::int64_t duration = 0;
    const auto cost = price(items, &duration);
    if (!cost) return;
    const std::int64_t gained = extra + total(*cost, duration, longest);
    if (gained < best.cost) best = {gained, -1, -1, -1, items};
}

/// Every position behind a gap is priced from the start: for what the knowledge of the route as it is does not help.
void RichRoute::try_anew(std::span<const std::int32_t> base, std::int32_t first, std::int32_t second, std::int32_t gap,
                         std::int64_t extra, std::int64_t longest, RichPosition& best) const {
    std::vector<std::int32_t> items{base.begin(), base.end()};
    items.insert(items.begin() + gap, first);
    if (second < 0) return consider(items, extra, longest, best);
    for (std::size_t g = at(gap) + 1; g <= base.size() + 1; ++g) {
        items.insert(items.begin() + static_cast<std::ptrdiff_t>(g), second);
        consider(items, extra, longest, best);
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(g));
    }
}

void RichRoute::try_with_break(std::int32_t first, std::int32_t second, std::int32_t gap_min, std::int64_t extra,
                               std::int64_t longest, RichPosition& best) const {
    constexpr std::size_t items_max = 24;  // the work grows with the fourth power
    if (slot_->type->breaks.empty() || items_.size() > items_max) return;
    if (slot_->type->stops_max && stops_ + (second >= 0 ? 2 : 1) > *slot_->type->stops_max) return;
    for (std::size_t i = at(slot_->locked); i < items_.size(); ++i) {
        if (form_->item(items_[i]).what != Item::What::pause) continue;
        std::vector<std::int32_t> base = items_;
        base.erase(base.begin() + static_cast<std::ptrdiff_t>(i));
        for (std::size_t to = at(slot_->locked); to <= base.size(); ++to) {
            if (to == i) continue;
            base.insert(base.begin() + static_cast<std::ptrdiff_t>(to), items_[i]);
            const std::int32_t moved = (to < at(gap_min) ? 1 : 0) - (i < at(gap_min) ? 1 : 0);
            for (std::int32_t gap = std::max(gap_min + moved, slot_->locked);
                 gap <= static_cast<std::int32_t>(base.size()); ++gap) {
                try_anew(base, first, second, gap, extra, longest, best);
            }
            base.erase(base.begin() + static_cast<std::ptrdiff_t>(to));
        }
    }
}

void RichRoute::try_reloads(std::int32_t first, std::int32_t second, std::int32_t gap, std::int64_t extra,
                            std::int64_t longest, RichPosition& best) const {
    for (const std::int32_t reload : slot_->reloads) {
        const std::int32_t place = form_->item(reload).place;
        const std::int64_t least = extra + std::min(detour(gap, place), detour(gap, form_->item(first).place));
        if (least >= best.cost) continue;
        for (const bool before : {true, false}) {
            std::vector<std::int32_t> items = items_;
            std::vector<std::int32_t> part{first};
            if (second >= 0) part.push_back(second);
            before ? part.insert(part.begin(), reload) : part.insert(part.end(), reload);
            items.insert(items.begin() + gap, part.begin(), part.end());
            consider(items, extra, longest, best);
        }
    }
}

}  // namespace marketplace::routing::detail
