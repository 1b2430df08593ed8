#include "ledger_samples.hpp"

#include <marketplace/ledger/template.hpp>

#include <set>

using namespace ledger_samples;

namespace {

std::vector<Account> every_account(Currency currency) {
    return {psp_pending("stripe", currency),
            psp_available("stripe", currency),
            vendor_pending("v1", currency),
            vendor_available("v1", currency),
            vendor_reserved("v1", currency),
            vendor_in_payout("v1", currency),
            vendor_receivable("v1", currency),
            affiliate_pending("v1", currency),
            affiliate_available("v1", currency),
            affiliate_in_payout("v1", currency),
            party_reserved("brand", "v1", currency),
            party_receivable("brand", "v1", currency),
            customer_prepaid(currency),
            customer_refund_due(currency),
            tax("BR-SP", currency),
            loyalty_liability("stars", currency),
            driver("v1", currency),
            platform_commission(currency),
            platform_fee(currency),
            platform_subscription(currency),
            promo_expense(currency),
            psp_fee_expense(currency),
            goodwill_expense(currency),
            rounding(currency),
            unreconciled(currency),
            clearing(currency)};
}

}  // namespace

TEST_CASE("ids are readable") {
    const Currency real{"BRL"};
    CHECK(vendor_available("v1", real).id == AccountId{"liab:vendor:v1:BRL:available"});
    CHECK(vendor_in_payout("v1", real).id == AccountId{"liab:vendor:v1:BRL:in_payout"});
    CHECK(vendor_receivable("v1", real).id == AccountId{"recv:vendor:v1:BRL:negative"});
    CHECK(psp_pending("stripe", real).id == AccountId{"assets:psp:stripe:BRL:pending"});
    CHECK(tax("BR-SP", real).id == AccountId{"liab:tax:BR-SP:BRL"});
    CHECK(platform_commission(real).id == AccountId{"rev:platform:BRL:commission"});
    CHECK(vendor_available("v1", real).owner_type == "vendor");
    CHECK(vendor_available("v1", real).owner_id == "v1");
    CHECK(affiliate_pending("a", real) == party_pending("affiliate", "a", real));
}

TEST_CASE("all accounts can be opened in one book, in two currencies, without sharing an id") {
    Book book;
    std::set<AccountId> ids;
    for (const Currency currency : {Currency{"BRL"}, Currency{"EUR"}}) {
        for (const Account& each : every_account(currency)) {
            book.add_account(each);
            ids.insert(each.id);
            CHECK(each.currency == currency);
        }
    }
    CHECK(ids.size() == 52);
    CHECK(book.accounts().size() == 52);
}

TEST_CASE("owners with colons never share an account") {
    CHECK(vendor_pending("a:EUR", euro()).id != vendor_pending("a", euro()).id);
    CHECK(vendor_pending("a:b", euro()).id == AccountId{"liab:vendor:a%3Ab:EUR:pending"});
    CHECK(vendor_pending("a%3Ab", euro()).id == AccountId{"liab:vendor:a%253Ab:EUR:pending"});
}

TEST_CASE("what the platform decides about cannot be overdrawn, facts can always be recorded") {
    for (const Account& each : every_account(euro())) {
        CAPTURE(each.id.value);
        const bool payable = each.id.value.ends_with(":available") || each.id.value.ends_with(":reserved") ||
                             each.id.value.ends_with(":in_payout") || each.id.value.ends_with(":refund_due") ||
                             each.id.value.ends_with(":prepaid") || each.owner_type == "driver";
        CHECK(each.debits_must_not_exceed_credits == (payable && each.owner_type != "psp"));
        CHECK(each.credits_must_not_exceed_debits == each.id.value.ends_with(":negative"));
        const bool grows_by_debits = each.id.value.starts_with("assets") || each.id.value.starts_with("exp") ||
                                     each.id.value.starts_with("recv");
        CHECK((each.normal == Side::debit) == grows_by_debits);
    }
}

TEST_CASE("an account needs its owner") {
    CHECK(refusal([] { static_cast<void>(vendor_pending("", euro())); }) == "missing_field id");
    CHECK(refusal([] { static_cast<void>(party_available("", "v", euro())); }) == "missing_field party");
    CHECK(refusal([] { static_cast<void>(vendor_receivable("", euro())); }) == "missing_field id");
    CHECK(refusal([] { static_cast<void>(psp_available("", euro())); }) == "missing_field provider");
    CHECK(refusal([] { static_cast<void>(tax("", euro())); }) == "missing_field jurisdiction");
    CHECK(refusal([] { static_cast<void>(loyalty_liability("", euro())); }) == "missing_field program");
    CHECK(refusal([] { static_cast<void>(driver("", euro())); }) == "missing_field id");
}
