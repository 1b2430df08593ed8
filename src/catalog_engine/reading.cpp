// What the tables tell and what is decided about records: no matching is needed for it.

#include "master_records.hpp"
#include "unit.hpp"

#include <marketplace/core/error.hpp>

namespace marketplace::catalog {
namespace {

std::size_t checked_limit(std::int64_t limit) {
    if (limit < 1) fail(ErrorCode::out_of_range, "limit", std::to_string(limit), "1 or more");
    return static_cast<std::size_t>(limit);
}

}  // namespace

std::vector<MasterVariant> CatalogEngine::variants() { return scan_all<MasterVariant>(*store_->begin(), {}); }

std::optional<VariantId> CatalogEngine::variant_of(const VendorProductId& id) {
    const auto mapping = get<VendorMapping>(*store_->begin(), id.vendor_id, id.sku);
    return mapping ? std::optional{mapping->variant_id} : std::nullopt;
}

std::optional<VariantRecord> CatalogEngine::record_of(const VariantId& id) {
    return get<VariantRecord>(*store_->begin(), id);
}

std::optional<MasterProduct> CatalogEngine::product(const ProductId& id) {
    return get<MasterProduct>(*store_->begin(), id);
}

std::vector<MasterProduct> CatalogEngine::products(const ProductId& after, std::int64_t limit) {
    const std::size_t wanted = checked_limit(limit);
    std::vector<MasterProduct> out;
    Scan behind;
    if (!after.empty()) behind.after = make_key(after);
    scan<MasterProduct>(*store_->begin(), behind, [&](const MasterProduct& each) {
        if (!each.variants.empty()) out.push_back(each);
        return out.size() < wanted;
    });
    return out;
}

std::vector<VariantChangeRow> CatalogEngine::journal(std::int64_t after, std::int64_t limit) {
    if (after < 0) fail(ErrorCode::out_of_range, "after", std::to_string(after), "0 or more");
    return scan_all<VariantChangeRow>(*store_->begin(), {.from = make_cell(after + 1), .limit = checked_limit(limit)});
}

VariantRecord CatalogEngine::pin(const VariantId& id, const GoldenPins& pins, Timestamp at,
                                 std::string_view decided_by) {
    Unit unit{*this};
    if (!get<MasterVariant>(unit.transaction(), id)) {
        fail(ErrorCode::not_found, "id", id.value, "a variant of the catalog");
    }
    if (pins.empty()) erase<VariantPins>(unit.transaction(), id);
    else put(unit.transaction(), VariantPins{id, pins, at, std::string{decided_by}});
    MasterRecords{unit.transaction(), options_, at}.update({id});
    const auto record = get<VariantRecord>(unit.transaction(), id);
    unit.commit();
    return *record;
}

std::int64_t CatalogEngine::rebuild_records(Timestamp at) {
    Unit unit{*this};
    std::set<VariantId> all;
    scan<MasterVariant>(unit.transaction(), {}, [&](const MasterVariant& each) {
        all.insert(each.id);
        return true;
    });
    const std::int64_t changed = MasterRecords{unit.transaction(), options_, at}.update(all);
    unit.commit();
    return changed;
}

}  // namespace marketplace::catalog
