// Each call to the store fails once, at each event of a story: before that event is applied, all of its calls have
// failed, one after the other. Each time nothing is left of it, and in the end nothing is missing.

#include "fault/fault_store.hpp"
#include "invariants.hpp"
#include "courier.hpp"
#include "reports.hpp"
#include "seeds.hpp"

#include <marketplace/adapters/memory.hpp>
#include <marketplace/adapters/sqlite.hpp>

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::simulation;
using fault::FaultPlan;
using fault::FaultStore;

namespace {

/// How calls fail.
struct Manner {
    ErrorCode code = ErrorCode::store_failed;
    bool persistent = false;    ///< all calls after it, too
    bool after_commit = false;  ///< a commit that fails was made
    std::size_t group = 1;      ///< events brought together
    bool restarts = false;      ///< a new engine after each failure
};

class Prober {
public:
    Prober(std::shared_ptr<Store> store, std::uint64_t seed, Manner manner)
        : store_(std::move(store)), manner_(manner), provider_(seed, 0) { restart(); }

    void run(const Story& story) {
        for (std::size_t next = 0; next < story.steps.size();) {
            if (const auto* delivery = std::get_if<Delivery>(&story.steps[next])) {
                probe_delivery(delivery->now);
                ++next;
                continue;
            }
            std::vector<Event> events;
            for (; next < story.steps.size() && events.size() < manner_.group; ++next) {
                const auto* told = std::get_if<Happening>(&story.steps[next]);
                if (told == nullptr) break;
                events.push_back(told->event);
            }
            probe_events(events);
        }
    }

    std::vector<std::string> wrong;
    std::vector<Timestamp> delivered_at;
    std::int64_t failures = 0;
    std::int64_t made = 0;  ///< commits that were made and reported as failed

    [[nodiscard]] const ScriptedProvider& provider() const { return provider_; }
    [[nodiscard]] std::int64_t misuses() const { return plan_->misuses; }

private:
    void restart() {
        plan_->fails_at = 0;
        engine_ = std::make_unique<Engine>(std::make_shared<FaultStore>(store_, plan_));
    }
    void arm(std::int64_t nth) {
        if (manner_.restarts) restart();
        plan_->fails_at = nth;
        plan_->persistent = manner_.persistent;
        plan_->after_commit = manner_.after_commit;
        plan_->code = manner_.code;
        plan_->calls = plan_->fired = 0;
    }
    void apply(const std::vector<Event>& events) {
        if (manner_.group > 1) {
            static_cast<void>(engine_->handle_batch(events));
            return;
        }
        try {
            static_cast<void>(engine_->handle(events.front()));
        } catch (const Error& error) {
            if (error.code() >= ErrorCode::store_version && error.code() <= ErrorCode::store_failed) throw;
        }
    }

    /// Fails call after call until there is none left to fail.
    void probe_events(const std::vector<Event>& events) {
        const Content before = content_of(*store_);
        for (std::int64_t nth = 1;; ++nth) {
            arm(nth);
            try {
                apply(events);
                if (plan_->fired != 0) wrong.push_back(events.front().id.value + ": a failure was swallowed");
                return;
            } catch (const Error& error) {
                if (error.code() != manner_.code || plan_->fired == 0) throw;
                ++failures;
                if (error.value() == "commit, which was made") {
                    ++made;  // the next attempt is a repetition, whose calls fail in turn, too
                    return repeat(events);
                }
            }
            plan_->fails_at = 0;
            note(difference(before, content_of(*store_)), events.front().id.value, nth);
        }
    }
    void repeat(const std::vector<Event>& events) {
        plan_->fails_at = 0;
        const Content after = content_of(*store_);
        apply(events);
        note(difference(after, content_of(*store_)), events.front().id.value, 0);
    }
    void note(const std::string& difference, const std::string& id, std::int64_t nth) {
        if (!difference.empty()) wrong.push_back(id + ", call " + std::to_string(nth) + ": " + difference);
    }

    void probe_delivery(Timestamp now) {
        const Content before = content_of(*store_);
        for (std::int64_t nth = 1;; ++nth, now = now + Duration::seconds(86'401)) {
            arm(nth);
            try {
                static_cast<void>(engine_->deliver(provider_, now));
                break;
            } catch (const Error& error) {
                if (error.code() != manner_.code || plan_->fired == 0) throw;
                ++failures;
            }
            plan_->fails_at = 0;
            Content after = content_of(*store_);
            if (after["outbox"].empty() && !before.at("outbox").empty()) break;  // recorded, and said to have failed
            for (const char* leased : {"outbox", "payout"}) after[leased] = before.at(leased);
            note(difference(before, after), "delivery", nth);
        }
        delivered_at.push_back(now);
    }

    std::shared_ptr<Store> store_;
    Manner manner_;
    ScriptedProvider provider_;
    std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
    std::unique_ptr<Engine> engine_;
};

/// Returns how many failures there were.
std::int64_t fail_every_call(const Story& story, const std::shared_ptr<Store>& store, Manner manner) {
    Prober prober{store, story.seed, manner};
    prober.run(story);
    const Outcome plain = bring_plainly(story, prober.delivered_at);
    CHECK(head_of(prober.wrong) == "");
    CHECK(head_of(plain.wrong) == "");
    CHECK(head_of(violations_of(*store)) == "");
    CHECK(head_of(violations_of(*store, prober.provider())) == "");
    CHECK(difference(plain.content, content_of(*store)) == "");
    CHECK(prober.misuses() == 0);
    if (manner.after_commit) CHECK(prober.made > 0);
    return prober.failures;
}

StoryOptions short_story() {
    StoryOptions options;
    options.days = 18;
    options.quiet_days = 9;
    options.actions_of_day_max = 6;
    return options;
}

}  // namespace

TEST_CASE("a failure of each call to the store in turn leaves nothing and loses nothing") {
    const Manner manners[] = {{ErrorCode::store_failed, false, false, 1, false},
                              {ErrorCode::store_full, true, false, 1, true},
                              {ErrorCode::store_busy, false, true, 1, false},
                              {ErrorCode::store_full, false, false, 7, false},
                              {ErrorCode::store_failed, true, true, 7, true}};
    std::int64_t events = 0;
    std::int64_t failures = 0;
    for (const std::uint64_t seed : seeds(1)) {
        INFO(again_with(seed));
        const Story story = tell_story(seed, short_story());
        CHECK(head_of(story.surprises) == "");
        for (const Manner& manner : manners) failures += fail_every_call(story, make_memory_store(), manner);
        events += std::ssize(story.steps);
    }
    MESSAGE(events << " events and deliveries, each in 5 manners; failures: " << failures);
    CHECK(failures > 1000);
}

TEST_CASE("a failure of each call to an SQLite store in turn leaves nothing and loses nothing") {
    const Story story = tell_story(2, short_story());
    const std::int64_t failures =
        fail_every_call(story, make_sqlite_store({}), {ErrorCode::store_failed, false, false, 5, false});
    MESSAGE(story.steps.size() << " events and deliveries; failures: " << failures);
    CHECK(failures > 300);
}
