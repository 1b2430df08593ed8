#pragma once
// What the catalog remembers, as records: each is a table that a user can query.

#include <marketplace/catalog/feed_sync.hpp>
#include <marketplace/catalog/golden_record.hpp>
#include <marketplace/catalog/match_review.hpp>
#include <marketplace/catalog/price_history.hpp>
#include <marketplace/core/time.hpp>

#include <string>
#include <vector>

namespace marketplace::catalog {

/// An item of a vendor, as its feeds have last stated it.
struct CatalogItemRow {
    VendorId vendor_id;
    bool is_listed = true;
    Timestamp changed_at;
    FeedItem item;

    friend bool operator==(const CatalogItemRow&, const CatalogItemRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(CatalogItemRow, (vendor_id, is_listed, changed_at, item));
inline TableSpec table_spec(const CatalogItemRow*) {
    return {"catalog_item", "vendor_id,id", {"vendor_id,group_id"}, "item"};
}

inline TableSpec table_spec(const FeedState*) { return {"catalog_feed", "vendor_id", {}}; }
inline TableSpec table_spec(const MasterVariant*) { return {"catalog_variant", "id", {}}; }

/// Which variant a listed item of a vendor is.
struct VendorMapping {
    VendorId vendor_id;
    std::string sku;
    VariantId variant_id;
    Timestamp since;

    friend bool operator==(const VendorMapping&, const VendorMapping&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorMapping, (vendor_id, sku, variant_id, since));
inline TableSpec table_spec(const VendorMapping*) { return {"catalog_mapping", "vendor_id,sku", {"variant_id"}}; }

/// What the catalog says about a variant, out of what its vendors say.
struct VariantRecord {
    VariantId variant_id;
    ProductId product_id;
    Timestamp changed_at;
    GoldenRecord record;

    friend bool operator==(const VariantRecord&, const VariantRecord&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantRecord, (variant_id, product_id, changed_at, record));
inline TableSpec table_spec(const VariantRecord*) {
    return {"catalog_record", "variant_id", {"product_id"}, "record"};
}

/// A product: the variants that vendors sell as one, see `GoldenProduct`. One that has ended has no variants.
struct MasterProduct {
    ProductId id;
    Timestamp changed_at;
    std::vector<VariantOptions> variants;
    std::vector<OptionAxis> axes;
    std::vector<IndistinctVariants> indistinct;
    std::vector<ProductId> went_to;  ///< of one that has ended: where its variants were then
    GoldenRecord record;

    friend bool operator==(const MasterProduct&, const MasterProduct&) = default;
};
MARKETPLACE_COMPILED_RECORD(MasterProduct, (id, changed_at, variants, axes, indistinct, went_to, record));
inline TableSpec table_spec(const MasterProduct*) { return {"catalog_product", "id", {}, "record"}; }

/// What a person has decided about the record of a variant.
struct VariantPins {
    VariantId variant_id;
    GoldenPins pins;
    Timestamp at;
    std::string decided_by;

    friend bool operator==(const VariantPins&, const VariantPins&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantPins, (variant_id, pins, at, decided_by));
inline TableSpec table_spec(const VariantPins*) { return {"catalog_pin", "variant_id", {}}; }

/// An id that has ended, and where its items were then.
struct RetiredVariant {
    VariantId id;
    Timestamp at;
    std::vector<VariantId> went_to;

    friend bool operator==(const RetiredVariant&, const RetiredVariant&) = default;
};
MARKETPLACE_COMPILED_RECORD(RetiredVariant, (id, at, went_to));
inline TableSpec table_spec(const RetiredVariant*) { return {"catalog_retired_variant", "id", {}}; }

/// An entry of the journal of variants.
struct VariantChangeRow {
    std::int64_t sequence = 0;  ///< from 1 without gaps
    Timestamp at;
    std::string cause;          ///< "feed acme 17", "verdicts anna", "model"
    VariantChange change;

    friend bool operator==(const VariantChangeRow&, const VariantChangeRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantChangeRow, (sequence, at, cause, change));
inline TableSpec table_spec(const VariantChangeRow*) {
    return {"catalog_variant_change", "sequence", {"variant_id"}, "change"};
}

/// What a person has decided, the lesser item first.
struct VerdictRow {
    VendorProductId a;
    VendorProductId b;
    bool is_match = false;
    Timestamp at;
    std::string decided_by;

    friend bool operator==(const VerdictRow&, const VerdictRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(VerdictRow, (a, b, is_match, at, decided_by));
inline TableSpec table_spec(const VerdictRow*) {
    return {"catalog_verdict", "a_vendor_id,a_sku,b_vendor_id,b_sku", {}};
}

/// What was learned last.
struct PairModelRow {
    std::string id;  ///< "current"
    Timestamp learned_at;
    PairModel model;

    friend bool operator==(const PairModelRow&, const PairModelRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(PairModelRow, (id, learned_at, model));
inline TableSpec table_spec(const PairModelRow*) { return {"catalog_model", "id", {}, "model"}; }

/// What a text model makes of an item.
struct ItemEmbeddingRow {
    VendorId vendor_id;
    std::string sku;
    std::string model;        ///< see `CatalogOptions::embedding`
    std::string text_digest;  ///< SHA-256 of the text; the item may say something else by now
    std::vector<std::int32_t> embedding;  ///< of length 1, in 2^-14ths

    friend bool operator==(const ItemEmbeddingRow&, const ItemEmbeddingRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(ItemEmbeddingRow, (vendor_id, sku, model, text_digest, embedding));
inline TableSpec table_spec(const ItemEmbeddingRow*) { return {"catalog_embedding", "vendor_id,sku", {}}; }

/// A part of what matching has found out, so that a catalog opens fast. It can be deleted: it is made again.
struct MatchingMemoryRow {
    std::int64_t part = 0;
    std::string letters;

    friend bool operator==(const MatchingMemoryRow&, const MatchingMemoryRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(MatchingMemoryRow, (part, letters));
inline TableSpec table_spec(const MatchingMemoryRow*) { return {"catalog_matching_memory", "part", {}}; }

/// A price that an item had from some instant on.
struct ItemPriceRow {
    VendorId vendor_id;
    std::string sku;
    Currency currency;
    std::int64_t sequence = 0;  ///< in the history of this item and currency, from 1
    PriceEntry entry;

    friend bool operator==(const ItemPriceRow&, const ItemPriceRow&) = default;
};
MARKETPLACE_COMPILED_RECORD(ItemPriceRow, (vendor_id, sku, currency, sequence, entry));
inline TableSpec table_spec(const ItemPriceRow*) {
    return {"catalog_price", "vendor_id,sku,currency,sequence", {}, "entry"};
}

}  // namespace marketplace::catalog
