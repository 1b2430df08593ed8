#include "tier_samples.hpp"

#include <marketplace/affiliate/tier_intervention.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

const Timestamp now = at("2018-05-10T12:00:00Z");
const Timestamp later = at("2018-05-20T12:00:00Z");
const Timestamp end = at("2018-06-20T00:00:00Z");

TierState silver() {
    TierState state;
    state.vendor_id = VendorId{"v1"};
    state.policy_id = policy().id;
    state.level = "silver";
    state.since = at("2018-05-01T03:00:00Z");
    return state;
}

std::vector<TierAssignment> history_of(const TierState& state) {
    return {{state.vendor_id, "bronze", at("2018-04-01T03:00:00Z"), state.since},
            {state.vendor_id, state.level, *state.since, std::nullopt}};
}

TierOverride gold(Timestamp from, std::optional<Timestamp> to) { return {"gold", from, to, "mara"}; }

std::string field_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
    return "";
}

}  // namespace

TEST_CASE("a level given for a time is in force for that time, and the earned one before and after") {
    const auto given = give_level(policy(), silver(), history_of(silver()), gold(later, end), now);
    CHECK(given.state.level_override == gold(later, end));
    CHECK(given.state.level == "silver");
    CHECK(tier_at(given.history, now) == "silver");
    CHECK(tier_at(given.history, later) == "gold");
    CHECK(tier_at(given.history, end) == "silver");
    CHECK(given.history.size() == 4);
}

TEST_CASE("a level given without an end is taken away, and the earned level is back") {
    const auto given = give_level(policy(), silver(), history_of(silver()), gold(now, std::nullopt), now);
    CHECK(tier_at(given.history, timestamp_max) == "gold");
    const auto taken = take_level(policy(), given.state, given.history, later);
    CHECK(!taken.state.level_override);
    CHECK(tier_at(taken.history, Timestamp{later.micros - 1}) == "gold");
    CHECK(tier_at(taken.history, later) == "silver");
}

TEST_CASE("taking away a level that lies ahead leaves no trace") {
    const auto given = give_level(policy(), silver(), history_of(silver()), gold(later, end), now);
    CHECK(take_level(policy(), given.state, given.history, now).history == history_of(silver()));
}

TEST_CASE("what was earned beneath a given level is in force when that is taken away, not before it takes effect") {
    auto given = give_level(policy(), silver(), history_of(silver()), gold(now, std::nullopt), now);
    given.state.level = "bronze";  // an evaluation beneath, that takes effect at `end`
    given.state.since = end;
    const auto taken = take_level(policy(), given.state, given.history, later);
    CHECK(tier_at(taken.history, now) == "gold");
    CHECK(tier_at(taken.history, later) == "silver");
    CHECK(tier_at(taken.history, end) == "bronze");
}

TEST_CASE("a second given level replaces the first") {
    const auto first = give_level(policy(), silver(), history_of(silver()), gold(now, end), now);
    const auto second = give_level(policy(), first.state, first.history, {"bronze", later, end, "mara"}, later);
    CHECK(tier_at(second.history, now) == "gold");
    CHECK(tier_at(second.history, later) == "bronze");
    CHECK(tier_at(second.history, end) == "silver");
}

TEST_CASE("only a retroactive policy lets a given level begin in the past") {
    TierPolicy of = policy();
    const Timestamp before = at("2018-04-10T00:00:00Z");
    CHECK(field_of([&] { (void)give_level(of, silver(), {}, gold(before, end), now); }) ==
          "out_of_range effective_from");
    of.retroactive = true;
    const auto given = give_level(of, silver(), history_of(silver()), gold(before, end), now);
    CHECK(tier_at(given.history, before) == "gold");
    CHECK(tier_at(given.history, Timestamp{before.micros - 1}) == "bronze");
}

TEST_CASE("a level given by hand is refused with the field that is wrong") {
    const auto give = [](TierOverride given) {
        return field_of([&] { (void)give_level(policy(), silver(), {}, given, now); });
    };
    CHECK(give({"platinum", now, end, "mara"}) == "not_found level");
    CHECK(give({"gold", now, end, ""}) == "missing_field granted_by");
    CHECK(give(gold(now, now)) == "out_of_range effective_to");
    CHECK(give(gold(later, later)) == "out_of_range effective_to");
    TierState other = silver();
    other.policy_id = TierPolicyId{"brands"};
    CHECK(field_of([&] { (void)give_level(policy(), other, {}, gold(now, end), now); }) ==
          "invalid_value state.policy_id");
    CHECK(field_of([&] { (void)take_level(policy(), silver(), {}, now); }) == "not_found vendor_id");
    TierState over = silver();
    over.level_override = gold(now, later);
    CHECK(field_of([&] { (void)take_level(policy(), over, {}, later); }) == "not_found vendor_id");
}

TEST_CASE("a lock needs a reason and time, holds the earned level, and ends") {
    const TierState locked = lock_level(policy(), silver(), {end, "moving house"}, now);
    const TierOutcome outcome = evaluate(policy(), sold(0), locked, run_in(policy(), 6));
    CHECK(outcome.evaluation.decision.change == TierChange::locked);
    CHECK(outcome.state.level == "silver");
    const TierState open = unlock_level(policy(), locked, later);
    CHECK(evaluate(policy(), sold(0), open, run_in(policy(), 6)).state.level == "bronze");
    CHECK(field_of([&] { (void)lock_level(policy(), silver(), {now, "late"}, now); }) == "out_of_range until");
    CHECK(field_of([&] { (void)lock_level(policy(), silver(), {end, ""}, now); }) == "missing_field reason");
    CHECK(field_of([&] { (void)unlock_level(policy(), silver(), now); }) == "not_found vendor_id");
}
