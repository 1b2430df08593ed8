// Groups that are written while the next one is applied end in the same content as events that are told one by one:
// whatever call to the store fails, on whichever thread, and when another engine writes to the same file between them.

#include "contract/samples.hpp"
#include "courier.hpp"
#include "fault/fault_store.hpp"
#include "invariants.hpp"
#include "random.hpp"
#include "reports.hpp"
#include "seeds.hpp"

#include <marketplace/adapters/memory.hpp>
#include <marketplace/adapters/sqlite.hpp>

#include <doctest/doctest.h>

#include <deque>

using namespace marketplace;
using namespace marketplace::simulation;
using contract::Folder;
using fault::FaultPlan;
using fault::FaultStore;

namespace {

std::shared_ptr<Store> open(const std::string& path) {
    SqliteOptions options;
    options.path = path;
    options.durability = Durability::normal;
    return make_sqlite_store(options);
}

using Group = std::vector<Event>;

/// Streams a story, and keeps each group until it is known to be durable.
class Streamer {
public:
    Streamer(const std::string& path, std::uint64_t seed, std::int64_t fault_percent)
        : store_(open(path)), provider_(seed, 0), random_(seed), fault_percent_(fault_percent),
          engine_(std::make_shared<FaultStore>(store_, plan_)) {}

    void run(const Story& story) {
        for (std::size_t next = 0; next < story.steps.size();) {
            if (const auto* delivery = std::get_if<Delivery>(&story.steps[next])) {
                sync();
                static_cast<void>(engine_.deliver(provider_, delivery->now));
                delivered_at.push_back(delivery->now);
                ++next;
                continue;
            }
            Group group;
            for (std::int64_t left = random_.between(1, 9); left > 0 && next < story.steps.size(); --left, ++next) {
                const auto* told = std::get_if<Happening>(&story.steps[next]);
                if (told == nullptr) break;
                group.push_back(told->event);
            }
            if (group.empty()) continue;
            // A group of nothing but a repetition says, too, that the one before it is durable.
            const Group repetition{group.front()};
            waiting_.push_back(std::move(group));
            if (random_.below(2) == 0) waiting_.push_back(repetition);
            stream();
        }
        sync();
    }

    std::vector<Timestamp> delivered_at;
    std::int64_t groups = 0;
    std::int64_t failures = 0;

    [[nodiscard]] Store& store() { return *store_; }
    [[nodiscard]] const ScriptedProvider& provider() const { return provider_; }
    [[nodiscard]] std::int64_t misuses() const { return plan_->misuses; }

private:
    void arm() {
        plan_->fails_at = random_.below(100) < fault_percent_ ? plan_->calls + random_.between(1, 60) : 0;
    }
    /// Streams what was not streamed yet; after a failure, all that may be lost.
    void stream() {
        while (streamed_ < waiting_.size()) {
            arm();
            try {
                static_cast<void>(engine_.stream_batch(waiting_[streamed_]));
                ++groups;
                ++streamed_;
                while (streamed_ > 1) forget_the_first();  // the ones before are durable now
            } catch (const Error& error) {
                recover(error);
            }
        }
    }
    void sync() {
        while (!waiting_.empty()) {
            try {
                engine_.sync();
                plan_->fails_at = 0;
                while (streamed_ > 0) forget_the_first();
            } catch (const Error& error) {
                recover(error);
                stream();
            }
        }
        plan_->fails_at = 0;
    }
    void forget_the_first() {
        waiting_.pop_front();
        --streamed_;
    }
    void recover(const Error& error) {
        if (error.code() != ErrorCode::store_failed) throw;
        ++failures;
        streamed_ = 0;
        plan_->fails_at = 0;
    }

    std::shared_ptr<Store> store_;
    std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
    ScriptedProvider provider_;
    Random random_;
    std::int64_t fault_percent_;
    Engine engine_;
    std::deque<Group> waiting_;
    std::size_t streamed_ = 0;  ///< of those that wait
};

}  // namespace

TEST_CASE("streamed groups end in the content of single events, whatever call fails") {
    std::int64_t groups = 0;
    std::int64_t failures = 0;
    for (const std::uint64_t seed : seeds(12)) {
        INFO(again_with(seed));
        const Story story = tell_story(seed, options_of(seed));
        const Folder folder;
        Streamer streamer{folder.file("streamed.db"), seed, seed % 3 == 0 ? 0 : 40};
        streamer.run(story);
        const Outcome plain = bring_plainly(story, streamer.delivered_at);
        CHECK(difference(plain.content, content_of(streamer.store())) == "");
        CHECK(head_of(violations_of(streamer.store())) == "");
        CHECK(head_of(violations_of(streamer.store(), streamer.provider())) == "");
        CHECK(streamer.misuses() == 0);
        groups += streamer.groups;
        failures += streamer.failures;
    }
    MESSAGE(groups << " groups, " << failures << " failures");
    CHECK(failures > 20);
}

TEST_CASE("what another engine commits between two streamed groups is not lost") {
    StoryOptions options;
    options.days = 12;
    const Story story = tell_story(5, options);
    const Folder folder;
    Engine first{open(folder.file("shared.db"))};
    Engine second{open(folder.file("shared.db"))};
    ScriptedProvider provider{5, 0};
    std::vector<Timestamp> delivered_at;
    Random random{5};
    Group group;
    const auto bring = [&] {
        // The second engine finds a streamed group in the file, since its transaction waits for that of the first.
        Engine& engine = random.below(3) == 0 ? second : first;
        if (&engine == &second) first.sync();
        static_cast<void>(&engine == &second ? engine.handle_batch(group) : engine.stream_batch(group));
        group.clear();
    };
    for (const Step& step : story.steps) {
        if (const auto* told = std::get_if<Happening>(&step)) {
            group.push_back(told->event);
            if (std::ssize(group) >= random.between(1, 5)) bring();
        } else {
            bring();
            static_cast<void>(first.deliver(provider, std::get<Delivery>(step).now));
            delivered_at.push_back(std::get<Delivery>(step).now);
        }
    }
    bring();
    first.sync();
    const auto store = open(folder.file("shared.db"));
    store->create_tables(engine_tables());
    const Outcome plain = bring_plainly(story, delivered_at);
    CHECK(difference(plain.content, content_of(*store)) == "");
    CHECK(head_of(violations_of(*store)) == "");
}

TEST_CASE("a streamed group that cannot be committed is told once, and leaves nothing") {
    const Story story = tell_story(3, options_of(3));
    std::vector<Event> events;
    for (const Step& step : story.steps) {
        if (const auto* told = std::get_if<Happening>(&step); told != nullptr && !told->is_refused)
            events.push_back(told->event);
        if (events.size() == 40) break;
    }
    const auto first = std::span{events}.first(20);
    const auto second = std::span{events}.subspan(20);
    // Counts the calls of a run without a fault, then lets the last one fail: the commit of the second group.
    std::int64_t calls = 0;
    for (const bool fails : {false, true}) {
        const auto inner = make_memory_store();
        const auto plan = std::make_shared<FaultPlan>();
        Engine engine{std::make_shared<FaultStore>(inner, plan)};
        static_cast<void>(engine.stream_batch(first));
        engine.sync();
        const Content before = content_of(*inner);
        if (fails) plan->fails_at = calls;
        for (const EventAnswer& answer : engine.stream_batch(second)) CHECK(answer.outcome == EventOutcome::applied);
        CHECK(contract::code_of([&] { engine.sync(); }).has_value() == fails);
        calls = plan->calls;
        if (!fails) continue;
        engine.sync();
        CHECK(difference(before, content_of(*inner)) == "");
        for (const EventAnswer& answer : engine.handle_batch(second)) CHECK(answer.outcome == EventOutcome::applied);
        for (const EventAnswer& answer : engine.handle_batch(first)) CHECK(answer.outcome == EventOutcome::repeated);
    }
}
