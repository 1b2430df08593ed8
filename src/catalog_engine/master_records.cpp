#include "master_records.hpp"

namespace marketplace::catalog {

GoldenRecord MasterRecords::record_of(const MasterVariant& variant) {
    std::vector<GoldenSource> sources;
    for (const VendorProductId& each : variant.members) {
        const auto row = get<CatalogItemRow>(transaction_, each.vendor_id, each.sku);
        const auto trust = options_.trust.find(each.vendor_id.value);
        sources.push_back({each.vendor_id, each.sku, row->item, trust == options_.trust.end() ? 0 : trust->second,
                           row->changed_at});
    }
    const auto pinned = get<VariantPins>(transaction_, variant.id);
    return golden_record(sources, options_.survivorship, pinned ? pinned->pins : GoldenPins{});
}

bool MasterRecords::update_record(const VariantId& id) {
    const auto variant = get<MasterVariant>(transaction_, id);
    if (!variant) {
        erase<VariantRecord>(transaction_, id);
        return false;
    }
    auto stored = get<VariantRecord>(transaction_, id);
    GoldenRecord record = record_of(*variant);
    if (stored && stored->record == record) return true;
    ++changed_;
    put(transaction_, VariantRecord{id, stored ? stored->product_id : ProductId{}, at_, std::move(record)});
    return true;
}

std::int64_t MasterRecords::update(const std::set<VariantId>& touched) {
    ProductUpdate products{transaction_, options_, at_};
    changed_ = 0;
    for (const VariantId& each : touched) {
        const auto stored = get<VariantRecord>(transaction_, each);
        if (stored && !stored->product_id.empty()) products.add_before(stored->product_id);
        if (update_record(each)) products.add(each);
    }
    products.finish();
    return changed_;
}

void MasterRecords::hand_on_pins(const std::vector<VariantChange>& changes) {
    for (const VariantChange& each : changes) {
        if (each.kind != VariantChangeKind::retired) continue;
        const auto ended = get<VariantPins>(transaction_, each.variant_id);
        if (!ended) continue;
        erase<VariantPins>(transaction_, each.variant_id);
        if (each.went_to.empty()) continue;
        const VariantId& heir = each.went_to.front();
        auto pins = get<VariantPins>(transaction_, heir).value_or(VariantPins{heir, {}, at_, ended->decided_by});
        pins.pins.insert(ended->pins.begin(), ended->pins.end());  // what is pinned there already stays
        put(transaction_, pins);
    }
}

}  // namespace marketplace::catalog
