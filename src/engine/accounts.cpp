#include "accounts.hpp"

namespace marketplace::engine_detail {

using affiliate::Party;
using payments::PayeeParty;

std::optional<PayeeParty> payee_party_of(Party party) {
    switch (party) {
        case Party::vendor: return PayeeParty::vendor;
        case Party::affiliate: return PayeeParty::affiliate;
        case Party::brand: return PayeeParty::brand;
        case Party::distributor: return PayeeParty::distributor;
        case Party::referrer: return PayeeParty::referrer;
        case Party::delivery_partner: return PayeeParty::delivery_partner;
        case Party::marketing_fund: return PayeeParty::marketing_fund;
        default: return std::nullopt;
    }
}

std::optional<Payee> payee_of(const affiliate::Beneficiary& beneficiary, Currency currency) {
    const auto party = payee_party_of(beneficiary.party);
    return party ? std::optional{Payee{*party, beneficiary.id, currency}} : std::nullopt;
}

ledger::Account earning_account(const affiliate::Beneficiary& beneficiary, Currency currency) {
    if (const auto payee = payee_of(beneficiary, currency)) return payee->pending();
    switch (beneficiary.party) {
        case Party::tax_authority: return ledger::tax(beneficiary.id.empty() ? "none" : beneficiary.id, currency);
        case Party::payment_processor: return ledger::psp_fee_expense(currency);
        case Party::rounding: return ledger::rounding(currency);
        default: return ledger::platform_commission(currency);
    }
}

ledger::Account refund_account(const affiliate::Beneficiary& beneficiary, Currency currency, bool is_goodwill) {
    return is_goodwill ? ledger::goodwill_expense(currency) : earning_account(beneficiary, currency);
}

}  // namespace marketplace::engine_detail
