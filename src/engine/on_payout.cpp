// A payout is requested, ended, is asked for again, or is given up.
//
// While a payout waits, its amount is held in the payee's account; a refusal of the provider leaves it held,
// since the next attempt is the same payout again.

#include "payables.hpp"

namespace marketplace::engine_detail {
namespace {

using payments::Payout;
using payments::PayoutAction;
using payments::PayoutCommand;
using payments::PayoutTransition;

Payout load_payout(Unit& unit, const PayoutId& id) {
    auto payout = get<Payout>(unit.store, id);
    if (!payout) fail(ErrorCode::not_found, "payout_id", id.value, "a payout that was created");
    return std::move(*payout);
}

/// One step of the state machine. Throws `invalid_transition` with its explanation.
PayoutTransition step(const Payout& before, const PayoutCommand& command) {
    PayoutTransition step = payments::advance(before, command);
    if (!step.accepted) fail(ErrorCode::invalid_transition, "payout_id", before.id.value, step.explanation);
    return step;
}

Payee payee_of(const Payout& payout) { return {payout.payee_party, payout.payee_id, payout.currency}; }

/// Of money that came back: a hold of its own, since the first one was made final.
std::string returned_hold(const Payout& payout) { return payments::idempotency_key_of(payout) + "/returned"; }

/// The hold that waits for this payout: the one of its creation, or of the last time that its money came back.
std::string open_hold(Unit& unit, const Payout& payout) {
    Payout earlier = payout;
    for (; earlier.attempt_epoch > 0; --earlier.attempt_epoch) {
        std::string returned = returned_hold(earlier);
        if (unit.ledger.holds(returned)) return returned;
    }
    return payout.id.value;
}

/// Moves the held amount to the provider's account: the money has left.
void post_paid(Unit& unit, const Payout& payout) {
    const Payee payee = payee_of(payout);
    unit.ledger.post_held(open_hold(unit, payout));
    unit.ledger.move(payee.in_payout(), ledger::psp_available(unit.options.payment_provider, payout.currency),
                     payout.amount_minor, "payout", payout.id.value);
}

/// The money is back at the provider, and waits for the next attempt.
void post_returned(Unit& unit, const Payout& payout) {
    const Payee payee = payee_of(payout);
    unit.ledger.move(ledger::psp_available(unit.options.payment_provider, payout.currency), payee.available(),
                     payout.amount_minor, "payout_returned", payout.id.value);
    unit.ledger.hold(returned_hold(payout), payee.available(), payee.in_payout(), payout.amount_minor, "payout");
}

PayoutAction action_of(PayoutOutcome outcome) {
    switch (outcome) {
        case PayoutOutcome::paid: return PayoutAction::settle;
        case PayoutOutcome::failed: return PayoutAction::reject;
        case PayoutOutcome::returned: break;
    }
    return PayoutAction::come_back;
}

}  // namespace

std::string apply(Unit& unit, const PayoutSettled& payload) {
    const Payout before = load_payout(unit, payload.payout_id);
    PayoutCommand command;
    command.action = action_of(payload.outcome);
    command.attempt_epoch = payload.attempt == 0 ? before.attempt_epoch : payload.attempt;
    command.reference = payload.reference;
    command.reason =
        payload.outcome == PayoutOutcome::paid ? "" : "reported as " + std::string{name_of(payload.outcome)};
    command.at = unit.at();
    const PayoutTransition done = step(before, command);
    if (!done.changed) return "payout " + before.id.value + " was known to have ended";
    put(unit.store, done.payout);
    if (payload.outcome == PayoutOutcome::paid) post_paid(unit, done.payout);
    if (before.status == payments::PayoutStatus::paid) post_returned(unit, done.payout);
    return "payout " + before.id.value + " " + std::string{name_of(payload.outcome)};
}

std::string apply(Unit& unit, const PayoutRetried& payload) {
    const Payout before = load_payout(unit, payload.payout_id);
    PayoutCommand command;
    command.action = PayoutAction::retry;
    command.attempt_epoch = before.attempt_epoch;
    command.at = unit.at();
    const PayoutTransition done = step(before, command);
    put(unit.store, done.payout);
    request_payment(unit, done.payout);
    return "payout " + before.id.value + " asked for again, attempt " + std::to_string(done.payout.attempt_epoch);
}

std::string apply(Unit& unit, const PayoutCancelled& payload) {
    const Payout before = load_payout(unit, payload.payout_id);
    PayoutCommand command;
    command.action = PayoutAction::cancel;
    command.attempt_epoch = before.attempt_epoch;
    command.reason = payload.reason;
    command.at = unit.at();
    const PayoutTransition done = step(before, command);
    if (!done.changed) return "payout " + before.id.value + " was cancelled before";
    put(unit.store, done.payout);
    for (const payments::PayoutItem& item : payments::release_items(done.payout, items_of(unit, done.payout)))
        put(unit.store, item);
    unit.ledger.void_held(open_hold(unit, before));
    schedule_payee(unit, payee_of(before));
    return "payout " + before.id.value + " cancelled";
}

std::string apply(Unit& unit, const PayoutRequested& payload) {
    if (payload.id.empty() && payload.party == payments::PayeeParty::vendor)
        fail(ErrorCode::missing_field, "id", "", "the payee");
    const Payee payee{payload.party, payload.id, payload.currency};
    return std::string{name_of(payee.party)} + " " + payee.id + ": " + pay_on_request(unit, payee);
}

}  // namespace marketplace::engine_detail
