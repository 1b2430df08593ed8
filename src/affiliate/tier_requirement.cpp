#include <marketplace/affiliate/tier_requirement.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

std::optional<std::int64_t> minor_of(const std::optional<Amount>& amount) {
    if (!amount) return std::nullopt;
    return amount->value;
}

std::optional<std::int64_t> number_of(const MetricSnapshot& metrics, Metric metric) {
    switch (metric) {
        case Metric::gmv_gross: return metrics.gmv_gross_minor.value;
        case Metric::gmv_net: return metrics.gmv_net_minor.value;
        case Metric::orders: return metrics.orders;
        case Metric::units: return metrics.units;
        case Metric::average_order_value: return minor_of(metrics.average_order_value_minor);
        case Metric::rating: return metrics.rating_hundredths;
        case Metric::fulfilment_seconds: return metrics.fulfilment_seconds;
        case Metric::tenure_days: return metrics.tenure_days;
        default: return std::nullopt;
    }
}

Rate rate_of(const MetricSnapshot& metrics, Metric metric) {
    switch (metric) {
        case Metric::defect_rate: return metrics.defect_rate;
        case Metric::late_shipment_rate: return metrics.late_shipment_rate;
        case Metric::refund_rate: return metrics.refund_rate;
        case Metric::cancellation_rate: return metrics.cancellation_rate;
        default: return Rate{};
    }
}

template <class T>
bool holds(Comparison comparison, const T& actual, const T& needed) {
    return comparison == Comparison::at_least ? actual >= needed : actual <= needed;
}

std::int64_t eased(std::int64_t threshold, Comparison comparison, const Rate& keep_ratio) {
    if (threshold <= 0) return threshold;
    // Compared as exact numbers: 90 does not reach 90.9, and of whole numbers only 91 does.
    if (comparison == Comparison::at_least) return keep_ratio.of(threshold, Rounding::ceiling);
    return (Rate{1, 1} / keep_ratio).of(threshold, Rounding::floor);
}

Rate eased(const Rate& threshold, Comparison comparison, const Rate& keep_ratio) {
    return comparison == Comparison::at_least ? threshold * keep_ratio : threshold / keep_ratio;
}

template <class T>
Rate part_of(Comparison comparison, const T& actual, const T& needed) {
    const T& part = comparison == Comparison::at_least ? actual : needed;
    const T& whole = comparison == Comparison::at_least ? needed : actual;
    return part <= T{} || whole <= T{} ? Rate{} : part / whole;
}

}  // namespace

RequirementCheck check(const Requirement& requirement, const MetricSnapshot& metrics, const Rate& keep_ratio) {
    RequirementCheck out;
    out.metric = requirement.metric;
    out.comparison = requirement.comparison;
    if (is_rate(requirement.metric)) {
        out.needed_rate = eased(requirement.rate.value(), requirement.comparison, keep_ratio);
        out.actual_rate = rate_of(metrics, requirement.metric);
        out.met = holds(requirement.comparison, *out.actual_rate, *out.needed_rate);
        return out;
    }
    out.needed_number = eased(requirement.number.value(), requirement.comparison, keep_ratio);
    out.actual_number = number_of(metrics, requirement.metric);
    out.met = out.actual_number && holds(requirement.comparison, *out.actual_number, *out.needed_number);
    return out;
}

std::vector<RequirementCheck> check_all(const RequirementGroup& group, const MetricSnapshot& metrics,
                                        const Rate& keep_ratio) {
    std::vector<RequirementCheck> out;
    out.reserve(group.all_of.size());
    for (const Requirement& requirement : group.all_of) out.push_back(check(requirement, metrics, keep_ratio));
    return out;
}

std::vector<RequirementCheck> failures_of(const TierLevel& level, const MetricSnapshot& metrics,
                                          const Rate& keep_ratio) {
    std::vector<RequirementCheck> out;
    for (const RequirementGroup& group : level.any_of) {
        const auto checks = check_all(group, metrics, keep_ratio);
        const auto failed = std::find_if(checks.begin(), checks.end(), [](const auto& each) { return !each.met; });
        if (failed == checks.end()) return {};
        out.push_back(*failed);
    }
    return out;
}

Rate progress_of(const RequirementCheck& check) {
    if (check.met) return Rate{1, 1};
    if (check.actual_rate) return part_of(check.comparison, *check.actual_rate, *check.needed_rate);
    if (!check.actual_number) return Rate{};
    return part_of(check.comparison, Rate{*check.actual_number, 1}, Rate{*check.needed_number, 1});
}

}  // namespace marketplace::affiliate
