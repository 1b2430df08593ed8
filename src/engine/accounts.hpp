#pragma once
// Which ledger account holds the money of a party.

#include <marketplace/affiliate/commission.hpp>
#include <marketplace/ledger/account.hpp>
#include <marketplace/payments/payout.hpp>

namespace marketplace::engine_detail {

/// Where a party's share goes when an order is captured: to revenue for the platform, to a liability that
/// cannot be paid yet for those who are paid out, to the authority for taxes.
[[nodiscard]] ledger::Account earning_account(const affiliate::Beneficiary& beneficiary, Currency currency);

/// The payee of a share, or nothing for parties that are not paid out.
[[nodiscard]] std::optional<payments::PayeeParty> payee_party_of(affiliate::Party party);

/// Collected money at a payment provider: not yet, and already, at the platform's disposal.
[[nodiscard]] ledger::Account psp_pending(std::string_view provider, Currency currency);
[[nodiscard]] ledger::Account psp_available(std::string_view provider, Currency currency);
/// What passes through within one event; its balance is zero after each.
[[nodiscard]] ledger::Account clearing_account(Currency currency);

[[nodiscard]] ledger::Account pending_account(payments::PayeeParty party, std::string_view id, Currency currency);
[[nodiscard]] ledger::Account available_account(payments::PayeeParty party, std::string_view id, Currency currency);
[[nodiscard]] ledger::Account in_payout_account(payments::PayeeParty party, std::string_view id, Currency currency);
[[nodiscard]] ledger::Account receivable_account(payments::PayeeParty party, std::string_view id, Currency currency);

}  // namespace marketplace::engine_detail
