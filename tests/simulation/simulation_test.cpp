// Nothing is lost and nothing happens twice: whatever order of failures, repetitions and early arrivals, the
// store ends as if each event had been told once.

#include "courier.hpp"
#include "reports.hpp"
#include "seeds.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::simulation;

TEST_CASE("faults, repetitions and early arrivals end in the content of a run without them") {
    Counts applied;
    Counts refused;
    Counts brought;
    for (const std::uint64_t seed : seeds(40)) {
        INFO(again_with(seed));
        const Story story = tell_story(seed, options_of(seed));
        CHECK(head_of(story.surprises) == "");
        const Outcome rough = bring_roughly(story, seed);
        const Outcome plain = bring_plainly(story, rough.delivered_at);
        CHECK(head_of(rough.wrong) == "");
        CHECK(head_of(plain.wrong) == "");
        CHECK(difference(plain.content, rough.content) == "");
        add(applied, story.applied);
        add(refused, story.refused);
        const CourierCounts& counts = rough.counts;
        add(brought, {{"events", counts.events}, {"duplicates", counts.duplicates}, {"early", counts.early},
                      {"conflicts", counts.conflicts}, {"failures", counts.failures}, {"restarts", counts.restarts},
                      {"breaks", counts.breaks}, {"rollbacks compared", counts.rollbacks_compared}});
    }
    MESSAGE("applied:" << text_of(applied));
    MESSAGE("refused:" << text_of(refused));
    MESSAGE("brought:" << text_of(brought));
    if (number_from_environment("MARKETPLACE_SEED", -1) >= 0) return;  // one story need not have everything
    for (const auto& [what, count] : brought) {
        CAPTURE(what);
        CHECK(count > 0);
    }
    CHECK(applied.size() == std::variant_size_v<EventChoice>);
}
