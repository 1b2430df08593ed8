#pragma once
// The search itself: ruin, recreate, accept or take back; cooler as the budget is used up.

#include "adoption.hpp"
#include "budget.hpp"
#include "cooperation.hpp"
#include "local_search.hpp"
#include "loss.hpp"
#include "recreate.hpp"
#include "ruin.hpp"

#include <cmath>
#include <numeric>

namespace marketplace::routing::detail {

template <class State>
class Anneal {
public:
    using Company = Cooperation<typename State::Plan>;

    /// `who`: the number of this search in the company; only number 0 reports.
    Anneal(State& state, const Neighbourhoods& neighbourhoods, const SearchParameters& parameters, Budget& budget,
           std::uint64_t seed, Company& company, std::size_t who)
        : state_(state), parameters_(parameters), budget_(budget), company_(company), who_(who), random_(seed),
          ruin_(state, neighbourhoods.near, parameters_, random_),
          recreate_(state, neighbourhoods, parameters_, random_),
          local_search_(state, neighbourhoods, parameters.local_width), adoption_(state, random_) {
        const auto& kinds = state.form().kinds;
        adopts_ = kinds.size() == 1 && !kinds.front().anchored;
    }

    [[nodiscard]] Recreate<State>& recreate() { return recreate_; }
    [[nodiscard]] std::int64_t iterations() const { return iterations_; }
    [[nodiscard]] const std::vector<TracePoint>& trace() const { return trace_; }

    /// From the plan that the state holds to the best that the budget allows, which the state remembers.
    void run() {
        keep();
        start_ = state_.plan();
        begun_ = budget_.used(0);
        hot_ = parameters_.temperature_start * mean_arc_cost();
        cold_ = parameters_.temperature_end * mean_arc_cost();
        double next_meeting = 1.0 / Company::meetings;
        Checks checks{budget_};
        for (;; ++iterations_) {
            if (checks.is_due(iterations_)) {
                const double used = budget_.used(iterations_);
                if (used >= 1.0) break;
                cool((used - begun_) / (1.0 - begun_));
                if (used >= next_meeting) {
                    next_meeting += 1.0 / Company::meetings;
                    meet();
                }
                if (who_ == 0 && budget_.wants_report(used)) report(used);
            }
            step(temperature_);
        }
        company_.leave(who_);
        if (who_ == 0) report(1.0);
    }

private:
    static constexpr double probe = 0.02;        ///< of the budget, after which one knows how far it will go
    static constexpr std::int32_t large = 5'000;
    /// For each stop. With fewer a hot plan would not become as good again as it was, so it is made less hot;
    static constexpr double iterations_to_anneal = 50;
    static constexpr double iterations_to_forget = 4'000;  ///< with more it is made less hot, too.
    static constexpr double patient_heat = 0.5;  ///< of the first temperature, for a long search of a plain problem
    static constexpr bool constrained = State::Timed || State::Paired;
    static constexpr double chains_share = 0.7;  ///< of the budget, if there are several annealings
    static constexpr double elite_from = 0.8;    ///< of an annealing: its plans are good enough to be remembered
    static constexpr double squeeze_part = 0.3;  ///< of an annealing, after which a smaller plan must serve all
    static constexpr double reheat = 0.15;       ///< of the first temperature, for the last annealing

    /// Sets the temperature for a part of the budget done. Where the budget allows many iterations for each stop, one
    /// annealing often ends in the same valley as half of it would; then there are several, and the best goes on. Long
    /// routes take longer to settle: an annealing of their plan should have more iterations.
    void cool(double done) {
        if (chains_ == 0) {
            if (done < probe) {
                // Whether there is time to anneal at all is not known yet.
                temperature_ = state_.nodes() > large ? cold_ : hot_ * (constrained ? 1.0 : patient_heat);
                return;
            }
            plan_chains(static_cast<double>(iterations_) / done);
        }
        if (chains_ <= 1) {
            temperature_ = hot_ * std::pow(cold_ / hot_, done);
            return;
        }
        const double length = chains_share / chains_;
        const auto chain = std::min(static_cast<std::int32_t>(done / length), chains_);
        const bool last = chain == chains_;
        if (chain != chain_) {
            finish_chain();
            if (last || !squeeze()) state_.load(last ? state_.best_plan() : start_);
            chain_ = chain;
        }
        const double first = last ? hot_ * reheat : hot_;
        const double part = last ? (done - chains_share) / (1.0 - chains_share) : done / length - chain;
        if (squeezed_ && part > squeeze_part && !state_.bank().empty()) {
            release();
            state_.load(start_);
        }
        temperature_ = first * std::pow(cold_ / first, part);
        keeps_elites_ = adopts_ && !last && part > elite_from;
        adopts_now_ = adopts_ && last && adoption_.elites() > 1;
    }

    void plan_chains(double expected) {
        const double routes = std::max(1.0, static_cast<double>(state_.used().size()));
        const double stops = std::max(1, state_.nodes());
        const double length = parameters_.chain_length * stops * stops / routes;
        chains_ = std::clamp(static_cast<std::int32_t>(expected / length), 1, parameters_.chains_max);
        hot_ = std::max(cold_, hot_ * std::min(1.0, expected / stops / iterations_to_anneal));
        if constexpr (!constrained) {
            // As hot for as large a part of it, a long search would forget too much of its start.
            const double patience = std::pow(std::min(1.0, expected / stops / iterations_to_forget), 2);
            hot_ = std::max(cold_, hot_ * (1.0 - (1.0 - patient_heat) * patience));
        }
    }

    /// Begins with the best plan without one of its routes, and with room for no other. How many routes there are is
    /// decided while the plan is hot; later no step is large enough to empty one.
    bool squeeze() {
        if (constrained || !adopts_ || chain_ > 0) return false;
        typename State::Plan plan = state_.best_plan();
        std::erase_if(plan, [](const auto& route) { return route.empty(); });
        const auto load = [&](const std::vector<std::int32_t>& route) {
            return std::accumulate(route.begin(), route.end(), std::int64_t{0},
                                   [&](std::int64_t sum, std::int32_t v) { return sum + state_.demand(v); });
        };
        std::int64_t demand = 0;
        for (const auto& route : plan) demand += load(route);
        const auto fewer = static_cast<std::int64_t>(plan.size()) - 1;
        if (fewer < 1 || demand > fewer * state_.form().kinds.front().capacity) return false;
        plan.erase(std::min_element(plan.begin(), plan.end(),
                                    [&](const auto& a, const auto& b) { return load(a) < load(b); }));
        plan.resize(static_cast<std::size_t>(state_.slots()));
        state_.load(plan);
        state_.limit_routes(static_cast<std::size_t>(fewer));
        squeezed_ = true;
        return true;
    }

    void release() {
        state_.limit_routes(std::numeric_limits<std::size_t>::max());
        squeezed_ = false;
    }

    void step(double temperature) {
        const std::int64_t before = state_.cost();
        const std::int64_t cost_max =
            before + static_cast<std::int64_t>(std::ceil(temperature * loss_.draw(random_)));
        state_.begin();
        const bool adopted = adopts_now_ && random_.unit() < parameters_.adoption_rate && adoption_.run();
        const std::int32_t seed = adopted ? adoption_.seed() : ruin_.run();
        const auto& removed = adopted ? adoption_.removed() : ruin_.removed();
        if (!recreate_.run(removed, seed, cost_max)) {
            state_.undo();
            return;
        }
        // At the same cost mostly everybody went back to where he was. (With windows and pairs it still pays to look.)
        const bool is_new = constrained || state_.cost() != before;
        if (parameters_.local_width > 0 && is_new) local_search_.run(removed);
        if (keeps_elites_ && state_.cost() < chain_best_) keep_of_chain();
        if (state_.cost() < state_.best_cost()) keep();
    }

    /// Annealings of which the best goes on are more worth the more they differ: until then everybody goes on alone.
    void meet() {
        const bool alone = chains_ > 1 && chain_ < chains_;
        const std::int64_t cost = alone ? std::numeric_limits<std::int64_t>::max() : state_.cost();
        const auto other = company_.meet(who_, cost, [&] { return state_.plan(); });
        if (!other || alone) return;
        state_.load(*other);
        if (state_.cost() < state_.best_cost()) keep();
    }

    /// The best plan of an annealing is one of the elite that the last one may adopt routes of.
    void keep_of_chain() {
        chain_best_ = state_.cost();
        chain_best_plan_ = state_.plan();
    }

    void finish_chain() {
        if (!chain_best_plan_.empty()) adoption_.add(chain_best_plan_);
        release();
        chain_best_plan_.clear();
        chain_best_ = std::numeric_limits<std::int64_t>::max();
    }

    void keep() {
        state_.save();
        const TracePoint point{budget_.elapsed_us(), iterations_, state_.cost()};
        if (!trace_.empty() && trace_.back().iterations / 1024 == iterations_ / 1024 && trace_.size() > 1) {
            trace_.back() = point;
        } else {
            trace_.push_back(point);
        }
    }

    [[nodiscard]] double mean_arc_cost() const {
        std::int64_t sum = 0;
        std::int64_t arcs = 0;
        for (const std::int32_t r : state_.used()) {
            for (std::int32_t v = state_.head(r); v != state_.tail(r); v = state_.next(v), ++arcs) sum += state_.arc(v);
        }
        return arcs == 0 ? 1.0 : std::max(1e-3, static_cast<double>(sum) / static_cast<double>(arcs));
    }

    void report(double fraction) {
        std::int32_t missing = 0;
        for (const std::int32_t v : state_.bank()) missing += state_.is_required(v) ? 1 : 0;
        budget_.report({budget_.elapsed_us(), iterations_, fraction, state_.best_cost(),
                        static_cast<std::int32_t>(state_.used().size()), missing});
    }

    State& state_;
    const SearchParameters parameters_;
    Budget& budget_;
    Company& company_;
    std::size_t who_;
    Random random_;
    Ruin<State> ruin_;
    Recreate<State> recreate_;
    LocalSearch<State> local_search_;
    Adoption<State> adoption_;
    bool adopts_ = false;  ///< routes may be exchanged: all vehicles are alike
    bool adopts_now_ = false;
    bool keeps_elites_ = false;
    std::int64_t chain_best_ = std::numeric_limits<std::int64_t>::max();
    typename State::Plan chain_best_plan_;
    Loss loss_;
    std::int64_t iterations_ = 0;
    std::vector<TracePoint> trace_;
    typename State::Plan start_;
    bool squeezed_ = false;  ///< the plan may have one route less than the best
    double begun_ = 0;
    double hot_ = 1;
    double cold_ = 1;
    double temperature_ = 1;
    std::int32_t chains_ = 0;  ///< 0: not known yet
    std::int32_t chain_ = 0;
};

}  // namespace marketplace::routing::detail
