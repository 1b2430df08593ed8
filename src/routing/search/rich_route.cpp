#include "rich_route.hpp"

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

constexpr std::int64_t broken_cost = std::int64_t{1} << 45;

/// The latest time at or before `bound` at which service may start; what is late anyway may start when it does.
std::optional<std::int64_t> latest_in(std::span<const TimeWindow> windows, std::int64_t bound) {
    if (windows.empty()) return bound;
    for (std::size_t i = windows.size(); i-- > 0;) {
        if (windows[i].earliest <= bound) return std::min(bound, windows[i].latest);
    }
    return std::nullopt;
}

void raise(std::span<std::int64_t> most, std::span<const std::int64_t> load) {
    for (std::size_t d = 0; d < most.size(); ++d) most[d] = std::max(most[d], load[d]);
}

}  // namespace

RichRoute::RichRoute(const RichForm& form, const Slot& slot) : form_(&form), slot_(&slot) {
    exact_ = form.uses_duration && (slot.travel->has_traffic() || form.many_windows);
    set(slot.skeleton);
}

const Job* RichRoute::job_of(std::int32_t item) const {
    const Visit& visit = form_->item(item).visit;
    return visit.activity == Activity::job ? &form_->model->problem.jobs[at(visit.index)] : nullptr;
}

const Shipment* RichRoute::shipment_of(std::int32_t item) const {
    const Visit& visit = form_->item(item).visit;
    const bool is_one = visit.activity == Activity::pickup || visit.activity == Activity::delivery;
    return is_one ? &form_->model->problem.shipments[at(visit.index)] : nullptr;
}

void RichRoute::set(std::vector<std::int32_t> items) {
    items_ = std::move(items);
    update();
}

void RichRoute::insert(const RichPosition& position, std::int32_t first, std::int32_t second) {
    if (!position.items.empty()) return set(position.items);
    items_.insert(items_.begin() + position.first, first);
    if (second >= 0) items_.insert(items_.begin() + position.second, second);
    update();
}

void RichRoute::tidy_reloads() {
    const auto is_reload = [&](std::int32_t item) { return form_->item(item).what == Item::What::reload; };
    std::int32_t stops = 0;
    for (std::size_t i = 0; i < items_.size();) {
        const bool movable = i >= at(slot_->locked);
        if (form_->item(items_[i]).what == Item::What::stop) ++stops;
        if (is_reload(items_[i])) {
            if (movable && stops == 0) {
                items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
                continue;
            }
            stops = 0;
        }
        ++i;
    }
    for (std::size_t i = items_.size(); stops == 0 && i-- > at(slot_->locked);) {
        if (!is_reload(items_[i])) continue;
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
        break;
    }
}

std::int64_t RichRoute::release_from(std::span<const std::int32_t> items, std::size_t from) const {
    std::int64_t release = -no_limit;
    for (std::size_t i = from; i < items.size() && form_->item(items[i]).what != Item::What::reload; ++i) {
        if (const Job* job = job_of(items[i])) release = std::max(release, job->release);
    }
    return release;
}

Running RichRoute::departure(std::span<const std::int32_t> items) const {
    Running now;
    now.time = std::max(slot_->type->shift.earliest, release_from(items, 0));
    now.offset = now.time;
    now.place = slot_->type->start.value_or(-1);
    return now;
}

void RichRoute::drive(Running& now, std::int32_t place) const {
    if (place < 0) return;
    if (now.place >= 0) {
        const std::int64_t arrival = slot_->travel->arrival(now.time, slot_->travel->duration(now.place, place));
        now.travel += arrival - now.time;
        now.offset += arrival - now.time;
        now.time = arrival;
        now.distance += slot_->travel->distance(now.place, place);
    }
    now.place = place;
}

bool RichRoute::advance(Running& now, const Item& item, std::int64_t not_before) const {
    drive(now, item.place);
    const ServiceStart start = service_start(item.windows, now.time);
    if (start.late > 0) {
        if (!item.lateness_cost) return false;
        now.late_cost += start.late * *item.lateness_cost;
    }
    std::int64_t latest = no_limit;
    for (const TimeWindow& window : item.windows) {
        if (start.time <= window.latest) {
            latest = window.latest;
            break;
        }
    }
    if (start.late > 0) latest = start.time;
    now.limit = std::min(now.limit, latest - now.offset);
    const std::int64_t service =
        item.what == Item::What::stop ? service_time(item.service, *slot_->type) : item.service;
    now.time = std::max(start.time + service, not_before);
    now.offset += service;
    return true;
}

std::optional<std::int64_t> RichRoute::finish(Running now, std::int64_t start, std::int64_t* duration) const {
    const VehicleType& type = *slot_->type;
    drive(now, type.end.value_or(-1));
    const std::int64_t overtime = std::max<std::int64_t>(0, now.time - type.shift.latest);
    if (overtime > type.overtime_max) return std::nullopt;
    if (type.distance_max && now.distance > *type.distance_max) return std::nullopt;
    // `offset` began at the start, so this is how much later the route may start without ending later.
    const std::int64_t delay = std::max<std::int64_t>(0, std::min(now.time - now.offset, now.limit));
    *duration = now.time - start - delay;
    if (type.duration_max && *duration > *type.duration_max) return std::nullopt;
    return type.fixed_cost + type.distance_cost * now.distance + type.travel_cost * now.travel + now.late_cost +
           type.duration_cost * *duration + type.overtime_cost * overtime;
}

std::optional<std::int64_t> RichRoute::rest(Running now, std::int32_t gap, std::int64_t* duration) const {
    const auto count = static_cast<std::int32_t>(items_.size());
    for (std::int32_t i = gap; i < count; ++i) {
        const Item& item = form_->item(items_[at(i)]);
        const Point& old = points_[at(i)];
        const std::int64_t not_before =
            item.what == Item::What::reload ? release_from(items_, at(i) + 1) : -no_limit;
        if (!advance(now, item, not_before)) return std::nullopt;
        if (now.time > old.leave_by) return std::nullopt;
        if (now.time != old.left.time || now.place != old.left.place) continue;
        // From here on everything is as it was, only further down the road.
        const std::int64_t shift = now.offset - old.left.offset;
        const std::int64_t limit_rest = i + 1 < count ? points_[at(i) + 1].limit_rest : no_limit;
        now.limit = std::min(now.limit, limit_rest - shift);
        const Running& last = points_.back().left;
        now.time = last.time;
        now.offset += last.offset - old.left.offset;
        now.distance += last.distance - old.left.distance;
        now.travel += last.travel - old.left.travel;
        now.late_cost += last.late_cost - old.left.late_cost;
        now.place = last.place;
        break;
    }
    return finish(now, departure_.time, duration);
}

void RichRoute::update() {
    stops_ = 0;
    trips_ = 1;
    feasible_ = true;
    points_.resize(items_.size());
    departure_ = departure(items_);
    Running now = departure_;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const Item& item = form_->item(items_[i]);
        std::int64_t not_before = -no_limit;
        if (item.what == Item::What::stop) ++stops_;
        if (item.what == Item::What::reload) {
            ++trips_;
            not_before = release_from(items_, i + 1);
        }
        const std::int64_t before = now.limit;
        now.limit = no_limit;
        feasible_ &= advance(now, item, not_before);
        points_[i].limit_rest = now.limit;
        now.limit = std::min(now.limit, before);
        points_[i].left = now;
    }
    for (std::size_t i = items_.size(); i-- > 1;) {
        points_[i - 1].limit_rest = std::min(points_[i - 1].limit_rest, points_[i].limit_rest);
    }
    update_loads();
    update_latest();
    cost_ = 0;
    duration_ = 0;
    if (!is_used()) return;
    const auto cost = exact_ ? finish_exactly(items_, &duration_) : finish(now, departure_.time, &duration_);
    feasible_ &= cost.has_value();
    cost_ = feasible_ ? *cost : broken_cost;
}

void RichRoute::update_loads() {
    const std::size_t dimensions = form_->model->dimensions;
    const std::size_t gaps = items_.size() + 1;
    gap_load_.assign(gaps * dimensions, 0);
    trip_before_.assign(gaps * dimensions, 0);
    trip_behind_.assign(gaps * dimensions, 0);
    if (dimensions == 0) return;
    const auto of = [&](std::vector<std::int64_t>& list, std::size_t gap) {
        return std::span{list}.subspan(gap * dimensions, dimensions);
    };
    const auto load_trip = [&](std::size_t gap) {
        auto load = of(gap_load_, gap);
        std::fill(load.begin(), load.end(), 0);
        for (std::size_t i = gap; i < items_.size() && form_->item(items_[i]).what != Item::What::reload; ++i) {
            const Job* job = job_of(items_[i]);
            for (std::size_t d = 0; job != nullptr && d < job->delivery.size(); ++d) load[d] += job->delivery[d];
        }
    };
    load_trip(0);
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const auto before = of(gap_load_, i);
        const auto behind = of(gap_load_, i + 1);
        std::copy(before.begin(), before.end(), behind.begin());
        if (form_->item(items_[i]).what == Item::What::reload) {
            load_trip(i + 1);
        } else if (const Job* job = job_of(items_[i])) {
            for (std::size_t d = 0; d < job->delivery.size(); ++d) behind[d] -= job->delivery[d];
            for (std::size_t d = 0; d < job->pickup.size(); ++d) behind[d] += job->pickup[d];
        } else if (const Shipment* shipment = shipment_of(items_[i])) {
            const std::int64_t sign = form_->item(items_[i]).visit.activity == Activity::pickup ? 1 : -1;
            for (std::size_t d = 0; d < shipment->amount.size(); ++d) behind[d] += sign * shipment->amount[d];
        }
    }
    trip_before_ = gap_load_;
    trip_behind_ = gap_load_;
    for (std::size_t g = 1; g < gaps; ++g) {
        if (form_->item(items_[g - 1]).what != Item::What::reload) raise(of(trip_before_, g), of(trip_before_, g - 1));
    }
    for (std::size_t g = gaps - 1; g-- > 0;) {
        if (form_->item(items_[g]).what != Item::What::reload) raise(of(trip_behind_, g), of(trip_behind_, g + 1));
    }
}

void RichRoute::update_latest() {
    const VehicleType& type = *slot_->type;
    const bool known = !slot_->travel->has_traffic();
    std::int64_t bound = type.shift.latest + type.overtime_max;
    std::int32_t place = type.end.value_or(-1);
    for (std::size_t i = items_.size(); i-- > 0;) {
        const Item& item = form_->item(items_[i]);
        const std::int64_t service = item.what == Item::What::stop ? service_time(item.service, type) : item.service;
        const std::int32_t here = points_[i].left.place;
        const std::int64_t way = here >= 0 && place >= 0 ? slot_->travel->duration(here, place) : 0;
        bound -= way;
        points_[i].leave_by = known ? bound : no_limit;
        bound -= service;
        if (!item.lateness_cost) bound = latest_in(item.windows, bound).value_or(-no_limit);
        place = here;
    }
}

bool RichRoute::price_loads(std::span<const std::int32_t> items) const {
    const auto& capacity = slot_->type->capacity;
    const std::size_t dimensions = form_->model->dimensions;
    std::vector<std::int64_t> load(dimensions, 0);
    std::vector<std::int32_t> open;
    const auto add = [&](const std::vector<std::int64_t>& amounts, std::int64_t sign) {
        for (std::size_t d = 0; d < amounts.size(); ++d) load[d] += sign * amounts[d];
    };
    const auto load_trip = [&](std::size_t from) {
        std::fill(load.begin(), load.end(), 0);
        for (std::size_t i = from; i < items.size() && form_->item(items[i]).what != Item::What::reload; ++i) {
            if (const Job* job = job_of(items[i])) add(job->delivery, 1);
        }
    };
    const auto is_over = [&] {
        for (std::size_t d = 0; d < std::min(dimensions, capacity.size()); ++d) {
            if (load[d] > capacity[d]) return true;
        }
        return false;
    };
    load_trip(0);
    if (is_over()) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Visit& visit = form_->item(items[i]).visit;
        if (visit.activity == Activity::reload) {
            if (!open.empty()) return false;
            load_trip(i + 1);
        } else if (const Job* job = job_of(items[i])) {
            add(job->delivery, -1);
            add(job->pickup, 1);
        } else if (visit.activity == Activity::pickup) {
            add(shipment_of(items[i])->amount, 1);
            open.push_back(visit.index);
        } else if (visit.activity == Activity::delivery) {
            const auto found = std::find(open.begin(), open.end(), visit.index);
            if (found == open.end() || (slot_->type->lifo && std::next(found) != open.end())) return false;
            open.erase(found);
            add(shipment_of(items[i])->amount, -1);
        }
        if (is_over()) return false;
    }
    return true;
}

std::optional<Running> RichRoute::run(std::span<const std::int32_t> items, std::int64_t start) const {
    Running now;
    now.time = now.offset = start;
    now.place = slot_->type->start.value_or(-1);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = form_->item(items[i]);
        const bool reloads = item.what == Item::What::reload;
        if (!advance(now, item, reloads ? release_from(items, i + 1) : -no_limit)) return std::nullopt;
    }
    return now;
}

/// Leaving later never ends earlier, so the latest start that ends as early and no later anywhere is found by halving.
std::optional<std::int64_t> RichRoute::finish_exactly(std::span<const std::int32_t> items,
                                                      std::int64_t* duration) const {
    const auto end_of = [&](const Running& now) {
        Running end = now;
        drive(end, slot_->type->end.value_or(-1));
        return end.time;
    };
    std::int64_t good = departure(items).time;
    auto best = run(items, good);
    if (!best) return std::nullopt;
    const std::int64_t end = end_of(*best);
    const std::int64_t late_cost = best->late_cost;
    std::int64_t bad = end + 1;
    while (bad - good > 1) {
        const std::int64_t middle = good + (bad - good) / 2;
        const auto now = run(items, middle);
        const bool same = now && now->late_cost == late_cost && end_of(*now) == end;
        (same ? good : bad) = middle;
        if (same) best = now;
    }
    best->limit = 0;  // it cannot start any later
    return finish(*best, good, duration);
}

std::optional<std::int64_t> RichRoute::price(std::span<const std::int32_t> items, std::int64_t* duration) const {
    if (!price_loads(items)) return std::nullopt;
    std::int32_t trips = 1;
    std::int32_t stops = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = form_->item(items[i]);
        if (item.what == Item::What::stop) ++stops;
        if (item.what != Item::What::reload) continue;
        if (stops == 0 && i >= at(slot_->locked)) return std::nullopt;  // a trip that serves nobody
        stops = 0;
        ++trips;
    }
    if (trips > 1 && stops == 0 && trips > locked_trips()) return std::nullopt;
    if (slot_->type->trips_max > 0 && trips > slot_->type->trips_max) return std::nullopt;
    if (exact_) return finish_exactly(items, duration);
    const std::int64_t start = departure(items).time;
    const auto now = run(items, start);
    return now ? finish(*now, start, duration) : std::nullopt;
}

std::int32_t RichRoute::locked_trips() const {
    std::int32_t trips = 1;
    for (std::size_t i = 0; i < at(slot_->locked); ++i) {
        trips += form_->item(slot_->skeleton[i]).what == Item::What::reload ? 1 : 0;
    }
    return trips;
}

void RichRoute::shake_break(Random& random) {
    if (slot_->type->breaks.empty()) return;
    const auto locked = static_cast<std::size_t>(slot_->locked);
    std::vector<std::size_t> pauses;
    for (std::size_t i = locked; i < items_.size(); ++i) {
        if (form_->item(items_[i]).what == Item::What::pause) pauses.push_back(i);
    }
    if (pauses.empty()) return;
    std::vector<std::int32_t> items = items_;
    const auto from = static_cast<std::ptrdiff_t>(pauses[random.below(static_cast<std::uint32_t>(pauses.size()))]);
    const std::int32_t pause = items[static_cast<std::size_t>(from)];
    items.erase(items.begin() + from);
    const auto to =
        static_cast<std::ptrdiff_t>(locked + random.below(static_cast<std::uint32_t>(items.size() - locked + 1)));
    items.insert(items.begin() + to, pause);
    std::int64_t duration = 0;
    if (price(items, &duration)) set(std::move(items));
}

void RichRoute::move_breaks() {
    if (slot_->type->breaks.empty() || stops_ == 0) return;
    for (std::size_t i = at(slot_->locked); i < items_.size(); ++i) {
        if (form_->item(items_[i]).what != Item::What::pause) continue;
        std::vector<std::int32_t> items = items_;
        const std::int32_t pause = items[i];
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
        std::size_t best_gap = i;
        std::int64_t best = cost_;
        for (std::size_t gap = at(slot_->locked); gap <= items.size(); ++gap) {
            if (gap == i) continue;
            std::vector<std::int32_t> changed = items;
            changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(gap), pause);
            std::int64_t duration = 0;
            const auto cost = price(changed, &duration);
            if (!cost || *cost >= best) continue;
            best = *cost;
            best_gap = gap;
        }
        if (best_gap == i) continue;
        items.insert(items.begin() + static_cast<std::ptrdiff_t>(best_gap), pause);
        set(std::move(items));
    }
}

}  // namespace marketplace::routing::detail
