#pragma once
// One transaction of a catalog and the matcher beside it: both are brought forward together, or the matcher is thrown
// away and read anew the next time.

#include <marketplace/catalog_engine/catalog_engine.hpp>

#include <string>

namespace marketplace::catalog {

class CatalogEngine::Unit {
public:
    /// Begins, and reads the matcher if others have changed the store.
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
        has_changed_ = true;
        change(*engine_.matcher_);
    }

    /// Learns anew and puts everything together by what was learned. The items are those of the store.
    void learn(Timestamp at);
    /// Whether the catalog has outgrown what was learned.
    [[nodiscard]] bool is_learning_due() const;
    /// Settles the matcher and stores what has changed.
    std::vector<VariantChange> settle(Timestamp at, const std::string& cause);
    void commit();

private:
    void load();
    [[nodiscard]] std::vector<CatalogItem> listed_items();
    [[nodiscard]] std::vector<PairVerdict> verdicts();
    void begin_matcher(const PairModel& model);

    CatalogEngine& engine_;
    std::unique_ptr<Transaction> transaction_;
    bool has_changed_ = false;  ///< the matcher is ahead of the store
    bool is_done_ = false;
};

/// The price of an item at an instant: that of the sale while it lasts.
[[nodiscard]] std::optional<Money> price_at(const FeedItem& item, Timestamp at);
/// Whether that is the price of a sale.
[[nodiscard]] bool is_on_sale(const FeedItem& item, Timestamp at);

/// Adds the price of an item to its history if it is another one than before.
void record_price(Transaction& transaction, const VendorId& vendor_id, const FeedItem& item, Timestamp at);
/// All prices that an item had in a currency.
[[nodiscard]] PriceHistory price_history(Transaction& transaction, const VendorProductId& id, const Currency& currency);

}  // namespace marketplace::catalog
