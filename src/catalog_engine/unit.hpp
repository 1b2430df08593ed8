#pragma once
// One transaction of a catalog and the matcher beside it: both are brought forward together, or the matcher is thrown
// away and read anew the next time.

#include <marketplace/catalog_engine/catalog_engine.hpp>

#include <string>

namespace marketplace::catalog {

class CatalogEngine::Unit {
public:
    /// Begins. The matcher is read when it is needed, and only if others have changed the store.
    explicit Unit(CatalogEngine& engine);
    ~Unit();
    Unit(const Unit&) = delete;
    Unit& operator=(const Unit&) = delete;

    [[nodiscard]] Transaction& transaction() { return *transaction_; }
    /// The matcher, up to date: for reading.
    [[nodiscard]] CatalogMatcher& matcher();
    /// Calls `change` with the matcher, which is thrown away unless all of it is committed.
    template <class F>
    void change(F&& change) {
        is_ahead_ = true;
        change(known_matcher());
    }

    /// Learns anew and puts everything together by what was learned. The items are those of the store.
    void learn(Timestamp at);
    void learn_with_embeddings(Timestamp at);
    /// Whether the catalog has outgrown what was learned.
    [[nodiscard]] bool is_learning_due();
    /// Whether most items have vectors by now, and nothing was learned from them.
    [[nodiscard]] bool is_learning_from_embeddings_due();
    /// Gives items the vectors that are known of what they say, if the matcher takes some.
    void add_embeddings(std::span<CatalogItem> items);
    /// Settles the matcher and stores what has changed: variants, journal, mappings, records and products. `stated` are
    /// items that say something new.
    std::vector<VariantChange> settle(Timestamp at, const std::string& cause,
                                      std::span<const CatalogItem> stated = {});
    void commit();

private:
    [[nodiscard]] CatalogMatcher& known_matcher();
    [[nodiscard]] std::vector<CatalogItem> listed_items();
    /// The vector of what an item says, as it is stored; empty if it is not known.
    [[nodiscard]] std::vector<std::int32_t> embedding_of(const CatalogItem& item);
    [[nodiscard]] std::vector<PairVerdict> verdicts();
    void begin_matcher(const PairModel& model);
    void recall(CatalogMatcher& matcher);
    void remember();
    void store_mappings(const std::vector<VariantChange>& changes, Timestamp at);

    CatalogEngine& engine_;
    std::unique_ptr<Transaction> transaction_;
    std::optional<std::uint64_t> version_;  ///< of the store when the transaction began
    bool is_read_ = false;                  ///< the matcher is that of this transaction
    bool is_ahead_ = false;                 ///< of the store: it may not be kept unless all is committed
    bool is_done_ = false;
};

/// The digest under which a vector of a text is kept.
[[nodiscard]] std::string embedding_digest(const std::string& text);
/// Whether a vector is that of a text by the catalog's model.
[[nodiscard]] bool is_current(const ItemEmbeddingRow& row, const std::string& text, const EmbeddingOptions& options);

/// The price of an item at an instant: that of the sale while it lasts.
[[nodiscard]] std::optional<Money> price_at(const FeedItem& item, Timestamp at);
/// Whether that is the price of a sale.
[[nodiscard]] bool is_on_sale(const FeedItem& item, Timestamp at);

/// Adds the price of an item to its history if it is another one than before.
void record_price(Transaction& transaction, const VendorId& vendor_id, const FeedItem& item, Timestamp at);
/// All prices that an item had in a currency.
[[nodiscard]] PriceHistory price_history(Transaction& transaction, const VendorProductId& id, const Currency& currency);

}  // namespace marketplace::catalog
