// Events in any order, again and again, over a store and a provider that fail: what cannot be applied yet is
// refused and succeeds later or never; whatever was applied adds up.

#include "fault/fault_store.hpp"
#include "invariants.hpp"
#include "random.hpp"
#include "reports.hpp"
#include "scenario.hpp"
#include "seeds.hpp"

#include <marketplace/adapters/memory.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::simulation;
using fault::FaultPlan;
using fault::FaultStore;

namespace {

class Disorder {
public:
    explicit Disorder(const Story& story) : random_(story.seed), provider_(story.seed, 10), seed_(story.seed) {
        deal(story);
    }

    void run() {
        while (!deck_.empty()) {
            bring(take_group());
            if (random_.chance(20)) deliver(random_.between(1, 4));
            if (random_.chance(10)) bring(std::exchange(later_, {}));
        }
        provider_.mend();
        fails_ = false;
        for (std::size_t left = SIZE_MAX; later_.size() < left || deliver(1000) > 0;) {
            left = later_.size();
            bring(std::exchange(later_, {}));
        }
        counts["refused for good"] += std::ssize(later_);
        check();
    }

    Counts counts;
    std::vector<std::string> wrong;

private:
    struct Arrival {
        std::int64_t place;
        Event event;
    };

    /// Three in ten come late, one in ten twice. How payouts ended is told by the provider, not by the story.
    void deal(const Story& story) {
        std::vector<Arrival> arrivals;
        std::int64_t place = 0;
        for (const Step& step : story.steps) {
            ++place;
            const auto* told = std::get_if<Happening>(&step);
            if (told == nullptr || std::holds_alternative<PayoutSettled>(told->event.payload)) continue;
            arrivals.push_back({place + (random_.chance(30) ? random_.below(60) : 0), told->event});
            if (random_.chance(10)) arrivals.push_back({place + random_.below(200), told->event});
        }
        std::stable_sort(arrivals.begin(), arrivals.end(),
                         [](const Arrival& a, const Arrival& b) { return a.place > b.place; });
        for (Arrival& arrival : arrivals) deck_.push_back(std::move(arrival.event));
    }

    std::vector<Event> take_group() {
        std::vector<Event> group;
        for (std::int64_t count = random_.between(1, 10); count > 0 && !deck_.empty(); --count) {
            group.push_back(std::move(deck_.back()));
            deck_.pop_back();
            now_ = std::max(now_, group.back().at);
        }
        return group;
    }

    void arm() {
        plan_->calls = plan_->fired = 0;
        plan_->fails_at = fails_ && random_.chance(25) ? random_.between(1, 200) : 0;
        plan_->after_commit = random_.chance(20);
    }

    void bring(const std::vector<Event>& events) {
        if (events.empty()) return;
        for (;;) {
            arm();
            try {
                take_answers(events, engine_.handle_batch(events));
                return;
            } catch (const Error&) {
                if (plan_->fired == 0) throw;
                ++counts["failures"];
            }
        }
    }
    void take_answers(const std::vector<Event>& events, const std::vector<EventAnswer>& answers) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            const EventAnswer& answer = answers[i];
            ++counts[std::string{name_of(answer.outcome)}];
            if (answer.outcome == EventOutcome::refused) {
                ++counts["refused, " + answer.error_name];
                static const std::set<std::string> never{"event_conflict", "insufficient_balance", "internal"};
                if (never.contains(answer.error_name)) wrong.push_back(answer.answer);
                refused_.insert(answer.id.value);
                later_.push_back(events[i]);
                continue;
            }
            if (refused_.erase(answer.id.value) > 0) ++counts["refused first, then applied"];
            const auto [known, is_new] = answers_.try_emplace(answer.id.value, answer);
            if (known->second.sequence != answer.sequence || known->second.answer != answer.answer) {
                wrong.push_back("another answer for " + answer.id.value);
            }
        }
    }

    /// Gives the outbox to the provider and brings what it reports. Returns how many reports were new.
    std::int64_t deliver(std::int64_t limit) {
        now_ = now_ + Duration::seconds(fails_ ? 301 : 86'401);  // in the end every lease has run out
        arm();
        try {
            static_cast<void>(engine_.deliver(provider_, now_, static_cast<std::size_t>(limit)));
        } catch (const Error& error) {
            if (plan_->fired == 0 && error.code() != ErrorCode::provider_failed) throw;
            ++counts[plan_->fired != 0 ? "failures" : "breaks"];
        }
        return report();
    }
    std::int64_t report() {
        std::vector<Event> reports;
        for (const payments::Payout& payout : payouts()) {
            using enum payments::PayoutStatus;
            const bool is_open = payout.status == submitted || payout.status == unknown;
            if (!is_open || !provider_.seen().contains(payments::idempotency_key_of(payout))) continue;
            const std::string key = payments::idempotency_key_of(payout);
            const PayoutOutcome outcome = provider_.is_paid(key) ? PayoutOutcome::paid : PayoutOutcome::failed;
            const PayoutSettled settled{payout.id, outcome, "", payout.attempt_epoch};
            reports.push_back({EventId{"settled/" + key}, payout.created_at, settled});
        }
        bring(reports);
        return std::ssize(reports);
    }
    std::vector<payments::Payout> payouts() {
        const auto transaction = store_->begin();
        return scan_all<payments::Payout>(*transaction, {});
    }

    void check() {
        for (const std::string& each : violations_of(*store_)) wrong.push_back(each);
        for (const std::string& each : violations_of(*store_, provider_)) wrong.push_back(each);
        if (plan_->misuses != 0) wrong.push_back("a transaction in which a call had failed was committed");
        for (const payments::Payout& payout : payouts()) {
            const std::string key = payments::idempotency_key_of(payout);
            const bool is_paid = provider_.seen().contains(key) && provider_.is_paid(key);
            using enum payments::PayoutStatus;
            const bool is_right =
                is_paid ? payout.status == paid : payout.status == failed || payout.status == cancelled;
            if (!is_right) wrong.push_back(payout.id.value + " ended as " + std::string{name_of(payout.status)});
            ++counts[is_paid ? "payouts paid" : "payouts failed"];
        }
        const auto transaction = store_->begin();
        for (const auto& [id, answer] : answers_) {
            const auto stored = get<StoredEvent>(*transaction, id);
            if (!stored || stored->sequence != answer.sequence) wrong.push_back("lost: " + id);
        }
        if (scan_all<StoredEvent>(*transaction, {}).size() != answers_.size())
            wrong.push_back("events that nobody acknowledged");
    }

    Random random_;
    ScriptedProvider provider_;
    std::uint64_t seed_;
    std::shared_ptr<Store> store_ = make_memory_store();
    std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
    Engine engine_{std::make_shared<FaultStore>(store_, plan_)};
    Timestamp now_;
    bool fails_ = true;
    std::vector<Event> deck_;   ///< the next one last
    std::vector<Event> later_;  ///< refused, to be tried again
    std::set<std::string> refused_;
    std::map<std::string, EventAnswer> answers_;
};

}  // namespace

TEST_CASE("events in any order leave a sound marketplace, and nobody is paid twice") {
    Counts counts;
    for (const std::uint64_t seed : seeds(40)) {
        INFO(again_with(seed));
        Disorder disorder{tell_story(seed, options_of(seed))};
        disorder.run();
        CHECK(head_of(disorder.wrong) == "");
        add(counts, disorder.counts);
    }
    MESSAGE("counted:" << text_of(counts));
    if (number_from_environment("MARKETPLACE_SEED", -1) >= 0) return;
    for (const char* what : {"applied", "repeated", "refused first, then applied", "payouts paid", "payouts failed",
                             "failures", "breaks"}) {
        CAPTURE(what);
        CHECK(counts[what] > 0);
    }
}
