#include "accounts.hpp"

namespace marketplace::engine_detail {
namespace {

using affiliate::Beneficiary;
using affiliate::Party;
using ledger::Account;
using ledger::Side;
using payments::PayeeParty;

struct Shape {
    std::string code;
    std::string owner_type;
    std::string owner_id;
    Side normal = Side::credit;
    bool constrained = false;  ///< may not be overdrawn
};

Account make(Shape shape, Currency currency) {
    Account account;
    account.id = AccountId{shape.code};
    account.currency = currency;
    account.owner_type = std::move(shape.owner_type);
    account.owner_id = std::move(shape.owner_id);
    account.normal = shape.normal;
    account.debits_must_not_exceed_credits = shape.constrained && shape.normal == Side::credit;
    account.credits_must_not_exceed_debits = shape.constrained && shape.normal == Side::debit;
    return account;
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) {
        if (!out.empty()) out += ':';
        out += part;
    }
    return out;
}

Account payable(PayeeParty party, std::string_view id, Currency currency, std::string_view part) {
    const std::string_view name = name_of(party);
    return make(
        {joined({"liab", name, id, currency.code(), part}), std::string{name}, std::string{id}, Side::credit, true},
        currency);
}

Account platform(std::string_view kind, std::string_view name, Side normal, Currency currency) {
    return make({joined({kind, "platform", name, currency.code()}), "platform", "", normal, false}, currency);
}

}  // namespace

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

Account earning_account(const Beneficiary& beneficiary, Currency currency) {
    if (const auto party = payee_party_of(beneficiary.party)) return pending_account(*party, beneficiary.id, currency);
    switch (beneficiary.party) {
        case Party::tax_authority:
            return make({joined({"liab", "tax", beneficiary.id, currency.code()}), "tax_authority", beneficiary.id,
                         Side::credit, false},
                        currency);
        case Party::payment_processor: return platform("exp", "psp_fee_recovered", Side::credit, currency);
        case Party::rounding: return platform("susp", "rounding", Side::credit, currency);
        default: return platform("rev", "commission", Side::credit, currency);
    }
}

Account psp_pending(std::string_view provider, Currency currency) {
    return make({joined({"assets", "psp", provider, currency.code(), "pending"}), "psp", std::string{provider},
                 Side::debit, false},
                currency);
}
Account psp_available(std::string_view provider, Currency currency) {
    return make({joined({"assets", "psp", provider, currency.code(), "available"}), "psp", std::string{provider},
                 Side::debit, false},
                currency);
}
Account clearing_account(Currency currency) { return platform("susp", "clearing", Side::credit, currency); }

Account pending_account(PayeeParty party, std::string_view id, Currency currency) {
    return payable(party, id, currency, "pending");
}
Account available_account(PayeeParty party, std::string_view id, Currency currency) {
    return payable(party, id, currency, "available");
}
Account in_payout_account(PayeeParty party, std::string_view id, Currency currency) {
    return payable(party, id, currency, "in_payout");
}
Account receivable_account(PayeeParty party, std::string_view id, Currency currency) {
    const std::string_view name = name_of(party);
    return make({joined({"recv", name, id, currency.code(), "negative"}), std::string{name}, std::string{id},
                 Side::debit, true},
                currency);
}

}  // namespace marketplace::engine_detail
