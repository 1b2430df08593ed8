#pragma once
// What the engine remembers, as records: each is a table that a user can query.
//
// The modules' own records (vendors, tiers, lots, postings, payouts ...) are stored as they are; here is what
// ties them to orders and events.

#include <marketplace/affiliate/commission.hpp>
#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/refund.hpp>
#include <marketplace/affiliate/tier_manager.hpp>
#include <marketplace/engine/correction_records.hpp>
#include <marketplace/loyalty/points.hpp>
#include <marketplace/order/order.hpp>
#include <marketplace/payments/capture.hpp>
#include <marketplace/payments/payout_processor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace {

/// An event that was applied. Written in the transaction of its effects, so that it is there if and only
/// if they are.
struct StoredEvent {
    EventId id;
    std::int64_t sequence = 0;  ///< order of application, from 1 without gaps
    std::string kind;           ///< "order_placed"
    Timestamp at;
    std::string hash;           ///< SHA-256 of the canonical JSON of the event
    std::string answer;         ///< what the first application answered

    friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredEvent, (id, sequence, kind, at, hash, answer));
inline TableSpec table_spec(const StoredEvent*) { return {"event", "id", {}}; }

/// Kinds of versioned rules.
enum class PolicyKind { commission_plan, tier_policy, loyalty_program, vendor_strategies };
MARKETPLACE_COMPILED_ENUM(PolicyKind, commission_plan, tier_policy, loyalty_program, vendor_strategies)

/// A version of a plan, tier policy, loyalty program or table of vendor strategies, as it was published.
struct PolicyVersion {
    PolicyKind kind = PolicyKind::commission_plan;
    std::string id;
    std::int64_t version = 0;
    Timestamp published_at;
    std::string document;  ///< JSON

    friend bool operator==(const PolicyVersion&, const PolicyVersion&) = default;
};
MARKETPLACE_COMPILED_RECORD(PolicyVersion, (kind, id, version, published_at, document));
inline TableSpec table_spec(const PolicyVersion*) { return {"policy", "kind,id,version", {}}; }

/// How far an order has come.
enum class OrderStatus { placed, captured, fulfilled, cancelled, refunded };
MARKETPLACE_COMPILED_ENUM(OrderStatus, placed, captured, fulfilled, cancelled, refunded)

/// An order and the dates and sums of its life. Its lines are rows of their own.
struct StoredOrder {
    OrderId id;
    OrderStatus status = OrderStatus::placed;
    Currency currency;
    CustomerId customer_id;
    std::string customer_segment;
    std::string channel;
    std::string country;
    std::string region;
    std::string payment_method;
    std::string referrer;
    std::int64_t ordinal = 0;
    Timestamp placed_at;
    std::optional<Timestamp> captured_at;
    std::optional<Timestamp> fulfilled_at;
    std::optional<Timestamp> cancelled_at;
    std::int64_t line_count = 0;
    Amount total_minor;             ///< what the customer owes for the order
    Amount redeemed_minor;          ///< the part of it that points pay
    Amount captured_minor;          ///< money so far
    Amount refunded_minor;          ///< given back so far, in money and points
    Amount disputed_minor;          ///< held by disputes that are open
    std::int64_t adjustments = 0;   ///< of its commission, by restatements
    std::optional<Timestamp> shipped_at;
    std::vector<affiliate::Beneficiary> early;  ///< payees whose hold began before the delivery

    friend bool operator==(const StoredOrder&, const StoredOrder&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredOrder, (id, status, currency, customer_id, customer_segment, channel, country, region,
                                 payment_method, referrer, ordinal, placed_at, captured_at, fulfilled_at, cancelled_at,
                                          line_count, total_minor, redeemed_minor, captured_minor, refunded_minor,
                                          disputed_minor, adjustments, shipped_at, early));
inline TableSpec table_spec(const StoredOrder*) { return {"customer_order", "id", {"customer_id"}}; }

/// One line of an order, as it was placed.
struct StoredOrderLine {
    OrderId order_id;
    std::int64_t position = 0;  ///< from 0, in the order's own order
    OrderLine line;

    friend bool operator==(const StoredOrderLine&, const StoredOrderLine&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredOrderLine, (order_id, position, line));
inline TableSpec table_spec(const StoredOrderLine*) { return {"order_line", "order_id,position", {}, "line"}; }

/// The frozen split of one line: its charges with their explanations, and the shares.
struct StoredCommission {
    OrderId order_id;
    std::int64_t position = 0;
    PlanId plan_id;
    std::int64_t plan_version = 0;
    Timestamp rule_time;
    affiliate::LineCommission commission;

    friend bool operator==(const StoredCommission&, const StoredCommission&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredCommission, (order_id, position, plan_id, plan_version, rule_time, commission));
inline TableSpec table_spec(const StoredCommission*) {
    return {"commission", "order_id,position", {}, "commission"};
}

/// One party's share of one line, for queries; the same numbers as in `commission`.
struct StoredShare {
    OrderId order_id;
    std::int64_t position = 0;
    std::int64_t share = 0;     ///< from 0, in the order of the commission
    affiliate::Party party = affiliate::Party::platform;
    std::string party_id;
    Amount amount_minor;

    friend bool operator==(const StoredShare&, const StoredShare&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredShare, (order_id, position, share, party, party_id, amount_minor));
inline TableSpec table_spec(const StoredShare*) { return {"commission_share", "order_id,position,share", {}}; }

/// What has been refunded of an order so far; the base of the next refund.
struct StoredReversal {
    affiliate::ReversalState state;

    friend bool operator==(const StoredReversal&, const StoredReversal&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredReversal, (state));
inline TableSpec table_spec(const StoredReversal*) { return {"order_reversal", "order_id", {}, "state"}; }

/// A refund that was applied.
struct StoredRefund {
    RefundId id;
    OrderId order_id;
    Timestamp at;
    Currency currency;
    Amount amount_minor;
    Amount points_minor;  ///< the part of it that points had paid
    std::string reason;

    friend bool operator==(const StoredRefund&, const StoredRefund&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredRefund, (id, order_id, at, currency, amount_minor, points_minor, reason));
inline TableSpec table_spec(const StoredRefund*) { return {"refund", "id", {"order_id"}}; }

/// One of the captures of an order that was captured in parts, or by a payment that has a name.
struct StoredCapture {
    OrderId order_id;
    std::int64_t number = 0;      ///< within the order, from 0
    Timestamp at;
    payments::Capture capture;

    friend bool operator==(const StoredCapture&, const StoredCapture&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredCapture, (order_id, number, at, capture));
inline TableSpec table_spec(const StoredCapture*) { return {"capture", "order_id,number", {}, "capture"}; }

/// What a refund gives back of one capture: what the provider of the payment is to be asked for.
struct StoredCaptureRefund {
    RefundId refund_id;
    std::int64_t number = 0;      ///< within the refund, from 0
    OrderId order_id;
    payments::CaptureRefund part;

    friend bool operator==(const StoredCaptureRefund&, const StoredCaptureRefund&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredCaptureRefund, (refund_id, number, order_id, part));
inline TableSpec table_spec(const StoredCaptureRefund*) {
    return {"capture_refund", "refund_id,number", {"order_id"}, "part"};
}

/// Money of one payee that waits for the end of its hold: still in the pending account of the ledger.
struct StoredHold {
    OrderId order_id;
    payments::PayeeParty payee_party = payments::PayeeParty::vendor;
    std::string payee_id;
    Currency currency;
    Amount amount_minor;      ///< left after refunds; released as a whole
    Timestamp available_at;

    friend bool operator==(const StoredHold&, const StoredHold&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredHold, (order_id, payee_party, payee_id, currency, amount_minor, available_at));
inline TableSpec table_spec(const StoredHold*) {
    return {"payout_hold", "order_id,payee_party,payee_id", {"available_at"}};
}

/// When a payee is to be looked at for a payout.
struct StoredPayee {
    payments::PayeeParty party = payments::PayeeParty::vendor;
    std::string id;
    Currency currency;
    std::optional<Timestamp> due_at;          ///< empty while nothing waits
    std::optional<Date> last_payout_on;
    std::int64_t payouts = 0;
    Amount owed_minor;       ///< by the payee, for refunds and fees that its earnings did not cover
    Amount reserved_minor;   ///< kept back as a security
    payments::PayoutCarry carried = payments::PayoutCarry::none;  ///< why something stayed behind the last time
    Amount carried_minor;    ///< of what was due by then; below zero where the payee owes
    std::string problem;     ///< why no payout could be planned the last time; else empty

    friend bool operator==(const StoredPayee&, const StoredPayee&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredPayee, (party, id, currency, due_at, last_payout_on, payouts, owed_minor,
                                          reserved_minor, carried, carried_minor, problem));
inline TableSpec table_spec(const StoredPayee*) { return {"payee", "party,id,currency", {"due_at"}}; }

/// What a payout kept back as a security; in the reserved account of the ledger until it is released.
struct StoredReserve {
    PayoutId payout_id;
    payments::PayeeParty payee_party = payments::PayeeParty::vendor;
    std::string payee_id;
    Currency currency;
    Amount amount_minor;
    Timestamp held_at;
    std::optional<Timestamp> due_at;      ///< when it is released; empty once it was
    std::optional<Timestamp> released_at;

    friend bool operator==(const StoredReserve&, const StoredReserve&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredReserve, (payout_id, payee_party, payee_id, currency, amount_minor, held_at, due_at,
                                            released_at));
inline TableSpec table_spec(const StoredReserve*) { return {"payout_reserve", "payout_id", {"due_at"}}; }

/// A lot of points, and when time changes it next.
struct StoredLot {
    loyalty::Lot lot;
    std::optional<Timestamp> due_at;  ///< when a pending lot becomes usable or an active one expires; else empty

    friend bool operator==(const StoredLot&, const StoredLot&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredLot, (lot, due_at));
inline TableSpec table_spec(const StoredLot*) { return {"loyalty_lot", "member,program,id", {"due_at"}, "lot"}; }

/// Points that are set aside for an order, and until when.
struct StoredPointsHold {
    OrderId order_id;
    CustomerId member;
    Timestamp expires_at;

    friend bool operator==(const StoredPointsHold&, const StoredPointsHold&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredPointsHold, (order_id, member, expires_at));
inline TableSpec table_spec(const StoredPointsHold*) { return {"loyalty_hold", "order_id", {"expires_at"}}; }

/// Points of all members of a program, and what they stand for in the ledger.
struct LoyaltyTotals {
    ProgramId program;
    std::int64_t program_version = 0;
    loyalty::Points earned;       ///< ever, before anything was taken back
    loyalty::Points reversed;     ///< earned points that refunds took back
    loyalty::Points redeemed;     ///< less what came back
    loyalty::Points expired;
    loyalty::Points adjusted;     ///< taken away by a person
    loyalty::Points outstanding;  ///< pending and active
    Amount liability_minor;       ///< outstanding points at fair value, as booked

    friend bool operator==(const LoyaltyTotals&, const LoyaltyTotals&) = default;
};
MARKETPLACE_COMPILED_RECORD(LoyaltyTotals, (program, program_version, earned, reversed, redeemed, expired, adjusted,
                                            outstanding, liability_minor));
inline TableSpec table_spec(const LoyaltyTotals*) { return {"loyalty_totals", "program", {}}; }

/// A call to the outside that was decided in a transaction and is made after it, at least once. It goes
/// when the outside has answered; what the answer was stands in the record that the call is about.
struct OutboxEntry {
    std::int64_t sequence = 0;    ///< in which calls are made
    std::string id;               ///< the idempotency key of the call
    std::string kind;             ///< "submit_payout"
    std::string subject;          ///< id of the record that the call is about
    std::string document;         ///< what is asked for, as JSON: the same for every repetition of the call
    Timestamp created_at;
    std::int64_t attempts = 0;
    std::optional<Timestamp> leased_until;  ///< a worker is at it until then

    friend bool operator==(const OutboxEntry&, const OutboxEntry&) = default;
};
MARKETPLACE_COMPILED_RECORD(OutboxEntry, (sequence, id, kind, subject, document, created_at, attempts, leased_until));
inline TableSpec table_spec(const OutboxEntry*) { return {"outbox", "sequence", {}}; }

/// Who decided that a vendor has a plan.
enum class AssignmentSource { manual, tier, contract };
MARKETPLACE_COMPILED_ENUM(AssignmentSource, manual, tier, contract)

/// The plan of a vendor for a time, before that of its record, its tier and its kind. Of several that hold at an
/// instant, the one that began last.
struct PlanAssignment {
    VendorId vendor_id;
    Timestamp effective_from;
    std::optional<Timestamp> effective_to;  ///< the first instant after it; absent: until further notice
    PlanId plan_id;
    AssignmentSource source = AssignmentSource::manual;

    friend bool operator==(const PlanAssignment&, const PlanAssignment&) = default;
};
MARKETPLACE_COMPILED_RECORD(PlanAssignment, (vendor_id, effective_from, effective_to, plan_id, source));
inline TableSpec table_spec(const PlanAssignment*) { return {"plan_assignment", "vendor_id,effective_from", {}}; }

/// What a vendor sold in one period that a charge by volume counts, before the next order of it. Kept from the first
/// order on that a plan with such a charge prices.
struct StoredVolume {
    VendorId vendor_id;
    PlanId plan_id;
    affiliate::VolumeWindow window = affiliate::VolumeWindow::month;
    Date period;              ///< first day of it in the time zone of the plan; 1970-01-01 for `all`
    Currency currency;
    Amount amount_minor;      ///< gross less the vendor's discounts and contained tax
    std::int64_t orders = 0;
    std::int64_t units = 0;

    friend bool operator==(const StoredVolume&, const StoredVolume&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredVolume, (vendor_id, plan_id, window, period, currency, amount_minor, orders, units));
inline TableSpec table_spec(const StoredVolume*) {
    return {"vendor_volume", "vendor_id,plan_id,window,period,currency", {}};
}

/// When a customer first bought for somebody who earns by a recurring charge that ends. Kept from the first order on
/// that a plan with such a charge prices.
struct StoredFirstOrder {
    CustomerId customer_id;
    affiliate::Party party = affiliate::Party::affiliate;
    std::string party_id;
    Timestamp at;

    friend bool operator==(const StoredFirstOrder&, const StoredFirstOrder&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredFirstOrder, (customer_id, party, party_id, at));
inline TableSpec table_spec(const StoredFirstOrder*) { return {"first_order", "customer_id,party,party_id", {}}; }

/// What the lines of one plan were calculated with beside the order; no row where that was nothing.
struct StoredContext {
    OrderId order_id;
    PlanId plan_id;
    affiliate::CalculationContext context;

    friend bool operator==(const StoredContext&, const StoredContext&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredContext, (order_id, plan_id, context));
inline TableSpec table_spec(const StoredContext*) {
    return {"commission_context", "order_id,plan_id", {}, "context"};
}

/// A run of a tier policy: what it did, and whom it could not evaluate. Those are tried again with each day that is
/// closed until the next run, and then evaluated by that.
struct StoredTierRun {
    TierPolicyId policy_id;
    Timestamp run_at;                  ///< when the period was due
    std::int64_t policy_version = 0;
    Timestamp at;                      ///< of the event that last had it done
    affiliate::TierRunReport report;   ///< without outcomes, which are rows of their own

    friend bool operator==(const StoredTierRun&, const StoredTierRun&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredTierRun, (policy_id, run_at, policy_version, at, report));
inline TableSpec table_spec(const StoredTierRun*) { return {"tier_run", "policy_id,run_at", {}, "report"}; }

/// A vendor of whom something became known about days that have been judged already: its periods are judged again with
/// the next day that is closed.
struct StoredLateFact {
    VendorId vendor_id;
    Date day;  ///< the first of them

    friend bool operator==(const StoredLateFact&, const StoredLateFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredLateFact, (vendor_id, day));
inline TableSpec table_spec(const StoredLateFact*) { return {"tier_late_fact", "vendor_id", {}}; }

/// A version of a published policy.
struct PolicyRef {
    std::string id;
    std::int64_t version = 0;

    friend bool operator==(const PolicyRef&, const PolicyRef&) = default;
};
MARKETPLACE_COMPILED_RECORD(PolicyRef, (id, version));

/// Counters of the engine itself, and the rules in force; one row.
struct EngineState {
    std::string id = "engine";
    std::int64_t events = 0;
    std::int64_t outbox = 0;
    std::optional<Date> last_day_closed;
    PolicyRef plan;          ///< for vendors whose record and tier name no other
    PolicyRef tier_policy;   ///< empty id: no tiers
    PolicyRef program;       ///< empty id: no points
    PolicyRef strategies;    ///< empty id: the default ones
    std::optional<Timestamp> last_tier_run;
    std::vector<Currency> currencies;  ///< in which money was collected
    std::int64_t plan_assignments = 0; ///< told so far; without any, nobody looks for one
    std::optional<Timestamp> latest_at;    ///< the latest time that an event had
    bool holds_from_placement = false;     ///< there was a payout schedule whose holds count from the placement

    friend bool operator==(const EngineState&, const EngineState&) = default;
};
MARKETPLACE_COMPILED_RECORD(EngineState, (id, events, outbox, last_day_closed, plan, tier_policy, program, strategies,
                                          last_tier_run, currencies, plan_assignments, latest_at,
                                          holds_from_placement));
inline TableSpec table_spec(const EngineState*) { return {"engine_state", "id", {}}; }

}  // namespace marketplace
