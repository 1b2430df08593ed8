#pragma once
// The facts of a sale that every module reads: what was ordered, from whom, for how much.
//
// All amounts of an order are minor units of `Order::currency`. An order is a frozen fact: it is written
// when placed and never edited; what happens later are captures, fulfilments and refunds of their own.

#include <marketplace/money/money.hpp>

#include <string>
#include <vector>

namespace marketplace {

/// What kind of seller a vendor is; decides plan, fees and payout schedule.
enum class VendorType { shop, brand, distributor };
MARKETPLACE_COMPILED_ENUM(VendorType, shop, brand, distributor)

/// One line of an order: `quantity` units of one thing from one vendor.
struct OrderLine {
    OrderLineId id;             ///< unique within the order
    VendorId vendor_id;
    VendorType vendor_type = VendorType::shop;
    std::string tier;           ///< code of the vendor's tier when the order was placed; empty if none
    ProductId product_id;
    std::string sku;
    std::string title;
    std::vector<CategoryId> categories;  ///< from the root to the most specific; all of them match rules
    BrandId brand;
    std::string product_type;
    std::vector<std::string> collections;
    std::vector<std::string> tags;
    std::string offer_state;       ///< condition of the goods: new, used, refurbished
    std::string fulfillment_type;  ///< vendor, platform, pickup ...
    CampaignId campaign;
    AffiliateId affiliate;         ///< who brought the customer to this line; empty if nobody
    std::int64_t quantity = 1;     ///< 1 or more
    Amount unit_price_minor;       ///< price of one unit as shown to the customer
    Amount discount_vendor_minor;    ///< discount on the whole line that the vendor pays for, 0 or more
    Amount discount_platform_minor;  ///< discount on the whole line that the platform pays for, 0 or more
    Amount tax_included_minor;     ///< tax contained in the price of the whole line, after discounts
    Amount tax_added_minor;        ///< tax added on top of the price of the whole line
    Amount shipping_minor;         ///< this line's share of shipping, tax included
    Amount gift_wrap_minor;
    Amount fees_minor;             ///< other charges to the customer on this line

    friend bool operator==(const OrderLine&, const OrderLine&) = default;
    friend auto operator<=>(const OrderLine&, const OrderLine&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderLine, (id, vendor_id, vendor_type, tier, product_id, sku, title, categories, brand,
                               product_type, collections, tags, offer_state, fulfillment_type, campaign, affiliate,
                                        quantity, unit_price_minor, discount_vendor_minor, discount_platform_minor,
                               tax_included_minor, tax_added_minor, shipping_minor, gift_wrap_minor, fees_minor));

/// An order as it was placed.
struct Order {
    OrderId id;
    Currency currency;
    Timestamp placed_at;
    CustomerId customer_id;
    std::string customer_segment;
    std::string channel;
    std::string country;         ///< ISO 3166-1 alpha-2 of the delivery
    std::string region;
    std::string payment_method;
    std::string referrer;
    std::int64_t ordinal = 0;    ///< 1 for the customer's first order, 0 if unknown
    std::vector<OrderLine> lines;

    friend bool operator==(const Order&, const Order&) = default;
    friend auto operator<=>(const Order&, const Order&) = default;
};
MARKETPLACE_COMPILED_RECORD(Order, (id, currency, placed_at, customer_id, customer_segment, channel, country, region,
                                    payment_method, referrer, ordinal, lines));

/// unit price times quantity.
[[nodiscard]] Amount gross_of(const OrderLine& line);
/// What the customer pays for a line: gross - discounts + added tax + shipping + gift wrap + fees.
[[nodiscard]] Amount total_of(const OrderLine& line);
/// What the customer pays for an order.
[[nodiscard]] Amount total_of(const Order& order);

/// Throws an `Error` naming the field ("lines[2].quantity") unless the order is sound: an id, a currency
/// with a minor unit, unique line ids, a vendor on each line, quantities of 1 or more, no negative
/// amounts, discounts no larger than the gross.
void validate(const Order& order);

}  // namespace marketplace
