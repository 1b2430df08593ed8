#pragma once
// All or nothing: a piece of work on a book that is undone unless it is kept.

#include <marketplace/ledger/journal.hpp>

namespace marketplace::ledger {

/// Undoes, when it ends, everything that was posted, opened, loaded, frozen or closed in the book since it began,
/// unless `keep` was called. One may be within another, which undoes what the inner one has kept. `take_changes` and
/// `hand_over_changes` are for when there is none.
class Book::Attempt {
public:
    explicit Attempt(Book& book) noexcept
        : book_(book),
          accounts_(book.accounts_.mark()),
          postings_(book.postings_.mark()),
          pendings_(book.pendings_.mark()),
          undo_accounts_(book.undo_accounts_.size()),
          undo_pendings_(book.undo_pendings_.size()),
          sequence_(book.head_.sequence),
          recorded_at_(book.head_.recorded_at),
          digest_(book.digest_) {
        ++book.attempts_;
    }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    ~Attempt() {
        if (!kept_) undo();
        if (--book_.attempts_ > 0) return;
        book_.undo_accounts_.clear();
        book_.undo_pendings_.clear();
    }

    void keep() noexcept { kept_ = true; }

private:
    void undo() noexcept {
        // Backwards, so that what an account was before its first change is written last.
        for (; book_.undo_accounts_.size() > undo_accounts_; book_.undo_accounts_.pop_back()) {
            const AccountBefore& before = book_.undo_accounts_.back();
            Account& account = book_.accounts_[before.position];
            set_sums(account, before.sums);
            account.version = before.version;
            account.frozen = before.frozen;
            account.closed = before.closed;
        }
        for (; book_.undo_pendings_.size() > undo_pendings_; book_.undo_pendings_.pop_back()) {
            Pending& pending = book_.pendings_[book_.undo_pendings_.back()];
            pending.state = PendingState::open;
            pending.posted_minor = {};
            pending.resolved_by.value.clear();
        }
        book_.accounts_.go_back(accounts_);
        book_.postings_.go_back(postings_);
        book_.pendings_.go_back(pendings_);
        book_.head_.sequence = sequence_;
        book_.head_.recorded_at = recorded_at_;
        book_.digest_ = digest_;
        write_hex(digest_, std::span<char, 64>{book_.head_.hash.data(), 64});
    }

    Book& book_;
    detail::Table<Account>::Mark accounts_;
    detail::Table<Posting>::Mark postings_;
    detail::Table<Pending>::Mark pendings_;
    std::size_t undo_accounts_;
    std::size_t undo_pendings_;
    std::int64_t sequence_;
    Timestamp recorded_at_;
    Sha256Digest digest_;
    bool kept_ = false;
};

}  // namespace marketplace::ledger
