#pragma once
// Keeps the records of variants and products in step with the items behind them.

#include <marketplace/catalog_engine/catalog_engine.hpp>

#include <set>

namespace marketplace::catalog {

class MasterRecords {
public:
    MasterRecords(Transaction& transaction, const CatalogOptions& options, Timestamp at)
        : transaction_(transaction), options_(options), at_(at) {}

    /// Makes the records of some variants anew, and the products that they belong to or did. Variants that have ended
    /// may be among them. Returns how many records have changed.
    std::int64_t update(const std::set<VariantId>& touched);

    /// The pins of variants that have ended go to those that their items went to.
    void hand_on_pins(const std::vector<VariantChange>& changes);

private:
    /// False for a variant that has ended.
    bool update_record(const VariantId& id);
    [[nodiscard]] GoldenRecord record_of(const MasterVariant& variant);

    Transaction& transaction_;
    const CatalogOptions& options_;
    Timestamp at_;
    std::int64_t changed_ = 0;
};

/// Which variants are sold as one, and their products.
class ProductUpdate {
public:
    ProductUpdate(Transaction& transaction, const CatalogOptions& options, Timestamp at)
        : transaction_(transaction), options_(options), at_(at) {}

    /// A variant whose record is up to date.
    void add(const VariantId& variant);
    /// A product that one of the variants belonged to.
    void add_before(const ProductId& product);
    /// Stores what has changed.
    void finish();

private:
    void visit_groups(const VariantId& variant);
    void visit_group(const VariantId& variant, const VendorId& vendor_id, const std::string& group_id);
    [[nodiscard]] std::vector<ProductGroup> groups();
    [[nodiscard]] ProductAssignment assign(const std::vector<ProductGroup>& groups);
    void store(const ProductGroup& group);
    VariantId root_of(VariantId variant);

    Transaction& transaction_;
    const CatalogOptions& options_;
    Timestamp at_;
    std::map<VariantId, VariantId> parents_;  ///< of a disjoint-set forest over the variants that were visited
    std::map<ProductId, ProductGroup> before_;
    std::set<std::pair<VendorId, std::string>> seen_groups_;
    std::vector<VariantId> waiting_;
};

}  // namespace marketplace::catalog
