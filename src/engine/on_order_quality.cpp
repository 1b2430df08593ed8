// What went wrong with an order: it counts for the tiers of its vendors.

#include "orders.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

/// Whom an event is about: one vendor of the order, or all of them.
std::vector<VendorId> vendors_of(const LoadedOrder& loaded, const VendorId& named) {
    std::vector<VendorId> vendors;
    for (const VendorPart& part : vendor_parts(loaded.order)) vendors.push_back(part.vendor_id);
    if (named.empty()) return vendors;
    if (std::find(vendors.begin(), vendors.end(), named) == vendors.end())
        fail(ErrorCode::not_found, "vendor_id", named.value, "a vendor of the order");
    return {named};
}

}  // namespace

std::string apply(Unit& unit, const OrderDefective& payload) {
    const LoadedOrder loaded = load_order_lines(unit, payload.order_id);
    for (const VendorId& vendor : vendors_of(loaded, payload.vendor_id))
        record_fact(unit, affiliate::DefectFact{loaded.stored.id, vendor, loaded.stored.placed_at});
    return "order " + loaded.stored.id.value + " was defective";
}

std::string apply(Unit& unit, const ShipmentLate& payload) {
    const LoadedOrder loaded = load_order_lines(unit, payload.order_id);
    for (const VendorId& vendor : vendors_of(loaded, payload.vendor_id))
        record_fact(unit, affiliate::LateShipmentFact{loaded.stored.id, vendor, loaded.stored.placed_at});
    return "order " + loaded.stored.id.value + " was shipped late";
}

}  // namespace marketplace::engine_detail
