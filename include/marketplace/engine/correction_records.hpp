#pragma once
// What the engine remembers of disputes and restatements, as records: each is a table that a user can query.

#include <marketplace/affiliate/dispute.hpp>
#include <marketplace/affiliate/restatement.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace {

/// How far a dispute has come.
enum class DisputeStatus { open, won, lost };
MARKETPLACE_COMPILED_ENUM(DisputeStatus, open, won, lost)

/// An amount that is held in the ledger while a dispute is open.
struct DisputeHold {
    std::string hold_id;        ///< of the pending posting
    affiliate::Beneficiary beneficiary;
    Amount amount_minor;        ///< above 0: taken from the beneficiary
    bool is_fee = false;
    bool is_pending = false;    ///< taken from money that was itself on hold; meaningless for who is not paid out

    friend bool operator==(const DisputeHold&, const DisputeHold&) = default;
};
MARKETPLACE_COMPILED_RECORD(DisputeHold, (hold_id, beneficiary, amount_minor, is_fee, is_pending));

/// A dispute of an order.
struct StoredDispute {
    RefundId id;                  ///< also of the refund, if it is lost
    OrderId order_id;
    DisputeStatus status = DisputeStatus::open;
    Currency currency;
    Amount amount_minor;          ///< in money and points
    Amount fee_minor;
    std::string reason;
    Timestamp opened_at;
    std::optional<Timestamp> closed_at;
    std::vector<DisputeHold> holds;
    std::vector<affiliate::DisputeStep> steps;  ///< when it was opened, then when it was decided

    friend bool operator==(const StoredDispute&, const StoredDispute&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredDispute, (id, order_id, status, currency, amount_minor, fee_minor, reason, opened_at,
                                            closed_at, holds, steps));
inline TableSpec table_spec(const StoredDispute*) { return {"dispute", "id", {"order_id"}}; }

/// A correction of a frozen line. The commission in force is the frozen one with all of them applied in order.
struct StoredAdjustment {
    OrderId order_id;
    std::int64_t number = 0;      ///< within the order, from 0
    Timestamp at;
    affiliate::Adjustment adjustment;

    friend bool operator==(const StoredAdjustment&, const StoredAdjustment&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredAdjustment, (order_id, number, at, adjustment));
inline TableSpec table_spec(const StoredAdjustment*) {
    return {"commission_adjustment", "order_id,number", {"run_id"}, "adjustment"};
}

/// A run of restatement that an order was part of, also where it changed nothing.
struct StoredRestatement {
    OrderId order_id;
    RunId run_id;
    Timestamp at;
    VendorId vendor_id;           ///< as it was asked for
    PlanId plan_id;
    std::int64_t plan_version = 0;
    bool tiers_anew = false;
    std::string reason;
    std::int64_t adjustments = 0;
    Amount moved_minor;           ///< between the parties, refunds of before included

    friend bool operator==(const StoredRestatement&, const StoredRestatement&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredRestatement, (order_id, run_id, at, vendor_id, plan_id, plan_version, tiers_anew,
                                                reason, adjustments, moved_minor));
inline TableSpec table_spec(const StoredRestatement*) {
    return {"commission_restatement", "order_id,run_id", {"run_id"}};
}

}  // namespace marketplace
