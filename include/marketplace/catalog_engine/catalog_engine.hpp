#pragma once
// A catalog over a store: feeds and verdicts in, one transaction each; items, variants, prices and a journal out.
//
// A feed is applied once: its version and the digest of its bytes are stored with what it changed. Matching happens in
// memory and is stored as variants; the model is learned from the catalog itself and again when the catalog has grown
// or people have decided enough. Time comes in with each call.

#include <marketplace/catalog/product_ids.hpp>
#include <marketplace/catalog_engine/catalog_records.hpp>
#include <marketplace/catalog_engine/embeddings.hpp>
#include <marketplace/ports/store.hpp>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// The tables of the catalog.
[[nodiscard]] std::vector<const TableInfo*> catalog_tables();

/// How a catalog is put together.
struct CatalogOptions {
    PairModelOptions learning;
    GoldenRules survivorship;
    std::map<std::string, std::int32_t> trust;  ///< the rank of vendors, by id; more is better, 0 for all others
    /// A vendor's group of more items makes no product: a shop that has one number for everything. 1 to 100,000.
    std::int64_t group_items_max = 1000;
    EmbeddingOptions embedding;

    friend bool operator==(const CatalogOptions&, const CatalogOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(CatalogOptions, (learning, survivorship, trust, group_items_max, embedding));

/// A feed to be taken over.
struct FeedSync {
    VendorId vendor_id;
    std::int64_t version = 0;  ///< see `FeedState`
    std::string digest;        ///< SHA-256 of the bytes of the feed
    Timestamp at;              ///< when it is taken over
    SyncOptions options;
    bool is_dry_run = false;   ///< plans, and changes nothing

    friend bool operator==(const FeedSync&, const FeedSync&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedSync, (vendor_id, version, digest, at, options, is_dry_run));

/// What came of it.
struct SyncOutcome {
    FeedStanding standing = FeedStanding::due;
    SyncPlan plan;             ///< empty unless the feed is due
    bool is_applied = false;   ///< false for a dry run, for a plan that is stopped, and for a feed that is not due
    bool has_learned = false;  ///< the model was learned anew
    std::vector<VariantChange> changes;

    friend bool operator==(const SyncOutcome&, const SyncOutcome&) = default;
};
MARKETPLACE_COMPILED_RECORD(SyncOutcome, (standing, plan, is_applied, has_learned, changes));

/// One item in a variant, with what it costs.
struct VariantOffer {
    VendorProductId id;
    FeedItem item;
    std::optional<Money> price;          ///< in force now: the sale price while the sale lasts
    std::optional<Money> shipping;       ///< to the country asked for; none: the feed does not tell
    std::optional<PriorPrice> prior;     ///< the lowest price before the reduction, while there is one
    std::optional<PriceOutlier> outlier; ///< far off the others

    friend bool operator==(const VariantOffer&, const VariantOffer&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantOffer, (id, item, price, shipping, prior, outlier));

/// What a variant costs, in one currency.
struct VariantPrices {
    VariantId variant_id;
    Currency currency;
    PriceSummary summary;
    std::vector<VariantOffer> offers;  ///< the best first: what can be had now, by price with shipping, then the rest

    friend bool operator==(const VariantPrices&, const VariantPrices&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantPrices, (variant_id, currency, summary, offers));

/// Which prices to look at.
struct PriceQuery {
    VariantId variant_id;
    Timestamp at;
    std::string country;  ///< whose shipping counts; empty: none does
    ReductionPolicy reduction;
    OutlierPolicy outliers;

    friend bool operator==(const PriceQuery&, const PriceQuery&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriceQuery, (variant_id, at, country, reduction, outliers));

/// A catalog. Not safe for use from several threads at once; several of them over one store see each other's changes.
class CatalogEngine {
public:
    /// Creates the tables that are missing. Throws what the store throws, and `out_of_range` or `invalid_value` for
    /// options. Other options than before hold for what changes from now on; see `rebuild_records`.
    explicit CatalogEngine(std::shared_ptr<Store> store, CatalogOptions options = {});
    CatalogEngine(const CatalogEngine&) = delete;
    CatalogEngine& operator=(const CatalogEngine&) = delete;
    ~CatalogEngine();

    /// Takes a feed over. A feed that was applied before changes nothing, and so does one that is conflicting or
    /// outdated: `standing` tells. Throws what `plan_sync` throws, `missing_field` without a vendor and `parse_error`
    /// for the digest; then nothing has changed.
    SyncOutcome sync(const FeedSync& feed, const FeedContents& contents);
    /// Takes verdicts over; a later one about a pair stands for the earlier. Throws as `CatalogMatcher::decide`.
    std::vector<VariantChange> decide(std::span<const PairVerdict> verdicts, Timestamp at,
                                      std::string_view decided_by = {});
    /// Learns the model anew from what is there.
    std::vector<VariantChange> learn(Timestamp at);
    /// Fixes fields of a variant's record, whatever the vendors say; pins of before are replaced, and none lets all of
    /// them go. They follow a variant that is merged into another. Returns the record. Throws `not_found` for the
    /// variant and as `golden_record` for pins.
    VariantRecord pin(const VariantId& id, const GoldenPins& pins, Timestamp at, std::string_view decided_by = {});
    /// Makes all records and products anew, after other options. Returns how many records have changed.
    std::int64_t rebuild_records(Timestamp at);

    /// Up to `limit` listed items behind one, in order of ids, that say what the catalog has no vector for; none if it
    /// takes none. Throws `out_of_range` for a limit below 1.
    [[nodiscard]] std::vector<EmbeddingRequest> embedding_requests(const VendorProductId& after = {},
                                                                   std::int64_t limit = 1000);
    /// Takes vectors over, and matches by them: once half of the items have one, the model is learned anew. Answers
    /// about items that are not listed or say something else by now are passed over. Throws `invalid_value` for other
    /// dimensions than the catalog takes, for a number that is not finite and zeros alone; then nothing has changed.
    std::vector<VariantChange> take_embeddings(std::span<const ItemEmbedding> embeddings, Timestamp at);
    /// Asks a provider about all that is missing, and takes it over. Throws `invalid_value` for a provider of another
    /// model than the catalog takes vectors of, and what the provider throws; what was taken over before stays.
    std::vector<VariantChange> embed(EmbeddingProvider& provider, Timestamp at);

    [[nodiscard]] std::vector<ReviewQuestion> review(const ReviewOptions& options = {});
    /// Throws as `CatalogMatcher::explain`.
    [[nodiscard]] MatchExplanation explain(const VendorProductId& a, const VendorProductId& b);
    [[nodiscard]] std::vector<MasterVariant> variants();
    /// None for an item that is not listed.
    [[nodiscard]] std::optional<VariantId> variant_of(const VendorProductId& id);
    [[nodiscard]] std::optional<VariantRecord> record_of(const VariantId& id);
    /// Also one that has ended.
    [[nodiscard]] std::optional<MasterProduct> product(const ProductId& id);
    /// The products that there are behind an id, in order of ids. Throws `out_of_range` for a limit below 1.
    [[nodiscard]] std::vector<MasterProduct> products(const ProductId& after = {}, std::int64_t limit = 1000);
    /// One for each currency, by its code. Throws `not_found` for a variant that is not there.
    [[nodiscard]] std::vector<VariantPrices> prices(const PriceQuery& query);
    /// The journal behind an entry, in order; 0 for all.
    [[nodiscard]] std::vector<VariantChangeRow> journal(std::int64_t after = 0, std::int64_t limit = 1000);
    /// For reading its tables, see `catalog_tables`.
    [[nodiscard]] Store& store() noexcept { return *store_; }

private:
    class Unit;

    std::shared_ptr<Store> store_;
    CatalogOptions options_;
    std::unique_ptr<CatalogMatcher> matcher_;
    bool matches_by_embeddings_ = false;  ///< the matcher's items have those of the store
    std::optional<std::uint64_t> seen_;  ///< what the store held when the matcher was up to date
};

}  // namespace marketplace::catalog
