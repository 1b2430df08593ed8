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

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

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

EngineOptions with_groups_in_flight(std::size_t groups) {
    EngineOptions options;
    options.groups_in_flight = static_cast<std::int64_t>(groups);
    return options;
}

/// Beside groups, payments are asked for at times that the story does not know: how they ended is not told.
enum class Deliveries { between_groups, beside_groups };

/// Streams a story, and keeps each group until it is known to be durable.
class Streamer {
public:
    Streamer(const std::string& path, std::uint64_t seed, std::int64_t fault_percent, Deliveries deliveries)
        : store_(open(path)), provider_(seed, 0), random_(seed), fault_percent_(fault_percent),
          deliveries_(deliveries), groups_in_flight_(1 + seed % 3),
          engine_(std::make_shared<FaultStore>(store_, plan_), with_groups_in_flight(groups_in_flight_)) {}

    void run(const Story& story) {
        for (std::size_t next = 0; next < story.steps.size();) {
            if (const auto* delivery = std::get_if<Delivery>(&story.steps[next])) {
                deliver(delivery->now);
                ++next;
                continue;
            }
            Group group;
            Group repetition;
            for (std::int64_t left = random_.between(1, 9); left > 0 && next < story.steps.size(); --left, ++next) {
                const auto* told = std::get_if<Happening>(&story.steps[next]);
                if (told == nullptr) break;
                const bool is_outcome = std::holds_alternative<PayoutSettled>(told->event.payload);
                if (is_outcome && deliveries_ == Deliveries::beside_groups) continue;
                // Groups that had become durable are sent again after a failure: what was refused may be accepted then.
                if (told->is_refused && fault_percent_ > 0) continue;
                group.push_back(told->event);
                // What was refused is no repetition when it comes again: by then it may be accepted.
                if (repetition.empty() && !told->is_refused) repetition.push_back(told->event);
            }
            if (group.empty()) continue;
            waiting_.push_back(std::move(group));
            // A group of nothing but a repetition says, too, that the one before it is durable.
            if (random_.below(2) == 0 && !repetition.empty()) waiting_.push_back(std::move(repetition));
            stream();
        }
        sync();
        if (on_the_way_.valid()) on_the_way_.get();
    }
    /// What failed before is due again by then.
    void deliver_the_rest(Timestamp now) {
        while (engine_.deliver(provider_, now).delivered > 0) {}
    }

    std::vector<Timestamp> delivered_at;
    std::int64_t groups = 0;
    std::int64_t failures = 0;
    std::int64_t failed_deliveries = 0;

    [[nodiscard]] Store& store() { return *store_; }
    [[nodiscard]] const ScriptedProvider& provider() const { return provider_; }
    [[nodiscard]] std::int64_t misuses() const { return plan_->misuses; }

private:
    void deliver(Timestamp now) {
        delivered_at.push_back(now);
        if (deliveries_ == Deliveries::between_groups) {
            sync();
            static_cast<void>(engine_.deliver(provider_, now));
            return;
        }
        if (on_the_way_.valid()) on_the_way_.get();
        on_the_way_ = std::async(std::launch::async, [this, now] {
            try {
                static_cast<void>(engine_.deliver(provider_, now));
            } catch (const Error& error) {
                if (error.code() != ErrorCode::store_failed) throw;
                ++failed_deliveries;
            }
        });
    }
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
                while (streamed_ > groups_in_flight_) forget_the_first();  // the ones before are durable now
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
    Deliveries deliveries_;
    std::size_t groups_in_flight_;
    Engine engine_;
    std::deque<Group> waiting_;
    std::size_t streamed_ = 0;  ///< of those that wait
    std::future<void> on_the_way_;
};

/// Takes its time: answers when it is allowed to, and looks whether what it is asked for is in the file by then.
class SlowProvider final : public PaymentProvider {
public:
    explicit SlowProvider(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        const auto store = open(path_);
        const auto reading = store->begin_read();
        const auto payout = get<payments::Payout>(*reading, instruction.id);
        asked_durably += payout && payout->status == payments::PayoutStatus::submitted ? 1 : 0;
        std::unique_lock lock{mutex_};
        ++asked;
        changed_.notify_all();
        using namespace std::chrono_literals;
        was_allowed = changed_.wait_for(lock, 20s, [&] { return is_allowed_; });
        return {ProviderOutcome::accepted, instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }

    void allow() {
        const std::lock_guard lock{mutex_};
        is_allowed_ = true;
        changed_.notify_all();
    }
    [[nodiscard]] bool is_asked() {
        const std::lock_guard lock{mutex_};
        return asked > 0;
    }

    std::int64_t asked = 0;
    std::int64_t asked_durably = 0;
    bool was_allowed = false;

private:
    std::string path_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_allowed_ = false;
};

void check_books(Streamer& streamer) {
    CHECK(head_of(violations_of(streamer.store())) == "");
    CHECK(head_of(violations_of(streamer.store(), streamer.provider())) == "");
    CHECK(streamer.misuses() == 0);
}

bool is_over(const std::future<DeliveryReport>& delivery) {
    return !delivery.valid() || delivery.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

}  // namespace

TEST_CASE("streamed groups end in the content of single events, whatever call fails") {
    std::int64_t groups = 0;
    std::int64_t failures = 0;
    for (const std::uint64_t seed : seeds(12)) {
        INFO(again_with(seed));
        const Story story = tell_story(seed, options_of(seed));
        const Folder folder;
        Streamer streamer{folder.file("streamed.db"), seed, seed % 3 == 0 ? 0 : 40, Deliveries::between_groups};
        streamer.run(story);
        const Outcome plain = bring_plainly(story, streamer.delivered_at);
        CHECK(difference(plain.content, content_of(streamer.store())) == "");
        check_books(streamer);
        groups += streamer.groups;
        failures += streamer.failures;
    }
    MESSAGE(groups << " groups, " << failures << " failures");
    CHECK(failures > 20);
}

TEST_CASE("payments that another thread asks for beside a stream leave sound books, whatever call fails") {
    std::int64_t failures = 0;
    std::size_t payments = 0;
    for (const std::uint64_t seed : seeds(12)) {
        INFO(again_with(seed));
        const Story story = tell_story(seed, options_of(seed));
        const Folder folder;
        Streamer streamer{folder.file("streamed.db"), seed, seed % 3 == 0 ? 0 : 40, Deliveries::beside_groups};
        streamer.run(story);
        streamer.deliver_the_rest(streamer.delivered_at.back() + Duration::seconds(3 * 86'400));
        check_books(streamer);
        CHECK(scan_all<OutboxEntry>(*streamer.store().begin(), {}).empty());
        failures += streamer.failures + streamer.failed_deliveries;
        payments += streamer.provider().seen().size();
    }
    MESSAGE(payments << " payments, " << failures << " failures");
    CHECK(failures > 20);
    CHECK(payments > 100);
}

TEST_CASE("a stream does not wait for a provider, which is asked for what is durable") {
    StoryOptions options;
    options.days = 40;
    const Story story = tell_story(7, options);
    const Folder folder;
    Engine engine{open(folder.file("streamed.db"))};
    SlowProvider provider{folder.file("streamed.db")};
    std::future<DeliveryReport> delivery;
    std::int64_t groups_meanwhile = 0;
    for (const Step& step : story.steps) {
        if (const auto* told = std::get_if<Happening>(&step)) {
            static_cast<void>(engine.stream_batch({&told->event, 1}));
            groups_meanwhile += provider.is_asked() ? 1 : 0;
        } else if (!provider.is_asked() && is_over(delivery)) {
            delivery = std::async(std::launch::async, [&, now = std::get<Delivery>(step).now] {
                return engine.deliver(provider, now, 1);
            });
        }
        if (groups_meanwhile == 5) provider.allow();
    }
    engine.sync();
    CHECK(delivery.get().delivered == 1);
    CHECK(provider.was_allowed);
    CHECK(provider.asked == 1);
    CHECK(provider.asked_durably == 1);
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
