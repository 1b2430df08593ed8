#pragma once
// Events by which people and banks correct what happened: disputes, restatements, levels and points by hand.

#include <marketplace/affiliate/dispute.hpp>
#include <marketplace/affiliate/tier_evaluation.hpp>
#include <marketplace/loyalty/points.hpp>

#include <string>

namespace marketplace {

/// A customer disputes a payment at their bank. What a refund of it would take back is held until the dispute is
/// decided, and so is the fee; neither can be paid out or refunded meanwhile. `disputed.id` is the id of the dispute,
/// and of the refund that it becomes if it is lost. Amounts count what points paid, as those of a refund do.
struct DisputeOpened {
    affiliate::RefundRequest disputed;
    affiliate::DisputeTerms terms;

    friend bool operator==(const DisputeOpened&, const DisputeOpened&) = default;
};
MARKETPLACE_COMPILED_RECORD(DisputeOpened, (disputed, terms));

/// The bank decided for the marketplace: what was held is free again.
struct DisputeWon {
    RefundId dispute_id;

    friend bool operator==(const DisputeWon&, const DisputeWon&) = default;
};
MARKETPLACE_COMPILED_RECORD(DisputeWon, (dispute_id));

/// The bank decided for the customer: what was held is refunded.
struct DisputeLost {
    RefundId dispute_id;

    friend bool operator==(const DisputeLost&, const DisputeLost&) = default;
};
MARKETPLACE_COMPILED_RECORD(DisputeLost, (dispute_id));

/// The commission of an order is calculated again, and the difference booked as adjustments beside the frozen lines;
/// what was refunded before follows the new split. A run changes an order once.
struct CommissionRestated {
    OrderId order_id;
    RunId run_id;
    VendorId vendor_id;             ///< only the lines of this vendor; empty: all lines
    PlanId plan_id;                 ///< by which the lines are calculated; empty: each by its own
    std::int64_t plan_version = 0;  ///< of `plan_id`; 0: the highest for the order's time, as also without a plan
    /// Lines are of the level that the history of tiers now tells for the time of placement, and without a plan named
    /// by the plan of that level.
    bool tiers_anew = false;
    std::string reason;

    friend bool operator==(const CommissionRestated&, const CommissionRestated&) = default;
};
MARKETPLACE_COMPILED_RECORD(CommissionRestated, (order_id, run_id, vendor_id, plan_id, plan_version, tiers_anew,
                                                 reason));

/// A vendor is given a level for a time, in place of one that was given before.
struct TierGiven {
    VendorId vendor_id;
    affiliate::TierOverride level_override;

    friend bool operator==(const TierGiven&, const TierGiven&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierGiven, (vendor_id, level_override));

/// A given level ends now.
struct TierTaken {
    VendorId vendor_id;

    friend bool operator==(const TierTaken&, const TierTaken&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierTaken, (vendor_id));

/// The earned level of a vendor is frozen until an instant.
struct TierLocked {
    VendorId vendor_id;
    affiliate::TierLock lock;

    friend bool operator==(const TierLocked&, const TierLocked&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierLocked, (vendor_id, lock));

/// The lock of a vendor's level ends now.
struct TierUnlocked {
    VendorId vendor_id;

    friend bool operator==(const TierUnlocked&, const TierUnlocked&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierUnlocked, (vendor_id));

/// A person gives points, usable at once, or takes points away that are available.
struct PointsAdjusted {
    CustomerId customer_id;
    loyalty::Points points;  ///< above 0: given; below 0: taken away
    std::string reason;

    friend bool operator==(const PointsAdjusted&, const PointsAdjusted&) = default;
};
MARKETPLACE_COMPILED_RECORD(PointsAdjusted, (customer_id, points, reason));

}  // namespace marketplace
