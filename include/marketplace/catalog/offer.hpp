#pragma once
// An offer: what one vendor asks for one variant, delivered to where, from when to when.
//
// Nothing is assumed: what decides about money or about who wins has no usable default, so an offer that leaves it
// out is refused by name instead of being free, untaxed, new or in stock by accident.

#include <marketplace/money/money.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::catalog {

MARKETPLACE_ID(OfferId);
MARKETPLACE_ID(VariantId);

/// The state of the goods.
enum class OfferCondition : std::uint8_t { unstated, brand_new, open_box, refurbished, used, used_acceptable, damaged };
MARKETPLACE_COMPILED_ENUM(OfferCondition, unstated, brand_new, open_box, refurbished, used, used_acceptable, damaged)

/// Whether the prices of an offer hold the tax already.
enum class TaxInclusion : std::uint8_t { unstated, inclusive, exclusive };
MARKETPLACE_COMPILED_ENUM(TaxInclusion, unstated, inclusive, exclusive)

/// A way to a country.
struct ShippingOption {
    std::string country;         ///< two capital letters of ISO 3166: "DE"
    std::string method;          ///< the host's name for it: "standard"
    Amount first_minor{-1};      ///< for the first piece; has to be stated, 0 is free
    Amount further_minor{-1};    ///< for each further piece; has to be stated
    std::int32_t days_min = -1;  ///< days until delivery, at best
    std::int32_t days_max = -1;  ///< days until delivery, as promised

    friend bool operator==(const ShippingOption&, const ShippingOption&) = default;
};
MARKETPLACE_COMPILED_RECORD(ShippingOption, (country, method, first_minor, further_minor, days_min, days_max));

/// The price of a piece from some quantity on.
struct QuantityBreak {
    std::int64_t quantity_from = 0;  ///< 2 or more, rising
    Amount price_minor{-1};

    friend bool operator==(const QuantityBreak&, const QuantityBreak&) = default;
};
MARKETPLACE_COMPILED_RECORD(QuantityBreak, (quantity_from, price_minor));

/// The ratings of a vendor in whole numbers: 4.5 of 5 stars by ten buyers is 45 points of 10 ratings of at most 5.
struct VendorRating {
    std::int64_t points = 0;
    std::int64_t ratings = 0;
    std::int64_t points_per_rating_max = 0;

    friend bool operator==(const VendorRating&, const VendorRating&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorRating, (points, ratings, points_per_rating_max));

/// What a vendor asks for a variant. All amounts are in `currency`.
struct Offer {
    OfferId id;
    VendorId vendor_id;
    ProductId product_id;  ///< the master product
    VariantId variant_id;
    Currency currency;
    Amount price_minor{-1};  ///< of one piece
    std::vector<QuantityBreak> quantity_breaks;
    std::vector<ShippingOption> shipping;
    std::optional<Rate> tax_rate;  ///< of goods and shipping; zero has to be said
    TaxInclusion tax = TaxInclusion::unstated;
    std::int64_t stock = -1;  ///< pieces that can be sold
    OfferCondition condition = OfferCondition::unstated;
    Timestamp valid_from;
    Timestamp valid_to;                  ///< not valid at this instant any more
    std::optional<VendorRating> rating;  ///< none: nobody has rated yet
    std::int32_t vendor_tier = -1;       ///< 0 is the lowest

    friend bool operator==(const Offer&, const Offer&) = default;
};
MARKETPLACE_COMPILED_RECORD(Offer, (id, vendor_id, product_id, variant_id, currency, price_minor, quantity_breaks,
                                    shipping, tax_rate, tax, stock, condition, valid_from, valid_to, rating,
                                    vendor_tier));

/// Throws `missing_field`, `unknown_currency`, `invalid_value` or `out_of_range` naming the first field that is wrong.
void validate(const Offer& offer);

/// The price of one piece when so many are bought: that of the last break reached. The offer is taken as valid.
[[nodiscard]] Amount price_at(const Offer& offer, std::int64_t quantity);

}  // namespace marketplace::catalog
