#pragma once
// The search itself: one iteration after the other, cooler as the budget is used up.

#include "budget.hpp"
#include "cooperation.hpp"
#include "parts.hpp"
#include "step.hpp"

#include <cmath>
#include <numeric>
#include <optional>

namespace marketplace::routing::detail {

/// What an annealing tells the others. Of a divided plan only one's own parts are filled.
struct AnnealWord {
    double used = 0;
    double expected = 0;  ///< iterations within the budget
    double routes = 0;
    double hot = 1;
    double cold = 1;
    std::int64_t cost = std::numeric_limits<std::int64_t>::max();
    SlotPlan plan;
    SlotPlan best;
    std::vector<SlotPlan> elite;
};

template <class State>
class Anneal {
public:
    using Word = AnnealWord;
    using Company = Cooperation<Word>;

    /// `who`: the number of this search in the company; only number 0 reports. The seed is that of the company.
    Anneal(State& state, const Neighbourhoods& neighbourhoods, const SearchParameters& parameters, Budget& budget,
           std::uint32_t seed, Company& company, std::size_t who)
        : state_(state), neighbourhoods_(neighbourhoods), parameters_(parameters), budget_(budget), company_(company),
          who_(who), random_(seed + (static_cast<std::uint64_t>(who) << 32)), division_random_(seed),
          step_(state, neighbourhoods, parameters_, random_), checks_(budget) {
        const auto& kinds = state.form().kinds;
        adopts_ = kinds.size() == 1 && !kinds.front().anchored;
    }

    [[nodiscard]] Recreate<State>& recreate() { return step_.recreate(); }
    [[nodiscard]] std::int64_t iterations() const { return iterations_; }
    [[nodiscard]] const std::vector<TracePoint>& trace() const { return trace_; }

    /// From the plan that the state holds to the best that the budget allows, which the state remembers.
    void run() {
        keep();
        start_ = state_.plan();
        begun_ = budget_.used(0);
        hot_ = parameters_.temperature_start * mean_arc_cost();
        cold_ = parameters_.temperature_end * mean_arc_cost();
        until_ = probe;
        do {
            word_ = {};
            division_ ? run_parts() : run_whole();
        } while (meet());
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
    static constexpr double meetings = 40;
    static constexpr double merge_from = 0.8;      ///< of annealings side by side: routes are exchanged
    static constexpr double take_over_from = 0.9;  ///< and the worse plans are given up
    /// Of a part, mostly: what a search reads of so many lies near the processor.
    static constexpr std::size_t part_stops = constrained ? 300 : 450;
    static constexpr std::size_t part_stops_min = 60;
    /// Between parts nothing moves. Where there is time for each stop, a hot plan loses more by that than a second
    /// search gains, unless its parts are large. (With windows or pairs it has not been seen to.)
    static constexpr std::size_t hot_part_stops_min = 400;
    static constexpr double iterations_to_settle = 2'000;
    static constexpr std::size_t part_routes_min = 3;
    static constexpr double part_iterations = 10;  ///< for each stop, until the plan is divided anew
    static constexpr double divisions_min = 4;
    static constexpr double divisions_max = 200;

    /// Sets the temperature for a part of the budget done. Where the budget allows many iterations for each stop, one
    /// annealing often ends in the same valley as half of it would; then there are several, and the best goes on. Long
    /// routes take longer to settle: an annealing of their plan should have more iterations.
    void cool(double done) {
        if (chains_ == 0) {
            // Whether there is time to anneal at all is not known yet.
            temperature_ = state_.nodes() > large ? cold_ : hot_ * (constrained ? 1.0 : patient_heat);
            return;
        }
        if (chains_ <= 1) {
            temperature_ = hot_ * std::pow(cold_ / hot_, done);
            adopts_now_ = merges_ && !division_;
            return;
        }
        const double length = chains_share / chains_;
        const bool last = is_last();
        const auto chain = last ? chains_ : std::min(static_cast<std::int32_t>(done / length), chains_ - 1);
        if (chain != chain_) {
            finish_chain();
            if (!squeeze()) state_.load(start_);
            chain_ = chain;
        }
        const double first = last ? hot_ * reheat : hot_;
        const double part = last ? (done - chains_share) / (1.0 - chains_share) : std::min(1.0, done / length - chain);
        if (squeezed_ && part > squeeze_part && !state_.bank().empty()) {
            release();
            state_.load(start_);
        }
        temperature_ = first * std::pow(cold_ / first, part);
        keeps_elite_ = adopts_ && !last && part > elite_from;
        adopts_now_ = has_elite();
    }

    void plan_chains(double expected, double routes) {
        const double stops = std::max(1, state_.nodes());
        const double length = parameters_.chain_length * stops * stops / routes;
        chains_ = std::clamp(static_cast<std::int32_t>(expected / length), 1, parameters_.chains_max);
        // Parts of one plan have the iterations of all searches. Side by side each plan has only its own.
        const bool shares = chains_ == 1 && parts_for(static_cast<std::size_t>(routes)) > 1;
        if (shares) expected *= static_cast<double>(company_.searches());
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

    [[nodiscard]] bool is_last() const { return chains_ > 0 && chain_ == chains_; }
    [[nodiscard]] bool is_alone() const { return chains_ > 1 && !is_last(); }
    [[nodiscard]] bool has_elite() const { return adopts_ && is_last() && elite_.size() > 1; }
    /// The part of what was left of the budget at the beginning.
    [[nodiscard]] double done(double used) const { return (used - begun_) / (1.0 - begun_); }

    /// Iterations until a part of the budget is done; tells when a plan was kept.
    template <class Kept>
    void iterate(Step<State>& step, double until, Kept kept) {
        const double used_until = std::min(1.0, begun_ + until * (1.0 - begun_));
        for (;; ++iterations_) {
            if (checks_.is_due(iterations_)) {
                const double used = budget_.used(iterations_);
                if (who_ == 0 && used < 1.0 && budget_.wants_report(used)) report(used);
                if (used >= used_until) return;
                cool(done(used));
            }
            if (step.run(temperature_, adopts_now_)) kept();
        }
    }

    void run_whole() {
        iterate(step_, until_, [&] {
            if (keeps_elite_ && state_.cost() < chain_best_) keep_of_chain();
            keep_if_best();
        });
    }

    /// One's own parts, one after the other, each for as much of the time as it has of the stops.
    void run_parts() {
        word_.plan.resize(plan_.size());
        word_.best.resize(plan_.size());
        const std::size_t mine = parts_ / company_.searches();
        for (std::size_t i = 0; i < mine; ++i) {
            const double share = static_cast<double>(i + 1) / static_cast<double>(mine);
            run_part(division_->part(who_ + i * company_.searches()), from_ + (until_ - from_) * share);
        }
    }

    void run_part(const Part& part, double until) {
        if (part.nodes.size() < 2 || part.slots.empty()) {
            part.write(part.plan, word_.plan);
            part.write(part.plan, word_.best);
            return;
        }
        State state{part.form};
        Step<State> step{state, part.near, parameters_, random_};
        state.load(part.plan);
        state.save();
        if (has_elite()) {
            for (const SlotPlan& plan : elite_) step.adoption().add(part.read(plan));
        }
        iterate(step, until, [&] {
            if (state.cost() < state.best_cost()) state.save();
        });
        part.write(state.plan(), word_.plan);
        part.write(state.best_plan(), word_.best);
    }

    /// What the searches do at set parts of the budget. False if it was the last time.
    ///
    /// Annealings of which the best goes on are more worth the more they differ: until then everybody goes on alone.
    /// Later each has parts of one plan, or, if that is too small, a plan of its own.
    bool meet() {
        const bool ends_chains = is_alone() && until_ >= chains_share;
        if (ends_chains) finish_chain();
        speak(ends_chains);
        const auto& words = company_.meet(who_, meeting_++, std::move(word_));
        if (division_) join(words);
        if (is_over(words)) return false;
        if (chains_ == 0) agree(words);
        if (ends_chains) begin_last(words);
        if (!is_alone() && !divide(words, division_ || ends_chains)) {
            if (!division_ && !ends_chains) merge(words);
            division_.reset();
        }
        from_ = until_;
        until_ = std::min(1.0, until_ + period());
        if (is_alone() && from_ < chains_share) until_ = std::min(until_, chains_share);
        return true;
    }

    void speak(bool ends_chains) {
        word_.used = budget_.used(iterations_);
        word_.expected = static_cast<double>(iterations_) / std::max(1e-9, done(word_.used));
        word_.routes = static_cast<double>(state_.used().size());
        word_.hot = hot_;
        word_.cold = cold_;
        if (ends_chains) {
            word_.cost = state_.best_cost();
            word_.plan = state_.best_plan();
            word_.elite = elite_;
        } else if (!division_ && !is_alone()) {
            word_.cost = state_.cost();
            word_.plan = state_.plan();
        }
    }

    /// Now everybody knows how far the budget goes.
    void agree(const std::vector<Word>& words) {
        expected_ = std::numeric_limits<double>::max();
        for (const Word& word : words) expected_ = std::min(expected_, word.expected);
        hot_ = words.front().hot;
        cold_ = words.front().cold;
        plan_chains(expected_, std::max(1.0, words.front().routes));
    }

    /// Of the budget, until the next meeting. Between parts nothing moves, so they are made anew often.
    [[nodiscard]] double period() const {
        if (!division_) return 1.0 / meetings;
        return 1.0 / std::clamp(divisions(), divisions_min, divisions_max);
    }

    [[nodiscard]] double divisions() const {
        return expected_ * static_cast<double>(company_.searches()) / (part_iterations * std::max(1, state_.nodes()));
    }

    /// Into how many parts a plan of so many routes is divided: 1 if it is too small.
    [[nodiscard]] std::size_t parts_for(std::size_t routes) const {
        const std::size_t searches = company_.searches();
        const auto stops = static_cast<std::size_t>(state_.nodes());
        const std::size_t parts = searches * std::max<std::size_t>(1, stops / (part_stops * searches));
        const bool is_hot = !constrained && !is_last();
        const bool settles = is_hot && expected_ > iterations_to_settle * static_cast<double>(stops);
        const std::size_t least = settles ? hot_part_stops_min : part_stops_min;
        return stops < least * parts || routes < part_routes_min * parts ? 1 : parts;
    }

    /// Gives each search parts of a plan that all of them have: what they hold, if it is `common`, or else the best.
    /// False if that is too small.
    bool divide(const std::vector<Word>& words, bool common) {
        SlotPlan plan = common ? state_.plan() : best_of(words).plan;
        const auto routes = static_cast<std::size_t>(
            std::count_if(plan.begin(), plan.end(), [](const auto& route) { return !route.empty(); }));
        parts_ = parts_for(routes);
        if (parts_ < 2 || divisions() < divisions_min) return false;
        if (!common) {
            state_.load(plan);
            keep_if_best();
        }
        plan_ = std::move(plan);
        division_.emplace(state_.form(), neighbourhoods_, plan_, parts_, division_random_);
        return true;
    }

    /// Puts the parts together.
    void join(const std::vector<Word>& words) {
        SlotPlan best(plan_.size());
        for (std::size_t r = 0; r < plan_.size(); ++r) {
            const Word& word = words[division_->part_of_slot(r) % words.size()];
            plan_[r] = word.plan[r];
            best[r] = word.best[r];
        }
        state_.load(best);
        keep_if_best();
        state_.load(plan_);
    }

    [[nodiscard]] static const Word& best_of(const std::vector<Word>& words) {
        return *std::min_element(words.begin(), words.end(),
                                 [](const Word& a, const Word& b) { return a.cost < b.cost; });
    }

    /// The last annealing begins with the best plan of all, and may take over routes of those of all.
    void begin_last(const std::vector<Word>& words) {
        elite_.clear();
        for (const Word& word : words) elite_.insert(elite_.end(), word.elite.begin(), word.elite.end());
        for (const SlotPlan& plan : elite_) step_.adoption().add(plan);
        state_.load(best_of(words).plan);
        keep_if_best();
        chain_ = chains_;
    }

    /// What becomes of plans side by side. Whatever one took over while it is hot would soon be lost, and with it what
    /// made the plans differ; so they are left alone until they are cold. Then each takes over routes of the others,
    /// and at last the worse half goes on from the best.
    void merge(const std::vector<Word>& words) {
        if (is_last()) return take_over(words);
        if (words.size() < 2 || until_ < merge_from) return;
        if (adopts_) {
            step_.adoption().clear();
            for (const Word& word : words) step_.adoption().add(word.plan);
            merges_ = true;
        }
        if (until_ >= take_over_from) take_over(words);
    }

    /// Those that are worst go on from the plan of the best.
    void take_over(const std::vector<Word>& words) {
        const std::size_t other = resample(words, who_);
        if (other == who_) return;
        state_.load(words[other].plan);
        keep_if_best();
    }

    void keep_if_best() {
        if (state_.cost() < state_.best_cost()) keep();
    }

    /// The best plan of an annealing is one of the elite that the last one may adopt routes of.
    void keep_of_chain() {
        chain_best_ = state_.cost();
        chain_best_plan_ = state_.plan();
    }

    void finish_chain() {
        if (!chain_best_plan_.empty()) elite_.push_back(chain_best_plan_);
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
    const Neighbourhoods& neighbourhoods_;
    const SearchParameters parameters_;
    Budget& budget_;
    Company& company_;
    std::size_t who_;
    Random random_;
    Random division_random_;  ///< the same for all
    Step<State> step_;
    Checks checks_;
    std::size_t meeting_ = 0;
    double from_ = 0;   ///< of the budget done: the last meeting
    double until_ = 1;  ///< and the next
    double expected_ = 1;
    Word word_;
    SlotPlan plan_;  ///< that was divided
    std::optional<Division> division_;
    std::size_t parts_ = 1;
    std::vector<SlotPlan> elite_;  ///< whose routes the last annealing may take over
    bool adopts_ = false;  ///< routes may be exchanged: all vehicles are alike
    bool adopts_now_ = false;
    bool keeps_elite_ = false;
    bool merges_ = false;  ///< the only annealing takes over routes of those beside it
    std::int64_t chain_best_ = std::numeric_limits<std::int64_t>::max();
    typename State::Plan chain_best_plan_;
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
