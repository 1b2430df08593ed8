#pragma once
// Who gets the buy box: offers are filtered, priced to the buyer's door, scored, and ranked with their reasons.
//
// All arithmetic is in whole numbers and nothing depends on the order of the offers. Equal scores are decided by, in
// this order: the lower landed price, the earlier promised day, the better rating, the higher tier, the smaller id.

#include <marketplace/catalog/offer.hpp>
#include <marketplace/money/exchange.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// An exchange rate and when it holds; `to` is not inside.
struct DatedExchangeRate {
    ExchangeRate exchange;
    Timestamp from;
    Timestamp to;

    friend bool operator==(const DatedExchangeRate&, const DatedExchangeRate&) = default;
};
MARKETPLACE_COMPILED_RECORD(DatedExchangeRate, (exchange, from, to));

/// Who asks, for what, and when.
struct OfferContext {
    std::string country;      ///< of the destination: "DE"
    std::string method;       ///< of shipping; empty: any, the cheapest is taken and of equal ones the quickest
    std::int64_t quantity = 0;
    Timestamp at;
    Currency currency;        ///< landed prices are compared in it
    Rounding rounding = Rounding::half_up;         ///< of tax and of exchange
    std::vector<DatedExchangeRate> exchange_rates; ///< into `currency`; of several that hold the newest is taken
    std::vector<OfferCondition> conditions;        ///< those that the buyer accepts; not empty
    bool includes_tax = true;                      ///< landed prices are compared with tax
    bool has_to_be_in_stock = true;
    std::optional<std::int32_t> days_max;          ///< the latest delivery that will do
    OfferId sitting_offer_id;                      ///< who has the box now; empty: nobody

    friend bool operator==(const OfferContext&, const OfferContext&) = default;
};
MARKETPLACE_COMPILED_RECORD(OfferContext, (country, method, quantity, at, currency, rounding, exchange_rates,
                                           conditions, includes_tax, has_to_be_in_stock, days_max, sitting_offer_id));

/// How offers are scored. Weights are in basis points and sum to 10 000.
struct BuyBoxPolicy {
    std::string name;
    std::int32_t price_weight_bps = 0;
    std::int32_t delivery_weight_bps = 0;
    std::int32_t rating_weight_bps = 0;
    std::int32_t stock_weight_bps = 0;
    std::int32_t tier_weight_bps = 0;
    std::int64_t ratings_min = 1;           ///< fewer ratings count as `unrated_part`
    std::int32_t unrated_part = 5000;       ///< 0 to 10 000: what a vendor without enough ratings gets for them
    std::int32_t tier_max = 1;              ///< the tier from which on a vendor gets the full part
    std::int32_t stock_cover = 1;           ///< the full part for stock of so many times the quantity
    std::int32_t featured_max = 1;          ///< how many offers are featured
    bool one_featured_per_vendor = true;
    std::int32_t advantage_bps = 0;         ///< a challenger has to score more than the sitting offer by this share

    friend bool operator==(const BuyBoxPolicy&, const BuyBoxPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(BuyBoxPolicy, (name, price_weight_bps, delivery_weight_bps, rating_weight_bps,
                                           stock_weight_bps, tier_weight_bps, ratings_min, unrated_part, tier_max,
                                           stock_cover, featured_max, one_featured_per_vendor, advantage_bps));

/// Policies that need no tuning. `premium` puts service before price.
enum class BuyBoxPreset : std::uint8_t { lowest_landed_price, balanced, premium };
MARKETPLACE_COMPILED_ENUM(BuyBoxPreset, lowest_landed_price, balanced, premium)
[[nodiscard]] BuyBoxPolicy policy_of(BuyBoxPreset preset);

/// What the buyer pays at the door. Amounts are in the currency of the offer but for `landed`.
struct LandedPrice {
    Amount piece_minor;     ///< after quantity breaks
    Amount items_minor;     ///< all pieces, as the offer states prices
    Amount shipping_minor;  ///< as the offer states prices
    Amount tax_minor;       ///< of items and shipping, within them or on top
    Money landed;           ///< all of it with or without tax, in the currency of the context
    std::string method;
    std::int32_t days_max = 0;

    friend bool operator==(const LandedPrice&, const LandedPrice&) = default;
};
MARKETPLACE_COMPILED_RECORD(LandedPrice, (piece_minor, items_minor, shipping_minor, tax_minor, landed, method,
                                          days_max));

/// The first condition that forbids an offer, in the order in which they are looked at.
enum class OfferFault : std::uint8_t {
    none,
    not_yet_valid,
    no_longer_valid,
    condition_not_accepted,
    out_of_stock,
    too_little_stock,
    not_shipped_there,   ///< no way to the country, or not by the method asked for
    delivered_too_late,
    no_exchange_rate,
};
MARKETPLACE_COMPILED_ENUM(OfferFault, none, not_yet_valid, no_longer_valid, condition_not_accepted, out_of_stock,
                          too_little_stock, not_shipped_there, delivered_too_late, no_exchange_rate)

/// An offer in the race. Parts are 0 to 10 000 relative to the best of the race; the score is their weighted sum.
struct OfferScore {
    OfferId offer_id;
    VendorId vendor_id;
    LandedPrice price;
    std::int32_t price_part = 0;
    std::int32_t delivery_part = 0;
    std::int32_t rating_part = 0;
    std::int32_t stock_part = 0;
    std::int32_t tier_part = 0;
    std::int64_t score = 0;  ///< 0 to 100 000 000

    friend bool operator==(const OfferScore&, const OfferScore&) = default;
};
MARKETPLACE_COMPILED_RECORD(OfferScore, (offer_id, vendor_id, price, price_part, delivery_part, rating_part, stock_part,
                                         tier_part, score));

struct OfferRefusal {
    OfferId offer_id;
    OfferFault fault = OfferFault::none;

    friend bool operator==(const OfferRefusal&, const OfferRefusal&) = default;
};
MARKETPLACE_COMPILED_RECORD(OfferRefusal, (offer_id, fault));

/// The outcome: everyone in the race from the best to the last, everyone else with the reason.
struct BuyBox {
    std::vector<OfferScore> ranked;      ///< by score; the sitting offer is not moved
    std::vector<OfferRefusal> refused;   ///< by id
    std::vector<OfferId> featured;       ///< the winner first; empty when nobody is in the race
    bool is_kept_by_sitting = false;     ///< the winner only stays as nobody beat it by enough

    friend bool operator==(const BuyBox&, const BuyBox&) = default;
};
MARKETPLACE_COMPILED_RECORD(BuyBox, (ranked, refused, featured, is_kept_by_sitting));

/// Throw `missing_field`, `invalid_value` or `out_of_range` naming the field.
void validate(const BuyBoxPolicy& policy);
void validate(const OfferContext& context);

/// Why an offer is not in the race, or none.
[[nodiscard]] OfferFault fault_of(const Offer& offer, const OfferContext& context);

/// The price at the door of an offer without a fault; throws `not_found` for others, `overflow`. Tax is rounded once
/// for the whole, then the exchange once.
[[nodiscard]] LandedPrice landed_price(const Offer& offer, const OfferContext& context);

/// Filters, scores and ranks the offers. Throws what `validate` does, "offers[3]." before the field, and
/// `invalid_value` for two offers of one id.
[[nodiscard]] BuyBox best_offer(std::span<const Offer> offers, const OfferContext& context,
                                const BuyBoxPolicy& policy);

/// One buyer's question about one variant.
struct OfferQuery {
    std::vector<Offer> offers;
    OfferContext context;

    friend bool operator==(const OfferQuery&, const OfferQuery&) = default;
};
MARKETPLACE_COMPILED_RECORD(OfferQuery, (offers, context));

/// The buy box of each query. Throws what `best_offer` does, "queries[3]." before the field.
[[nodiscard]] std::vector<BuyBox> best_offers(std::span<const OfferQuery> queries, const BuyBoxPolicy& policy);

}  // namespace marketplace::catalog
