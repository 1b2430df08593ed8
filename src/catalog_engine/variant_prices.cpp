#include "unit.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <map>

namespace marketplace::catalog {
namespace {

/// The cheapest way to a country that the feed tells, in the currency of the price.
std::optional<Money> shipping_to(const FeedItem& item, const std::string& country, const Currency& currency) {
    std::optional<Money> out;
    for (const FeedShipping& each : item.shipping) {
        const bool is_there = !country.empty() && each.country == country && each.region.empty();
        if (!is_there || !each.price || each.price->currency != currency) continue;
        if (!out || each.price->minor < out->minor) out = each.price;
    }
    return out;
}

bool can_be_had(const FeedItem& item) { return item.availability != FeedAvailability::out_of_stock; }

/// What can be had first, then what is known to be shipped, then the price at the door; ids last, so that the order is
/// always the same.
bool is_better(const VariantOffer& a, const VariantOffer& b, bool counts_shipping) {
    const auto rank = [&](const VariantOffer& each) {
        const Amount shipping = each.shipping ? each.shipping->minor : Amount{0};
        const bool is_unknown = counts_shipping && !each.shipping;
        return std::tuple{!can_be_had(each.item), is_unknown, checked_add(each.price->minor.value, shipping.value)};
    };
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.id < b.id;
}

void add_outliers(VariantPrices& prices, const OutlierPolicy& policy) {
    PriceStatistics statistics;
    for (std::size_t i = 0; i < prices.offers.size(); ++i) {
        const Amount price = prices.offers[i].price->minor;
        if (price.value > 0) statistics.set(OfferId{std::to_string(i)}, price);
    }
    prices.summary = statistics.summary();
    for (PriceOutlier& each : statistics.outliers(policy)) {
        VariantOffer& offer = prices.offers[std::stoul(each.offer_id.value)];
        each.offer_id = OfferId{offer.id.vendor_id.value + "/" + offer.id.sku};
        offer.outlier = each;
    }
}

}  // namespace

std::vector<VariantPrices> CatalogEngine::prices(const PriceQuery& query) {
    validate(query.outliers);
    const auto transaction = store_->begin();
    const auto variant = get<MasterVariant>(*transaction, query.variant_id);
    if (!variant) fail(ErrorCode::not_found, "variant_id", query.variant_id.value, "a variant of the catalog");
    std::map<std::string, VariantPrices> by_currency;
    for (const VendorProductId& id : variant->members) {
        const auto row = get<CatalogItemRow>(*transaction, id.vendor_id, id.sku);
        const auto price = price_at(row->item, query.at);
        if (!price) continue;
        VariantPrices& prices = by_currency[std::string{price->currency.code()}];
        prices.variant_id = variant->id;
        prices.currency = price->currency;
        VariantOffer offer{id, row->item, price, shipping_to(row->item, query.country, price->currency), {}, {}};
        if (is_on_sale(row->item, query.at)) {
            const PriceHistory history = price_history(*transaction, id, price->currency);
            const PriorPrice prior = lowest_before(history, query.at, query.reduction);
            if (has_price(prior)) offer.prior = prior;
        }
        prices.offers.push_back(std::move(offer));
    }
    std::vector<VariantPrices> out;
    for (auto& [code, prices] : by_currency) {
        add_outliers(prices, query.outliers);
        std::ranges::sort(prices.offers, [&](const VariantOffer& a, const VariantOffer& b) {
            return is_better(a, b, !query.country.empty());
        });
        out.push_back(std::move(prices));
    }
    return out;
}

}  // namespace marketplace::catalog
