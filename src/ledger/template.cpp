#include <marketplace/ledger/template.hpp>

#include <initializer_list>
#include <string>

namespace marketplace::ledger {
namespace {

enum class Overdraft { allowed, refused };

/// One segment of an account id: no colon and no percent sign in it is the caller's.
void append_segment(std::string& out, std::string_view text) {
    if (text.find_first_of(":%") == std::string_view::npos) {
        out += text;
        return;
    }
    for (const char c : text) {
        if (c == ':') {
            out += "%3A";
        } else if (c == '%') {
            out += "%25";
        } else {
            out += c;
        }
    }
}

std::string id_of(std::initializer_list<std::string_view> segments) {
    std::string out;
    std::size_t size = 0;
    for (const std::string_view segment : segments) size += segment.size() + 1;
    out.reserve(size);
    for (const std::string_view segment : segments) {
        if (!out.empty()) out += ':';
        append_segment(out, segment);
    }
    return out;
}

Account made(std::string id, Currency currency, Side normal, Overdraft overdraft, std::string_view owner_type,
             std::string_view owner_id) {
    Account out;
    out.id = AccountId{std::move(id)};
    out.currency = currency;
    out.owner_type = owner_type;
    out.owner_id = owner_id;
    out.normal = normal;
    out.debits_must_not_exceed_credits = overdraft == Overdraft::refused && normal == Side::credit;
    out.credits_must_not_exceed_debits = overdraft == Overdraft::refused && normal == Side::debit;
    return out;
}

void require_owner(std::string_view id, std::string_view field) {
    if (id.empty()) fail(ErrorCode::missing_field, field, "", "the owner of the account");
}

Account psp(std::string_view provider, Currency currency, std::string_view part) {
    require_owner(provider, "provider");
    return made(id_of({"assets", "psp", provider, currency.code(), part}), currency, Side::debit, Overdraft::allowed,
                "psp", provider);
}

Account owed(std::string_view party, std::string_view id, Currency currency, std::string_view part,
             Overdraft overdraft) {
    require_owner(party, "party");
    require_owner(id, "id");
    return made(id_of({"liab", party, id, currency.code(), part}), currency, Side::credit, overdraft, party, id);
}

Account platform(std::string_view group, std::string_view part, Currency currency, Side normal) {
    return made(id_of({group, "platform", currency.code(), part}), currency, normal, Overdraft::allowed, "platform",
                "");
}

}  // namespace

Account psp_pending(std::string_view provider, Currency currency) { return psp(provider, currency, "pending"); }
Account psp_available(std::string_view provider, Currency currency) { return psp(provider, currency, "available"); }

Account party_pending(std::string_view party, std::string_view id, Currency currency) {
    return owed(party, id, currency, "pending", Overdraft::allowed);
}
Account party_available(std::string_view party, std::string_view id, Currency currency) {
    return owed(party, id, currency, "available", Overdraft::refused);
}
Account party_reserved(std::string_view party, std::string_view id, Currency currency) {
    return owed(party, id, currency, "reserved", Overdraft::refused);
}
Account party_in_payout(std::string_view party, std::string_view id, Currency currency) {
    return owed(party, id, currency, "in_payout", Overdraft::refused);
}
Account party_receivable(std::string_view party, std::string_view id, Currency currency) {
    require_owner(party, "party");
    require_owner(id, "id");
    return made(id_of({"recv", party, id, currency.code(), "negative"}), currency, Side::debit, Overdraft::refused,
                party, id);
}

Account vendor_pending(std::string_view id, Currency currency) { return party_pending("vendor", id, currency); }
Account vendor_available(std::string_view id, Currency currency) { return party_available("vendor", id, currency); }
Account vendor_reserved(std::string_view id, Currency currency) { return party_reserved("vendor", id, currency); }
Account vendor_in_payout(std::string_view id, Currency currency) { return party_in_payout("vendor", id, currency); }
Account vendor_receivable(std::string_view id, Currency currency) { return party_receivable("vendor", id, currency); }
Account affiliate_pending(std::string_view id, Currency currency) { return party_pending("affiliate", id, currency); }
Account affiliate_available(std::string_view id, Currency currency) {
    return party_available("affiliate", id, currency);
}
Account affiliate_in_payout(std::string_view id, Currency currency) {
    return party_in_payout("affiliate", id, currency);
}

Account customer_prepaid(Currency currency) {
    return made(id_of({"liab", "customer", currency.code(), "prepaid"}), currency, Side::credit, Overdraft::refused,
                "customer", "");
}

Account customer_refund_due(Currency currency) {
    return made(id_of({"liab", "customer", currency.code(), "refund_due"}), currency, Side::credit, Overdraft::refused,
                "customer", "");
}

Account tax(std::string_view jurisdiction, Currency currency) {
    require_owner(jurisdiction, "jurisdiction");
    return made(id_of({"liab", "tax", jurisdiction, currency.code()}), currency, Side::credit, Overdraft::allowed,
                "tax_authority", jurisdiction);
}

Account loyalty_liability(std::string_view program, Currency currency) {
    require_owner(program, "program");
    return made(id_of({"liab", "loyalty", program, currency.code()}), currency, Side::credit, Overdraft::allowed,
                "program", program);
}

Account driver(std::string_view id, Currency currency) {
    require_owner(id, "id");
    return made(id_of({"liab", "driver", id, currency.code()}), currency, Side::credit, Overdraft::refused, "driver",
                id);
}

Account platform_commission(Currency currency) { return platform("rev", "commission", currency, Side::credit); }
Account platform_fee(Currency currency) { return platform("rev", "fee", currency, Side::credit); }
Account platform_subscription(Currency currency) { return platform("rev", "subscription", currency, Side::credit); }
Account promo_expense(Currency currency) { return platform("exp", "promo", currency, Side::debit); }
Account psp_fee_expense(Currency currency) { return platform("exp", "psp_fee", currency, Side::debit); }
Account goodwill_expense(Currency currency) { return platform("exp", "goodwill", currency, Side::debit); }
Account rounding(Currency currency) { return platform("susp", "rounding", currency, Side::credit); }
Account unreconciled(Currency currency) { return platform("susp", "unreconciled", currency, Side::credit); }
Account clearing(Currency currency) { return platform("susp", "clearing", currency, Side::credit); }

}  // namespace marketplace::ledger
