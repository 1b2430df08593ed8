#pragma once
// Where an order fits best into a plan in the fast form.
//
// Positions beside the nearest stops are looked at first; all routes only if none of those is feasible. Positions are
// overlooked now and then ("blinks" of Christiaens and Vanden Berghe), which is what lets greedy insertion vary.

#include "../parameters.hpp"
#include "../random.hpp"
#include "exponential.hpp"
#include "fast_state.hpp"
#include "neighbours.hpp"

#include <cmath>

namespace marketplace::routing::detail {

/// The first node goes behind `after`, the second of a pair behind `then`. Without a position `after` is -1.
struct Position {
    std::int64_t cost = std::numeric_limits<std::int64_t>::max();
    std::int32_t after = -1;
    std::int32_t then = -1;
};

template <class State>
class Insertion {
public:
    Insertion(const State& state, const Neighbourhoods& neighbourhoods, const SearchParameters& parameters,
              Random& random, const Exponential& exponential)
        : state_(state),
          hoods_(neighbourhoods),
          random_(random),
          exponential_(exponential),
          stamp_(static_cast<std::size_t>(state.slots()) + 1, 0) {
        if (parameters.blink_rate > 0) blink_mean_ = -1.0 / std::log1p(-parameters.blink_rate);
        next_blink();
        looked_at_ = static_cast<std::size_t>(parameters.neighbours);
        new_route_rate_ = parameters.new_route_rate;
    }

    /// The best position for an order, named by its first node.
    [[nodiscard]] Position find(std::int32_t node) {
        if constexpr (State::Paired) {
            if (state_.mate(node) >= 0) return find_pair(node);
            if (state_.demand(node) < 0) return find_on_board(node);
        }
        return find_single(node);
    }

private:
    /// Of a larger plan not all routes are scanned for a position as long as there is another way.
    static constexpr std::int32_t scan_nodes_max = 10'000;
    static constexpr int price_bits = 16;  ///< in which a price tells its position
    static constexpr std::int64_t price_unit = 1 << price_bits;

    void next_blink() {
        until_blink_ = static_cast<std::uint32_t>(std::min(1e9, exponential_.draw(random_) * blink_mean_));
    }

    bool blinks() {
        if (until_blink_-- > 0) return false;
        next_blink();
        return true;
    }

    Position find_single(std::int32_t c) {
        Position best;
        if constexpr (State::Timed) {
            for (const std::int32_t j : in_time(c, hoods_.before.of(c), true)) {
                if (state_.may_ride(c, state_.route(j))) try_arc(c, j, state_.next(j), best);
            }
            for (const std::int32_t j : in_time(c, hoods_.after.of(c), false)) {
                if (state_.may_ride(c, state_.route(j))) try_arc(c, state_.prev(j), j, best);
            }
        } else {
            if (State::Uniform && !state_.form().limited) {
                try_near(c, best);
            } else {
                for (const std::int32_t j : with_room(c, hoods_.near.of(c))) {
                    if (!state_.may_ride(c, state_.route(j))) continue;
                    try_arc(c, j, state_.next(j), best);
                    try_arc(c, state_.prev(j), j, best);
                }
            }
        }
        const bool is_large = state_.nodes() > scan_nodes_max;
        if (best.after < 0) is_large ? scan_near(c, best) : scan_routes(c, best);
        // A new route that is cheaper now mostly costs more in the end.
        if (best.after < 0 || random_.unit() < new_route_rate_) try_unused(c, best);
        if (best.after < 0 && is_large) scan_routes(c, best);
        return best;
    }

    /// Before and behind each of the nearest. Which of them is best no processor could foresee either: so all are
    /// priced and compared without branches.
    void try_near(std::int32_t c, Position& best) {
        const auto row = state_.costs(0).row(c);
        const std::span<const std::int32_t> list = with_room(c, hoods_.near.of(c));
        if (list.empty()) return;
        if (prices_.size() < 2 * list.size()) prices_.resize(2 * list.size());
        std::int64_t* price = prices_.data();
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto& link = state_.link(list[i]);
            const std::int64_t cost = std::int64_t{row.from(list[i])} + row.to(state_.spot(link.next)) - link.arc;
            *price++ = cost * price_unit + static_cast<std::int64_t>(i);
        }
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::int32_t p = state_.prev(list[i]);
            const std::int64_t cost = std::int64_t{row.from(state_.spot(p))} + row.to(list[i]) - state_.arc(p);
            *price++ = cost * price_unit + static_cast<std::int64_t>(list.size() + i);
        }
        const auto count = static_cast<std::uint32_t>(2 * list.size());
        overlook(count);
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < count; ++i) least = std::min(least, prices_[i]);
        if (least == std::numeric_limits<std::int64_t>::max()) return;
        const auto at = static_cast<std::size_t>(least & (price_unit - 1));
        best = {least >> price_bits, at < list.size() ? list[at] : state_.prev(list[at - list.size()]), -1};
    }

    /// Blinks at some of the first prices.
    void overlook(std::uint32_t count) {
        std::uint32_t from = 0;
        for (; until_blink_ < count - from; next_blink()) {
            from += until_blink_ + 1;
            prices_[from - 1] = std::numeric_limits<std::int64_t>::max();
        }
        until_blink_ -= count - from;
    }

    /// Those of the nearest whose route has room. Most have none, in no pattern that a processor could foresee: so this
    /// loop has no branches.
    std::span<const std::int32_t> with_room(std::int32_t c, std::span<const std::int32_t> near) {
        const std::int32_t demand = state_.demand(c);
        const std::size_t count = std::min(looked_at_, near.size());
        if (roomy_.size() < count) roomy_.resize(count);
        std::size_t found = 0;
        for (std::size_t i = 0; i < count; ++i) {
            roomy_[found] = near[i];
            found += state_.room(state_.route(near[i])) >= demand ? 1 : 0;
        }
        return std::span{roomy_}.first(found);
    }

    /// Those of a list whose route has room and that can come right before `c` as early as they do, or right after it.
    std::span<const std::int32_t> in_time(std::int32_t c, std::span<const std::int32_t> list, bool before) {
        const std::int32_t demand = load_of(c);
        const auto row = state_.durations(0).row(c);
        const std::size_t count = std::min(looked_at_, list.size());
        if (roomy_.size() < count) roomy_.resize(count);
        const std::int32_t latest = state_.latest(c);
        const std::int32_t left = state_.earliest(c) + state_.service(c);
        std::size_t found = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::int32_t j = list[i];
            roomy_[found] = j;
            const bool fits = !State::Uniform || (before ? state_.start(j) + state_.service(j) + row.from(j) <= latest
                                     : left + row.to(j) <= state_.latest_start(j));
            found += static_cast<std::size_t>(fits & (state_.room(state_.route(j)) >= demand));
        }
        return std::span{roomy_}.first(found);
    }

    /// With pairs, single orders carry nothing and only need a route that exists.
    [[nodiscard]] std::int32_t load_of(std::int32_t c) const { return State::Paired ? -1 : state_.demand(c); }

    /// All positions in the routes of everybody near.
    void scan_near(std::int32_t c, Position& best) {
        ++now_;
        for (const std::int32_t j : hoods_.near.of(c)) {
            const std::int32_t r = state_.route(j);
            std::uint32_t& stamp = stamp_[static_cast<std::size_t>(r)];
            if (stamp == now_ || state_.room(r) < load_of(c)) continue;
            stamp = now_;
            scan(c, r, best);
        }
    }

    void scan_routes(std::int32_t c, Position& best) {
        for (const std::int32_t r : state_.used()) {
            if (state_.room(r) >= load_of(c)) scan(c, r, best);
        }
    }

    void scan(std::int32_t c, std::int32_t r, Position& best) {
        if (!state_.may_ride(c, r)) return;
        for (std::int32_t v = state_.head(r); v != state_.tail(r); v = state_.next(v)) {
            try_arc(c, v, state_.next(v), best);
        }
    }

    /// The position between two stops that follow each other.
    void try_arc(std::int32_t c, std::int32_t p, std::int32_t x, Position& best) {
        const std::int32_t r = state_.route(p);
        const auto row = state_.costs(r).row(c);
        const std::int64_t cost = std::int64_t{row.from(state_.spot(p))} + row.to(state_.spot(x)) - state_.arc(p);
        if (cost >= best.cost) return;
        if constexpr (State::Timed) {
            const auto times = state_.durations(r).row(c);
            const std::int32_t arrival = state_.start(p) + state_.service(p) + times.from(state_.spot(p));
            const std::int32_t start = std::max(arrival, state_.earliest(c));
            if (start > state_.latest(c)) return;
            if (start + state_.service(c) + times.to(state_.spot(x)) > state_.latest_start(x)) return;
        }
        if (blinks()) return;
        best = {cost, p, -1};
    }

    /// A vehicle that is not yet on its way. The kind that is cheapest for one order is mostly the smallest one, so now
    /// and then another has its chance.
    void try_unused(std::int32_t c, Position& best) {
        const std::int32_t kinds = state_.kinds();
        if (kinds > 1 && random_.below(2) == 0) {
            try_unused(c, static_cast<std::int32_t>(random_.below(static_cast<std::uint32_t>(kinds))), best);
            if (best.after >= 0) return;
        }
        for (std::int32_t k = 0; k < kinds; ++k) try_unused(c, k, best);
    }

    void try_unused(std::int32_t c, std::int32_t kind, Position& best) {
        const std::int32_t r = state_.unused(kind);
        if (r < 0 || !state_.may_ride(c, r) || state_.capacity(r) < state_.demand(c) + state_.load_at_start(r)) return;
        const std::int32_t m = state_.mate(c);
        const std::int32_t last = m >= 0 ? m : c;
        const auto& metric = state_.costs(r);
        const std::int64_t cost = state_.fixed_cost(r) + metric(state_.spot(state_.head(r)), c) +
                                  (m >= 0 ? metric(c, m) : 0) + metric(last, state_.spot(state_.tail(r)));
        if (cost >= best.cost) return;
        if constexpr (State::Timed) {
            if (!unused_is_in_time(c, m, r)) return;
        }
        best = {cost, state_.head(r), m >= 0 ? c : -1};
    }

    [[nodiscard]] bool unused_is_in_time(std::int32_t c, std::int32_t m, std::int32_t r) const {
        const auto& metric = state_.durations(r);
        std::int32_t time = state_.earliest(state_.head(r));
        std::int32_t from = state_.head(r);
        for (const std::int32_t v : {c, m}) {
            if (v < 0) continue;
            time = std::max(time + metric(state_.spot(from), v), state_.earliest(v));
            if (time > state_.latest(v)) return false;
            time += state_.service(v);
            from = v;
        }
        return time + metric(from, state_.spot(state_.tail(r))) <= state_.latest(state_.tail(r));
    }

    /// For what a vehicle has on board already: it takes up room until it is delivered, and nobody else can do that.
    Position find_on_board(std::int32_t c) {
        Position best;
        for (const std::int32_t r : state_.used()) {
            if (!state_.may_ride(c, r)) continue;
            for (std::int32_t v = state_.head(r); v != state_.tail(r); v = state_.next(v)) {
                if (state_.load(v) > state_.capacity(r)) break;
                try_arc(c, v, state_.next(v), best);
            }
        }
        if (best.after < 0) try_unused(c, best);
        return best;
    }

    Position find_pair(std::int32_t c) {
        const std::int32_t m = state_.mate(c);
        Position best;
        ++now_;
        stamp_[static_cast<std::size_t>(state_.slots())] = now_;  // stops that are on no route
        const auto look = [&](std::span<const std::int32_t> list, std::size_t i) {
            if (i < list.size()) try_pair_once(c, m, state_.route(list[i]), best);
        };
        const auto& first = State::Timed ? hoods_.before : hoods_.near;
        const auto& second = State::Timed ? hoods_.after : hoods_.near;
        for (std::size_t i = 0; i < looked_at_; ++i) {
            look(first.of(c), i);
            look(first.of(m), i);
            if constexpr (State::Timed) {
                look(second.of(c), i);
                look(second.of(m), i);
            }
        }
        if (best.after < 0) {
            for (const std::int32_t r : state_.used()) try_pair_once(c, m, r, best);
        }
        try_unused(c, best);
        return best;
    }

    void try_pair_once(std::int32_t c, std::int32_t m, std::int32_t r, Position& best) {
        std::uint32_t& stamp = stamp_[static_cast<std::size_t>(r)];
        if (stamp == now_) return;
        stamp = now_;
        if (!state_.may_ride(c, r)) return;
        try_pair(c, m, r, best);
    }

    /// All positions of a pickup in a route, and for each those of its delivery from there on, until time or load
    /// forbids. The way cannot become shorter by a detour, so a pickup that already costs too much ends the walk.
    void try_pair(std::int32_t c, std::int32_t m, std::int32_t r, Position& best) {
        const auto cost_c = state_.costs(r).row(c);
        const auto cost_m = state_.costs(r).row(m);
        const std::int32_t tail = state_.tail(r);
        const std::int32_t spare = state_.capacity(r) - state_.demand(c);
        for (std::int32_t p = state_.head(r); p != tail; p = state_.next(p)) {
            const std::int32_t x = state_.next(p);
            std::int32_t time = 0;
            if constexpr (State::Timed) {
                time = state_.start(p) + state_.service(p) + state_.durations(r).row(c).from(state_.spot(p));
                time = std::max(time, state_.earliest(c));
                if (time > state_.latest(c)) return;
                time += state_.service(c);
            }
            if (load_behind(p) > spare) continue;
            const std::int64_t base = std::int64_t{cost_c.from(state_.spot(p))} - state_.arc(p);
            const std::int64_t direct = base + cost_c.to(m) + cost_m.to(state_.spot(x));
            if (direct < best.cost && fits_delivery(m, r, time, c, x) && !blinks()) best = {direct, p, c};
            const std::int64_t apart = base + cost_c.to(state_.spot(x));
            if (apart < best.cost) walk_delivery(c, m, r, p, time, apart, spare, best);
        }
    }

    [[nodiscard]] std::int32_t load_behind(std::int32_t p) const { return state_.load(p); }

    /// Whether the delivery can follow `from`, left at `time`, and be followed by `x`.
    [[nodiscard]] bool fits_delivery(std::int32_t m, std::int32_t r, std::int32_t time, std::int32_t from,
                                     std::int32_t x) const {
        if constexpr (State::Timed) {
            const auto times = state_.durations(r).row(m);
            const std::int32_t start = std::max(time + times.from(state_.spot(from)), state_.earliest(m));
            return start <= state_.latest(m) &&
                   start + state_.service(m) + times.to(state_.spot(x)) <= state_.latest_start(x);
        }
        return true;
    }

    void walk_delivery(std::int32_t c, std::int32_t m, std::int32_t r, std::int32_t p, std::int32_t time,
                       std::int64_t apart, std::int32_t spare, Position& best) {
        const auto cost_m = state_.costs(r).row(m);
        const std::int32_t tail = state_.tail(r);
        std::int32_t leg = 0;
        std::int32_t v = state_.next(p);
        if constexpr (State::Timed) leg = state_.durations(r)(c, state_.spot(v));
        while (v != tail) {
            if constexpr (State::Timed) {
                time = std::max(time + leg, state_.earliest(v));
                if (time > state_.latest_start(v)) return;
                time += state_.service(v);
            }
            if (state_.load(v) > spare) {
                // The load was already too high behind `v`, before the delivery could be made.
                return;
            }
            const std::int32_t y = state_.next(v);
            const std::int64_t cost = apart + cost_m.from(state_.spot(v)) + cost_m.to(state_.spot(y)) - state_.arc(v);
            if (cost < best.cost && fits_delivery(m, r, time, v, y) && !blinks()) best = {cost, p, v};
            if constexpr (State::Timed) leg = state_.leg(v);
            v = y;
        }
    }

    const State& state_;
    const Neighbourhoods& hoods_;
    Random& random_;
    const Exponential& exponential_;
    std::size_t looked_at_ = 0;
    double blink_mean_ = 1e18;  ///< positions between two that are overlooked
    double new_route_rate_ = 1;
    std::uint32_t until_blink_ = 0;
    std::vector<std::uint32_t> stamp_;
    std::uint32_t now_ = 0;
    std::vector<std::int32_t> roomy_;
    std::vector<std::int64_t> prices_;
};

}  // namespace marketplace::routing::detail
