#pragma once
// A vendor: who sells on the marketplace, and where that relation stands.
//
// A closure (holidays) is an overlay of dates, not a status: it needs no one to end it.

#include <marketplace/order/order.hpp>

#include <optional>
#include <string>

namespace marketplace::vendors {

/// Where the relation with a vendor stands; `onboarding.hpp` has the steps.
enum class VendorStatus {
    applied,
    documents_pending,
    kyc_pending,   ///< documents are in, the identity is being verified
    under_review,
    approved,      ///< may sell, has not begun
    active,
    paused,        ///< stopped by the vendor
    suspended,     ///< stopped by the marketplace; open orders go on, payouts are held
    offboarding,   ///< leaving: no new orders, open ones and the last payout go on
    offboarded,    ///< gone; final
    rejected,
};
MARKETPLACE_COMPILED_ENUM(VendorStatus, applied, documents_pending, kyc_pending, under_review, approved, active, paused,
                          suspended, offboarding, offboarded, rejected)

/// Why a vendor was suspended.
enum class SuspensionReason { none, manual, quality, kyc, fraud, payment };
MARKETPLACE_COMPILED_ENUM(SuspensionReason, none, manual, quality, kyc, fraud, payment)

/// A vendor.
struct Vendor {
    VendorId id;
    std::string name;
    VendorType type = VendorType::shop;
    VendorStatus status = VendorStatus::applied;
    SuspensionReason suspension_reason = SuspensionReason::none;  ///< set exactly while suspended
    std::string status_note;        ///< the reason given with the last step
    std::string override_reason;    ///< why it was approved with open requirements; else empty
    Timestamp status_changed_at;
    std::optional<Date> closed_from;  ///< first day of a closure
    std::optional<Date> closed_to;    ///< first day after it; none: until further notice
    std::string country;            ///< ISO 3166-1 alpha-2
    std::string tax_id;             ///< secret: for tax documents only, never in logs or listings
    Timestamp created_at;
    std::optional<Timestamp> approved_at;
    std::optional<Timestamp> first_sale_at;
    std::optional<Timestamp> leaving_at;  ///< when it began to leave: subscriptions end then
    PlanId plan_id;                 ///< commission plan instead of the one of its type; empty: that of the type
    std::string payout_schedule_id;  ///< payout schedule instead of the one of its type; empty: that of the type
    /// Reference of the account as the payment provider knows it.
    /// Empty: the provider knows it by the id of the vendor, as where vendors hand in their account to the provider
    /// alone.
    std::string payout_account;
    std::optional<Date> cycle_from;  ///< from which a tier policy counts cycles that asks for a day of the vendor's own
    bool fee_tax_exempt = false;    ///< fees carry no tax, as of a vendor in another country who accounts for it
    std::int64_t version = 0;       ///< rises with every change

    friend bool operator==(const Vendor&, const Vendor&) = default;
};
MARKETPLACE_COMPILED_RECORD(Vendor, (id, name, type, status, suspension_reason, status_note, override_reason,
                            status_changed_at, closed_from, closed_to, country, tax_id, created_at, approved_at,
                                     first_sale_at, leaving_at, plan_id, payout_schedule_id, payout_account,
                                     cycle_from, fee_tax_exempt, version));
[[nodiscard]] inline TableSpec table_spec(const Vendor*) { return {"vendor", "id", {"type", "status"}}; }

/// Throws `missing_field` or `invalid_vendor` with the field.
void validate(const Vendor& vendor);

/// Whether a day lies in the vendor's closure.
[[nodiscard]] bool is_closed(const Vendor& vendor, const Date& day);
/// Whether customers can buy from the vendor on a day: active, and not closed.
[[nodiscard]] bool can_sell(const Vendor& vendor, const Date& day);
/// Whether payouts wait: while suspended.
[[nodiscard]] bool holds_payouts(const Vendor& vendor);

}  // namespace marketplace::vendors
