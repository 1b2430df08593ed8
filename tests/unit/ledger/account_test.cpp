#include "ledger_samples.hpp"

#include <limits>

using namespace ledger_samples;

namespace {

Account with_sums(Side normal) {
    Account out = account("a", normal);
    out.debits_pending_minor = Amount{5};
    out.credits_pending_minor = Amount{7};
    out.debits_posted_minor = Amount{30};
    out.credits_posted_minor = Amount{100};
    return out;
}

std::string refused(const Account& account) {
    return refusal([&] { validate(account); });
}

}  // namespace

TEST_CASE("balances run in the normal direction of the account and holds reduce what is available") {
    const Account credit = with_sums(Side::credit);
    CHECK(balance_of(credit) == Amount{70});
    CHECK(available_of(credit) == Amount{65});
    CHECK(pending_outgoing_of(credit) == Amount{5});
    CHECK(pending_incoming_of(credit) == Amount{7});
    const Account debit = with_sums(Side::debit);
    CHECK(balance_of(debit) == Amount{-70});
    CHECK(available_of(debit) == Amount{-77});
    CHECK(pending_outgoing_of(debit) == Amount{7});
    CHECK(pending_incoming_of(debit) == Amount{5});
}

TEST_CASE("room counts what is held, and is never negative even where the sum leaves 64 bits") {
    Account account = with_sums(Side::credit);
    CHECK(debit_room_of(account) == Amount{65});
    CHECK(credit_room_of(account) == Amount{0});
    account.debits_pending_minor = Amount{std::numeric_limits<std::int64_t>::max()};
    account.debits_posted_minor = Amount{std::numeric_limits<std::int64_t>::max()};
    CHECK(debit_room_of(account) == Amount{0});
}

TEST_CASE("constraints are kept up to the last minor unit") {
    Account account = purse("p");
    account.credits_posted_minor = Amount{10};
    account.debits_posted_minor = Amount{6};
    account.debits_pending_minor = Amount{4};
    CHECK(keeps_constraints(account));
    account.debits_pending_minor = Amount{5};
    CHECK_FALSE(keeps_constraints(account));
    Account owed = debt("d");
    owed.debits_posted_minor = Amount{1};
    owed.credits_pending_minor = Amount{2};
    CHECK_FALSE(keeps_constraints(owed));
}

TEST_CASE("an account that cannot be is refused with its field") {
    CHECK(refused(account("a")) == "nothing");
    CHECK(refused(account("")) == "missing_field id");
    CHECK(refused(account(std::string(1025, 'a'))) == "limit_exceeded id");
    Account wrong = account("a");
    wrong.currency = Currency{};
    CHECK(refused(wrong) == "unknown_currency currency");
    wrong = purse("a");
    wrong.credits_must_not_exceed_debits = true;
    CHECK(refused(wrong) == "invalid_value credits_must_not_exceed_debits");
    wrong = account("a");
    wrong.debits_pending_minor = Amount{-1};
    CHECK(refused(wrong) == "out_of_range debits_pending_minor");
    wrong = account("a");
    wrong.credits_pending_minor = Amount{-1};
    CHECK(refused(wrong) == "out_of_range credits_pending_minor");
    wrong = account("a");
    wrong.debits_posted_minor = Amount{-1};
    CHECK(refused(wrong) == "out_of_range debits_posted_minor");
    wrong = account("a");
    wrong.credits_posted_minor = Amount{-1};
    CHECK(refused(wrong) == "out_of_range credits_posted_minor");
    wrong = account("a");
    wrong.version = -1;
    CHECK(refused(wrong) == "out_of_range version");
}

TEST_CASE("opening an account twice is the same account, with other attributes it is a conflict") {
    Book book = small_book();
    post(book, request("fund", "bank", "p", 5));
    CHECK(book.add_account(purse("p")).credits_posted_minor == Amount{5});
    CHECK(refusal([&] { book.add_account(account("p")); }) == "duplicate_key id");
    Account used = account("new");
    used.credits_posted_minor = Amount{1};
    CHECK(refusal([&] { book.add_account(used); }) == "out_of_range id");
    CHECK(book.find_account(AccountId{"new"}) == nullptr);
    CHECK(refusal([&] { static_cast<void>(book.account(AccountId{"new"})); }) == "unknown_account id");
}

TEST_CASE("a frozen account refuses new postings on both sides, and its holds can still be resolved") {
    Book book = funded_book();
    post(book, pending("hold", "p", "world", 100));
    book.set_frozen(AccountId{"p"}, true);
    CHECK(outcome(book, request("x1", "p", "world", 1)) == "account_frozen debit");
    CHECK(outcome(book, request("x2", "world", "p", 1)) == "account_frozen credit");
    CHECK(outcome(book, pending("x3", "p", "world", 1)) == "account_frozen debit");
    CHECK(outcome(book, resolution("paid", PostingKind::post, "hold")) == "created");
    book.set_frozen(AccountId{"p"}, true);
    CHECK(book.account(AccountId{"p"}).version == 4);
    book.set_frozen(AccountId{"p"}, false);
    CHECK(outcome(book, request("x1", "p", "world", 1)) == "created");
    check_sound(book);
}

TEST_CASE("an account closes only at zero, and for good") {
    Book book = funded_book();
    CHECK(refusal([&] { book.close_account(AccountId{"p"}); }) == "out_of_range id");
    post(book, pending("hold", "p", "world", 1000));
    post(book, resolution("paid", PostingKind::post, "hold"));
    post(book, pending("in", "world", "p", 1));
    CHECK(refusal([&] { book.close_account(AccountId{"p"}); }) == "out_of_range id");
    post(book, resolution("out", PostingKind::void_pending, "in"));
    book.close_account(AccountId{"p"});
    book.close_account(AccountId{"p"});
    CHECK(outcome(book, request("x1", "world", "p", 1)) == "account_closed credit");
    CHECK(refusal([&] { book.set_frozen(AccountId{"p"}, false); }) == "account_closed id");
    CHECK(refusal([&] { book.close_account(AccountId{"nobody"}); }) == "unknown_account id");
    check_sound(book);
}
