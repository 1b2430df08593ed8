// Refunds and cancellations: the frozen split is reversed, wherever its money is by now.

#include "payables.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::Reversal;
using affiliate::Share;

/// Takes from a payee what a refund takes back: first what waits in its pending or available account, then
/// as a receivable that its next earnings pay.
void take_from_payee(Unit& unit, const LoadedOrder& loaded, const Share& share, const ledger::Account& clearing) {
    const Currency currency = loaded.stored.currency;
    const auto party = *payee_party_of(share.beneficiary.party);
    const std::string& id = share.beneficiary.id;
    const std::string& reference = loaded.stored.id.value;
    Amount left = -share.amount_minor;
    const auto hold = get<StoredHold>(unit.store, loaded.stored.id, party, id);
    if (!loaded.stored.fulfilled_at || hold) {
        unit.ledger.move(pending_account(party, id, currency), clearing, left, "refund", reference);
        return;
    }
    const ledger::Account available = available_account(party, id, currency);
    const Amount covered = std::min(left, unit.ledger.available(available));
    unit.ledger.move(available, clearing, covered, "refund", reference);
    unit.ledger.move(receivable_account(party, id, currency), clearing, left - covered, "refund", reference);
}

/// From what the provider has made available, and what that does not cover from what it still holds.
void pay_customer(Unit& unit, const LoadedOrder& loaded, Amount cash, const ledger::Account& clearing) {
    const Currency currency = loaded.stored.currency;
    const std::string& provider = unit.options.payment_provider;
    const std::string& reference = loaded.stored.id.value;
    const ledger::Account settled = psp_available(provider, currency);
    const Amount from_settled = std::min(cash, unit.ledger.available(settled));
    unit.ledger.move(clearing, settled, from_settled, "refund", reference);
    unit.ledger.move(clearing, psp_pending(provider, currency), cash - from_settled, "refund", reference);
}

void post_refund(Unit& unit, const LoadedOrder& loaded, const Reversal& reversal) {
    const ledger::Account clearing = clearing_account(loaded.stored.currency);
    for (const Share& share : affiliate::shares_of(reversal)) {
        if (share.amount_minor.value < 0 && payee_party_of(share.beneficiary.party)) {
            take_from_payee(unit, loaded, share, clearing);
        } else if (share.amount_minor.value < 0) {
            unit.ledger.move(earning_account(share.beneficiary, loaded.stored.currency), clearing, -share.amount_minor,
                             "refund", loaded.stored.id.value);
        } else {
            unit.ledger.move(clearing, earning_account(share.beneficiary, loaded.stored.currency), share.amount_minor,
                             "refund", loaded.stored.id.value);
        }
    }
    pay_customer(unit, loaded, reversal.refunded_minor, clearing);
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

Reversal refund_order(Unit& unit, LoadedOrder& loaded, const affiliate::RefundRequest& request, bool cancelled) {
    affiliate::ReversalState before{loaded.stored.id, {}};
    if (const auto found = get<StoredReversal>(unit.store, loaded.stored.id)) before = found->state;
    const auto plan = unit.policies.plan(unit.store, {loaded.stored.plan_id.value, loaded.stored.plan_version});
    Reversal reversal =
        affiliate::reverse(loaded.order, loaded.commission, before, request, plan->plan().refund_policy);
    post_refund(unit, loaded, reversal);
    if (loaded.stored.fulfilled_at) reduce_payables(unit, loaded, reversal);
    record_refund_facts(unit, loaded, reversal, cancelled);
    loaded.stored.refunded_minor += reversal.refunded_minor;
    put(unit.store, StoredReversal{reversal.state});
    put(unit.store, StoredRefund{request.id, loaded.stored.id, unit.at(), loaded.stored.currency,
                                 reversal.refunded_minor, request.reason});
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
        loaded.stored.status = OrderStatus::cancelled;
    }
    put(unit.store, loaded.stored);
    return "order " + loaded.stored.id.value + " cancelled";
}

}  // namespace marketplace::engine_detail
