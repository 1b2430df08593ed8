#include <marketplace/catalog/best_offer.hpp>

#include <algorithm>
#include <tuple>

namespace marketplace::catalog {
namespace {

Amount shipping_of(const ShippingOption& option, std::int64_t quantity) {
    return option.first_minor + option.further_minor * (quantity - 1);
}

bool leads_there(const ShippingOption& option, const OfferContext& context) {
    return option.country == context.country && (context.method.empty() || option.method == context.method);
}

bool is_in_time(const ShippingOption& option, const OfferContext& context) {
    return !context.days_max || option.days_max <= *context.days_max;
}

/// The cheapest way that is in time; of equal ones the quickest, then the first by name. Null if there is none.
const ShippingOption* way_of(const Offer& offer, const OfferContext& context) {
    const ShippingOption* best = nullptr;
    const auto rank = [&](const ShippingOption& option) {
        return std::tuple{shipping_of(option, context.quantity), option.days_max, std::string_view{option.method}};
    };
    for (const ShippingOption& option : offer.shipping) {
        if (!leads_there(option, context) || !is_in_time(option, context)) continue;
        if (best == nullptr || rank(option) < rank(*best)) best = &option;
    }
    return best;
}

/// The newest rate that holds; null if there is none.
const DatedExchangeRate* rate_of(const Offer& offer, const OfferContext& context) {
    const DatedExchangeRate* best = nullptr;
    for (const DatedExchangeRate& each : context.exchange_rates) {
        const bool fits = each.exchange.from == offer.currency && each.from <= context.at && context.at < each.to;
        if (fits && (best == nullptr || each.from > best->from)) best = &each;
    }
    return best;
}

OfferFault stock_fault(const Offer& offer, const OfferContext& context) {
    if (!context.has_to_be_in_stock || offer.stock >= context.quantity) return OfferFault::none;
    return offer.stock == 0 ? OfferFault::out_of_stock : OfferFault::too_little_stock;
}

/// The tax within or on top of an amount, rounded once.
Amount tax_of(Amount stated, const Offer& offer, Rounding rounding) {
    const Rate& rate = *offer.tax_rate;
    if (rate.is_zero()) return {};
    return multiply(stated, offer.tax == TaxInclusion::inclusive ? rate / (Rate{1, 1} + rate) : rate, rounding);
}

}  // namespace

OfferFault fault_of(const Offer& offer, const OfferContext& context) {
    if (context.at < offer.valid_from) return OfferFault::not_yet_valid;
    if (context.at >= offer.valid_to) return OfferFault::no_longer_valid;
    if (std::ranges::find(context.conditions, offer.condition) == context.conditions.end()) {
        return OfferFault::condition_not_accepted;
    }
    const OfferFault stock = stock_fault(offer, context);
    if (stock != OfferFault::none) return stock;
    const auto there = [&](const ShippingOption& option) { return leads_there(option, context); };
    if (std::ranges::none_of(offer.shipping, there)) return OfferFault::not_shipped_there;
    if (way_of(offer, context) == nullptr) return OfferFault::delivered_too_late;
    const bool can_convert = offer.currency == context.currency || rate_of(offer, context) != nullptr;
    return can_convert ? OfferFault::none : OfferFault::no_exchange_rate;
}

LandedPrice landed_price(const Offer& offer, const OfferContext& context) {
    const ShippingOption* way = way_of(offer, context);
    if (way == nullptr) fail(ErrorCode::not_found, "shipping", context.country, "a way to the destination in time");
    LandedPrice out;
    out.piece_minor = price_at(offer, context.quantity);
    out.items_minor = out.piece_minor * context.quantity;
    out.shipping_minor = shipping_of(*way, context.quantity);
    const Amount stated = out.items_minor + out.shipping_minor;
    out.tax_minor = tax_of(stated, offer, context.rounding);
    Amount total = stated;
    if (offer.tax == TaxInclusion::inclusive && !context.includes_tax) total -= out.tax_minor;
    if (offer.tax == TaxInclusion::exclusive && context.includes_tax) total += out.tax_minor;
    out.landed = {total, offer.currency};
    out.method = way->method;
    out.days_max = way->days_max;
    if (offer.currency == context.currency) return out;
    const DatedExchangeRate* rate = rate_of(offer, context);
    if (rate == nullptr) {
        fail(ErrorCode::not_found, "exchange_rates", offer.currency.code(), "a rate that holds at the instant");
    }
    out.landed = convert(out.landed, rate->exchange, context.rounding);
    return out;
}

}  // namespace marketplace::catalog
