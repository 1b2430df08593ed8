#include "ledger_samples.hpp"

using namespace ledger_samples;

namespace {

PostingRequest balancing(PostingRequest request, bool debit, bool credit) {
    request.balancing_debit = debit;
    request.balancing_credit = credit;
    return request;
}

}  // namespace

TEST_CASE("a balancing debit takes what the account has, at most the amount") {
    Book book = funded_book();
    CHECK(post(book, balancing(request("a", "p", "world", 400), true, false)).amount_minor == Amount{400});
    post(book, pending("hold", "p", "world", 100));
    CHECK(post(book, balancing(request("b", "p", "world", 4000), true, false)).amount_minor == Amount{500});
    CHECK(available_of(book.account(AccountId{"p"})) == Amount{0});
    const Posting& row = *book.find_posting(PostingId{"b"});
    CHECK(row.amount_minor == Amount{500});
    CHECK(row.requested_minor == Amount{4000});
    check_sound(book);
}

TEST_CASE("a balancing credit gives what the account is short of") {
    Book book = funded_book();
    post(book, request("lent", "d", "world", 300));
    CHECK(post(book, balancing(request("a", "p", "d", 1000), false, true)).amount_minor == Amount{300});
    CHECK(balance_of(book.account(AccountId{"d"})) == Amount{0});
    CHECK(balance_of(book.account(AccountId{"p"})) == Amount{700});
    check_sound(book);
}

TEST_CASE("both together net a debt from what is available") {
    Book book = funded_book();
    post(book, request("lent", "d", "world", 3000));
    CHECK(post(book, balancing(request("a", "p", "d", 9000), true, true)).amount_minor == Amount{1000});
    CHECK(balance_of(book.account(AccountId{"d"})) == Amount{2000});
    post(book, request("more", "bank", "p", 2500));
    CHECK(post(book, balancing(request("b", "p", "d", 9000), true, true)).amount_minor == Amount{2000});
    CHECK(balance_of(book.account(AccountId{"p"})) == Amount{500});
    check_sound(book);
}

TEST_CASE("where there is nothing to balance a row of zero is recorded, so that the answer stays the same") {
    Book book = small_book();
    const PostingRequest none = balancing(request("a", "p", "d", 100), true, true);
    CHECK(post(book, none).amount_minor == Amount{0});
    post(book, request("fund", "bank", "p", 1000));
    post(book, request("lent", "d", "world", 300));
    CHECK(outcome(book, none) == "exists");
    CHECK(post(book, none).amount_minor == Amount{0});
    PostingRequest other = none;
    other.amount_minor = Amount{101};
    CHECK(outcome(book, other) == "posting_conflict id");
    check_sound(book);
}

TEST_CASE("balancing one side leaves the constraint of the other in force") {
    Book book = funded_book();
    CHECK(outcome(book, balancing(request("a", "p", "d", 100), true, false)) == "insufficient_balance credit");
    CHECK(outcome(book, balancing(request("b", "q", "d", 100), false, true)) == "created");
    post(book, request("lent", "d", "world", 300));
    CHECK(outcome(book, balancing(request("c", "q", "d", 100), false, true)) == "insufficient_balance debit");
}

TEST_CASE("a balancing pending holds what there is") {
    Book book = funded_book();
    CHECK(post(book, balancing(pending("hold", "p", "world", 5000), true, false)).amount_minor == Amount{1000});
    CHECK(outcome(book, request("x", "p", "world", 1)) == "insufficient_balance debit");
    CHECK(post(book, resolution("paid", PostingKind::post, "hold")).amount_minor == Amount{1000});
    CHECK(post(book, balancing(pending("none", "p", "world", 5000), true, false)).amount_minor == Amount{0});
    CHECK(post(book, resolution("nothing", PostingKind::post, "none")).amount_minor == Amount{0});
    check_sound(book);
}
