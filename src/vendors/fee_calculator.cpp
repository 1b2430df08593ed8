#include <marketplace/vendors/fee_calculator.hpp>

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::vendors {
namespace {

constexpr std::int32_t months_max = 120;

void require_rate(std::string_view field, const Rate& rate) {
    if (rate >= Rate{} && rate <= Rate{1, 1}) return;
    fail(ErrorCode::rate_out_of_range, field, to_string(rate), "0% to 100%");
}

void require_not_negative(std::string_view field, std::int64_t value) {
    if (value < 0) fail(ErrorCode::out_of_range, field, std::to_string(value), "0 or more");
}

void require_months(std::int32_t months) {
    if (months >= 1 && months <= months_max) return;
    fail(ErrorCode::out_of_range, "months", std::to_string(months), "1 to 120");
}

FeeCharge charge_of(const FeeRule& rule, const VendorId& vendor, std::string source, Amount amount, Timestamp at) {
    FeeCharge charge;
    charge.id = vendor.value + "/" + rule.code + "/" + source;
    charge.vendor_id = vendor;
    charge.fee_code = rule.code;
    charge.kind = rule.kind;
    charge.source = std::move(source);
    charge.currency = rule.currency;
    charge.amount_minor = amount;
    charge.tax_minor = multiply(amount, rule.tax, rule.rounding);
    charge.charged_at = at;
    return charge;
}

/// The amount of a fee that is measured, and how.
Amount amount_of(const FeeRule& rule, const FeeFacts& facts, std::string& measure) {
    const std::string price = std::to_string(rule.amount_minor.value);
    const std::string share = to_string(rule.rate) + " of " + std::to_string(facts.base_minor.value);
    switch (rule.kind) {
        case FeeKind::per_kilogram:
            measure = price + " * " + std::to_string(facts.grams) + " / 1000 g";
            return {narrow(divide(wide_multiply(rule.amount_minor.value, facts.grams), 1000, rule.rounding))};
        case FeeKind::marketing_fund:
            measure = share;
            return multiply(facts.base_minor, rule.rate, rule.rounding);
        case FeeKind::penalty:
            measure = price + " * " + std::to_string(facts.count) + " + " + share;
            return rule.amount_minor * facts.count + multiply(facts.base_minor, rule.rate, rule.rounding);
        default: break;
    }
    measure = price + " * " + std::to_string(facts.count);
    return rule.amount_minor * facts.count;
}

struct Segment {
    Date from;
    Date to;
    bool used;
};

Date month_after(const Date& day) { return add_months(Date{day.year, day.month, 1}, 1); }

/// The days of a period: before the use, the use by calendar months, and after it.
std::vector<Segment> segments_of(const SubscriptionUse& use, const Date& period_to) {
    std::vector<Segment> out;
    if (use.period_from < use.used_from) out.push_back({use.period_from, use.used_from, false});
    for (Date day = use.used_from; day < use.used_to;) {
        const Date to = std::min(month_after(day), use.used_to);
        out.push_back({day, to, true});
        day = to;
    }
    if (use.used_to < period_to) out.push_back({use.used_to, period_to, false});
    return out;
}

Date checked_period_end(const FeeRule& rule, const SubscriptionUse& use) {
    validate(use.period_from, "period_from");
    const Date period_to = use.period_to.value_or(add_months(use.period_from, rule.months));
    for (const auto& [field, day] : {std::pair{"period_to", period_to}, std::pair{"used_from", use.used_from},
                                     std::pair{"used_to", use.used_to}}) {
        validate(day, field);
    }
    const auto require = [](bool sound, std::string_view field, const Date& day, std::string_view expected) {
        if (!sound) fail(ErrorCode::out_of_range, field, to_string(day), expected);
    };
    require(period_to > use.period_from, "period_to", period_to, "a day after period_from");
    require(period_to <= add_months(use.period_from, months_max), "period_to", period_to,
            "a period of at most 120 months");
    require(use.used_from >= use.period_from, "used_from", use.used_from, "a day of the period");
    require(use.used_to <= period_to, "used_to", use.used_to, "no later than the end of the period");
    require(use.used_from <= use.used_to, "used_to", use.used_to, "no earlier than used_from");
    return period_to;
}

}  // namespace

void validate(const FeeRule& rule) {
    if (rule.code.empty()) fail(ErrorCode::missing_field, "code", "", "a code");
    if (rule.currency.info().exponent < 0) {
        fail(ErrorCode::unknown_currency, "currency", rule.currency.code(), "a currency with a minor unit");
    }
    require_not_negative("amount_minor", rule.amount_minor.value);
    require_rate("rate", rule.rate);
    require_rate("tax", rule.tax);
    require_months(rule.months);
}

FeeCharge calculate_fee(const FeeRule& rule, const FeeFacts& facts) {
    validate(rule);
    if (rule.kind == FeeKind::subscription) {
        fail(ErrorCode::invalid_value, "kind", "subscription", "a fee that is measured by count, weight or value");
    }
    require_not_negative("count", facts.count);
    require_not_negative("grams", facts.grams);
    require_not_negative("base_minor", facts.base_minor.value);
    std::string measure;
    const Amount amount = amount_of(rule, facts, measure);
    FeeCharge charge = charge_of(rule, facts.vendor_id, facts.source, amount, facts.at);
    charge.measure = std::move(measure);
    return charge;
}

std::vector<FeeCharge> calculate_subscription(const FeeRule& rule, const SubscriptionUse& use) {
    validate(rule);
    if (rule.kind != FeeKind::subscription) fail(ErrorCode::invalid_value, "kind", name_of(rule.kind), "subscription");
    const Date period_to = checked_period_end(rule, use);
    const std::vector<Segment> segments = segments_of(use, period_to);
    std::vector<std::int64_t> days;
    for (const Segment& each : segments) days.push_back(days_between(each.from, each.to));
    const Allocation parts = allocate(rule.amount_minor, days);
    std::vector<FeeCharge> out;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!segments[i].used) continue;
        FeeCharge charge = charge_of(rule, use.vendor_id, to_string(segments[i].from), parts.parts[i], use.at);
        charge.from = segments[i].from;
        charge.to = segments[i].to;
        charge.measure = std::to_string(rule.amount_minor.value) + " * " + std::to_string(days[i]) + " / " +
                         std::to_string(days_between(use.period_from, period_to)) + " days";
        out.push_back(std::move(charge));
    }
    return out;
}

std::vector<Date> listing_fee_dates(const Date& listed_on, const std::optional<Date>& ended_on,
                                    std::span<const Date> sold_on, std::int32_t months, const Date& until) {
    require_months(months);
    const Date end = ended_on ? std::min(*ended_on, until) : until;
    std::vector<Date> sales{sold_on.begin(), sold_on.end()};
    std::sort(sales.begin(), sales.end());
    auto sale = std::lower_bound(sales.begin(), sales.end(), listed_on);
    std::vector<Date> out;
    Date begun = listed_on;        // of the terms that follow each other without a sale
    std::int64_t terms = 0;        // counted from `begun`, so that a clamped month end is not inherited
    for (Date day = listed_on; day < end;) {
        out.push_back(day);
        const Date renewal = add_months(begun, ++terms * months);
        if (sale != sales.end() && *sale <= renewal) {
            day = begun = *sale++;
            terms = 0;
        } else {
            day = renewal;
        }
    }
    return out;
}

}  // namespace marketplace::vendors
