#pragma once
// All or nothing: a piece of work on a book that is undone unless it is kept.

#include <marketplace/ledger/journal.hpp>

namespace marketplace::ledger {

class Book::Attempt {
public:
    explicit Attempt(Book& book) noexcept
        : book_(book),
          accounts_(book.accounts_.mark()),
          postings_(book.postings_.mark()),
          pendings_(book.pendings_.mark()),
          sequence_(book.head_.sequence),
          recorded_at_(book.head_.recorded_at),
          digest_(book.digest_) {}
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    ~Attempt() {
        if (!kept_) undo();
        book_.undo_accounts_.clear();
        book_.undo_pendings_.clear();
    }

    void keep() noexcept { kept_ = true; }

private:
    void undo() noexcept {
        // Backwards, so that what an account was before its first change is written last.
        for (std::size_t i = book_.undo_accounts_.size(); i-- > 0;) {
            const AccountBefore& before = book_.undo_accounts_[i];
            set_sums(book_.accounts_[before.position], before.sums);
            book_.accounts_[before.position].version = before.version;
        }
        for (const std::uint32_t position : book_.undo_pendings_) {
            Pending& pending = book_.pendings_[position];
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
    std::int64_t sequence_;
    Timestamp recorded_at_;
    Sha256Digest digest_;
    bool kept_ = false;
};

}  // namespace marketplace::ledger
