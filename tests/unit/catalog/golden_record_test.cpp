#include <doctest/doctest.h>

#include <marketplace/catalog/golden_record.hpp>

#include <algorithm>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

GoldenSource source(const std::string& vendor, std::int32_t trust, std::int64_t day = 0) {
    GoldenSource out;
    out.vendor_id = VendorId{vendor};
    out.sku = vendor + "-1";
    out.trust = trust;
    out.updated_at = Timestamp{} + Duration::days(day);
    return out;
}

GoldenSource brand(const std::string& vendor, std::int32_t trust, const std::string& name, std::int64_t day = 0) {
    GoldenSource out = source(vendor, trust, day);
    out.item.brand = name;
    return out;
}

std::string brand_by(SurvivorRule rule, const std::vector<GoldenSource>& sources) {
    GoldenRules rules;
    rules.brand = rule;
    return golden_record(sources, rules).brand;
}

Claimant claimant(const std::string& vendor) { return {VendorId{vendor}, vendor + "-1"}; }

GoldenVariant variant(const std::string& id, const std::string& title,
                      const std::map<std::string, std::string>& attributes) {
    GoldenVariant out{VariantId{id}, {}};
    out.record.title = title;
    out.record.attributes = attributes;
    return out;
}

}  // namespace

TEST_CASE("each rule has its survivor") {
    const std::vector<GoldenSource> sources{brand("a", 1, "Sony", 3), brand("b", 9, "Philips Electronics Nederland", 1),
                                            brand("c", 2, "SONY", 2), brand("d", 3, "Sony", 1)};
    CHECK(brand_by(SurvivorRule::majority, sources) == "Sony");
    CHECK(brand_by(SurvivorRule::most_trusted, sources) == "Philips Electronics Nederland");
    CHECK(brand_by(SurvivorRule::longest, sources) == "Philips Electronics Nederland");
    CHECK(brand_by(SurvivorRule::newest, sources) == "Sony");
    // Two against two: the most trusted of all decides.
    CHECK(brand_by(SurvivorRule::majority, {brand("a", 1, "X"), brand("b", 2, "Y"), brand("c", 1, "x"),
                                            brand("d", 1, "y")}) == "Y");
    // One vendor with many items is one voice.
    std::vector<GoldenSource> many{brand("a", 1, "X"), brand("b", 1, "Y"), brand("c", 1, "Y")};
    for (int i = 0; i < 5; ++i) {
        many.push_back(brand("a", 1, "X"));
        many.back().sku = "more " + std::to_string(i);
    }
    CHECK(brand_by(SurvivorRule::majority, many) == "Y");
    // Letters count, not bytes.
    CHECK(brand_by(SurvivorRule::longest, {brand("a", 1, "éééé"), brand("b", 1, "zzzzz")}) == "zzzzz");
}

TEST_CASE("every value is told with who states it and who states what else") {
    const std::vector<GoldenSource> sources{brand("c", 2, "SONY"), brand("a", 1, "Sony GmbH"), brand("b", 9, "Philips"),
                                            brand("d", 3, "Sony"), brand("e", 9, "n/a")};
    const GoldenRecord record = golden_record(sources);
    REQUIRE(record.provenance.size() == 1);
    CHECK(record.provenance[0] ==
          GoldenProvenance{"brand",
                           "Sony",
                           SurvivorRule::majority,
                           {claimant("a"), claimant("c"), claimant("d")},
                           {{"Philips", {claimant("b")}}}});
    CHECK(record.brand == "Sony");
}

TEST_CASE("a GTIN survives as 14 digits among valid numbers that mean the same everywhere") {
    std::vector<GoldenSource> sources;
    for (const char* each : {"036000291452", "0036000291452", "4006381333931", "2000000000008", "2000000000008",
                             "2000000000008", "036000291453", "does not apply"}) {
        sources.push_back(source("v" + std::to_string(sources.size()), 1));
        sources.back().item.gtin = each;
    }
    const GoldenRecord record = golden_record(sources);
    CHECK(record.gtin == "00036000291452");
    REQUIRE(record.provenance.size() == 1);
    CHECK(record.provenance[0].sources == std::vector<Claimant>{claimant("v0"), claimant("v1")});
    CHECK(record.provenance[0].conflicts == std::vector<GoldenClaim>{{"04006381333931", {claimant("v2")}}});
}

TEST_CASE("attributes are decided each by itself, under the name that most vendors write") {
    std::vector<GoldenSource> sources{source("a", 3), source("b", 2), source("c", 1)};
    sources[0].item.attributes = {{"Color", "navy"}, {"size", "M"}};
    sources[1].item.attributes = {{"color", "Blue"}, {"material", ""}};
    sources[2].item.attributes = {{"color", "blue"}};
    const GoldenRecord record = golden_record(sources);
    CHECK(record.attributes == std::map<std::string, std::string>{{"color", "Blue"}, {"size", "M"}});
    REQUIRE(record.provenance.size() == 2);
    CHECK(record.provenance[0].field == "attributes.color");
    CHECK(record.provenance[0].conflicts == std::vector<GoldenClaim>{{"navy", {claimant("a")}}});
    GoldenRules rules;
    rules.attribute_rules = {{"COLOR", SurvivorRule::most_trusted}};
    CHECK(golden_record(sources, rules).attributes.at("color") == "navy");
}

TEST_CASE("what a person has pinned survives, and what vendors say against it is told") {
    const std::vector<GoldenSource> sources{brand("a", 1, "Sony"), brand("b", 1, "Philips")};
    const GoldenPins pins{{"brand", "PHILIPS"}, {"title", "A title"}, {"attributes.Color", "red"},
                          {"gtin", "036000291452"}, {"attributes.size", ""}};
    const GoldenRecord record = golden_record(sources, {}, pins);
    CHECK(record.brand == "PHILIPS");
    CHECK(record.title == "A title");
    CHECK(record.gtin == "00036000291452");
    CHECK(record.attributes == std::map<std::string, std::string>{{"Color", "red"}});
    REQUIRE(record.provenance.size() == 5);
    CHECK(record.provenance[0] == GoldenProvenance{"title", "A title", SurvivorRule::pinned, {}, {}});
    CHECK(record.provenance[1] == GoldenProvenance{"brand",
                                                   "PHILIPS",
                                                   SurvivorRule::pinned,
                                                   {claimant("b")},
                                                   {{"Sony", {claimant("a")}}}});
    // Pinned to nothing: the field stays empty, whoever says what.
    const GoldenRecord none = golden_record(sources, {}, {{"brand", ""}});
    CHECK(none.brand.empty());
    CHECK(none.provenance.at(0).conflicts.size() == 2);
}

TEST_CASE("what is wrong about sources, rules and pins is named") {
    const std::vector<GoldenSource> twice{brand("a", 1, "X"), brand("b", 1, "X"), brand("a", 2, "Y")};
    CHECK_THROWS_WITH_AS((void)golden_record(twice), doctest::Contains("sources[2].sku"), Error);
    GoldenRules rules;
    rules.title = SurvivorRule::pinned;
    CHECK_THROWS_WITH_AS(validate(rules), doctest::Contains("title"), Error);
    rules = {};
    rules.attribute_rules = {{"color", SurvivorRule::common}};
    CHECK_THROWS_WITH_AS((void)golden_record({}, rules), doctest::Contains("attribute_rules.color"), Error);
    CHECK_THROWS_WITH_AS((void)golden_record({}, {}, {{"titel", "x"}}), doctest::Contains("pins.titel"), Error);
    CHECK_THROWS_WITH_AS((void)golden_record({}, {}, {{"attributes.", "x"}}), doctest::Contains("pins.attributes."),
                         Error);
    CHECK_THROWS_WITH_AS((void)golden_record({}, {}, {{"gtin", "12"}}), doctest::Contains("pins.gtin"), Error);
    CHECK_THROWS_WITH_AS((void)golden_record({}, {}, {{"attributes.A", "1"}, {"attributes.a", "2"}}),
                         doctest::Contains("pins.attributes.a"), Error);
    CHECK_THROWS_WITH_AS((void)golden_product(std::vector{variant("", "", {})}), doctest::Contains("variants[0].id"),
                         Error);
    CHECK_THROWS_WITH_AS((void)golden_product(std::vector{variant("v", "", {}), variant("v", "", {})}),
                         doctest::Contains("variants[1].id"), Error);
    CHECK_THROWS_WITH_AS((void)golden_product({}, {}, {{"gtin", "x"}}), doctest::Contains("pins.gtin"), Error);
    CHECK(golden_record({}) == GoldenRecord{});
}

TEST_CASE("what differs between variants becomes an axis, what they share the product's") {
    const std::vector<GoldenVariant> variants{
        variant("v2", "Linen shirt, blue M", {{"color", "blue"}, {"size", "M"}, {"material", "Linen"}, {"lot", "7"}}),
        variant("v1", "Linen Shirt - red M", {{"Color", "red"}, {"size", "M"}, {"material", "linen"}}),
        variant("v3", "Linen shirt", {{"color", "Blue"}, {"size", "L"}, {"material", "linen"}}),
    };
    const GoldenProduct product = golden_product(variants);
    CHECK(product.record.title == "Linen Shirt");
    CHECK(product.record.attributes == std::map<std::string, std::string>{{"material", "linen"}});
    REQUIRE(product.axes.size() == 2);
    CHECK(product.axes[0] == OptionAxis{"color", {"blue", "red"}, {}});
    CHECK(product.axes[1] == OptionAxis{"size", {"L", "M"}, {}});
    REQUIRE(product.variants.size() == 3);
    CHECK(product.variants[0] == VariantOptions{VariantId{"v1"}, {{"color", "red"}, {"size", "M"}}, {}});
    CHECK(product.variants[1].attributes == std::map<std::string, std::string>{{"lot", "7"}});
    CHECK(product.variants[2].options.at("color") == "blue");
    CHECK(product.indistinct.empty());
    REQUIRE(product.record.provenance.size() == 2);
    CHECK(product.record.provenance[0].rule == SurvivorRule::common);
    CHECK(product.record.provenance[0].sources.size() == 3);

    const std::vector<std::string> only{"Size"};
    const GoldenProduct by_size = golden_product(variants, only);
    CHECK(by_size.axes.size() == 1);
    CHECK(by_size.variants[0].attributes.at("color") == "red");
    CHECK(by_size.indistinct == std::vector<IndistinctVariants>{{{VariantId{"v1"}, VariantId{"v2"}}}});
}

TEST_CASE("an axis says who does not state it, pins make an attribute the product's, and odd titles fall back") {
    const std::vector<GoldenVariant> variants{variant("v1", "Big mug", {{"color", "red"}, {"size", "L"}}),
                                              variant("v2", "Mug", {{"color", "blue"}, {"size", "M"}}),
                                              variant("v3", "Mug, large", {{"size", "L"}})};
    const GoldenProduct product = golden_product(variants, {}, {{"attributes.size", "one size"}, {"brand", "Potter"}});
    CHECK(product.record.title == "Mug");
    CHECK(product.record.brand == "Potter");
    CHECK(product.record.attributes == std::map<std::string, std::string>{{"size", "one size"}});
    REQUIRE(product.axes.size() == 1);
    CHECK(product.axes[0].unstated_by == std::vector<VariantId>{VariantId{"v3"}});
    REQUIRE(product.record.provenance.size() == 3);
    CHECK(product.record.provenance[0].conflicts ==
          std::vector<GoldenClaim>{{"Big mug", {{VendorId{}, "v1"}}}});
    CHECK(golden_product({}) == GoldenProduct{});
}
