#include "module.hpp"

#include <marketplace/catalog/best_offer.hpp>
#include <marketplace/catalog/price_history.hpp>
#include <marketplace/catalog/price_statistics.hpp>
#include <marketplace/catalog/unit_price.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::catalog;  // NOLINT: this file is a list of its functions

void register_offers(Module& module) {
    module.function("validate_offer", {"offer"}, [](const Offer& offer) { validate(offer); }).cpp("validate(Offer)");
    module.function("validate_buy_box_policy", {"policy"}, [](const BuyBoxPolicy& policy) { validate(policy); })
        .cpp("validate(BuyBoxPolicy)");
    module.function("validate_offer_context", {"context"}, [](const OfferContext& context) { validate(context); })
        .cpp("validate(OfferContext)");
    module.function("price_at", {"offer", "quantity"}, &price_at);
    module.function("buy_box_policy_of", {"preset"}, &policy_of).cpp("policy_of");
    module.function("fault_of", {"offer", "context"}, &fault_of);
    module.function("landed_price", {"offer", "context"}, &landed_price);
    module.function("best_offer", {"offers", "context", "policy"}, &best_offer);
    module.function("best_offers", {"queries", "policy"}, &best_offers).takes_long();
}

void register_history(Module& module) {
    module.function("append_each", {"history", "entries", "late"}, &append_each);
    module.function("has_price", {"prior"}, &has_price);
    module.function("lowest_before", {"history", "at", "policy", {"is_perishable", false}}, &lowest_before);
    module.function("lowest_before_each", {"history", "at", "policy", {"is_perishable", false}}, &lowest_before_each);
    module.function("announce", {"prior", "rounding"}, &announce);
}

void register_statistics(Module& module) {
    module.function("validate_outlier_policy", {"policy"}, [](const OutlierPolicy& policy) { validate(policy); })
        .cpp("validate(OutlierPolicy)");
    module.function("log2_of", {"number"}, &log2_of);
    auto market = module.handle<MarketPrices>("MarketPrices", true);
    market.constructor({}, [] { return std::make_shared<MarketPrices>(); });
    market.method("apply", {"changes"}, &MarketPrices::apply);
    market.method("summaries", {"variant_ids"}, &MarketPrices::summaries);
    market.method("outliers", {"variant_ids", {"policy", OutlierPolicy{}}}, &MarketPrices::outliers);
}

void register_unit_prices(Module& module) {
    module.function("validate_content_amount", {"content"}, [](const ContentAmount& content) { validate(content); })
        .cpp("validate(ContentAmount)");
    module.function("unit_price", {"price", "content", "per_units", "rounding"}, &unit_price);
}

}  // namespace

void register_prices(Registry& registry) {
    Module module{registry, "catalog"};
    register_offers(module);
    register_history(module);
    register_statistics(module);
    register_unit_prices(module);
}

}  // namespace marketplace::surface
