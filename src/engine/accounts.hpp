#pragma once
// Which account of the template holds the money of a party.

#include <marketplace/affiliate/commission.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/payments/payout.hpp>

namespace marketplace::engine_detail {

/// Where a party's share goes when an order is captured: to revenue for the platform, to a liability that
/// cannot be paid yet for those who are paid out, to the authority for taxes.
[[nodiscard]] ledger::Account earning_account(const affiliate::Beneficiary& beneficiary, Currency currency);

/// Where a refund is taken from: from everybody's share or, out of the platform's own pocket, as an expense.
[[nodiscard]] ledger::Account refund_account(const affiliate::Beneficiary& beneficiary, Currency currency,
                                             bool is_goodwill);

/// The role of a party as a payee, or nothing for parties that are not paid out.
[[nodiscard]] std::optional<payments::PayeeParty> payee_party_of(affiliate::Party party);

/// Somebody who is paid, in one currency. A role that only one can have, such as the marketing fund, needs no id: it is
/// known by the name of the role, in accounts, items and payouts alike.
struct Payee {
    Payee(payments::PayeeParty role, std::string own_id, Currency paid_in)
        : party(role), id(own_id.empty() ? std::string{name_of(role)} : std::move(own_id)), currency(paid_in) {}

    payments::PayeeParty party;
    std::string id;
    Currency currency;

    [[nodiscard]] ledger::Account pending() const { return ledger::party_pending(name_of(party), id, currency); }
    [[nodiscard]] ledger::Account available() const { return ledger::party_available(name_of(party), id, currency); }
    [[nodiscard]] ledger::Account in_payout() const { return ledger::party_in_payout(name_of(party), id, currency); }
    [[nodiscard]] ledger::Account reserved() const { return ledger::party_reserved(name_of(party), id, currency); }
    [[nodiscard]] ledger::Account receivable() const { return ledger::party_receivable(name_of(party), id, currency); }
};

/// Who is paid a share, or nothing for parties that are not paid out.
[[nodiscard]] std::optional<Payee> payee_of(const affiliate::Beneficiary& beneficiary, Currency currency);

}  // namespace marketplace::engine_detail
