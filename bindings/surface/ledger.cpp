#include "module.hpp"

#include <marketplace/ledger/flows.hpp>
#include <marketplace/ledger/history.hpp>
#include <marketplace/ledger/journal.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/ledger/verification.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::ledger;  // NOLINT: this file is a list of its functions

void register_accounts(Module& module) {
    module.function("balance_of", {"account"}, &balance_of);
    module.function("available_of", {"account"}, &available_of);
    module.function("pending_outgoing_of", {"account"}, &pending_outgoing_of);
    module.function("pending_incoming_of", {"account"}, &pending_incoming_of);
    module.function("debit_room_of", {"account"}, &debit_room_of);
    module.function("credit_room_of", {"account"}, &credit_room_of);
    module.function("keeps_constraints", {"account"}, &keeps_constraints);
    module.function("opened", {"account"}, &opened);
    module.function("validate_account", {"account"}, [](const Account& account) { validate(account); })
        .cpp("validate(Account)");
    module.function("validate_request", {"request"}, [](const PostingRequest& request) { validate(request); })
        .cpp("validate(PostingRequest)");
    module.function("pending_of", {"row"}, &pending_of);
    module.function("expiry_id_of", {"pending_id"}, &expiry_id_of);
}

void register_template(Module& module) {
    module.function("psp_pending", {"provider", "currency"}, &psp_pending);
    module.function("psp_available", {"provider", "currency"}, &psp_available);
    module.function("party_pending", {"party", "id", "currency"}, &party_pending);
    module.function("party_available", {"party", "id", "currency"}, &party_available);
    module.function("party_reserved", {"party", "id", "currency"}, &party_reserved);
    module.function("party_in_payout", {"party", "id", "currency"}, &party_in_payout);
    module.function("party_receivable", {"party", "id", "currency"}, &party_receivable);
    module.function("vendor_pending", {"id", "currency"}, &vendor_pending);
    module.function("vendor_available", {"id", "currency"}, &vendor_available);
    module.function("vendor_reserved", {"id", "currency"}, &vendor_reserved);
    module.function("vendor_in_payout", {"id", "currency"}, &vendor_in_payout);
    module.function("vendor_receivable", {"id", "currency"}, &vendor_receivable);
    module.function("affiliate_pending", {"id", "currency"}, &affiliate_pending);
    module.function("affiliate_available", {"id", "currency"}, &affiliate_available);
    module.function("affiliate_in_payout", {"id", "currency"}, &affiliate_in_payout);
    module.function("customer_prepaid", {"currency"}, &customer_prepaid);
    module.function("customer_refund_due", {"currency"}, &customer_refund_due);
    module.function("tax", {"jurisdiction", "currency"}, &tax);
    module.function("loyalty_liability", {"program", "currency"}, &loyalty_liability);
    module.function("driver", {"id", "currency"}, &driver);
    module.function("platform_commission", {"currency"}, &platform_commission);
    module.function("platform_fee", {"currency"}, &platform_fee);
    module.function("platform_subscription", {"currency"}, &platform_subscription);
    module.function("promo_expense", {"currency"}, &promo_expense);
    module.function("psp_fee_expense", {"currency"}, &psp_fee_expense);
    module.function("goodwill_expense", {"currency"}, &goodwill_expense);
    module.function("rounding", {"currency"}, &rounding);
    module.function("unreconciled", {"currency"}, &unreconciled);
    module.function("clearing", {"currency"}, &clearing);
}

void register_flows(Module& module) {
    module.function("order_captured", {"context", "psp_pending", "credits"}, &order_captured);
    module.function("settled", {"context", "psp_pending", "psp_available", "amount", "psp_fee_expense", "fee"},
                    &settled);
    module.function("released", {"context", "pending", "available", "receivable", "amount"}, &released);
    module.function("netted", {"context", "available", "receivable", "amount"}, &netted);
    module.function("payout_created", {"context", "available", "in_payout", "amount"}, &payout_created);
    module.function("payout_paid", {"context", "pending_id", "in_payout", "psp_available", "amount"}, &payout_paid);
    module.function("payout_failed", {"context", "pending_id"}, &payout_failed);
    module.function("payout_returned", {"context", "available", "psp_available", "amount"}, &payout_returned);
    module.function("refunded", {"context", "psp", "debits"}, &refunded);
    module.function("taken_from", {"available", "receivable", "amount", {"code", std::string{"refund"}}}, &taken_from);
}

void register_book(Module& module) {
    auto book = module.handle<Book>("Book", true);
    book.constructor({{"ledger", std::string{"main"}}},
                     [](std::string_view ledger) { return std::make_shared<Book>(ledger); });
    book.method("load_account", {"account"}, &Book::load_account);
    book.method("load_posting", {"posting"}, &Book::load_posting);
    book.method("load_pending", {"pending"}, &Book::load_pending);
    book.method("set_head", {"head"}, &Book::set_head);
    book.method("add_account", {"account"}, &Book::add_account);
    book.method("set_frozen", {"id", "frozen"}, &Book::set_frozen);
    book.method("close_account", {"id"}, &Book::close_account);
    book.method("post", {"requests", "recorded_at"}, &Book::post);
    book.method("post_all", {"requests", "recorded_at"}, &Book::post_all);
    book.method("expire", {"now"}, &Book::expire);
    book.method("take_changes", {}, &Book::take_changes);
    book.method("find_account", {"id"}, &Book::find_account);
    book.method("find_posting", {"id"}, &Book::find_posting);
    book.method("find_pending", {"id"}, &Book::find_pending);
    book.method("account", {"id"}, &Book::account);
    book.method("accounts", {}, [](const Book& self) { return self.accounts(); });
    book.method("postings", {}, [](const Book& self) { return self.postings(); });
    book.method("pendings", {}, [](const Book& self) { return self.pendings(); });
    book.method("head", {}, [](const Book& self) { return self.head(); });
}

void register_verification(Module& module) {
    module.function("genesis", {"ledger"}, &genesis);
    module.function("verify_chain", {"before", "rows"}, &verify_chain).takes_long();
    module.function("balances_as_of", {"postings", "account", "at", "axis"}, &balances_as_of);
    module.function("statement_of", {"postings", "account", {"from", timestamp_min}, {"to", timestamp_max}},
                    [](std::span<const Posting> postings, const Account& account, Timestamp from, Timestamp to) {
                        return statement_of(postings, account, TimeWindow{from, to});
                    });
    module.function("verify", {"state"}, [](const LedgerState& state) { return verify(state); })
        .cpp("verify(LedgerState)").takes_long();
    module.function("verify_book", {"book"}, [](const Book& book) { return verify(book); })
        .cpp("verify(Book)")
        .takes_long();
    module.function("rebuild", {"ledger", "accounts", "postings"}, &rebuild).takes_long();
}

}  // namespace

void register_ledger(Registry& registry) {
    Module module{registry, "ledger"};
    register_accounts(module);
    register_template(module);
    register_flows(module);
    register_book(module);
    register_verification(module);
}

}  // namespace marketplace::surface
