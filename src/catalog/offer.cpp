#include <marketplace/catalog/offer.hpp>

namespace marketplace::catalog {
namespace {

void require_text(const std::string& text, std::string_view field) {
    if (text.empty()) fail(ErrorCode::missing_field, field, "", "a text that is not empty");
}

void require_least(std::int64_t value, std::int64_t least, std::string_view field) {
    if (value < least) fail(ErrorCode::out_of_range, field, std::to_string(value), std::to_string(least) + " or more");
}

/// Runs a check and says which element of a list it was about; the text is only made when there is an error.
template <class T, class Check>
void check_each(const std::vector<T>& list, std::string_view name, const Check& check) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        try {
            check(list[i]);
        } catch (const Error& error) {
            throw error.within(std::string{name} + "[" + std::to_string(i) + "]");
        }
    }
}

void validate_shipping(const ShippingOption& option) {
    const auto is_capital = [](char c) { return 'A' <= c && c <= 'Z'; };
    if (option.country.size() != 2 || !is_capital(option.country[0]) || !is_capital(option.country[1])) {
        fail(ErrorCode::invalid_value, "country", option.country, "two capital letters of ISO 3166");
    }
    require_text(option.method, "method");
    require_least(option.first_minor.value, 0, "first_minor");
    require_least(option.further_minor.value, 0, "further_minor");
    require_least(option.days_min, 0, "days_min");
    require_least(option.days_max, option.days_min, "days_max");
}

void validate_breaks(const std::vector<QuantityBreak>& breaks) {
    std::int64_t least = 2;
    check_each(breaks, "quantity_breaks", [&least](const QuantityBreak& each) {
        require_least(each.quantity_from, least, "quantity_from");
        require_least(each.price_minor.value, 0, "price_minor");
        least = checked_add(each.quantity_from, 1);
    });
}

void validate_rating(const VendorRating& rating) {
    require_least(rating.ratings, 1, "rating.ratings");
    require_least(rating.points_per_rating_max, 1, "rating.points_per_rating_max");
    require_least(rating.points, 0, "rating.points");
    if (rating.points > wide_multiply(rating.ratings, rating.points_per_rating_max)) {
        fail(ErrorCode::out_of_range, "rating.points", std::to_string(rating.points),
             "at most ratings * points_per_rating_max");
    }
}

void validate_terms(const Offer& offer) {
    if (!offer.tax_rate) fail(ErrorCode::missing_field, "tax_rate", "", "a rate; 0 where there is no tax");
    if (*offer.tax_rate < Rate{} || *offer.tax_rate > Rate{1, 1}) {
        fail(ErrorCode::out_of_range, "tax_rate", to_string(*offer.tax_rate), "0 to 1");
    }
    if (offer.tax == TaxInclusion::unstated) {
        fail(ErrorCode::missing_field, "tax", "unstated", "inclusive or exclusive");
    }
    require_least(offer.stock, 0, "stock");
    if (offer.condition == OfferCondition::unstated) {
        fail(ErrorCode::missing_field, "condition", "unstated", "the state of the goods");
    }
    if (offer.valid_from >= offer.valid_to) {
        fail(ErrorCode::invalid_value, "valid_to", to_string(offer.valid_to), "an instant after valid_from");
    }
}

}  // namespace

void validate(const Offer& offer) {
    require_text(offer.id.value, "id");
    require_text(offer.vendor_id.value, "vendor_id");
    require_text(offer.product_id.value, "product_id");
    require_text(offer.variant_id.value, "variant_id");
    if (offer.currency == Currency{}) fail(ErrorCode::unknown_currency, "currency", "XXX", "a currency");
    require_least(offer.price_minor.value, 0, "price_minor");
    validate_breaks(offer.quantity_breaks);
    check_each(offer.shipping, "shipping", validate_shipping);
    validate_terms(offer);
    if (offer.rating) validate_rating(*offer.rating);
    require_least(offer.vendor_tier, 0, "vendor_tier");
}

Amount price_at(const Offer& offer, std::int64_t quantity) {
    Amount price = offer.price_minor;
    for (const QuantityBreak& each : offer.quantity_breaks) {
        if (each.quantity_from > quantity) break;
        price = each.price_minor;
    }
    return price;
}

}  // namespace marketplace::catalog
