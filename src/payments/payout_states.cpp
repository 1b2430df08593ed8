// The state machine of a payout. Its one purpose: no sequence of answers, repetitions, losses and late
// reports lets an attempt be made again while an earlier one may have moved money.

#include <marketplace/payments/payout.hpp>

namespace marketplace::payments {
namespace {

using enum PayoutStatus;

PayoutTransition refuse(const Payout& payout, std::string_view code, std::string explanation) {
    return {false, false, payout, std::string{code}, std::move(explanation)};
}

PayoutTransition not_possible(const Payout& payout, const PayoutCommand& command) {
    return refuse(payout, "not_possible",
                  "a payout that is " + std::string{name_of(payout.status)} + " has no step \"" +
                      std::string{name_of(command.action)} + "\"; an operator must look at it");
}

PayoutTransition reconcile_first(const Payout& payout) {
    return refuse(payout, "reconcile_first",
                  "the money may have moved: ask the provider what became of " + idempotency_key_of(payout));
}

PayoutTransition known(const Payout& payout) { return {true, false, payout, "", "known already"}; }

PayoutTransition move_to(const Payout& payout, const PayoutCommand& command, PayoutStatus status) {
    PayoutTransition out{true, true, payout, "", ""};
    out.payout.status = status;
    if (!command.reference.empty()) out.payout.provider_reference = command.reference;
    out.payout.failure_reason = command.reason;
    out.payout.updated_at = command.at;
    out.payout.version = checked_add(payout.version, 1);
    out.explanation = std::string{name_of(payout.status)} + " to " + std::string{name_of(status)};
    return out;
}

PayoutTransition submit(const Payout& payout, const PayoutCommand& command) {
    if (payout.status == unknown) return reconcile_first(payout);
    if (payout.status == submitted) return known(payout);
    if (payout.status != created) return not_possible(payout, command);
    PayoutTransition out = move_to(payout, command, submitted);
    out.payout.provider = command.provider;
    return out;
}

PayoutTransition accept(const Payout& payout, const PayoutCommand& command) {
    if (payout.status == paid) return known(payout);
    if (payout.status != submitted && payout.status != unknown) return not_possible(payout, command);
    const bool nothing_new = command.reference.empty() || command.reference == payout.provider_reference;
    return payout.status == submitted && nothing_new ? known(payout) : move_to(payout, command, submitted);
}

PayoutTransition lose(const Payout& payout, const PayoutCommand& command) {
    // After the provider has accepted, a lost answer to a later question changes nothing.
    if (payout.status == submitted) {
        return payout.provider_reference.empty() ? move_to(payout, command, unknown) : known(payout);
    }
    return payout.status == unknown || payout.status == paid ? known(payout) : not_possible(payout, command);
}

/// An outcome that a provider reports: paid, or failed.
PayoutTransition conclude(const Payout& payout, const PayoutCommand& command, PayoutStatus outcome) {
    if (payout.status == outcome) return known(payout);
    if (payout.status == submitted || payout.status == unknown) return move_to(payout, command, outcome);
    if (payout.status == paid && command.action == PayoutAction::come_back) return move_to(payout, command, outcome);
    return not_possible(payout, command);
}

PayoutTransition retry(const Payout& payout, const PayoutCommand& command) {
    if (payout.status == unknown || payout.status == submitted) return reconcile_first(payout);
    if (payout.status != failed) return not_possible(payout, command);
    PayoutTransition out = move_to(payout, command, created);
    out.payout.attempt_epoch = checked_add(payout.attempt_epoch, 1);
    out.payout.provider_reference.clear();
    out.payout.failure_reason.clear();
    return out;
}

PayoutTransition cancel(const Payout& payout, const PayoutCommand& command) {
    if (payout.status == unknown || payout.status == submitted) return reconcile_first(payout);
    if (payout.status == cancelled) return known(payout);
    return payout.status == paid ? not_possible(payout, command) : move_to(payout, command, cancelled);
}

bool names_another_payment(const Payout& payout, const PayoutCommand& command) {
    const bool reports = command.action == PayoutAction::accept || command.action == PayoutAction::settle;
    return reports && !command.reference.empty() && !payout.provider_reference.empty() &&
           command.reference != payout.provider_reference;
}

}  // namespace

PayoutTransition advance(const Payout& payout, const PayoutCommand& command) {
    if (command.attempt_epoch != payout.attempt_epoch) {
        return refuse(payout, "stale_attempt",
                      "about attempt " + std::to_string(command.attempt_epoch) + ", the payout is at " +
                          std::to_string(payout.attempt_epoch));
    }
    if (names_another_payment(payout, command)) {
        return refuse(payout, "other_reference",
                      "the provider calls this attempt " + payout.provider_reference + " and now " +
                          command.reference + "; an operator must see whether it paid twice");
    }
    switch (command.action) {
        case PayoutAction::submit: return submit(payout, command);
        case PayoutAction::accept: return accept(payout, command);
        case PayoutAction::reject: return conclude(payout, command, failed);
        case PayoutAction::lose: return lose(payout, command);
        case PayoutAction::settle: return conclude(payout, command, paid);
        case PayoutAction::come_back: return conclude(payout, command, failed);
        case PayoutAction::retry: return retry(payout, command);
        case PayoutAction::cancel: return cancel(payout, command);
    }
    return not_possible(payout, command);
}

}  // namespace marketplace::payments
