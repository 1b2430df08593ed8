#include "rich_form.hpp"

#include "globe.hpp"
#include "grid.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::routing::detail {
namespace {

constexpr std::size_t matrix_places_max = 3'000;
constexpr std::size_t near_count = 60;
constexpr std::int32_t all_pairs_max = 3'000;  ///< above, only stops around a stop are looked at

class Builder {
public:
    Builder(const ModelData& model, RichUse use) : model_(model), use_(use) { form_->model = &model; }

    std::unique_ptr<RichForm> build() {
        add_travel();
        add_stops();
        add_slots();
        add_windows();
        add_loads();
        add_groups();
        add_penalties();
        if (use_ == RichUse::search) add_near();
        return std::move(form_);
    }

private:
    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

    void add_travel() {
        const std::size_t places = model_.problem.places.size();
        form_->matrices.reserve(model_.travel.size());
        for (const Travel& travel : model_.travel) {
            if (travel.has_matrix() || places > matrix_places_max || use_ == RichUse::one_look) {
                form_->travel.push_back(travel);
                continue;
            }
            TravelMatrix& matrix = form_->matrices.emplace_back();
            matrix.distances.resize(places * places);
            if (!travel.duration_is_distance()) matrix.durations.resize(places * places);
            if (fill(travel, matrix, places)) {
                form_->travel.emplace_back(travel.profile(), places, TravelView{matrix.distances, matrix.durations});
            } else {
                form_->travel.push_back(travel);
            }
        }
    }

    /// False if a number does not fit into 32 bits.
    static bool fill(const Travel& travel, TravelMatrix& matrix, std::size_t places) {
        constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
        for (std::size_t i = 0; i < places * places; ++i) {
            const auto from = static_cast<std::int32_t>(i / places);
            const auto to = static_cast<std::int32_t>(i % places);
            const std::int64_t distance = travel.distance(from, to);
            const std::int64_t duration = travel.duration(from, to);
            if (distance > most || duration > most) return false;
            matrix.distances[i] = static_cast<std::int32_t>(distance);
            if (!matrix.durations.empty()) matrix.durations[i] = static_cast<std::int32_t>(duration);
        }
        return true;
    }

    void add_stops() {
        for (std::size_t n = 0; n < model_.nodes.size(); ++n) {
            const Stop& stop = *model_.nodes[n].stop;
            form_->items.push_back({Item::What::stop, stop.place, stop.service, stop.windows, stop.lateness_cost,
                                    model_.visit_of(static_cast<std::int32_t>(n))});
        }
        form_->locked_in.assign(model_.nodes.size(), -1);
    }

    void add_slots() {
        for (std::size_t k = 0; k < model_.kinds.size(); ++k) {
            const Kind& kind = model_.kinds[k];
            const VehicleType& type = model_.type_of(kind);
            const auto first_break = static_cast<std::int32_t>(form_->items.size());
            for (std::size_t b = 0; b < type.breaks.size(); ++b) {
                form_->items.push_back({Item::What::pause, -1, type.breaks[b].duration, type.breaks[b].windows, {},
                                        {Activity::pause, static_cast<std::int32_t>(b)}});
            }
            std::vector<std::int32_t> reloads;
            for (std::size_t r = 0; r < type.reloads.size(); ++r) {
                reloads.push_back(static_cast<std::int32_t>(form_->items.size()));
                form_->items.push_back({Item::What::reload, type.reloads[r], type.reload_service, {}, {},
                                        {Activity::reload, static_cast<std::int32_t>(r)}});
            }
            const bool promised = model_.problem.objective.change_cost > 0;
            const std::size_t most = promised ? kind.vehicles.size() : model_.orders.size() + 1;
            for (std::size_t v = 0; v < std::min(kind.vehicles.size(), most); ++v) {
                Slot& slot = form_->slots.emplace_back();
                slot.kind = static_cast<std::int32_t>(k);
                slot.vehicle = kind.vehicles[v];
                slot.type = &type;
                slot.travel = &form_->travel[at(type.profile)];
                slot.ways = ways_of(type, *slot.travel);
                slot.reloads = reloads;
                slot.capacity = type.capacity;
                if (type.capacity.empty()) slot.capacity.assign(model_.dimensions, no_limit);
                slot.first_break = first_break;
                add_skeleton(kind, first_break, slot);
            }
            form_->kinds = static_cast<std::int32_t>(model_.kinds.size());
            form_->uses_duration |=
                type.duration_cost > 0 || type.duration_max || model_.problem.objective.balance_cost > 0;
        }
    }

    static Ways ways_of(const VehicleType& type, const Travel& travel) {
        const TravelView& view = travel.view();
        Ways ways{.travel = &travel, .distance_cost = type.distance_cost};
        ways.travel_cost = travel.has_traffic() ? 0 : type.travel_cost;
        if (view.distances.empty()) return ways;
        ways.places = travel.place_count();
        ways.distances = view.distances.data();
        if (ways.travel_cost == 0) return ways;
        if (view.durations.empty()) {  // they are the distances
            ways.distance_cost += std::exchange(ways.travel_cost, 0);
        } else {
            ways.durations = view.durations.data();
        }
        return ways;
    }

    void add_skeleton(const Kind& kind, std::int32_t first_break, Slot& slot) {
        std::vector<bool> taken(slot.type->breaks.size(), false);
        for (const Visit& visit : kind.locked) {
            const std::int32_t item = form_->item_of(slot, visit);
            slot.skeleton.push_back(item);
            if (visit.activity == Activity::pause) taken[at(visit.index)] = true;
            if (form_->item(item).what == Item::What::stop) {
                form_->locked_in[at(item)] = static_cast<std::int32_t>(form_->slots.size()) - 1;
            }
        }
        slot.locked = static_cast<std::int32_t>(slot.skeleton.size());
        std::vector<std::int32_t> rest;
        for (std::size_t b = 0; b < taken.size(); ++b) {
            if (!taken[b]) rest.push_back(first_break + static_cast<std::int32_t>(b));
        }
        std::stable_sort(rest.begin(), rest.end(), [&](std::int32_t a, std::int32_t b) {
            return last_start(form_->item(a)) < last_start(form_->item(b));
        });
        slot.skeleton.insert(slot.skeleton.end(), rest.begin(), rest.end());
    }

    static std::int64_t last_start(const Item& item) {
        return item.windows.empty() ? no_limit : item.windows.back().latest;
    }

    void add_windows() {
        for (Item& item : form_->items) {
            form_->has_breaks |= item.what == Item::What::pause;
            form_->has_reloads |= item.what == Item::What::reload;
            item.is_plain = item.windows.empty() || (item.windows.size() == 1 && !item.lateness_cost);
            if (!item.is_plain || item.windows.empty()) continue;
            item.earliest = item.windows.front().earliest;
            item.latest = item.windows.front().latest;
        }
    }

    /// What each item brings and takes; nothing for breaks and reloads.
    void add_loads() {
        const std::size_t dimensions = form_->dimensions = model_.dimensions;
        form_->loads.assign(2 * dimensions, 0);
        for (std::size_t i = 0; i < model_.nodes.size(); ++i) {
            const Node& node = model_.nodes[i];
            form_->items[i].loads = form_->loads.size();
            form_->loads.resize(form_->loads.size() + 2 * dimensions, 0);
            std::int64_t* const brings = form_->loads.data() + form_->items[i].loads;
            std::int64_t* const takes = brings + dimensions;
            if (node.role == Role::job) {
                const Job& job = model_.problem.jobs[at(node.order)];
                form_->has_releases |= job.release > 0;
                std::copy(job.delivery.begin(), job.delivery.end(), brings);
                std::copy(job.pickup.begin(), job.pickup.end(), takes);
                continue;
            }
            const auto& amount = model_.problem.shipments[at(node.order) - model_.problem.jobs.size()].amount;
            std::transform(amount.begin(), amount.end(), takes,
                           [&](std::int64_t load) { return node.role == Role::pickup ? load : -load; });
        }
    }

    void add_groups() {
        form_->same_vehicle.resize(at(model_.same_vehicle_groups));
        form_->followers.resize(model_.orders.size());
        for (std::size_t o = 0; o < model_.orders.size(); ++o) {
            const Order& order = model_.orders[o];
            if (order.same_vehicle >= 0)
                form_->same_vehicle[at(order.same_vehicle)].push_back(static_cast<std::int32_t>(o));
            for (const std::int32_t before : order.after)
                form_->followers[at(before)].push_back(static_cast<std::int32_t>(o));
        }
    }

    /// A required order left out costs more than any way of serving it could.
    void add_penalties() {
        std::int64_t arc = 1;
        for (const TravelMatrix& matrix : form_->matrices) {
            if (!matrix.distances.empty())
                arc = std::max<std::int64_t>(arc, *std::max_element(matrix.distances.begin(), matrix.distances.end()));
            if (!matrix.durations.empty())
                arc = std::max<std::int64_t>(arc, *std::max_element(matrix.durations.begin(), matrix.durations.end()));
        }
        for (const Travel& travel : form_->travel) {
            const auto places = static_cast<std::int32_t>(std::min<std::size_t>(model_.problem.places.size(), 300));
            for (std::int32_t i = 0; i < places; ++i)
                arc = std::max({arc, 2 * travel.distance(0, i), 2 * travel.duration(0, i)});
        }
        std::int64_t rate = 1;
        std::int64_t fixed = 0;
        for (const VehicleType& type : model_.problem.vehicles) {
            rate = std::max(rate, type.distance_cost + type.travel_cost + type.duration_cost + type.overtime_cost);
            fixed = std::max(fixed, type.fixed_cost);
        }
        std::int64_t prizes = 0;
        for (const Order& order : model_.orders) prizes = std::max(prizes, order.terms->prize.value_or(0));
        const Objective& objective = model_.problem.objective;
        missing_ = std::min(std::int64_t{1} << 40, 16 * arc * (rate + objective.balance_cost) + 4 * fixed + 4 * prizes +
                                                       objective.change_cost + 1000);
        form_->group_penalty.assign(at(model_.alternative_groups), no_limit);
        for (const Order& order : model_.orders) {
            // What is on board already has to be delivered.
            const bool on_board = form_->locked_in[at(order.first)] >= 0;
            const std::int64_t penalty = on_board ? missing_ : order.terms->prize.value_or(missing_);
            form_->penalty.push_back(order.alternatives < 0 ? penalty : 0);
            if (order.alternatives < 0) continue;
            auto& group = form_->group_penalty[at(order.alternatives)];
            group = !order.terms->prize || group == missing_ ? missing_ : std::min(group, penalty);
        }
    }

    void add_near() {
        const auto nodes = static_cast<std::int32_t>(model_.nodes.size());
        const bool is_large = nodes > all_pairs_max && !form_->travel.front().has_matrix();
        if (is_large) place_points();
        const Grid grid{points_, is_large ? nodes : 0, period_};
        for (std::int32_t n = 0; n < nodes; ++n) {
            if (is_large) {
                grid.nearest(n, 4 * near_count, candidates_);
            } else {
                candidates_.clear();
                for (std::int32_t other = 0; other < nodes; ++other) {
                    if (other != n) candidates_.push_back({0, other});
                }
            }
            for (Candidate& candidate : candidates_)
                candidate.distance = nearness(form_->travel.front(), n, candidate.node);
            const std::size_t keep = std::min(near_count, candidates_.size());
            std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(keep),
                              candidates_.end());
            auto& list = form_->near.emplace_back();
            for (std::size_t i = 0; i < keep; ++i) list.push_back(candidates_[i].node);
        }
    }

    void place_points() {
        const bool on_globe = form_->travel.front().profile().metric == Metric::haversine;
        const GlobeMap map{on_globe ? std::span{model_.problem.places} : std::span<const Place>{}};
        if (on_globe) period_ = map.period();
        for (const Node& node : model_.nodes) {
            const Place& place = model_.problem.places[at(node.stop->place)];
            points_.push_back(on_globe ? map.point(place) : PlaneMetric::Point{place.x, place.y});
        }
    }

    /// The shorter way between two stops and a fifth of the time that windows force between them.
    [[nodiscard]] std::int64_t nearness(const Travel& travel, std::int32_t a, std::int32_t b) const {
        const Item& x = form_->item(a);
        const Item& y = form_->item(b);
        const std::int64_t way = std::min(travel.distance(x.place, y.place), travel.distance(y.place, x.place));
        if (x.windows.empty() || y.windows.empty()) return way;
        const std::int64_t gap = std::max(y.windows.front().earliest - x.windows.back().latest,
                                          x.windows.front().earliest - y.windows.back().latest);
        return way + std::max<std::int64_t>(0, gap) / 5;
    }

    const ModelData& model_;
    RichUse use_;
    std::unique_ptr<RichForm> form_ = std::make_unique<RichForm>();
    std::int64_t missing_ = 0;
    std::vector<PlaneMetric::Point> points_;  ///< by node
    double period_ = 0;                       ///< of `points_`, once around the globe
    std::vector<Candidate> candidates_;
};

}  // namespace

std::int32_t RichForm::item_of(const Slot& slot, const Visit& visit) const {
    if (visit.activity == Activity::pause) return slot.first_break + visit.index;
    if (visit.activity == Activity::reload) return slot.reloads[static_cast<std::size_t>(visit.index)];
    const Order& of = order(model->order_of(visit));
    return visit.activity == Activity::delivery ? of.second : of.first;
}

std::unique_ptr<RichForm> make_rich_form(const ModelData& model, RichUse use) {
    return Builder{model, use}.build();
}

}  // namespace marketplace::routing::detail
