#include "start.hpp"

#include <algorithm>
#include <set>

namespace marketplace::routing::detail {
namespace {

class Repair {
public:
    explicit Repair(const ModelData& model) : model_(model), timetable_(model) {}

    std::vector<RoutePlan> run(std::span<const RoutePlan> routes) {
        std::vector<RoutePlan> out;
        for (const RoutePlan& plan : routes) {
            const Kind* kind = kind_of(plan);
            if (kind == nullptr) continue;
            RoutePlan good{plan.vehicle_type, vehicle_, known(plan)};
            keep_whole_orders(good.visits);
            shrink(*kind, good);
            if (std::none_of(good.visits.begin(), good.visits.end(),
                             [&](const Visit& v) { return model_.order_of(v) >= 0; }))
                continue;
            for (const Visit& visit : good.visits) seen_.insert(visit);
            used_.insert({good.vehicle_type, good.vehicle});
            out.push_back(std::move(good));
        }
        return out;
    }

private:
    /// The kind of the plan's vehicle, or of another vehicle of its type that has no route yet.
    const Kind* kind_of(const RoutePlan& plan) {
        const Kind* other = nullptr;
        for (const Kind& kind : model_.kinds) {
            if (kind.type != plan.vehicle_type) continue;
            for (const std::int32_t vehicle : kind.vehicles) {
                if (used_.contains({kind.type, vehicle})) continue;
                if (vehicle == plan.vehicle) {
                    vehicle_ = vehicle;
                    return &kind;
                }
                if (other == nullptr && kind.locked.empty()) {
                    other = &kind;
                    vehicle_ = vehicle;
                }
            }
        }
        return other;
    }

    [[nodiscard]] std::vector<Visit> known(const RoutePlan& plan) const {
        const VehicleType& type = model_.problem.vehicles[static_cast<std::size_t>(plan.vehicle_type)];
        std::vector<Visit> visits;
        std::set<Visit> here;
        for (const Visit& visit : plan.visits) {
            const std::size_t count = visit.activity == Activity::job      ? model_.problem.jobs.size()
                                      : visit.activity == Activity::pause  ? type.breaks.size()
                                      : visit.activity == Activity::reload ? type.reloads.size()
                                                                           : model_.problem.shipments.size();
            const bool exists = visit.index >= 0 && static_cast<std::size_t>(visit.index) < count;
            if (!exists || (model_.order_of(visit) >= 0 && seen_.contains(visit))) continue;
            if (visit.activity != Activity::reload && !here.insert(visit).second) continue;
            visits.push_back(visit);
        }
        return visits;
    }

    void keep_whole_orders(std::vector<Visit>& visits) const {
        const std::set<Visit> all{visits.begin(), visits.end()};
        std::erase_if(visits, [&](const Visit& visit) {
            if (visit.activity == Activity::pickup) return !all.contains({Activity::delivery, visit.index});
            if (visit.activity == Activity::delivery) return !all.contains({Activity::pickup, visit.index});
            return false;
        });
    }

    /// Takes out the order of the first visit that breaks a rule until none does.
    void shrink(const Kind& kind, RoutePlan& plan) {
        Route route;
        for (std::size_t rounds = 2 * plan.visits.size() + 8; !plan.visits.empty(); --rounds) {
            if (rounds == 0) return plan.visits.clear();
            const auto broken = timetable_.make(kind, plan.vehicle, plan.visits, route);
            if (!broken) return;
            if (broken->constraint == Constraint::breaks && broken->visit == plan.visits.size() &&
                add_breaks(kind, plan))
                continue;
            drop(plan.visits, std::min(broken->visit, plan.visits.size() - 1));
        }
    }

    [[nodiscard]] bool add_breaks(const Kind& kind, RoutePlan& plan) const {
        const std::size_t before = plan.visits.size();
        for (std::size_t b = 0; b < model_.type_of(kind).breaks.size(); ++b) {
            const Visit pause{Activity::pause, static_cast<std::int32_t>(b)};
            if (std::find(plan.visits.begin(), plan.visits.end(), pause) == plan.visits.end())
                plan.visits.push_back(pause);
        }
        return plan.visits.size() > before;
    }

    void drop(std::vector<Visit>& visits, std::size_t at) const {
        while (at > 0 && model_.order_of(visits[at]) < 0 && visits[at].activity == Activity::pause) --at;
        const Visit bad = visits[at];
        const std::int32_t order = model_.order_of(bad);
        if (order < 0) {
            visits.erase(visits.begin() + static_cast<std::ptrdiff_t>(at));
            return;
        }
        std::erase_if(visits, [&](const Visit& visit) { return model_.order_of(visit) == order; });
    }

    const ModelData& model_;
    Timetable timetable_;
    std::set<Visit> seen_;
    std::set<std::pair<std::int32_t, std::int32_t>> used_;
    std::int32_t vehicle_ = 0;
};

}  // namespace

std::vector<RoutePlan> feasible_part(const ModelData& model, std::span<const RoutePlan> routes) {
    return Repair{model}.run(routes);
}

}  // namespace marketplace::routing::detail
