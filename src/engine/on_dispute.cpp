// A payment is disputed at the bank, and the bank decides.
//
// While it is open, everybody's part of it is held in the ledger, in whatever account it lies, and missing in what can
// be paid out. Won, it is free again where it was, or where its order's money went meanwhile; lost, it is a refund.

#include "order_money.hpp"
#include "payables.hpp"
#include "refund_by_plan.hpp"
#include "refunds.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::Booking;
using marketplace::detail::at_path;
using affiliate::DisputeStep;
using affiliate::Share;
using payments::EntryKind;

StoredDispute load_open(Unit& unit, const RefundId& id) {
    auto dispute = get<StoredDispute>(unit.store, id);
    if (!dispute) fail(ErrorCode::not_found, "dispute_id", id.value, "a dispute that was opened");
    if (dispute->status != DisputeStatus::open) {
        fail(ErrorCode::invalid_transition, "dispute_id",
             id.value + " (" + std::string{name_of(dispute->status)} + ")", "a dispute that is open");
    }
    return std::move(*dispute);
}

/// The fee is the platform's, or that of somebody who earns by the order.
void require_liable(const LoadedOrder& loaded, const affiliate::DisputeTerms& terms) {
    if (terms.liable.party == affiliate::Party::platform || terms.fee_minor == Amount{}) return;
    const auto shares = affiliate::shares_of(loaded.commission);
    const bool is_payee = payee_party_of(terms.liable.party) &&
                          std::any_of(shares.begin(), shares.end(), [&](const Share& share) {
                              return share.beneficiary == terms.liable;
                          });
    if (is_payee) return;
    fail(ErrorCode::not_found, "terms.liable", std::string{name_of(terms.liable.party)} + " " + terms.liable.id,
         "the platform, or a payee of the order");
}

DisputeStep open_step(Unit& unit, const LoadedOrder& loaded, const DisputeOpened& payload) {
    affiliate::Reversal reversal;
    at_path("disputed", [&] {
        reversal = reverse_by_plan(unit, loaded, reversal_state(unit, loaded.stored.id), payload.disputed);
    });
    DisputeStep step;
    at_path("terms", [&] { step = affiliate::dispute_opened(reversal, payload.terms); });
    return step;
}

/// Writes down one amount that is held.
void hold(Unit& unit, StoredDispute& dispute, DisputeHold held, const ledger::Account& debit,
          const ledger::Account& credit) {
    if (held.amount_minor == Amount{}) return;
    // Postings of an event end with a number after its id, which may begin with "dispute/": this one does not.
    held.hold_id = "dispute/" + dispute.id.value + "/" + std::to_string(dispute.holds.size() + 1) + "/hold";
    const bool gives = held.amount_minor > Amount{};
    unit.ledger.hold(held.hold_id, gives ? debit : credit, gives ? credit : debit,
                     gives ? held.amount_minor : -held.amount_minor, "dispute");
    dispute.holds.push_back(std::move(held));
}

void hold_shares(Unit& unit, const LoadedOrder& loaded, StoredDispute& dispute, const affiliate::Reversal& reversal) {
    const Currency currency = loaded.stored.currency;
    const ledger::Account clearing = ledger::clearing(currency);
    for (const Share& share : affiliate::shares_of(reversal)) {
        const auto payee = payee_of(share.beneficiary, currency);
        DisputeHold held{{}, share.beneficiary, -share.amount_minor};
        if (!payee) {
            hold(unit, dispute, held, refund_account(share.beneficiary, currency, reversal.goodwill), clearing);
            continue;
        }
        if (held.amount_minor < Amount{}) {  // who had paid for the order instead of earning by it
            const bool waits = is_on_hold(unit, loaded.stored, *payee);
            hold(unit, dispute, held, waits ? payee->pending() : payee->available(), clearing);
            continue;
        }
        for (const PayeeLeg& leg : legs_of_order(unit, loaded.stored, *payee, held.amount_minor)) {
            held.amount_minor = leg.amount_minor;
            held.is_pending = leg.is_pending;
            hold(unit, dispute, held, leg.account, clearing);
        }
    }
}

/// The provider takes its fee from what it has; who is liable bears it.
void hold_fee(Unit& unit, StoredDispute& dispute, const affiliate::DisputeTerms& terms) {
    const ledger::Account provider = ledger::psp_available(unit.options.payment_provider, dispute.currency);
    DisputeHold held{{}, terms.liable, terms.fee_minor, true};
    const auto payee = payee_of(terms.liable, dispute.currency);
    if (!payee) return hold(unit, dispute, held, ledger::psp_fee_expense(dispute.currency), provider);
    for (const PayeeLeg& leg : legs_of_debt(unit, *payee, terms.fee_minor)) {
        held.amount_minor = leg.amount_minor;
        hold(unit, dispute, held, leg.account, provider);
    }
}

void resolve(Unit& unit, const StoredDispute& dispute, bool is_fee, Booking booking) {
    for (const DisputeHold& held : dispute.holds) {
        if (held.is_fee != is_fee) continue;
        booking == Booking::post_hold ? unit.ledger.post_held(held.hold_id) : unit.ledger.void_held(held.hold_id);
    }
}

/// What a payee is told of the fee: an item that its next payout pays, or gets back.
void put_fee_item(Unit& unit, const StoredDispute& dispute, const affiliate::DisputeTerms& terms, EntryKind kind) {
    const auto payee = payee_of(terms.liable, dispute.currency);
    if (!payee || terms.fee_minor == Amount{}) return;
    const Amount amount = kind == EntryKind::dispute_fee ? -terms.fee_minor : terms.fee_minor;
    put(unit.store, payments::PayoutItem{"dispute/" + dispute.id.value + "/" + std::string{name_of(kind)},
                                         payee->party, payee->id, payee->currency, kind, amount, dispute.id.value,
                                         unit.at(), unit.at(), PayoutId{}});
    schedule_payee(unit, *payee);
}

/// Takes what is disputed out of what payees can be paid, or puts it back.
void change_payables(Unit& unit, const LoadedOrder& loaded, const affiliate::Reversal& reversal, bool gives_back) {
    for (Share share : payable_shares(affiliate::shares_of(reversal))) {
        if (gives_back) share.amount_minor = -share.amount_minor;
        change_payable(unit, loaded, share,
                       share.amount_minor < Amount{} ? EntryKind::dispute_amount : EntryKind::dispute_amount_returned);
    }
}

/// What was held of money that waited goes where the order's money is by now; debts are paid from what is free again.
void settle_payees(Unit& unit, const LoadedOrder& loaded, const StoredDispute& dispute, bool is_won) {
    const Currency currency = loaded.stored.currency;
    for (const DisputeHold& held : dispute.holds) {
        const auto payee = payee_of(held.beneficiary, currency);
        if (!payee) continue;
        if (is_won && held.is_pending) {
            give_to_payee(unit, loaded.stored, *payee, held.amount_minor, payee->pending(), "dispute_won");
        } else {
            net_debt(unit, *payee, dispute.id.value);
        }
        note_debt(unit, *payee);
    }
}

void close(Unit& unit, LoadedOrder& loaded, StoredDispute& dispute, DisputeStatus status, DisputeStep step) {
    put(unit.store, StoredReversal{step.state});
    loaded.stored.disputed_minor -= dispute.amount_minor;
    put(unit.store, loaded.stored);
    dispute.status = status;
    dispute.closed_at = unit.at();
    dispute.steps.push_back(std::move(step));
    put(unit.store, dispute);
}

}  // namespace

std::string apply(Unit& unit, const DisputeOpened& payload) {
    LoadedOrder loaded = load_order(unit, payload.disputed.order_id);
    if (!loaded.stored.captured_at) {
        fail(ErrorCode::out_of_order, "disputed.order_id", loaded.stored.id.value,
             "an order whose payment was captured");
    }
    require_new_refund(unit, payload.disputed.id, "disputed.id");
    require_liable(loaded, payload.terms);
    DisputeStep step = open_step(unit, loaded, payload);
    StoredDispute dispute{payload.disputed.id, loaded.stored.id, DisputeStatus::open, loaded.stored.currency,
                          step.reversal.refunded_minor, payload.terms.fee_minor, payload.disputed.reason, unit.at(),
                          std::nullopt, {}, {}};
    hold_shares(unit, loaded, dispute, step.reversal);
    hold_fee(unit, dispute, payload.terms);
    change_payables(unit, loaded, step.reversal, false);
    put_fee_item(unit, dispute, payload.terms, EntryKind::dispute_fee);
    loaded.stored.disputed_minor += dispute.amount_minor;
    put(unit.store, loaded.stored);
    put(unit.store, StoredReversal{step.state});
    dispute.steps.push_back(std::move(step));
    put(unit.store, dispute);
    return "dispute " + dispute.id.value + " of order " + loaded.stored.id.value + " opened, " +
           std::to_string(dispute.amount_minor.value) + " minor units held";
}

std::string apply(Unit& unit, const DisputeWon& payload) {
    StoredDispute dispute = load_open(unit, payload.dispute_id);
    LoadedOrder loaded = load_order(unit, dispute.order_id);
    DisputeStep step = affiliate::dispute_won(dispute.steps.front(), reversal_state(unit, dispute.order_id));
    resolve(unit, dispute, false, step.booking);
    resolve(unit, dispute, true, step.fee_booking);
    settle_payees(unit, loaded, dispute, true);
    change_payables(unit, loaded, step.reversal, true);
    if (step.fee_booking == Booking::void_hold)
        put_fee_item(unit, dispute, step.terms, EntryKind::dispute_fee_returned);
    close(unit, loaded, dispute, DisputeStatus::won, std::move(step));
    return "dispute " + dispute.id.value + " won";
}

std::string apply(Unit& unit, const DisputeLost& payload) {
    StoredDispute dispute = load_open(unit, payload.dispute_id);
    LoadedOrder loaded = load_order(unit, dispute.order_id);
    DisputeStep step = affiliate::dispute_lost(dispute.steps.front(), reversal_state(unit, dispute.order_id));
    resolve(unit, dispute, false, step.booking);
    resolve(unit, dispute, true, step.fee_booking);
    settle_payees(unit, loaded, dispute, false);
    const bool was_payable = is_payable(loaded.stored);
    complete_refund(unit, loaded, step.reversal, step.state, false);
    close(unit, loaded, dispute, DisputeStatus::lost, std::move(step));
    if (!was_payable && is_payable(loaded.stored)) open_payables(unit, loaded);
    return "dispute " + dispute.id.value + " lost, " + std::to_string(dispute.amount_minor.value) +
           " minor units refunded";
}

}  // namespace marketplace::engine_detail
