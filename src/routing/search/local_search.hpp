#pragma once
// Moves that greedy insertion cannot make: ends of routes change places (2-opt*, Potvin and Rousseau, Journal of the
// Operational Research Society 46(12), 1995) and parts of routes turn around (2-opt, Croes 1958), around the stops that
// an accepted iteration has touched.

#include "fast_state.hpp"
#include "neighbours.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace marketplace::routing::detail {

template <class State>
class LocalSearch {
public:
    LocalSearch(State& state, const Neighbourhoods& neighbourhoods, std::int32_t width)
        : state_(state), near_(State::Timed ? neighbourhoods.after : neighbourhoods.near),
          width_(static_cast<std::size_t>(width)) {}

    /// Improves until no move around the given stops does; the changes are not logged for `undo`.
    void run(const std::vector<std::int32_t>& touched) {
        queue_ = touched;
        for (std::size_t i = 0; i < queue_.size() && i < moves_max; ++i) {
            if (state_.is_served(queue_[i])) improve(queue_[i]);
        }
        if (state_.kinds() == 1) return;
        for (const std::int32_t v : touched) {
            if (state_.is_served(v)) change_kind(state_.route(v));
        }
    }

private:
    static constexpr std::size_t moves_max = 1000;

    void improve(std::int32_t c) {
        std::size_t looked_at = 0;
        for (const std::int32_t j : near_.of(c)) {
            if (++looked_at > width_) return;
            if (!state_.is_served(j)) continue;
            if (try_tails(c, j) || try_turn(c, j)) return again(c, j);
        }
    }

    void again(std::int32_t c, std::int32_t j) {
        queue_.push_back(c);
        queue_.push_back(j);
    }

    /// c is followed by j and what comes after it; what followed c follows the stop before j.
    bool try_tails(std::int32_t c, std::int32_t j) {
        const std::int32_t rc = state_.route(c);
        const std::int32_t rj = state_.route(j);
        if (rc == rj || state_.kind(rc) != state_.kind(rj)) return false;
        const std::int32_t p = state_.prev(j);
        const std::int32_t x = state_.next(c);
        const auto& metric = state_.costs(rc);
        const std::int64_t joined = metric(state_.spot(c), state_.spot(j));
        if (joined >= std::int64_t{state_.arc(c)} + state_.arc(p)) return false;
        const bool empties = !state_.is_stop(p) && !state_.is_stop(x);
        const std::int64_t gap = empties ? -state_.fixed_cost(rc) : metric(state_.spot(p), state_.spot(x));
        if (joined + gap >= std::int64_t{state_.arc(c)} + state_.arc(p)) return false;
        if (!is_in_time(c, j, rc) || !is_in_time(p, x, rc) || !fits(c, p)) return false;
        state_.exchange_tails(c, p);
        return true;
    }

    [[nodiscard]] bool is_in_time(std::int32_t from, std::int32_t to, std::int32_t r) const {
        if constexpr (State::Timed) {
            return state_.start(from) + state_.service(from) +
                       state_.durations(r)(state_.spot(from), state_.spot(to)) <= state_.latest_start(to);
        }
        return true;
    }

    /// Whether the ends behind a and b may change places.
    [[nodiscard]] bool fits(std::int32_t a, std::int32_t b) const {
        if constexpr (State::Paired) {
            return is_empty_behind(a) && is_empty_behind(b);
        } else {
            std::int32_t moved = 0;
            for (std::int32_t v = state_.next(b); state_.is_stop(v); v = state_.next(v)) moved += state_.demand(v);
            for (std::int32_t v = state_.next(a); state_.is_stop(v); v = state_.next(v)) moved -= state_.demand(v);
            return moved <= state_.room(state_.route(a)) && -moved <= state_.room(state_.route(b));
        }
    }

    [[nodiscard]] bool is_empty_behind(std::int32_t v) const {
        if constexpr (State::Paired) return !state_.is_stop(v) || state_.open_pairs(v) == 0;
        return true;
    }

    /// c is followed by j, and what lay between them is turned around.
    bool try_turn(std::int32_t c, std::int32_t j) {
        if constexpr (State::Timed || State::Paired) return false;
        const std::int32_t r = state_.route(c);
        if (r != state_.route(j)) return turn_heads(c, j);
        const auto& metric = state_.costs(r);
        const std::int64_t joined = metric(state_.spot(c), state_.spot(j));
        if (joined < state_.arc(c)) {
            const std::int32_t x = state_.next(c);
            const std::int32_t y = state_.next(j);
            const std::int64_t gain =
                std::int64_t{state_.arc(c)} + state_.arc(j) - joined - metric(state_.spot(x), state_.spot(y));
            if (gain > 0) {
                turn_between(c, j);
                return true;
            }
        }
        const std::int32_t p = state_.prev(c);
        const std::int32_t o = state_.prev(j);
        if (joined < state_.arc(p)) {
            const std::int64_t gain =
                std::int64_t{state_.arc(p)} + state_.arc(o) - joined - metric(state_.spot(p), state_.spot(o));
            if (gain > 0) {
                turn_between(p, o);
                return true;
            }
        }
        return false;
    }

    /// Two stops of one route, in whichever order: turns what lies behind the first up to the second.
    void turn_between(std::int32_t a, std::int32_t b) {
        std::int32_t v = a;
        while (v != b && (state_.is_stop(v) || state_.is_head(v))) v = state_.next(v);
        v == b ? state_.turn(state_.next(a), b) : state_.turn(state_.next(b), a);
    }

    bool turn_heads(std::int32_t, std::int32_t) { return false; }

    /// A whole route rides with another kind of vehicle if that is cheaper. Of many kinds a few are tried each time.
    void change_kind(std::int32_t r) {
        const auto& kinds = state_.form().kinds;
        if (kinds[static_cast<std::size_t>(state_.kind(r))].anchored) return;
        std::int64_t best = cost_with(r, r);
        std::int32_t to = -1;
        for (std::int32_t tries = std::min(state_.kinds(), kinds_max); tries > 0; --tries) {
            kind_ = (kind_ + 1) % state_.kinds();
            const std::int32_t other = state_.unused(kind_);
            if (kind_ == state_.kind(r) || other < 0 || kinds[static_cast<std::size_t>(kind_)].anchored) continue;
            const std::int64_t cost = cost_with(r, other);
            if (cost >= best) continue;
            best = cost;
            to = other;
        }
        if (to >= 0) state_.move_route(r, to);
    }

    /// What the stops of a route would cost on another; more than anything if they may not ride there.
    [[nodiscard]] std::int64_t cost_with(std::int32_t r, std::int32_t other) const {
        constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
        const auto& costs = state_.costs(other);
        const auto& durations = state_.durations(other);
        const std::int32_t capacity = state_.capacity(other);
        std::int64_t cost = state_.fixed_cost(other);
        std::int32_t load = 0;
        std::int32_t from = state_.spot(state_.head(other));
        std::int32_t time = 0;
        if constexpr (State::Timed) time = state_.earliest(state_.head(other));
        for (std::int32_t v = state_.next(state_.head(r));; v = state_.next(v)) {
            const bool is_end = !state_.is_stop(v);
            const std::int32_t to = is_end ? state_.spot(state_.tail(other)) : state_.spot(v);
            cost += costs(from, to);
            if constexpr (State::Timed) {
                time += durations(from, to);
                if (time > state_.latest(is_end ? state_.tail(other) : v)) return never;
            }
            if (is_end) return cost;
            load += state_.demand(v);
            if (load > capacity || !state_.may_ride(v, other)) return never;
            if constexpr (State::Timed) time = std::max(time, state_.earliest(v)) + state_.service(v);
            from = to;
        }
    }

    static constexpr std::int32_t kinds_max = 4;

    State& state_;
    const NeighbourLists& near_;
    std::size_t width_;
    std::int32_t kind_ = 0;
    std::vector<std::int32_t> queue_;
};

}  // namespace marketplace::routing::detail
