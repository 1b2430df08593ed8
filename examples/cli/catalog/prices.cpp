#include "catalog.hpp"
#include "shared.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace catalog_cli {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::string money_text(Amount minor, const Currency& currency) { return to_string(Money{minor, currency}); }

std::string remarks_of(const VariantOffer& offer) {
    std::string out;
    const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
    if (offer.item.availability == FeedAvailability::out_of_stock) add("out of stock");
    if (offer.prior) {
        const Money lowest{offer.prior->price_minor, offer.price->currency};
        add("reduced, lowest of the 30 days before " + to_string(lowest));
    }
    if (offer.outlier && offer.outlier->reason == OutlierReason::wrong_pack) {
        add("far off the others, as a pack of " + std::to_string(offer.outlier->pack_factor) + " would be");
    } else if (offer.outlier) {
        add("far off the others");
    }
    return out;
}

void print(const VariantPrices& prices) {
    const auto text = [&](Amount minor) { return money_text(minor, prices.currency); };
    const PriceSummary& all = prices.summary;
    std::cout << prices.variant_id.value << "  " << counted(all.offers, "offer") << ", lowest "
              << text(all.minimum_minor) << ", median " << text(all.median_minor) << ", highest "
              << text(all.maximum_minor) << ", median deviation " << text(all.median_deviation_minor) << '\n';
    for (const VariantOffer& each : prices.offers) {
        std::cout << "  " << std::right << std::setw(14) << to_string(*each.price) << std::setw(16)
                  << (each.shipping ? "+ " + to_string(*each.shipping) : std::string{}) << "  " << text_of(each.id)
                  << "  " << each.item.title;
        const std::string remarks = remarks_of(each);
        std::cout << (remarks.empty() ? "" : "  (" + remarks + ")") << '\n';
    }
}

std::vector<VariantPrices> prices_wanted(CatalogEngine& engine, const PricesOptions& options) {
    PriceQuery query;
    query.at = options.at.empty() ? now() : parse_timestamp(options.at);
    query.country = options.country;
    if (!options.of.empty()) {
        query.variant_id = variant_named(engine, options.of);
        return engine.prices(query);
    }
    std::vector<VariantPrices> out;
    for (const MasterVariant& each : engine.variants()) {
        if (each.members.size() < 2) continue;  // a price alone can be compared with nothing
        query.variant_id = each.id;
        std::ranges::move(engine.prices(query), std::back_inserter(out));
    }
    return out;
}

}  // namespace

int prices(const PricesOptions& options) {
    CatalogEngine engine{cli::open_store(options.store, {.must_exist = true})};
    const std::vector<VariantPrices> all = prices_wanted(engine, options);
    if (options.json) {
        std::cout << to_json(all) << '\n';
        return 0;
    }
    for (const VariantPrices& each : all) print(each);
    if (all.empty()) std::cerr << "no prices: nothing there has a price, or no variant has two offers\n";
    return 0;
}

}  // namespace catalog_cli
