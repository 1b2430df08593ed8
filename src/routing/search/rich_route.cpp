#include "rich_route.hpp"

// What is known of a route, and what it costs.

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

constexpr std::int64_t broken_cost = std::int64_t{1} << 45;

/// The latest time at or before `bound` at which service may start.
std::optional<std::int64_t> latest_in(std::span<const TimeWindow> windows, std::int64_t bound) {
    if (windows.empty()) return bound;
    for (std::size_t i = windows.size(); i-- > 0;) {
        if (windows[i].earliest <= bound) return std::min(bound, windows[i].latest);
    }
    return std::nullopt;
}

/// The end of the window in which service starts; what is late already cannot start later without being later.
std::int64_t window_end(const Item& item, const ServiceStart& start) {
    if (start.late > 0) return start.time;
    for (const TimeWindow& window : item.windows) {
        if (start.time <= window.latest) return window.latest;
    }
    return no_limit;
}

}  // namespace

RichRoute::RichRoute(const RichForm& form, const Slot& slot, RichScratch& scratch)
    : form_(&form), slot_(&slot), scratch_(&scratch) {
    set(slot.skeleton);
}

void RichRoute::set(std::span<const std::int32_t> items) {
    items_.assign(items.begin(), items.end());
    update();
}

void RichRoute::insert(const RichPosition& position, const RichOrder& order) {
    if (!position.items.empty()) return set(position.items);
    const auto put = [&](std::int32_t gap, std::int32_t item) { items_.insert(items_.begin() + gap, item); };
    if (position.reload >= 0) {
        if (!position.reload_first) put(position.first, position.reload);
        if (order.second >= 0) put(position.first, order.second);
        put(position.first, order.first);
        if (position.reload_first) put(position.first, position.reload);
    } else {
        put(position.first, order.first);
        if (order.second >= 0) put(position.second, order.second);
    }
    update();
}

void RichRoute::tidy_reloads() {
    if (slot_->reloads.empty()) return;
    std::int32_t stops = 0;
    for (std::size_t i = 0; i < items_.size();) {
        const bool movable = i >= at(slot_->locked);
        if (form_->is_stop(items_[i])) ++stops;
        if (form_->is_reload(items_[i])) {
            if (movable && stops == 0) {
                items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
                continue;
            }
            stops = 0;
        }
        ++i;
    }
    for (std::size_t i = items_.size(); stops == 0 && i-- > at(slot_->locked);) {
        if (!form_->is_reload(items_[i])) continue;
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
        break;
    }
}

// Driving

std::int64_t RichRoute::release_from(std::span<const std::int32_t> items, std::size_t from) const {
    std::int64_t release = -no_limit;
    if (!form_->has_releases) return release;
    for (std::size_t i = from; i < items.size() && !form_->is_reload(items[i]); ++i) {
        const Visit& visit = form_->item(items[i]).visit;
        if (visit.activity == Activity::job)
            release = std::max(release, form_->model->problem.jobs[at(visit.index)].release);
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

std::int64_t RichRoute::service_of(const Item& item) const {
    return item.what == Item::What::stop ? service_time(item.service, *slot_->type) : item.service;
}

bool RichRoute::serve(Running& now, const Item& item, std::int64_t not_before) const {
    std::int64_t start = std::max(now.time, item.earliest);
    std::int64_t latest = item.latest;
    if (!item.is_plain) {
        const ServiceStart found = service_start(item.windows, now.time);
        if (found.late > 0) {
            if (!item.lateness_cost) return false;
            now.late_cost += found.late * *item.lateness_cost;
        }
        start = found.time;
        latest = window_end(item, found);
    } else if (start > latest) {
        return false;
    }
    now.limit = std::min(now.limit, latest - now.offset);
    const std::int64_t service = service_of(item);
    now.time = std::max(start + service, not_before);
    now.offset += service;
    return true;
}

bool RichRoute::advance(Running& now, const Item& item, std::int64_t not_before) const {
    drive(now, item.place);
    return serve(now, item, not_before);
}

std::optional<std::int64_t> RichRoute::conclude(const Running& end, std::int64_t start, std::int64_t* duration) const {
    const VehicleType& type = *slot_->type;
    const std::int64_t overtime = std::max<std::int64_t>(0, end.time - type.shift.latest);
    if (overtime > type.overtime_max) return std::nullopt;
    if (type.distance_max && end.distance > *type.distance_max) return std::nullopt;
    // `offset` began at the start, so this is how much later the route may start without ending later.
    const std::int64_t delay = std::max<std::int64_t>(0, std::min(end.time - end.offset, end.limit));
    *duration = end.time - start - delay;
    if (type.duration_max && *duration > *type.duration_max) return std::nullopt;
    return type.fixed_cost + type.distance_cost * end.distance + type.travel_cost * end.travel + end.late_cost +
           type.duration_cost * *duration + type.overtime_cost * overtime;
}

std::optional<Running> RichRoute::rest(Running now, std::int32_t gap) const {
    for (std::int32_t i = gap; i < count(); ++i) {
        const Item& item = item_at(i);
        const Point& old = points_[at(i)];
        drive(now, item.place);
        if (now.time > old.arrive_by) return std::nullopt;
        if (old.is_smooth && item.place >= 0) {
            now.limit = std::min(now.limit, old.limit_rest - (now.offset - old.arrival_offset));
            now.time = std::max(now.time + old.rest_duration, old.rest_end);
            now.offset += old.rest_duration;
        } else {
            const bool reloads = item.what == Item::What::reload;
            if (!serve(now, item, reloads ? release_from(items_, at(i) + 1) : -no_limit)) return std::nullopt;
            if (now.time != old.left.time || now.place != old.left.place) continue;
            // From here on everything is as it was, only further down the road.
            if (i + 1 < count())
                now.limit = std::min(now.limit, points_[at(i) + 1].limit_rest - (now.offset - old.left.offset));
            now.time = end_.time;
            now.offset += end_.offset - old.left.offset;
        }
        now.distance += end_.distance - old.left.distance;
        now.travel += end_.travel - old.left.travel;
        now.late_cost += end_.late_cost - old.left.late_cost;
        return now;
    }
    drive(now, slot_->type->end.value_or(-1));
    return now;
}

// What is known

void RichRoute::update() {
    update_points();
    update_loads();
    update_rest();
    cost_ = 0;
    duration_ = 0;
    if (!is_used()) return;
    const auto cost =
        exact_ ? finish_exactly(items_, &duration_) : conclude(end_, departure_.time, &duration_);
    feasible_ &= cost.has_value();
    cost_ = feasible_ ? *cost : broken_cost;
}

void RichRoute::update_points() {
    stops_ = 0;
    feasible_ = true;
    exact_ = form_->uses_duration && slot_->travel->has_traffic();
    points_.resize(items_.size());
    departure_ = departure(items_);
    Running now = departure_;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const Item& item = form_->item(items_[i]);
        Point& point = points_[i];
        if (item.what == Item::What::stop) ++stops_;
        exact_ |= form_->uses_duration && item.windows.size() > 1;
        const bool reloads = item.what == Item::What::reload;
        const std::int64_t before = now.limit;
        now.limit = no_limit;
        drive(now, item.place);
        point.arrival_offset = now.offset;
        feasible_ &= serve(now, item, reloads ? release_from(items_, i + 1) : -no_limit);
        point.limit_rest = now.limit;
        now.limit = std::min(now.limit, before);
        point.left = now;
    }
    end_ = now;
    drive(end_, slot_->type->end.value_or(-1));
}

void RichRoute::update_rest() {
    const VehicleType& type = *slot_->type;
    const bool known = !slot_->travel->has_traffic();
    place_after_.resize(items_.size() + 1);
    gap_cost_.resize(items_.size() + 1);
    Point rest;
    rest.arrive_by = type.shift.latest + type.overtime_max;
    rest.is_smooth = known;
    std::int32_t place = type.end.value_or(-1);
    std::int32_t after = place;
    for (std::int32_t i = count(); i >= 0; --i) {
        place_after_[at(i)] = after;
        gap_cost_[at(i)] = slot_->ways(place_before(i), after);
        if (i == 0) return;
        const Item& item = item_at(i - 1);
        Point& point = points_[at(i) - 1];
        const std::int32_t here = point.left.place;
        const std::int64_t way = here >= 0 && place >= 0 ? slot_->travel->duration(here, place) : 0;
        const std::int64_t service = service_of(item);
        rest.rest_duration += way;
        if (item.what == Item::What::reload)
            rest.rest_end = std::max(rest.rest_end, release_from(items_, at(i)) + rest.rest_duration);
        rest.rest_duration += service;
        rest.arrive_by -= way + service;
        rest.rest_end = std::max(rest.rest_end, item.earliest + rest.rest_duration);
        rest.arrive_by = std::min(rest.arrive_by, item.latest);
        if (!item.is_plain) {
            rest.is_smooth = false;
            if (!item.lateness_cost) rest.arrive_by = latest_in(item.windows, rest.arrive_by).value_or(-no_limit);
        }
        rest.limit_rest = std::min(rest.limit_rest, point.limit_rest);
        point.arrive_by = known ? rest.arrive_by : no_limit;
        point.rest_duration = rest.rest_duration;
        point.rest_end = rest.rest_end;
        point.limit_rest = rest.limit_rest;
        point.is_smooth = rest.is_smooth;
        place = here;
        if (item.place >= 0) after = item.place;
    }
}

RichRoute::Loads RichRoute::loads(std::int32_t gap) const {
    const std::size_t dimensions = form_->dimensions;
    const std::int64_t* const first = loads_.data() + at(gap) * 4 * dimensions;
    return {first, first + dimensions, first + 2 * dimensions, first + 3 * dimensions};
}

void RichRoute::update_loads() {
    const std::size_t dimensions = form_->dimensions;
    const std::size_t gaps = items_.size() + 1;
    open_.assign(gaps, 0);
    trip_.assign(gaps, 0);
    loads_.resize(gaps * 4 * dimensions);
    const auto cell = [&](std::size_t gap, std::size_t what, std::size_t d) -> std::int64_t& {
        return loads_[(gap * 4 + what) * dimensions + d];
    };
    enum : std::size_t { now, fetched, before, behind };
    for (std::size_t d = 0; d < dimensions; ++d) cell(0, fetched, d) = cell(gaps - 1, now, d) = 0;
    for (std::size_t g = 0; g + 1 < gaps; ++g) {
        const Item& item = form_->item(items_[g]);
        const bool reloads = item.what == Item::What::reload;
        const Activity activity = item.visit.activity;
        open_[g + 1] = open_[g] + (activity == Activity::pickup ? 1 : activity == Activity::delivery ? -1 : 0);
        trip_[g + 1] = trip_[g] + (reloads ? 1 : 0);
        const std::int64_t* const takes = form_->takes(item);
        for (std::size_t d = 0; d < dimensions; ++d)
            cell(g + 1, fetched, d) = reloads ? 0 : cell(g, fetched, d) + takes[d];
    }
    // First what is still to be brought, backwards; then all that is on board.
    for (std::size_t g = gaps - 1; g-- > 0;) {
        const Item& item = form_->item(items_[g]);
        const bool reloads = item.what == Item::What::reload;
        const std::int64_t* const brings = form_->brings(item);
        for (std::size_t d = 0; d < dimensions; ++d) cell(g, now, d) = reloads ? 0 : cell(g + 1, now, d) + brings[d];
    }
    for (std::size_t g = 0; g < gaps; ++g) {
        const bool begins = g == 0 || trip_[g] != trip_[g - 1];
        for (std::size_t d = 0; d < dimensions; ++d) {
            const std::int64_t load = cell(g, now, d) += cell(g, fetched, d);
            cell(g, before, d) = begins ? load : std::max(load, cell(g - 1, before, d));
        }
    }
    for (std::size_t g = gaps; g-- > 0;) {
        const bool ends = g + 1 == gaps || trip_[g] != trip_[g + 1];
        for (std::size_t d = 0; d < dimensions; ++d)
            cell(g, behind, d) = ends ? cell(g, now, d) : std::max(cell(g, now, d), cell(g + 1, behind, d));
    }
}

// Other items

bool RichRoute::price_loads(std::span<const std::int32_t> items) const {
    const std::size_t dimensions = form_->dimensions;
    auto& load = scratch_->load;
    auto& open = scratch_->open;
    load.assign(dimensions, 0);
    open.clear();
    const auto load_trip = [&](std::size_t from) {
        std::fill(load.begin(), load.end(), 0);
        for (std::size_t i = from; i < items.size() && !form_->is_reload(items[i]); ++i) {
            const std::int64_t* const brings = form_->brings(form_->item(items[i]));
            for (std::size_t d = 0; d < dimensions; ++d) load[d] += brings[d];
        }
    };
    const auto is_over = [&] {
        for (std::size_t d = 0; d < dimensions; ++d) {
            if (load[d] > slot_->capacity[d]) return true;
        }
        return false;
    };
    load_trip(0);
    if (is_over()) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = form_->item(items[i]);
        if (item.what == Item::What::reload) {
            if (!open.empty()) return false;
            load_trip(i + 1);
        }
        if (item.visit.activity == Activity::pickup) open.push_back(item.visit.index);
        if (item.visit.activity == Activity::delivery) {
            const auto found = std::find(open.begin(), open.end(), item.visit.index);
            if (found == open.end() || (slot_->type->lifo && std::next(found) != open.end())) return false;
            open.erase(found);
        }
        const std::int64_t* const brings = form_->brings(item);
        const std::int64_t* const takes = form_->takes(item);
        for (std::size_t d = 0; d < dimensions; ++d) load[d] += takes[d] - brings[d];
        if (is_over()) return false;
    }
    return true;
}

/// Whether every trip that is not locked serves somebody, and there are not too many.
bool RichRoute::price_trips(std::span<const std::int32_t> items) const {
    std::int32_t trips = 1;
    std::int32_t locked_trips = 1;
    std::int32_t stops = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (form_->is_stop(items[i])) ++stops;
        if (!form_->is_reload(items[i])) continue;
        if (stops == 0 && i >= at(slot_->locked)) return false;
        stops = 0;
        ++trips;
        if (i < at(slot_->locked)) locked_trips = trips;
    }
    if (trips > 1 && stops == 0 && trips > locked_trips) return false;
    return slot_->type->trips_max == 0 || trips <= slot_->type->trips_max;
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
    drive(now, slot_->type->end.value_or(-1));
    return now;
}

/// Nobody who leaves later arrives earlier, so the best start is the latest that ends as early and is no later
/// anywhere.
std::optional<std::int64_t> RichRoute::finish_exactly(std::span<const std::int32_t> items,
                                                      std::int64_t* duration) const {
    const std::int64_t earliest = departure(items).time;
    auto end = run(items, earliest);
    if (!end) return std::nullopt;
    const std::int64_t start = slot_->travel->has_traffic() ? latest_start_in_traffic(items, *end, earliest)
                                                            : latest_start(items, end->time);
    if (slot_->travel->has_traffic() && start > earliest) end = run(items, start);
    end->offset = end->time;  // it cannot start any later
    return conclude(*end, start, duration);
}

/// Backwards from the end, at each item to the latest start of service that still leads there.
std::int64_t RichRoute::latest_start(std::span<const std::int32_t> items, std::int64_t end) const {
    auto& starts = scratch_->load;
    starts.clear();
    Running now = departure(items);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = form_->item(items[i]);
        drive(now, item.place);
        const ServiceStart start = service_start(item.windows, now.time);
        starts.push_back(start.late > 0 ? start.time : no_limit);
        const bool reloads = item.what == Item::What::reload;
        (void)serve(now, item, reloads ? release_from(items, i + 1) : -no_limit);
    }
    const auto place_at = [&](std::size_t i) {
        while (i > 0 && form_->item(items[i - 1]).place < 0) --i;
        return i > 0 ? form_->item(items[i - 1]).place : slot_->type->start.value_or(-1);
    };
    std::int64_t bound = end;
    std::int32_t place = slot_->type->end.value_or(-1);
    for (std::size_t i = items.size();; --i) {
        const std::int32_t here = place_at(i);
        if (here >= 0 && place >= 0) bound -= slot_->travel->duration(here, place);
        place = here;
        if (i == 0) return bound;
        const Item& item = form_->item(items[i - 1]);
        bound -= service_of(item);
        bound = starts[i - 1] < no_limit ? std::min(bound, starts[i - 1])
                                         : latest_in(item.windows, bound).value_or(bound);
    }
}

/// Found by halving, because a way in traffic cannot be driven backwards.
std::int64_t RichRoute::latest_start_in_traffic(std::span<const std::int32_t> items, const Running& first,
                                                std::int64_t start) const {
    std::int64_t good = start;
    std::int64_t bad = first.time + 1;
    while (bad - good > 1) {
        const std::int64_t middle = good + (bad - good) / 2;
        const auto now = run(items, middle);
        (now && now->late_cost == first.late_cost && now->time == first.time ? good : bad) = middle;
    }
    return good;
}

std::optional<std::int64_t> RichRoute::price(std::span<const std::int32_t> items, std::int64_t* duration) const {
    if (!price_loads(items) || !price_trips(items)) return std::nullopt;
    return price_times(items, duration);
}

std::optional<std::int64_t> RichRoute::price_times(std::span<const std::int32_t> items, std::int64_t* duration) const {
    const bool many_windows = std::any_of(items.begin(), items.end(), [&](std::int32_t item) {
        return form_->item(item).windows.size() > 1;
    });
    if (form_->uses_duration && (many_windows || slot_->travel->has_traffic())) return finish_exactly(items, duration);
    const std::int64_t start = departure(items).time;
    const auto end = run(items, start);
    return end ? conclude(*end, start, duration) : std::nullopt;
}

}  // namespace marketplace::routing::detail
