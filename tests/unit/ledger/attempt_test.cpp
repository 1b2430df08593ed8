// What is done within an attempt is undone unless it is kept; one may be within another.

#include "ledger_samples.hpp"

#include <marketplace/ledger/attempt.hpp>

using namespace ledger_samples;

namespace {

/// All that a book says of itself.
struct Contents {
    explicit Contents(const Book& book)
        : accounts(book.accounts().begin(), book.accounts().end()),
          postings(book.postings().begin(), book.postings().end()),
          pendings(book.pendings().begin(), book.pendings().end()),
          head(book.head()) {}

    std::vector<Account> accounts;
    std::vector<Posting> postings;
    std::vector<Pending> pendings;
    ChainHead head;

    friend bool operator==(const Contents&, const Contents&) = default;
};

/// One of everything that changes a book.
void work(Book& book, const std::string& name) {
    book.enter(request(name + "/sale", "world", "p", 100), after_noon(1));
    book.add_account(purse(name + "/purse"));
    book.enter(request(name + "/more", "world", (name + "/purse").c_str(), 5), after_noon(2));
    book.enter(pending(name + "/held", "p", "q", 40), after_noon(3));
    book.enter(resolution(name + "/taken", PostingKind::post, (name + "/held").c_str(), 30), after_noon(4));
    book.add_account(account(name + "/closed"));
    book.close_account(AccountId{name + "/closed"});
    book.set_frozen(AccountId{"q"}, true);
    book.set_frozen(AccountId{"q"}, false);
}

}  // namespace

TEST_CASE("an attempt that is not kept leaves the book as it was, and the ids free") {
    Book book = small_book();
    book.enter(request("before", "world", "p", 7), noon);
    book.enter(pending("waiting", "p", "q", 3), noon);
    static_cast<void>(book.take_changes());
    const Contents before{book};
    {
        Book::Attempt attempt{book};
        work(book, "a");
        book.enter(resolution("resolved", PostingKind::void_pending, "waiting"), after_noon(9));
        book.set_frozen(AccountId{"p"}, true);
    }
    CHECK(Contents{book} == before);
    CHECK(book.take_changes().accounts.empty());
    CHECK(verify(book).sound);

    Book other = small_book();
    other.enter(request("before", "world", "p", 7), noon);
    other.enter(pending("waiting", "p", "q", 3), noon);
    work(book, "a");
    work(other, "a");
    CHECK(Contents{book} == Contents{other});
}

TEST_CASE("an attempt that is kept is as if there had been none") {
    Book book = small_book();
    Book other = small_book();
    {
        Book::Attempt attempt{book};
        work(book, "a");
        attempt.keep();
    }
    work(other, "a");
    CHECK(Contents{book} == Contents{other});
    CHECK(book.take_changes() == other.take_changes());
}

TEST_CASE("an attempt undoes what one within it has kept, and keeps what is around one that it undoes") {
    Book book = small_book();
    const Contents before{book};
    Contents after_first = before;
    {
        Book::Attempt outer{book};
        {
            Book::Attempt inner{book};
            work(book, "a");
            inner.keep();
        }
        after_first = Contents{book};
        {
            Book::Attempt inner{book};
            work(book, "b");
        }
        CHECK(Contents{book} == after_first);
        CHECK_THROWS_AS(book.enter(request("c", "p", "world", 1'000'000), noon), Error);
        CHECK(Contents{book} == after_first);
    }
    CHECK(Contents{book} == before);
    {
        Book::Attempt outer{book};
        work(book, "a");
        {
            Book::Attempt inner{book};
            work(book, "b");
        }
        outer.keep();
    }
    CHECK(Contents{book} == after_first);
}

TEST_CASE("entering one request is posting it alone") {
    Book one = small_book();
    Book many = small_book();
    const PostingRequest sale = request("sale", "world", "p", 100);
    const Posting row = one.enter(sale, noon);
    const std::vector<PostingResult> results = many.post_all(std::span{&sale, 1}, noon);
    CHECK(Contents{one} == Contents{many});
    CHECK(row == many.postings().front());
    CHECK(results.front().sequence == row.sequence);

    CHECK(one.enter(sale, after_noon(5)) == row);  // again: the row that there is
    CHECK(one.postings().size() == 1);
    PostingRequest other = sale;
    other.amount_minor = Amount{99};
    CHECK_THROWS_WITH_AS(one.enter(other, noon), doctest::Contains("row 1"), Error);
    CHECK_THROWS_WITH_AS(one.enter(linked(request("l", "world", "p", 1)), noon), doctest::Contains("linked"), Error);
    CHECK(Contents{one} == Contents{many});
}
