// The optimizer against the brute force of the twin: on tiny problems with any mix of features, what it returns obeys
// every rule, costs what it says, and is as good as the best plan there is.

#include "routing/brute_force.hpp"
#include "routing/checker.hpp"
#include "routing/generate.hpp"

#include <marketplace/routing/solver.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using namespace marketplace::routing;

namespace {

struct Outcome {
    bool valid = false;
    bool optimal = false;
    std::string text;
};

Outcome try_problem(std::uint64_t seed, const twin::Features& features, std::int64_t iterations) {
    const twin::GeneratedProblem generated = twin::generate(seed, features);
    const auto best = twin::best_solution(generated.problem, generated.matrices);
    Outcome outcome;
    outcome.text = "seed " + std::to_string(seed) + ": " + features.text() + "\n";
    if (!best) return {true, true, {}};
    SolveResult result;
    try {
        const Model model = compile(generated.problem, generated.matrices);
        result = solve(model, {.iterations = iterations, .seed = static_cast<std::uint32_t>(seed), .start = {}});
    } catch (const marketplace::Error& error) {
        outcome.text += error.what();
        return outcome;
    }
    const auto checked = twin::check(generated.problem, generated.matrices, result.solution);
    outcome.valid = checked.is_valid();
    const twin::Score found = twin::score_of(generated.problem, result.solution);
    const twin::Score optimum = twin::score_of(generated.problem, *best);
    outcome.optimal = found <= optimum;
    outcome.text += checked.text() + "\nfound " + std::to_string(found.required_missing) + " missing, cost " +
                    std::to_string(found.cost) + "; best " + std::to_string(optimum.required_missing) +
                    " missing, cost " + std::to_string(optimum.cost);
    return outcome;
}

}  // namespace

TEST_CASE("Each feature alone: plans obey every rule and are the best there are") {
    for (std::size_t f = 0; f < twin::feature_count; ++f) {
        int suboptimal = 0;
        for (std::uint64_t seed = 1; seed <= 30; ++seed) {
            const Outcome outcome = try_problem(seed, {static_cast<twin::Feature>(f)}, 3000);
            INFO(outcome.text);
            CHECK(outcome.valid);
            CHECK(outcome.optimal);
            suboptimal += outcome.optimal ? 0 : 1;
        }
        (void)suboptimal;
    }
}

TEST_CASE("Features in any combination: plans obey every rule, and nearly all are the best there are") {
    const char* wanted = std::getenv("ROUTING_SEEDS");
    const std::uint64_t seeds = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 600;
    int suboptimal = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const Outcome outcome = try_problem(seed, twin::random_features(seed, 8), 3000);
        INFO(outcome.text);
        CHECK(outcome.valid);
        if (outcome.optimal) continue;
        ++suboptimal;
        MESSAGE(outcome.text);
    }
    CHECK(suboptimal * 100 <= static_cast<int>(seeds));
}

TEST_CASE("Searches of several annealings, one of which tries to do with a route less, find the best plans") {
    using enum twin::Feature;
    for (const twin::Features& features : {twin::Features{capacity}, twin::Features{capacity, prizes}}) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Outcome outcome = try_problem(seed, features, 40'000);
            INFO(outcome.text);
            CHECK(outcome.valid);
            CHECK(outcome.optimal);
        }
    }
}
