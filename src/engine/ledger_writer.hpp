#pragma once
// The ledger as one event sees it: accounts are loaded when they are first touched, every move is posted at
// once into a book in memory, and `flush` writes what changed into the event's transaction.

#include <marketplace/ledger/journal.hpp>
#include <marketplace/ports/store.hpp>

#include <string>
#include <string_view>

namespace marketplace::engine_detail {

/// The working set of the ledger within one transaction of the store. Events of a batch share it, so that
/// an account is loaded once; an event that is refused takes it away with its own traces.
using OpenBook = std::optional<ledger::Book>;

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

    [[nodiscard]] Amount balance(const ledger::Account& account);
    [[nodiscard]] Amount available(const ledger::Account& account);

    /// Writes accounts, postings, pendings and the head of the chain.
    void flush();

private:
    ledger::Book& book();
    void need(const ledger::Account& account);
    void load(const AccountId& id);
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
