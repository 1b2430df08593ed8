#pragma once
// A story while it is being told: the clock, what there is to act on, and the engine that knows it.

#include "random.hpp"
#include "scenario.hpp"
#include "scripted_provider.hpp"

#include <marketplace/adapters/memory.hpp>

#include <set>

namespace marketplace::simulation {

/// An order, as far as the story knows it.
struct OrderThread {
    Order order;
    EventId placed;
    EventId captured;  ///< empty until then
    Amount part_minor;     ///< of its payment that was captured before the rest
    bool is_fulfilled = false;
    bool is_over = false;  ///< cancelled or refunded in full
    RefundId dispute;      ///< that is open; empty if none is
    EventId disputed;      ///< the event that opened it
};

struct VendorThread {
    vendors::Vendor vendor;
    EventId registered;
    EventId given;   ///< the event that gave it a level; empty if none did
    EventId locked;
};

struct World {
    World(std::uint64_t seed, const StoryOptions& wanted) : options(wanted), random(seed), provider(seed, 0) {
        story.seed = seed;
    }

    StoryOptions options;
    Random random;
    ScriptedProvider provider;
    std::shared_ptr<Store> store = make_memory_store();
    Engine engine{store};
    Timestamp now;
    Story story;
    std::vector<OrderThread> orders;
    std::vector<VendorThread> vendors;
    affiliate::CommissionPlan plan;          ///< the newest version of the plan for everybody
    std::int64_t numbers = 0;
    std::set<std::string> settled;           ///< payouts of which the story has told the end
    std::map<Timestamp, EventId> days;       ///< events that closed a day, by their time

    /// An id that is new: "order-17".
    std::string next(const std::string& prefix) { return prefix + "-" + std::to_string(++numbers); }

    /// Adds an event and applies it. It must be accepted; the id of the event.
    EventId tell(EventPayload payload, EventId needs = {});
    /// Adds an event that may or must be refused. True if it was applied.
    bool attempt(EventPayload payload, EventId needs = {});

    /// The event that was told last.
    [[nodiscard]] EventId last_told() const { return EventId{"e" + std::to_string(story.steps.size() - 1)}; }

    /// Orders of which the story knows that something is still to come; empty if there are none.
    std::vector<OrderThread*> open_orders(bool is_captured, bool is_fulfilled);
};

/// What can happen on a day, and how often in comparison with the others.
struct Action {
    const char* name;
    std::int64_t weight;
    void (*run)(World& world);
};
[[nodiscard]] const std::vector<Action>& actions();

/// The beginning: rules and vendors.
void open_marketplace(World& world);

}  // namespace marketplace::simulation
