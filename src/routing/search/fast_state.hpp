#pragma once
// A plan in the fast form: chains with arc costs, free capacity, service times and the bank of unserved orders, all
// kept up to date by each change and restored by `undo`.

#include "chains.hpp"
#include "fast_form.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace marketplace::routing::detail {

/// `Timed`: stops or routes have windows. `Paired`: some orders have two stops. `Uniform`: all vehicles share costs.
template <class MetricType, bool Timed_, bool Paired_, bool Uniform_>
class FastState : public Chains {
public:
    using Metric = MetricType;
    static constexpr bool Timed = Timed_;
    static constexpr bool Paired = Paired_;
    static constexpr bool Uniform = Uniform_;

    explicit FastState(const FastForm& form)
        : Chains(form.nodes, kinds_of_slots(form), static_cast<std::int32_t>(form.kinds.size())), form_(form) {
        read_metrics();
        const auto size = static_cast<std::size_t>(nodes() + 2 * slots());
        spot_.resize(size);
        is_dirty_.assign(size, 0);
        for (std::int32_t v = 0; v < nodes(); ++v) spot_[at(v)] = v;
        room_.assign(at(slots()) + 1, std::numeric_limits<std::int32_t>::min());
        touched_stamp_.assign(at(slots()), 0);
        if constexpr (Timed) read_times(size);
        if constexpr (Paired) {
            load_.assign(size, 0);
            open_.assign(size, 0);
        }
        for (std::int32_t r = 0; r < slots(); ++r) {
            open(r);
            if constexpr (Paired) count_loads(r);
        }
        bank_place_.assign(at(nodes()), -1);
        for (std::int32_t v = 0; v < nodes(); ++v) {
            if (is_first(v)) bank_add(v);
        }
        best_next_.assign(size, -1);
    }

    [[nodiscard]] const FastForm& form() const { return form_; }
    [[nodiscard]] std::int64_t cost() const { return cost_; }
    /// First nodes of the orders that no route serves.
    [[nodiscard]] std::span<const std::int32_t> bank() const { return bank_; }
    [[nodiscard]] std::int32_t mate(std::int32_t node) const { return form_.mate[at(node)]; }
    [[nodiscard]] std::int32_t demand(std::int32_t node) const { return form_.demand[at(node)]; }
    /// Whether a node is its order's job or pickup.
    [[nodiscard]] bool is_first(std::int32_t node) const { return !Paired || form_.is_first[at(node)] != 0; }
    [[nodiscard]] std::int64_t penalty(std::int32_t node) const { return form_.penalty[at(node)]; }
    [[nodiscard]] bool is_required(std::int32_t node) const { return form_.required[at(node)] != 0; }
    [[nodiscard]] std::int32_t spot(std::int32_t node) const { return spot_[at(node)]; }
    [[nodiscard]] std::int32_t room(std::int32_t route) const { return room_[at(route)]; }
    [[nodiscard]] const Metric& costs(std::int32_t route) const {
        return Uniform ? costs_.front() : costs_[at(kind(route))];
    }
    [[nodiscard]] const Metric& durations(std::int32_t route) const {
        return Uniform ? durations_.front() : durations_[at(kind(route))];
    }
    [[nodiscard]] bool may_ride(std::int32_t node, std::int32_t route) const {
        if (!form_.limited) return true;
        const ModelData& model = *form_.model;
        return model.orders[at(model.nodes[at(form_.model_node[at(node)])].order)].may_ride(kind(route));
    }
    // With windows: when service at a node starts at the earliest, and at the latest without harm to later nodes.
    [[nodiscard]] std::int32_t start(std::int32_t node) const { return clocks_[at(node)].start; }
    [[nodiscard]] std::int32_t latest_start(std::int32_t node) const { return clocks_[at(node)].latest_start; }
    [[nodiscard]] std::int32_t earliest(std::int32_t node) const { return clocks_[at(node)].earliest; }
    [[nodiscard]] std::int32_t latest(std::int32_t node) const { return latest_[at(node)]; }
    [[nodiscard]] std::int32_t service(std::int32_t node) const { return clocks_[at(node)].service; }
    /// The duration of the arc that leaves a node.
    [[nodiscard]] std::int32_t leg(std::int32_t node) const {
        return same_metric_ ? arc(node) : leg_[at(node)];
    }
    /// With pairs: what is on board when a node is left.
    [[nodiscard]] std::int32_t load(std::int32_t node) const { return load_[at(node)]; }
    /// With pairs: what is on board before the first stop.
    [[nodiscard]] std::int32_t load_at_start(std::int32_t route) const { return Paired ? load_[at(head(route))] : 0; }
    /// With pairs: how many shipments are on board when a node is left.
    [[nodiscard]] std::int32_t open_pairs(std::int32_t node) const { return open_[at(node)]; }
    [[nodiscard]] std::int32_t capacity(std::int32_t route) const { return form_.kinds[at(kind(route))].capacity; }
    [[nodiscard]] std::int64_t fixed_cost(std::int32_t route) const { return form_.kinds[at(kind(route))].fixed_cost; }

    /// Starts what `undo` undoes.
    void begin() {
        mark_logged();
        times_.clear();
        touched_.clear();
        bank_log_.clear();
        cost_before_ = cost_;
        ++stamp_;
    }

    /// Takes a node out. Times and loads of its route hold again after `settle`; until it is inserted again, or left
    /// out, its order is neither served nor paid for.
    void remove(std::int32_t node) { remove({&node, 1}); }

    /// Takes stops out that follow each other.
    void remove(std::span<const std::int32_t> nodes) {
        touch(route(nodes.front()));
        take_out(nodes);
    }

    /// Puts a node behind another, with times and loads.
    void insert(std::int32_t node, std::int32_t after) {
        touch(route(after));
        put_in(node, after);
        if constexpr (Timed) {
            forward(node, true);
            backward(node, true);
        }
        if constexpr (Paired) count_loads(route(node));
    }

    /// Puts an order that was removed, named by its first node, into the bank.
    void leave_out(std::int32_t node) {
        if (is_waiting(node)) return;
        bank_log_.push(node);
        bank_add(node);
    }
    /// Whether an order is in the bank.
    [[nodiscard]] bool is_waiting(std::int32_t node) const { return bank_place_[at(node)] >= 0; }

    /// Recomputes times and loads of the routes from which nodes were removed since `begin`.
    void settle() {
        if constexpr (Timed || Paired) {
            for (const Touched& touched : touched_) refresh(touched.route);
        }
    }

    /// Recomputes times and loads of a route.
    void refresh(std::int32_t r) {
        if constexpr (Timed) {
            forward(next(head(r)), false);
            backward(prev(tail(r)), false);
        }
        if constexpr (Paired) count_loads(r);
    }

    /// Takes back all that was removed, inserted and left out since `begin`.
    void undo() {
        relink();
        for (const Touched& touched : touched_) {
            restore_size(touched.route, touched.size);
            room_[at(touched.route)] = touched.room;
        }
        for (std::size_t i = bank_log_.size(); i-- > 0;) {
            const std::int32_t node = bank_log_[i];
            is_waiting(node) ? bank_take(node) : bank_add(node);
        }
        bank_log_.clear();
        cost_ = cost_before_;
        if constexpr (Timed) {
            for (std::size_t i = times_.size(); i-- > 0;) {
                clocks_[at(times_[i].node)].start = times_[i].start;
                clocks_[at(times_[i].node)].latest_start = times_[i].latest_start;
            }
            if (!same_metric_) {
                for (const Touched& touched : touched_) read_legs(touched.route);
            }
        }
        if constexpr (Paired) {
            for (const Touched& touched : touched_) count_loads(touched.route);
        }
    }

    /// Exchanges the ends of two routes behind `a` and `b`; `arc_a` and `arc_b` are the new costs behind them.
    void exchange_tails(std::int32_t a, std::int32_t b) {
        const std::int32_t ra = route(a);
        const std::int32_t rb = route(b);
        for (const std::int32_t v : {a, b, prev(tail(ra)), prev(tail(rb))}) mark(v);
        std::int32_t moved = 0;
        for (std::int32_t v = next(a); is_stop(v); v = next(v)) moved += demand(v);
        for (std::int32_t v = next(b); is_stop(v); v = next(v)) moved -= demand(v);
        const std::int64_t fixed = fixed_costs(ra) + fixed_costs(rb);
        swap_tails(a, b);
        cost_ += fixed_costs(ra) + fixed_costs(rb) - fixed;
        if constexpr (!Paired) {
            room_[at(ra)] += moved;
            room_[at(rb)] -= moved;
        }
        for (const std::int32_t v : {a, b, prev(tail(ra)), prev(tail(rb))}) measure(v);
        refresh(ra);
        refresh(rb);
    }

    /// Turns a part of a route around.
    void turn(std::int32_t first, std::int32_t last) {
        const std::int32_t before = prev(first);
        const std::int32_t after = next(last);
        reverse(first, last);
        for (std::int32_t v = before; v != after; v = next(v)) {
            mark(v);
            measure(v);
        }
        refresh(route(first));
    }

    /// Gives all stops of a route to an empty one.
    void move_route(std::int32_t from, std::int32_t to) {
        moved_.clear();
        for (std::int32_t v = next(head(from)); is_stop(v); v = next(v)) moved_.push_back(v);
        take_out(moved_);
        refresh(from);
        append_all(to, moved_);
    }

    /// Remembers the plan as the best.
    void save() {
        mark_logged();
        for (const std::int32_t v : dirty_) {
            best_next_[at(v)] = next(v);
            is_dirty_[at(v)] = 0;
        }
        dirty_.clear();
        best_cost_ = cost_;
    }
    [[nodiscard]] std::int64_t best_cost() const { return best_cost_; }
    /// The stops of each slot.
    using Plan = std::vector<std::vector<std::int32_t>>;
    [[nodiscard]] Plan plan() const {
        Plan plan(at(slots()));
        for (const std::int32_t r : used()) {
            for (std::int32_t v = next(head(r)); is_stop(v); v = next(v)) plan[at(r)].push_back(v);
        }
        return plan;
    }
    [[nodiscard]] Plan best_plan() const {
        Plan plan(at(slots()));
        for (std::int32_t r = 0; r < slots(); ++r) {
            for (std::int32_t v = best_next_[at(head(r))]; v >= 0 && v < nodes(); v = best_next_[at(v)]) {
                plan[at(r)].push_back(v);
            }
        }
        return plan;
    }
    /// Takes over a plan, which must be feasible.
    void load(const Plan& plan) {
        begin();
        for (std::int32_t v = 0; v < nodes(); ++v) {
            if (is_served(v)) remove(v);
            if (is_first(v)) leave_out(v);
        }
        settle();
        for (std::int32_t r = 0; r < slots(); ++r) append_all(r, plan[at(r)]);
        begin();
    }

    /// Fills an empty route.
    void append_all(std::int32_t r, const std::vector<std::int32_t>& stops) {
        std::int32_t after = head(r);
        for (const std::int32_t v : stops) {
            put_in(v, after);
            after = v;
        }
        if (!stops.empty()) refresh(r);
    }

private:
    /// A route as it was.
    struct Touched {
        std::int32_t route;
        std::int32_t size;
        std::int32_t room;
    };
    /// Times of a node; see the functions of these names.
    struct Clock {
        std::int32_t start = 0;
        std::int32_t service = 0;
        std::int32_t latest_start = 0;
        std::int32_t earliest = 0;
    };
    struct Times {
        std::int32_t node;
        std::int32_t start;
        std::int32_t latest_start;
    };

    static std::vector<std::int32_t> kinds_of_slots(const FastForm& form) {
        std::vector<std::int32_t> kinds;
        for (std::size_t k = 0; k < form.kinds.size(); ++k) {
            kinds.insert(kinds.end(), at(form.kinds[k].slots), static_cast<std::int32_t>(k));
        }
        return kinds;
    }

    void read_metrics() {
        for (const FastKind& kind : form_.kinds) {
            if constexpr (std::is_same_v<Metric, MatrixMetric>) {
                costs_.push_back(form_.matrix_metric(kind.cost_matrix));
                durations_.push_back(form_.matrix_metric(kind.duration_matrix));
            } else {
                costs_.push_back(form_.plane_metric(kind.cost_matrix));
                durations_.push_back(form_.plane_metric(kind.duration_matrix));
            }
            same_metric_ &= costs_.back().same_as(durations_.back());
        }
        if constexpr (Timed) {
            if (!same_metric_) leg_.resize(static_cast<std::size_t>(nodes() + 2 * slots()));
        }
    }

    void read_times(std::size_t size) {
        clocks_.resize(size);
        latest_ = form_.latest;
        latest_.resize(size);
        for (std::int32_t v = 0; v < nodes(); ++v) {
            clocks_[at(v)] = {.service = form_.service[at(v)], .earliest = form_.earliest[at(v)]};
        }
    }

    void open(std::int32_t r) {
        const FastKind& of = form_.kinds[at(kind(r))];
        spot_[at(head(r))] = of.start_spot;
        spot_[at(tail(r))] = of.end_spot;
        room_[at(r)] = of.capacity;
        if constexpr (Timed) {
            for (const std::int32_t v : {head(r), tail(r)}) {
                clocks_[at(v)].earliest = clocks_[at(v)].start = of.open;
                clocks_[at(v)].latest_start = latest_[at(v)] = of.close;
            }
        }
    }

    [[nodiscard]] std::int64_t fixed_costs(std::int32_t r) const { return size(r) > 0 ? fixed_cost(r) : 0; }

    void touch(std::int32_t r) {
        if (touched_stamp_[at(r)] == stamp_) return;
        touched_stamp_[at(r)] = stamp_;
        touched_.push({r, size(r), room_[at(r)]});
    }

    void mark_logged() {
        each_logged([this](std::int32_t node) { mark(node); });
        empty_log();
    }

    void mark(std::int32_t node) {
        if (is_dirty_[at(node)]) return;
        is_dirty_[at(node)] = 1;
        dirty_.push_back(node);
    }

    void bank_add(std::int32_t node) {
        bank_place_[at(node)] = static_cast<std::int32_t>(bank_.size());
        bank_.push_back(node);
        cost_ += penalty(node);
    }

    void bank_take(std::int32_t node) {
        const std::int32_t place = bank_place_[at(node)];
        bank_[at(place)] = bank_.back();
        bank_place_[at(bank_.back())] = place;
        bank_place_[at(node)] = -1;
        bank_.pop_back();
        cost_ -= penalty(node);
    }

    /// Reads the arc behind a node anew.
    void measure(std::int32_t node) {
        const std::int32_t r = route(node);
        const std::int32_t arc = costs(r)(spot(node), spot(next(node)));
        cost_ += arc - this->arc(node);
        set_arc(node, arc);
        if constexpr (Timed) {
            if (!same_metric_) leg_[at(node)] = durations(r)(spot(node), spot(next(node)));
        }
    }

    void put_in(std::int32_t node, std::int32_t after) {
        const std::int32_t r = route(after);
        const bool is_new = size(r) == 0;
        link(node, after);
        if (is_new) {
            cost_ += fixed_cost(r) - arc(after);
            set_arc(after, 0);
        }
        set_arc(node, 0);
        measure(after);
        measure(node);
        if constexpr (!Paired) room_[at(r)] -= demand(node);
        if (!is_waiting(node)) return;
        bank_log_.push(node);
        bank_take(node);
    }

    /// Takes stops out that follow each other.
    void take_out(std::span<const std::int32_t> nodes) {
        const std::int32_t r = route(nodes.front());
        const std::int32_t before = prev(nodes.front());
        for (const std::int32_t v : nodes) {
            cost_ -= arc(v);
            if constexpr (!Paired) room_[at(r)] += demand(v);
        }
        unlink(nodes);
        if (size(r) > 0) {
            measure(before);
        } else {
            cost_ -= fixed_cost(r) + arc(before);
            set_arc(before, 0);
        }
    }

    /// Reads the durations of all arcs of a route anew.
    void read_legs(std::int32_t r) {
        for (std::int32_t v = head(r); v != tail(r); v = next(v)) {
            leg_[at(v)] = size(r) == 0 ? 0 : durations(r)(spot(v), spot(next(v)));
        }
    }

    void set_start(std::int32_t node, std::int32_t time) {
        Clock& clock = clocks_[at(node)];
        if (clock.start == time) return;
        times_.push({node, clock.start, clock.latest_start});
        clock.start = time;
    }

    void set_latest_start(std::int32_t node, std::int32_t time) {
        Clock& clock = clocks_[at(node)];
        if (clock.latest_start == time) return;
        times_.push({node, clock.start, clock.latest_start});
        clock.latest_start = time;
    }

    /// Earliest starts from a node to the end of its route; with `stop_early`, until one stays the same.
    void forward(std::int32_t from, bool stop_early) {
        const std::int32_t before = prev(from);
        std::int32_t time = start(before) + service(before) + leg(before);
        for (std::int32_t v = from;;) {
            time = std::max(time, earliest(v));
            if (stop_early && v != from && time == start(v)) return;
            set_start(v, time);
            if (!is_stop(v)) return;
            time += service(v) + leg(v);
            v = next(v);
        }
    }

    void backward(std::int32_t from, bool stop_early) {
        std::int32_t time = latest_start(next(from));
        for (std::int32_t v = from;;) {
            time = std::min(time - leg(v) - service(v), latest(v));
            if (stop_early && v != from && time == latest_start(v)) return;
            set_latest_start(v, time);
            if (!is_stop(v)) return;
            v = prev(v);
        }
    }

    void count_loads(std::int32_t r) {
        std::int32_t load = form_.kinds[at(kind(r))].load;
        std::int32_t open = 0;
        load_[at(head(r))] = load;
        for (std::int32_t v = next(head(r)); is_stop(v); v = next(v)) {
            load_[at(v)] = load += demand(v);
            if (mate(v) >= 0) open += is_first(v) ? 1 : -1;
            open_[at(v)] = open;
        }
    }

    const FastForm& form_;
    std::vector<Metric> costs_;      ///< by kind
    std::vector<Metric> durations_;  ///< by kind
    bool same_metric_ = true;
    std::int64_t cost_ = 0;
    std::int64_t best_cost_ = std::numeric_limits<std::int64_t>::max();
    std::vector<std::int32_t> spot_;
    std::vector<std::int32_t> leg_;
    std::vector<std::int32_t> room_;
    std::vector<Clock> clocks_;
    std::vector<std::int32_t> latest_;
    std::vector<std::int32_t> load_;
    std::vector<std::int32_t> open_;
    std::vector<std::int32_t> bank_;
    std::vector<std::int32_t> bank_place_;
    Stack<std::int32_t> bank_log_;  ///< who came to the bank or left it since `begin`
    Stack<Times> times_;
    std::vector<std::int32_t> moved_;
    Stack<Touched> touched_;
    std::int64_t cost_before_ = 0;
    std::vector<std::uint32_t> touched_stamp_;
    std::uint32_t stamp_ = 1;
    std::vector<std::int32_t> dirty_;
    std::vector<std::uint8_t> is_dirty_;
    std::vector<std::int32_t> best_next_;  ///< by node; -1 behind the head of a route never used
};

}  // namespace marketplace::routing::detail
