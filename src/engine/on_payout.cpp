// A payout ended: what was held for it is paid for good, or can be paid again.

#include "payables.hpp"

namespace marketplace::engine_detail {
namespace {

using payments::Payout;
using payments::PayoutAction;
using payments::PayoutCommand;

Payout load_payout(Unit& unit, const PayoutId& id) {
    auto payout = get<Payout>(unit.store, id);
    if (!payout) fail(ErrorCode::not_found, "payout_id", id.value, "a payout that was created");
    return std::move(*payout);
}

/// Moves the held amount to the provider's account: the money has left.
void post_paid(Unit& unit, const Payout& payout) {
    unit.ledger.post_held(payout.id.value);
    const Payee payee{payout.payee_party, payout.payee_id, payout.currency};
    unit.ledger.move(payee.in_payout(), ledger::psp_available(unit.options.payment_provider, payout.currency),
                     payout.amount_minor, "payout", payout.id.value);
}

}  // namespace

std::string apply(Unit& unit, const PayoutSettled& payload) {
    const Payout before = load_payout(unit, payload.payout_id);
    PayoutCommand command;
    command.action = payload.outcome == PayoutOutcome::paid ? PayoutAction::settle : PayoutAction::reject;
    command.attempt_epoch = before.attempt_epoch;
    command.reference = payload.reference;
    command.reason = payload.outcome == PayoutOutcome::failed ? "reported as failed" : "";
    command.at = unit.at();
    const payments::PayoutTransition step = payments::advance(before, command);
    if (!step.accepted) fail(ErrorCode::invalid_transition, "payout_id", before.id.value, step.explanation);
    if (!step.changed) return "payout " + before.id.value + " was known to have ended";
    put(unit.store, step.payout);
    if (payload.outcome == PayoutOutcome::paid) {
        post_paid(unit, step.payout);
        return "payout " + before.id.value + " paid";
    }
    // The items stay claimed and the money stays held; the next attempt is the same payout again.
    return "payout " + before.id.value + " failed";
}

}  // namespace marketplace::engine_detail
