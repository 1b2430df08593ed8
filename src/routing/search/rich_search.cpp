#include "rich_search.hpp"

#include "../random.hpp"
#include "cooperation.hpp"
#include "loss.hpp"
#include "rich_state.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

namespace marketplace::routing::detail {
namespace {

class RichSearch {
public:
    using Company = Cooperation<RichState::Plan>;

    RichSearch(const RichForm& form, const SolveOptions& options, const SearchParameters& parameters, Budget& budget,
               Company& company, std::size_t who)
        : form_(form), parameters_(parameters), budget_(budget), company_(company), who_(who),
          random_(options.seed + (static_cast<std::uint64_t>(who) << 32)), state_(form) {}

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
    static constexpr std::int64_t check_every = 8;
    static constexpr std::size_t waiting_max = 8;
    static constexpr std::size_t routes_looked_at = 24;

    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

    void anneal() {
        const double first = budget_.used(0);
        const double hot = parameters_.temperature_start * mean_cost();
        const double cold = parameters_.temperature_end * mean_cost();
        double temperature = hot;
        double next_meeting = 1.0 / Company::meetings;
        for (;; ++iterations_) {
            if (budget_.is_due(iterations_, check_every)) {
                const double used = budget_.used(iterations_);
                if (used >= 1.0) break;
                temperature = hot * std::pow(cold / hot, (used - first) / (1.0 - first));
                if (used >= next_meeting) {
                    next_meeting += 1.0 / Company::meetings;
                    meet();
                }
                if (who_ == 0 && budget_.wants_report(used)) report(used);
            }
            step(temperature);
        }
        company_.leave(who_);
        if (who_ == 0) report(1.0);
    }

    void meet() {
        if (const auto other = company_.meet(who_, state_.cost(), [&] { return state_.plan(); })) {
            state_.load(*other);
            if (state_.cost() < state_.best_cost()) keep();
        }
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
        std::size_t used = 0;
        for (const RichRoute& route : state_.routes()) used += route.is_used() ? 1 : 0;
        if (used == 0) return;
        const double longest = std::clamp(double(nodes) / double(used), 1.0, parameters_.string_max);
        const double most = std::max(1.0, 4.0 * parameters_.removed_mean / (1.0 + longest) - 1.0);
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

    void pick_around(std::int32_t node, double longest) {
        const std::int32_t order = form_.model->nodes[at(node)].order;
        const std::int32_t slot = state_.slot_of(order);
        if (slot < 0 || std::find(ruined_.begin(), ruined_.end(), slot) != ruined_.end()) return;
        ruined_.push_back(slot);
        stops_.clear();
        std::size_t here = 0;
        for (const std::int32_t item : state_.routes()[at(slot)].items()) {
            if (form_.item(item).what != Item::What::stop || form_.locked_in[at(item)] >= 0) continue;
            if (item == node) here = stops_.size();
            stops_.push_back(item);
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
        RichPosition best;
        // Now and then an order is served although it is not worth it: the next one may pay for the way.
        best.cost = state_.worth(order);
        if (eager_ && best.cost > 0) best.cost = no_limit;
        choose_slots(order, everywhere);
        for (const std::int32_t slot : slots_) {
            if (!everywhere && random_.unit() < parameters_.blink_rate * 5) continue;
            state_.find(order, slot, false, best);
        }
        if (best.slot < 0 && !everywhere && slots_.size() < form_.slots.size()) {
            state_.candidates(order, slots_);
            for (const std::int32_t slot : slots_) state_.find(order, slot, false, best);
        }
        if (best.slot < 0 && form_.has_breaks) {
            for (const std::int32_t slot : slots_) state_.find(order, slot, true, best);
        }
        if (best.slot < 0) return false;
        state_.insert(order, best);
        return true;
    }

    /// Vehicles that serve somebody near, and one that is not on its way for each kind.
    void choose_slots(std::int32_t order, bool everywhere) {
        state_.candidates(order, slots_);
        if (everywhere || slots_.size() <= routes_looked_at) return;
        chosen_slots_.clear();
        const Order& of = form_.order(order);
        for (const std::int32_t node : {of.first, of.second}) {
            if (node < 0) continue;
            for (const std::int32_t other : form_.near[at(node)]) {
                if (chosen_slots_.size() >= routes_looked_at) break;
                const std::int32_t slot = state_.slot_of(form_.model->nodes[at(other)].order);
                if (slot >= 0 && std::find(chosen_slots_.begin(), chosen_slots_.end(), slot) == chosen_slots_.end())
                    chosen_slots_.push_back(slot);
            }
        }
        for (const std::int32_t slot : slots_) {
            if (!state_.is_used(slot)) chosen_slots_.push_back(slot);
        }
        std::swap(slots_, chosen_slots_);
    }

    void keep() {
        state_.save();
        trace_.push_back({budget_.elapsed_us(), iterations_, state_.cost()});
    }

    [[nodiscard]] double mean_cost() const {
        std::int64_t cost = 0;
        std::int64_t stops = 1;
        for (const RichRoute& route : state_.routes()) {
            if (!route.is_used()) continue;
            cost += route.cost();
            stops += static_cast<std::int64_t>(route.items().size());
        }
        return std::max(1e-3, static_cast<double>(cost) / static_cast<double>(stops));
    }

    void report(double fraction) {
        SolveProgress progress{budget_.elapsed_us(), iterations_, fraction, state_.best_cost(), 0, 0};
        for (const RichRoute& route : state_.routes()) progress.routes += route.is_used() ? 1 : 0;
        for (const std::int32_t order : state_.bank()) progress.unserved += state_.is_required(order) ? 1 : 0;
        budget_.report(progress);
    }

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
    Loss loss_;
    std::int64_t iterations_ = 0;
    std::vector<TracePoint> trace_;
    std::int32_t seed_ = 0;
    bool eager_ = false;
    std::vector<std::int32_t> chosen_;
    std::vector<std::int32_t> removed_;
    std::vector<std::int32_t> ruined_;
    std::vector<std::int32_t> stops_;
    std::vector<std::int32_t> slots_;
    std::vector<std::int32_t> chosen_slots_;
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
