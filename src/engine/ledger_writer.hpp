#pragma once
// The ledger as one event sees it: accounts are loaded when they are first touched, and every move is posted at once
// into a book in memory, which is written when the last event of the transaction has been applied.

#include <marketplace/ledger/attempt.hpp>
#include <marketplace/ports/store.hpp>

#include <string>
#include <string_view>

namespace marketplace::engine_detail {

/// The working set of the ledger within one transaction of the store. Events of a batch share it, so that an account is
/// loaded once, and written once.
using OpenBook = std::optional<ledger::Book>;

/// Writes accounts, postings, pendings and the head of the chain. Nothing may be posted afterwards.
void write_book(Transaction& store, OpenBook& book);

/// Takes back what an event does to the book, unless it is kept.
class BookAttempt {
public:
    explicit BookAttempt(OpenBook& book) : book_(book) {
        if (book) attempt_.emplace(*book);
    }
    ~BookAttempt() {
        if (!is_kept_ && !attempt_) book_.reset();  // it was opened since
    }
    BookAttempt(const BookAttempt&) = delete;
    BookAttempt& operator=(const BookAttempt&) = delete;

    void keep() noexcept {
        is_kept_ = true;
        if (attempt_) attempt_->keep();
    }

private:
    OpenBook& book_;
    std::optional<ledger::Book::Attempt> attempt_;
    bool is_kept_ = false;
};

class LedgerWriter {
public:
    /// Postings are numbered within the transaction id, so that a replay of the event makes the same ids.
    LedgerWriter(Transaction& store, OpenBook& book, std::string_view ledger, std::string transaction_id, Timestamp at);

    /// One final posting; zero is none, and a negative amount is the same movement in the other direction.
    /// Accounts that do not exist are opened as given. Throws what the ledger refuses with, such as
    /// `insufficient_balance`.
    void move(const ledger::Account& debit, const ledger::Account& credit, Amount amount, std::string_view code,
              std::string_view reference);
    /// A pending posting under an id of its own, to be resolved by a later event.
    void hold(std::string_view hold_id, const ledger::Account& debit, const ledger::Account& credit, Amount amount,
              std::string_view code);
    /// Makes a held amount final, or gives it back. Throws `unknown_pending`.
    void post_held(std::string_view hold_id);
    void void_held(std::string_view hold_id);
    /// Whether there is such a hold, and neither was it made final nor given back.
    [[nodiscard]] bool holds(std::string_view hold_id);

    [[nodiscard]] Amount balance(const ledger::Account& account);
    [[nodiscard]] Amount available(const ledger::Account& account);

private:
    ledger::Book& book();
    void need(const ledger::Account& account);
    void load(const AccountId& id);
    /// Null when there is none.
    const ledger::Pending* load_pending(const PostingId& id);
    void resolve(std::string_view hold_id, ledger::PostingKind kind);
    void post(ledger::PostingRequest request);
    [[nodiscard]] PostingId next_id();

    Transaction& store_;
    OpenBook& book_;
    std::string_view ledger_;
    std::string transaction_id_;
    Timestamp at_;
    std::int64_t postings_ = 0;
};

}  // namespace marketplace::engine_detail
