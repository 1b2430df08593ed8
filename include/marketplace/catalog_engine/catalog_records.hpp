#pragma once
// What the catalog remembers, as records: each is a table that a user can query.

#include <marketplace/catalog/feed_sync.hpp>
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
MARKETPLACE_RECORD(CatalogItemRow, (vendor_id, is_listed, changed_at, item));
inline TableSpec table_spec(const CatalogItemRow*) { return {"catalog_item", "vendor_id,id", {}, "item"}; }

inline TableSpec table_spec(const FeedState*) { return {"catalog_feed", "vendor_id", {}}; }
inline TableSpec table_spec(const MasterVariant*) { return {"catalog_variant", "id", {}}; }

/// An id that has ended, and where its items were then.
struct RetiredVariant {
    VariantId id;
    Timestamp at;
    std::vector<VariantId> went_to;

    friend bool operator==(const RetiredVariant&, const RetiredVariant&) = default;
};
MARKETPLACE_RECORD(RetiredVariant, (id, at, went_to));
inline TableSpec table_spec(const RetiredVariant*) { return {"catalog_retired_variant", "id", {}}; }

/// An entry of the journal of variants.
struct VariantChangeRow {
    std::int64_t sequence = 0;  ///< from 1 without gaps
    Timestamp at;
    std::string cause;          ///< "feed acme 17", "verdicts anna", "model"
    VariantChange change;

    friend bool operator==(const VariantChangeRow&, const VariantChangeRow&) = default;
};
MARKETPLACE_RECORD(VariantChangeRow, (sequence, at, cause, change));
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
MARKETPLACE_RECORD(VerdictRow, (a, b, is_match, at, decided_by));
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
MARKETPLACE_RECORD(PairModelRow, (id, learned_at, model));
inline TableSpec table_spec(const PairModelRow*) { return {"catalog_model", "id", {}, "model"}; }

/// A price that an item had from some instant on.
struct ItemPriceRow {
    VendorId vendor_id;
    std::string sku;
    Currency currency;
    std::int64_t sequence = 0;  ///< in the history of this item and currency, from 1
    PriceEntry entry;

    friend bool operator==(const ItemPriceRow&, const ItemPriceRow&) = default;
};
MARKETPLACE_RECORD(ItemPriceRow, (vendor_id, sku, currency, sequence, entry));
inline TableSpec table_spec(const ItemPriceRow*) {
    return {"catalog_price", "vendor_id,sku,currency,sequence", {}, "entry"};
}

}  // namespace marketplace::catalog
