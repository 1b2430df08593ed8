#include <doctest/doctest.h>

#include "catalog_fixture.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace marketplace;
using namespace marketplace::catalog;
using namespace marketplace::catalog::testing;

namespace {

const VendorProductId acme_20{VendorId{"acme"}, "20"};
const VendorProductId bolt_20{VendorId{"bolt"}, "20"};

/// Shirts of one vendor: all of a group are one product.
FeedContents shirts(const std::vector<std::pair<std::string, std::string>>& groups_and_colours) {
    FeedContents out;
    for (const auto& [group, colour] : groups_and_colours) {
        FeedItem shirt = item(std::to_string(out.items.size()), "Linen shirt " + group + " " + colour, 2900);
        shirt.group_id = group;
        shirt.attributes = {{"color", colour}, {"material", "linen"}};
        out.items.push_back(shirt);
    }
    out.report.items = std::ssize(out.items);
    out.report.is_complete = true;
    return out;
}

FeedSync allowed(const std::string& vendor, std::int64_t version) {
    FeedSync out = feed(vendor, version);
    out.options.allow_delisting = true;
    return out;
}

ProductId product_of(CatalogEngine& engine, const std::string& sku) {
    return engine.record_of(*engine.variant_of({VendorId{"acme"}, sku}))->product_id;
}

/// Records belong to the variants that there are, products to all of them, each once; and making all anew changes
/// nothing.
void check_whole(CatalogEngine& engine, Timestamp at) {
    std::set<VariantId> variants;
    for (const MasterVariant& each : engine.variants()) {
        variants.insert(each.id);
        REQUIRE(engine.record_of(each.id));
        for (const VendorProductId& member : each.members) CHECK(engine.variant_of(member) == each.id);
    }
    std::set<VariantId> of_products;
    for (const MasterProduct& product : engine.products({}, 100'000)) {
        for (const VariantOptions& each : product.variants) {
            CHECK(of_products.insert(each.id).second);
            CHECK(engine.record_of(each.id)->product_id == product.id);
        }
    }
    CHECK(of_products == variants);
    const auto before = engine.products({}, 100'000);
    CHECK(engine.rebuild_records(at) == 0);
    CHECK(engine.products({}, 100'000) == before);
}

}  // namespace

TEST_CASE("a variant has one record out of what its vendors say, and the most trusted names it") {
    for (const auto& store : stores()) {
        CatalogOptions options;
        options.trust = {{"bolt", 5}};
        CatalogEngine engine{store, options};
        CHECK(engine.sync(feed("acme", 1), assortment("acme")).is_applied);
        CHECK(engine.sync(feed("bolt", 1), assortment("bolt")).is_applied);
        REQUIRE(engine.variant_of(acme_20) == engine.variant_of(bolt_20));
        const VariantId id = *engine.variant_of(acme_20);
        CHECK(engine.record_of(id)->record.title == assortment("bolt").items[20].title);
        const auto provenance = engine.record_of(id)->record.provenance;
        REQUIRE_FALSE(provenance.empty());
        CHECK(provenance[0].conflicts[0].value == assortment("acme").items[20].title);
        check_whole(engine, day(2));

        FeedContents renamed = assortment("bolt");
        renamed.items[20].title += " black";
        CHECK(engine.sync(feed("bolt", 2), renamed).is_applied);
        CHECK(engine.record_of(*engine.variant_of(acme_20))->changed_at == day(2));
        check_whole(engine, day(3));
        CHECK_FALSE(engine.record_of(VariantId{"var_none"}));
    }
}

TEST_CASE("other rules hold for what changes, and for everything when all is made anew") {
    const auto store = make_memory_store();
    CatalogEngine{store}.sync(feed("acme", 1), assortment("acme"));
    CatalogEngine{store}.sync(feed("bolt", 1), assortment("bolt"));
    CatalogOptions options;
    options.trust = {{"bolt", 5}};
    CatalogEngine engine{store, options};
    const VariantId id = *engine.variant_of(bolt_20);
    CHECK(engine.record_of(id)->record.title == assortment("acme").items[20].title);
    CHECK(engine.rebuild_records(day(2)) > 0);
    CHECK(engine.record_of(id)->record.title == assortment("bolt").items[20].title);
    check_whole(engine, day(3));
}

TEST_CASE("what vendors sell as one is a product, which keeps its id while variants come and go") {
    for (const auto& store : stores()) {
        CatalogEngine engine{store};
        engine.sync(feed("acme", 1), shirts({{"A", "blue"}, {"A", "red"}, {"A", "green"}, {"B", "white"}}));
        const ProductId shirt = product_of(engine, "0");
        CHECK(product_of(engine, "1") == shirt);
        CHECK(product_of(engine, "2") == shirt);
        CHECK(product_of(engine, "3") != shirt);
        REQUIRE(engine.product(shirt)->axes.size() == 1);
        CHECK(engine.product(shirt)->axes[0].values == std::vector<std::string>{"blue", "green", "red"});
        CHECK(engine.product(shirt)->record.attributes == std::map<std::string, std::string>{{"material", "linen"}});

        engine.sync(feed("acme", 2), shirts({{"A", "blue"}, {"A", "red"}, {"C", "green"}, {"B", "white"}}));
        CHECK(product_of(engine, "0") == shirt);
        CHECK(product_of(engine, "1") == shirt);
        const ProductId green = product_of(engine, "2");
        CHECK(green != shirt);
        check_whole(engine, day(3));

        engine.sync(feed("acme", 3), shirts({{"A", "blue"}, {"A", "red"}, {"A", "green"}, {"B", "white"}}));
        CHECK(product_of(engine, "2") == shirt);
        CHECK(engine.product(green)->variants.empty());
        CHECK(engine.product(green)->went_to == std::vector{shirt});
        check_whole(engine, day(4));

        engine.sync(feed("acme", 4), shirts({{"A", "blue"}, {"A", "red"}, {"C", "green"}, {"B", "white"}}));
        CHECK(product_of(engine, "2") != green);  // an id that has ended is not given again
        engine.sync(allowed("acme", 5), shirts({{"A", "blue"}}));
        CHECK(engine.products().size() == 1);
        CHECK(engine.product(shirt)->variants.size() == 1);
        check_whole(engine, day(6));
    }
}

TEST_CASE("products come in pages") {
    CatalogEngine engine{make_memory_store()};
    engine.sync(feed("acme", 1), assortment("acme"));
    std::vector<MasterProduct> all;
    for (;;) {
        const auto page = engine.products(all.empty() ? ProductId{} : all.back().id, 7);
        if (page.empty()) break;
        all.insert(all.end(), page.begin(), page.end());
    }
    CHECK(all == engine.products({}, 100'000));
    CHECK(all.size() == 40);
    CHECK_THROWS_WITH_AS(static_cast<void>(engine.products({}, 0)), doctest::Contains("limit"), Error);
}

TEST_CASE("a group of everything that a vendor has is no product") {
    CatalogOptions options;
    options.group_items_max = 3;
    CatalogEngine engine{make_memory_store(), options};
    engine.sync(feed("acme", 1), shirts({{"0", "blue"}, {"0", "red"}, {"0", "green"}, {"0", "white"}, {"1", "x"},
                                         {"1", "y"}}));
    CHECK(engine.products().size() == 5);
    check_whole(engine, day(2));
    CHECK_THROWS_WITH_AS(CatalogEngine(make_memory_store(), {.group_items_max = 0}),
                         doctest::Contains("group_items_max"), Error);
}

TEST_CASE("pins survive feeds, follow a variant that is merged, and wrong ones change nothing") {
    for (const auto& store : stores()) {
        CatalogEngine engine{store};
        engine.sync(feed("acme", 1), assortment("acme"));
        engine.sync(feed("bolt", 1), assortment("bolt"));
        REQUIRE(engine.variant_of(acme_20) == engine.variant_of(bolt_20));
        engine.decide(std::vector<PairVerdict>{{acme_20, bolt_20, false}}, day(2), "anna");
        const VariantId a = *engine.variant_of(acme_20);
        const VariantId b = *engine.variant_of(bolt_20);
        REQUIRE(a != b);
        CHECK(engine.pin(a, {{"title", "Of a"}}, day(3), "anna").record.title == "Of a");
        CHECK(engine.pin(b, {{"title", "Of b"}, {"brand", "Brand"}}, day(3), "anna").record.brand == "Brand");
        CHECK_THROWS_WITH_AS(engine.pin(a, {{"titel", "x"}}, day(3)), doctest::Contains("pins.titel"), Error);
        CHECK_THROWS_WITH_AS(engine.pin(VariantId{"var_none"}, {}, day(3)), doctest::Contains("var_none"), Error);
        CHECK(engine.record_of(a)->record.title == "Of a");

        FeedContents renamed = assortment("acme");
        renamed.items[20].description = "New words";
        engine.sync(feed("acme", 4), renamed);
        CHECK(engine.record_of(*engine.variant_of(acme_20))->record.title == "Of a");
        engine.decide(std::vector<PairVerdict>{{acme_20, bolt_20, true}}, day(5), "anna");
        const VariantId one = *engine.variant_of(acme_20);
        REQUIRE(one == *engine.variant_of(bolt_20));
        CHECK(engine.record_of(one)->record.title == (one == a ? "Of a" : "Of b"));
        CHECK(engine.record_of(one)->record.brand == "Brand");
        check_whole(engine, day(6));
        CHECK(engine.pin(one, {}, day(7)).record.title != "Of a");
        check_whole(engine, day(8));
    }
}

TEST_CASE("records and products are the same whether they grew or are made anew") {
    std::mt19937 random{20171124};
    const auto below = [&](int most) { return std::uniform_int_distribution<int>{0, most - 1}(random); };
    for (int run = 0; run < 4; ++run) {
        CatalogEngine engine{make_memory_store()};
        for (std::int64_t step = 1; step <= 8; ++step) {
            const std::string vendor = below(2) == 0 ? "acme" : "bolt";
            FeedContents contents = assortment(vendor);
            for (FeedItem& each : contents.items) {
                if (below(3) == 0) each.group_id = "group " + std::to_string(below(12));
                if (below(5) == 0) each.attributes = {{"color", below(2) == 0 ? "red" : "blue"}};
            }
            std::erase_if(contents.items, [&](const FeedItem&) { return below(5) == 0; });
            contents.report.items = std::ssize(contents.items);
            engine.sync(allowed(vendor, step), contents);
            const std::string sku = std::to_string(below(40));
            engine.decide(std::vector<PairVerdict>{{{VendorId{"acme"}, sku}, {VendorId{"bolt"}, sku}, below(2) == 0}},
                          day(step));
            check_whole(engine, day(step));
        }
    }
}
