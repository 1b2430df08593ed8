#pragma once
// A small marketplace for the engine's tests: two vendors, a plan of 10 % with tax on the fee, and an
// affiliate slot of 4 %.

#include <marketplace/adapters/memory.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/engine/engine.hpp>
#include <marketplace/ledger/journal.hpp>

#include <map>

namespace engine_test {

using namespace marketplace;

inline Timestamp at(const char* text) { return parse_timestamp(text); }

inline affiliate::CommissionPlan plan() {
    return affiliate::parse_plan(R"({"id": "standard", "slots": [
        {"name": "platform_fee", "beneficiary": {"party": "platform"}},
        {"name": "affiliate", "beneficiary": {"party": "affiliate"}}],
      "rules": [
        {"id": "all", "slot": "platform_fee", "is_default": true, "base": {"from": "gross", "add_shipping": true},
         "charge": {"kind": "percent", "rate": "10%"}, "fee_tax": {"rate": "20%", "jurisdiction": "DE"}},
        {"id": "referred", "slot": "affiliate", "conditions": {}, "base": {"from": "gross"},
         "charge": {"kind": "percent", "rate": "4%"}}]})");
}

inline Event vendor(const char* id, VendorType type = VendorType::shop) {
    VendorRegistered registered;
    registered.vendor.id = VendorId{id};
    registered.vendor.name = id;
    registered.vendor.type = type;
    registered.vendor.status = vendors::VendorStatus::active;
    registered.vendor.created_at = at("2024-01-01T00:00:00Z");
    registered.vendor.approved_at = registered.vendor.created_at;
    registered.vendor.status_changed_at = registered.vendor.created_at;
    return {EventId{std::string{"vendor-"} + id}, at("2024-01-01T00:00:00Z"), registered};
}

/// Two lines: 100.00 + 10.00 shipping from "anna", 2 x 15.00 from "bert", brought by the affiliate "blog".
inline Order order(const char* id, const char* placed = "2024-03-04T10:00:00Z") {
    Order out;
    out.id = OrderId{id};
    out.currency = Currency{"EUR"};
    out.placed_at = at(placed);
    out.customer_id = CustomerId{"c1"};
    OrderLine line;
    line.id = OrderLineId{"1"};
    line.vendor_id = VendorId{"anna"};
    line.unit_price_minor = {10000};
    line.shipping_minor = {1000};
    out.lines.push_back(line);
    line.id = OrderLineId{"2"};
    line.vendor_id = VendorId{"bert"};
    line.quantity = 2;
    line.unit_price_minor = {1500};
    line.shipping_minor = {};
    line.affiliate = AffiliateId{"blog"};
    out.lines.push_back(line);
    return out;
}

inline Event event(std::string id, const char* when, EventPayload payload) {
    return {EventId{std::move(id)}, at(when), std::move(payload)};
}

/// An engine over a store of its own, with plan and vendors in place.
struct Marketplace {
    std::shared_ptr<Store> store = make_memory_store();
    Engine engine{store};

    Marketplace() {
        engine.handle(event("plan", "2024-01-01T00:00:00Z", PlanPublished{plan()}));
        engine.handle(vendor("anna"));
        engine.handle(vendor("bert"));
    }

    Amount balance(const char* account) {
        const auto transaction = store->begin();
        const auto found = get<ledger::Account>(*transaction, AccountId{account});
        return found ? ledger::balance_of(*found) : Amount{};
    }
    template <class T>
    std::vector<T> all() {
        const auto transaction = store->begin();
        return scan_all<T>(*transaction, {});
    }
    void close_days(const char* first, int count) {
        Date day = parse_date(first);
        for (int i = 0; i < count; ++i, day = add_days(day, 1)) {
            engine.handle({EventId{"day-" + to_string(day)}, TimeZone{}.start_of(add_days(day, 1)), DayClosed{day}});
        }
    }
};

}  // namespace engine_test
