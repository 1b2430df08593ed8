#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/vendors/vendor.hpp>

using namespace marketplace;
using namespace marketplace::vendors;

namespace {

Vendor shop() {
    Vendor vendor;
    vendor.id = VendorId{"v1"};
    vendor.name = "Ana's";
    vendor.status = VendorStatus::active;
    vendor.approved_at = Timestamp{1};
    return vendor;
}

std::string refused_field(const Vendor& vendor) {
    try {
        validate(vendor);
        return "";
    } catch (const Error& error) {
        return error.field();
    }
}

}  // namespace

TEST_CASE("a vendor that contradicts itself is refused with the field") {
    const auto with = [](auto change) {
        Vendor vendor = shop();
        change(vendor);
        return refused_field(vendor);
    };
    CHECK(refused_field(shop()).empty());
    CHECK(with([](auto& v) { v.id = VendorId{}; }) == "id");
    CHECK(with([](auto& v) { v.name = ""; }) == "name");
    CHECK(with([](auto& v) { v.country = "br"; }) == "country");
    CHECK(with([](auto& v) { v.country = "BR"; }).empty());
    CHECK(with([](auto& v) { v.suspension_reason = SuspensionReason::kyc; }) == "suspension_reason");
    CHECK(with([](auto& v) { v.status = VendorStatus::suspended; }) == "suspension_reason");
    CHECK(with([](auto& v) { v.approved_at.reset(); }) == "approved_at");
    CHECK(with([](auto& v) { v.closed_to = Date{2024, 1, 1}; }) == "closed_to");
    CHECK(with([](auto& v) {
              v.closed_from = Date{2024, 1, 1};
              v.closed_to = Date{2024, 1, 1};
          }) == "closed_to");
    CHECK(with([](auto& v) { v.closed_from = Date{2024, 2, 30}; }) == "closed_from");
}

TEST_CASE("a closure is half open and stops sales, not the status") {
    Vendor vendor = shop();
    vendor.closed_from = Date{2024, 8, 1};
    vendor.closed_to = Date{2024, 8, 15};
    CHECK(can_sell(vendor, {2024, 7, 31}));
    CHECK_FALSE(can_sell(vendor, {2024, 8, 1}));
    CHECK_FALSE(can_sell(vendor, {2024, 8, 14}));
    CHECK(can_sell(vendor, {2024, 8, 15}));
    vendor.closed_to.reset();
    CHECK_FALSE(can_sell(vendor, {2099, 1, 1}));
}

TEST_CASE("only an active vendor sells and only a suspended one waits for its payouts") {
    for (const EnumeratorInfo& each : type_of<VendorStatus>().enumerators) {
        Vendor vendor = shop();
        vendor.status = static_cast<VendorStatus>(each.value);
        CAPTURE(each.name);
        CHECK(can_sell(vendor, {2024, 1, 1}) == (vendor.status == VendorStatus::active));
        CHECK(holds_payouts(vendor) == (vendor.status == VendorStatus::suspended));
    }
}

TEST_CASE("a vendor goes to JSON and back") { CHECK(from_json<Vendor>(to_json(shop())) == shop()); }
