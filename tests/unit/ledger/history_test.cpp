#include "ledger_samples.hpp"

#include <marketplace/ledger/history.hpp>

using namespace ledger_samples;

namespace {

/// One row a minute: funded, sold, held, posted in part, and a sale that counts an hour earlier.
Book eventful_book() {
    Book book = small_book();
    post(book, request("fund", "bank", "p", 1000), after_noon(0));
    post(book, request("sale", "p", "world", 100), after_noon(60));
    post(book, pending("hold", "p", "q", 300), after_noon(120));
    post(book, resolution("paid", PostingKind::post, "hold", 200), after_noon(180));
    PostingRequest late = request("late", "p", "world", 50);
    late.effective_at = after_noon(-3600);
    post(book, late, after_noon(240));
    return book;
}

Account as_of(const Book& book, const char* id, Timestamp at, TimeAxis axis = TimeAxis::recorded) {
    return balances_as_of(book.postings(), book.account(AccountId{id}), at, axis);
}

}  // namespace

TEST_CASE("the balance at an instant is the fold of the rows up to it, that instant included") {
    const Book book = eventful_book();
    CHECK(balance_of(as_of(book, "p", after_noon(-1))) == Amount{0});
    CHECK(balance_of(as_of(book, "p", after_noon(0))) == Amount{1000});
    CHECK(balance_of(as_of(book, "p", after_noon(59))) == Amount{1000});
    CHECK(balance_of(as_of(book, "p", after_noon(60))) == Amount{900});
    CHECK(available_of(as_of(book, "p", after_noon(120))) == Amount{600});
    CHECK(available_of(as_of(book, "p", after_noon(180))) == Amount{700});
    CHECK(as_of(book, "q", after_noon(120)).credits_pending_minor == Amount{300});
    CHECK(as_of(book, "q", after_noon(180)).credits_posted_minor == Amount{200});
    for (const Account& each : book.accounts()) CHECK(as_of(book, each.id.value.c_str(), after_noon(999)) == each);
}

TEST_CASE("on the effective axis a row counts when it happened, not when it was learned of") {
    const Book book = eventful_book();
    CHECK(balance_of(as_of(book, "p", after_noon(-3600), TimeAxis::effective)) == Amount{-50});
    CHECK(balance_of(as_of(book, "p", after_noon(-3600), TimeAxis::recorded)) == Amount{0});
    CHECK(balance_of(as_of(book, "p", after_noon(999), TimeAxis::effective)) == Amount{650});
}

TEST_CASE("a resolution that counts before its pending moves money and releases nothing that was not held") {
    Book book = funded_book();
    PostingRequest hold = pending("hold", "p", "q", 300);
    hold.effective_at = after_noon(100);
    PostingRequest paid = resolution("paid", PostingKind::post, "hold", 200);
    paid.effective_at = after_noon(50);
    post(book, hold);
    post(book, paid);
    const Account early = as_of(book, "p", after_noon(60), TimeAxis::effective);
    CHECK(early.debits_pending_minor == Amount{0});
    CHECK(early.debits_posted_minor == Amount{200});
    const Account later = as_of(book, "p", after_noon(100), TimeAxis::effective);
    CHECK(later.debits_pending_minor == Amount{0});
    CHECK(later.debits_posted_minor == Amount{200});
}

TEST_CASE("a statement runs from the opening to the closing balance, row by row") {
    const Book book = eventful_book();
    const Account& p = book.account(AccountId{"p"});
    const AccountStatement all = statement_of(book.postings(), p);
    REQUIRE(all.rows.size() == 5);
    CHECK(all.opening_minor == Amount{0});
    CHECK(all.closing_minor == balance_of(p));
    Amount running = all.opening_minor;
    for (const StatementRow& each : all.rows) {
        running += each.amount_minor;
        CHECK(each.balance_minor == running);
    }
    CHECK(all.rows[0].counterparty == AccountId{"bank"});
    CHECK(all.rows[1].amount_minor == Amount{-100});
    CHECK(all.rows[1].reference == "order1");
    CHECK(all.rows[2].amount_minor == Amount{0});
    CHECK(all.rows[2].available_minor == Amount{600});
    CHECK(all.rows[3].amount_minor == Amount{-200});
    CHECK(all.rows[3].available_minor == Amount{700});
    CHECK(all.rows[4].effective_at == after_noon(-3600));
}

TEST_CASE("a statement of a window opens with what was before and ends before its end") {
    const Book book = eventful_book();
    const Account& p = book.account(AccountId{"p"});
    const AccountStatement part = statement_of(book.postings(), p, {after_noon(60), after_noon(180)});
    CHECK(part.opening_minor == Amount{1000});
    REQUIRE(part.rows.size() == 2);
    CHECK(part.rows[0].posting_id == PostingId{"sale"});
    CHECK(part.rows[1].posting_id == PostingId{"hold"});
    CHECK(part.closing_minor == Amount{900});
    const AccountStatement next = statement_of(book.postings(), p, {after_noon(180), timestamp_max});
    CHECK(next.opening_minor == part.closing_minor);
    CHECK(next.rows[0].available_minor == Amount{700});
    CHECK(statement_of(book.postings(), book.account(AccountId{"d"})).rows.empty());
}

TEST_CASE("the balance of an account that grows by debits rises with debits") {
    const Book book = eventful_book();
    const AccountStatement bank = statement_of(book.postings(), book.account(AccountId{"bank"}));
    REQUIRE(bank.rows.size() == 1);
    CHECK(bank.rows[0].amount_minor == Amount{1000});
    CHECK(bank.rows[0].counterparty == AccountId{"p"});
}
