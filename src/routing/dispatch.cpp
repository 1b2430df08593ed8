#include <marketplace/routing/dispatch.hpp>

#include "search/rich_state.hpp"
#include "timetable.hpp"

#include <algorithm>

namespace marketplace::routing {
namespace detail {
namespace {

std::int32_t require_order(const ModelData& model, const Visit& visit) {
    const std::int32_t order =
        visit.activity == Activity::job || visit.activity == Activity::pickup ? model.order_of(visit) : -1;
    const std::size_t count =
        visit.activity == Activity::job ? model.problem.jobs.size() : model.problem.shipments.size();
    if (order >= 0 && visit.index >= 0 && static_cast<std::size_t>(visit.index) < count) return order;
    fail(ErrorCode::not_found, "order", std::string{name_of(visit.activity)} + " " + std::to_string(visit.index),
         "a job, or the pickup of a shipment, of the problem");
}

/// Puts the routes of a plan into a state of the rich search.
void load(const RichForm& form, std::span<const RoutePlan> plan, RichState& state) {
    for (const RoutePlan& route : plan) {
        for (std::size_t s = 0; s < form.slots.size(); ++s) {
            const Slot& slot = form.slots[s];
            const std::int32_t type = form.model->kinds[static_cast<std::size_t>(slot.kind)].type;
            if (type != route.vehicle_type || slot.vehicle != route.vehicle) continue;
            std::vector<std::int32_t> items;
            for (const Visit& visit : route.visits) items.push_back(form.item_of(slot, visit));
            state.adopt(static_cast<std::int32_t>(s), items);
        }
    }
}

std::vector<Visit> visits_of(const RichForm& form, const std::vector<std::int32_t>& items) {
    std::vector<Visit> visits;
    for (const std::int32_t item : items) visits.push_back(form.item(item).visit);
    return visits;
}

InsertionQuote quote_of(const RichForm& form, RichState& state, std::int32_t order, const RichPosition& position) {
    const Slot& slot = form.slots[static_cast<std::size_t>(position.slot)];
    const Kind& kind = form.model->kinds[static_cast<std::size_t>(slot.kind)];
    InsertionQuote quote{.vehicle_type = kind.type, .vehicle = slot.vehicle, .extra_cost = position.cost};
    state.begin();
    state.insert(order, position);
    quote.route = {kind.type, slot.vehicle,
                   visits_of(form, state.routes()[static_cast<std::size_t>(position.slot)].items())};
    state.undo();
    Route route;
    if (Timetable{*form.model}.make(kind, slot.vehicle, quote.route.visits, route)) {
        fail(ErrorCode::internal, "quote", *form.order(order).id, "a route that obeys every rule");
    }
    for (const Step& step : route.steps) {
        if (form.model->order_of(step.visit) != order) continue;
        step.visit.activity == Activity::delivery ? void(quote.delivery_start = step.start)
                                                  : void(quote.start = step.start);
    }
    return quote;
}

/// Tries an order at every position of a route, and notes what forbids it.
class Why {
public:
    explicit Why(const ModelData& model) : model_(model), timetable_(model) {}

    VehicleExplanation of(const Kind& kind, std::int32_t vehicle, const std::vector<Visit>& visits,
                          std::int32_t order) {
        VehicleExplanation out{.vehicle_type = kind.type, .vehicle = vehicle};
        const Order& what = model_.orders[static_cast<std::size_t>(order)];
        if (!what.may_ride(static_cast<std::int32_t>(&kind - model_.kinds.data()))) {
            out.obstacles.push_back({Constraint::vehicle, 1, static_cast<std::int32_t>(visits.size()) + 1});
            return out;
        }
        Route before;
        if (!visits.empty()) (void)timetable_.make(kind, vehicle, visits, before);
        for (std::size_t i = kind.locked.size(); i <= visits.size(); ++i) {
            std::vector<Visit> with = visits;
            with.insert(with.begin() + static_cast<std::ptrdiff_t>(i), what.visit);
            if (what.second < 0) {
                look(kind, vehicle, with, before.cost, out);
                continue;
            }
            for (std::size_t j = i + 1; j <= visits.size() + 1; ++j) {
                with.insert(with.begin() + static_cast<std::ptrdiff_t>(j), {Activity::delivery, what.visit.index});
                look(kind, vehicle, with, before.cost, out);
                with.erase(with.begin() + static_cast<std::ptrdiff_t>(j));
            }
        }
        std::stable_sort(out.obstacles.begin(), out.obstacles.end(),
                         [](const Obstacle& a, const Obstacle& b) { return a.positions > b.positions; });
        return out;
    }

private:
    void look(const Kind& kind, std::int32_t vehicle, const std::vector<Visit>& visits, std::int64_t before,
              VehicleExplanation& out) {
        Route route;
        const auto broken = timetable_.make(kind, vehicle, visits, route);
        if (!broken) {
            const std::int64_t extra = route.cost - before;
            out.extra_cost = std::min(out.extra_cost.value_or(extra), extra);
            return;
        }
        for (Obstacle& obstacle : out.obstacles) {
            if (obstacle.constraint != broken->constraint) continue;
            obstacle.excess = std::min(obstacle.excess, broken->excess);
            ++obstacle.positions;
            return;
        }
        out.obstacles.push_back({broken->constraint, broken->excess, 1});
    }

    const ModelData& model_;
    Timetable timetable_;
};

/// Explains the unserved orders of one plan.
class Explanation {
public:
    Explanation(const ModelData& model, std::span<const RoutePlan> plan) : model_(model), plan_(plan), why_(model) {}

    OrderExplanation of(const Unserved& unserved) {
        OrderExplanation out{.visit = unserved.visit, .id = unserved.id, .advice = {}};
        const std::int32_t order = model_.order_of(unserved.visit);
        for (const Kind& kind : model_.kinds) {
            bool unused_seen = false;
            for (const std::int32_t vehicle : kind.vehicles) {
                const auto route = std::find_if(plan_.begin(), plan_.end(), [&](const RoutePlan& r) {
                    return r.vehicle_type == kind.type && r.vehicle == vehicle && !r.visits.empty();
                });
                if (route == plan_.end() && std::exchange(unused_seen, true)) continue;
                out.vehicles.push_back(
                    why_.of(kind, vehicle, route == plan_.end() ? skeleton(kind) : route->visits, order));
            }
        }
        out.advice = advice(out);
        return out;
    }

private:
    /// What is locked, and breaks behind it.
    [[nodiscard]] std::vector<Visit> skeleton(const Kind& kind) const {
        std::vector<Visit> visits = kind.locked;
        for (std::size_t b = 0; b < model_.type_of(kind).breaks.size(); ++b) {
            const Visit pause{Activity::pause, static_cast<std::int32_t>(b)};
            if (std::find(visits.begin(), visits.end(), pause) == visits.end()) visits.push_back(pause);
        }
        return visits;
    }

    [[nodiscard]] std::string advice(const OrderExplanation& order) const {
        if (order.vehicles.empty()) return "there are no vehicles";
        std::string text;
        std::vector<std::pair<Constraint, std::int64_t>> least;
        for (const VehicleExplanation& vehicle : order.vehicles) {
            if (vehicle.extra_cost) return {};
            for (const Obstacle& obstacle : vehicle.obstacles) note(least, obstacle);
        }
        for (const auto& [constraint, excess] : least) {
            text +=
                (text.empty() ? "relax " : " or ") + std::string{name_of(constraint)} + " by " + std::to_string(excess);
        }
        return text;
    }

    static void note(std::vector<std::pair<Constraint, std::int64_t>>& least, const Obstacle& obstacle) {
        for (auto& [constraint, excess] : least) {
            if (constraint != obstacle.constraint) continue;
            excess = std::min(excess, obstacle.excess);
            return;
        }
        least.emplace_back(obstacle.constraint, obstacle.excess);
    }

    const ModelData& model_;
    std::span<const RoutePlan> plan_;
    Why why_;
};

}  // namespace
}  // namespace detail

std::vector<InsertionQuote> quote_insertion(const Model& model, std::span<const RoutePlan> plan, const Visit& order) {
    const detail::ModelData& data = model.data();
    const std::int32_t number = detail::require_order(data, order);
    const auto form = detail::make_rich_form(data, detail::RichUse::one_look);
    detail::RichState state{*form};
    detail::load(*form, plan, state);
    if (state.slot_of(number) >= 0) {
        fail(ErrorCode::invalid_value, "order", *data.orders[static_cast<std::size_t>(number)].id,
             "an order that the plan does not serve");
    }
    std::vector<InsertionQuote> quotes;
    std::vector<std::int32_t> slots;
    state.candidates(number, slots);
    std::sort(slots.begin(), slots.end());
    const std::int32_t bound = state.bound_to(number);
    const detail::RichOrder what = state.order_for(number);
    for (const std::int32_t slot : slots) {
        if (bound != -1 && bound != slot) continue;
        detail::RichPosition best;
        state.find(number, what, slot, best);
        if (best.slot < 0) state.find_with_break(number, what, slot, best);
        if (best.slot >= 0) quotes.push_back(detail::quote_of(*form, state, number, best));
    }
    std::stable_sort(quotes.begin(), quotes.end(),
                     [](const auto& a, const auto& b) { return a.extra_cost < b.extra_cost; });
    return quotes;
}

SolveResult reoptimize(const Model& model, std::span<const RoutePlan> plan, SolveOptions options,
                       const SolveControl& control) {
    options.start.assign(plan.begin(), plan.end());
    return solve(model, options, control);
}

std::vector<OrderExplanation> explain(const Model& model, std::span<const RoutePlan> plan) {
    const Solution solution = detail::make_solution(model.data(), plan);
    detail::Explanation explanation{model.data(), plan};
    std::vector<OrderExplanation> out;
    for (const Unserved& unserved : solution.unserved) out.push_back(explanation.of(unserved));
    return out;
}

std::vector<RoutePlan> plan_of(const Solution& solution) {
    std::vector<RoutePlan> plan;
    for (const Route& route : solution.routes) {
        RoutePlan& out = plan.emplace_back(RoutePlan{route.vehicle_type, route.vehicle, {}});
        for (const Step& step : route.steps) out.visits.push_back(step.visit);
    }
    return plan;
}

}  // namespace marketplace::routing
