#pragma once
// When a commission rule applies: conditions that must all hold, each with the values that satisfy it.

#include <marketplace/affiliate/commission.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// The conditions that compare a text for equality, in the order in which they are checked. The names
/// are those of the fields of `Conditions`.
enum class Dimension {
    product,
    sku,
    category,
    product_type,
    collection,
    brand,
    tag,
    vendor,
    vendor_type,
    tier,
    channel,
    country,
    region,
    currency,
    offer_state,
    payment_method,
    customer_segment,
    fulfillment_type,
    campaign,
    referrer,
    affiliate,
};
MARKETPLACE_COMPILED_ENUM(Dimension, product, sku, category, product_type, collection, brand, tag, vendor, vendor_type,
                          tier, channel, country, region, currency, offer_state, payment_method, customer_segment,
                          fulfillment_type, campaign, referrer, affiliate)

inline constexpr std::size_t dimension_count = 21;

/// Half open: `ge_minor` is inside, `lt_minor` is not. An absent end is open. Minor units of the currency
/// that the rule's `currency` condition or else the plan names; see `CommissionPlan::currency`.
struct AmountRange {
    std::optional<Amount> ge_minor;
    std::optional<Amount> lt_minor;

    friend bool operator==(const AmountRange&, const AmountRange&) = default;
};
MARKETPLACE_COMPILED_RECORD(AmountRange, (ge_minor, lt_minor));

/// Half open: `ge` is inside, `lt` is not. An absent end is open.
struct CountRange {
    std::optional<std::int64_t> ge;
    std::optional<std::int64_t> lt;

    friend bool operator==(const CountRange&, const CountRange&) = default;
};
MARKETPLACE_COMPILED_RECORD(CountRange, (ge, lt));

/// All present conditions must hold; inside one, any value suffices. An absent condition holds for
/// everything, an empty list would hold for nothing and is therefore refused by `validate`: dropping it
/// would silently widen a narrow rule to everything.
struct Conditions {
    std::optional<std::vector<ProductId>> product;
    std::optional<std::vector<std::string>> sku;
    std::optional<std::vector<CategoryId>> category;
    bool include_descendants = true;  ///< false: only the most specific category of the line counts
    std::optional<std::vector<std::string>> product_type;
    std::optional<std::vector<std::string>> collection;
    std::optional<std::vector<BrandId>> brand;
    std::optional<std::vector<std::string>> tag;
    std::optional<std::vector<VendorId>> vendor;
    std::optional<std::vector<VendorType>> vendor_type;
    std::optional<std::vector<std::string>> tier;
    std::optional<std::vector<std::string>> channel;
    std::optional<std::vector<std::string>> country;
    std::optional<std::vector<std::string>> region;
    std::optional<std::vector<Currency>> currency;
    std::optional<std::vector<std::string>> offer_state;
    std::optional<std::vector<std::string>> payment_method;
    std::optional<std::vector<std::string>> customer_segment;
    std::optional<std::vector<std::string>> fulfillment_type;
    std::optional<std::vector<CampaignId>> campaign;
    std::optional<std::vector<std::string>> referrer;
    std::optional<std::vector<AffiliateId>> affiliate;
    std::optional<AmountRange> line_amount;   ///< unit price times quantity, before discounts
    std::optional<AmountRange> unit_price;
    std::optional<CountRange> quantity;
    std::optional<AmountRange> order_amount;  ///< the line amounts of the whole order, summed
    std::optional<CountRange> order_ordinal;  ///< which order of the customer; [1, n + 1) is the first n orders

    friend bool operator==(const Conditions&, const Conditions&) = default;
};
MARKETPLACE_COMPILED_RECORD(Conditions, (product, sku, category, include_descendants, product_type, collection, brand,
                                         tag, vendor, vendor_type, tier, channel, country, region, currency,
                                         offer_state, payment_method, customer_segment, fulfillment_type, campaign,
                                         referrer, affiliate, line_amount, unit_price, quantity, order_amount,
                                         order_ordinal));

/// The values of one condition as text, or nothing when the condition is absent.
[[nodiscard]] std::optional<std::vector<std::string>> condition_values(const Conditions& conditions,
                                                                       Dimension dimension);

/// Throws `invalid_plan` naming the condition for an empty list, an empty or repeated value, and an empty range.
void validate(const Conditions& conditions);

}  // namespace marketplace::affiliate
