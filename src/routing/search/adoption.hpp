#pragma once
// Recombination: a plan takes over a route of another good plan. What stood in its way is taken out, to be put back
// greedily. (The idea of route exchange crossovers such as Nagata, Bräysy and Dullaert, "A penalty-based edge assembly
// memetic algorithm for the vehicle routing problem with time windows", Computers & Operations Research 37(4), 2010,
// as a move of an annealing.)

#include "../random.hpp"
#include "fast_state.hpp"

#include <algorithm>
#include <vector>

namespace marketplace::routing::detail {

template <class State>
class Adoption {
public:
    Adoption(State& state, Random& random) : state_(state), random_(random) {}

    /// Remembers a good plan.
    void add(const typename State::Plan& plan) {
        Elite elite;
        elite.route.assign(static_cast<std::size_t>(state_.nodes()), -1);
        for (const auto& stops : plan) {
            for (const std::int32_t v : stops) {
                elite.route[static_cast<std::size_t>(v)] = static_cast<std::int32_t>(elite.routes.size());
            }
            if (!stops.empty()) elite.routes.push_back(stops);
        }
        elites_.push_back(std::move(elite));
    }
    void clear() { elites_.clear(); }
    [[nodiscard]] std::size_t elites() const { return elites_.size(); }

    /// Takes over a route around a random stop; false if the plan has it already. What has to be put back is in
    /// `removed`, the stop in `seed`.
    bool run() {
        removed_.clear();
        seed_ = static_cast<std::int32_t>(random_.below(static_cast<std::uint32_t>(state_.nodes())));
        const Elite& elite = elites_[random_.below(static_cast<std::uint32_t>(elites_.size()))];
        const std::int32_t from = elite.route[static_cast<std::size_t>(seed_)];
        if (from < 0) return false;
        const auto& stops = elite.routes[static_cast<std::size_t>(from)];
        const std::int32_t nearest = most_alike(stops);
        if (nearest < 0 || is_same(nearest, stops)) return false;
        take_out_all(nearest, stops);
        std::int32_t after = state_.head(nearest);
        for (const std::int32_t v : stops) {
            state_.insert(v, after);
            after = v;
        }
        return true;
    }

    [[nodiscard]] const std::vector<std::int32_t>& removed() const { return removed_; }
    [[nodiscard]] std::int32_t seed() const { return seed_; }

private:
    struct Elite {
        std::vector<std::vector<std::int32_t>> routes;
        std::vector<std::int32_t> route;  ///< by node
    };

    /// The route that shares most stops with a list.
    [[nodiscard]] std::int32_t most_alike(const std::vector<std::int32_t>& stops) {
        std::int32_t best = -1;
        std::ptrdiff_t most = 0;
        for (const std::int32_t v : stops) {
            if (!state_.is_served(v)) continue;
            const std::int32_t r = state_.route(v);
            const auto shared =
                std::count_if(stops.begin(), stops.end(), [&](std::int32_t x) { return state_.route(x) == r; });
            if (shared > most) {
                most = shared;
                best = r;
            }
        }
        return best;
    }

    [[nodiscard]] bool is_same(std::int32_t r, const std::vector<std::int32_t>& stops) const {
        if (state_.size(r) != static_cast<std::int32_t>(stops.size())) return false;
        std::int32_t v = state_.next(state_.head(r));
        for (const std::int32_t stop : stops) {
            if (v != stop) return false;
            v = state_.next(v);
        }
        return true;
    }

    /// Empties a route, and takes the stops of a list out of the others, with their mates.
    void take_out_all(std::int32_t r, const std::vector<std::int32_t>& stops) {
        gone_.clear();
        for (std::int32_t v = state_.next(state_.head(r)); state_.is_stop(v); v = state_.next(v)) gone_.push_back(v);
        gone_.insert(gone_.end(), stops.begin(), stops.end());
        for (const std::int32_t v : gone_) {
            if (!state_.is_served(v)) continue;
            const std::int32_t mate = state_.mate(v);
            const std::int32_t first = state_.is_first(v) ? v : mate;
            state_.remove(v);
            if (mate >= 0) state_.remove(mate);
            if (std::find(stops.begin(), stops.end(), first) == stops.end()) removed_.push_back(first);
        }
        state_.settle();
    }

    State& state_;
    Random& random_;
    std::vector<Elite> elites_;
    std::vector<std::int32_t> removed_;
    std::vector<std::int32_t> gone_;
    std::int32_t seed_ = 0;
};

}  // namespace marketplace::routing::detail
