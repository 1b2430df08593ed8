#include <marketplace/vendors/vendor.hpp>

namespace marketplace::vendors {
namespace {

[[noreturn]] void refuse(std::string_view field, std::string_view value, std::string_view expected) {
    fail(ErrorCode::invalid_vendor, field, value, expected);
}

bool is_country(std::string_view code) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return code.size() == 2 && upper(code[0]) && upper(code[1]);
}

void validate_closure(const Vendor& vendor) {
    if (vendor.closed_from) marketplace::validate(*vendor.closed_from, "closed_from");
    if (!vendor.closed_to) return;
    marketplace::validate(*vendor.closed_to, "closed_to");
    if (!vendor.closed_from || *vendor.closed_to <= *vendor.closed_from) {
        refuse("closed_to", to_string(*vendor.closed_to), "a day after closed_from");
    }
}

bool was_approved(VendorStatus status) {
    return status == VendorStatus::approved || status == VendorStatus::active || status == VendorStatus::paused;
}

}  // namespace

void validate(const Vendor& vendor) {
    if (vendor.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (vendor.name.empty()) fail(ErrorCode::missing_field, "name", "", "a name");
    if (!vendor.country.empty() && !is_country(vendor.country)) {
        refuse("country", vendor.country, "two capital letters of ISO 3166-1");
    }
    if ((vendor.status == VendorStatus::suspended) != (vendor.suspension_reason != SuspensionReason::none)) {
        refuse("suspension_reason", name_of(vendor.suspension_reason), "a reason exactly while suspended");
    }
    if (was_approved(vendor.status) && !vendor.approved_at) {
        refuse("approved_at", "", "an instant, since the vendor is " + std::string{name_of(vendor.status)});
    }
    validate_closure(vendor);
    if (vendor.cycle_from) marketplace::validate(*vendor.cycle_from, "cycle_from");
}

bool is_closed(const Vendor& vendor, const Date& day) {
    if (!vendor.closed_from || day < *vendor.closed_from) return false;
    return !vendor.closed_to || day < *vendor.closed_to;
}

bool can_sell(const Vendor& vendor, const Date& day) {
    return vendor.status == VendorStatus::active && !is_closed(vendor, day);
}

bool holds_payouts(const Vendor& vendor) { return vendor.status == VendorStatus::suspended; }

}  // namespace marketplace::vendors
