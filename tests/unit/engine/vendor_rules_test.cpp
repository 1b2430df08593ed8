// Who may sell, and how the record of a vendor may change.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;
using vendors::VendorStatus;

namespace {

/// A bank that takes everything.
class Bank final : public PaymentProvider {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return {ProviderOutcome::accepted, "ref-" + instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }
};

Event changed(const char* event_id, const char* when, VendorStatus status) {
    Event out = vendor("anna");
    out.id = EventId{event_id};
    out.at = at(when);
    vendors::Vendor& record = std::get<VendorRegistered>(out.payload).vendor;
    record.status = status;
    record.status_changed_at = out.at;
    if (status == VendorStatus::suspended) record.suspension_reason = vendors::SuspensionReason::manual;
    return out;
}

}  // namespace

TEST_CASE("nobody buys from a vendor who is suspended, has not begun, or is closed") {
    Marketplace shop;
    const auto place = [&](const char* id, const char* when) {
        return error_of([&] { shop.engine.handle(event(id, when, OrderPlaced{order(id, when), {}})); });
    };
    shop.engine.handle(changed("v1", "2024-02-01T00:00:00Z", VendorStatus::suspended));
    CHECK(place("o1", "2024-02-02T00:00:00Z") == "invalid_value order.lines[0].vendor_id");
    Event closed = changed("v2", "2024-02-03T00:00:00Z", VendorStatus::active);
    std::get<VendorRegistered>(closed.payload).vendor.closed_from = Date{2024, 2, 10};
    std::get<VendorRegistered>(closed.payload).vendor.closed_to = Date{2024, 2, 12};
    shop.engine.handle(closed);
    CHECK(place("o2", "2024-02-09T23:59:59Z") == "");
    CHECK(place("o3", "2024-02-11T10:00:00Z") == "invalid_value order.lines[0].vendor_id");
    CHECK(place("o4", "2024-02-12T00:00:00Z") == "");
    CHECK(shop.all<StoredOrder>().size() == 2);
}

TEST_CASE("an order that is told late is not refused for what became of its vendor since") {
    Marketplace shop;
    const auto told = [&](const char* id, const char* placed) {
        const Event late = event(id, "2024-03-01T00:00:00Z", OrderPlaced{order(id, placed), {}});
        return error_of([&] { shop.engine.handle(late); });
    };
    int number = 0;
    for (const VendorStatus status : {VendorStatus::suspended, VendorStatus::paused, VendorStatus::offboarding}) {
        const std::string id = "v" + std::to_string(++number);
        shop.engine.handle(changed(id.c_str(), "2024-02-01T12:00:00Z", status));
        CHECK(told((id + "-late").c_str(), "2024-02-01T11:59:59Z") == "");
        CHECK(told((id + "-since").c_str(), "2024-02-01T12:00:00Z") == "invalid_value order.lines[0].vendor_id");
        CHECK(told((id + "-before").c_str(), "2023-12-31T23:59:59Z") == "invalid_value order.lines[0].vendor_id");
    }
    CHECK(shop.all<StoredOrder>().size() == 3);
}

TEST_CASE("a status follows the one before, by one step or several") {
    Marketplace shop;
    CHECK(error_of([&] { shop.engine.handle(changed("v1", "2024-02-01T00:00:00Z", VendorStatus::applied)); }) ==
          "invalid_transition vendor.status");
    shop.engine.handle(changed("v2", "2024-02-02T00:00:00Z", VendorStatus::paused));
    shop.engine.handle(changed("v3", "2024-02-03T00:00:00Z", VendorStatus::offboarding));
    CHECK(error_of([&] { shop.engine.handle(changed("v4", "2024-02-04T00:00:00Z", VendorStatus::active)); }) ==
          "invalid_transition vendor.status");
    shop.engine.handle(changed("v5", "2024-02-05T00:00:00Z", VendorStatus::offboarded));
    CHECK(shop.all<vendors::Vendor>()[0].leaving_at == at("2024-02-03T00:00:00Z"));
}

TEST_CASE("nobody is gone while something waits for them") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    shop.engine.handle(changed("v1", "2024-03-05T00:00:00Z", VendorStatus::offboarding));
    const auto leave = [&](const char* id, const char* when) {
        return error_of([&] { shop.engine.handle(changed(id, when, VendorStatus::offboarded)); });
    };
    CHECK(leave("v2", "2024-03-05T12:00:00Z") == "invalid_transition vendor.status");
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-06", 10);
    CHECK(leave("v3", "2024-03-16T12:00:00Z") == "invalid_transition vendor.status");
    Bank bank;
    CHECK(shop.engine.deliver(bank, at("2024-03-17T09:00:00Z")).delivered == 3);
    for (const auto& payout : shop.all<payments::Payout>())
        shop.engine.handle(event("paid-" + payout.payee_id, "2024-03-18T09:00:00Z",
                                 PayoutSettled{payout.id, PayoutOutcome::paid, "", 0}));
    CHECK(leave("v4", "2024-03-18T12:00:00Z") == "");
}
