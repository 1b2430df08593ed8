#pragma once
// Ids of the catalog's variants that stay what they are while vendors' products come, go and are put together anew,
// and the journal of what changed.
//
// A group keeps the id of the one before with which it shares the most members, so a merge keeps the id of the larger
// part and a split leaves it with the larger part. An id that ends says where its members are now, so that links and
// orders that name it can be led on.

#include <marketplace/catalog/offer.hpp>
#include <marketplace/catalog/product_clusters.hpp>

#include <span>
#include <vector>

namespace marketplace::catalog {

/// A variant of the catalog: the vendors' products that it is sold as.
struct MasterVariant {
    VariantId id;
    std::vector<VendorProductId> members;  ///< in order, at least one

    friend bool operator==(const MasterVariant&, const MasterVariant&) = default;
};
MARKETPLACE_COMPILED_RECORD(MasterVariant, (id, members));

/// What happened to a variant.
enum class VariantChangeKind : std::uint8_t {
    created,
    changed,  ///< members joined or left
    retired,  ///< it has no members any more
};
MARKETPLACE_COMPILED_ENUM(VariantChangeKind, created, changed, retired)

/// An entry of the journal: from the variants before and all entries follow the variants after.
struct VariantChange {
    VariantChangeKind kind = VariantChangeKind::created;
    VariantId variant_id;
    std::vector<VendorProductId> joined;
    std::vector<VendorProductId> left;
    std::vector<VariantId> came_from;  ///< where members that joined were before: a merge, or a part split off
    std::vector<VariantId> went_to;    ///< where members that left are now

    friend bool operator==(const VariantChange&, const VariantChange&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantChange, (kind, variant_id, joined, left, came_from, went_to));

/// The variants now, by id, and what changed, by id of the variant.
struct VariantAssignment {
    std::vector<MasterVariant> variants;
    std::vector<VariantChange> changes;

    friend bool operator==(const VariantAssignment&, const VariantAssignment&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantAssignment, (variants, changes));

/// Gives each group its id. A group that shares no member with a variant before, or whose variant went with a larger
/// part, gets an id made from its first member: "var_" and 16 digits of the SHA-256 of vendor id, line feed and SKU,
/// with "_2" and so on behind it where that is taken. So the same products have the same ids in every new catalog. Ids
/// that have ended earlier are `retired`: they are not given again.
/// Throws `invalid_value` for a product or an id that is there twice and `missing_field` for a group without members.
[[nodiscard]] VariantAssignment assign_variant_ids(std::span<const MasterVariant> before,
                                                   std::span<const ProductCluster> clusters,
                                                   std::span<const VariantId> retired = {});

}  // namespace marketplace::catalog
