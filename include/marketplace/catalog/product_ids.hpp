#pragma once
// Ids of the catalog's products that stay what they are while variants join and leave them, as those of variants do.

#include <marketplace/core/id.hpp>
#include <marketplace/core/record.hpp>

#include <marketplace/catalog/offer.hpp>

#include <span>
#include <vector>

namespace marketplace::catalog {

/// A product by its variants.
struct ProductGroup {
    ProductId id;                     ///< empty where it has none yet
    std::vector<VariantId> variants;  ///< at least one

    friend bool operator==(const ProductGroup&, const ProductGroup&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProductGroup, (id, variants));

/// An id that ends, and where its variants are now.
struct RetiredProduct {
    ProductId id;
    std::vector<ProductId> went_to;

    friend bool operator==(const RetiredProduct&, const RetiredProduct&) = default;
};
MARKETPLACE_COMPILED_RECORD(RetiredProduct, (id, went_to));

/// The products now, by id, with their variants in order, and the ids that have ended.
struct ProductAssignment {
    std::vector<ProductGroup> products;
    std::vector<RetiredProduct> retired;

    friend bool operator==(const ProductAssignment&, const ProductAssignment&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProductAssignment, (products, retired));

/// Gives each group its id; ids that come with `groups` do not count. A group keeps the id of the product before with
/// which it shares the most variants, by the rules of `assign_variant_ids`; a new id is "prod_" and 16 digits of a hash
/// of its first variant. `taken` are ids that are not given again. Throws `invalid_value` for a variant or an id that
/// is there twice and `missing_field` for a group without variants.
[[nodiscard]] ProductAssignment assign_product_ids(std::span<const ProductGroup> before,
                                                   std::span<const ProductGroup> groups,
                                                   std::span<const ProductId> taken = {});

}  // namespace marketplace::catalog
