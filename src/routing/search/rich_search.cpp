#include "rich_search.hpp"

#include "../random.hpp"
#include "cooperation.hpp"
#include "exponential.hpp"
#include "rich_state.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

namespace marketplace::routing::detail {
namespace {

class RichSearch {
public:
    /// What it tells the others.
    struct Word {
        double used = 0;
        std::int64_t cost = std::numeric_limits<std::int64_t>::max();
        RichState::Plan plan;
    };
    using Company = Cooperation<Word>;

    RichSearch(const RichForm& form, const SolveOptions& options, const SearchParameters& parameters, Budget& budget,
               Company& company, std::size_t who)
        : form_(form), parameters_(parameters), budget_(budget), company_(company), who_(who),
          random_(options.seed + (static_cast<std::uint64_t>(who) << 32)), state_(form),
          stamps_(form.slots.size(), 0) {}

    void run(const std::vector<RoutePlan>& start) {
        adopt(start);
        removed_.clear();
        recreate(true);
        state_.settle();
        keep();
        anneal();
    }

    [[nodiscard]] const RichState& state() const { return state_; }
    [[nodiscard]] std::int64_t iterations() const { return iterations_; }
    [[nodiscard]] const std::vector<TracePoint>& trace() const { return trace_; }

private:
    static constexpr double meetings = 40;
    static constexpr std::size_t waiting_max = 8;
    static constexpr std::size_t all_routes_max = 2'000;  ///< nodes, for the first plan to look at all of its routes

    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

    void anneal() {
        const double first = budget_.used(0);
        const double hot = parameters_.temperature_start * mean_cost();
        const double cold = parameters_.temperature_end * mean_cost();
        Checks checks{budget_};
        double temperature = hot;
        double used = first;
        for (std::size_t meeting = 0;; ++meeting) {
            const double until = std::min(1.0, first + (1.0 - first) * static_cast<double>(meeting + 1) / meetings);
            for (;; ++iterations_) {
                if (checks.is_due(iterations_)) {
                    used = budget_.used(iterations_);
                    if (used >= until) break;
                    temperature = hot * std::pow(cold / hot, (used - first) / (1.0 - first));
                    if (who_ == 0 && budget_.wants_report(used)) report(used);
                }
                step(temperature);
            }
            if (!meet(meeting, used)) break;
        }
        if (who_ == 0) report(1.0);
    }

    /// False if it was the last time.
    bool meet(std::size_t meeting, double used) {
        if (company_.searches() == 1) return used < 1.0;
        const auto& words = company_.meet(who_, meeting, {used, state_.cost(), state_.plan()});
        if (is_over(words)) return false;
        const std::size_t other = resample(words, who_);
        if (other == who_) return true;
        state_.load(words[other].plan);
        if (state_.cost() < state_.best_cost()) keep();
        return true;
    }

    void adopt(const std::vector<RoutePlan>& start) {
        for (const RoutePlan& plan : start) {
            for (std::size_t s = 0; s < form_.slots.size(); ++s) {
                const Slot& slot = form_.slots[s];
                if (form_.model->kinds[at(slot.kind)].type != plan.vehicle_type || slot.vehicle != plan.vehicle)
                    continue;
                std::vector<std::int32_t> items;
                for (const Visit& visit : plan.visits) items.push_back(form_.item_of(slot, visit));
                state_.adopt(static_cast<std::int32_t>(s), items);
            }
        }
    }

    void step(double temperature) {
        const std::int64_t before = state_.cost();
        state_.begin();
        ruin();
        recreate(false);
        state_.settle();
        const std::int64_t after = state_.cost();
        if (after >= before + static_cast<std::int64_t>(std::ceil(temperature * loss_.draw(random_)))) {
            state_.undo();
        } else if (after < state_.best_cost()) {
            keep();
        }
    }

    /// Strings of orders around a stop, as in the fast search, but of whole orders.
    void ruin() {
        chosen_.clear();
        removed_.clear();
        const auto nodes = static_cast<std::uint32_t>(form_.model->nodes.size());
        if (nodes == 0) return;
        seed_ = static_cast<std::int32_t>(random_.below(nodes));
        if (state_.used().empty()) return;
        const double longest = std::clamp(double(nodes) / double(state_.used().size()), 1.0, parameters_.string_max);
        const double mean = parameters_.removed_mean * std::pow(parameters_.removed_spread, 2.0 * random_.unit() - 1.0);
        const double most = std::max(1.0, 4.0 * mean / (1.0 + longest) - 1.0);
        const auto routes = static_cast<std::size_t>(random_.unit() * most + 1.0);
        ruined_.clear();
        pick_around(seed_, longest);
        for (const std::int32_t node : form_.near[at(seed_)]) {
            if (ruined_.size() >= routes) break;
            pick_around(node, longest);
        }
        state_.remove(chosen_, removed_);
        if (random_.below(2) == 0) state_.shake_breaks(random_);
    }

    /// A string of the trip in which a stop is.
    void pick_around(std::int32_t node, double longest) {
        const std::int32_t slot = state_.slot_of(form_.model->nodes[at(node)].order);
        if (slot < 0) return;
        const RichRoute& route = state_.route(slot);
        const std::int32_t position = state_.position_of(node);
        const Trip trip{slot, route.trip_of(position)};
        if (std::find(ruined_.begin(), ruined_.end(), trip) != ruined_.end()) return;
        ruined_.push_back(trip);
        const auto& items = route.items();
        std::int32_t first = position;
        while (first > route.slot().locked && route.trip_of(first) == trip.number) --first;
        stops_.clear();
        std::size_t here = 0;
        for (auto i = at(std::max(first, route.slot().locked)); i < items.size(); ++i) {
            if (route.trip_of(static_cast<std::int32_t>(i)) > trip.number) break;
            if (!form_.is_stop(items[i]) || route.trip_of(static_cast<std::int32_t>(i)) < trip.number) continue;
            if (items[i] == node) here = stops_.size();
            stops_.push_back(items[i]);
        }
        if (stops_.empty()) return;
        const std::size_t size = stops_.size();
        const auto length =
            std::min(size, static_cast<std::size_t>(random_.unit() * std::min(longest, double(size)) + 1.0));
        std::size_t kept = 0;
        if (length > 1 && length < size && random_.unit() < parameters_.split_rate) {
            kept = 1;
            while (length + kept < size && random_.unit() < parameters_.split_stop) ++kept;
        }
        const std::size_t whole = length + kept;
        const std::size_t low = here + 1 > whole ? here + 1 - whole : 0;
        const std::size_t high = std::min(here, size - whole);
        const std::size_t begin = low + random_.below(static_cast<std::uint32_t>(high - low + 1));
        const std::size_t gap = kept > 0 ? random_.below(static_cast<std::uint32_t>(length) + 1) : whole;
        for (std::size_t i = 0; i < whole; ++i) {
            if (i >= gap && i < gap + kept) continue;
            const std::int32_t other = form_.model->nodes[at(stops_[begin + i])].order;
            if (std::find(chosen_.begin(), chosen_.end(), other) == chosen_.end()) chosen_.push_back(other);
        }
    }

    void recreate(bool everything) {
        queue_.clear();
        eager_ = !everything && random_.below(10) == 0;
        const std::uint32_t way = random_.below(13);
        for (const std::int32_t order : removed_) queue_.push_back({key_of(order, way), order});
        everything ? offer_all(way) : offer_some(way);
        std::sort(queue_.begin(), queue_.end());
        // Those that must come after others wait until the others have been placed.
        for (int round = 0; round < 3 && !queue_.empty(); ++round) {
            std::erase_if(queue_, [&](const Entry& entry) {
                return state_.slot_of(entry.order) >= 0 || place(entry.order, everything);
            });
            if (form_.followers.empty()) return;
        }
    }

    void offer_all(std::uint32_t way) {
        for (const std::int32_t order : state_.bank()) {
            if (std::find(removed_.begin(), removed_.end(), order) == removed_.end())
                queue_.push_back({key_of(order, way), order});
        }
    }

    void offer_some(std::uint32_t way) {
        const auto offer = [&](std::int32_t order) {
            if (state_.slot_of(order) >= 0 ||
                std::any_of(queue_.begin(), queue_.end(), [&](const Entry& e) { return e.order == order; }))
                return;
            queue_.push_back({key_of(order, way), order});
        };
        if (state_.bank().size() <= removed_.size()) return;
        const std::size_t most = removed_.size() + waiting_max;
        offer(form_.model->nodes[at(seed_)].order);
        for (const std::int32_t node : form_.near[at(seed_)]) {
            if (queue_.size() >= most) break;
            offer(form_.model->nodes[at(node)].order);
        }
        for (int i = 0; i < 4; ++i)
            offer(state_.bank()[random_.below(static_cast<std::uint32_t>(state_.bank().size()))]);
    }

    std::int64_t key_of(std::int32_t order, std::uint32_t way) {
        const Order& of = form_.order(order);
        const Item& first = form_.item(of.first);
        if (way < 5) return static_cast<std::int64_t>(random_.next() >> 2);
        if (way < 7) return -form_.penalty[at(order)];
        if (way < 9) return -form_.travel.front().distance(form_.slots.front().type->start.value_or(0), first.place);
        if (way < 10) return form_.travel.front().distance(form_.slots.front().type->start.value_or(0), first.place);
        if (first.windows.empty()) return 0;
        if (way < 12) return first.windows.back().latest - first.windows.front().earliest;
        return first.windows.front().earliest;
    }

    bool place(std::int32_t order, bool everywhere) {
        best_.set(state_.worth(order), -1, -1);
        best_.slot = -1;
        // Now and then an order is served although it is not worth it: the next one may pay for the way.
        if (eager_ && best_.cost > 0) best_.cost = no_limit;
        slots_.clear();
        what_ = state_.order_for(order);
        const std::int32_t bound = state_.bound_to(order);
        if (bound < -1) return false;
        if (bound >= 0) {
            slots_.push_back(bound);
            state_.find(order, what_, bound, best_);
        } else if (everywhere && form_.model->nodes.size() <= all_routes_max) {
            look_everywhere(order);
        } else {
            look_near(order);
            // A new route that is cheaper now mostly costs more in the end.
            const bool is_pair = form_.order(order).second >= 0;
            if (best_.slot < 0 || is_pair || random_.unit() < parameters_.new_route_rate) look_at_unused(order);
            if (best_.slot < 0) look_everywhere(order);
        }
        if (best_.slot < 0 && form_.has_breaks) {
            for (const std::int32_t slot : slots_) state_.find_with_break(order, what_, slot, best_);
        }
        if (best_.slot < 0) return false;
        state_.insert(order, best_);
        return true;
    }

    void look_everywhere(std::int32_t order) {
        state_.candidates(order, slots_);
        for (const std::int32_t slot : slots_) state_.find(order, what_, slot, best_);
    }

    /// Beside the nearest stops, for a shipment in the routes that they are on; and in trips of its own.
    void look_near(std::int32_t order) {
        const Order& of = form_.order(order);
        const auto width = static_cast<std::size_t>(parameters_.neighbours);
        const bool is_pair = of.second >= 0 && form_.locked_in[at(of.first)] < 0;
        ++stamp_;
        for (const std::int32_t node : {of.first, of.second}) {
            if (node < 0) continue;
            const auto& near = form_.near[at(node)];
            for (std::size_t i = 0; i < std::min(width, near.size()); ++i) {
                const std::int32_t slot = state_.slot_of(form_.model->nodes[at(near[i])].order);
                if (slot < 0 || !state_.may_ride(order, slot) || blinks()) continue;
                if (!is_pair) state_.find_beside(order, what_, near[i], best_);
                if (stamps_[at(slot)] == stamp_) continue;
                stamps_[at(slot)] = stamp_;
                if (is_pair) state_.find(order, what_, slot, best_);
                slots_.push_back(slot);
            }
        }
        if (!form_.has_reloads) return;
        for (const std::int32_t slot : state_.used()) {
            if (state_.may_ride(order, slot)) state_.find_trip(order, what_, slot, best_);
        }
    }

    /// Now and then a position is overlooked, which is what lets greedy insertion vary.
    bool blinks() {
        if (until_blink_-- > 0) return false;
        until_blink_ = static_cast<std::int64_t>(
            std::min(1e9, std::log(1.0 - random_.unit()) / std::log1p(-parameters_.blink_rate)));
        return true;
    }

    /// Vehicles that are not yet on their way. The kind that is cheapest for one order is mostly the smallest one, so
    /// now and then another has its chance.
    void look_at_unused(std::int32_t order) {
        state_.unused_for(order, unused_);
        if (unused_.size() > 1 && random_.below(2) == 0) {
            const std::int32_t slot = unused_[random_.below(static_cast<std::uint32_t>(unused_.size()))];
            state_.find(order, what_, slot, best_);
            if (best_.slot >= 0) return;
        }
        for (const std::int32_t slot : unused_) state_.find(order, what_, slot, best_);
    }

    void keep() {
        state_.save();
        trace_.push_back({budget_.elapsed_us(), iterations_, state_.cost()});
    }

    /// Of the way from one stop to the next.
    [[nodiscard]] double mean_cost() const {
        std::int64_t cost = 0;
        std::int64_t ways = 1;
        for (const std::int32_t slot : state_.used()) {
            const RichRoute& route = state_.route(slot);
            const VehicleType& type = *route.slot().type;
            cost += type.distance_cost * route.distance() + (type.travel_cost + type.duration_cost) * route.travel();
            ways += static_cast<std::int64_t>(route.items().size()) + 1;
        }
        return std::max(1e-3, static_cast<double>(cost) / static_cast<double>(ways));
    }

    void report(double fraction) {
        SolveProgress progress{budget_.elapsed_us(), iterations_, fraction, state_.best_cost(), 0, 0};
        progress.routes = static_cast<std::int32_t>(state_.used().size());
        for (const std::int32_t order : state_.bank()) progress.unserved += state_.is_required(order) ? 1 : 0;
        budget_.report(progress);
    }

    struct Trip {
        std::int32_t slot;
        std::int32_t number;
        friend bool operator==(const Trip&, const Trip&) = default;
    };
    struct Entry {
        std::int64_t key;
        std::int32_t order;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };

    const RichForm& form_;
    const SearchParameters& parameters_;
    Budget& budget_;
    Company& company_;
    std::size_t who_;
    Random random_;
    RichState state_;
    Exponential loss_;
    std::int64_t iterations_ = 0;
    std::vector<TracePoint> trace_;
    std::int32_t seed_ = 0;
    bool eager_ = false;
    std::vector<std::int32_t> chosen_;
    std::vector<std::int32_t> removed_;
    std::vector<Trip> ruined_;
    std::vector<std::int32_t> stops_;
    RichOrder what_;
    RichPosition best_;
    std::vector<std::int32_t> slots_;   ///< looked at for an order
    std::vector<std::int32_t> unused_;
    std::vector<std::uint32_t> stamps_;  ///< by slot
    std::uint32_t stamp_ = 0;
    std::int64_t until_blink_ = 0;
    std::vector<Entry> queue_;
};

void add_route(const RichForm& form, std::size_t s, const std::vector<std::int32_t>& items,
               std::vector<RoutePlan>& routes) {
    const auto serves = [&](std::int32_t item) { return form.item(item).what == Item::What::stop; };
    if (std::none_of(items.begin(), items.end(), serves)) return;
    const Slot& slot = form.slots[s];
    RoutePlan& plan = routes.emplace_back();
    plan.vehicle_type = form.model->kinds[static_cast<std::size_t>(slot.kind)].type;
    plan.vehicle = slot.vehicle;
    for (const std::int32_t item : items) plan.visits.push_back(form.item(item).visit);
}

}  // namespace

RichFound search_rich(const ModelData& model, const SolveOptions& options, const SearchParameters& parameters,
                      Budget& budget, const std::vector<RoutePlan>& start) {
    const auto form = make_rich_form(model);
    RichSearch::Company company{options.threads};
    std::vector<std::unique_ptr<RichSearch>> searches;
    for (std::size_t who = 0; who < static_cast<std::size_t>(options.threads); ++who) {
        searches.push_back(std::make_unique<RichSearch>(*form, options, parameters, budget, company, who));
    }
    {
        std::vector<std::jthread> threads;
        for (std::size_t who = 1; who < searches.size(); ++who)
            threads.emplace_back([&, who] { searches[who]->run(start); });
        searches[0]->run(start);
    }
    const auto best = std::min_element(searches.begin(), searches.end(), [](const auto& a, const auto& b) {
        return a->state().best_cost() < b->state().best_cost();
    });
    RichFound found;
    std::vector<std::vector<TracePoint>> traces;
    for (const auto& search : searches) {
        found.iterations += search->iterations();
        traces.push_back(search->trace());
    }
    found.trace = merge_traces(traces);
    const auto& plan = (*best)->state().best_plan();
    for (std::size_t s = 0; s < plan.size(); ++s) add_route(*form, s, plan[s], found.routes);
    return found;
}

}  // namespace marketplace::routing::detail
