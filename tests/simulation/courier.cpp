#include "courier.hpp"

#include "invariants.hpp"
#include "random.hpp"

#include <marketplace/adapters/memory.hpp>

namespace marketplace::simulation {
namespace {

using fault::FaultPlan;
using fault::FaultStore;

constexpr std::int64_t fault_percent = 25;
constexpr std::int64_t break_percent = 5;
constexpr std::int64_t group_max = 12;
constexpr std::int64_t wait_max = 86'401;  // a lease is a day at most

bool is_from_the_store(const Error& error) {
    return error.code() >= ErrorCode::store_version && error.code() <= ErrorCode::store_failed;
}

void add_all(std::vector<std::string>& to, std::vector<std::string> more) {
    for (std::string& each : more) to.push_back(std::move(each));
}

/// What is expected of an event that is brought.
enum class Expectation { first, again, early, conflict };

struct Parcel {
    Event event;
    Expectation expectation;
    const Happening* happening;
};

class RoughCourier {
public:
    RoughCourier(const Story& story, std::uint64_t seed)
        : story_(story), random_(seed), provider_(story.seed, break_percent),
          engine_(std::make_unique<Engine>(std::make_shared<FaultStore>(store_, plan_))) {
        for (const Step& step : story.steps) {
            const auto* told = std::get_if<Happening>(&step);
            if (told != nullptr && !told->needs.empty()) dependents_[told->needs.value].push_back(told);
        }
    }

    Outcome run() {
        for (std::size_t next = 0; next < story_.steps.size();) {
            if (const auto* delivery = std::get_if<Delivery>(&story_.steps[next])) {
                deliver(delivery->now);
                ++next;
            } else {
                next = bring_group(next);
            }
        }
        plan_->fails_at = 0;
        out_.content = content_of(*store_);
        add_all(out_.wrong, violations_of(*store_));
        add_all(out_.wrong, violations_of(*store_, provider_));
        if (plan_->misuses != 0) wrong("a transaction in which a call had failed was committed");
        out_.counts.breaks = provider_.breaks();
        return std::move(out_);
    }

private:
    void wrong(std::string text) { out_.wrong.push_back(std::move(text)); }

    /// Some call of the next attempt fails, or none.
    void arm() {
        static constexpr ErrorCode codes[] = {ErrorCode::store_failed, ErrorCode::store_full, ErrorCode::store_busy};
        plan_->calls = plan_->fired = 0;
        plan_->fails_at = random_.chance(fault_percent) ? random_.between(1, 150) : 0;
        plan_->persistent = random_.chance(30);
        plan_->after_commit = random_.chance(20);
        plan_->code = codes[random_.below(3)];
    }
    void restart_sometimes() {
        if (!random_.chance(20)) return;
        plan_->fails_at = 0;
        ++out_.counts.restarts;
        engine_ = std::make_unique<Engine>(std::make_shared<FaultStore>(store_, plan_));
    }

    void add_duplicate(std::vector<Parcel>& parcels) {
        if (known_.empty() || !random_.chance(20)) return;
        const Happening* told = random_.pick(known_);
        Parcel parcel{told->event, Expectation::again, told};
        if (random_.chance(20)) {
            parcel.event.at = parcel.event.at + Duration::seconds(1);
            parcel.expectation = Expectation::conflict;
        }
        parcels.push_back(std::move(parcel));
    }
    void add_early(std::vector<Parcel>& parcels, const Happening& before) {
        if (!random_.chance(15)) return;
        for (const Happening* told : dependents_[before.event.id.value]) {
            parcels.push_back({told->event, Expectation::early, told});
        }
    }

    /// The next events of the story, and what comes between them. Returns where the story goes on.
    std::size_t bring_group(std::size_t next) {
        std::vector<Parcel> parcels;
        std::vector<const Happening*> fresh;
        for (const std::int64_t end = random_.between(1, group_max);
             std::ssize(fresh) < end && next < story_.steps.size(); ++next) {
            const auto* told = std::get_if<Happening>(&story_.steps[next]);
            if (told == nullptr) break;
            add_duplicate(parcels);
            add_early(parcels, *told);
            parcels.push_back({told->event, Expectation::first, told});
            if (random_.chance(10) && !told->is_refused) parcels.push_back({told->event, Expectation::again, told});
            fresh.push_back(told);
        }
        attempt_until_done(std::move(parcels));
        for (const Happening* told : fresh) {
            if (!told->is_refused) known_.push_back(told);
        }
        return next;
    }

    void attempt_until_done(std::vector<Parcel> parcels) {
        bool may_be_known = false;
        for (;;) {
            arm();
            std::optional<Content> before;
            if (plan_->fails_at != 0 && random_.chance(30)) before = content_of(*store_);
            try {
                bring(parcels, may_be_known);
                return;
            } catch (const Error& error) {
                if (!is_from_the_store(error) || plan_->fired == 0) throw;
                ++out_.counts.failures;
                const bool was_made = error.value() == "commit, which was made";
                if (was_made) {
                    // And so nothing comes before what it needs any more, and what was refused at its place could be
                    // accepted now, after what came behind it: points that became usable, a dispute that was won.
                    may_be_known = true;
                    std::erase_if(parcels, [](const Parcel& parcel) {
                        return parcel.expectation == Expectation::early || parcel.happening->is_refused;
                    });
                }
                if (before && !was_made) compare(*before);
            }
            restart_sometimes();
        }
    }
    void compare(const Content& before) {
        ++out_.counts.rollbacks_compared;
        const std::string difference = simulation::difference(before, content_of(*store_));
        if (!difference.empty()) wrong("a failed attempt left something: " + difference);
    }

    void bring(const std::vector<Parcel>& parcels, bool may_be_known) {
        if (parcels.size() == 1 && random_.chance(50)) return bring_alone(parcels.front(), may_be_known);
        std::vector<Event> events;
        for (const Parcel& parcel : parcels) events.push_back(parcel.event);
        const std::vector<EventAnswer> answers = engine_->handle_batch(events);
        for (std::size_t i = 0; i < parcels.size(); ++i) check(parcels[i], answers[i], may_be_known);
    }
    void bring_alone(const Parcel& parcel, bool may_be_known) {
        EventAnswer answer{parcel.event.id, EventOutcome::refused};
        try {
            answer = engine_->handle(parcel.event);
        } catch (const Error& error) {
            if (is_from_the_store(error)) throw;
            answer.error_name = name_of(error.code());
        }
        check(parcel, answer, may_be_known);
    }

    void check(const Parcel& parcel, const EventAnswer& answer, bool may_be_known) {
        const std::string& id = parcel.event.id.value;
        switch (parcel.expectation) {
            case Expectation::first: check_first(*parcel.happening, answer, may_be_known); break;
            case Expectation::again:
                ++out_.counts.duplicates;
                if (answer.outcome != EventOutcome::repeated || answer.sequence != answers_[id].sequence ||
                    answer.answer != answers_[id].answer) {
                    wrong("the repetition of " + id + " was not answered as the first time: " + answer.error_name);
                }
                break;
            case Expectation::early:
                ++out_.counts.early;
                if (answer.outcome != EventOutcome::refused ||
                    (answer.error_name != "out_of_order" && answer.error_name != "not_found")) {
                    wrong(id + " came before what it needs: " + std::string{name_of(answer.outcome)} + " " +
                          answer.error_name);
                }
                break;
            case Expectation::conflict:
                ++out_.counts.conflicts;
                if (answer.error_name != "event_conflict")
                    wrong(id + " with another content: " + std::string{name_of(answer.outcome)});
                break;
        }
    }
    void check_first(const Happening& told, const EventAnswer& answer, bool may_be_known) {
        ++out_.counts.events;
        const bool is_fine =
            told.is_refused
                ? answer.outcome == EventOutcome::refused && answer.error_name == told.error_name
                : answer.outcome == EventOutcome::applied || (may_be_known && answer.outcome == EventOutcome::repeated);
        if (!is_fine)
            wrong(told.event.id.value + ": " + std::string{name_of(answer.outcome)} + " " + answer.error_name);
        answers_[told.event.id.value] = answer;
    }

    /// Until it works; each attempt after the lease of the one before has ended.
    void deliver(Timestamp now) {
        for (std::int64_t wait = 301;; now = now + Duration::seconds(wait), wait = std::min(wait * 2, wait_max)) {
            arm();
            try {
                static_cast<void>(engine_->deliver(provider_, now));
                out_.delivered_at.push_back(now);
                return;
            } catch (const Error& error) {
                if (error.code() != ErrorCode::provider_failed && (!is_from_the_store(error) || plan_->fired == 0))
                    throw;
                // What was recorded stands, and a further attempt would find nothing to do.
                const bool is_recorded = error.value() == "commit, which was made" && outbox_is_empty();
                out_.counts.failures += plan_->fired != 0 ? 1 : 0;
                if (is_recorded) {
                    out_.delivered_at.push_back(now);
                    return;
                }
            }
            restart_sometimes();
        }
    }
    bool outbox_is_empty() {
        const auto transaction = store_->begin();
        return scan_all<OutboxEntry>(*transaction, {}).empty();
    }

    const Story& story_;
    Random random_;
    ScriptedProvider provider_;
    std::shared_ptr<Store> store_ = make_memory_store();
    std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
    std::unique_ptr<Engine> engine_;
    std::map<std::string, std::vector<const Happening*>> dependents_;
    std::map<std::string, EventAnswer> answers_;
    std::vector<const Happening*> known_;  ///< events that were applied
    Outcome out_;
};

}  // namespace

Outcome bring_plainly(const Story& story, const std::vector<Timestamp>& delivered_at) {
    Outcome out;
    const auto store = make_memory_store();
    Engine engine{store};
    ScriptedProvider provider{story.seed, 0};
    auto delivery = delivered_at.begin();
    for (const Step& step : story.steps) {
        const auto* told = std::get_if<Happening>(&step);
        if (told == nullptr) {
            static_cast<void>(engine.deliver(provider, *delivery++));
            continue;
        }
        ++out.counts.events;
        try {
            static_cast<void>(engine.handle(told->event));
            if (told->is_refused) out.wrong.push_back(told->event.id.value + " was accepted");
        } catch (const Error& error) {
            if (!told->is_refused || name_of(error.code()) != told->error_name)
                out.wrong.push_back(told->event.id.value + ": " + error.what());
        }
    }
    out.content = content_of(*store);
    add_all(out.wrong, violations_of(*store));
    add_all(out.wrong, violations_of(*store, provider));
    return out;
}

Outcome bring_roughly(const Story& story, std::uint64_t seed) { return RoughCourier{story, seed}.run(); }

}  // namespace marketplace::simulation
