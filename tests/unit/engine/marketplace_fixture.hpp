#pragma once
// A small marketplace for the engine's tests: two vendors, a plan of 10 % with tax on the fee, and an
// affiliate slot of 4 %.

#include <marketplace/adapters/memory.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/engine/engine.hpp>
#include <marketplace/ledger/journal.hpp>

#include <map>
#include <stdexcept>

namespace engine_test {

using namespace marketplace;

inline Timestamp at(const char* text) { return parse_timestamp(text); }

inline affiliate::CommissionPlan plan() {
    return affiliate::parse_plan(R"({"id": "standard", "slots": [
        {"name": "platform_fee", "beneficiary": {"party": "platform"}},
        {"name": "affiliate", "beneficiary": {"party": "affiliate"}}],
      "rules": [
        {"id": "all", "slot": "platform_fee", "is_default": true, "base": {"from": "gross", "add_shipping": true},
         "charge": {"kind": "percent", "rate": "10%"}, "fee_taxes": [{"rate": "20%", "jurisdiction": "DE"}]},
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

/// "over_refund lines[0].amount_minor": the error of a call, or nothing.
template <class Call>
std::string error_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
    return {};
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
    /// What can be spent of an account: its balance less what is held.
    Amount available(const char* account) {
        const auto transaction = store->begin();
        const auto found = get<ledger::Account>(*transaction, AccountId{account});
        return found ? ledger::available_of(*found) : Amount{};
    }
    /// Everything stored, as text: to see that an event changed nothing.
    std::string content() {
        const auto transaction = store->begin();
        std::string text;
        for (const TableInfo* table : engine_tables()) {
            transaction->scan(*table, {}, [&](const void* row) {
                write_json(text += table->name + " ", {table->record, row});
                text += "\n";
                return true;
            });
        }
        return text;
    }
    /// Applies an event, and sees that it is applied once: told again it changes nothing, and its id with another
    /// content is refused.
    EventAnswer once(const Event& told, EventPayload other) {
        const EventAnswer first = engine.handle(told);
        const std::string after = content();
        const EventAnswer second = engine.handle(told);
        const bool is_once = first.outcome == EventOutcome::applied && second.outcome == EventOutcome::repeated &&
                             second.answer == first.answer && content() == after;
        if (!is_once) throw std::logic_error(told.id.value + " was applied twice");
        if (error_of([&] { engine.handle({told.id, told.at, std::move(other)}); }) != "event_conflict id" ||
            content() != after)
            throw std::logic_error(told.id.value + " was applied with another content");
        return first;
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
