#include "world.hpp"

#include <marketplace/core/json.hpp>

namespace marketplace::simulation {
namespace {

constexpr std::int64_t open_hours_s = 20 * 3600;

std::string kind_of(const Event& event) {
    return std::visit([](const auto& held) { return snake_case(type_of<std::decay_t<decltype(held)>>().name); },
                      event.payload);
}

const Action& pick_action(World& world) {
    std::int64_t sum = 0;
    for (const Action& action : actions()) sum += action.weight;
    std::int64_t toss = world.random.below(sum);
    for (const Action& action : actions()) {
        if ((toss -= action.weight) < 0) return action;
    }
    return actions().back();
}

/// The provider's own report of payments that it took, or of which nobody knew; a few days late.
void settle_payouts(World& world) {
    std::vector<payments::Payout> payouts;
    {
        const auto transaction = world.store->begin();
        payouts = scan_all<payments::Payout>(*transaction, {});
    }
    for (const payments::Payout& payout : payouts) {
        using enum payments::PayoutStatus;
        if ((payout.status != submitted && payout.status != unknown) || !world.random.chance(50)) continue;
        if (!world.settled.insert(payments::idempotency_key_of(payout)).second) continue;
        const Fate fate = fate_of(world.story.seed, payments::idempotency_key_of(payout));
        world.now = world.now + Duration::seconds(1);
        const PayoutOutcome outcome = fate.is_paid ? PayoutOutcome::paid : PayoutOutcome::failed;
        world.tell(PayoutSettled{payout.id, outcome, "", payout.attempt_epoch}, world.days[payout.created_at]);
    }
}

/// What failed is asked for again or given up, and now and then money comes back from a closed account.
void follow_up_payouts(World& world) {
    std::vector<payments::Payout> payouts;
    {
        const auto transaction = world.store->begin();
        payouts = scan_all<payments::Payout>(*transaction, {});
    }
    for (const payments::Payout& payout : payouts) {
        using enum payments::PayoutStatus;
        const bool is_paid = payout.status == paid;
        if ((!is_paid && payout.status != failed) || !world.random.chance(is_paid ? 2 : 40)) continue;
        world.now = world.now + Duration::seconds(1);
        const EventId& day = world.days[payout.created_at];
        if (is_paid) {
            world.attempt(PayoutSettled{payout.id, PayoutOutcome::returned, "", payout.attempt_epoch}, day);
        } else if (world.random.chance(60)) {
            world.attempt(PayoutRetried{payout.id}, day);
        } else {
            world.attempt(PayoutCancelled{payout.id, "no account"}, day);
        }
    }
}

void tell_day(World& world, const Date& day, std::int64_t actions_max) {
    const Timestamp start = TimeZone{}.start_of(day);
    const std::int64_t count = world.random.below(actions_max + 1);
    for (std::int64_t i = 0; i < count; ++i) {
        world.now = start + Duration::seconds(3600 + i * (open_hours_s / (actions_max + 1)) + world.random.below(600));
        pick_action(world).run(world);
    }
    world.now = TimeZone{}.start_of(add_days(day, 1));
    if (world.random.chance(5)) return;  // nobody closed this day; the next close does it, too
    world.days[world.now] = world.tell(DayClosed{day});
    if (!world.random.chance(70)) return;
    world.now = world.now + Duration::seconds(60);
    world.story.steps.emplace_back(Delivery{world.now});
    static_cast<void>(world.engine.deliver(world.provider, world.now));
    settle_payouts(world);
    follow_up_payouts(world);
}

}  // namespace

EventId World::tell(EventPayload payload, EventId needs) {
    const EventId id{"e" + std::to_string(story.steps.size())};
    if (!attempt(std::move(payload), std::move(needs))) {
        const auto& told = std::get<Happening>(story.steps.back());
        story.surprises.push_back(id.value + " (" + kind_of(told.event) + ") was refused: " + told.error_text);
    }
    return id;
}

bool World::attempt(EventPayload payload, EventId needs) {
    Happening told{
        {EventId{"e" + std::to_string(story.steps.size())}, now, std::move(payload)}, std::move(needs), false, "", ""};
    const EventAnswer answer = engine.handle_batch(std::span{&told.event, 1}).front();
    const bool is_applied = answer.outcome == EventOutcome::applied;
    if (!is_applied) {
        told.is_refused = true;
        told.error_name = answer.error_name;
        told.error_text = answer.answer;
        told.needs = {};
    }
    ++(is_applied ? story.applied[kind_of(told.event)] : story.refused[answer.error_name]);
    story.steps.emplace_back(std::move(told));
    return is_applied;
}

std::vector<OrderThread*> World::open_orders(bool is_captured, bool is_fulfilled) {
    std::vector<OrderThread*> found;
    for (OrderThread& each : orders) {
        if (!each.is_over && each.captured.empty() != is_captured && each.is_fulfilled == is_fulfilled)
            found.push_back(&each);
    }
    return found;
}

StoryOptions options_of(std::uint64_t seed) {
    StoryOptions options;
    options.has_tiers = seed % 3 != 0;
    options.mixes_currencies = seed % 2 == 0;
    options.retains_fees = seed % 4 < 2;
    options.has_points = seed % 5 != 0;
    return options;
}

Story tell_story(std::uint64_t seed, const StoryOptions& options) {
    World world{seed, options};
    Date day{2024, 1, 1};
    world.now = TimeZone{}.start_of(day);
    open_marketplace(world);
    for (std::int64_t i = 0; i < options.days; ++i, day = add_days(day, 1)) {
        tell_day(world, day, i < options.days - options.quiet_days ? options.actions_of_day_max : 0);
    }
    return std::move(world.story);
}

}  // namespace marketplace::simulation
