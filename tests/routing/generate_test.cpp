#include "routing/generate.hpp"

#include <doctest/doctest.h>

#include "routing/brute_force.hpp"
#include "routing/checker.hpp"
#include "routing/orders.hpp"

#include <algorithm>

using namespace marketplace::routing;
using namespace marketplace::routing::twin;

namespace {

bool is_ordered(const std::vector<TimeWindow>& windows) {
    for (std::size_t i = 0; i < windows.size(); ++i) {
        if (windows[i].earliest > windows[i].latest) return false;
        if (i > 0 && windows[i - 1].latest >= windows[i].earliest) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("the same seed gives the same problem, and another seed another") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Features features = random_features(seed, 8);
        CHECK(generate(seed, features).problem == generate(seed, features).problem);
        CHECK(generate(seed, features).problem != generate(seed + 1, features).problem);
    }
}

TEST_CASE("every feature changes the problem") {
    for (std::size_t i = 0; i < feature_count; ++i) {
        const auto feature = static_cast<Feature>(i);
        int changed = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const GeneratedProblem with = generate(seed, {feature});
            const GeneratedProblem without = generate(seed, {});
            if (with.problem != without.problem || with.matrices != without.matrices) ++changed;
        }
        CAPTURE(marketplace::name_of(feature));
        CHECK(changed >= 5);
    }
}

TEST_CASE("what is generated is well formed") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Features features = random_features(seed, 12);
        CAPTURE(seed);
        CAPTURE(features.text());
        const GeneratedProblem generated = generate(seed, features);
        const Problem& problem = generated.problem;
        for (const Job& job : problem.jobs) CHECK(is_ordered(job.stop.windows));
        for (const VehicleType& type : problem.vehicles) {
            for (const Break& pause : type.breaks) CHECK(is_ordered(pause.windows));
            CHECK(type.shift.earliest <= type.shift.latest);
        }
        if (!generated.matrices.empty()) CHECK(generated.matrices.size() == problem.profiles.size());
        for (const TravelProfile& profile : problem.profiles) {
            CHECK(profile.duration_percent > 0);
            CHECK(std::ranges::is_sorted(profile.traffic, {}, &TrafficSlice::from));
        }
    }
}

TEST_CASE("most features leave something to plan, and none everything") {
    int served = 0;
    int left_out = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        const Features features = random_features(seed, 6);
        CAPTURE(seed);
        CAPTURE(features.text());
        const auto [problem, matrices] = generate(seed, features);
        const auto best = best_solution(problem, matrices);
        REQUIRE(best.has_value());
        const CheckResult result = check(problem, matrices, *best);
        CHECK_MESSAGE(result.is_valid(), result.text());
        CHECK(score_of(problem, *best) == Score{result.required_missing, result.cost.total});
        served += best->routes.empty() ? 0 : 1;
        left_out += best->unserved.empty() ? 0 : 1;
    }
    CHECK(served > 120);
    CHECK(left_out > 15);
}
