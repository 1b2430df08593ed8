#pragma once
// The engine: events in, one transaction each, outbox out.
//
// `handle` claims the event's id together with its effects. The same event again changes nothing and
// returns the first answer; the same id with another content is `event_conflict`. What throws leaves
// everything as it was. Calls to the outside wait in the outbox for `deliver`.
//
// For speed, events come in groups (`handle_batch`), and groups in streams (`stream_batch`).
//
// An engine may be called from any thread; its calls are serialised by the store's transactions.

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/engine/events.hpp>
#include <marketplace/engine/records.hpp>
#include <marketplace/payments/statement.hpp>
#include <marketplace/ports/observer.hpp>
#include <marketplace/ports/payment_provider.hpp>
#include <marketplace/ports/store.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace marketplace {

/// Settings of an engine.
struct EngineOptions {
    std::string ledger = "main";                   ///< name of the hash chain
    std::string time_zone = "UTC";                 ///< the civil calendar of the marketplace
    std::string payment_provider = "bank";         ///< named in the accounts of collected money
    payments::CaptureOrder refund_captures = payments::CaptureOrder::oldest_first;  ///< of orders captured in parts
    /// What is stored with each charge. `winner` suffices to compute the amount again; who lost and why follows
    /// from the frozen plan and the order, and `full` keeps that too, at several times the size.
    affiliate::ExplanationLevel explanation = affiliate::ExplanationLevel::winner;
    /// How many groups of a stream may be on their way into the store when `stream_batch` returns, from 1 to 64.
    std::int64_t groups_in_flight = 1;
    /// An event whose time lies so many days after that of every event before is refused: what it writes would be dated
    /// there, and so would be all that follows. 0 to 3650000; 0: any time will do.
    std::int64_t days_ahead_max = 400;
    /// About so many rows of the store are remembered between transactions, 1,024 or more: memory for speed.
    std::int64_t rows_remembered = 131'072;
};

/// Throws what the constructor of the engine would throw for these: for who makes the store of an engine first.
void validate(const EngineOptions& options);

/// What an event did.
enum class EventOutcome { applied, repeated, refused };
MARKETPLACE_COMPILED_ENUM(EventOutcome, applied, repeated, refused)

/// The answer to one event.
struct EventAnswer {
    EventId id;
    EventOutcome outcome = EventOutcome::applied;
    std::int64_t sequence = 0;   ///< of the application, the first one for a repeated event
    std::string answer;          ///< what happened, in a sentence or two; the same for every repetition
    std::string error_name;      ///< for refused ones in a batch: "over_refund"
    std::string error_field;
    std::string error_value;
    std::string error_expected;

    friend bool operator==(const EventAnswer&, const EventAnswer&) = default;
};
MARKETPLACE_COMPILED_RECORD(EventAnswer, (id, outcome, sequence, answer, error_name, error_field, error_value,
                                          error_expected));

/// A row that an event would have written.
struct PreviewedRow {
    std::string table;
    std::string document;    ///< the row as JSON; of a row that would go, its key as a list
    bool is_erased = false;

    friend bool operator==(const PreviewedRow&, const PreviewedRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(PreviewedRow, (table, document, is_erased));

/// What an event would have done.
struct EventPreview {
    EventAnswer answer;
    std::vector<PreviewedRow> rows;  ///< in the order of writing; a row that is written twice is there twice

    friend bool operator==(const EventPreview&, const EventPreview&) = default;
};
MARKETPLACE_COMPILED_RECORD(EventPreview, (answer, rows));

/// How a round of deliveries went.
struct DeliveryReport {
    std::int64_t delivered = 0;
    std::int64_t failed = 0;    ///< refused for certain, or nobody knows: see `Engine::reconcile`

    friend bool operator==(const DeliveryReport&, const DeliveryReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(DeliveryReport, (delivered, failed));

/// What became of payouts whose outcome nobody knew.
struct ReconciliationReport {
    std::int64_t settled = 0;   ///< the provider has paid them, or is certain that it did not and will not
    std::int64_t underway = 0;  ///< the provider has them
    std::int64_t unknown = 0;   ///< it could not be found out now, or what was found out could not be applied

    friend bool operator==(const ReconciliationReport&, const ReconciliationReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReconciliationReport, (settled, underway, unknown));

/// The marketplace over a store.
class Engine {
public:
    /// Creates the tables that are missing. Throws `store_version` for a database of another version.
    ///
    /// The observer, if there is one, hears of every call that is answered: `count` of "events", "deliveries" and
    /// "reconciliations" with the label "outcome", which has the names of `EventOutcome`, `DeliveryReport` and
    /// `ReconciliationReport`; `log` of each event that is refused (its id, the error and its field), of a store or
    /// provider that failed, of deliveries that failed and of payouts whose outcome stays unknown.
    explicit Engine(std::shared_ptr<Store> store, EngineOptions options = {},
                    std::shared_ptr<Observer> observer = nullptr);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Applies one event in a transaction of its own. Throws what the event's rules throw.
    EventAnswer handle(const Event& event);

    /// Applies an event as `handle` does, in a transaction that is undone: what it would answer and write. Throws what
    /// `handle` would throw. An event that was applied before is answered as repeated, with no rows.
    [[nodiscard]] EventPreview preview(const Event& event);

    /// Applies events in order within one transaction of the store: the group is durable when the call
    /// returns. A refused event leaves nothing and does not disturb the others. A failure of the store
    /// throws and leaves nothing of the whole group.
    std::vector<EventAnswer> handle_batch(std::span<const Event> events);

    /// The same for a stream of groups, of which each is written while the next one is applied: when the call returns,
    /// the groups before are durable; this one is when `sync` returns, or the next `stream_batch`. What is to be
    /// acknowledged elsewhere is acknowledged after that. Throws what writing the group before threw: nothing of that
    /// group remains then, nor of this one, and both may be sent again. Every other call syncs first. A store without
    /// reading beside writing (in memory) is written at once. `deliver` may run on another thread meanwhile.
    ///
    /// With `EngineOptions::groups_in_flight` = N all groups but the last N are durable when the call returns, and all
    /// of these may have to be sent again. Short and long groups keep each other waiting less then. But no other engine
    /// may write to the same store: one group alone is applied again to what another has committed, more are refused.
    std::vector<EventAnswer> stream_batch(std::span<const Event> events);

    /// Waits until all that was streamed is durable. Throws what writing it threw; nothing of that group remains then.
    void sync();

    /// Gives up to `limit` outbox entries that have waited since `now` or before to the provider, in order, and records
    /// how it went. When the provider throws, they are tried again after five minutes, then after twice as long each
    /// time, a day at most; after twelve times the outcome is unknown. Beside a stream it takes part in its groups, and
    /// the stream does not wait: entries are taken with one group and the provider is called when that one is durable;
    /// how it went is recorded with a later one. Throws what writing these groups threw; the stream is told, too.
    DeliveryReport deliver(PaymentProvider& provider, Timestamp now, std::size_t limit = 1000);

    /// Asks the provider what became of up to `limit` payouts whose outcome is unknown, the oldest first, and
    /// applies what it is certain of as events with ids "reconciled/KEY". A payout that the provider does not
    /// have has failed, and may be retried.
    ReconciliationReport reconcile(PaymentProvider& provider, Timestamp now, std::size_t limit = 1000);

    /// What a payee earned, was paid and owes in a span of time, line by line. Throws `missing_field` without a payee.
    [[nodiscard]] payments::Statement statement(const payments::StatementRequest& request);

    /// The store, for queries.
    [[nodiscard]] Store& store() noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Every table that an engine uses.
[[nodiscard]] std::vector<const TableInfo*> engine_tables();

}  // namespace marketplace
