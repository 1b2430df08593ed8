#include "ledger_samples.hpp"

using namespace ledger_samples;

namespace {

std::string outcomes(Book& book, const std::vector<PostingRequest>& requests, Timestamp at = noon) {
    std::string out;
    for (const PostingResult& result : book.post(requests, at)) out += (out.empty() ? "" : ", ") + outcome(result);
    return out;
}

}  // namespace

TEST_CASE("a linked group succeeds as a whole") {
    Book book = funded_book();
    CHECK(outcomes(book, {linked(request("a", "p", "q", 600)), linked(request("b", "q", "world", 600)),
                          request("c", "p", "world", 400)}) == "created, created, created");
    CHECK(sums(book, "q") == "600/600, 0/0");
    check_sound(book);
}

TEST_CASE("a linked group fails as a whole, whichever request is refused, and leaves no trace") {
    for (std::size_t bad = 0; bad < 3; ++bad) {
        Book book = funded_book();
        post(book, pending("hold", "p", "q", 100));
        static_cast<void>(book.take_changes());
        const LedgerState before = state_of(book);
        std::vector<PostingRequest> group = {linked(resolution("a", PostingKind::post, "hold", 50)),
                                             linked(pending("b", "p", "q", 600)), request("c", "p", "q", 100)};
        group[bad].id = PostingId{"fund"};
        const auto results = book.post(group, after_noon(1));
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(outcome(results[i]) == (i == bad ? "posting_conflict id" : "linked_failed linked"));
            CHECK(results[i].sequence == 0);
        }
        CHECK(state_of(book) == before);
        const Changes changes = book.take_changes();
        CHECK(changes.accounts.empty());
        CHECK(changes.postings.empty());
        CHECK(changes.pendings.empty());
        // The same book goes on as if nothing had been tried.
        group[bad].id = PostingId{"fresh"};
        CHECK(outcomes(book, group, after_noon(1)) == "created, created, created");
        check_sound(book);
    }
}

TEST_CASE("a hold that is opened and resolved in a failed group is gone with it, timer and all") {
    Book book = funded_book();
    PostingRequest hold = linked(pending("hold", "p", "q", 100));
    hold.expires_at = after_noon(10);
    CHECK(outcomes(book,
                   {hold, linked(resolution("paid", PostingKind::post, "hold")), request("x", "p", "world", 9999)}) ==
          "linked_failed linked, linked_failed linked, insufficient_balance debit");
    CHECK(book.find_pending(PostingId{"hold"}) == nullptr);
    CHECK(book.expire(after_noon(20)).empty());
    // Another hold takes the place of the one that is gone; its own time counts.
    PostingRequest other = pending("other", "p", "q", 100);
    other.expires_at = after_noon(100);
    post(book, other, after_noon(21));
    CHECK(book.expire(after_noon(30)).empty());
    CHECK(book.expire(after_noon(100)).size() == 1);
    check_sound(book);
}

TEST_CASE("groups of one call stand for themselves") {
    Book book = funded_book();
    CHECK(outcomes(book,
                   {linked(request("a", "p", "q", 600)), request("b", "p", "q", 600), request("c", "p", "q", 100),
                    request("d", "nobody", "q", 1), linked(request("e", "p", "q", 50)), request("f", "p", "q", 50)}) ==
          "linked_failed linked, insufficient_balance debit, created, unknown_account debit, created, created");
    CHECK(sums(book, "q") == "0/200, 0/0");
}

TEST_CASE("a group that the end of the call cuts off is refused") {
    Book book = funded_book();
    CHECK(outcomes(book, {request("a", "p", "q", 1), linked(request("b", "p", "q", 1)),
                          linked(request("c", "p", "q", 1))}) == "created, linked_failed linked, invalid_value linked");
    CHECK(book.find_posting(PostingId{"b"}) == nullptr);
}

TEST_CASE("a linked group that comes again is answered again") {
    Book book = funded_book();
    const std::vector<PostingRequest> group = {linked(request("a", "p", "q", 600)), request("b", "q", "world", 600)};
    CHECK(outcomes(book, group) == "created, created");
    CHECK(outcomes(book, group) == "exists, exists");
}

TEST_CASE("post_all records all or throws about the first that is refused and records nothing") {
    Book book = funded_book();
    const LedgerState before = state_of(book);
    const std::vector<PostingRequest> bad = {request("a", "p", "q", 600), request("b", "p", "q", 600)};
    CHECK(refusal([&] { book.post_all(bad, noon); }) == "insufficient_balance requests[1].debit");
    CHECK(state_of(book) == before);
    const std::vector<PostingRequest> open = {request("a", "p", "q", 600), linked(request("b", "p", "q", 1))};
    CHECK(refusal([&] { book.post_all(open, noon); }) == "invalid_value requests[1].linked");
    CHECK(state_of(book) == before);
    const std::vector<PostingRequest> good = {request("a", "p", "q", 600), request("b", "p", "q", 400)};
    CHECK(book.post_all(good, noon).size() == 2);
    CHECK(outcome(book.post_all(good, noon)[1]) == "exists");
    CHECK(book.post_all({}, noon).empty());
    CHECK(book.post({}, noon).empty());
    check_sound(book);
}

TEST_CASE("many groups that fail leave the index of ids intact") {
    Book book = funded_book();
    for (int i = 0; i < 500; ++i) {
        const std::string id = "p" + std::to_string(i);
        outcomes(book, {linked(request(id + "a", "bank", "world", 1)), linked(request(id + "b", "bank", "world", 1)),
                        request(id + "c", i % 3 == 0 ? "nobody" : "bank", "world", 1)});
    }
    for (int i = 0; i < 500; ++i) {
        for (const char* part : {"a", "b", "c"}) {
            CHECK((book.find_posting(PostingId{"p" + std::to_string(i) + part}) != nullptr) == (i % 3 != 0));
        }
    }
    check_sound(book);
}
