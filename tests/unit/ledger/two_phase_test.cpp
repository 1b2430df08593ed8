#include "ledger_samples.hpp"

using namespace ledger_samples;

namespace {

PostingRequest expiring(std::string id, std::int64_t amount, std::int64_t seconds) {
    PostingRequest out = pending(std::move(id), "p", "world", amount);
    out.expires_at = after_noon(seconds);
    return out;
}

const Pending& pending_named(const Book& book, const char* id) { return *book.find_pending(PostingId{id}); }

}  // namespace

TEST_CASE("a pending holds its amount and counts against the constraint") {
    Book book = funded_book();
    CHECK(outcome(book, pending("hold", "p", "q", 700)) == "created");
    CHECK(sums(book, "p") == "0/1000, 700/0");
    CHECK(sums(book, "q") == "0/0, 0/700");
    CHECK(available_of(book.account(AccountId{"p"})) == Amount{300});
    CHECK(outcome(book, request("x", "p", "world", 301)) == "insufficient_balance debit");
    CHECK(outcome(book, pending("y", "p", "world", 301)) == "insufficient_balance debit");
    // What is only hoped for cannot be spent.
    CHECK(outcome(book, request("z", "q", "world", 1)) == "insufficient_balance debit");
    CHECK(outcome(book, request("ok", "p", "world", 300)) == "created");
    check_sound(book);
}

TEST_CASE("posting the whole of a pending moves it once") {
    Book book = funded_book();
    post(book, pending("hold", "p", "q", 700));
    const PostingResult posted = post(book, resolution("paid", PostingKind::post, "hold"));
    CHECK(posted.amount_minor == Amount{700});
    CHECK(sums(book, "p") == "700/1000, 0/0");
    CHECK(sums(book, "q") == "0/700, 0/0");
    CHECK(pending_named(book, "hold").state == PendingState::posted);
    CHECK(pending_named(book, "hold").posted_minor == Amount{700});
    CHECK(pending_named(book, "hold").resolved_by == PostingId{"paid"});
    CHECK(outcome(book, resolution("paid", PostingKind::post, "hold")) == "exists");
    CHECK(outcome(book, resolution("again", PostingKind::post, "hold")) == "pending_resolved pending_id");
    CHECK(outcome(book, resolution("void", PostingKind::void_pending, "hold")) == "pending_resolved pending_id");
    check_sound(book);
}

TEST_CASE("posting a part returns the rest") {
    Book book = funded_book();
    post(book, pending("hold", "p", "q", 700));
    CHECK(outcome(book, resolution("much", PostingKind::post, "hold", 701)) == "exceeds_pending amount_minor");
    CHECK(outcome(book, resolution("paid", PostingKind::post, "hold", 200)) == "created");
    CHECK(sums(book, "p") == "200/1000, 0/0");
    CHECK(pending_named(book, "hold").posted_minor == Amount{200});
    CHECK(outcome(book, resolution("rest", PostingKind::post, "hold", 500)) == "pending_resolved pending_id");
    CHECK(available_of(book.account(AccountId{"p"})) == Amount{800});
    check_sound(book);
}

TEST_CASE("voiding returns the whole") {
    Book book = funded_book();
    post(book, pending("hold", "p", "q", 700));
    CHECK(outcome(book, resolution("part", PostingKind::void_pending, "hold", 5)) == "out_of_range amount_minor");
    CHECK(outcome(book, resolution("much", PostingKind::void_pending, "hold", 701)) == "exceeds_pending amount_minor");
    const PostingResult voided = post(book, resolution("void", PostingKind::void_pending, "hold", 700));
    CHECK(outcome(voided) == "created");
    CHECK(voided.amount_minor == Amount{700});
    CHECK(sums(book, "p") == "0/1000, 0/0");
    CHECK(sums(book, "q") == "0/0, 0/0");
    CHECK(pending_named(book, "hold").state == PendingState::voided);
    CHECK(outcome(book, resolution("late", PostingKind::post, "hold")) == "pending_resolved pending_id");
    check_sound(book);
}

TEST_CASE("a resolution may name the accounts and currency of its pending, but no others") {
    Book book = funded_book();
    post(book, pending("hold", "p", "q", 700));
    PostingRequest wrong = resolution("paid", PostingKind::post, "hold");
    wrong.debit = AccountId{"q"};
    CHECK(outcome(book, wrong) == "invalid_value debit");
    wrong.debit = {};
    wrong.credit = AccountId{"p"};
    CHECK(outcome(book, wrong) == "invalid_value credit");
    wrong.credit = {};
    wrong.currency = Currency{"USD"};
    CHECK(outcome(book, wrong) == "currency_mismatch currency");
    PostingRequest right = resolution("paid", PostingKind::post, "hold");
    right.debit = AccountId{"p"};
    right.credit = AccountId{"q"};
    right.currency = euro();
    CHECK(outcome(book, right) == "created");
    CHECK(outcome(book, resolution("paid", PostingKind::post, "hold")) == "exists");
    right.debit = AccountId{"world"};
    CHECK(outcome(book, right) == "posting_conflict id");
}

TEST_CASE("an unsound resolution is refused with its field") {
    Book book = funded_book();
    post(book, pending("hold", "p", "q", 700));
    CHECK(outcome(book, resolution("x", PostingKind::post, "nothing")) == "unknown_pending pending_id");
    CHECK(outcome(book, resolution("x", PostingKind::post, "fund")) == "unknown_pending pending_id");
    CHECK(outcome(book, resolution("x", PostingKind::post, "")) == "missing_field pending_id");
    CHECK(outcome(book, resolution("x", PostingKind::post, "hold", -1)) == "out_of_range amount_minor");
    PostingRequest wrong = resolution("x", PostingKind::post, "hold");
    wrong.expires_at = after_noon(5);
    CHECK(outcome(book, wrong) == "invalid_value expires_at");
    wrong = resolution("x", PostingKind::post, "hold");
    wrong.balancing_debit = true;
    CHECK(outcome(book, wrong) == "invalid_value balancing_debit");
    wrong = resolution("x", PostingKind::void_pending, "hold");
    wrong.balancing_credit = true;
    CHECK(outcome(book, wrong) == "invalid_value balancing_credit");
}

TEST_CASE("a pending cannot time out before it is recorded") {
    Book book = funded_book();
    CHECK(outcome(book, expiring("hold", 10, 0), noon) == "out_of_range expires_at");
    CHECK(outcome(book, expiring("hold", 10, 1), noon) == "created");
}

TEST_CASE("from its time on a pending can neither be posted nor voided, and it holds until it is expired") {
    Book book = funded_book();
    post(book, expiring("hold", 600, 60));
    CHECK(outcome(book, resolution("late", PostingKind::post, "hold"), after_noon(60)) == "pending_expired pending_id");
    CHECK(outcome(book, resolution("late", PostingKind::void_pending, "hold"), after_noon(60)) ==
          "pending_expired pending_id");
    CHECK(outcome(book, request("x", "p", "world", 500), after_noon(60)) == "insufficient_balance debit");
    CHECK(book.expire(after_noon(59)).empty());
    const auto expired = book.expire(after_noon(61));
    REQUIRE(expired.size() == 1);
    CHECK(expired[0].id == PostingId{"hold/expired"});
    CHECK(expired[0].amount_minor == Amount{600});
    CHECK(pending_named(book, "hold").state == PendingState::expired);
    const Posting& row = *book.find_posting(PostingId{"hold/expired"});
    CHECK(row.kind == PostingKind::void_pending);
    CHECK(row.code == "expired");
    CHECK(row.transaction_id == TransactionId{"t1"});
    CHECK(row.effective_at == after_noon(60));
    CHECK(row.recorded_at == after_noon(61));
    CHECK(sums(book, "p") == "0/1000, 0/0");
    CHECK(outcome(book, resolution("late", PostingKind::post, "hold"), after_noon(62)) == "pending_expired pending_id");
    CHECK(book.expire(after_noon(9999)).empty());
    check_sound(book);
}

TEST_CASE("just before its time a pending is posted, and its timer then does nothing") {
    Book book = funded_book();
    post(book, expiring("hold", 600, 60));
    CHECK(outcome(book, resolution("paid", PostingKind::post, "hold"), Timestamp{after_noon(60).micros - 1}) ==
          "created");
    CHECK(book.expire(after_noon(61)).empty());
}

TEST_CASE("pendings expire in the order of their times, equal ones by id, in memory and loaded alike") {
    Book book = funded_book();
    post(book, expiring("c", 1, 50));
    post(book, expiring("b", 1, 60));
    post(book, expiring("a", 1, 60));
    post(book, expiring("later", 1, 600));
    Book loaded = small_book();
    Book part;
    for (const Account& each : book.accounts()) part.load_account(each);
    for (const Pending& each : book.pendings()) part.load_pending(each);
    part.set_head(book.head());
    const auto expired = book.expire(after_noon(60));
    REQUIRE(expired.size() == 3);
    CHECK(expired[0].id == PostingId{"c/expired"});
    CHECK(expired[1].id == PostingId{"a/expired"});
    CHECK(expired[2].id == PostingId{"b/expired"});
    CHECK(part.expire(after_noon(60)) == expired);
    CHECK(part.head() == book.head());
}

TEST_CASE("when an expiry cannot be recorded, nothing is, and it is tried again the next time") {
    Book whole = funded_book();
    post(whole, expiring("a", 1, 50));
    Book part;
    part.load_pending(whole.pendings()[0]);
    part.set_head(whole.head());
    CHECK(refusal([&] { part.expire(after_noon(60)); }) == "unknown_account debit");
    CHECK(part.head() == whole.head());
    CHECK(part.pendings()[0].state == PendingState::open);
    part.load_account(whole.account(AccountId{"p"}));
    part.load_account(whole.account(AccountId{"world"}));
    CHECK(part.expire(after_noon(60)).size() == 1);
}
