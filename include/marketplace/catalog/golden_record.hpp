#pragma once
// One record of a variant, and one of a product, out of what all of its vendors say: which statement survives is a rule
// for each field, and every value is told with who states it and who states what else.
//
// Nothing depends on the order of the sources. Where a rule leaves several values the most trusted source decides, then
// the newest, then vendor and SKU. Statements are compared folded, so that "SONY" and "Sony" are one; what was written
// survives as it was written. Prices, stock, condition and links are a vendor's own and no part of these records.

#include <marketplace/catalog/feed_item.hpp>
#include <marketplace/core/time.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// What one vendor says about a variant.
struct GoldenSource {
    VendorId vendor_id;
    std::string sku;         ///< the vendor's own number of it
    FeedItem item;
    std::int32_t trust = 0;  ///< the caller's rank of the vendor; more is better
    Timestamp updated_at;    ///< when the vendor said so

    friend bool operator==(const GoldenSource&, const GoldenSource&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenSource, (vendor_id, sku, item, trust, updated_at));

/// Which statement survives. An empty one is none.
enum class SurvivorRule : std::uint8_t {
    most_trusted,  ///< of the source with the highest trust among those that state anything
    newest,        ///< of the source that was updated last
    longest,       ///< with the most letters
    majority,      ///< of the most vendors; a vendor that states several counts for each of them
    pinned,        ///< a person's; no rule of a field, see `golden_record`
    common,        ///< of products: what all variants share; no rule of a field
};
MARKETPLACE_COMPILED_ENUM(SurvivorRule, most_trusted, newest, longest, majority, pinned, common)

/// A rule for each field.
struct GoldenRules {
    /// Not the longest, which is the one stuffed with the most words, and titles are seldom equal.
    SurvivorRule title = SurvivorRule::most_trusted;
    SurvivorRule description = SurvivorRule::longest;
    SurvivorRule brand = SurvivorRule::majority;
    SurvivorRule gtin = SurvivorRule::majority;  ///< among valid numbers that mean the same everywhere
    SurvivorRule part_number = SurvivorRule::majority;
    SurvivorRule category = SurvivorRule::majority;
    SurvivorRule image_link = SurvivorRule::most_trusted;
    SurvivorRule attributes = SurvivorRule::majority;     ///< each by itself
    std::map<std::string, SurvivorRule> attribute_rules;  ///< of single attributes: "color"

    friend bool operator==(const GoldenRules&, const GoldenRules&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenRules, (title, description, brand, gtin, part_number, category, image_link,
                                          attributes, attribute_rules));

/// Throws `invalid_value` naming the first field that has `pinned` or `common` for a rule.
void validate(const GoldenRules& rules);

/// Who states something.
struct Claimant {
    VendorId vendor_id;
    std::string sku;  ///< of a product's record the id of the variant, without a vendor

    friend bool operator==(const Claimant&, const Claimant&) = default;
    friend auto operator<=>(const Claimant&, const Claimant&) = default;
};
MARKETPLACE_COMPILED_RECORD(Claimant, (vendor_id, sku));

/// A value and everyone who states it, in order.
struct GoldenClaim {
    std::string value;
    std::vector<Claimant> sources;

    friend bool operator==(const GoldenClaim&, const GoldenClaim&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenClaim, (value, sources));

/// Where a value comes from.
struct GoldenProvenance {
    std::string field;  ///< "title", "attributes.color"
    std::string value;  ///< what survived
    SurvivorRule rule = SurvivorRule::most_trusted;
    std::vector<Claimant> sources;       ///< who states it; none of a pinned value that nobody states
    std::vector<GoldenClaim> conflicts;  ///< what else is stated, by the most vendors first

    friend bool operator==(const GoldenProvenance&, const GoldenProvenance&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenProvenance, (field, value, rule, sources, conflicts));

/// The master record of a variant. What nobody states stays empty.
struct GoldenRecord {
    std::string title;
    std::string description;
    std::string brand;
    std::string gtin;  ///< 14 digits
    std::string part_number;
    std::string category;
    std::string image_link;
    std::map<std::string, std::string> attributes;
    std::vector<GoldenProvenance> provenance;  ///< of each field that is stated or pinned, in the order of the record

    friend bool operator==(const GoldenRecord&, const GoldenRecord&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenRecord, (title, description, brand, gtin, part_number, category, image_link,
                                           attributes, provenance));

/// Values that a person has decided, by field as `GoldenProvenance` names it. An empty one leaves the field empty.
using GoldenPins = std::map<std::string, std::string>;

/// What survives of some sources; pinned values survive always. Names of attributes are compared folded as well. Throws
/// what `validate` throws, `unknown_field` for a pin of no field, "pins.titel", `invalid_value` for a pinned GTIN that
/// is none and for a source that is there twice, "sources[3].sku".
[[nodiscard]] GoldenRecord golden_record(std::span<const GoldenSource> sources, const GoldenRules& rules = {},
                                         const GoldenPins& pins = {});

/// A variant of a product.
struct GoldenVariant {
    VariantId id;
    GoldenRecord record;

    friend bool operator==(const GoldenVariant&, const GoldenVariant&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenVariant, (id, record));

/// Something in which the variants of a product differ: "color" with "blue" and "red".
struct OptionAxis {
    std::string name;
    std::vector<std::string> values;      ///< two or more, in order
    std::vector<VariantId> unstated_by;   ///< variants that do not say; a buyer could not choose them

    friend bool operator==(const OptionAxis&, const OptionAxis&) = default;
};
MARKETPLACE_COMPILED_RECORD(OptionAxis, (name, values, unstated_by));

/// What is a variant's own within its product.
struct VariantOptions {
    VariantId id;
    std::map<std::string, std::string> options;     ///< its value on each axis
    std::map<std::string, std::string> attributes;  ///< neither common nor an axis

    friend bool operator==(const VariantOptions&, const VariantOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantOptions, (id, options, attributes));

/// Variants that no axis tells apart: the same thing twice, or an option that nobody states.
struct IndistinctVariants {
    std::vector<VariantId> variants;

    friend bool operator==(const IndistinctVariants&, const IndistinctVariants&) = default;
};
MARKETPLACE_COMPILED_RECORD(IndistinctVariants, (variants));

/// The master record of a product. Everything is in order of names and ids.
struct GoldenProduct {
    /// What holds for all variants, without GTIN and part number; its provenance names variants.
    GoldenRecord record;
    std::vector<OptionAxis> axes;
    std::vector<VariantOptions> variants;
    std::vector<IndistinctVariants> indistinct;

    friend bool operator==(const GoldenProduct&, const GoldenProduct&) = default;
};
MARKETPLACE_COMPILED_RECORD(GoldenProduct, (record, axes, variants, indistinct));

/// The product of some variants. The title is the words with which all titles begin, or the shortest title where that
/// is fewer than two words; description, brand, category and image are those of the most variants. An attribute is the
/// product's if all variants state the same, and an axis if they state two values or more; `axis_names`, unless empty,
/// are the only ones that may be. Pins work as in `golden_record`; an attribute that is pinned is the product's. Throws
/// `unknown_field` for a pin of no field of a product, `missing_field` and `invalid_value` for the id of a variant that
/// is missing or there twice, "variants[3].id".
[[nodiscard]] GoldenProduct golden_product(std::span<const GoldenVariant> variants,
                                           std::span<const std::string> axis_names = {}, const GoldenPins& pins = {});

}  // namespace marketplace::catalog
