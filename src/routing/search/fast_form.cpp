#include "fast_form.hpp"

#include "../timetable.hpp"
#include "globe.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

namespace marketplace::routing::detail {
namespace {

constexpr std::int64_t small = std::int64_t{1} << 30;  ///< sums of two of these fit into 32 bit
constexpr std::int32_t matrix_nodes_max = 5'000;       ///< above, distances are computed from coordinates

bool is_open(const TimeWindow& window) { return window.earliest <= 0 && window.latest >= no_limit; }

bool has_windows(const ModelData& model) {
    return std::any_of(model.nodes.begin(), model.nodes.end(), [](const Node& node) {
        return !node.stop->windows.empty() && !is_open(node.stop->windows.front());
    });
}

bool is_plain(const Terms& terms) {
    return terms.same_vehicle.empty() && terms.alternatives.empty() && terms.after.empty();
}

bool fits_order(const ModelData& model, const Order& order) {
    if (!is_plain(*order.terms) || (model.problem.objective.change_cost > 0 && order.promised_type >= 0)) return false;
    for (const std::int32_t n : {order.first, order.second}) {
        if (n < 0) continue;
        const Stop& stop = *model.nodes[static_cast<std::size_t>(n)].stop;
        if (stop.windows.size() > 1 || (stop.lateness_cost && !stop.windows.empty())) return false;
    }
    return true;
}

bool fits_type(const VehicleType& type, bool windows) {
    if (type.service_percent != 100 || type.overtime_max > 0 || !type.breaks.empty() || !type.reloads.empty())
        return false;
    if (type.stops_max || type.lifo || (type.duration_max && windows)) return false;
    return type.duration_cost == 0 || (!windows && is_open(type.shift));
}

bool limits_distance(const ModelData& model) {
    return std::any_of(model.problem.vehicles.begin(), model.problem.vehicles.end(),
                       [](const VehicleType& type) { return type.distance_max.has_value(); });
}

bool limits_time(const ModelData& model) {
    return has_windows(model) || std::any_of(model.problem.vehicles.begin(), model.problem.vehicles.end(),
                                             [](const VehicleType& type) {
                                                 return type.duration_max.has_value() || !is_open(type.shift);
                                             });
}

/// The one dimension in which anything is loaded or limited; -1 if there is none, -2 if there are several.
std::int32_t only_dimension(const ModelData& model) {
    std::int32_t found = -1;
    const auto look = [&](const std::vector<std::int64_t>& amounts) {
        for (std::size_t d = 0; d < amounts.size(); ++d) {
            if (amounts[d] == 0 || found == static_cast<std::int32_t>(d)) continue;
            found = found == -1 ? static_cast<std::int32_t>(d) : -2;
        }
    };
    for (const Job& job : model.problem.jobs) {
        look(job.delivery);
        look(job.pickup);
    }
    for (const Shipment& shipment : model.problem.shipments) look(shipment.amount);
    return found;
}

std::int64_t in_dimension(const std::vector<std::int64_t>& amounts, std::int32_t dimension) {
    return dimension >= 0 && static_cast<std::size_t>(dimension) < amounts.size()
               ? amounts[static_cast<std::size_t>(dimension)] : 0;
}

/// Jobs all bring or all fetch; beside shipments they carry nothing, because the order of stops would matter.
bool fits_loads(const ModelData& model) {
    bool delivers = false;
    bool picks_up = false;
    for (const Job& job : model.problem.jobs) {
        if (job.release > 0) return false;
        for (const std::int64_t amount : job.delivery) delivers |= amount > 0;
        for (const std::int64_t amount : job.pickup) picks_up |= amount > 0;
    }
    return !(delivers && picks_up) && (model.problem.shipments.empty() || !(delivers || picks_up));
}

bool is_eligible(const ModelData& model) {
    const Problem& problem = model.problem;
    const bool windows = has_windows(model);
    if (problem.objective.balance_cost > 0 || model.nodes.empty()) return false;
    if (!fits_loads(model) || only_dimension(model) == -2) return false;
    for (const Travel& travel : model.travel) {
        if (travel.has_traffic()) return false;
    }
    if (limits_distance(model) && limits_time(model)) return false;
    return std::all_of(problem.vehicles.begin(), problem.vehicles.end(),
                       [&](const VehicleType& type) { return fits_type(type, windows); }) &&
           std::all_of(model.orders.begin(), model.orders.end(),
                       [&](const Order& order) { return fits_order(model, order); });
}

/// Builds the form step by step; `good` turns false when a number is too large for it.
class Builder {
public:
    explicit Builder(const ModelData& model) : model_(model), by_distance_(limits_distance(model)) {
        form_.model = &model;
    }

    std::optional<FastForm> build() {
        if (!is_eligible(model_)) return std::nullopt;
        choose_nodes();
        if (form_.nodes == 0) return std::nullopt;
        form_.paired = !model_.problem.shipments.empty();
        sort_nodes();
        add_places();
        add_kinds();
        add_nodes();
        add_travel();
        anchor();
        add_penalties();
        if (!good_) return std::nullopt;
        return std::move(form_);
    }

private:
    std::int32_t narrow(std::int64_t value) {
        if (value < -small || value > small) good_ = false;
        return static_cast<std::int32_t>(std::clamp(value, -small, small));
    }

    std::int32_t spot_of(std::int32_t place) {
        const auto [entry, is_new] = extra_spots_.try_emplace(place, static_cast<std::int32_t>(places_.size()));
        if (is_new) places_.push_back(place);
        return entry->second;
    }

    static std::size_t index(std::int32_t i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] const Node& node(std::int32_t n) const { return model_.nodes[index(n)]; }

    /// Stops in the locked parts are done with.
    void choose_nodes() {
        is_locked_.assign(model_.nodes.size(), false);
        for (const Kind& kind : model_.kinds) {
            for (const Visit& visit : kind.locked) {
                const Order& order = model_.orders[index(model_.order_of(visit))];
                is_locked_[index(visit.activity == Activity::delivery ? order.second : order.first)] = true;
            }
        }
        for (std::size_t n = 0; n < model_.nodes.size(); ++n) {
            if (!is_locked_[n]) form_.model_node.push_back(static_cast<std::int32_t>(n));
        }
        form_.nodes = static_cast<std::int32_t>(form_.model_node.size());
    }

    /// From each node to the nearest that has no number yet, or along a curve through the plane where that would take
    /// too long.
    void sort_nodes() {
        if (form_.nodes > matrix_nodes_max) return sort_along_curve();
        const Travel& travel = model_.travel.front();
        for (auto at = form_.model_node.begin(); std::distance(at, form_.model_node.end()) > 2; ++at) {
            const std::int32_t place = node(*at).stop->place;
            std::int64_t least = std::numeric_limits<std::int64_t>::max();
            auto nearest = std::next(at);
            for (auto other = std::next(at); other != form_.model_node.end(); ++other) {
                const std::int64_t distance = travel.distance(place, node(*other).stop->place);
                if (distance >= least) continue;
                least = distance;
                nearest = other;
            }
            std::iter_swap(std::next(at), nearest);
        }
    }

    void sort_along_curve() {
        double low_x = std::numeric_limits<double>::max(), low_y = low_x, side = 1e-9;
        for (const Place& place : model_.problem.places) {
            low_x = std::min(low_x, place.x);
            low_y = std::min(low_y, place.y);
        }
        for (const Place& place : model_.problem.places) side = std::max({side, place.x - low_x, place.y - low_y});
        std::vector<std::pair<std::uint64_t, std::int32_t>> keys;
        for (const std::int32_t n : form_.model_node) {
            const Place& place = model_.problem.places[index(node(n).stop->place)];
            keys.emplace_back(hilbert(static_cast<std::uint32_t>((place.x - low_x) / side * 65535.0),
                                      static_cast<std::uint32_t>((place.y - low_y) / side * 65535.0)), n);
        }
        std::sort(keys.begin(), keys.end());
        for (std::size_t i = 0; i < keys.size(); ++i) form_.model_node[i] = keys[i].second;
    }

    /// The position of a point of a square of 65,536 by 65,536 on Hilbert's curve.
    static std::uint64_t hilbert(std::uint32_t x, std::uint32_t y) {
        std::uint64_t position = 0;
        for (std::uint32_t half = 32768; half > 0; half /= 2) {
            const std::uint32_t right = (x & half) != 0 ? 1 : 0;
            const std::uint32_t up = (y & half) != 0 ? 1 : 0;
            position += std::uint64_t{half} * half * ((3 * right) ^ up);
            if (up == 0) {
                if (right == 1) {
                    x = 65535 - x;
                    y = 65535 - y;
                }
                std::swap(x, y);
            }
        }
        return position;
    }

    void add_places() {
        for (const std::int32_t n : form_.model_node) places_.push_back(node(n).stop->place);
        std::int64_t earliest = no_limit;
        for (const VehicleType& type : model_.problem.vehicles) earliest = std::min(earliest, type.shift.earliest);
        form_.epoch = earliest == no_limit ? 0 : earliest;
    }

    void add_kinds() {
        const bool windows = has_windows(model_);
        for (const Kind& kind : model_.kinds) {
            const VehicleType& type = model_.type_of(kind);
            FastKind fast;
            fast.start_spot = spot_of(type.start.value_or(-1));
            fast.end_spot = spot_of(type.end.value_or(-1));
            const std::int32_t dimension = only_dimension(model_);
            const bool limited = dimension >= 0 && static_cast<std::size_t>(dimension) < type.capacity.size();
            fast.capacity = limited ? static_cast<std::int32_t>(std::min(small, in_dimension(type.capacity, dimension)))
                                    : static_cast<std::int32_t>(small);
            fast.open = narrow(type.shift.earliest - form_.epoch);
            std::int64_t close = type.shift.latest - form_.epoch;
            // Without windows nobody ever waits, so a limit of duration or distance is a time to be back.
            if (type.duration_max) close = std::min(close, fast.open + *type.duration_max);
            if (type.distance_max) close = std::min(close, fast.open + *type.distance_max);
            form_.timed |= windows || close < small;
            if (!kind.locked.empty()) follow_locked(kind, fast, limited ? dimension : -1);
            fast.close = static_cast<std::int32_t>(std::min(close, small));
            fast.fixed_cost = type.fixed_cost;
            fast.slots = static_cast<std::int32_t>(std::min<std::size_t>(kind.vehicles.size(), model_.orders.size()));
            form_.kinds.push_back(fast);
        }
        for (const Order& order : model_.orders) {
            for (std::size_t k = 0; k < form_.kinds.size(); ++k) {
                form_.limited |= !order.may_ride(static_cast<std::int32_t>(k));
            }
        }
    }

    /// Where, when and with what on board the locked part ends.
    void follow_locked(const Kind& kind, FastKind& fast, std::int32_t dimension) {
        const VehicleType& type = model_.type_of(kind);
        const Travel& travel = model_.travel_of(type);
        std::int64_t time = type.shift.earliest;
        std::int32_t at = type.start.value_or(-1);
        for (const Visit& visit : kind.locked) {
            const Order& order = model_.orders[index(model_.order_of(visit))];
            const Stop& stop = *node(visit.activity == Activity::delivery ? order.second : order.first).stop;
            if (at >= 0) time += by_distance_ ? travel.distance(at, stop.place) : travel.duration(at, stop.place);
            if (!by_distance_) {
                const ServiceStart start = service_start(stop.windows, time);
                good_ &= start.late == 0;
                time = start.time + stop.service;
            }
            at = stop.place;
            if (visit.activity == Activity::job) {
                const Job& job = model_.problem.jobs[index(visit.index)];
                fast.capacity -= narrow(in_dimension(job.delivery, dimension) + in_dimension(job.pickup, dimension));
            } else {
                const std::int64_t amount =
                    in_dimension(model_.problem.shipments[index(visit.index)].amount, dimension);
                fast.load += narrow(visit.activity == Activity::pickup ? amount : -amount);
            }
        }
        fast.start_spot = spot_of(at);
        fast.open = narrow(time - form_.epoch);
        fast.anchored = true;
        good_ &= fast.open <= fast.close && fast.capacity >= 0;
    }

    void add_nodes() {
        const std::int32_t dimension = only_dimension(model_);
        std::vector<std::int32_t> number(model_.nodes.size(), -1);
        for (std::size_t i = 0; i < form_.model_node.size(); ++i)
            number[index(form_.model_node[i])] = static_cast<std::int32_t>(i);
        for (const std::int32_t n : form_.model_node) {
            const Node& node = model_.nodes[index(n)];
            const auto order = static_cast<std::size_t>(node.order);
            const std::size_t jobs = model_.problem.jobs.size();
            std::int64_t demand = 0;
            if (node.role == Role::job) {
                const Job& job = model_.problem.jobs[order];
                demand = in_dimension(job.delivery, dimension) + in_dimension(job.pickup, dimension);
            } else {
                demand = in_dimension(model_.problem.shipments[order - jobs].amount, dimension);
            }
            form_.demand.push_back(narrow(node.role == Role::delivery ? -demand : demand));
            const TimeWindow window = node.stop->windows.empty() ? TimeWindow{} : node.stop->windows.front();
            form_.earliest.push_back(narrow(std::max<std::int64_t>(0, window.earliest - form_.epoch)));
            form_.latest.push_back(static_cast<std::int32_t>(std::clamp(window.latest - form_.epoch, -small, small)));
            form_.service.push_back(by_distance_ ? 0 : narrow(node.stop->service));
            form_.mate.push_back(node.mate < 0 ? -1 : number[index(node.mate)]);
            // A delivery whose pickup is locked stands for its order.
            form_.is_first.push_back(node.role != Role::delivery || is_locked_[index(node.mate)]);
        }
    }

    /// Whether distances can be computed from coordinates, and have to.
    bool use_plane() const {
        return form_.nodes > matrix_nodes_max && std::none_of(model_.travel.begin(), model_.travel.end(),
                                                              [](const Travel& travel) { return travel.has_matrix(); });
    }

    void add_travel() {
        form_.spots = static_cast<std::int32_t>(places_.size());
        if (form_.kinds.empty()) return;
        form_.plane = use_plane();
        if (form_.plane) add_points();
        for (std::size_t k = 0; k < form_.kinds.size(); ++k) {
            const VehicleType& type = model_.type_of(model_.kinds[k]);
            const std::int64_t time_cost = type.travel_cost + type.duration_cost;
            form_.kinds[k].cost_matrix = matrix_of(type.profile, type.distance_cost, time_cost);
            form_.kinds[k].duration_matrix = matrix_of(type.profile, by_distance_ ? 1 : 0, by_distance_ ? 0 : 1);
        }
        form_.uniform = std::all_of(form_.kinds.begin(), form_.kinds.end(), [&](const FastKind& kind) {
            return kind.cost_matrix == form_.kinds.front().cost_matrix &&
                   kind.duration_matrix == form_.kinds.front().duration_matrix;
        });
    }

    /// On the globe the points are those of a map in metres, good enough to tell who is near.
    void add_points() {
        const bool on_globe = model_.travel.front().profile().metric == Metric::haversine;
        const GlobeMap map{on_globe ? std::span{model_.problem.places} : std::span<const Place>{}};
        if (on_globe) form_.period = map.period();
        for (const std::int32_t place : places_) {
            const Place at = place < 0 ? Place{} : model_.problem.places[index(place)];
            form_.points.push_back(on_globe ? map.point(at) : PlaneMetric::Point{at.x, at.y});
        }
        form_.places = places_;
    }

    PlaneRule make_rule(const Travel& travel, std::int64_t distance_cost, std::int64_t time_cost) {
        const TravelProfile& profile = travel.profile();
        PlaneRule rule{&travel, distance_cost, time_cost};
        rule.euclidean = profile.metric == Metric::euclidean && profile.rounding != DistanceRounding::up &&
                         model_.travel.front().profile().metric != Metric::haversine;
        const bool has_nowhere = std::any_of(places_.begin(), places_.end(), [](std::int32_t at) { return at < 0; });
        rule.priced = distance_cost != 1 || time_cost != 0 || (rule.euclidean && has_nowhere);
        rule.scale = static_cast<double>(profile.scale);
        rule.rounding = profile.rounding == DistanceRounding::nearest ? 0.5 : 0.0;
        const std::int64_t longest = longest_way(travel);
        const double most = static_cast<double>(distance_cost) * static_cast<double>(longest) +
                            static_cast<double>(time_cost) * static_cast<double>(travel.duration_of(longest));
        good_ &= most <= static_cast<double>(small);
        longest_arc_ = std::max(longest_arc_, static_cast<std::int64_t>(std::min(most, 0x1p60)));
        return rule;
    }

    /// No way between two places is longer.
    std::int64_t longest_way(const Travel& travel) const {
        const TravelProfile& profile = travel.profile();
        double low_x = std::numeric_limits<double>::max(), low_y = low_x, high_x = -low_x, high_y = -low_x;
        for (const Place& place : model_.problem.places) {
            low_x = std::min(low_x, place.x);
            high_x = std::max(high_x, place.x);
            low_y = std::min(low_y, place.y);
            high_y = std::max(high_y, place.y);
        }
        const double side = (high_x - low_x) + (high_y - low_y);
        const double length = profile.metric == Metric::haversine ? GlobeMap::metres_in_degree * side : side;
        return static_cast<std::int64_t>(std::min(length * static_cast<double>(profile.scale) + 1, 0x1p50));
    }

    std::int32_t matrix_of(std::int32_t profile, std::int64_t distance_cost, std::int64_t time_cost) {
        const Travel& travel = model_.travel[static_cast<std::size_t>(profile)];
        if (travel.duration_is_distance()) {
            distance_cost += time_cost;
            time_cost = 0;
        }
        const std::size_t known = form_.plane ? form_.rules.size() : form_.matrices.size();
        const auto [entry, is_new] =
            known_.try_emplace({profile, distance_cost, time_cost}, static_cast<std::int32_t>(known));
        if (is_new && form_.plane) form_.rules.push_back(make_rule(travel, distance_cost, time_cost));
        if (is_new && !form_.plane) form_.matrices.push_back(make_matrix(travel, distance_cost, time_cost));
        return entry->second;
    }

    SpotMatrix make_matrix(const Travel& travel, std::int64_t distance_cost, std::int64_t time_cost) {
        SpotMatrix matrix;
        const std::size_t size = places_.size();
        matrix.cells.resize(size * size);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) {
                if (places_[i] < 0 || places_[j] < 0) continue;  // an open end is near everything
                const std::int64_t distance =
                    distance_cost == 0 ? 0 : distance_cost * travel.distance(places_[i], places_[j]);
                const std::int64_t time = time_cost == 0 ? 0 : time_cost * travel.duration(places_[i], places_[j]);
                matrix.cells[i * size + j] = narrow(distance + time);
            }
        }
        transpose(matrix, size);
        return matrix;
    }

    static void transpose(SpotMatrix& matrix, std::size_t size) {
        std::vector<std::int32_t> other(matrix.cells.size());
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) other[j * size + i] = matrix.cells[i * size + j];
        }
        if (other != matrix.cells) matrix.transposed = std::move(other);
    }

    /// The drive home of a vehicle that serves nobody any more is spared with the first stop that it gets.
    void anchor() {
        for (FastKind& kind : form_.kinds) {
            if (!kind.anchored) continue;
            kind.fixed_cost = -form_.way(kind.cost_matrix, kind.start_spot, kind.end_spot);
        }
    }

    /// A required order left out costs more than any way of serving it.
    void add_penalties() {
        std::int64_t arc = longest_arc_;
        for (const SpotMatrix& matrix : form_.matrices) {
            if (!matrix.cells.empty())
                arc = std::max<std::int64_t>(arc, *std::max_element(matrix.cells.begin(), matrix.cells.end()));
        }
        std::int64_t fixed = 0;
        for (const FastKind& kind : form_.kinds) fixed = std::max(fixed, kind.fixed_cost);
        std::int64_t prizes = 0;
        for (const Order& order : model_.orders) prizes = std::max(prizes, order.terms->prize.value_or(0));
        const std::int64_t missing = 8 * arc + 2 * fixed + prizes + 1;
        for (const std::int32_t n : form_.model_node) {
            const Terms& terms = *model_.orders[index(node(n).order)].terms;
            const Node& of = node(n);
            const bool on_board = of.mate >= 0 && is_locked_[index(of.mate)];
            form_.required.push_back(on_board || !terms.prize.has_value());
            form_.penalty.push_back(on_board ? missing : terms.prize.value_or(missing));
        }
    }

    const ModelData& model_;
    bool by_distance_;  ///< what limits a route is its length, so lengths take the place of durations
    FastForm form_;
    bool good_ = true;
    std::vector<bool> is_locked_;  ///< by node of the model
    std::vector<std::int32_t> places_;  ///< by spot; -1: nowhere
    std::map<std::int32_t, std::int32_t> extra_spots_;
    std::map<std::tuple<std::int32_t, std::int64_t, std::int64_t>, std::int32_t> known_;
    std::int64_t longest_arc_ = 0;  ///< without matrices: no way costs more
};

}  // namespace

std::optional<FastForm> make_fast_form(const ModelData& model) { return Builder{model}.build(); }

}  // namespace marketplace::routing::detail
