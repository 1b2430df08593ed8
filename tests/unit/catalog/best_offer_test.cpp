#include <doctest/doctest.h>

#include <marketplace/catalog/best_offer.hpp>

#include <functional>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

Offer offer(const char* id, std::int64_t price) {
    Offer out;
    out.id = OfferId{id};
    out.vendor_id = VendorId{std::string{"vendor of "} + id};
    out.product_id = ProductId{"p"};
    out.variant_id = VariantId{"v"};
    out.currency = Currency{"EUR"};
    out.price_minor = {price};
    out.shipping = {{"DE", "standard", {500}, {100}, 2, 4}, {"DE", "express", {1500}, {0}, 1, 1}};
    out.tax_rate = Rate{19, 100};
    out.tax = TaxInclusion::inclusive;
    out.stock = 10;
    out.condition = OfferCondition::brand_new;
    out.valid_from = {0};
    out.valid_to = {1000};
    out.rating = VendorRating{45, 10, 5};
    out.vendor_tier = 1;
    return out;
}

OfferContext context() {
    OfferContext out;
    out.country = "DE";
    out.quantity = 1;
    out.at = {500};
    out.currency = Currency{"EUR"};
    out.conditions = {OfferCondition::brand_new};
    return out;
}

const BuyBoxPolicy lowest = policy_of(BuyBoxPreset::lowest_landed_price);

}  // namespace

TEST_CASE("the landed price takes breaks, shipping, tax and exchange, and rounds where it says") {
    Offer one = offer("a", 1000);
    one.quantity_breaks = {{3, {900}}, {10, {800}}};
    OfferContext asked = context();
    asked.quantity = 4;
    LandedPrice price = landed_price(one, asked);
    CHECK(price.piece_minor == Amount{900});
    CHECK(price.items_minor == Amount{3600});
    CHECK(price.shipping_minor == Amount{800});
    CHECK(price.tax_minor == Amount{703});  // 4400 * 19 / 119 = 702.52
    CHECK(price.landed == Money{{4400}, asked.currency});
    CHECK(price.method == "standard");
    asked.includes_tax = false;
    CHECK(landed_price(one, asked).landed.minor == Amount{3697});
    one.tax = TaxInclusion::exclusive;
    CHECK(landed_price(one, asked).landed.minor == Amount{4400});
    asked.includes_tax = true;
    CHECK(landed_price(one, asked).landed.minor == Amount{5236});
    asked.currency = Currency{"JPY"};
    asked.exchange_rates = {{{Currency{"EUR"}, asked.currency, Rate{160, 1}}, {0}, {1000}},
                            {{Currency{"EUR"}, asked.currency, Rate{170, 1}}, {400}, {1000}},
                            {{Currency{"EUR"}, asked.currency, Rate{999, 1}}, {600}, {1000}}};
    CHECK(landed_price(one, asked).landed == Money{{8901}, asked.currency});  // 52.36 * 170 = 8901.2
    asked.days_max = 2;
    CHECK(landed_price(one, asked).method == "express");
}

TEST_CASE("each loser is told the first condition that forbids it") {
    struct Example {
        OfferFault fault;
        std::function<void(Offer&, OfferContext&)> change;
    };
    const std::vector<Example> examples{
        {OfferFault::none, [](Offer&, OfferContext&) {}},
        {OfferFault::not_yet_valid, [](Offer& o, OfferContext&) { o.valid_from = {501}; o.stock = 0; }},
        {OfferFault::no_longer_valid, [](Offer& o, OfferContext&) { o.valid_to = {500}; }},
        {OfferFault::condition_not_accepted, [](Offer& o, OfferContext&) { o.condition = OfferCondition::used; }},
        {OfferFault::out_of_stock, [](Offer& o, OfferContext&) { o.stock = 0; }},
        {OfferFault::too_little_stock, [](Offer&, OfferContext& c) { c.quantity = 11; }},
        {OfferFault::none, [](Offer&, OfferContext& c) { c.quantity = 11; c.has_to_be_in_stock = false; }},
        {OfferFault::not_shipped_there, [](Offer&, OfferContext& c) { c.country = "FR"; }},
        {OfferFault::not_shipped_there, [](Offer&, OfferContext& c) { c.method = "pigeon"; }},
        {OfferFault::delivered_too_late, [](Offer&, OfferContext& c) { c.days_max = 0; }},
        {OfferFault::no_exchange_rate, [](Offer&, OfferContext& c) { c.currency = Currency{"USD"}; }},
    };
    for (const Example& example : examples) {
        Offer one = offer("a", 1000);
        OfferContext asked = context();
        example.change(one, asked);
        INFO(name_of(example.fault));
        CHECK(fault_of(one, asked) == example.fault);
        const BuyBox box = best_offer({&one, 1}, asked, lowest);
        CHECK(box.refused.size() == (example.fault == OfferFault::none ? 0U : 1U));
        CHECK(box.featured.size() == (example.fault == OfferFault::none ? 1U : 0U));
    }
}

TEST_CASE("scores explain themselves") {
    std::vector<Offer> offers{offer("a", 1500), offer("b", 2000)};
    offers[1].shipping = {{"DE", "standard", {500}, {0}, 0, 1}};
    offers[1].rating.reset();
    const BuyBox box = best_offer(offers, context(), policy_of(BuyBoxPreset::balanced));
    REQUIRE(box.ranked.size() == 2);
    const OfferScore& a = box.ranked[0];
    const OfferScore& b = box.ranked[1];
    CHECK(a.offer_id == OfferId{"a"});
    CHECK(a.price_part == 10'000);
    CHECK(a.delivery_part == 4000);  // (1 + 1) / (4 + 1)
    CHECK(a.rating_part == 9000);
    CHECK(b.price_part == 8000);
    CHECK(b.delivery_part == 10'000);
    CHECK(b.rating_part == 5000);
    CHECK(a.score == 10'000 * 6000 + 4000 * 1500 + 9000 * 1500 + 10'000 * 500 + 10'000 * 500);
}

TEST_CASE("the sitting offer stays until it is beaten by enough") {
    std::vector<Offer> offers{offer("a", 9500), offer("b", 9200)};  // 100.00 and 97.00 landed
    OfferContext asked = context();
    asked.sitting_offer_id = OfferId{"a"};
    BuyBoxPolicy policy = lowest;
    CHECK(best_offer(offers, asked, policy).featured.front() == OfferId{"b"});
    policy.advantage_bps = 500;
    const BuyBox kept = best_offer(offers, asked, policy);
    CHECK(kept.featured.front() == OfferId{"a"});
    CHECK(kept.is_kept_by_sitting);
    CHECK(kept.ranked.front().offer_id == OfferId{"b"});
    offers[1].price_minor = {8900};
    CHECK(best_offer(offers, asked, policy).featured.front() == OfferId{"b"});
    offers[0].stock = 0;
    CHECK_FALSE(best_offer(offers, asked, policy).is_kept_by_sitting);
}

TEST_CASE("several offers are featured, one of each vendor unless the policy says otherwise") {
    std::vector<Offer> offers{offer("a", 100), offer("b", 101), offer("c", 102)};
    offers[1].vendor_id = offers[0].vendor_id;
    BuyBoxPolicy policy = lowest;
    policy.featured_max = 2;
    CHECK(best_offer(offers, context(), policy).featured == std::vector{OfferId{"a"}, OfferId{"c"}});
    policy.one_featured_per_vendor = false;
    CHECK(best_offer(offers, context(), policy).featured == std::vector{OfferId{"a"}, OfferId{"b"}});
}

TEST_CASE("equal scores are decided by the documented order") {
    std::vector<Offer> offers{offer("b", 100), offer("a", 100)};
    CHECK(best_offer(offers, context(), lowest).featured.front() == OfferId{"a"});
    offers[0].vendor_tier = 2;
    CHECK(best_offer(offers, context(), lowest).featured.front() == OfferId{"b"});
    offers[1].rating = VendorRating{46, 10, 5};
    CHECK(best_offer(offers, context(), lowest).featured.front() == OfferId{"a"});
    offers[0].shipping[0].days_max = 3;
    CHECK(best_offer(offers, context(), lowest).featured.front() == OfferId{"b"});
}

TEST_CASE("an offer that leaves something out or says nonsense is refused by the name of the field") {
    const std::vector<std::pair<const char*, std::function<void(Offer&)>>> examples{
        {"id", [](Offer& o) { o.id = {}; }},
        {"vendor_id", [](Offer& o) { o.vendor_id = {}; }},
        {"product_id", [](Offer& o) { o.product_id = {}; }},
        {"variant_id", [](Offer& o) { o.variant_id = {}; }},
        {"currency", [](Offer& o) { o.currency = {}; }},
        {"price_minor", [](Offer& o) { o.price_minor = {-1}; }},
        {"quantity_breaks[0].quantity_from", [](Offer& o) { o.quantity_breaks = {{1, {5}}}; }},
        {"quantity_breaks[1].quantity_from", [](Offer& o) { o.quantity_breaks = {{3, {5}}, {3, {4}}}; }},
        {"quantity_breaks[0].price_minor", [](Offer& o) { o.quantity_breaks = {{3, {-1}}}; }},
        {"shipping[1].country", [](Offer& o) { o.shipping[1].country = "de"; }},
        {"shipping[0].method", [](Offer& o) { o.shipping[0].method = ""; }},
        {"shipping[0].first_minor", [](Offer& o) { o.shipping[0].first_minor = {-1}; }},
        {"shipping[0].further_minor", [](Offer& o) { o.shipping[0].further_minor = {-1}; }},
        {"shipping[0].days_min", [](Offer& o) { o.shipping[0].days_min = -1; }},
        {"shipping[0].days_max", [](Offer& o) { o.shipping[0].days_max = 1; }},
        {"tax_rate", [](Offer& o) { o.tax_rate.reset(); }},
        {"tax_rate", [](Offer& o) { o.tax_rate = Rate{2, 1}; }},
        {"tax", [](Offer& o) { o.tax = TaxInclusion::unstated; }},
        {"stock", [](Offer& o) { o.stock = -1; }},
        {"condition", [](Offer& o) { o.condition = OfferCondition::unstated; }},
        {"valid_to", [](Offer& o) { o.valid_to = o.valid_from; }},
        {"rating.ratings", [](Offer& o) { o.rating->ratings = 0; }},
        {"rating.points_per_rating_max", [](Offer& o) { o.rating->points_per_rating_max = 0; }},
        {"rating.points", [](Offer& o) { o.rating->points = 51; }},
        {"vendor_tier", [](Offer& o) { o.vendor_tier = -1; }},
    };
    for (const auto& example : examples) {
        const std::string field = example.first;
        std::vector<Offer> offers{offer("a", 1), offer("b", 1)};
        example.second(offers[1]);
        INFO(field);
        try {
            static_cast<void>(best_offer(offers, context(), lowest));
            FAIL("accepted");
        } catch (const Error& error) {
            CHECK(error.field() == "offers[1]." + field);
            CHECK_FALSE(error.expected().empty());
        }
    }
    const std::vector<Offer> twice{offer("a", 1), offer("a", 2)};
    CHECK_THROWS_WITH_AS(static_cast<void>(best_offer(twice, context(), lowest)), doctest::Contains("offers"), Error);
}

TEST_CASE("many buyers are answered in one call") {
    OfferContext four = context();
    four.quantity = 4;
    const std::vector<OfferQuery> queries{{{offer("a", 100), offer("b", 90)}, context()}, {{offer("c", 5)}, four}};
    const std::vector<BuyBox> found = best_offers(queries, lowest);
    REQUIRE(found.size() == 2);
    CHECK(found[0].featured == std::vector{OfferId{"b"}});
    CHECK(found[1].ranked[0].price.landed.minor == Amount{820});
    std::vector<OfferQuery> wrong = queries;
    wrong[1].offers[0].stock = -1;
    CHECK_THROWS_WITH_AS(static_cast<void>(best_offers(wrong, lowest)), doctest::Contains("queries[1].offers[0].stock"),
                         Error);
}

TEST_CASE("policies and contexts are validated") {
    BuyBoxPolicy policy = lowest;
    policy.price_weight_bps = 9999;
    CHECK_THROWS_WITH_AS(validate(policy), doctest::Contains("sum to 10000"), Error);
    policy = lowest;
    policy.tier_max = 0;
    CHECK_THROWS_WITH_AS(validate(policy), doctest::Contains("tier_max"), Error);
    OfferContext asked = context();
    asked.quantity = 0;
    CHECK_THROWS_WITH_AS(validate(asked), doctest::Contains("quantity"), Error);
    asked = context();
    asked.conditions.clear();
    CHECK_THROWS_WITH_AS(validate(asked), doctest::Contains("conditions"), Error);
    asked = context();
    asked.exchange_rates = {{{Currency{"EUR"}, Currency{"USD"}, Rate{1, 1}}, {0}, {1}}};
    CHECK_THROWS_WITH_AS(validate(asked), doctest::Contains("exchange_rates[0].exchange.to"), Error);
}
