// Nothing is lost and nothing happens twice: whatever order of failures, repetitions and early arrivals, the
// store ends as if each event had been told once.

#include "courier.hpp"
#include "seeds.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::simulation;

namespace {

void add(std::map<std::string, std::int64_t>& to, const std::map<std::string, std::int64_t>& more) {
    for (const auto& [name, count] : more) to[name] += count;
}

std::string text_of(const std::map<std::string, std::int64_t>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) text += " " + name + " " + std::to_string(count);
    return text;
}

/// The first few, so that a failure can be read.
std::string head_of(const std::vector<std::string>& texts) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(texts.size(), 8); ++i) text += texts[i] + "\n";
    return text;
}

/// Every third story is without tiers and in several currencies, every fifth without points.
StoryOptions options_of(std::uint64_t seed) {
    StoryOptions options;
    options.has_tiers = seed % 3 != 0;
    options.mixes_currencies = !options.has_tiers;
    options.has_points = seed % 5 != 0;
    return options;
}

}  // namespace

TEST_CASE("faults, repetitions and early arrivals end in the content of a run without them") {
    std::map<std::string, std::int64_t> applied;
    std::map<std::string, std::int64_t> refused;
    std::map<std::string, std::int64_t> brought;
    for (const std::uint64_t seed : seeds(6)) {
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
        add(brought, {{"events", rough.counts.events}, {"duplicates", rough.counts.duplicates}, {"early", rough.counts.early},
                      {"conflicts", rough.counts.conflicts}, {"failures", rough.counts.failures}, {"restarts", rough.counts.restarts},
                      {"breaks", rough.counts.breaks}, {"rollbacks compared", rough.counts.rollbacks_compared}});
    }
    MESSAGE("applied:" << text_of(applied));
    MESSAGE("refused:" << text_of(refused));
    MESSAGE("brought:" << text_of(brought));
    for (const auto& [what, count] : brought) {
        CAPTURE(what);
        CHECK(count > 0);
    }
    CHECK(applied.size() == std::variant_size_v<EventPayload>);
}
