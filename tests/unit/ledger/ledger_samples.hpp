#pragma once
// Small ledgers for the tests.

#include <doctest/doctest.h>

#include <marketplace/ledger/verification.hpp>

namespace ledger_samples {

using namespace marketplace;
using namespace marketplace::ledger;

inline const Timestamp noon = parse_timestamp("2024-01-05T12:00:00Z");

inline Timestamp after_noon(std::int64_t seconds) { return noon + Duration::seconds(seconds); }

inline Currency euro() { return Currency{"EUR"}; }

inline Account account(std::string id, Side normal = Side::credit) {
    Account out;
    out.id = AccountId{std::move(id)};
    out.currency = euro();
    out.normal = normal;
    return out;
}

/// An account that debits cannot overdraw.
inline Account purse(std::string id) {
    Account out = account(std::move(id));
    out.debits_must_not_exceed_credits = true;
    return out;
}

/// A receivable that credits cannot overdraw.
inline Account debt(std::string id) {
    Account out = account(std::move(id), Side::debit);
    out.credits_must_not_exceed_debits = true;
    return out;
}

inline PostingRequest request(std::string id, const char* debit, const char* credit, std::int64_t amount) {
    PostingRequest out;
    out.id = PostingId{std::move(id)};
    out.transaction_id = TransactionId{"t1"};
    out.debit = AccountId{debit};
    out.credit = AccountId{credit};
    out.amount_minor = Amount{amount};
    out.currency = euro();
    out.code = "sale";
    out.reference = "order1";
    out.effective_at = noon;
    return out;
}

inline PostingRequest pending(std::string id, const char* debit, const char* credit, std::int64_t amount) {
    PostingRequest out = request(std::move(id), debit, credit, amount);
    out.kind = PostingKind::pending;
    return out;
}

inline PostingRequest resolution(std::string id, PostingKind kind, const char* pending_id, std::int64_t amount = 0) {
    PostingRequest out;
    out.id = PostingId{std::move(id)};
    out.transaction_id = TransactionId{"t2"};
    out.kind = kind;
    out.pending_id = PostingId{pending_id};
    out.amount_minor = Amount{amount};
    out.effective_at = noon;
    return out;
}

inline PostingRequest linked(PostingRequest request) {
    request.linked = true;
    return request;
}

/// "world" and "bank" without constraints, the purses "p" and "q", the debt "d".
inline Book small_book() {
    Book book;
    book.add_account(account("world"));
    book.add_account(account("bank", Side::debit));
    book.add_account(purse("p"));
    book.add_account(purse("q"));
    book.add_account(debt("d"));
    return book;
}

/// The same with 1000 in "p", owed by the bank.
inline Book funded_book() {
    Book book = small_book();
    const std::vector<PostingRequest> requests = {request("fund", "bank", "p", 1000)};
    book.post_all(requests, noon);
    return book;
}

inline PostingResult post(Book& book, const PostingRequest& request, Timestamp at = noon) {
    return book.post(std::span{&request, 1}, at).front();
}

/// "created", "exists", or "insufficient_balance debit".
inline std::string outcome(const PostingResult& result) {
    if (result.outcome != PostingOutcome::refused) return std::string{name_of(result.outcome)};
    return result.error + (result.field.empty() ? "" : " " + result.field);
}

inline std::string outcome(Book& book, const PostingRequest& request, Timestamp at = noon) {
    return outcome(post(book, request, at));
}

/// "posted debits/credits, pending debits/credits".
inline std::string sums(const Book& book, const char* id) {
    const Account& found = book.account(AccountId{id});
    const auto text = [](Amount amount) { return std::to_string(amount.value); };
    return text(found.debits_posted_minor) + "/" + text(found.credits_posted_minor) + ", " +
           text(found.debits_pending_minor) + "/" + text(found.credits_pending_minor);
}

inline LedgerState state_of(const Book& book) {
    LedgerState out;
    out.accounts.assign(book.accounts().begin(), book.accounts().end());
    out.postings.assign(book.postings().begin(), book.postings().end());
    out.pendings.assign(book.pendings().begin(), book.pendings().end());
    out.head = book.head();
    return out;
}

/// "unknown_account debit" of the error that a call throws, or "nothing".
template <class Call>
std::string refusal(const Call& call) {
    try {
        call();
        return "nothing";
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + (error.field().empty() ? "" : " " + error.field());
    }
}

inline void check_sound(const Book& book) {
    const VerifyReport report = verify(book);
    const std::string first = report.violations.empty() ? "" : report.violations.front().text;
    INFO(first);
    CHECK(report.sound);
}

}  // namespace ledger_samples
