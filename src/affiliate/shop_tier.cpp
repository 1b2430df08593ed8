#include <marketplace/affiliate/shop_tier.hpp>

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/json.hpp>

#include <set>

namespace marketplace::affiliate {
namespace {

using marketplace::detail::at_path;
using marketplace::detail::indexed;
using marketplace::detail::require_between;

constexpr std::int64_t days_max = 36'600;
constexpr std::int64_t periods_max = 120;
constexpr std::int64_t look_back_max = 3660;
constexpr std::int64_t years_max = 100;
constexpr std::size_t levels_max = 100;

void validate_requirement(const Requirement& requirement) {
    const std::string metric{name_of(requirement.metric)};
    if (is_rate(requirement.metric)) {
        if (!requirement.rate) fail(ErrorCode::missing_field, "rate", "", "a rate for the metric " + metric);
        if (requirement.number) {
            fail(ErrorCode::invalid_tier_policy, "number", std::to_string(*requirement.number),
                 "nothing beside the rate of the metric " + metric);
        }
        if (*requirement.rate < Rate{} || *requirement.rate > Rate{1, 1}) {
            fail(ErrorCode::rate_out_of_range, "rate", to_string(*requirement.rate), "0% to 100%");
        }
        return;
    }
    if (!requirement.number) fail(ErrorCode::missing_field, "number", "", "a whole number for the metric " + metric);
    if (requirement.rate) {
        fail(ErrorCode::invalid_tier_policy, "rate", to_string(*requirement.rate),
             "nothing beside the number of the metric " + metric);
    }
    if (*requirement.number < 0) {
        fail(ErrorCode::out_of_range, "number", std::to_string(*requirement.number), "0 or more");
    }
}

void validate_level(const TierLevel& level) {
    if (level.code.empty()) fail(ErrorCode::missing_field, "code", "", "a code that is unique in the policy");
    for (std::size_t g = 0; g < level.any_of.size(); ++g) {
        at_path(indexed("any_of", g), [&] {
            const auto& all_of = level.any_of[g].all_of;
            if (all_of.empty()) fail(ErrorCode::missing_field, "all_of", "", "at least one requirement");
            for (std::size_t r = 0; r < all_of.size(); ++r) {
                at_path(indexed("all_of", r), [&] { validate_requirement(all_of[r]); });
            }
        });
    }
    if (level.benefits.points_multiplier <= Rate{}) {
        fail(ErrorCode::rate_out_of_range, "benefits.points_multiplier", to_string(level.benefits.points_multiplier),
             "more than 0");
    }
}

/// Whether `higher` asks for less than `lower` of the same metric in the same direction.
bool is_easier(const Requirement& higher, const Requirement& lower) {
    const bool at_least = higher.comparison == Comparison::at_least;
    if (is_rate(higher.metric)) return at_least ? *higher.rate < *lower.rate : *higher.rate > *lower.rate;
    return at_least ? *higher.number < *lower.number : *higher.number > *lower.number;
}

void require_not_easier(const Requirement& higher, const std::vector<Requirement>& lower) {
    for (const Requirement& below : lower) {
        if (below.metric != higher.metric || below.comparison != higher.comparison) continue;
        if (!is_easier(higher, below)) continue;
        const bool rate = is_rate(higher.metric);
        const std::string field = rate ? "rate" : "number";
        fail(ErrorCode::thresholds_out_of_order, field, rate ? to_string(*higher.rate) : std::to_string(*higher.number),
             "no easier than " + (rate ? to_string(*below.rate) : std::to_string(*below.number)) +
                 " of the level below");
    }
}

/// Comparable are levels with one group each: between alternatives there is no order.
void validate_order(const TierLevel& lower, const TierLevel& higher) {
    if (higher.any_of == lower.any_of || higher.any_of.empty()) {
        fail(ErrorCode::thresholds_out_of_order, "any_of", higher.code, "more than the level below asks for");
    }
    if (higher.any_of.size() != 1 || lower.any_of.size() != 1) return;
    const auto& requirements = higher.any_of[0].all_of;
    for (std::size_t r = 0; r < requirements.size(); ++r) {
        at_path(indexed("any_of[0].all_of", r), [&] { require_not_easier(requirements[r], lower.any_of[0].all_of); });
    }
}

void validate_levels(const std::vector<TierLevel>& levels) {
    if (levels.empty()) fail(ErrorCode::missing_field, "levels", "", "at least one level");
    if (levels.size() > levels_max) {
        fail(ErrorCode::limit_exceeded, "levels", std::to_string(levels.size()),
             std::to_string(levels_max) + " levels");
    }
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        at_path(indexed("levels", i), [&] {
            validate_level(levels[i]);
            if (!codes.insert(levels[i].code).second) {
                fail(ErrorCode::duplicate_key, "code", levels[i].code, "a code that is unique in the policy");
            }
            if (i == 0) return;
            if (levels[i].rank <= levels[i - 1].rank) {
                fail(ErrorCode::invalid_tier_policy, "rank", std::to_string(levels[i].rank),
                     "more than " + std::to_string(levels[i - 1].rank) + ", the rank of the level before");
            }
            validate_order(levels[i - 1], levels[i]);
        });
    }
}

/// No further than the calendar of any zone goes back.
void validate_units(CalendarUnit unit, std::int64_t count) {
    const auto most = [&]() -> std::int64_t {
        switch (unit) {
            case CalendarUnit::day: return look_back_max;
            case CalendarUnit::month: return years_max * 12;
            case CalendarUnit::quarter: return years_max * 4;
            case CalendarUnit::half_year: return years_max * 2;
            case CalendarUnit::year: return years_max;
        }
        return 0;
    };
    require_between(count, 1, most(), "count");
}

void validate_look_back(const LookBack& look_back) { validate_units(look_back.unit, look_back.count); }

void validate_cycle(const Cycle& cycle) {
    validate_units(cycle.unit, cycle.count);
    const bool is_date = cycle.anchor == CycleAnchor::date;
    if (is_date && !cycle.date) {
        fail(ErrorCode::missing_field, "date", "", "a day on which a cycle begins, for the anchor date");
    }
    if (!is_date && cycle.date) {
        fail(ErrorCode::invalid_tier_policy, "date", to_string(*cycle.date),
             "nothing with the anchor " + std::string{name_of(cycle.anchor)});
    }
    if (cycle.date) validate(*cycle.date, "date");
}

void validate_window(const TierWindow& window) {
    if (const auto* look_back = std::get_if<LookBack>(&window)) return validate_look_back(*look_back);
    if (const auto* lifetime = std::get_if<Lifetime>(&window)) {
        if (lifetime->since) validate(*lifetime->since, "since");
        return;
    }
    if (const auto* cycle = std::get_if<Cycle>(&window)) return validate_cycle(*cycle);
    const auto& adaptive = std::get<Adaptive>(window);
    if (adaptive.orders_min < 1) {
        fail(ErrorCode::out_of_range, "orders_min", std::to_string(adaptive.orders_min), "1 or more");
    }
    at_path("short_window", [&] { validate_look_back(adaptive.short_window); });
    at_path("long_window", [&] { validate_look_back(adaptive.long_window); });
}

void validate_timing(const TierPolicy& policy) {
    require_between(policy.schedule.day, 1, 31, "schedule.day");
    require_between(policy.validity.periods, 0, periods_max, "validity.periods");
    require_between(policy.validity.extension_days, 0, days_max, "validity.extension_days");
    require_between(policy.grace.periods, 0, periods_max, "grace.periods");
    require_between(policy.grace.days, 0, days_max, "grace.days");
    require_between(policy.hold_days_min, 0, days_max, "hold_days_min");
    require_between(policy.tenure_days_min, 0, days_max, "tenure_days_min");
    require_between(policy.restate_window_days, 0, days_max, "restate_window_days");
    if (policy.orders_min < 0) {
        fail(ErrorCode::out_of_range, "orders_min", std::to_string(policy.orders_min), "0 or more");
    }
    if (policy.keep_ratio <= Rate{} || policy.keep_ratio > Rate{1, 1}) {
        fail(ErrorCode::rate_out_of_range, "keep_ratio", to_string(policy.keep_ratio), "over 0% and at most 100%");
    }
}

bool asks_for_money(const TierPolicy& policy) {
    for (const TierLevel& level : policy.levels) {
        for (const RequirementGroup& group : level.any_of) {
            for (const Requirement& requirement : group.all_of) {
                if (is_amount(requirement.metric)) return true;
            }
        }
    }
    return false;
}

}  // namespace

bool is_rate(Metric metric) noexcept {
    return metric == Metric::defect_rate || metric == Metric::late_shipment_rate || metric == Metric::refund_rate ||
           metric == Metric::cancellation_rate;
}

bool is_amount(Metric metric) noexcept {
    return metric == Metric::gmv_gross || metric == Metric::gmv_net || metric == Metric::average_order_value;
}

void validate(const TierPolicy& policy) {
    if (policy.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (policy.version < 1) fail(ErrorCode::out_of_range, "version", std::to_string(policy.version), "1 or more");
    validate_levels(policy.levels);
    at_path("window", [&] { validate_window(policy.window); });
    validate_timing(policy);
    [[maybe_unused]] const TimeZone zone{policy.time_zone};  // throws if there is no such zone
    if (policy.currency.info().exponent < 0 && (policy.currency != Currency{} || asks_for_money(policy))) {
        fail(ErrorCode::unknown_currency, "currency", policy.currency.code(), "a currency with a minor unit");
    }
}

TierPolicy parse_tier_policy(std::string_view json) {
    auto policy = from_json<TierPolicy>(json);
    validate(policy);
    return policy;
}

std::int64_t position_of(const TierPolicy& policy, std::string_view level) noexcept {
    for (std::size_t i = 0; i < policy.levels.size(); ++i) {
        if (policy.levels[i].code == level) return static_cast<std::int64_t>(i);
    }
    return -1;
}

}  // namespace marketplace::affiliate
