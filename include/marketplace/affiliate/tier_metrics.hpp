#pragma once
// What vendors have done, in daily buckets, and the metrics of a window as a sum of buckets.
//
// Facts are added one by one as they become known; a window of any length is then a sum over days, exactly
// what a count over all facts would give. Buckets keep sums, not facts: that each fact is added once is the
// caller's care (the engine claims the event in the same transaction).

#include <marketplace/affiliate/tier_calendar.hpp>
#include <marketplace/money/money.hpp>

#include <span>

namespace marketplace::affiliate {

/// An order was placed with a vendor; one fact for each vendor of the order.
struct OrderFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp placed_at;
    Currency currency;
    Amount gross_minor;      ///< 0 or more
    std::int64_t units = 0;  ///< 0 or more

    friend bool operator==(const OrderFact&, const OrderFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderFact, (order_id, vendor_id, placed_at, currency, gross_minor, units));

/// Money went back to the customer; the order stands.
struct RefundFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp placed_at;    ///< of the order
    Timestamp refunded_at;
    Currency currency;
    Amount refunded_minor;  ///< 0 or more

    friend bool operator==(const RefundFact&, const RefundFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefundFact, (order_id, vendor_id, placed_at, refunded_at, currency, refunded_minor));

/// An order was cancelled as a whole.
struct CancellationFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp placed_at;  ///< of the order
    Timestamp cancelled_at;
    Currency currency;
    Amount gross_minor;   ///< what had been counted for the order and is not sold

    friend bool operator==(const CancellationFact&, const CancellationFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(CancellationFact, (order_id, vendor_id, placed_at, cancelled_at, currency, gross_minor));

/// Something was wrong with an order: a case closed without the vendor's help, not as described ...
struct DefectFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp placed_at;  ///< of the order

    friend bool operator==(const DefectFact&, const DefectFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(DefectFact, (order_id, vendor_id, placed_at));

/// An order left later than promised.
struct LateShipmentFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp placed_at;  ///< of the order

    friend bool operator==(const LateShipmentFact&, const LateShipmentFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(LateShipmentFact, (order_id, vendor_id, placed_at));

/// A customer rated an order.
struct RatingFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp rated_at;           ///< ratings belong to the day on which they were given
    std::int64_t hundredths = 0;  ///< 500 for five stars; 0 or more

    friend bool operator==(const RatingFact&, const RatingFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(RatingFact, (order_id, vendor_id, rated_at, hundredths));

/// An order arrived.
struct DeliveryFact {
    OrderId order_id;
    VendorId vendor_id;
    Timestamp placed_at;  ///< of the order
    Timestamp delivered_at;

    friend bool operator==(const DeliveryFact&, const DeliveryFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(DeliveryFact, (order_id, vendor_id, placed_at, delivered_at));

using VendorFact = std::variant<OrderFact, RefundFact, CancellationFact, DefectFact, LateShipmentFact, RatingFact,
                                DeliveryFact>;

/// What happened at one vendor on one day, in the time zone of the policy. What was sold in several currencies is in
/// several buckets of the day.
struct DailyMetrics {
    VendorId vendor_id;
    Date day;
    Currency currency;  ///< none until the first amount comes
    Amount gross_minor;
    Amount refunded_minor;
    Amount cancelled_minor;
    std::int64_t orders = 0;
    std::int64_t units = 0;
    std::int64_t cancellations = 0;
    std::int64_t defects = 0;
    std::int64_t late_shipments = 0;
    std::int64_t ratings = 0;
    std::int64_t rating_hundredths_sum = 0;
    std::int64_t deliveries = 0;
    std::int64_t fulfilment_seconds_sum = 0;

    friend bool operator==(const DailyMetrics&, const DailyMetrics&) = default;
};
MARKETPLACE_COMPILED_RECORD(DailyMetrics, (vendor_id, day, currency, gross_minor, refunded_minor, cancelled_minor,
                                           orders, units, cancellations, defects, late_shipments, ratings,
                                           rating_hundredths_sum, deliveries, fulfilment_seconds_sum));
[[nodiscard]] inline TableSpec table_spec(const DailyMetrics*) {
    return {"vendor_daily_metrics", "vendor_id,day,currency", {}};
}

/// Whom a fact is about.
[[nodiscard]] const VendorId& vendor_of(const VendorFact& fact) noexcept;

/// The day to which a fact that becomes known at `recorded_at` is counted. That is the day of the order (of
/// the rating; of the refund if the policy says so) while the numbers of that day can be restated, and the
/// day on which it became known, or was refunded, when they are frozen.
[[nodiscard]] Date bucket_day(const TierPolicy& policy, const TierCalendar& calendar, const VendorFact& fact,
                              Timestamp recorded_at);

/// The currency of a fact; none if it is not about money.
[[nodiscard]] Currency currency_of(const VendorFact& fact) noexcept;

/// A bucket with one more fact. Throws `out_of_range` on negative amounts, counts or times,
/// `currency_mismatch`, `invalid_value` when the fact is about another vendor.
[[nodiscard]] DailyMetrics with_fact(const DailyMetrics& bucket, const VendorFact& fact);

/// The metrics of one vendor over one window. Rates of nothing are 0; averages of nothing have no value.
struct MetricSnapshot {
    VendorId vendor_id;
    Currency currency;
    Timestamp window_from;
    Timestamp window_to;  ///< not after the cutoff
    Timestamp cutoff;     ///< what was known by then is in it
    std::optional<Date> cycle_from;  ///< from which the vendor's cycles are counted; absent where there are none
    Amount gmv_gross_minor;
    Amount gmv_net_minor;
    std::int64_t orders = 0;
    std::int64_t units = 0;
    std::optional<Amount> average_order_value_minor;
    std::optional<std::int64_t> rating_hundredths;
    std::optional<std::int64_t> fulfilment_seconds;
    std::int64_t tenure_days = 0;  ///< from the first sale to the cutoff
    Rate defect_rate;
    Rate late_shipment_rate;
    Rate refund_rate;
    Rate cancellation_rate;

    friend bool operator==(const MetricSnapshot&, const MetricSnapshot&) = default;
};
MARKETPLACE_COMPILED_RECORD(MetricSnapshot, (vendor_id, currency, window_from, window_to, cutoff, cycle_from,
                                             gmv_gross_minor, gmv_net_minor, orders, units, average_order_value_minor,
                                             rating_hundredths, fulfilment_seconds, tenure_days, defect_rate,
                                             late_shipment_rate, refund_rate, cancellation_rate));

/// What is known of a vendor beside the buckets.
struct VendorHistory {
    VendorId vendor_id;
    std::optional<Date> first_sale;   ///< absent: the earliest bucket with an order
    std::optional<Date> joined;       ///< the first day as a vendor
    std::optional<Date> level_since;  ///< on which the level that the vendor has began
    std::optional<Date> cycle_from;   ///< for the anchor `vendor_date`

    friend bool operator==(const VendorHistory&, const VendorHistory&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorHistory, (vendor_id, first_sale, joined, level_since, cycle_from));

/// The metrics of a vendor for an evaluation at `run_at`. Takes the vendor's buckets in any order; those of
/// other vendors or outside the window are passed over. An adaptive window is chosen here, and so is the day from which
/// the cycles of the vendor are counted; a vendor without any has an empty window. What was sold in another
/// currency than that of the policy counts as orders and units, with no amount; if the policy has none, buckets of
/// several currencies are a `currency_mismatch`.
[[nodiscard]] MetricSnapshot snapshot(const TierPolicy& policy, const VendorHistory& vendor,
                                      std::span<const DailyMetrics> buckets, Timestamp run_at);

}  // namespace marketplace::affiliate
