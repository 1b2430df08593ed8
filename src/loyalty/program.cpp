#include <marketplace/loyalty/program.hpp>

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/json.hpp>

#include <set>

namespace marketplace::loyalty {
namespace {

using marketplace::detail::at_path;
using marketplace::detail::indexed;
using marketplace::detail::require_between;

constexpr std::int64_t months_max = 1200;
constexpr std::int64_t days_max = 36'600;
constexpr std::size_t dates_max = 20;

void require_not_negative(std::int64_t value, std::string_view field) {
    if (value < 0) fail(ErrorCode::out_of_range, field, std::to_string(value), "0 or more");
}

void require_not_negative(const Rate& rate, std::string_view field) {
    if (rate < Rate{}) fail(ErrorCode::rate_out_of_range, field, to_string(rate), "0 or more");
}

template <class T>
void require_unique(const std::vector<T>& values, std::string_view name) {
    std::set<T> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == T{} || !seen.insert(values[i]).second) {
            fail(ErrorCode::invalid_program, indexed(name, i), "", "a value that is not empty and not repeated");
        }
    }
}

void validate_conditions(const EarnConditions& conditions) {
    require_unique(conditions.categories, "categories");
    require_unique(conditions.brands, "brands");
    require_unique(conditions.vendors, "vendors");
    require_unique(conditions.skus, "skus");
    require_unique(conditions.tags, "tags");
    require_unique(conditions.tiers, "tiers");
    require_unique(conditions.channels, "channels");
    require_not_negative(conditions.order_min_minor.value, "order_min_minor");
}

void validate_rule(const EarnRule& rule) {
    if (rule.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id that is unique in the program");
    if (rule.points_per_minor) require_not_negative(*rule.points_per_minor, "points_per_minor");
    require_not_negative(rule.multiplier, "multiplier");
    at_path("conditions", [&] { validate_conditions(rule.conditions); });
    if (rule.effective_from && rule.effective_to && *rule.effective_from >= *rule.effective_to) {
        fail(ErrorCode::invalid_program, "effective_to", to_string(*rule.effective_to),
             "an instant after effective_from");
    }
}

void validate_earn(const EarnPolicy& earn) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < earn.rules.size(); ++i) {
        at_path(indexed("rules", i), [&] {
            validate_rule(earn.rules[i]);
            if (!seen.insert(earn.rules[i].id.value).second) {
                fail(ErrorCode::duplicate_key, "id", earn.rules[i].id.value, "an id that is unique in the program");
            }
        });
    }
    for (const auto& [tier, multiplier] : earn.tier_multipliers) {
        require_not_negative(multiplier, "tier_multipliers." + tier);
    }
    if (earn.rounding == Rounding::exact) {
        fail(ErrorCode::invalid_program, "rounding", "exact", "a mode that rounds: a price is rarely whole points");
    }
    if (earn.order_max) require_not_negative(earn.order_max->value, "order_max");
    if (earn.day_max) require_not_negative(earn.day_max->value, "day_max");
}

void validate_activation(const ActivationPolicy& activation) {
    require_between(activation.days, 0, days_max, "days");
    if (activation.mode != ActivationMode::after_days && activation.days != 0) {
        fail(ErrorCode::invalid_program, "days", std::to_string(activation.days),
             "0 with the mode " + std::string{name_of(activation.mode)});
    }
}

void validate_dates(const std::vector<YearDay>& dates) {
    std::set<std::pair<std::int32_t, std::int32_t>> seen;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        at_path(indexed("dates", i), [&] {
            // 2024 has a 29 February.
            marketplace::validate(Date{2024, dates[i].month, dates[i].day});
            if (!seen.insert({dates[i].month, dates[i].day}).second) {
                fail(ErrorCode::duplicate_key, "day", std::to_string(dates[i].day), "each day of the year once");
            }
        });
    }
}

void validate_expiry(const ExpiryPolicy& expiry) {
    require_between(expiry.months, 0, months_max, "months");
    require_between(expiry.days, 0, days_max, "days");
    const bool counted = expiry.mode == ExpiryMode::rolling || expiry.mode == ExpiryMode::sliding;
    if (expiry.mode == ExpiryMode::none && (expiry.months != 0 || expiry.days != 0)) {
        fail(ErrorCode::invalid_program, "mode", "none", "rolling, calendar or sliding, since a time is given");
    }
    if (!counted && expiry.round_up_to != PeriodEnd::none) {
        fail(ErrorCode::invalid_program, "round_up_to", name_of(expiry.round_up_to), "none unless rolling or sliding");
    }
    if ((expiry.mode == ExpiryMode::calendar) == expiry.dates.empty()) {
        fail(ErrorCode::invalid_program, "dates", std::to_string(expiry.dates.size()),
             "dates with the mode calendar, and only with it");
    }
    if (expiry.dates.size() > dates_max) {
        fail(ErrorCode::limit_exceeded, "dates", std::to_string(expiry.dates.size()),
             std::to_string(dates_max) + " dates");
    }
    validate_dates(expiry.dates);
}

void validate_redemption(const RedemptionPolicy& redemption) {
    if (redemption.minor_per_point <= Rate{}) {
        fail(ErrorCode::rate_out_of_range, "minor_per_point", to_string(redemption.minor_per_point), "more than 0");
    }
    require_not_negative(redemption.points_min.value, "points_min");
    if (redemption.step < Points{1}) {
        fail(ErrorCode::out_of_range, "step", std::to_string(redemption.step.value), "1 or more");
    }
    if (redemption.share_max < Rate{} || redemption.share_max > Rate{1, 1}) {
        fail(ErrorCode::rate_out_of_range, "share_max", to_string(redemption.share_max), "0% to 100%");
    }
    if (redemption.day_max) require_not_negative(redemption.day_max->value, "day_max");
    require_not_negative(redemption.cash_min_minor.value, "cash_min_minor");
    require_between(redemption.hold_seconds, 1, days_max * 86'400, "hold_seconds");
}

void validate_refund(const PointsRefundPolicy& refund) {
    require_between(refund.grace_days, 0, days_max, "grace_days");
    if (refund.rounding == Rounding::exact) {
        fail(ErrorCode::invalid_program, "rounding", "exact", "a mode that rounds: a part is rarely whole points");
    }
}

}  // namespace

void validate(const Program& program) {
    if (program.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (program.version < 1) fail(ErrorCode::invalid_program, "version", std::to_string(program.version), "1 or more");
    if (program.currency.info().exponent < 0) {
        fail(ErrorCode::unknown_currency, "currency", program.currency.code(), "a currency with a minor unit");
    }
    at_path("time_zone", [&] { static_cast<void>(TimeZone{program.time_zone}); });
    at_path("earn", [&] { validate_earn(program.earn); });
    at_path("activation", [&] { validate_activation(program.activation); });
    at_path("expiry", [&] { validate_expiry(program.expiry); });
    at_path("redemption", [&] { validate_redemption(program.redemption); });
    at_path("refund", [&] { validate_refund(program.refund); });
    require_not_negative(program.fair_value, "fair_value");
}

Program parse_program(std::string_view json) {
    Program program = from_json<Program>(json);
    validate(program);
    return program;
}

}  // namespace marketplace::loyalty
