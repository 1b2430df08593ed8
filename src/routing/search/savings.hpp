#pragma once
// A first plan: routes of one stop each, joined end to end where that saves most.
// Clarke and Wright, "Scheduling of vehicles from a central depot to a number of delivery points", Operations Research
// 12(4), 1964; restricted to near stops. With windows only the end of one route is joined to the start of another.

#include "fast_state.hpp"
#include "neighbours.hpp"

#include <algorithm>
#include <vector>

namespace marketplace::routing::detail {

template <class State>
class Savings {
public:
    /// All routes are of one kind of vehicle.
    Savings(State& state, const Neighbourhoods& neighbourhoods, std::int32_t kind)
        : state_(state), hoods_(neighbourhoods), kind_(kind), first_(state.unused(kind)) {}

    /// Fills the routes of an empty plan; what finds no vehicle stays in the bank.
    void run() {
        if (first_ < 0) return;
        begin();
        collect();
        for (const Saving& saving : savings_) {
            if constexpr (State::Timed) {
                join_timed(saving.from, saving.to);
            } else {
                join(saving.from, saving.to);
            }
        }
        for (std::int32_t v = 0; v < state_.nodes(); ++v) {
            const auto& stops = routes_[at(v)];
            if (stops.empty() || !is_possible(stops)) continue;
            const std::int32_t r = state_.unused(kind_);
            if (r < 0) return;
            state_.append_all(r, stops);
        }
    }

private:
    struct Saving {
        std::int32_t value;
        std::int32_t from;
        std::int32_t to;
    };

    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

    void begin() {
        const auto nodes = at(state_.nodes());
        routes_.resize(nodes);
        route_.resize(nodes);
        load_.resize(nodes);
        for (std::int32_t v = 0; v < state_.nodes(); ++v) {
            routes_[at(v)] = {v};
            route_[at(v)] = v;
            load_[at(v)] = state_.demand(v);
        }
        capacity_ = state_.capacity(first_);
        start_ = state_.spot(state_.head(first_));
        end_ = state_.spot(state_.tail(first_));
    }

    void collect() {
        const auto& metric = state_.costs(first_);
        for (std::int32_t v = 0; v < state_.nodes(); ++v) {
            const auto list = State::Timed
                                  ? hoods_.after.of(v)
                                  : hoods_.near.of(v).first(std::min<std::size_t>(hoods_.near.of(v).size(), 40));
            for (const std::int32_t x : list) {
                if (!state_.may_ride(v, first_) || !state_.may_ride(x, first_)) continue;
                const std::int32_t value = metric(v, end_) + metric(start_, x) - metric(v, x);
                if (value > 0) savings_.push_back({value, v, x});
            }
        }
        std::sort(savings_.begin(), savings_.end(), [](const Saving& a, const Saving& b) {
            return a.value != b.value ? a.value > b.value : a.from != b.from ? a.from < b.from : a.to < b.to;
        });
    }

    void join(std::int32_t from, std::int32_t to) {
        auto& a = routes_[at(route_[at(from)])];
        auto& b = routes_[at(route_[at(to)])];
        if (&a == &b || !fits(from, to)) return;
        if (a.back() != from) {
            if (a.front() != from) return;
            if (b.front() != to && b.back() != to) return;
            std::reverse(a.begin(), a.end());
        }
        if (b.front() != to) {
            if (b.back() != to) return;
            std::reverse(b.begin(), b.end());
        }
        append(a, b);
    }

    void join_timed(std::int32_t from, std::int32_t to) {
        auto& a = routes_[at(route_[at(from)])];
        auto& b = routes_[at(route_[at(to)])];
        if (&a == &b || a.back() != from || b.front() != to || !fits(from, to) || !in_time(a, b)) return;
        append(a, b);
    }

    [[nodiscard]] bool fits(std::int32_t from, std::int32_t to) const {
        return load_[at(route_[at(from)])] + load_[at(route_[at(to)])] <= capacity_;
    }

    /// Both are reversed at once by the caller, so distances may be asymmetric by then: costs are exact in the state.
    void append(std::vector<std::int32_t>& a, std::vector<std::int32_t>& b) {
        const std::int32_t into = route_[at(a.front())];
        load_[at(into)] += load_[at(route_[at(b.front())])];
        for (const std::int32_t v : b) route_[at(v)] = into;
        a.insert(a.end(), b.begin(), b.end());
        b.clear();
    }

    [[nodiscard]] bool in_time(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) const {
        const auto& metric = state_.durations(first_);
        std::int32_t time = state_.earliest(state_.head(first_));
        std::int32_t from = start_;
        for (const auto* part : {&a, &b}) {
            for (const std::int32_t v : *part) {
                time = std::max(time + metric(from, v), state_.earliest(v));
                if (time > state_.latest(v)) return false;
                time += state_.service(v);
                from = v;
            }
        }
        return time + metric(from, end_) <= state_.latest(state_.tail(first_));
    }

    [[nodiscard]] bool is_possible(const std::vector<std::int32_t>& stops) const {
        if (load_[at(route_[at(stops.front())])] > capacity_ || !state_.may_ride(stops.front(), first_)) return false;
        if constexpr (State::Timed) return in_time(stops, {});
        return true;
    }

    State& state_;
    const Neighbourhoods& hoods_;
    std::int32_t kind_;
    std::int32_t first_;  ///< a route of the kind, for what all of them share
    std::vector<Saving> savings_;
    std::vector<std::vector<std::int32_t>> routes_;
    std::vector<std::int32_t> route_;
    std::vector<std::int32_t> load_;
    std::int32_t capacity_ = 0;
    std::int32_t start_ = 0;
    std::int32_t end_ = 0;
};

}  // namespace marketplace::routing::detail
