#include "ledger_samples.hpp"

#include <limits>

using namespace ledger_samples;

namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// A request with one field changed.
template <class Change>
PostingRequest changed(PostingRequest request, const Change& change) {
    change(request);
    return request;
}

}  // namespace

TEST_CASE("a posting debits one account and credits another, and becomes a row") {
    Book book = small_book();
    const PostingResult result = post(book, request("one", "bank", "p", 250));
    CHECK(outcome(result) == "created");
    CHECK(result.amount_minor == Amount{250});
    CHECK(result.sequence == 1);
    CHECK(sums(book, "bank") == "250/0, 0/0");
    CHECK(sums(book, "p") == "0/250, 0/0");
    const Posting& row = *book.find_posting(PostingId{"one"});
    CHECK(same_content(request("one", "bank", "p", 250), row));
    CHECK(row.requested_minor == Amount{250});
    CHECK(row.recorded_at == noon);
    CHECK(book.head() == ChainHead{"main", 1, noon, row.hash});
    CHECK(book.account(AccountId{"p"}).version == 1);
    check_sound(book);
}

TEST_CASE("every unsound request is refused with its field, and nothing is written") {
    Book book = funded_book();
    Account dollars = account("dollars");
    dollars.currency = Currency{"USD"};
    book.add_account(dollars);
    const LedgerState before = state_of(book);
    const PostingRequest good = request("x", "p", "world", 10);
    const auto refused = [&](const auto& change) { return outcome(book, changed(good, change)); };
    CHECK(refused([](auto& r) { r.id = {}; }) == "missing_field id");
    CHECK(refused([](auto& r) { r.id.value = std::string(1025, 'i'); }) == "limit_exceeded id");
    CHECK(refused([](auto& r) { r.transaction_id.value = std::string(1025, 'i'); }) == "limit_exceeded transaction_id");
    CHECK(refused([](auto& r) { r.code = std::string(1025, 'i'); }) == "limit_exceeded code");
    CHECK(refused([](auto& r) { r.reference = std::string(1025, 'i'); }) == "limit_exceeded reference");
    CHECK(refused([](auto& r) { r.id = PostingId{"y/expired"}; }) == "invalid_value id");
    CHECK(refused([](auto& r) { r.debit = {}; }) == "missing_field debit");
    CHECK(refused([](auto& r) { r.credit = {}; }) == "missing_field credit");
    CHECK(refused([](auto& r) { r.credit = r.debit; }) == "invalid_value credit");
    CHECK(refused([](auto& r) { r.debit = AccountId{"nobody"}; }) == "unknown_account debit");
    CHECK(refused([](auto& r) { r.credit = AccountId{"nobody"}; }) == "unknown_account credit");
    CHECK(refused([](auto& r) { r.credit = AccountId{"dollars"}; }) == "currency_mismatch currency");
    CHECK(refused([](auto& r) { r.currency = Currency{"USD"}; }) == "currency_mismatch currency");
    CHECK(refused([](auto& r) { r.amount_minor = {}; }) == "out_of_range amount_minor");
    CHECK(refused([](auto& r) { r.amount_minor = Amount{-1}; }) == "out_of_range amount_minor");
    CHECK(refused([](auto& r) { r.amount_minor = Amount{1001}; }) == "insufficient_balance debit");
    CHECK(refused([](auto& r) { r.pending_id = PostingId{"y"}; }) == "invalid_value pending_id");
    CHECK(refused([](auto& r) { r.expires_at = after_noon(9); }) == "invalid_value expires_at");
    CHECK(outcome(book, request("y", "world", "d", 1)) == "insufficient_balance credit");
    CHECK(state_of(book) == before);
}

TEST_CASE("sums that would leave 64 bits are refused, and nothing is written") {
    Book book = small_book();
    CHECK(outcome(book, request("one", "bank", "world", highest)) == "created");
    CHECK(outcome(book, request("two", "bank", "world", 1)) == "overflow");
    CHECK(outcome(book, request("three", "p", "world", 1)) == "insufficient_balance debit");
    CHECK(sums(book, "bank") == std::to_string(highest) + "/0, 0/0");
    check_sound(book);
}

TEST_CASE("the clock of rows rises by a microsecond where the given one stands still or runs back") {
    Book book = small_book();
    post(book, request("a", "bank", "p", 1), noon);
    post(book, request("b", "bank", "p", 1), noon);
    post(book, request("c", "bank", "p", 1), after_noon(-60));
    post(book, request("d", "bank", "p", 1), after_noon(60));
    CHECK(book.postings()[1].recorded_at == Timestamp{noon.micros + 1});
    CHECK(book.postings()[2].recorded_at == Timestamp{noon.micros + 2});
    CHECK(book.postings()[3].recorded_at == after_noon(60));
    CHECK(outcome(book, request("e", "bank", "p", 1), timestamp_max) == "created");
    CHECK(outcome(book, request("f", "bank", "p", 1), noon) == "overflow");
    check_sound(book);
}

TEST_CASE("the first row may lie before 1970") {
    Book book = small_book();
    post(book, request("a", "bank", "p", 1), Timestamp{-5});
    CHECK(book.head().recorded_at == Timestamp{-5});
    check_sound(book);
}

TEST_CASE("the same id with the same content answers again, and with any other content it is a conflict") {
    Book book = funded_book();
    PostingRequest first = pending("one", "p", "world", 10);
    first.expires_at = after_noon(60);
    const PostingResult made = post(book, first);
    const LedgerState before = state_of(book);
    const PostingResult again = post(book, first, after_noon(7200));
    CHECK(outcome(again) == "exists");
    CHECK(again.sequence == made.sequence);
    CHECK(again.amount_minor == made.amount_minor);
    const auto conflict = [&](const auto& change) {
        return outcome(book, changed(first, change)) == "posting_conflict id";
    };
    CHECK(conflict([](auto& r) { r.transaction_id = TransactionId{"t9"}; }));
    CHECK(conflict([](auto& r) { r.debit = AccountId{"q"}; }));
    CHECK(conflict([](auto& r) { r.credit = AccountId{"q"}; }));
    CHECK(conflict([](auto& r) { r.amount_minor = Amount{11}; }));
    CHECK(conflict([](auto& r) { r.currency = Currency{"USD"}; }));
    CHECK(conflict([](auto& r) { r.kind = PostingKind::single; }));
    CHECK(conflict([](auto& r) { r.pending_id = PostingId{"x"}; }));
    CHECK(conflict([](auto& r) { r.expires_at.reset(); }));
    CHECK(conflict([](auto& r) { r.linked = true; }));
    CHECK(conflict([](auto& r) { r.balancing_debit = true; }));
    CHECK(conflict([](auto& r) { r.balancing_credit = true; }));
    CHECK(conflict([](auto& r) { r.code = "other"; }));
    CHECK(conflict([](auto& r) { r.reference = "order2"; }));
    CHECK(conflict([](auto& r) { r.effective_at = after_noon(1); }));
    CHECK(state_of(book) == before);
}

TEST_CASE("an id that was refused is free") {
    Book book = funded_book();
    CHECK(outcome(book, request("x", "p", "world", 2000)) == "insufficient_balance debit");
    CHECK(outcome(book, request("x", "p", "world", 500)) == "created");
}

TEST_CASE("the same id twice in one call is one posting") {
    Book book = funded_book();
    const std::vector<PostingRequest> twice = {request("x", "p", "world", 5), request("x", "p", "world", 5)};
    const auto results = book.post(twice, noon);
    CHECK(outcome(results[0]) == "created");
    CHECK(outcome(results[1]) == "exists");
    CHECK(sums(book, "world") == "0/5, 0/0");
}

TEST_CASE("changes hold each record once, as it is at the end, and nothing the second time") {
    Book book = small_book();
    CHECK(book.take_changes().accounts.size() == 5);
    post(book, request("a", "bank", "p", 10));
    post(book, pending("b", "p", "world", 4));
    post(book, resolution("c", PostingKind::post, "b", 3));
    post(book, request("refused", "q", "world", 4));
    const Changes changes = book.take_changes();
    REQUIRE(changes.accounts.size() == 3);
    CHECK(changes.accounts[0] == book.account(AccountId{"bank"}));
    CHECK(changes.accounts[1] == book.account(AccountId{"p"}));
    CHECK(changes.accounts[2] == book.account(AccountId{"world"}));
    REQUIRE(changes.postings.size() == 3);
    CHECK(changes.postings[2].id == PostingId{"c"});
    REQUIRE(changes.pendings.size() == 1);
    CHECK(changes.pendings[0].state == PendingState::posted);
    CHECK(changes.head == book.head());
    const Changes none = book.take_changes();
    CHECK(none.accounts.empty());
    CHECK(none.postings.empty());
    CHECK(none.pendings.empty());
    CHECK(none.head == book.head());
}

TEST_CASE("a book that hands its changes over goes on like one that copies them") {
    Book copying = funded_book();
    Book handing = funded_book();
    const std::vector<PostingRequest> rounds[] = {
        {request("a", "p", "world", 100), pending("b", "p", "world", 200)},
        {resolution("c", PostingKind::post, "b", 150), request("d", "world", "p", 30)},
        {},
        {request("e", "p", "world", 40)},
    };
    CHECK(handing.hand_over_changes() == copying.take_changes());
    for (const auto& requests : rounds) {
        CHECK(handing.post(requests, noon) == copying.post(requests, noon));
        CHECK(handing.hand_over_changes() == copying.take_changes());
        CHECK(handing.postings().empty());
    }
    CHECK(handing.accounts().size() == copying.accounts().size());
    CHECK(handing.head() == copying.head());
}

TEST_CASE("a book that loads only what a request touches continues the chain like the whole one") {
    Book whole = funded_book();
    post(whole, pending("hold", "p", "world", 300));
    Book part;
    part.load_account(whole.account(AccountId{"p"}));
    part.load_account(whole.account(AccountId{"world"}));
    part.load_pending(*whole.find_pending(PostingId{"hold"}));
    part.load_posting(*whole.find_posting(PostingId{"hold"}));
    part.set_head(whole.head());
    static_cast<void>(whole.take_changes());
    const std::vector<PostingRequest> requests = {resolution("paid", PostingKind::post, "hold", 200),
                                                  request("more", "p", "world", 800)};
    CHECK(part.post(requests, after_noon(1)) == whole.post(requests, after_noon(1)));
    CHECK(part.take_changes() == whole.take_changes());
    CHECK(outcome(part, pending("hold", "p", "world", 300)) == "exists");
    CHECK(outcome(part, request("hold", "p", "world", 300)) == "posting_conflict id");
}

TEST_CASE("loading twice is fine, loading something else under the same id is not") {
    Book whole = funded_book();
    post(whole, pending("hold", "p", "world", 300));
    Book part;
    Account account = whole.account(AccountId{"p"});
    Posting posting = whole.postings()[0];
    Pending held = whole.pendings()[0];
    for (int i = 0; i < 2; ++i) {
        part.load_account(account);
        part.load_posting(posting);
        part.load_pending(held);
    }
    account.version = 77;
    posting.code = "other";
    held.amount_minor = Amount{1};
    CHECK(refusal([&] { part.load_account(account); }) == "duplicate_key id");
    CHECK(refusal([&] { part.load_posting(posting); }) == "duplicate_key id");
    CHECK(refusal([&] { part.load_pending(held); }) == "duplicate_key id");
    account.id = {};
    CHECK(refusal([&] { part.load_account(account); }) == "missing_field id");
    CHECK(part.take_changes().postings.empty());
}

TEST_CASE("a head is only taken for the same ledger, in good form, and while the book stands at the beginning") {
    Book book;
    ChainHead head = funded_book().head();
    head.ledger = "other";
    CHECK(refusal([&] { book.set_head(head); }) == "invalid_value ledger");
    head.ledger = "main";
    const std::string hash = head.hash;
    head.hash = "short";
    CHECK(refusal([&] { book.set_head(head); }) == "parse_error hash");
    head.hash = hash;
    book.set_head(head);
    book.set_head(head);
    head.sequence = 9;
    CHECK(refusal([&] { book.set_head(head); }) == "invalid_value sequence");
}

TEST_CASE("a copy of a book goes its own way") {
    Book book = funded_book();
    Book copy = book;
    CHECK(outcome(copy, request("x", "p", "world", 1000)) == "created");
    CHECK(outcome(book, request("y", "p", "world", 1000)) == "created");
    CHECK(copy.find_posting(PostingId{"y"}) == nullptr);
    check_sound(book);
    check_sound(copy);
}

TEST_CASE("ten thousand ids are all found again") {
    Book book = small_book();
    book.reserve(8, 100);
    for (int i = 0; i < 10000; ++i) post(book, request("p" + std::to_string(i), "bank", "world", 1));
    for (int i = 0; i < 10000; ++i) CHECK(book.find_posting(PostingId{"p" + std::to_string(i)})->sequence == i + 1);
    CHECK(book.find_posting(PostingId{"p10000"}) == nullptr);
}
