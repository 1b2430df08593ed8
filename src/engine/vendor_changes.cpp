#include "vendor_changes.hpp"

#include "schedules.hpp"

#include <marketplace/vendors/onboarding.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using vendors::Vendor;
using vendors::VendorStatus;

bool is_leaving(VendorStatus status) {
    return status == VendorStatus::offboarding || status == VendorStatus::offboarded;
}

/// In which a vendor may own or owe something.
std::vector<Currency> currencies_of(Unit& unit, const VendorId& vendor) {
    std::vector<Currency> currencies = unit.state.currencies;
    Scan own;
    own.prefix = make_key(payments::PayeeParty::vendor, vendor.value);
    for (const StoredPayee& row : scan_all<StoredPayee>(unit.store, own)) {
        if (std::find(currencies.begin(), currencies.end(), row.currency) == currencies.end())
            currencies.push_back(row.currency);
    }
    return currencies;
}

/// Nothing of a vendor who is gone waits for anything.
void require_settled(Unit& unit, const VendorId& vendor) {
    for (const Currency currency : currencies_of(unit, vendor)) {
        const Payee payee{payments::PayeeParty::vendor, vendor.value, currency};
        for (const ledger::Account& account :
             {payee.pending(), payee.available(), payee.reserved(), payee.in_payout(), payee.receivable()}) {
            const Amount balance = unit.ledger.balance(account);
            if (balance == Amount{}) continue;
            fail(ErrorCode::invalid_transition, "vendor.status", name_of(VendorStatus::offboarded),
                 "a vendor with nothing to pay or to be paid; " + account.id.value + " has " +
                     std::to_string(balance.value));
        }
    }
}

}  // namespace

void admit(Unit& unit, const std::optional<Vendor>& known, Vendor& vendor) {
    require_schedule(unit, vendor.payout_schedule_id, "vendor.payout_schedule_id");
    if (known && !vendors::leads_to(known->status, vendor.status)) {
        fail(ErrorCode::invalid_transition, "vendor.status", name_of(vendor.status),
             "a status that follows " + std::string{name_of(known->status)});
    }
    const bool is_gone = vendor.status == VendorStatus::offboarded;
    if (known && is_gone && known->status != VendorStatus::offboarded) require_settled(unit, vendor.id);
    if (!is_leaving(vendor.status)) {
        vendor.leaving_at.reset();
    } else if (known && known->leaving_at) {
        vendor.leaving_at = known->leaving_at;
    } else if (!vendor.leaving_at) {
        vendor.leaving_at = vendor.status_changed_at;
    }
}

namespace {

/// Whether the vendor was active at the instant of an order, as far as the last change of the status tells: an order
/// that is told late is not refused for what came after it. Who was offboarded has nothing to settle it with.
bool was_active(const Vendor& vendor, Timestamp placed_at) {
    if (vendor.status == VendorStatus::active) return true;
    const bool has_sold = vendor.status == VendorStatus::paused || vendor.status == VendorStatus::suspended ||
                          vendor.status == VendorStatus::offboarding;
    return has_sold && vendor.approved_at && *vendor.approved_at <= placed_at && placed_at < vendor.status_changed_at;
}

}  // namespace

void require_seller(Unit& unit, const Vendor& vendor, Timestamp placed_at, std::size_t line) {
    const bool is_active = was_active(vendor, placed_at);
    // Most vendors are never closed, and need no calendar.
    if (is_active && (!vendor.closed_from || !vendors::is_closed(vendor, unit.zone.date_of(placed_at)))) return;
    fail(ErrorCode::invalid_value, "order.lines[" + std::to_string(line) + "].vendor_id",
         vendor.id.value + " (" + (is_active ? "closed" : std::string{name_of(vendor.status)}) + ")",
         "a vendor who is active, and not closed on the day of the order");
}

}  // namespace marketplace::engine_detail
