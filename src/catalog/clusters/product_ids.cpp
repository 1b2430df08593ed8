#include <marketplace/catalog/product_ids.hpp>

#include "variant_ids.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <set>

namespace marketplace::catalog {
namespace {

using marketplace::detail::indexed;

void check(std::span<const ProductGroup> groups, const char* list) {
    std::set<VariantId> seen;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::string path = indexed(list, i) + ".variants";
        if (groups[i].variants.empty()) fail(ErrorCode::missing_field, path, "", "at least one variant");
        for (const VariantId& each : groups[i].variants) {
            if (!seen.insert(each).second) fail(ErrorCode::invalid_value, path, each.value, "each variant once");
        }
    }
}

/// The same rules hold for variants and their items: a variant stands for an item without a vendor.
std::vector<VendorProductId> as_items(const std::vector<VariantId>& variants) {
    std::vector<VendorProductId> out;
    for (const VariantId& each : variants) out.push_back({VendorId{}, each.value});
    return out;
}

}  // namespace

ProductAssignment assign_product_ids(std::span<const ProductGroup> before, std::span<const ProductGroup> groups,
                                     std::span<const ProductId> taken) {
    check(before, "before");
    check(groups, "groups");
    std::vector<MasterVariant> then;
    for (const ProductGroup& each : before) then.push_back({VariantId{each.id.value}, as_items(each.variants)});
    std::vector<ProductCluster> clusters;
    for (const ProductGroup& each : groups) clusters.push_back({as_items(each.variants)});
    const std::set<ProductId> ended{taken.begin(), taken.end()};
    const auto is_taken = [&](const VariantId& id) { return ended.contains(ProductId{id.value}); };
    const VariantAssignment assigned = detail::assign_variant_ids(then, clusters, is_taken, "prod_");
    ProductAssignment out;
    for (const MasterVariant& each : assigned.variants) {
        ProductGroup& group = out.products.emplace_back();
        group.id = ProductId{each.id.value};
        for (const VendorProductId& member : each.members) group.variants.emplace_back(member.sku);
    }
    for (const VariantChange& each : assigned.changes) {
        if (each.kind != VariantChangeKind::retired) continue;
        RetiredProduct& retired = out.retired.emplace_back();
        retired.id = ProductId{each.variant_id.value};
        for (const VariantId& place : each.went_to) retired.went_to.emplace_back(place.value);
    }
    return out;
}

}  // namespace marketplace::catalog
