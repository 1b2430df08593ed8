#pragma once
// The figures of a marketplace, each with one exact definition, over half open windows of time.
//
//   gross GMV      sum of the order lines accepted in the window, shipping included, tax excluded
//   net GMV        gross - cancellations - refunds that happened in the window
//   take rate      platform revenue (commission and fees, without tax) / net GMV
//   AOV            gross GMV / orders
//   refund rate    by value: refunds / gross; by count: orders with a refund / orders
//   cancellation   orders with a cancellation caused by the vendor / orders
//   repeat rate    customers with two or more orders in the window / customers
//   on time        deliveries no later than promised / deliveries with a promise
//
// What happens counts in the window in which it happens: a refund of January for an order of December is
// a refund of January. Rates are exact fractions, and absent where the denominator is not positive.
//
// `SalesTally` is the incremental form: facts are added one at a time, tallies of parts are merged, in any
// order and grouping, and the figures are those of all facts at once. Each fact is to be added once; the
// engine's claim of event ids sees to that.

#include <marketplace/order/order.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::vendors {

/// What happened.
enum class FactKind {
    sale,          ///< an order line was accepted
    cancellation,  ///< of a line, before it was shipped
    refund,
    revenue,       ///< of the platform; negative where commission is given back
    delivery,
};
MARKETPLACE_COMPILED_ENUM(FactKind, sale, cancellation, refund, revenue, delivery)

/// One fact about one order line. Amounts are of one currency in each analysis.
struct SalesFact {
    FactKind kind = FactKind::sale;
    Timestamp at;
    OrderId order_id;
    CustomerId customer_id;          ///< for sales
    VendorId vendor_id;
    ProductId product_id;
    std::int64_t quantity = 0;       ///< for sales, cancellations and refunds: units
    Amount amount_minor;             ///< 0 or more but for revenue
    bool caused_by_vendor = false;   ///< for cancellations
    std::optional<Timestamp> placed_at;    ///< for deliveries, as are the next two
    std::optional<Timestamp> shipped_at;
    std::optional<Timestamp> promised_at;

    friend bool operator==(const SalesFact&, const SalesFact&) = default;
};
MARKETPLACE_COMPILED_RECORD(SalesFact, (kind, at, order_id, customer_id, vendor_id, product_id, quantity, amount_minor,
                                        caused_by_vendor, placed_at, shipped_at, promised_at));

/// One product of the ranking.
struct ProductSales {
    ProductId product_id;
    Amount net_minor;            ///< sales - cancellations - refunds
    std::int64_t quantity = 0;   ///< units, net in the same way

    friend bool operator==(const ProductSales&, const ProductSales&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProductSales, (product_id, net_minor, quantity));

/// The figures of a window.
struct SalesMetrics {
    Amount gross_gmv_minor;
    Amount cancellations_minor;
    Amount refunds_minor;
    Amount net_gmv_minor;
    Amount platform_revenue_minor;
    std::optional<Rate> take_rate;
    std::int64_t orders = 0;
    std::int64_t customers = 0;
    std::optional<Amount> average_order_minor;       ///< rounded half up
    std::optional<Rate> refund_rate_by_value;
    std::optional<Rate> refund_rate_by_count;
    std::optional<Rate> cancellation_rate;
    std::optional<Rate> repeat_rate;
    std::optional<Duration> placed_to_shipped_p50;   ///< nearest rank, like the next three
    std::optional<Duration> placed_to_shipped_p90;
    std::optional<Duration> shipped_to_delivered_p50;
    std::optional<Duration> shipped_to_delivered_p90;
    std::optional<Rate> on_time_rate;
    std::vector<ProductSales> top_products;          ///< by net revenue, then units, then product id

    friend bool operator==(const SalesMetrics&, const SalesMetrics&) = default;
};
MARKETPLACE_COMPILED_RECORD(SalesMetrics, (gross_gmv_minor, cancellations_minor, refunds_minor, net_gmv_minor,
                                           platform_revenue_minor, take_rate, orders, customers, average_order_minor,
                                           refund_rate_by_value, refund_rate_by_count, cancellation_rate, repeat_rate,
                                           placed_to_shipped_p50, placed_to_shipped_p90, shipped_to_delivered_p50,
                                           shipped_to_delivered_p90, on_time_rate, top_products));

/// What must be remembered of the facts of a window; a record, so that it can be stored between events.
struct SalesTally {
    Amount gross_minor;
    Amount cancellations_minor;
    Amount refunds_minor;
    Amount revenue_minor;
    std::map<std::string, std::string> customer_by_order;
    std::map<std::string, std::int64_t> refunds_by_order;
    std::map<std::string, std::int64_t> vendor_cancellations_by_order;
    std::map<std::string, ProductSales> products;
    std::map<std::string, std::int64_t> placed_to_shipped;     ///< how often, by microseconds as text
    std::map<std::string, std::int64_t> shipped_to_delivered;
    std::int64_t deliveries_promised = 0;
    std::int64_t deliveries_on_time = 0;

    friend bool operator==(const SalesTally&, const SalesTally&) = default;
};
MARKETPLACE_COMPILED_RECORD(SalesTally, (gross_minor, cancellations_minor, refunds_minor, revenue_minor,
                                         customer_by_order, refunds_by_order, vendor_cancellations_by_order, products,
                                         placed_to_shipped, shipped_to_delivered, deliveries_promised,
                                         deliveries_on_time));

/// Adds a fact. Throws `out_of_range` for a negative amount or quantity (amounts of revenue excepted) or a
/// delivery whose instants run backwards.
void add(SalesTally& tally, const SalesFact& fact);
/// Adds everything that another tally has seen.
void merge(SalesTally& tally, const SalesTally& other);
/// The figures so far, with at most so many products.
[[nodiscard]] SalesMetrics metrics_of(const SalesTally& tally, std::size_t top_products = 10);

/// The figures of the facts that lie in a window, of all vendors or of one.
[[nodiscard]] SalesMetrics compute_metrics(std::span<const SalesFact> facts, const TimeWindow& window,
                                           const VendorId& vendor_id = {}, std::size_t top_products = 10);

/// The customers who bought first in one month, and how many of them bought in the months after.
struct Cohort {
    Date month;                          ///< its first day
    std::int64_t size = 0;
    std::vector<std::int64_t> returned;  ///< in the following month, the one after that, ...

    friend bool operator==(const Cohort&, const Cohort&) = default;
};
MARKETPLACE_COMPILED_RECORD(Cohort, (month, size, returned));

/// Cohorts by calendar months of the zone, for `months` months after the first; in order of month.
[[nodiscard]] std::vector<Cohort> cohorts_of(std::span<const SalesFact> facts, const TimeZone& zone,
                                             std::int32_t months);

/// returned / size of the k-th month after, from 1. Throws `out_of_range` for a month that the cohort does
/// not have.
[[nodiscard]] Rate retention_of(const Cohort& cohort, std::int32_t month);
/// (customers at the end - those who came in between) / customers at the start; none without a start.
[[nodiscard]] std::optional<Rate> retention_rate(std::int64_t at_start, std::int64_t at_end, std::int64_t came);

}  // namespace marketplace::vendors
