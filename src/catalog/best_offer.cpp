#include <marketplace/catalog/best_offer.hpp>

#include <algorithm>

namespace marketplace::catalog {
namespace {

constexpr std::int64_t full_part = 10'000;

void require_within(std::int64_t value, std::int64_t least, std::int64_t most, std::string_view field) {
    if (value < least || value > most) {
        fail(ErrorCode::out_of_range, field, std::to_string(value),
             std::to_string(least) + " to " + std::to_string(most));
    }
}

/// An offer in the race, with what decides between equal scores.
struct Runner {
    const Offer* offer = nullptr;
    OfferScore score;
};

bool has_ratings(const Offer& offer, const BuyBoxPolicy& policy) {
    return offer.rating && offer.rating->ratings >= policy.ratings_min;
}

/// points / (ratings * max), in parts; products of 63 bits and of the full part fit into 128.
std::int64_t rating_part(const Offer& offer, const BuyBoxPolicy& policy) {
    if (!has_ratings(offer, policy)) return policy.unrated_part;
    const VendorRating& rating = *offer.rating;
    const int128 most = wide_multiply(rating.ratings, rating.points_per_rating_max);
    return narrow(divide(wide_multiply(rating.points, full_part), most, Rounding::floor));
}

std::int64_t share(std::int64_t value, std::int64_t of) {
    if (value >= of) return full_part;
    return narrow(divide(wide_multiply(value, full_part), of, Rounding::floor));
}

void score(Runner& runner, const OfferContext& context, const BuyBoxPolicy& policy, Amount lowest,
           std::int32_t quickest) {
    OfferScore& out = runner.score;
    const Offer& offer = *runner.offer;
    out.price_part = static_cast<std::int32_t>(share(lowest.value, out.price.landed.minor.value));
    // One day more on both sides, so that delivery on the same day does not divide by zero.
    const std::int64_t own_days = std::int64_t{out.price.days_max} + 1;
    out.delivery_part = static_cast<std::int32_t>(share(std::int64_t{quickest} + 1, own_days));
    out.rating_part = static_cast<std::int32_t>(rating_part(offer, policy));
    const int128 cover = wide_multiply(context.quantity, policy.stock_cover);
    const std::int64_t enough = cover > INT64_MAX ? INT64_MAX : narrow(cover);
    out.stock_part = static_cast<std::int32_t>(share(offer.stock, enough));
    out.tier_part = static_cast<std::int32_t>(share(offer.vendor_tier, policy.tier_max));
    out.score = std::int64_t{out.price_part} * policy.price_weight_bps +
                std::int64_t{out.delivery_part} * policy.delivery_weight_bps +
                std::int64_t{out.rating_part} * policy.rating_weight_bps +
                std::int64_t{out.stock_part} * policy.stock_weight_bps +
                std::int64_t{out.tier_part} * policy.tier_weight_bps;
}

bool is_before(const OfferScore& a, const Offer& offer_a, const OfferScore& b, const Offer& offer_b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.price.landed.minor != b.price.landed.minor) return a.price.landed.minor < b.price.landed.minor;
    if (a.price.days_max != b.price.days_max) return a.price.days_max < b.price.days_max;
    if (a.rating_part != b.rating_part) return a.rating_part > b.rating_part;
    if (offer_a.vendor_tier != offer_b.vendor_tier) return offer_a.vendor_tier > offer_b.vendor_tier;
    return offer_a.id < offer_b.id;
}

void require_distinct(std::span<const Offer> offers) {
    std::vector<const std::string*> ids;
    ids.reserve(offers.size());
    for (const Offer& offer : offers) ids.push_back(&offer.id.value);
    const auto text = [](const std::string* id) -> const std::string& { return *id; };
    std::ranges::sort(ids, {}, text);
    const auto twice = std::ranges::adjacent_find(ids, {}, text);
    if (twice != ids.end()) fail(ErrorCode::invalid_value, "offers", **twice, "an id of its own for each offer");
}

void validate_all(std::span<const Offer> offers) {
    for (std::size_t i = 0; i < offers.size(); ++i) {
        try {
            validate(offers[i]);
        } catch (const Error& error) {
            throw error.within("offers[" + std::to_string(i) + "]");
        }
    }
    require_distinct(offers);
}

/// Whether a challenger beats the sitting offer by more than the share of the policy.
bool beats(const OfferScore& challenger, const OfferScore& sitting, const BuyBoxPolicy& policy) {
    return wide_multiply(challenger.score, full_part) > wide_multiply(sitting.score, full_part + policy.advantage_bps);
}

void feature(BuyBox& box, const OfferId& sitting_id, const BuyBoxPolicy& policy) {
    if (box.ranked.empty()) return;
    const OfferScore* winner = &box.ranked.front();
    const auto sitting = std::ranges::find(box.ranked, sitting_id, &OfferScore::offer_id);
    if (sitting != box.ranked.end() && sitting != box.ranked.begin() && !beats(*winner, *sitting, policy)) {
        winner = &*sitting;
        box.is_kept_by_sitting = true;
    }
    std::vector<const VendorId*> vendors;
    const auto place = [&](const OfferScore& each) {
        const auto is_same = [&](const VendorId* vendor) { return *vendor == each.vendor_id; };
        if (policy.one_featured_per_vendor && std::ranges::any_of(vendors, is_same)) return;
        vendors.push_back(&each.vendor_id);
        box.featured.push_back(each.offer_id);
    };
    place(*winner);
    for (const OfferScore& each : box.ranked) {
        if (box.featured.size() >= static_cast<std::size_t>(policy.featured_max)) break;
        if (&each != winner) place(each);
    }
}

}  // namespace

BuyBoxPolicy policy_of(BuyBoxPreset preset) {
    BuyBoxPolicy policy;
    policy.name = name_of(preset);
    const auto weigh = [&](int price, int delivery, int rating, int stock, int tier) {
        policy.price_weight_bps = price;
        policy.delivery_weight_bps = delivery;
        policy.rating_weight_bps = rating;
        policy.stock_weight_bps = stock;
        policy.tier_weight_bps = tier;
    };
    switch (preset) {
        case BuyBoxPreset::lowest_landed_price: weigh(10'000, 0, 0, 0, 0); break;
        case BuyBoxPreset::balanced: weigh(6000, 1500, 1500, 500, 500); break;
        case BuyBoxPreset::premium: weigh(3000, 2500, 2500, 500, 1500); break;
    }
    return policy;
}

void validate(const BuyBoxPolicy& policy) {
    if (policy.name.empty()) fail(ErrorCode::missing_field, "name", "", "a name, for explanations");
    require_within(policy.price_weight_bps, 0, full_part, "price_weight_bps");
    require_within(policy.delivery_weight_bps, 0, full_part, "delivery_weight_bps");
    require_within(policy.rating_weight_bps, 0, full_part, "rating_weight_bps");
    require_within(policy.stock_weight_bps, 0, full_part, "stock_weight_bps");
    require_within(policy.tier_weight_bps, 0, full_part, "tier_weight_bps");
    const int sum = policy.price_weight_bps + policy.delivery_weight_bps + policy.rating_weight_bps +
                    policy.stock_weight_bps + policy.tier_weight_bps;
    if (sum != full_part) {
        fail(ErrorCode::invalid_value, "price_weight_bps", std::to_string(sum), "weights that sum to 10000");
    }
    require_within(policy.ratings_min, 1, INT64_MAX, "ratings_min");
    require_within(policy.unrated_part, 0, full_part, "unrated_part");
    require_within(policy.tier_max, 1, INT32_MAX, "tier_max");
    require_within(policy.stock_cover, 1, INT32_MAX, "stock_cover");
    require_within(policy.featured_max, 1, 1000, "featured_max");
    require_within(policy.advantage_bps, 0, full_part, "advantage_bps");
}

void validate(const OfferContext& context) {
    if (context.country.size() != 2) {
        fail(ErrorCode::invalid_value, "country", context.country, "two capital letters of ISO 3166");
    }
    require_within(context.quantity, 1, INT64_MAX, "quantity");
    if (context.currency == Currency{}) fail(ErrorCode::unknown_currency, "currency", "XXX", "a currency");
    if (context.conditions.empty()) fail(ErrorCode::missing_field, "conditions", "", "at least one condition");
    if (context.days_max) require_within(*context.days_max, 0, INT32_MAX, "days_max");
    for (std::size_t i = 0; i < context.exchange_rates.size(); ++i) {
        const DatedExchangeRate& each = context.exchange_rates[i];
        const std::string field = "exchange_rates[" + std::to_string(i) + "].";
        if (each.exchange.to != context.currency) {
            fail(ErrorCode::currency_mismatch, field + "exchange.to", each.exchange.to.code(), context.currency.code());
        }
        if (each.exchange.rate <= Rate{}) {
            fail(ErrorCode::out_of_range, field + "exchange.rate", to_string(each.exchange.rate), "more than 0");
        }
        if (each.from >= each.to) fail(ErrorCode::invalid_value, field + "to", to_string(each.to), "after from");
    }
}

BuyBox best_offer(std::span<const Offer> offers, const OfferContext& context, const BuyBoxPolicy& policy) {
    validate(policy);
    validate(context);
    validate_all(offers);
    BuyBox box;
    std::vector<Runner> runners;
    runners.reserve(offers.size());
    Amount lowest{INT64_MAX};
    std::int32_t quickest = INT32_MAX;
    for (const Offer& offer : offers) {
        const OfferFault fault = fault_of(offer, context);
        if (fault != OfferFault::none) {
            box.refused.push_back({offer.id, fault});
            continue;
        }
        Runner& runner = runners.emplace_back();
        runner.offer = &offer;
        runner.score.price = landed_price(offer, context);
        lowest = std::min(lowest, runner.score.price.landed.minor);
        quickest = std::min(quickest, runner.score.price.days_max);
    }
    for (Runner& runner : runners) score(runner, context, policy, lowest, quickest);
    std::ranges::sort(runners, [](const Runner& a, const Runner& b) {
        return is_before(a.score, *a.offer, b.score, *b.offer);
    });
    box.ranked.reserve(runners.size());
    for (Runner& runner : runners) {
        OfferScore& placed = box.ranked.emplace_back(std::move(runner.score));
        placed.offer_id = runner.offer->id;
        placed.vendor_id = runner.offer->vendor_id;
    }
    std::ranges::sort(box.refused, {}, &OfferRefusal::offer_id);
    feature(box, context.sitting_offer_id, policy);
    return box;
}

std::vector<BuyBox> best_offers(std::span<const OfferQuery> queries, const BuyBoxPolicy& policy) {
    std::vector<BuyBox> out;
    out.reserve(queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
        try {
            out.push_back(best_offer(queries[i].offers, queries[i].context, policy));
        } catch (const Error& error) {
            throw error.within("queries[" + std::to_string(i) + "]");
        }
    }
    return out;
}

}  // namespace marketplace::catalog
