#include "tier_samples.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

TierAssignment span(std::string level, std::int64_t from, std::optional<std::int64_t> to = std::nullopt) {
    TierAssignment out{VendorId{"v1"}, std::move(level), Timestamp{from}, std::nullopt};
    if (to) out.effective_to = Timestamp{*to};
    return out;
}

}  // namespace

TEST_CASE("the level at an instant includes the start of a span and excludes its end") {
    const std::vector history{span("silver", 10, 20), span("gold", 20)};
    CHECK(tier_at(history, Timestamp{9}) == "");
    CHECK(tier_at(history, Timestamp{10}) == "silver");
    CHECK(tier_at(history, Timestamp{19}) == "silver");
    CHECK(tier_at(history, Timestamp{20}) == "gold");
    CHECK(tier_at(history, timestamp_max) == "gold");
    CHECK(tier_at({}, Timestamp{0}) == "");
}

TEST_CASE("a span is written over what was there; the rest stays") {
    const std::vector history{span("bronze", 0, 10), span("silver", 10)};
    CHECK(overwrite(history, span("gold", 5, 15)) ==
          std::vector{span("bronze", 0, 5), span("gold", 5, 15), span("silver", 15)});
    CHECK(overwrite(history, span("gold", 5)) == std::vector{span("bronze", 0, 5), span("gold", 5)});
    CHECK(overwrite(history, span("gold", 0)) == std::vector{span("gold", 0)});
    CHECK(overwrite(history, span("silver", 20)) == history);
    CHECK(overwrite(history, span("gold", 12, 12)) == history);
    CHECK(overwrite({}, span("gold", 5)) == std::vector{span("gold", 5)});
}

TEST_CASE("neighbours of one level become one, and a gap becomes no level") {
    CHECK(overwrite(std::vector{span("bronze", 0, 10)}, span("bronze", 10)) == std::vector{span("bronze", 0)});
    CHECK(overwrite(std::vector{span("bronze", 0, 10)}, span("silver", 15)) ==
          std::vector{span("bronze", 0, 10), span("", 10, 15), span("silver", 15)});
}

TEST_CASE("evaluations write the history by which orders find their level") {
    const TierPolicy of = policy();
    std::vector<TierAssignment> history;
    TierState state;
    for (const auto& [month, net] :
         std::vector<std::pair<std::int32_t, std::int64_t>>{{4, 0}, {5, 100'000}, {6, 100'000}, {7, 0}}) {
        const TierOutcome outcome = evaluate(of, sold(net), state, run_in(of, month));
        history = history_after(history, outcome);
        state = outcome.state;
    }
    REQUIRE(history.size() == 3);
    CHECK(tier_at(history, at("2018-05-01T02:59:59Z")) == "bronze");
    CHECK(tier_at(history, at("2018-05-01T03:00:00Z")) == "silver");
    CHECK(tier_at(history, at("2018-07-01T02:59:59Z")) == "silver");
    CHECK(tier_at(history, at("2018-07-01T03:00:00Z")) == "bronze");
    CHECK(from_json<TierAssignment>(to_json(history[0])) == history[0]);
    CHECK(from_json<TierAssignment>(to_json(history[2])) == history[2]);
}

TEST_CASE("an override lies over the earned level and gives way where it ends") {
    const TierPolicy of = policy();
    TierState state = after_months(of, {0});
    state.level_override = TierOverride{"gold", at("2018-05-10T00:00:00Z"), at("2018-05-20T00:00:00Z"), "ana"};
    const TierOutcome outcome = evaluate(of, sold(100'000), state, run_in(of, 5));
    const auto history = history_after({}, outcome);
    CHECK(tier_at(history, at("2018-05-09T00:00:00Z")) == "silver");
    CHECK(tier_at(history, at("2018-05-10T00:00:00Z")) == "gold");
    CHECK(tier_at(history, at("2018-05-20T00:00:00Z")) == "silver");
}

TEST_CASE("a restatement leaves alone what was sold before it") {
    const TierPolicy of = policy();
    const TierEvaluator evaluator{of};
    const TierOutcome first = evaluator.evaluate(sold(0), {}, run_in(of, 4));
    const TierOutcome second = evaluator.reevaluate(sold(100'000), first, at("2018-04-10T12:00:00Z"));
    const auto history = history_after(history_after({}, first), second);
    CHECK(tier_at(history, at("2018-04-10T11:59:59Z")) == "bronze");
    CHECK(tier_at(history, at("2018-04-10T12:00:00Z")) == "silver");
}
