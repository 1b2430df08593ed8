#pragma once
// What a vendor is charged beside commission: subscription, listings, orders, weight, penalties,
// marketing fund.
//
// Each charge is computed exactly and rounded once, by the mode that the rule names; its tax is a supply
// of its own, rounded by itself. The parts of a subscription that is divided over days sum to its price.

#include <marketplace/order/order.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::vendors {

/// How a fee is measured.
enum class FeeKind {
    subscription,     ///< amount for `months` months, divided by days
    per_active_sku,   ///< amount for each sku that is on sale
    per_listing,      ///< amount for each `months` months of a listing, begun again with each sale
    per_order,        ///< amount for each order
    per_kilogram,     ///< amount for each 1000 grams, by the gram
    penalty,          ///< amount for each breach, plus `rate` of the value concerned
    one_off,          ///< amount for each time, such as an integration or a manual charge
    marketing_fund,   ///< `rate` of the sales
};
MARKETPLACE_COMPILED_ENUM(FeeKind, subscription, per_active_sku, per_listing, per_order, per_kilogram, penalty, one_off,
                          marketing_fund)

/// One fee of a strategy.
struct FeeRule {
    std::string code;        ///< unique within a strategy: "shop_subscription"
    FeeKind kind = FeeKind::subscription;
    Currency currency;
    Amount amount_minor;     ///< 0 or more
    Rate rate;               ///< for penalty and marketing_fund, 0 to 100 %
    std::int32_t months = 1; ///< for subscription and per_listing: 1 to 120
    Rate tax;                ///< on top of the charge, 0 to 100 %
    Rounding rounding = Rounding::half_up;

    friend bool operator==(const FeeRule&, const FeeRule&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeeRule, (code, kind, currency, amount_minor, rate, months, tax, rounding));

/// What was measured: the fee's kind decides which of it counts.
struct FeeFacts {
    VendorId vendor_id;
    std::string source;      ///< order, listing or month that is charged; makes the id of the charge
    std::int64_t count = 1;  ///< skus, listings, orders, breaches or times
    std::int64_t grams = 0;
    Amount base_minor;       ///< sales or value concerned
    Timestamp at;

    friend bool operator==(const FeeFacts&, const FeeFacts&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeeFacts, (vendor_id, source, count, grams, base_minor, at));

/// One charge, ready for the statement.
struct FeeCharge {
    std::string id;           ///< "vendor/code/source": the same facts make the same charge
    VendorId vendor_id;
    std::string fee_code;
    FeeKind kind = FeeKind::subscription;
    std::string source;
    Currency currency;
    Amount amount_minor;      ///< without tax
    Amount tax_minor;
    std::optional<Date> from;  ///< of a subscription: first day charged
    std::optional<Date> to;    ///< first day not charged
    std::string measure;      ///< how it came about: "2990 * 12 / 28 days"
    Timestamp charged_at;

    friend bool operator==(const FeeCharge&, const FeeCharge&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeeCharge, (id, vendor_id, fee_code, kind, source, currency, amount_minor, tax_minor, from,
                                        to, measure, charged_at));
[[nodiscard]] inline TableSpec table_spec(const FeeCharge*) {
    return {"fee_charge", "id", {"vendor_id,charged_at"}};
}

/// Throws `missing_field`, `out_of_range`, `rate_out_of_range` or `unknown_currency` with the field.
void validate(const FeeRule& rule);

/// The charge of any kind but `subscription`. Throws `out_of_range` for negative facts, `invalid_value`
/// for a subscription.
[[nodiscard]] FeeCharge calculate_fee(const FeeRule& rule, const FeeFacts& facts);

/// A subscription period and the days of it on which the vendor subscribed; ends are outside.
struct SubscriptionUse {
    VendorId vendor_id;
    Date period_from;
    std::optional<Date> period_to;  ///< none: `months` of the rule after the beginning
    Date used_from;
    Date used_to;
    Timestamp at;

    friend bool operator==(const SubscriptionUse&, const SubscriptionUse&) = default;
};
MARKETPLACE_COMPILED_RECORD(SubscriptionUse, (vendor_id, period_from, period_to, used_from, used_to, at));

/// One charge for each calendar month of use, in order. The price is divided over all days of the period
/// by the largest remainder, so that the charges of a period that is fully used sum to the price, and
/// those of a part of it never exceed it. 29.90 for February 2018 from the 17th: 12 of 28 days, 12.81.
/// Throws `out_of_range` unless the use lies within the period.
[[nodiscard]] std::vector<FeeCharge> calculate_subscription(const FeeRule& rule, const SubscriptionUse& use);

/// The days on which a listing is charged, from its first day until (and without) `until`: when listed,
/// on each sale, which begins a new term, and whenever a term of `months` months ends with the listing
/// still there. Sales may come in any order; those after the end of the listing are ignored.
[[nodiscard]] std::vector<Date> listing_fee_dates(const Date& listed_on, const std::optional<Date>& ended_on,
                                                  std::span<const Date> sold_on, std::int32_t months,
                                                  const Date& until);

}  // namespace marketplace::vendors
