// Refunds and cancellations: the frozen split is reversed, wherever its money is by now.

#include "payables.hpp"
#include "points.hpp"
#include "refund_by_plan.hpp"

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::Reversal;
using affiliate::Share;

/// Takes from a payee what a refund takes back: first what waits in its pending or available account, then
/// as a receivable that its next earnings pay.
void take_from_payee(Unit& unit, const LoadedOrder& loaded, const Share& share, const ledger::Account& clearing) {
    const Payee payee{*payee_party_of(share.beneficiary.party), share.beneficiary.id, loaded.stored.currency};
    const std::string& reference = loaded.stored.id.value;
    const Amount taken = -share.amount_minor;
    const bool is_held = !loaded.stored.fulfilled_at ||
                         get<StoredHold>(unit.store, loaded.stored.id, payee.party, payee.id).has_value();
    if (is_held) return unit.ledger.move(payee.pending(), clearing, taken, "refund", reference);
    const Amount covered = std::min(taken, unit.ledger.available(payee.available()));
    unit.ledger.move(payee.available(), clearing, covered, "refund", reference);
    unit.ledger.move(payee.receivable(), clearing, taken - covered, "refund", reference);
}

/// The customer gets back money and points in the proportion in which the order was paid.
Amount points_part(const StoredOrder& stored, Amount refunded) {
    if (stored.redeemed_minor.value == 0) return {};
    const Amount paid[] = {stored.total_minor - stored.redeemed_minor, stored.redeemed_minor};
    const auto part = [&](Amount so_far) { return allocate_cumulative(paid, so_far, std::vector<Amount>(2))[1]; };
    return part(stored.refunded_minor + refunded) - part(stored.refunded_minor);
}

/// From what the provider has made available, and what that does not cover from what it still holds.
void pay_customer(Unit& unit, const LoadedOrder& loaded, Amount cash, Amount points, const ledger::Account& clearing) {
    const Currency currency = loaded.stored.currency;
    const std::string& provider = unit.options.payment_provider;
    const std::string& reference = loaded.stored.id.value;
    const ledger::Account settled = ledger::psp_available(provider, currency);
    const Amount from_settled = std::min(cash, unit.ledger.available(settled));
    unit.ledger.move(clearing, settled, from_settled, "refund", reference);
    unit.ledger.move(clearing, ledger::psp_pending(provider, currency), cash - from_settled, "refund", reference);
    unit.ledger.move(clearing, ledger::promo_expense(currency), points, "points", reference);
}

void post_refund(Unit& unit, const LoadedOrder& loaded, const Reversal& reversal, Amount points) {
    const ledger::Account clearing = ledger::clearing(loaded.stored.currency);
    for (const Share& share : affiliate::shares_of(reversal)) {
        if (share.amount_minor.value < 0 && payee_party_of(share.beneficiary.party)) {
            take_from_payee(unit, loaded, share, clearing);
        } else {
            unit.ledger.move(clearing, earning_account(share.beneficiary, loaded.stored.currency), share.amount_minor,
                             "refund", loaded.stored.id.value);
        }
    }
    pay_customer(unit, loaded, reversal.refunded_minor - points, points, clearing);
}

void record_refund_facts(Unit& unit, const LoadedOrder& loaded, const Reversal& reversal, bool cancelled) {
    for (const affiliate::LineReversal& line : reversal.lines) {
        if (cancelled) {
            record_fact(unit, affiliate::CancellationFact{loaded.stored.id, line.vendor_id, loaded.stored.placed_at,
                                                          unit.at(), loaded.stored.currency, line.refunded_minor});
        } else {
            record_fact(unit, affiliate::RefundFact{loaded.stored.id, line.vendor_id, loaded.stored.placed_at,
                                                    unit.at(), loaded.stored.currency, line.refunded_minor});
        }
    }
}

/// Two events may tell of one refund; it is paid once.
void require_new(Unit& unit, const RefundId& id) {
    if (id.empty()) fail(ErrorCode::missing_field, "refund.id", "", "an id that is unique among refunds");
    if (get<StoredRefund>(unit.store, id)) {
        fail(ErrorCode::duplicate_key, "refund.id", id.value, "a refund that was not told before");
    }
}

Reversal refund_order(Unit& unit, LoadedOrder& loaded, const affiliate::RefundRequest& request, bool cancelled) {
    require_new(unit, request.id);
    affiliate::ReversalState before{loaded.stored.id, {}};
    if (const auto found = get<StoredReversal>(unit.store, loaded.stored.id)) before = found->state;
    Reversal reversal = reverse_by_plan(unit, loaded, before, request);
    const Amount points = points_part(loaded.stored, reversal.refunded_minor);
    post_refund(unit, loaded, reversal, points);
    if (loaded.stored.fulfilled_at) reduce_payables(unit, loaded, reversal);
    reverse_points(unit, loaded.stored, reversal);
    record_refund_facts(unit, loaded, reversal, cancelled);
    loaded.stored.refunded_minor += reversal.refunded_minor;
    put(unit.store, StoredReversal{reversal.state});
    put(unit.store, StoredRefund{request.id, loaded.stored.id, unit.at(), loaded.stored.currency,
                                 reversal.refunded_minor, points, request.reason});
    return reversal;
}

bool is_captured(const StoredOrder& stored) { return stored.captured_at.has_value(); }

}  // namespace

std::string apply(Unit& unit, const OrderRefunded& payload) {
    LoadedOrder loaded = load_order(unit, payload.refund.order_id);
    if (!is_captured(loaded.stored))
        fail(ErrorCode::out_of_order, "refund.order_id", loaded.stored.id.value, "an order whose payment was captured");
    const Reversal reversal = refund_order(unit, loaded, payload.refund, false);
    if (loaded.stored.refunded_minor == loaded.stored.total_minor) loaded.stored.status = OrderStatus::refunded;
    put(unit.store, loaded.stored);
    return "order " + loaded.stored.id.value + " refunded, " + std::to_string(reversal.refunded_minor.value) +
           " minor units";
}

std::string apply(Unit& unit, const OrderCancelled& payload) {
    LoadedOrder loaded = load_order(unit, payload.order_id);
    if (loaded.stored.cancelled_at)
        fail(ErrorCode::out_of_order, "order_id", loaded.stored.id.value, "an order that is not cancelled yet");
    loaded.stored.cancelled_at = unit.at();
    if (is_captured(loaded.stored)) {
        affiliate::RefundRequest everything;
        everything.id = RefundId{unit.event.id.value};
        everything.order_id = loaded.stored.id;
        everything.at = unit.at();
        everything.reason = payload.reason;
        if (loaded.stored.refunded_minor < loaded.stored.total_minor) refund_order(unit, loaded, everything, true);
        loaded.stored.status = OrderStatus::refunded;
    } else {
        // Nothing was booked; only points that were to pay for it are set free.
        release_points(unit, loaded.stored);
        loaded.stored.status = OrderStatus::cancelled;
    }
    put(unit.store, loaded.stored);
    return "order " + loaded.stored.id.value + " cancelled";
}

}  // namespace marketplace::engine_detail
