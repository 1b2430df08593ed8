#include "ledger_samples.hpp"

#include <limits>
#include <set>

using namespace ledger_samples;

namespace {

Book busy_book() {
    Book book = funded_book();
    Account yen = purse("yen");
    yen.currency = Currency{"JPY"};
    Account mint = account("mint", Side::debit);
    mint.currency = Currency{"JPY"};
    book.add_account(yen);
    book.add_account(mint);
    PostingRequest coins = request("coins", "mint", "yen", 77);
    coins.currency = Currency{"JPY"};
    PostingRequest short_hold = pending("short", "p", "q", 10);
    short_hold.expires_at = after_noon(10);
    const std::vector<PostingRequest> requests = {coins,
                                                  pending("h1", "p", "q", 100),
                                                  pending("h2", "p", "q", 100),
                                                  pending("h3", "p", "q", 100),
                                                  short_hold,
                                                  resolution("r1", PostingKind::post, "h1", 60),
                                                  resolution("r2", PostingKind::void_pending, "h2"),
                                                  request("sale", "p", "world", 200)};
    book.post_all(requests, after_noon(1));
    book.expire(after_noon(11));
    return book;
}

/// Recomputes the hashes, as somebody would who changes rows and the stored head too.
void rehash(LedgerState& state) {
    state.head = genesis("main");
    Sha256Digest digest = parse_sha256(state.head.hash);
    std::string buffer;
    for (Posting& row : state.postings) {
        row.sequence = ++state.head.sequence;
        digest = chain_hash(digest, row, buffer);
        row.hash = to_hex(digest);
        state.head.hash = row.hash;
        state.head.recorded_at = row.recorded_at;
    }
}

Posting& row(LedgerState& state, const char* id) {
    for (Posting& each : state.postings) {
        if (each.id == PostingId{id}) return each;
    }
    FAIL("no such row");
    return state.postings.front();
}

/// The broken invariants, by name.
std::set<std::string> broken(const LedgerState& state) {
    std::set<std::string> out;
    for (const Violation& each : verify(state).violations) out.insert(std::string{name_of(each.invariant)});
    return out;
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("a ledger with rows of every kind is sound, and its sums are told by currency") {
    const VerifyReport report = verify(busy_book());
    CHECK(report.sound);
    CHECK(report.violation_count == 0);
    CHECK(report.postings == 10);
    CHECK(report.accounts == 7);
    REQUIRE(report.sums.size() == 2);
    CHECK(report.sums[0] == CurrencySums{euro(), Amount{100}, Amount{100}, Amount{1260}, Amount{1260}});
    CHECK(report.sums[1] == CurrencySums{Currency{"JPY"}, Amount{0}, Amount{0}, Amount{77}, Amount{77}});
    CHECK(verify(Book{}).sound);
}

TEST_CASE("what is rebuilt from the rows equals what is stored") {
    const LedgerState stored = state_of(busy_book());
    LedgerState blank = stored;
    for (Account& each : blank.accounts) {
        each.debits_posted_minor = Amount{5};
        each.credits_pending_minor = Amount{9};
    }
    CHECK(rebuild("main", blank.accounts, stored.postings) == stored);
    CHECK(rebuild("main", {}, {}).head == genesis("main"));
}

TEST_CASE("rebuilding refuses rows that cannot be, and says which") {
    const LedgerState stored = state_of(busy_book());
    const auto refused = [&](const char* id, const auto& change) {
        LedgerState state = stored;
        change(row(state, id));
        return refusal([&] { static_cast<void>(rebuild("main", state.accounts, state.postings)); });
    };
    CHECK(refused("sale", [](Posting& p) { p.debit = AccountId{"nobody"}; }) == "unknown_account postings[8].debit");
    CHECK(refused("sale", [](Posting& p) { p.credit = AccountId{"nobody"}; }) == "unknown_account postings[8].credit");
    CHECK(refused("sale", [](Posting& p) { p.credit = p.debit; }) == "invalid_value postings[8].credit");
    CHECK(refused("sale", [](Posting& p) { p.credit = AccountId{"yen"}; }) == "currency_mismatch postings[8].currency");
    CHECK(refused("sale", [](Posting& p) { p.amount_minor = Amount{-1}; }) == "out_of_range postings[8].amount_minor");
    CHECK(refused("r1", [](Posting& p) { p.pending_id = PostingId{"sale"}; }) ==
          "unknown_pending postings[6].pending_id");
    CHECK(refused("r2", [](Posting& p) { p.pending_id = PostingId{"h1"}; }) ==
          "pending_resolved postings[7].pending_id");
    CHECK(refused("r1", [](Posting& p) { p.amount_minor = Amount{101}; }) ==
          "exceeds_pending postings[6].amount_minor");
    CHECK(refused("r1", [](Posting& p) { p.credit = AccountId{"world"}; }) == "invalid_value postings[6].pending_id");
    CHECK(refused("h2", [](Posting& p) { p.id = PostingId{"h1"}; }) == "posting_conflict postings[3].id");
}

TEST_CASE("whoever changes rows and recomputes the chain still contradicts the stored balances") {
    LedgerState state = state_of(busy_book());
    row(state, "sale").amount_minor = Amount{199};
    CHECK(broken(state) == Names{"balances_folded", "chained"});
    rehash(state);
    CHECK(broken(state) == Names{"balances_folded"});
}

TEST_CASE("a stored sum that was changed is found, in the account and in the currency") {
    for (int field = 0; field < 4; ++field) {
        LedgerState state = state_of(busy_book());
        Account& p = state.accounts[2];
        Amount* const sums[] = {&p.debits_posted_minor, &p.credits_posted_minor, &p.debits_pending_minor,
                                &p.credits_pending_minor};
        *sums[field] += Amount{1};
        CHECK(broken(state) == Names{"balanced", "balances_folded"});
    }
}

TEST_CASE("a stored pending that was changed, dropped or invented is found") {
    const LedgerState stored = state_of(busy_book());
    LedgerState state = stored;
    state.pendings[0].state = PendingState::open;
    CHECK(broken(state) == Names{"pendings_folded"});
    state = stored;
    state.pendings.pop_back();
    CHECK(broken(state) == Names{"pendings_folded"});
    state = stored;
    state.pendings.push_back(state.pendings[0]);
    state.pendings.back().id = PostingId{"invented"};
    CHECK(broken(state) == Names{"pendings_folded"});
}

TEST_CASE("a pending that is resolved twice or by too much is found behind a recomputed chain") {
    LedgerState state = state_of(busy_book());
    row(state, "r2").pending_id = PostingId{"h1"};
    rehash(state);
    CHECK(broken(state).contains("resolved_once"));
    state = state_of(busy_book());
    row(state, "r1").amount_minor = Amount{101};
    rehash(state);
    CHECK(broken(state).contains("resolved_once"));
}

TEST_CASE("an overdraft is found at the row that caused it, behind a recomputed chain") {
    LedgerState state = state_of(busy_book());
    row(state, "sale").amount_minor = Amount{900};
    rehash(state);
    const VerifyReport report = verify(state);
    REQUIRE_FALSE(report.sound);
    CHECK(report.violations[0].invariant == Invariant::constraint);
    CHECK(report.violations[0].subject == "sale");
}

TEST_CASE("an id or an account that is there twice is found") {
    LedgerState state = state_of(busy_book());
    row(state, "sale").id = PostingId{"fund"};
    rehash(state);
    CHECK(broken(state) == Names{"unique_ids"});
    state = state_of(busy_book());
    state.accounts.push_back(state.accounts[3]);
    CHECK(broken(state).contains("unique_ids"));
}

TEST_CASE("an account that is missing makes its rows unsound") {
    LedgerState state = state_of(busy_book());
    std::erase_if(state.accounts, [](const Account& each) { return each.id == AccountId{"yen"}; });
    CHECK(broken(state) == Names{"balanced", "sound_row", "balances_folded"});
}

TEST_CASE("a report lists a hundred violations and counts all") {
    Book book = small_book();
    for (int i = 0; i < 300; ++i) post(book, request("p" + std::to_string(i), "bank", "world", 1));
    LedgerState state = state_of(book);
    state.accounts.clear();
    const VerifyReport report = verify(state);
    CHECK(report.violations.size() == 100);
    CHECK(report.violation_count == 300);
}

TEST_CASE("sums beyond 64 bits are compared exactly and told cut off") {
    Book book = small_book();
    const std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    post(book, request("a", "bank", "world", highest));
    post(book, request("b", "world", "q", highest));
    const VerifyReport report = verify(book);
    CHECK(report.sound);
    CHECK(report.sums[0].debits_posted_minor == Amount{highest});
    LedgerState state = state_of(book);
    state.accounts[0].debits_posted_minor -= Amount{1};
    CHECK(broken(state) == Names{"balanced", "balances_folded"});
}
