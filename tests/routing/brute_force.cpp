#include "routing/brute_force.hpp"

#include "routing/plan_rules.hpp"
#include "routing/pricing.hpp"
#include "routing/route_rules.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace marketplace::routing::twin {

namespace {

using Orders = std::uint32_t;  // a set, one bit for each of `orders_of`

struct Candidate {
    std::vector<Visit> visits;
    std::int64_t cost = 0;
    std::int64_t duration = 0;
};
// The routes that may be worth it, by the orders that they serve.
using Candidates = std::map<Orders, std::vector<Candidate>>;

// All routes of one vehicle.
class RouteSearch {
public:
    RouteSearch(const Problem& problem, const Travel& travel, std::int32_t vehicle_type, std::int32_t vehicle)
        : problem_(problem),
          travel_(travel),
          type_(type_of_vehicle(problem, vehicle_type)),
          locked_(locked_visits(problem, vehicle_type, vehicle)) {
        plan_.vehicle_type = vehicle_type;
        plan_.vehicle = vehicle;
    }

    Candidates all() {
        extend();
        return std::move(found_);
    }

private:
    void extend() {
        if (plan_.visits.size() >= locked_.size()) add_candidate();
        for (const Visit& next : next_visits()) {
            plan_.visits.push_back(next);
            if (is_promising()) extend();
            plan_.visits.pop_back();
        }
    }

    [[nodiscard]] std::vector<Visit> next_visits() const {
        if (plan_.visits.size() < locked_.size()) return {locked_[plan_.visits.size()]};
        std::vector<Visit> next;
        const auto add_all = [&](Activity activity, std::size_t count) {
            for (std::int32_t i = 0; i < static_cast<std::int32_t>(count); ++i) {
                const Visit visit{activity, i};
                if (activity == Activity::reload || !has(visit)) next.push_back(visit);
            }
        };
        add_all(Activity::job, problem_.jobs.size());
        add_all(Activity::pickup, problem_.shipments.size());
        add_all(Activity::delivery, problem_.shipments.size());
        add_all(Activity::pause, type_.breaks.size());
        add_all(Activity::reload, type_.reloads.size());
        return next;
    }

    [[nodiscard]] bool has(Visit visit) const {
        return std::ranges::find(plan_.visits, visit) != plan_.visits.end();
    }

    // Neither goods that come later in a trip nor stops that come later on the route make a beginning better.
    [[nodiscard]] bool is_promising() const {
        const Run run = drive(problem_, travel_, plan_, earliest_start(problem_, plan_));
        return beginning_violations(problem_, plan_, run).empty();
    }

    void add_candidate() {
        if (!serves_somebody(plan_.visits)) return;
        const Run run = timetable(problem_, travel_, plan_);
        if (!route_violations(problem_, plan_, run).empty()) return;
        Candidate candidate{plan_.visits, route_cost(problem_, run.route).total, run.route.end - run.route.start};
        Orders orders = 0;
        for (const Visit& visit : plan_.visits) {
            if (serves(visit.activity)) orders |= Orders{1} << order_of(problem_, visit);
        }
        keep(found_[orders], std::move(candidate));
    }

    // The cheapest route of some orders is the best, unless a shorter one saves more of the cost of balance.
    void keep(std::vector<Candidate>& kept, Candidate candidate) const {
        const auto replaces = [&](const Candidate& one, const Candidate& other) {
            const bool is_as_short = problem_.objective.balance_cost == 0 || one.duration <= other.duration;
            return is_as_short && one.cost <= other.cost;
        };
        if (std::ranges::any_of(kept, [&](const Candidate& each) { return replaces(each, candidate); })) return;
        std::erase_if(kept, [&](const Candidate& each) { return replaces(candidate, each); });
        kept.push_back(std::move(candidate));
    }

    const Problem& problem_;
    const Travel& travel_;
    const VehicleType& type_;
    std::span<const Visit> locked_;
    RoutePlan plan_;
    Candidates found_;
};

struct Vehicle {
    std::int32_t type = 0;
    std::int32_t number = 0;
    bool is_locked = false;  ///< to a route that serves somebody
    Candidates candidates;
};

std::vector<Vehicle> vehicles_of(const Problem& problem, const Travel& travel) {
    std::vector<Vehicle> vehicles;
    for (std::int32_t type = 0; type < static_cast<std::int32_t>(problem.vehicles.size()); ++type) {
        std::optional<Candidates> of_free_vehicles;  // all the same
        for (std::int32_t number = 0; number < type_of_vehicle(problem, type).count; ++number) {
            const auto locked = locked_visits(problem, type, number);
            Vehicle vehicle{type, number, serves_somebody(locked), {}};
            if (locked.empty() && of_free_vehicles) {
                vehicle.candidates = *of_free_vehicles;
            } else {
                vehicle.candidates = RouteSearch(problem, travel, type, number).all();
            }
            if (locked.empty()) of_free_vehicles = vehicle.candidates;
            vehicles.push_back(std::move(vehicle));
        }
    }
    return vehicles;
}

// All ways to hand out orders to vehicles.
class PlanSearch {
public:
    PlanSearch(const Problem& problem, const Travel& travel)
        : problem_(problem), orders_(orders_of(problem)), vehicles_(vehicles_of(problem, travel)) {
        if (orders_.size() > 12) throw std::invalid_argument("too many orders to try all plans");
        orders_of_vehicles_.resize(vehicles_.size());
    }

    std::optional<std::vector<RoutePlan>> best() {
        hand_out(0);
        return found_ ? std::optional(best_) : std::nullopt;
    }

private:
    void hand_out(std::size_t order) {
        if (order == orders_.size()) return choose_routes(0);
        hand_out(order + 1);  // nobody serves it
        for (Orders& of_vehicle : orders_of_vehicles_) {
            of_vehicle |= Orders{1} << order;
            hand_out(order + 1);
            of_vehicle &= ~(Orders{1} << order);
        }
    }

    void choose_routes(std::size_t position) {
        if (position == vehicles_.size()) return consider();
        const Vehicle& vehicle = vehicles_[position];
        const Orders orders = orders_of_vehicles_[position];
        if (orders == 0) {
            if (!vehicle.is_locked) choose_routes(position + 1);
            return;
        }
        const auto found = vehicle.candidates.find(orders);
        if (found == vehicle.candidates.end()) return;
        for (const Candidate& candidate : found->second) {
            chosen_.push_back({&vehicle, &candidate});
            choose_routes(position + 1);
            chosen_.pop_back();
        }
    }

    void consider() {
        std::vector<RoutePlan> plans;
        for (const auto& [vehicle, candidate] : chosen_) {
            plans.push_back({vehicle->type, vehicle->number, candidate->visits});
        }
        const Score score = score_of_chosen(plans);
        if (found_ && best_score_ <= score) return;
        if (!plan_violations(problem_, plans).empty()) return;
        found_ = true;
        best_score_ = score;
        best_ = std::move(plans);
    }

    [[nodiscard]] Score score_of_chosen(std::span<const RoutePlan> plans) const {
        const LeftOut rest = left_out(problem_, served_by(problem_, plans));
        Score score{rest.required, rest.prizes};
        std::int64_t longest = 0;
        for (const auto& [vehicle, candidate] : chosen_) {
            score.cost += candidate->cost;
            longest = std::max(longest, candidate->duration);
            const Orders served = orders_of_vehicles_[static_cast<std::size_t>(vehicle - vehicles_.data())];
            for (std::size_t i = 0; i < orders_.size(); ++i) {
                const bool serves_it = (served >> i & 1U) != 0;
                if (serves_it && breaks_promise(problem_, *orders_[i].terms, vehicle->type, vehicle->number)) {
                    score.cost += problem_.objective.change_cost;
                }
            }
        }
        score.cost += problem_.objective.balance_cost * longest;
        return score;
    }

    const Problem& problem_;
    std::vector<Order> orders_;
    std::vector<Vehicle> vehicles_;
    std::vector<Orders> orders_of_vehicles_;
    std::vector<std::pair<const Vehicle*, const Candidate*>> chosen_;
    bool found_ = false;
    Score best_score_;
    std::vector<RoutePlan> best_;
};

}  // namespace

Score score_of(const Problem& problem, const Solution& solution) {
    return {left_out(problem, served_by(problem, plans_of(solution))).required, solution.cost.total};
}

std::optional<Solution> best_solution(const Problem& problem, std::span<const TravelMatrix> matrices) {
    const Travel travel(problem, matrices);
    const auto plans = PlanSearch(problem, travel).best();
    if (!plans) return std::nullopt;
    return price(problem, matrices, *plans);
}

}  // namespace marketplace::routing::twin
