#pragma once
// What a vendor's feed says about one thing that can be bought.

#include <marketplace/catalog/listing.hpp>
#include <marketplace/catalog/offer.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// Whether an item can be had.
enum class FeedAvailability : std::uint8_t { unstated, in_stock, out_of_stock, preorder, backorder };
MARKETPLACE_COMPILED_ENUM(FeedAvailability, unstated, in_stock, out_of_stock, preorder, backorder)

/// A way of delivery, as far as a feed tells.
struct FeedShipping {
    std::string country;  ///< two capital letters of ISO 3166: "DE"
    std::string region;   ///< "CA" in the US; empty: everywhere
    std::string service;  ///< "Overnight"
    std::optional<Money> price;

    friend bool operator==(const FeedShipping&, const FeedShipping&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedShipping, (country, region, service, price));

/// One item, that is one variant, in the words of its vendor. What the feed does not say stays empty; texts are UTF-8
/// without blanks around them.
struct FeedItem {
    std::string id;        ///< the vendor's number for it: SKU, offer id
    std::string group_id;  ///< what the variants of one product share; empty: it stands alone
    std::string title;
    std::string description;
    std::string brand;
    std::string gtin;         ///< as written; see `read_gtin`
    std::string part_number;  ///< of the manufacturer: MPN
    std::string category;     ///< the vendor's own where there is one, else Google's
    /// Colour, size, material and so on by Google's names ("color"), options of a shop by theirs, and every column that
    /// is not known by its name as written.
    std::map<std::string, std::string> attributes;
    std::string link;
    std::string image_link;
    std::optional<Money> price;
    std::optional<Money> sale_price;
    std::optional<Timestamp> sale_from;  ///< the sale price holds from this instant on
    std::optional<Timestamp> sale_to;    ///< and until this one
    FeedAvailability availability = FeedAvailability::unstated;
    std::optional<std::int64_t> stock;  ///< pieces
    OfferCondition condition = OfferCondition::unstated;
    std::vector<FeedShipping> shipping;
    bool is_deleted = false;  ///< the vendor takes the item back; only `id` counts
    std::int64_t line = 0;    ///< where the item begins in its feed; 1 is the first line

    friend bool operator==(const FeedItem&, const FeedItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedItem, (id, group_id, title, description, brand, gtin, part_number, category, attributes,
                                       link, image_link, price, sale_price, sale_from, sale_to, availability, stock,
                                       condition, shipping, is_deleted, line));

/// The item as matching wants it, under the caller's number. Attributes go into `other`.
[[nodiscard]] Listing listing_of(const FeedItem& item, std::int64_t key);

}  // namespace marketplace::catalog
