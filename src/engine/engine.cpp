#include <marketplace/engine/engine.hpp>

#include "deliver.hpp"
#include "event_hashes.hpp"
#include "recording.hpp"
#include "riders.hpp"
#include "statement.hpp"
#include "store_failure.hpp"
#include "telling.hpp"
#include "unit.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/ports/write_behind.hpp>

#include <marketplace/affiliate/tier_evaluation.hpp>
#include <marketplace/affiliate/tier_history.hpp>
#include <marketplace/affiliate/tier_metrics.hpp>

#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

namespace marketplace {

using namespace engine_detail;

namespace {

/// "order_placed".
std::string kind_of(const EventPayload& payload) {
    return std::visit([](const auto& held) { return snake_case(type_of<std::decay_t<decltype(held)>>().name); },
                      payload);
}

void validate_event(const Event& event) {
    if (event.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id that is unique among events");
    if (event.id.value.size() > 200) fail(ErrorCode::limit_exceeded, "id", event.id.value, "at most 200 bytes");
}

EventAnswer refused(const Event& event, const Error& error) {
    EventAnswer answer{event.id, EventOutcome::refused};
    answer.answer = error.what();
    answer.error_name = name_of(error.code());
    answer.error_field = error.field();
    answer.error_value = error.value();
    answer.error_expected = error.expected();
    return answer;
}

EngineOptions validated(EngineOptions options) {
    validate(options);
    return options;
}

/// Whether an event may have put rules into the cache that do not hold when it is refused after all.
bool publishes_rules(const EventPayload& payload) {
    return std::holds_alternative<PlanPublished>(payload) || std::holds_alternative<TierPolicyPublished>(payload) ||
           std::holds_alternative<ProgramPublished>(payload) || std::holds_alternative<StrategiesPublished>(payload);
}

}  // namespace

void validate(const EngineOptions& options) {
    constexpr std::int64_t groups_max = 64;
    if (options.groups_in_flight < 1 || options.groups_in_flight > groups_max) {
        fail(ErrorCode::out_of_range, "groups_in_flight", std::to_string(options.groups_in_flight),
             "1 to " + std::to_string(groups_max));
    }
    constexpr std::int64_t days_max = 3'650'000;  // all that a timestamp can say
    if (options.days_ahead_max < 0 || options.days_ahead_max > days_max) {
        fail(ErrorCode::out_of_range, "days_ahead_max", std::to_string(options.days_ahead_max),
             "0 to " + std::to_string(days_max));
    }
    constexpr std::int64_t rows_min = 1024;
    if (options.rows_remembered < rows_min) {
        fail(ErrorCode::out_of_range, "rows_remembered", std::to_string(options.rows_remembered),
             std::to_string(rows_min) + " or more");
    }
    static_cast<void>(TimeZone{options.time_zone});
}

class Engine::Impl {
public:
    Impl(std::shared_ptr<Store> store, EngineOptions options, std::shared_ptr<Observer> observer)
        : telling_(std::move(observer)),
          store_(std::move(store)),
          options_(validated(std::move(options))),
          memory_(make_row_memory(static_cast<std::size_t>(options_.rows_remembered))),
          write_behind_(store_, memory_, static_cast<std::size_t>(options_.groups_in_flight)),
          zone_(options_.time_zone) {
        store_->create_tables(engine_tables());
    }

    EventAnswer handle(const Event& event) {
        const std::lock_guard lock{mutex_};
        sync_stream();
        return guarded(publishes_rules(event.payload), [&] {
            const auto transaction = buffered(store_->begin(), memory_);
            return apply_alone(*transaction, Commit::of_changes, event);
        });
    }

    /// What may have been published is forgotten with the transaction.
    EventPreview preview(const Event& event) {
        const std::lock_guard lock{mutex_};
        sync_stream();
        EventPreview out;
        out.answer = guarded(publishes_rules(event.payload), [&] {
            const auto undone = buffered(store_->begin(), memory_);
            RecordingTransaction transaction{*undone, out.rows};
            return apply_alone(transaction, Commit::never, event);
        });
        if (publishes_rules(event.payload)) policies_.forget_all();
        return out;
    }

    std::vector<EventAnswer> handle_batch(std::span<const Event> events) {
        const std::lock_guard lock{mutex_};
        sync_stream();
        return handle_group(buffered(store_->begin(), memory_), events);
    }

    /// When others have written to the store meanwhile, the group is applied again to what they left.
    std::vector<EventAnswer> stream_batch(std::span<const Event> events) {
        const std::lock_guard lock{mutex_};
        tell_stream();
        streams_ = true;
        try {
            return stream_group(events);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::version_conflict) throw;
        }
        policies_.forget_all();
        return stream_group(events);
    }

    void sync() {
        const std::lock_guard lock{mutex_};
        tell_stream();
        sync_stream();
    }

    DeliveryReport deliver(PaymentProvider& provider, Timestamp now, std::size_t limit) {
        std::vector<Call> calls;
        take_part([&](Transaction& transaction) { calls = lease(transaction, provider.name(), now, limit); });
        if (calls.empty()) return {};
        std::vector<PayoutInstruction> instructions;
        for (const Call& call : calls) instructions.push_back(call.instruction);
        const std::vector<ProviderResult> results = provider.submit_payouts(instructions);
        DeliveryReport report;
        take_part([&](Transaction& transaction) { report = record(transaction, calls, results, now); });
        return report;
    }
    ReconciliationReport reconcile(PaymentProvider& provider, Timestamp now, std::size_t limit) {
        {
            const std::lock_guard lock{mutex_};
            sync_stream_of_others();
        }
        ReconciliationReport report;
        for (const payments::Payout& payout : unknown_payouts(*store_, limit)) {
            const PayoutQuery query{payments::idempotency_key_of(payout), payout.provider_reference, payout.pays_on};
            const ProviderPayout found = provider.query_payout(query);
            if (found.state == ProviderPayoutState::unknown) {
                report.unknown += 1;
            } else if (found.state == ProviderPayoutState::processing) {
                record_underway(*store_, memory_, payout, found, now);
                report.underway += 1;
            } else {
                const bool is_settled = settle(payout, query.idempotency_key, found, now);
                (is_settled ? report.settled : report.unknown) += 1;
            }
        }
        return report;
    }
    [[nodiscard]] Store& store() noexcept { return *store_; }
    [[nodiscard]] const Telling& telling() const noexcept { return telling_; }

private:
    /// As an event like any other. Returns whether it was applied: it is refused if the payout has gone on since it was
    /// asked for, which is as well, or if a host has used its id.
    bool settle(const payments::Payout& payout, const std::string& key, const ProviderPayout& found, Timestamp now) {
        const bool is_paid = found.state == ProviderPayoutState::paid;
        const Event event{EventId{"reconciled/" + key}, now,
                          PayoutSettled{payout.id, is_paid ? PayoutOutcome::paid : PayoutOutcome::failed,
                                        found.reference, payout.attempt_epoch}};
        return handle_batch({&event, 1}).front().outcome != EventOutcome::refused;
    }

    /// Work that is durable when this returns. Within a group of the stream, if there is one.
    void take_part(const Riders::Work& work) {
        if (streams_ && riders_.ride(work)) return;
        const std::lock_guard lock{mutex_};
        sync_stream_of_others();
        const auto transaction = buffered(store_->begin(), memory_);
        work(*transaction);
        transaction->commit();
    }

    void sync_stream() {
        streams_ = false;
        riders_.dismiss();
        guarded(true, [&] { write_behind_.sync(); });
    }

    /// On a thread that may not be the one of the stream, which is to be told of a failure as well.
    void sync_stream_of_others() {
        try {
            sync_stream();
        } catch (...) {
            stream_failure_ = std::current_exception();
            throw;
        }
    }
    void tell_stream() {
        if (stream_failure_) std::rethrow_exception(std::exchange(stream_failure_, nullptr));
    }

    /// What changes nothing need not be committed; but in a stream a commit tells how the group before has fared.
    enum class Commit { of_changes, always, never };

    EventAnswer apply_alone(Transaction& transaction, Commit commit, const Event& event) {
        return apply(transaction, commit, [&](EngineState& state) {
            Unwritten rows;
            EventAnswer answer = apply_event(transaction, rows, state, event, [&] { return hash_of(event); });
            write(transaction, rows);
            return answer;
        });
    }

    std::vector<EventAnswer> handle_group(std::unique_ptr<Transaction> transaction, std::span<const Event> events) {
        return guarded(true, [&] {
            return apply(*transaction, Commit::of_changes,
                         [&](EngineState& state) { return apply_each(*transaction, state, events); });
        });
    }

    /// Together with what others have to do in the store.
    std::vector<EventAnswer> stream_group(std::span<const Event> events) {
        try {
            auto answers = guarded(true, [&] {
                const auto transaction = write_behind_.begin();
                return apply(*transaction, Commit::always, [&](EngineState& state) {
                    auto done = apply_each(*transaction, state, events);
                    riders_.board(*transaction);
                    return done;
                });
            });
            riders_.depart(write_behind_.last_commit());
            return answers;
        } catch (...) {
            riders_.stay();
            throw;
        }
    }

    std::vector<EventAnswer> apply_each(Transaction& transaction, EngineState& state, std::span<const Event> events) {
        Unwritten rows;
        EventHashes::Ahead hashes{hashes_, events};
        std::vector<EventAnswer> answers;
        answers.reserve(events.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto hash = [&] { return hashes.take(i); };
            answers.push_back(apply_in_savepoint(transaction, rows, state, events[i], hash));
        }
        write(transaction, rows);
        return answers;
    }

    /// Work on the state of the engine that becomes durable as a whole, or is forgotten as a whole.
    template <class Work>
    std::invoke_result_t<Work, EngineState&> apply(Transaction& transaction, Commit commit, Work work) {
        policies_.forget_newest();
        EngineState state = load_state(transaction);
        const EngineState before = state;
        auto result = work(state);
        const bool has_changed = state != before;  // not by repetitions and refusals
        if (has_changed) put(transaction, state);
        const bool is_final = commit != Commit::never;
        if (is_final && (has_changed || commit == Commit::always)) transaction.commit();
        return result;
    }

    /// With what fails go the rules that it may have put into the cache.
    template <class Work>
    std::invoke_result_t<Work> guarded(bool may_publish, Work work) {
        try {
            return work();
        } catch (const Error& error) {
            if (may_publish || is_store_failure(error)) policies_.forget_all();
            throw;
        } catch (...) {
            policies_.forget_all();
            throw;
        }
    }

    static EngineState load_state(Transaction& transaction) {
        return get<EngineState>(transaction, std::string{"engine"}).value_or(EngineState{});
    }

    template <class Hash>
    EventAnswer apply_in_savepoint(Transaction& transaction, Unwritten& rows, EngineState& state, const Event& event,
                                   const Hash& hash) {
        const EngineState before = state;
        UnwrittenAttempt attempt{rows};
        transaction.begin_savepoint();
        try {
            EventAnswer answer = apply_event(transaction, rows, state, event, hash);
            transaction.release_savepoint();
            attempt.keep();
            return answer;
        } catch (const Error& error) {
            if (is_store_failure(error)) throw;
            transaction.rollback_savepoint();
            if (publishes_rules(event.payload)) policies_.forget_all();
            state = before;
            return refused(event, error);
        }
    }

    /// The hash is asked for when the event is known to be one that has a hash.
    template <class Hash>
    EventAnswer apply_event(Transaction& transaction, Unwritten& rows, EngineState& state, const Event& event,
                            const Hash& hash_of_event) {
        validate_event(event);
        std::string hash = hash_of_event();
        if (const Look<StoredEvent> known{transaction, event.id}) return repeated(*known, event, hash);
        require_near(state, event);
        state.latest_at = state.latest_at ? std::max(*state.latest_at, event.at) : event.at;
        state.events += 1;
        Unit unit{transaction, options_, zone_, policies_, state, event,
                  LedgerWriter{transaction, rows.book, options_.ledger, event.id.value, event.at}, rows};
        const std::string text =
            std::visit([&](const auto& payload) { return engine_detail::apply(unit, payload); }, event.payload);
        put(transaction,
            StoredEvent{event.id, state.events, kind_of(event.payload), event.at, std::move(hash), text});
        return {event.id, EventOutcome::applied, state.events, text};
    }

    /// What is applied is dated no earlier than what came before, so that one time that is wrong would stay.
    void require_near(const EngineState& state, const Event& event) const {
        if (options_.days_ahead_max == 0 || !state.latest_at || event.at <= *state.latest_at) return;
        if (event.at - *state.latest_at <= Duration::days(options_.days_ahead_max)) return;
        fail(ErrorCode::invalid_time, "at", to_string(event.at),
             "at most " + std::to_string(options_.days_ahead_max) + " days after " + to_string(*state.latest_at) +
                 ", the latest time so far (days_ahead_max)");
    }

    static EventAnswer repeated(const StoredEvent& known, const Event& event, const std::string& hash) {
        if (known.hash != hash) {
            fail(ErrorCode::event_conflict, "id", event.id.value,
                 "the content with which this event was applied before");
        }
        return {event.id, EventOutcome::repeated, known.sequence, known.answer};
    }

    Telling telling_;
    std::shared_ptr<Store> store_;
    EngineOptions options_;
    std::shared_ptr<RowMemory> memory_;
    WriteBehind write_behind_;
    TimeZone zone_;
    PolicyCache policies_;
    Riders riders_;
    EventHashes hashes_;
    std::mutex mutex_;
    std::exception_ptr stream_failure_;  ///< that the stream does not know of
    std::atomic<bool> streams_ = false;  ///< a group was streamed and nobody has waited for it since
};

Engine::Engine(std::shared_ptr<Store> store, EngineOptions options, std::shared_ptr<Observer> observer)
    : impl_(std::make_unique<Impl>(std::move(store), std::move(options), std::move(observer))) {}
Engine::~Engine() = default;

EventAnswer Engine::handle(const Event& event) {
    return impl_->telling().of(event.id.value, [&] { return impl_->handle(event); });
}
EventPreview Engine::preview(const Event& event) { return impl_->preview(event); }
std::vector<EventAnswer> Engine::handle_batch(std::span<const Event> events) {
    return impl_->telling().of("", [&] { return impl_->handle_batch(events); });
}
std::vector<EventAnswer> Engine::stream_batch(std::span<const Event> events) {
    return impl_->telling().of("", [&] { return impl_->stream_batch(events); });
}
void Engine::sync() { impl_->sync(); }
DeliveryReport Engine::deliver(PaymentProvider& provider, Timestamp now, std::size_t limit) {
    return impl_->telling().of("", [&] { return impl_->deliver(provider, now, limit); });
}
ReconciliationReport Engine::reconcile(PaymentProvider& provider, Timestamp now, std::size_t limit) {
    return impl_->telling().of("", [&] { return impl_->reconcile(provider, now, limit); });
}
payments::Statement Engine::statement(const payments::StatementRequest& request) {
    return engine_detail::make_statement(*impl_->store().begin(), request);
}
Store& Engine::store() noexcept { return impl_->store(); }

namespace engine_detail {

void enqueue(Unit& unit, std::string id, std::string_view kind, std::string_view subject, std::string document) {
    unit.state.outbox += 1;
    put(unit.store, OutboxEntry{unit.state.outbox, std::move(id), std::string{kind}, std::string{subject},
                                std::move(document), unit.at(), 0, std::nullopt});
}

}  // namespace engine_detail

}  // namespace marketplace
