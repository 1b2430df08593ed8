#pragma once
// Which account of the template holds the money of a party.

#include <marketplace/affiliate/commission.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/payments/payout.hpp>

namespace marketplace::engine_detail {

/// Where a party's share goes when an order is captured: to revenue for the platform, to a liability that
/// cannot be paid yet for those who are paid out, to the authority for taxes.
[[nodiscard]] ledger::Account earning_account(const affiliate::Beneficiary& beneficiary, Currency currency);

/// The payee of a share, or nothing for parties that are not paid out.
[[nodiscard]] std::optional<payments::PayeeParty> payee_party_of(affiliate::Party party);

/// Somebody who is paid, in one currency.
struct Payee {
    payments::PayeeParty party = payments::PayeeParty::vendor;
    std::string id;
    Currency currency;

    [[nodiscard]] ledger::Account pending() const { return ledger::party_pending(name_of(party), owner(), currency); }
    [[nodiscard]] ledger::Account available() const {
        return ledger::party_available(name_of(party), owner(), currency);
    }
    [[nodiscard]] ledger::Account in_payout() const {
        return ledger::party_in_payout(name_of(party), owner(), currency);
    }
    [[nodiscard]] ledger::Account reserved() const {
        return ledger::party_reserved(name_of(party), owner(), currency);
    }
    [[nodiscard]] ledger::Account receivable() const {
        return ledger::party_receivable(name_of(party), owner(), currency);
    }

private:
    /// A role that only one can have, such as the marketing fund, needs no id.
    [[nodiscard]] std::string_view owner() const { return id.empty() ? name_of(party) : std::string_view{id}; }
};

}  // namespace marketplace::engine_detail
