// Refunds and cancellations: the frozen split is reversed, wherever its money is by now.

#include "captures.hpp"
#include "order_money.hpp"
#include "payables.hpp"
#include "points.hpp"
#include "refund_by_plan.hpp"
#include "refunds.hpp"

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::Reversal;
using affiliate::Share;

/// Everybody gives back a part, into the clearing account.
void take_shares(Unit& unit, const LoadedOrder& loaded, const Reversal& reversal) {
    const Currency currency = loaded.stored.currency;
    const ledger::Account clearing = ledger::clearing(currency);
    for (const Share& share : affiliate::shares_of(reversal)) {
        const auto party = payee_party_of(share.beneficiary.party);
        if (share.amount_minor.value < 0 && party) {
            take_from_payee(unit, loaded.stored, {*party, share.beneficiary.id, currency}, -share.amount_minor,
                            clearing, "refund");
        } else if (share.amount_minor.value > 0 && party) {  // by a higher rate on what is left
            give_to_payee(unit, loaded.stored, {*party, share.beneficiary.id, currency}, share.amount_minor, clearing,
                          "refund");
        } else {
            unit.ledger.move(clearing, earning_account(share.beneficiary, currency), share.amount_minor, "refund",
                             loaded.stored.id.value);
        }
    }
}

void record_refund_facts(Unit& unit, const StoredOrder& stored, const Reversal& reversal, bool cancelled) {
    for (const affiliate::LineReversal& line : reversal.lines) {
        if (cancelled) {
            record_fact(unit, affiliate::CancellationFact{stored.id, line.vendor_id, stored.placed_at, unit.at(),
                                                          stored.currency, line.refunded_minor});
        } else {
            record_fact(unit, affiliate::RefundFact{stored.id, line.vendor_id, stored.placed_at, unit.at(),
                                                    stored.currency, line.refunded_minor});
        }
    }
}

Reversal refund_order(Unit& unit, LoadedOrder& loaded, const affiliate::RefundRequest& request, bool cancelled) {
    require_new_refund(unit, request.id, "refund.id");
    Reversal reversal;
    marketplace::detail::at_path("refund", [&] {
        reversal = reverse_by_plan(unit, loaded, reversal_state(unit, loaded.stored.id), request);
    });
    const bool was_payable = is_payable(loaded.stored);
    take_shares(unit, loaded, reversal);
    if (was_payable) reduce_payables(unit, loaded, reversal);
    put(unit.store, StoredReversal{reversal.state});
    complete_refund(unit, loaded.stored, reversal, cancelled);
    // Nothing will be delivered. A fee that was retained is a debt of the vendor by now, and of others an earning.
    if (!was_payable && is_payable(loaded.stored)) open_payables(unit, loaded);
    return reversal;
}

bool is_captured(const StoredOrder& stored) { return stored.captured_at.has_value(); }

}  // namespace

void require_new_refund(Unit& unit, const RefundId& id, std::string_view field) {
    if (id.empty()) fail(ErrorCode::missing_field, field, "", "an id that is unique among refunds");
    if (get<StoredRefund>(unit.store, id) || get<StoredDispute>(unit.store, id)) {
        fail(ErrorCode::duplicate_key, field, id.value, "a refund that was not told before");
    }
}

affiliate::ReversalState reversal_state(Unit& unit, const OrderId& id) {
    auto found = get<StoredReversal>(unit.store, id);
    return found ? std::move(found->state) : affiliate::ReversalState{id, {}};
}

Amount points_part(const StoredOrder& stored, Amount refunded) {
    if (stored.redeemed_minor.value == 0) return {};
    const Amount paid[] = {stored.total_minor - stored.redeemed_minor, stored.redeemed_minor};
    const auto part = [&](Amount so_far) { return allocate_cumulative(paid, so_far, std::vector<Amount>(2))[1]; };
    return part(stored.refunded_minor + refunded) - part(stored.refunded_minor);
}

void pay_customer(Unit& unit, const StoredOrder& stored, Amount cash, Amount points, const ledger::Account& clearing) {
    const std::string& provider = unit.options.payment_provider;
    const std::string& reference = stored.id.value;
    const ledger::Account settled = ledger::psp_available(provider, stored.currency);
    const Amount from_settled = std::min(cash, unit.ledger.available(settled));
    unit.ledger.move(clearing, settled, from_settled, "refund", reference);
    unit.ledger.move(clearing, ledger::psp_pending(provider, stored.currency), cash - from_settled, "refund",
                     reference);
    unit.ledger.move(clearing, ledger::promo_expense(stored.currency), points, "points", reference);
}

void complete_refund(Unit& unit, StoredOrder& stored, const Reversal& reversal, bool cancelled) {
    const Amount points = points_part(stored, reversal.refunded_minor);
    const Amount cash = reversal.refunded_minor - points;
    pay_customer(unit, stored, cash, points, ledger::clearing(stored.currency));
    refund_captures(unit, stored, reversal.refund_id, cash);
    reverse_points(unit, stored, reversal);
    record_refund_facts(unit, stored, reversal, cancelled);
    stored.refunded_minor += reversal.refunded_minor;
    put(unit.store, StoredRefund{reversal.refund_id, stored.id, unit.at(), stored.currency, reversal.refunded_minor,
                                 points, reversal.reason});
    if (stored.refunded_minor == stored.total_minor) stored.status = OrderStatus::refunded;
}

std::string apply(Unit& unit, const OrderRefunded& payload) {
    LoadedOrder loaded = load_order(unit, payload.refund.order_id);
    if (!is_captured(loaded.stored))
        fail(ErrorCode::out_of_order, "refund.order_id", loaded.stored.id.value, "an order whose payment was captured");
    const Reversal reversal = refund_order(unit, loaded, payload.refund, false);
    put(unit.store, loaded.stored);
    return "order " + loaded.stored.id.value + " refunded, " + std::to_string(reversal.refunded_minor.value) +
           " minor units";
}

std::string apply(Unit& unit, const OrderCancelled& payload) {
    LoadedOrder loaded = load_order(unit, payload.order_id);
    if (loaded.stored.cancelled_at)
        fail(ErrorCode::out_of_order, "order_id", loaded.stored.id.value, "an order that is not cancelled yet");
    if (loaded.stored.disputed_minor.value != 0)
        fail(ErrorCode::out_of_order, "order_id", loaded.stored.id.value, "an order without an open dispute");
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
        // Nobody has earned anything; points that were to pay for it are set free, captured parts are given back.
        release_points(unit, loaded.stored);
        return_prepaid(unit, loaded.stored, payload);
        loaded.stored.status = OrderStatus::cancelled;
    }
    put(unit.store, loaded.stored);
    return "order " + loaded.stored.id.value + " cancelled";
}

}  // namespace marketplace::engine_detail
