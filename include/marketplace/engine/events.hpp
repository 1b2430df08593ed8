#pragma once
// What a host tells the engine. Each event has an id of the host's; the same id with the same content is
// applied once, however often it comes.

#include <marketplace/affiliate/commission_plan.hpp>
#include <marketplace/affiliate/refund.hpp>
#include <marketplace/affiliate/shop_tier.hpp>
#include <marketplace/engine/corrections.hpp>
#include <marketplace/engine/records.hpp>
#include <marketplace/loyalty/program.hpp>
#include <marketplace/order/order.hpp>
#include <marketplace/payments/payout.hpp>
#include <marketplace/payments/payout_schedule.hpp>
#include <marketplace/vendors/strategy.hpp>
#include <marketplace/vendors/vendor.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace marketplace {

/// A vendor joined, or its record changed.
struct VendorRegistered {
    vendors::Vendor vendor;

    friend bool operator==(const VendorRegistered&, const VendorRegistered&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorRegistered, (vendor));

/// A version of a commission plan. An order is priced by the highest version that is in force when it is placed: one
/// that is published ahead waits for its `effective_from`. Only plans with rule time `placed`.
struct PlanPublished {
    affiliate::CommissionPlan plan;

    friend bool operator==(const PlanPublished&, const PlanPublished&) = default;
};
MARKETPLACE_COMPILED_RECORD(PlanPublished, (plan));

/// A version of a tier policy; its runs begin with the first period that ends after it. A policy of another id ends the
/// levels of the one before.
struct TierPolicyPublished {
    affiliate::TierPolicy policy;

    friend bool operator==(const TierPolicyPublished&, const TierPolicyPublished&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierPolicyPublished, (policy));

/// A version of the loyalty program takes effect; points that are there stay, and are booked at its fair value.
struct ProgramPublished {
    loyalty::Program program;

    friend bool operator==(const ProgramPublished&, const ProgramPublished&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProgramPublished, (program));

/// A version of what shops, brands and distributors have of their own: plan, payout schedule, fees.
struct StrategiesPublished {
    vendors::StrategyConfig strategies;

    friend bool operator==(const StrategiesPublished&, const StrategiesPublished&) = default;
};
MARKETPLACE_COMPILED_RECORD(StrategiesPublished, (strategies));

/// A payout schedule, new or changed, for whom its id is named by.
struct SchedulePublished {
    payments::PayoutSchedule schedule;

    friend bool operator==(const SchedulePublished&, const SchedulePublished&) = default;
};
MARKETPLACE_COMPILED_RECORD(SchedulePublished, (schedule));

/// A customer placed an order. Commission is calculated and frozen now; no money moves yet.
struct OrderPlaced {
    Order order;
    loyalty::Points redeem_points_max;  ///< the customer pays with points, as many as the program allows up to these

    friend bool operator==(const OrderPlaced&, const OrderPlaced&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderPlaced, (order, redeem_points_max));

/// A payment of an order was captured: the money is with the payment provider. In parts, the money waits until all
/// that the order costs is captured; then everybody has earned a share.
struct OrderCaptured {
    OrderId order_id;
    std::string capture_id;              ///< what the provider calls it; empty for an order that is captured at once
    std::optional<Amount> amount_minor;  ///< absent: all that is left to pay

    friend bool operator==(const OrderCaptured&, const OrderCaptured&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderCaptured, (order_id, capture_id, amount_minor));

/// An order was delivered: the hold before payout begins.
struct OrderFulfilled {
    OrderId order_id;

    friend bool operator==(const OrderFulfilled&, const OrderFulfilled&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderFulfilled, (order_id));

/// An order was cancelled: before capture nothing was booked and nothing is; after it, a full refund.
struct OrderCancelled {
    OrderId order_id;
    std::string reason;

    friend bool operator==(const OrderCancelled&, const OrderCancelled&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderCancelled, (order_id, reason));

/// A part or the whole of an order was refunded to the customer.
struct OrderRefunded {
    affiliate::RefundRequest refund;

    friend bool operator==(const OrderRefunded&, const OrderRefunded&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderRefunded, (refund));

/// A customer rated an order, in hundredths of a star: 450 is 4.5. Counts for the vendors of the order.
struct OrderRated {
    OrderId order_id;
    std::int64_t rating_hundredths = 0;

    friend bool operator==(const OrderRated&, const OrderRated&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderRated, (order_id, rating_hundredths));

/// A civil day of the marketplace ended. Releases what was held long enough, activates and expires
/// points, evaluates the tiers whose period ended, and creates the payouts that are due.
struct DayClosed {
    Date day;

    friend bool operator==(const DayClosed&, const DayClosed&) = default;
};
MARKETPLACE_COMPILED_RECORD(DayClosed, (day));

/// Something was measured for which a vendor pays by a fee of its strategy: listings, orders, weight, a penalty.
/// Subscriptions are charged by themselves when a month ends. A source is charged once, by whatever event; with other
/// facts it is a `duplicate_key`.
struct FeeCharged {
    std::string fee_code;    ///< of the vendor's strategy
    vendors::FeeFacts facts;

    friend bool operator==(const FeeCharged&, const FeeCharged&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeeCharged, (fee_code, facts));

/// How a payout ended.
enum class PayoutOutcome {
    paid,
    failed,    ///< refused for certain: no money moved
    returned,  ///< it had been paid and came back, from a closed account
};
MARKETPLACE_COMPILED_ENUM(PayoutOutcome, paid, failed, returned)

/// The payment provider reported how a payout ended.
struct PayoutSettled {
    PayoutId payout_id;
    PayoutOutcome outcome = PayoutOutcome::paid;
    std::string reference;     ///< what the provider calls it
    std::int64_t attempt = 0;  ///< that the report is about, from 1; 0: the present one

    friend bool operator==(const PayoutSettled&, const PayoutSettled&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutSettled, (payout_id, outcome, reference, attempt));

/// A payout that failed is asked for again, as a new attempt.
struct PayoutRetried {
    PayoutId payout_id;

    friend bool operator==(const PayoutRetried&, const PayoutRetried&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutRetried, (payout_id));

/// A payout is given up; what it was to pay can be paid by a later one.
struct PayoutCancelled {
    PayoutId payout_id;
    std::string reason;

    friend bool operator==(const PayoutCancelled&, const PayoutCancelled&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutCancelled, (payout_id, reason));

/// Something was wrong with an order: not as described, a case that was closed without the vendor's help. Counts for
/// the tier of the vendor.
struct OrderDefective {
    OrderId order_id;
    VendorId vendor_id;  ///< of the order; empty: all of its vendors
    std::string reason;

    friend bool operator==(const OrderDefective&, const OrderDefective&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderDefective, (order_id, vendor_id, reason));

/// An order left later than promised. Counts for the tier of the vendor.
struct ShipmentLate {
    OrderId order_id;
    VendorId vendor_id;  ///< of the order; empty: all of its vendors

    friend bool operator==(const ShipmentLate&, const ShipmentLate&) = default;
};
MARKETPLACE_COMPILED_RECORD(ShipmentLate, (order_id, vendor_id));

/// A vendor has a plan for a time. Told again with the same begin, it takes the place of what was told before, for
/// orders that are told from now on.
struct PlanAssigned {
    PlanAssignment assignment;

    friend bool operator==(const PlanAssigned&, const PlanAssigned&) = default;
};
MARKETPLACE_COMPILED_RECORD(PlanAssigned, (assignment));
/// An order left for the customer: the hold of payees whose schedule counts from the shipment begins.
struct OrderShipped {
    OrderId order_id;

    friend bool operator==(const OrderShipped&, const OrderShipped&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderShipped, (order_id));

/// An operator asks that a payee is paid what is available now, whatever its calendar says; the only way for a manual
/// schedule.
struct PayoutRequested {
    payments::PayeeParty party = payments::PayeeParty::vendor;
    std::string id;      ///< of the payee; may be empty for a role that only one has, such as the marketing fund
    Currency currency;

    friend bool operator==(const PayoutRequested&, const PayoutRequested&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutRequested, (party, id, currency));

/// Points that an order earned become usable now: what a program with the activation `on_event` waits for.
struct PointsActivated {
    OrderId order_id;

    friend bool operator==(const PointsActivated&, const PointsActivated&) = default;
};
MARKETPLACE_COMPILED_RECORD(PointsActivated, (order_id));

using EventChoice = std::variant<VendorRegistered, PlanPublished, TierPolicyPublished, ProgramPublished,
                                 StrategiesPublished, SchedulePublished, OrderPlaced, OrderCaptured, OrderFulfilled,
                                 OrderCancelled, OrderRefunded, OrderRated, DayClosed, FeeCharged, PayoutSettled,
                                 PayoutRetried, PayoutCancelled, DisputeOpened, DisputeWon, DisputeLost,
                                 CommissionRestated, TierGiven, TierTaken, TierLocked, TierUnlocked, PointsAdjusted,
                                 OrderDefective, ShipmentLate, PlanAssigned, OrderShipped, PayoutRequested,
                                 PointsActivated>;

/// What happened: one of the records above, for `std::visit`, `std::get` and `std::holds_alternative`. Copies and moves
/// of thirty-two records are compiled once, instead of in each file that has an event.
struct EventPayload : EventChoice {
    EventPayload() noexcept;
    EventPayload(const EventPayload& other);
    EventPayload(EventPayload&& other) noexcept;
    EventPayload& operator=(const EventPayload& other);
    EventPayload& operator=(EventPayload&& other) noexcept;
    ~EventPayload();

    template <class T>
        requires boost::mp11::mp_contains<EventChoice, T>::value
    EventPayload(T happened) : EventChoice(std::in_place_type<T>, std::move(happened)) {}

    friend bool operator==(const EventPayload& a, const EventPayload& b);
};
const TypeInfo& compiled_type_of(std::type_identity<EventPayload>);

/// Something that happened, at an instant, told once or more often.
struct Event {
    EventId id;
    Timestamp at;
    EventPayload payload;

    friend bool operator==(const Event&, const Event&) = default;
};
MARKETPLACE_COMPILED_RECORD(Event, (id, at, payload));

}  // namespace marketplace
