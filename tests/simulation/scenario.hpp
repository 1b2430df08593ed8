#pragma once
// A seed becomes the story of a small marketplace: vendors of every kind, plans, tiers and points, orders with
// all that can happen to them, days that end, payouts that are delivered and settled.
//
// The story is told against an engine of its own, over a store without faults, so that it knows which orders
// and payouts there are; the same seed gives the same story. A new kind of event is one more action in
// scenario_actions.cpp.

#include <marketplace/engine/engine.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace marketplace::simulation {

/// An event, and the event without which it is refused with `out_of_order` or `not_found`; empty if none.
struct Happening {
    Event event;
    EventId needs;
    bool is_refused = false;  ///< a mistake of the host's, that is refused at its place in the story
    std::string error_name;   ///< with what
    std::string error_text;
};

/// The outbox is given to the provider.
struct Delivery {
    Timestamp now;
};

using Step = std::variant<Happening, Delivery>;

/// How long a story is, and what happens in it.
struct StoryOptions {
    std::int64_t days = 50;
    std::int64_t quiet_days = 10;          ///< at the end, on which days only close
    std::int64_t actions_of_day_max = 6;
    bool has_tiers = true;
    bool has_points = true;
    bool mixes_currencies = false;         ///< one vendor sells in several
    bool retains_fees = false;             ///< in a refund the platform keeps a part of its fee
};

struct Story {
    std::uint64_t seed = 0;
    std::vector<Step> steps;
    std::map<std::string, std::int64_t> applied;   ///< events by kind
    std::map<std::string, std::int64_t> refused;   ///< events by the name of the error
    std::vector<std::string> surprises;            ///< events that were refused and should not have been
};

/// Every third seed is without tiers, every fifth without points, half of them in several currencies.
[[nodiscard]] StoryOptions options_of(std::uint64_t seed);

[[nodiscard]] Story tell_story(std::uint64_t seed, const StoryOptions& options);

}  // namespace marketplace::simulation
