#include "master_records.hpp"

namespace marketplace::catalog {

VariantId ProductUpdate::root_of(VariantId variant) {
    while (parents_.at(variant) != variant) {
        parents_.at(variant) = parents_.at(parents_.at(variant));
        variant = parents_.at(variant);
    }
    return variant;
}

void ProductUpdate::add(const VariantId& variant) {
    if (parents_.emplace(variant, variant).second) waiting_.push_back(variant);
}

void ProductUpdate::add_before(const ProductId& product) {
    if (before_.contains(product)) return;
    const auto stored = get<MasterProduct>(transaction_, product);
    if (!stored || stored->variants.empty()) return;
    ProductGroup& group = before_[product];
    group.id = product;
    for (const VariantOptions& each : stored->variants) {
        group.variants.push_back(each.id);
        // What is left of a product is a product by itself.
        if (get<MasterVariant>(transaction_, each.id)) add(each.id);
    }
}

void ProductUpdate::visit_groups(const VariantId& variant) {
    const auto record = get<VariantRecord>(transaction_, variant);
    if (record && !record->product_id.empty()) add_before(record->product_id);
    const auto stored = get<MasterVariant>(transaction_, variant);
    for (const VendorProductId& each : stored->members) {
        const auto row = get<CatalogItemRow>(transaction_, each.vendor_id, each.sku);
        if (!row->item.group_id.empty()) visit_group(variant, each.vendor_id, row->item.group_id);
    }
}

void ProductUpdate::visit_group(const VariantId& variant, const VendorId& vendor_id, const std::string& group_id) {
    if (!seen_groups_.emplace(vendor_id, group_id).second) return;
    std::vector<std::string> skus;
    const auto items_max = static_cast<std::size_t>(options_.group_items_max);
    const Scan of_group{.index = "vendor_id,group_id", .prefix = make_key(vendor_id, group_id), .limit = items_max + 1};
    scan<CatalogItemRow>(transaction_, of_group, [&](const CatalogItemRow& row) {
        if (row.is_listed) skus.push_back(row.item.id);
        return true;
    });
    if (skus.size() > items_max) return;
    for (const std::string& sku : skus) {
        const auto mapping = get<VendorMapping>(transaction_, vendor_id, sku);
        if (!mapping) continue;
        add(mapping->variant_id);
        parents_.at(root_of(mapping->variant_id)) = root_of(variant);
    }
}

std::vector<ProductGroup> ProductUpdate::groups() {
    while (!waiting_.empty()) {
        const VariantId next = waiting_.back();
        waiting_.pop_back();
        visit_groups(next);
    }
    std::map<VariantId, ProductGroup> by_root;
    for (const auto& [variant, parent] : parents_) by_root[root_of(variant)].variants.push_back(variant);
    std::vector<ProductGroup> out;
    for (auto& [root, group] : by_root) out.push_back(std::move(group));
    return out;
}

/// A new id may be one that has ended long ago; then another is given.
ProductAssignment ProductUpdate::assign(const std::vector<ProductGroup>& groups) {
    std::vector<ProductGroup> before;
    for (const auto& [id, group] : before_) before.push_back(group);
    std::vector<ProductId> taken;
    for (;;) {
        ProductAssignment out = assign_product_ids(before, groups, taken);
        const std::size_t known = taken.size();
        for (const ProductGroup& each : out.products) {
            if (!before_.contains(each.id) && get<MasterProduct>(transaction_, each.id)) taken.push_back(each.id);
        }
        if (taken.size() == known) return out;
    }
}

void ProductUpdate::store(const ProductGroup& group) {
    std::vector<GoldenVariant> variants;
    for (const VariantId& each : group.variants) {
        auto record = get<VariantRecord>(transaction_, each);
        if (record->product_id != group.id) {
            record->product_id = group.id;
            put(transaction_, *record);
        }
        variants.push_back({each, std::move(record->record)});
    }
    GoldenProduct product = golden_product(variants);
    MasterProduct row{group.id, at_, std::move(product.variants), std::move(product.axes),
                      std::move(product.indistinct), {}, std::move(product.record)};
    if (const auto stored = get<MasterProduct>(transaction_, group.id)) {
        row.changed_at = stored->changed_at;
        if (row == *stored) return;
        row.changed_at = at_;
    }
    put(transaction_, row);
}

void ProductUpdate::finish() {
    const ProductAssignment assigned = assign(groups());
    for (const ProductGroup& each : assigned.products) store(each);
    for (const RetiredProduct& each : assigned.retired) {
        put(transaction_, MasterProduct{.id = each.id, .changed_at = at_, .went_to = each.went_to});
    }
}

}  // namespace marketplace::catalog
