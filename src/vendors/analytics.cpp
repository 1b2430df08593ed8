#include <marketplace/vendors/analytics.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace marketplace::vendors {
namespace {

void require_sound(const SalesFact& fact) {
    if (fact.quantity < 0) fail(ErrorCode::out_of_range, "quantity", std::to_string(fact.quantity), "0 or more");
    if (fact.kind != FactKind::revenue && fact.amount_minor < Amount{}) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(fact.amount_minor.value), "0 or more");
    }
    if (fact.kind != FactKind::delivery || !fact.shipped_at) return;
    if (fact.at < *fact.shipped_at) {
        fail(ErrorCode::out_of_range, "at", to_string(fact.at), "no earlier than shipped_at");
    }
    if (fact.placed_at && *fact.shipped_at < *fact.placed_at) {
        fail(ErrorCode::out_of_range, "shipped_at", to_string(*fact.shipped_at), "no earlier than placed_at");
    }
}

void count(std::map<std::string, std::int64_t>& counts, const std::string& key) {
    counts[key] = checked_add(counts[key], 1);
}

void add_product(SalesTally& tally, const SalesFact& fact, bool sold) {
    ProductSales& product = tally.products[fact.product_id.value];
    product.product_id = fact.product_id;
    product.net_minor += sold ? fact.amount_minor : -fact.amount_minor;
    product.quantity = checked_add(product.quantity, sold ? fact.quantity : -fact.quantity);
}

void add_delivery(SalesTally& tally, const SalesFact& fact) {
    if (fact.shipped_at && fact.placed_at) {
        count(tally.placed_to_shipped, std::to_string((*fact.shipped_at - *fact.placed_at).micros));
    }
    if (fact.shipped_at) count(tally.shipped_to_delivered, std::to_string((fact.at - *fact.shipped_at).micros));
    if (!fact.promised_at) return;
    ++tally.deliveries_promised;
    if (fact.at <= *fact.promised_at) ++tally.deliveries_on_time;
}

std::optional<Rate> ratio(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return std::nullopt;
    return Rate{part, whole};
}

/// A stored tally may come from anywhere, so its keys are read with care.
std::int64_t micros_of(const std::string& text) {
    std::int64_t micros{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), micros);
    if (error != std::errc{} || end != text.data() + text.size()) {
        fail(ErrorCode::invalid_value, "placed_to_shipped", text, "a number of microseconds");
    }
    return micros;
}

/// The smallest duration that at least `percent` of all do not exceed.
std::optional<Duration> nearest_rank(const std::map<std::string, std::int64_t>& counts, std::int64_t percent) {
    std::map<std::int64_t, std::int64_t> by_length;
    std::int64_t total = 0;
    for (const auto& [text, times] : counts) {
        by_length[micros_of(text)] += times;
        total = checked_add(total, times);
    }
    std::int64_t seen = 0;
    for (const auto& [micros, times] : by_length) {
        seen += times;
        if (wide_multiply(seen, 100) >= wide_multiply(total, percent)) return Duration{micros};
    }
    return std::nullopt;
}

std::vector<ProductSales> ranking(const SalesTally& tally, std::size_t size) {
    std::vector<ProductSales> out;
    for (const auto& [id, product] : tally.products) out.push_back(product);
    std::sort(out.begin(), out.end(), [](const ProductSales& a, const ProductSales& b) {
        return std::tie(b.net_minor, b.quantity, a.product_id) < std::tie(a.net_minor, a.quantity, b.product_id);
    });
    out.resize(std::min(size, out.size()));
    return out;
}

void count_people(const SalesTally& tally, SalesMetrics& out) {
    std::map<std::string_view, std::int64_t> orders_by_customer;
    for (const auto& [order, customer] : tally.customer_by_order) ++orders_by_customer[customer];
    out.orders = std::ssize(tally.customer_by_order);
    out.customers = std::ssize(orders_by_customer);
    const auto repeating = std::count_if(orders_by_customer.begin(), orders_by_customer.end(),
                                         [](const auto& each) { return each.second >= 2; });
    out.repeat_rate = ratio(repeating, out.customers);
}

void merge_counts(std::map<std::string, std::int64_t>& counts, const std::map<std::string, std::int64_t>& other) {
    for (const auto& [key, times] : other) counts[key] = checked_add(counts[key], times);
}

std::int64_t month_number(const Date& day) { return static_cast<std::int64_t>(day.year) * 12 + day.month - 1; }

}  // namespace

void add(SalesTally& tally, const SalesFact& fact) {
    require_sound(fact);
    switch (fact.kind) {
        case FactKind::sale:
            tally.gross_minor += fact.amount_minor;
            tally.customer_by_order[fact.order_id.value] = fact.customer_id.value;
            return add_product(tally, fact, true);
        case FactKind::cancellation:
            tally.cancellations_minor += fact.amount_minor;
            if (fact.caused_by_vendor) count(tally.vendor_cancellations_by_order, fact.order_id.value);
            return add_product(tally, fact, false);
        case FactKind::refund:
            tally.refunds_minor += fact.amount_minor;
            count(tally.refunds_by_order, fact.order_id.value);
            return add_product(tally, fact, false);
        case FactKind::revenue: tally.revenue_minor += fact.amount_minor; return;
        case FactKind::delivery: return add_delivery(tally, fact);
    }
}

void merge(SalesTally& tally, const SalesTally& other) {
    tally.gross_minor += other.gross_minor;
    tally.cancellations_minor += other.cancellations_minor;
    tally.refunds_minor += other.refunds_minor;
    tally.revenue_minor += other.revenue_minor;
    for (const auto& [order, customer] : other.customer_by_order) tally.customer_by_order[order] = customer;
    merge_counts(tally.refunds_by_order, other.refunds_by_order);
    merge_counts(tally.vendor_cancellations_by_order, other.vendor_cancellations_by_order);
    for (const auto& [id, product] : other.products) {
        ProductSales& mine = tally.products[id];
        mine.product_id = product.product_id;
        mine.net_minor += product.net_minor;
        mine.quantity = checked_add(mine.quantity, product.quantity);
    }
    merge_counts(tally.placed_to_shipped, other.placed_to_shipped);
    merge_counts(tally.shipped_to_delivered, other.shipped_to_delivered);
    tally.deliveries_promised = checked_add(tally.deliveries_promised, other.deliveries_promised);
    tally.deliveries_on_time = checked_add(tally.deliveries_on_time, other.deliveries_on_time);
}

SalesMetrics metrics_of(const SalesTally& tally, std::size_t top_products) {
    SalesMetrics out;
    out.gross_gmv_minor = tally.gross_minor;
    out.cancellations_minor = tally.cancellations_minor;
    out.refunds_minor = tally.refunds_minor;
    out.net_gmv_minor = tally.gross_minor - tally.cancellations_minor - tally.refunds_minor;
    out.platform_revenue_minor = tally.revenue_minor;
    out.take_rate = ratio(tally.revenue_minor.value, out.net_gmv_minor.value);
    count_people(tally, out);
    if (out.orders > 0) {
        out.average_order_minor = Amount{narrow(divide(tally.gross_minor.value, out.orders, Rounding::half_up))};
    }
    out.refund_rate_by_value = ratio(tally.refunds_minor.value, tally.gross_minor.value);
    out.refund_rate_by_count = ratio(std::ssize(tally.refunds_by_order), out.orders);
    out.cancellation_rate = ratio(std::ssize(tally.vendor_cancellations_by_order), out.orders);
    out.placed_to_shipped_p50 = nearest_rank(tally.placed_to_shipped, 50);
    out.placed_to_shipped_p90 = nearest_rank(tally.placed_to_shipped, 90);
    out.shipped_to_delivered_p50 = nearest_rank(tally.shipped_to_delivered, 50);
    out.shipped_to_delivered_p90 = nearest_rank(tally.shipped_to_delivered, 90);
    out.on_time_rate = ratio(tally.deliveries_on_time, tally.deliveries_promised);
    out.top_products = ranking(tally, top_products);
    return out;
}

SalesMetrics compute_metrics(std::span<const SalesFact> facts, const TimeWindow& window, const VendorId& vendor_id,
                             std::size_t top_products) {
    SalesTally tally;
    for (const SalesFact& fact : facts) {
        if (!window.contains(fact.at)) continue;
        if (vendor_id.empty() || fact.vendor_id == vendor_id) add(tally, fact);
    }
    return metrics_of(tally, top_products);
}

std::vector<Cohort> cohorts_of(std::span<const SalesFact> facts, const TimeZone& zone, std::int32_t months) {
    if (months < 0 || months > 1'200) fail(ErrorCode::out_of_range, "months", std::to_string(months), "0 to 1200");
    std::map<std::string_view, std::set<std::int64_t>> months_by_customer;
    for (const SalesFact& fact : facts) {
        if (fact.kind == FactKind::sale) {
            months_by_customer[fact.customer_id.value].insert(month_number(zone.date_of(fact.at)));
        }
    }
    std::map<std::int64_t, Cohort> cohorts;
    for (const auto& [customer, bought_in] : months_by_customer) {
        const std::int64_t first = *bought_in.begin();
        Cohort& cohort = cohorts[first];
        cohort.month = add_months(Date{0, 1, 1}, first);
        cohort.returned.resize(static_cast<std::size_t>(months));
        ++cohort.size;
        for (const std::int64_t month : bought_in) {
            if (month > first && month <= first + months) {
                ++cohort.returned[static_cast<std::size_t>(month - first - 1)];
            }
        }
    }
    std::vector<Cohort> out;
    for (auto& [month, cohort] : cohorts) out.push_back(std::move(cohort));
    return out;
}

Rate retention_of(const Cohort& cohort, std::int32_t month) {
    if (month < 1 || static_cast<std::size_t>(month) > cohort.returned.size() || cohort.size < 1) {
        fail(ErrorCode::out_of_range, "month", std::to_string(month), "1 to " + std::to_string(cohort.returned.size()));
    }
    return Rate{cohort.returned[static_cast<std::size_t>(month - 1)], cohort.size};
}

std::optional<Rate> retention_rate(std::int64_t at_start, std::int64_t at_end, std::int64_t came) {
    return ratio(checked_subtract(at_end, came), at_start);
}

}  // namespace marketplace::vendors
