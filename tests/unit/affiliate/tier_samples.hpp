#pragma once
// A small policy and small helpers that the tests about tiers share.

#include <marketplace/affiliate/tier_manager.hpp>

namespace marketplace::affiliate::samples {

inline Timestamp at(std::string_view text) { return parse_timestamp(text); }
inline TimeZone sao_paulo() { return TimeZone{"America/Sao_Paulo"}; }

inline Requirement number(Metric metric, Comparison comparison, std::int64_t threshold) {
    return {metric, comparison, threshold, std::nullopt};
}
inline Requirement rate(Metric metric, Comparison comparison, std::string_view threshold) {
    return {metric, comparison, std::nullopt, Rate::parse(threshold)};
}
inline TierLevel level(std::string code, std::int32_t rank, std::vector<Requirement> all_of) {
    TierLevel out;
    out.code = std::move(code);
    out.rank = rank;
    if (!all_of.empty()) out.any_of.push_back({std::move(all_of)});
    return out;
}

/// bronze for all, silver from 1000.00, gold from 5000.00 net in the month before; on the 1st, São Paulo.
inline TierPolicy policy() {
    TierPolicy out;
    out.id = TierPolicyId{"shops"};
    out.currency = Currency{"BRL"};
    out.time_zone = "America/Sao_Paulo";
    out.levels = {level("bronze", 0, {}),
                  level("silver", 1, {number(Metric::gmv_net, Comparison::at_least, 100'000)}),
                  level("gold", 2, {number(Metric::gmv_net, Comparison::at_least, 500'000)})};
    out.window = LookBack{CalendarUnit::month, 1, false};
    return out;
}

/// Metrics with net sales only; old and busy enough for everything.
inline MetricSnapshot sold(std::int64_t net_minor) {
    MetricSnapshot out;
    out.vendor_id = VendorId{"v1"};
    out.currency = Currency{"BRL"};
    out.gmv_gross_minor = {net_minor};
    out.gmv_net_minor = {net_minor};
    out.orders = 1000;
    out.tenure_days = 1000;
    return out;
}

/// The period of a run on the first day of a month of 2018, such as month 4: the run on 1 April over March.
inline TierPeriod run_in(const TierPolicy& of, std::int32_t month, std::int32_t day = 1) {
    return TierCalendar{of}.scheduled({2018, month, day});
}

/// The state after runs on consecutive months from April 2018 on.
inline TierState after_months(const TierPolicy& of, const std::vector<std::int64_t>& net_minor, TierState state = {}) {
    std::int32_t month = 4;
    for (const std::int64_t net : net_minor) state = evaluate(of, sold(net), state, run_in(of, month++)).state;
    return state;
}

}  // namespace marketplace::affiliate::samples
