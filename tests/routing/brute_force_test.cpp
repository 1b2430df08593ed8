#include "routing/brute_force.hpp"

#include "routing/examples.hpp"
#include "routing/generate.hpp"
#include "routing/random.hpp"

#include <array>

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

namespace {

// All plans whatsoever, judged by the checker alone: every visit is inserted everywhere or nowhere. For two shipments
// or three jobs, and two vehicles.
class EverythingSearch {
public:
    explicit EverythingSearch(const GeneratedProblem& generated) : generated_(generated) {
        const Problem& problem = generated.problem;
        for (const Order& order : orders_of(problem)) {
            visits_.push_back(order.first);
            if (order.last != order.first) visits_.push_back(order.last);
        }
        for (std::int32_t type = 0; type < static_cast<std::int32_t>(problem.vehicles.size()); ++type) {
            for (std::int32_t i = 0; i < problem.vehicles[static_cast<std::size_t>(type)].count; ++i) {
                plans_.push_back({type, i, {}});
            }
        }
    }

    std::optional<Score> best() {
        place(0);
        return best_;
    }

private:
    void place(std::size_t visit) {
        if (visit == visits_.size()) return add_breaks(0, 0);
        place(visit + 1);
        for (RoutePlan& plan : plans_) insert_into(plan, visits_[visit], [&] { place(visit + 1); });
    }

    template <class Next>
    void insert_into(RoutePlan& plan, Visit visit, Next next) {
        for (std::size_t position = 0; position <= plan.visits.size(); ++position) {
            const auto at = static_cast<std::ptrdiff_t>(position);
            plan.visits.insert(plan.visits.begin() + at, visit);
            next();
            plan.visits.erase(plan.visits.begin() + at);
        }
    }

    void add_breaks(std::size_t route, std::int32_t index) {
        if (route == plans_.size()) return judge();
        RoutePlan& plan = plans_[route];
        const VehicleType& type = type_of_vehicle(generated_.problem, plan.vehicle_type);
        const bool has_all = index == static_cast<std::int32_t>(type.breaks.size());
        if (plan.visits.empty() || has_all) return add_reloads(route, 0);
        insert_into(plan, {Activity::pause, index}, [&] { add_breaks(route, index + 1); });
    }

    // At most two reloads on a route of three stops are of use.
    void add_reloads(std::size_t route, int count) {
        add_breaks(route + 1, 0);
        const VehicleType& type = type_of_vehicle(generated_.problem, plans_[route].vehicle_type);
        if (count == 2 || !serves_somebody(plans_[route].visits)) return;
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(type.reloads.size()); ++i) {
            insert_into(plans_[route], {Activity::reload, i}, [&] { add_reloads(route, count + 1); });
        }
    }

    void judge() {
        std::vector<RoutePlan> used;
        for (const RoutePlan& plan : plans_) {
            if (!plan.visits.empty()) used.push_back(plan);
        }
        const Solution solution = price(generated_.problem, generated_.matrices, used);
        const Score score = score_of(generated_.problem, solution);
        if (best_ && *best_ <= score) return;
        if (check(generated_.problem, generated_.matrices, solution).is_valid()) best_ = score;
    }

    const GeneratedProblem& generated_;
    std::vector<Visit> visits_;
    std::vector<RoutePlan> plans_;
    std::optional<Score> best_;
};

Score best_score(const GeneratedProblem& generated) {
    const auto best = best_solution(generated.problem, generated.matrices);
    REQUIRE(best.has_value());
    return score_of(generated.problem, *best);
}

// A route ends as early and is as punctual as it can even where that makes it longer. Where its duration counts,
// more room may therefore cost more.
bool wants_late_ends(const Features& features) {
    const bool counts_duration = features.has(Feature::costs) || features.has(Feature::duration_max) ||
                                 features.has(Feature::balance);
    const bool jumps = features.has(Feature::many_windows) || features.has(Feature::breaks) ||
                       features.has(Feature::traffic) || features.has(Feature::soft_windows);
    return counts_duration && jumps;
}

}  // namespace

TEST_CASE("the shortest tour of four corners goes round") {
    Problem problem = line({0, 10, 10});
    problem.places = {{"", 0, 0}, {"", 10, 10}, {"", 0, 10}, {"", 10, 0}};
    const auto best = best_solution(problem, {});
    REQUIRE(best.has_value());
    CHECK(best->cost.total == 40);
    CHECK(best->routes.size() == 1);
    CHECK(best->routes[0].steps[1].visit == job(0));
}

TEST_CASE("required orders come before cost, and prizes are weighed against it") {
    Problem problem = line({10, 20, 1000});
    problem.jobs[0].terms.prize = 1;
    problem.jobs[1].stop.windows = {{0, 5}};
    const auto best = best_solution(problem, {});
    REQUIRE(best.has_value());
    CHECK(score_of(problem, *best) == Score{1, 2000});
    CHECK(best->unserved == std::vector<Unserved>{{job(1), "B", true}});
    problem.places[1].x = -10;
    CHECK(best_solution(problem, {})->cost.total == 2001);
}

TEST_CASE("a reload lets one vehicle serve what does not fit at once") {
    Problem problem = line({10, 20});
    problem.vehicles[0].count = 1;
    problem.vehicles[0].capacity = {1};
    for (Job& each : problem.jobs) each.delivery = {1};
    CHECK(score_of(problem, *best_solution(problem, {})) == Score{1, 20});
    problem.vehicles[0].reloads = {0};
    CHECK(score_of(problem, *best_solution(problem, {})) == Score{0, 60});
}

TEST_CASE("the nearest of several places for a reload is chosen") {
    Problem problem = line({100, 110});
    problem.vehicles[0].count = 1;
    problem.vehicles[0].capacity = {1};
    problem.vehicles[0].reloads = {0, 1};
    for (Job& each : problem.jobs) each.delivery = {1};
    CHECK(best_solution(problem, {})->cost.total == 220);
}

TEST_CASE("a beginning is not given up because the way home is longer from there") {
    Problem problem = line({10, 20});
    problem.vehicles[0].distance_max = 30;
    const std::vector<TravelMatrix> matrices{{{0, 10, 99, 99, 0, 10, 10, 99, 0}, {}}};  // one way round only
    CHECK(score_of(problem, *best_solution(problem, matrices)) == Score{0, 30});
}

TEST_CASE("a locked route that cannot be driven leaves no plan") {
    Problem problem = line({10, 20});
    problem.locked = {van({job(1)}, 1)};
    CHECK(best_solution(problem, {})->cost.total == 40);
    problem.jobs[1].stop.windows = {{0, 5}};
    CHECK_FALSE(best_solution(problem, {}).has_value());
    problem.locked.clear();
    CHECK(best_solution(problem, {})->cost.total == 20);
}

TEST_CASE("trying all sequences with the checker alone finds nothing better") {
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        const Features features = random_features(seed, 5);
        GeneratedSize size{3, 2};
        if (features.has(Feature::shipments) || features.has(Feature::reloads)) size.orders = 2;
        const GeneratedProblem generated = generate(seed, features, size);
        CAPTURE(seed);
        CAPTURE(features.text());
        const auto everything = EverythingSearch(generated).best();
        REQUIRE(everything.has_value());
        CHECK(best_score(generated) == *everything);
    }
}

TEST_CASE("every feature alone has a plan that the checker accepts") {
    for (std::size_t i = 0; i < feature_count; ++i) {
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            const Features features{static_cast<Feature>(i)};
            CAPTURE(features.text());
            CAPTURE(seed);
            const auto [problem, matrices] = generate(seed, features);
            const auto best = best_solution(problem, matrices);
            REQUIRE(best.has_value());
            const CheckResult result = check(problem, matrices, *best);
            CHECK_MESSAGE(result.is_valid(), result.text());
        }
    }
}

TEST_CASE("another vehicle never makes the best plan worse") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Features features = random_features(seed, 8);
        CAPTURE(seed);
        CAPTURE(features.text());
        GeneratedProblem generated = generate(seed, features);
        const Score before = best_score(generated);
        ++generated.problem.vehicles.back().count;
        CHECK(best_score(generated) <= before);
    }
}

TEST_CASE("wider windows never make the best plan worse") {
    for (std::uint64_t seed = 1; seed <= 90; ++seed) {
        Features features = random_features(seed, 6);
        features.add(seed % 2 == 0 ? Feature::windows : Feature::soft_windows);
        if (wants_late_ends(features)) continue;
        CAPTURE(seed);
        CAPTURE(features.text());
        GeneratedProblem generated = generate(seed, features);
        const Score before = best_score(generated);
        Random random(seed);
        for (Job& each : generated.problem.jobs) {
            if (each.stop.windows.empty()) continue;
            each.stop.windows.front().earliest -= random.between(0, 30);
            each.stop.windows.back().latest += random.between(0, 30);
        }
        CHECK(best_score(generated) <= before);
    }
}

TEST_CASE("without a constraint the best plan is never worse") {
    constexpr std::array constraints = {
        Feature::skills,       Feature::allowed,  Feature::same_vehicle, Feature::precedence, Feature::lifo,
        Feature::distance_max, Feature::stops_max, Feature::duration_max, Feature::trips_max,  Feature::prizes,
        Feature::shifts,
    };
    for (const Feature constraint : constraints) {
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            Features features = random_features(seed * 17, 5);
            // A shift does not only end but also begin, and a locked beginning depends on everything.
            features.remove(Feature::locked);
            features.remove(Feature::overtime);
            features.add(constraint);
            if (constraint == Feature::shifts && wants_late_ends(features)) continue;
            CAPTURE(seed);
            CAPTURE(features.text());
            GeneratedProblem generated = generate(seed, features);
            const Score with = best_score(generated);
            features.remove(constraint);
            const Score without = best_score(generate(seed, features));
            if (constraint == Feature::prizes) {
                CHECK(with.required_missing <= without.required_missing);  // a prize leaves the choice
            } else {
                CHECK(without <= with);
            }
        }
    }
}
