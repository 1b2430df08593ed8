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

/// Everybody gives back a part, into the clearing account; who had paid for the order instead of earning by it is given
/// that back.
void take_shares(Unit& unit, const LoadedOrder& loaded, const Reversal& reversal) {
    const Currency currency = loaded.stored.currency;
    const ledger::Account clearing = ledger::clearing(currency);
    for (const Share& share : affiliate::shares_of(reversal)) {
        const auto payee = payee_of(share.beneficiary, currency);
        if (!payee) {
            unit.ledger.move(clearing, refund_account(share.beneficiary, currency, reversal.goodwill),
                             share.amount_minor, "refund", loaded.stored.id.value);
        } else if (share.amount_minor < Amount{}) {
            take_from_payee(unit, loaded.stored, *payee, -share.amount_minor, clearing, "refund");
        } else if (share.amount_minor > Amount{}) {
            give_to_payee(unit, loaded.stored, *payee, share.amount_minor, clearing, "refund");
        }
    }
}

/// What was refunded of the lines of a vendor by taking it back from those who had earned it.
Amount taken_back_of(const Reversal& reversal, const VendorId& vendor) {
    Amount sum;
    for (const affiliate::LineReversal& line : reversal.lines) {
        if (line.vendor_id == vendor) sum += line.change.refunded_minor;
    }
    return sum;
}

/// What the platform gives out of its own pocket says nothing about a vendor.
void record_refund_facts(Unit& unit, const LoadedOrder& loaded, const Reversal& reversal) {
    const StoredOrder& stored = loaded.stored;
    for (const VendorPart& part : vendor_parts(loaded.order)) {
        const Amount refunded = taken_back_of(reversal, part.vendor_id);
        if (refunded == Amount{}) continue;
        record_fact(unit, affiliate::RefundFact{stored.id, part.vendor_id, stored.placed_at, unit.at(),
                                                stored.currency, refunded});
    }
}

/// One for each vendor of the order, as the order counts once for each of them.
void record_cancellation(Unit& unit, const LoadedOrder& loaded, const Reversal* reversal) {
    const StoredOrder& stored = loaded.stored;
    for (const VendorPart& part : vendor_parts(loaded.order)) {
        const Amount gross = reversal == nullptr ? part.total_minor : taken_back_of(*reversal, part.vendor_id);
        record_fact(unit, affiliate::CancellationFact{stored.id, part.vendor_id, stored.placed_at, unit.at(),
                                                      stored.currency, gross});
    }
}

Reversal reverse(Unit& unit, const LoadedOrder& loaded, const affiliate::ReversalState& before,
                 const affiliate::RefundRequest& request) {
    Reversal reversal;
    marketplace::detail::at_path("refund", [&] { reversal = reverse_by_plan(unit, loaded, before, request); });
    return reversal;
}

/// Books a refund whose shares are known; `gifts` of it go back to the platform, which had paid them to the customer.
void book_refund(Unit& unit, LoadedOrder& loaded, const Reversal& reversal, Amount gifts, bool is_cancellation) {
    const bool was_payable = is_payable(loaded.stored);
    take_shares(unit, loaded, reversal);
    unit.ledger.move(ledger::clearing(loaded.stored.currency), ledger::goodwill_expense(loaded.stored.currency), gifts,
                     "refund", loaded.stored.id.value);
    reduce_payables(unit, loaded, reversal);
    put(unit.store, StoredReversal{reversal.state});
    complete_refund(unit, loaded, reversal, reversal.state, is_cancellation);
    // Nothing will be delivered. A fee that was retained is a debt of the vendor by now, and of others an earning.
    if (!was_payable && is_payable(loaded.stored)) open_payables(unit, loaded);
}

/// Whether there is something of an order that a refund would take back.
bool is_something_left(const LoadedOrder& loaded, const affiliate::ReversalState& state) {
    for (std::size_t i = 0; i < loaded.order.lines.size(); ++i) {
        const affiliate::LineCommission& line = loaded.commission.lines[i];
        const affiliate::LineReversalState done = affiliate::state_of(state, line.line_id);
        if (affiliate::refundable_of(line, done) > Amount{}) return true;
        // A line that costs nothing may still have charged its vendor.
        if (line.total_minor == Amount{} && done.quantity < loaded.order.lines[i].quantity) return true;
    }
    return false;
}

/// The state in which nothing was a gift of the platform.
affiliate::ReversalState without_gifts(affiliate::ReversalState state) {
    for (affiliate::LineReversalState& line : state.lines) line.goodwill_minor = {};
    return state;
}

/// What the customer has as gifts of the platform is not paid again. Returns how much that is.
Amount take_off_gifts(Reversal& reversal, const affiliate::ReversalState& before) {
    Amount gifts;
    for (affiliate::LineReversal& line : reversal.lines) {
        const Amount gift = affiliate::state_of(before, line.line_id).goodwill_minor;
        line.refunded_minor -= gift;
        gifts += gift;
    }
    reversal.refunded_minor -= gifts;
    return gifts;
}

/// All that is left of a captured order goes back. Before the delivery nobody has earned what the platform had given to
/// the customer out of its own pocket: that is taken back, too, and the platform has it again.
void cancel_captured(Unit& unit, LoadedOrder& loaded, const std::string& reason) {
    const affiliate::ReversalState before = reversal_state(unit, loaded.stored.id);
    const bool is_delivered = loaded.stored.fulfilled_at.has_value();
    const affiliate::ReversalState from = is_delivered ? before : without_gifts(before);
    affiliate::RefundRequest everything;
    everything.id = RefundId{unit.event.id.value};
    everything.order_id = loaded.stored.id;
    everything.at = unit.at();
    everything.reason = reason;
    Reversal reversal;
    if (is_something_left(loaded, from)) {
        require_new_refund(unit, everything.id, "refund.id");
        reversal = reverse(unit, loaded, from, everything);
        const Amount gifts = is_delivered ? Amount{} : take_off_gifts(reversal, before);
        book_refund(unit, loaded, reversal, gifts, true);
    }
    record_cancellation(unit, loaded, &reversal);
    loaded.stored.status = OrderStatus::refunded;
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

void complete_refund(Unit& unit, LoadedOrder& loaded, const Reversal& reversal,
                     const affiliate::ReversalState& state, bool is_cancellation) {
    StoredOrder& stored = loaded.stored;
    const Amount points = points_part(stored, reversal.refunded_minor);
    const Amount cash = reversal.refunded_minor - points;
    pay_customer(unit, stored, cash, points, ledger::clearing(stored.currency));
    refund_captures(unit, stored, reversal.refund_id, cash);
    reverse_points(unit, stored, reversal);
    if (!is_cancellation) record_refund_facts(unit, loaded, reversal);
    stored.refunded_minor += reversal.refunded_minor;
    put(unit.store, StoredRefund{reversal.refund_id, stored.id, unit.at(), stored.currency, reversal.refunded_minor,
                                 points, reversal.reason});
    // With a gift of the platform among it, the order is still to be delivered, and its vendor to be paid for that.
    const bool is_gift = std::any_of(state.lines.begin(), state.lines.end(),
                                     [](const auto& line) { return line.goodwill_minor != Amount{}; });
    if (stored.refunded_minor == stored.total_minor && !is_gift) stored.status = OrderStatus::refunded;
}

std::string apply(Unit& unit, const OrderRefunded& payload) {
    LoadedOrder loaded = load_order(unit, payload.refund.order_id);
    if (!is_captured(loaded.stored))
        fail(ErrorCode::out_of_order, "refund.order_id", loaded.stored.id.value, "an order whose payment was captured");
    require_new_refund(unit, payload.refund.id, "refund.id");
    const Reversal reversal =
        reverse(unit, loaded, reversal_state(unit, loaded.stored.id), payload.refund);
    book_refund(unit, loaded, reversal, {}, false);
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
        cancel_captured(unit, loaded, payload.reason);
    } else {
        // Nobody has earned anything; points that were to pay for it are set free, captured parts are given back.
        release_points(unit, loaded.stored);
        return_prepaid(unit, loaded.stored, payload);
        record_cancellation(unit, loaded, nullptr);
        loaded.stored.status = OrderStatus::cancelled;
    }
    put(unit.store, loaded.stored);
    return "order " + loaded.stored.id.value + " cancelled";
}

}  // namespace marketplace::engine_detail
