#include <marketplace/affiliate/tier_metrics.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // clang 14 does not deduce it for an aggregate

void require_not_negative(std::int64_t value, std::string_view field) {
    if (value < 0) fail(ErrorCode::out_of_range, field, std::to_string(value), "0 or more");
}

/// Notes the currency of the first amount and refuses any other.
void require_currency(DailyMetrics& bucket, Currency currency) {
    if (bucket.currency == Currency{}) bucket.currency = currency;
    require_same(bucket.currency, currency, "currency");
}

void count(std::int64_t& into, std::int64_t more) { into = checked_add(into, more); }

void add(DailyMetrics& bucket, const OrderFact& fact) {
    require_not_negative(fact.gross_minor.value, "gross_minor");
    require_not_negative(fact.units, "units");
    require_currency(bucket, fact.currency);
    bucket.gross_minor += fact.gross_minor;
    count(bucket.orders, 1);
    count(bucket.units, fact.units);
}

void add(DailyMetrics& bucket, const RefundFact& fact) {
    require_not_negative(fact.refunded_minor.value, "refunded_minor");
    require_currency(bucket, fact.currency);
    bucket.refunded_minor += fact.refunded_minor;
}

void add(DailyMetrics& bucket, const CancellationFact& fact) {
    require_not_negative(fact.gross_minor.value, "gross_minor");
    require_currency(bucket, fact.currency);
    bucket.cancelled_minor += fact.gross_minor;
    count(bucket.cancellations, 1);
}

void add(DailyMetrics& bucket, const DefectFact&) { count(bucket.defects, 1); }
void add(DailyMetrics& bucket, const LateShipmentFact&) { count(bucket.late_shipments, 1); }

void add(DailyMetrics& bucket, const RatingFact& fact) {
    require_not_negative(fact.hundredths, "hundredths");
    count(bucket.ratings, 1);
    count(bucket.rating_hundredths_sum, fact.hundredths);
}

void add(DailyMetrics& bucket, const DeliveryFact& fact) {
    const Duration taken = fact.delivered_at - fact.placed_at;
    require_not_negative(taken.micros, "delivered_at");
    count(bucket.deliveries, 1);
    count(bucket.fulfilment_seconds_sum, taken.micros / Duration::seconds(1).micros);
}

/// Amounts in another currency than that of the policy are none; without one, all are of one currency.
void add_amounts(DailyMetrics& total, const DailyMetrics& day, Currency of_policy) {
    if (day.currency == Currency{}) return;
    if (of_policy != Currency{} && day.currency != of_policy) return;
    require_currency(total, day.currency);
    total.gross_minor += day.gross_minor;
    total.refunded_minor += day.refunded_minor;
    total.cancelled_minor += day.cancelled_minor;
}

void add(DailyMetrics& total, const DailyMetrics& day, Currency of_policy) {
    add_amounts(total, day, of_policy);
    count(total.orders, day.orders);
    count(total.units, day.units);
    count(total.cancellations, day.cancellations);
    count(total.defects, day.defects);
    count(total.late_shipments, day.late_shipments);
    count(total.ratings, day.ratings);
    count(total.rating_hundredths_sum, day.rating_hundredths_sum);
    count(total.deliveries, day.deliveries);
    count(total.fulfilment_seconds_sum, day.fulfilment_seconds_sum);
}

DailyMetrics sum_of(const TierPolicy& policy, const VendorId& vendor, std::span<const DailyMetrics> buckets,
                    const DayWindow& days) {
    DailyMetrics total;
    total.vendor_id = vendor;
    for (const DailyMetrics& bucket : buckets) {
        if (bucket.vendor_id == vendor && days.contains(bucket.day)) add(total, bucket, policy.currency);
    }
    return total;
}

Rate share_of(std::int64_t part, std::int64_t whole) { return whole == 0 ? Rate{} : Rate{part, whole}; }

std::optional<std::int64_t> average(std::int64_t sum, std::int64_t of, Rounding rounding) {
    if (of == 0) return std::nullopt;
    return narrow(divide(sum, of, rounding));
}

std::optional<Date> first_sale(const VendorHistory& vendor, std::span<const DailyMetrics> buckets) {
    std::optional<Date> first = vendor.first_sale;
    if (first) return first;
    for (const DailyMetrics& bucket : buckets) {
        if (bucket.vendor_id != vendor.vendor_id || bucket.orders == 0) continue;
        if (!first || bucket.day < *first) first = bucket.day;
    }
    return first;
}

/// What a vendor and what it did tell about its window.
struct Subject {
    const VendorHistory& vendor;
    std::span<const DailyMetrics> buckets;
    std::optional<Date> first_sale;
    std::optional<Date> cycle_from;
};

std::optional<Date> cycle_from(const Cycle& cycle, const VendorHistory& vendor, std::optional<Date> otherwise) {
    switch (cycle.anchor) {
        case CycleAnchor::date: return cycle.date;
        case CycleAnchor::first_sale: return otherwise;
        case CycleAnchor::joined: return vendor.joined ? vendor.joined : otherwise;
        case CycleAnchor::level_start: return vendor.level_since ? vendor.level_since : otherwise;
        case CycleAnchor::vendor_date: return vendor.cycle_from ? vendor.cycle_from : otherwise;
    }
    return otherwise;
}

Subject subject_of(const TierPolicy& policy, const VendorHistory& vendor, std::span<const DailyMetrics> buckets) {
    Subject out{vendor, buckets, first_sale(vendor, buckets), {}};
    const auto* cycle = std::get_if<Cycle>(&policy.window);
    if (cycle != nullptr) out.cycle_from = cycle_from(*cycle, vendor, out.first_sale);
    return out;
}

/// The days to sum up; for an adaptive window this takes a look at the orders of the short one.
DayWindow chosen_days(const TierPolicy& policy, const TierCalendar& calendar, const Subject& subject,
                      Timestamp run_at) {
    if (const auto* cycle = std::get_if<Cycle>(&policy.window)) {
        const Date today = calendar.zone().date_of(run_at);
        return subject.cycle_from ? calendar.days_of(*cycle, *subject.cycle_from, run_at) : DayWindow{today, today};
    }
    const auto* adaptive = std::get_if<Adaptive>(&policy.window);
    if (adaptive == nullptr) return calendar.days_needed(run_at);
    const DayWindow shorter = calendar.days_of(adaptive->short_window, run_at);
    const DailyMetrics sum = sum_of(policy, subject.vendor.vendor_id, subject.buckets, shorter);
    return sum.orders >= adaptive->orders_min ? shorter : calendar.days_of(adaptive->long_window, run_at);
}

}  // namespace

const VendorId& vendor_of(const VendorFact& fact) noexcept {
    return *std::visit([](const auto& each) { return &each.vendor_id; }, fact);
}

Currency currency_of(const VendorFact& fact) noexcept {
    return std::visit(
        [](const auto& each) {
            if constexpr (requires { each.currency; }) {
                return each.currency;
            } else {
                return Currency{};
            }
        },
        fact);
}

Date bucket_day(const TierPolicy& policy, const TierCalendar& calendar, const VendorFact& fact,
                Timestamp recorded_at) {
    const auto open_day = [&](Timestamp wanted) -> std::optional<Date> {
        const Date day = calendar.zone().date_of(wanted);
        if (recorded_at < calendar.frozen_at(day)) return day;
        return std::nullopt;
    };
    // The first wish whose day can still change; what comes too late for all counts when it became known.
    const auto first_open = [&](Timestamp wish, Timestamp second_wish) {
        if (const auto day = open_day(wish)) return *day;
        return open_day(second_wish).value_or(calendar.zone().date_of(recorded_at));
    };
    const bool by_order = policy.refund_attribution == RefundAttribution::order_date;
    return std::visit(
        Overloaded{
            [&](const OrderFact& order) { return first_open(order.placed_at, recorded_at); },
            [&](const RefundFact& refund) {
                return first_open(by_order ? refund.placed_at : refund.refunded_at, refund.refunded_at);
            },
            [&](const CancellationFact& cancelled) { return first_open(cancelled.placed_at, cancelled.cancelled_at); },
            [&](const DefectFact& defect) { return first_open(defect.placed_at, recorded_at); },
            [&](const LateShipmentFact& late) { return first_open(late.placed_at, recorded_at); },
            [&](const RatingFact& rating) { return first_open(rating.rated_at, recorded_at); },
            [&](const DeliveryFact& delivery) { return first_open(delivery.delivered_at, recorded_at); },
        },
        fact);
}

DailyMetrics with_fact(const DailyMetrics& bucket, const VendorFact& fact) {
    if (vendor_of(fact) != bucket.vendor_id) {
        fail(ErrorCode::invalid_value, "vendor_id", vendor_of(fact).value, bucket.vendor_id.value);
    }
    DailyMetrics out = bucket;
    std::visit([&](const auto& each) { add(out, each); }, fact);
    return out;
}

MetricSnapshot snapshot(const TierPolicy& policy, const VendorHistory& vendor, std::span<const DailyMetrics> buckets,
                        Timestamp run_at) {
    const TierCalendar calendar{policy};
    const Subject subject = subject_of(policy, vendor, buckets);
    const DayWindow days = chosen_days(policy, calendar, subject, run_at);
    const DailyMetrics total = sum_of(policy, vendor.vendor_id, buckets, days);
    MetricSnapshot out;
    out.vendor_id = vendor.vendor_id;
    out.currency = total.currency == Currency{} ? policy.currency : total.currency;
    out.window_from = calendar.zone().start_of(days.first);
    out.window_to = std::min(calendar.zone().start_of(days.end), run_at);
    out.cutoff = run_at;
    out.cycle_from = subject.cycle_from;
    out.gmv_gross_minor = total.gross_minor;
    out.gmv_net_minor = total.gross_minor - total.refunded_minor - total.cancelled_minor;
    out.orders = total.orders;
    out.units = total.units;
    if (const auto minor = average(total.gross_minor.value, total.orders, Rounding::floor)) {
        out.average_order_value_minor = Amount{*minor};
    }
    out.rating_hundredths = average(total.rating_hundredths_sum, total.ratings, Rounding::floor);
    out.fulfilment_seconds = average(total.fulfilment_seconds_sum, total.deliveries, Rounding::ceiling);
    if (subject.first_sale) {
        const Date today = calendar.zone().date_of(run_at);
        out.tenure_days = std::max<std::int64_t>(0, days_between(*subject.first_sale, today));
    }
    out.defect_rate = share_of(total.defects, total.orders);
    out.late_shipment_rate = share_of(total.late_shipments, total.orders);
    out.refund_rate = share_of(total.refunded_minor.value, total.gross_minor.value);
    out.cancellation_rate = share_of(total.cancellations, total.orders);
    return out;
}

}  // namespace marketplace::affiliate
