// What happens to an order after it was placed: capture, shipment, fulfilment, rating.

#include "captures.hpp"
#include "payables.hpp"
#include "points.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::engine_detail {
namespace {

using affiliate::Share;

/// Collected money, in the clearing account by now, becomes what each party has earned. What points paid is the
/// platform's expense.
void post_capture(Unit& unit, const LoadedOrder& loaded) {
    const Currency currency = loaded.stored.currency;
    const std::string& reference = loaded.stored.id.value;
    // Every share is credited from the clearing account of the order, which the payment fills, so that
    // each posting has one debit and one credit and the account ends at zero.
    const ledger::Account clearing = ledger::clearing(currency);
    unit.ledger.move(ledger::promo_expense(currency), clearing, loaded.stored.redeemed_minor, "points", reference);
    for (const Share& share : affiliate::shares_of(loaded.commission)) {
        unit.ledger.move(clearing, earning_account(share.beneficiary, currency), share.amount_minor, "earning",
                         reference);
    }
}

/// The day's end settles what was collected in each currency.
void remember_currency(Unit& unit, Currency currency) {
    auto& known = unit.state.currencies;
    if (std::find(known.begin(), known.end(), currency) == known.end()) known.push_back(currency);
}

void require_status(const StoredOrder& stored, bool allowed, std::string_view expected) {
    if (!allowed)
        fail(ErrorCode::out_of_order, "order_id", stored.id.value + " (" + std::string{name_of(stored.status)} + ")",
             expected);
}

}  // namespace

std::string apply(Unit& unit, const OrderCaptured& payload) {
    LoadedOrder loaded = load_order(unit, payload.order_id);
    require_status(loaded.stored, loaded.stored.status == OrderStatus::placed,
                   "an order that is placed and not captured or cancelled");
    remember_currency(unit, loaded.stored.currency);
    keep_points(unit, loaded.stored, payload);
    if (!book_capture(unit, loaded.stored, payload)) {
        std::string answer = "order " + loaded.stored.id.value + " captured in part, " +
                             std::to_string(loaded.stored.captured_minor.value) + " minor units so far";
        put(unit.store, std::move(loaded.stored));
        return answer;
    }
    loaded.stored.status = OrderStatus::captured;
    loaded.stored.captured_at = unit.at();
    post_capture(unit, loaded);
    earn_points(unit, loaded);
    if (unit.state.holds_from_placement) open_early_payables(unit, loaded, payments::HoldStart::placement);
    put(unit.store, std::move(loaded.stored));
    return "order " + payload.order_id.value + " captured";
}

std::string apply(Unit& unit, const OrderShipped& payload) {
    LoadedOrder loaded = load_order(unit, payload.order_id);
    require_status(loaded.stored, loaded.stored.status == OrderStatus::captured && !loaded.stored.shipped_at,
                   "an order that is captured and not shipped, fulfilled or cancelled");
    loaded.stored.shipped_at = unit.at();
    open_early_payables(unit, loaded, payments::HoldStart::shipment);
    put(unit.store, std::move(loaded.stored));
    return "order " + payload.order_id.value + " shipped";
}

std::string apply(Unit& unit, const OrderFulfilled& payload) {
    LoadedOrder loaded = load_order(unit, payload.order_id);
    const OrderStatus status = loaded.stored.status;
    if (status == OrderStatus::refunded) return "order " + loaded.stored.id.value + " had been refunded in full";
    require_status(loaded.stored, status == OrderStatus::captured,
                   "an order that is captured and not fulfilled or cancelled");
    loaded.stored.status = OrderStatus::fulfilled;
    loaded.stored.fulfilled_at = unit.at();
    open_payables(unit, loaded);
    deliver_points(unit, loaded.stored);
    const Timestamp placed_at = loaded.stored.placed_at;
    put(unit.store, std::move(loaded.stored));
    for (const VendorPart& part : vendor_parts(loaded.order)) {
        record_fact(unit, affiliate::DeliveryFact{payload.order_id, part.vendor_id, placed_at, unit.at()});
    }
    return "order " + payload.order_id.value + " fulfilled";
}

std::string apply(Unit& unit, const OrderRated& payload) {
    const LoadedOrder loaded = load_order_lines(unit, payload.order_id);
    if (payload.rating_hundredths < 0 || payload.rating_hundredths > 500) {
        fail(ErrorCode::out_of_range, "rating_hundredths", std::to_string(payload.rating_hundredths), "0 to 500");
    }
    for (const VendorPart& part : vendor_parts(loaded.order)) {
        record_fact(unit,
                    affiliate::RatingFact{loaded.stored.id, part.vendor_id, unit.at(), payload.rating_hundredths});
    }
    return "order " + loaded.stored.id.value + " rated";
}

}  // namespace marketplace::engine_detail
