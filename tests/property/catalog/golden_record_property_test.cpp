#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/golden_record.hpp>

#include <algorithm>
#include <set>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::string any_word() {
    return *rc::gen::elementOf(std::vector<std::string>{"", "Red", "red", "RED", "blue", "Blue ", "é", "--", "n/a"});
}

std::map<std::string, std::string> any_attributes() {
    std::map<std::string, std::string> out;
    for (const char* name : {"color", "Color", "size", "--"}) {
        if (*rc::gen::inRange(0, 2) == 0) out[name] = any_word();
    }
    return out;
}

std::vector<GoldenSource> any_sources() {
    std::vector<GoldenSource> out(*rc::gen::inRange<std::size_t>(0, 7));
    for (std::size_t i = 0; i < out.size(); ++i) {
        GoldenSource& each = out[i];
        each.vendor_id = VendorId{"v" + std::to_string(*rc::gen::inRange(0, 4))};
        each.sku = std::to_string(i);
        each.trust = *rc::gen::inRange(0, 3);
        each.updated_at = Timestamp{*rc::gen::inRange<std::int64_t>(0, 3)};
        for (std::string FeedItem::*text : {&FeedItem::title, &FeedItem::description, &FeedItem::brand,
                                            &FeedItem::part_number, &FeedItem::category, &FeedItem::image_link}) {
            each.item.*text = any_word();
        }
        each.item.gtin = *rc::gen::elementOf(std::vector<std::string>{"", "036000291452", "4006381333931", "12"});
        each.item.attributes = any_attributes();
    }
    return out;
}

GoldenRules any_rules() {
    GoldenRules out;
    for (SurvivorRule GoldenRules::*rule : {&GoldenRules::title, &GoldenRules::description, &GoldenRules::brand,
                                            &GoldenRules::gtin, &GoldenRules::attributes}) {
        out.*rule = static_cast<SurvivorRule>(*rc::gen::inRange(0, 4));
    }
    return out;
}

GoldenPins any_pins() {
    GoldenPins out;
    for (const char* field : {"title", "brand", "attributes.SIZE", "attributes.new"}) {
        if (*rc::gen::inRange(0, 4) == 0) out[field] = any_word();
    }
    return out;
}

template <class T>
std::vector<T> shuffled(std::vector<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    return values;
}

}  // namespace

TEST_CASE("a golden record does not depend on the order of its sources") {
    CHECK(rc::check([] {
        const std::vector<GoldenSource> sources = any_sources();
        const GoldenRules rules = any_rules();
        const GoldenPins pins = any_pins();
        RC_ASSERT(golden_record(shuffled(sources), rules, pins) == golden_record(sources, rules, pins));
    }));
}

TEST_CASE("every value is somebody's or pinned, and nobody is told twice about one field") {
    CHECK(rc::check([] {
        const std::vector<GoldenSource> sources = any_sources();
        const GoldenPins pins = any_pins();
        const GoldenRecord record = golden_record(sources, any_rules(), pins);
        for (const auto& [field, value] : pins) {
            const auto told = std::ranges::find(record.provenance, field, &GoldenProvenance::field);
            RC_ASSERT(told != record.provenance.end() && told->rule == SurvivorRule::pinned && told->value == value);
        }
        std::set<std::string> fields;
        for (const GoldenProvenance& each : record.provenance) {
            RC_ASSERT(fields.insert(each.field).second);
            RC_ASSERT(each.rule == SurvivorRule::pinned || !each.sources.empty());
            std::set<Claimant> claimants(each.sources.begin(), each.sources.end());
            std::size_t told = each.sources.size();
            for (const GoldenClaim& claim : each.conflicts) {
                RC_ASSERT(!claim.sources.empty() && claim.value != each.value);
                claimants.insert(claim.sources.begin(), claim.sources.end());
                told += claim.sources.size();
            }
            RC_ASSERT(claimants.size() == told);
        }
    }));
}

TEST_CASE("a product does not depend on the order of its variants, and loses no attribute of any") {
    CHECK(rc::check([] {
        std::vector<GoldenVariant> variants(*rc::gen::inRange<std::size_t>(0, 6));
        for (std::size_t i = 0; i < variants.size(); ++i) {
            variants[i].id = VariantId{"v" + std::to_string(i)};
            variants[i].record = golden_record(any_sources());
        }
        const GoldenProduct product = golden_product(variants);
        RC_ASSERT(golden_product(shuffled(variants)) == product);
        for (std::size_t i = 0; i < variants.size(); ++i) {
            const VariantOptions& own = product.variants[i];
            RC_ASSERT(own.id == variants[i].id);
            std::size_t places = own.options.size() + own.attributes.size();
            places += product.record.attributes.size();  // those are stated by every variant
            RC_ASSERT(places == variants[i].record.attributes.size());
        }
    }));
}
