#pragma once
// The journal: where requests become rows. A `Book` is a value that holds the accounts, rows and pendings that a
// piece of work touches, or a whole ledger; it knows no store. A host loads what is needed, posts, and
// writes `take_changes()` back in one transaction.
//
// What always holds after each call:
//   debits equal credits in every currency; a pending is resolved at most once; an id stands for one content;
//   accounts keep their constraints, held amounts included; rows are never changed; `sequence` rises by one
//   and `recorded_at` rises strictly; the sums of the accounts are the fold of the rows; every row is hashed
//   onto the one before.
// All arithmetic is exact and checked. Not safe for calls from several threads at once while one of them changes it.

#include <marketplace/ledger/chain.hpp>
#include <marketplace/ledger/detail/table.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::ledger {

/// What a host must write: all of it in one transaction, or nothing.
struct Changes {
    std::vector<Account> accounts;  ///< new and changed ones, in order of their first change
    std::vector<Posting> postings;  ///< new rows, in order of sequence
    std::vector<Pending> pendings;  ///< new and resolved ones
    ChainHead head;                 ///< the same as before if there are no new rows

    friend bool operator==(const Changes&, const Changes&) = default;
};
MARKETPLACE_COMPILED_RECORD(Changes, (accounts, postings, pendings, head));

/// A working set of a ledger.
class Book {
public:
    class Attempt;  ///< undoes what follows, unless it is kept: ledger/attempt.hpp

    /// An empty book of a ledger without rows; `set_head` says otherwise.
    explicit Book(std::string_view ledger = "main");

    /// Makes room, for speed only.
    void reserve(std::size_t accounts, std::size_t postings);

    // Stored state. A record that is there already must be the same: `duplicate_key` otherwise.
    void load_account(const Account& account);
    /// Needed where the id of a request may be known already.
    void load_posting(const Posting& posting);
    /// Needed where a request resolves it, or for `expire`.
    void load_pending(const Pending& pending);
    /// The end of the stored chain. Throws `parse_error` for a hash that is none, and `invalid_value` for another
    /// ledger or when the book stands at another row already.
    void set_head(const ChainHead& head);

    /// Opens an account; the account as it stands if it is open already. Throws `duplicate_key` if it was opened with
    /// other attributes, and what `validate` throws; `out_of_range` for sums other than zero.
    const Account& add_account(const Account& account);
    /// Frozen accounts refuse new postings. Throws `unknown_account` or `account_closed`.
    void set_frozen(const AccountId& id, bool frozen);
    /// For good. Throws `out_of_range` unless the balance and everything pending is zero.
    void close_account(const AccountId& id);

    /// Answers each request by itself; linked ones succeed or fail together. A refusal is a result, not an exception.
    /// `recorded_at` is the clock; where it does not advance, rows are one microsecond apart.
    std::vector<PostingResult> post(std::span<const PostingRequest> requests, Timestamp recorded_at);
    /// All of them, or an `Error` about the first that is refused ("requests[2].debit") and nothing written.
    std::vector<PostingResult> post_all(std::span<const PostingRequest> requests, Timestamp recorded_at);
    /// One request that is not needed any more, or an `Error` and nothing written. Its row, until the next change.
    const Posting& enter(PostingRequest request, Timestamp recorded_at);
    /// Voids every open pending whose time has come, earliest first, with rows of the ledger's own: id
    /// "{pending}/expired", code "expired", effective when it timed out. Until then they still hold their amount.
    std::vector<PostingResult> expire(Timestamp now);

    /// What changed since the last call.
    [[nodiscard]] Changes take_changes();
    /// The same of a book that is the working set of a larger ledger: postings are handed over instead of copied, and
    /// are not known here any more. The caller sees to it that none of their ids comes again.
    [[nodiscard]] Changes hand_over_changes();

    /// Null if the book does not hold it.
    [[nodiscard]] const Account* find_account(const AccountId& id) const;
    [[nodiscard]] const Posting* find_posting(const PostingId& id) const;
    [[nodiscard]] const Pending* find_pending(const PostingId& id) const;
    /// Throws `unknown_account`.
    [[nodiscard]] const Account& account(const AccountId& id) const;

    /// All that the book holds, in order of arrival; valid until the next change.
    [[nodiscard]] std::span<const Account> accounts() const noexcept { return accounts_.rows(); }
    [[nodiscard]] std::span<const Posting> postings() const noexcept { return postings_.rows(); }
    [[nodiscard]] std::span<const Pending> pendings() const noexcept { return pendings_.rows(); }
    [[nodiscard]] const ChainHead& head() const noexcept { return head_; }

private:
    struct Sums {
        Amount debits_pending, credits_pending, debits_posted, credits_posted;
    };
    /// A request that passed every check, and what it will do.
    struct Movement {
        std::uint32_t debit;
        std::uint32_t credit;
        Sums debit_after;
        Sums credit_after;
        Amount amount;
        std::uint32_t pending = detail::Table<Pending>::none;  ///< that it resolves
        Timestamp recorded_at;
    };
    struct AccountBefore {
        std::uint32_t position;
        Sums sums;
        std::int64_t version;
        bool frozen;
        bool closed;
    };
    /// A pending that may time out; stale ones are skipped.
    struct Timer {
        Timestamp expires_at;
        std::uint32_t pending;
    };

    static Sums sums_of(const Account& account) noexcept;
    static void set_sums(Account& account, const Sums& sums) noexcept;

    std::uint32_t position_of(const AccountId& id, std::string_view field) const;
    std::uint32_t usable_account(const AccountId& id, Currency currency, std::string_view field) const;
    std::uint32_t usable_pending(const PostingRequest& request, Timestamp at) const;
    Timestamp next_time(Timestamp clock) const;
    Movement plan_new(const PostingRequest& request, Timestamp at) const;
    Movement plan_resolution(const PostingRequest& request, std::uint32_t pending, Timestamp at) const;

    template <class Request>
    const Posting& post_one(Request&& request, Timestamp clock, PostingOutcome& outcome);
    void post_group(std::span<const PostingRequest> group, Timestamp clock, std::vector<PostingResult>& out);
    template <class Request>
    const Posting& record(Request&& request, std::uint32_t hash, const Movement& movement);
    template <class Request>
    Posting row_of(Request&& request, const Movement& movement);
    const Posting& record_expiry(const PostingRequest& request, std::uint32_t pending, Timestamp clock);
    void remember(std::uint32_t account);
    void change_account(std::uint32_t position, const Sums& after);
    void open_pending(const Posting& row);
    void resolve_pending(std::uint32_t position, const Posting& row);
    void start_timer(std::uint32_t pending);
    std::vector<std::uint32_t> take_due(Timestamp now);

    detail::Table<Account> accounts_;
    detail::Table<Posting> postings_;
    detail::Table<Pending> pendings_;
    std::vector<Timer> timers_;  ///< a heap, the earliest on top
    ChainHead head_;
    Sha256Digest digest_{};                     ///< the hash of the head, as bytes
    std::string buffer_;                        ///< working memory of the hash
    int attempts_ = 0;                          ///< under way, one within the other
    std::vector<AccountBefore> undo_accounts_;  ///< of the attempts under way; empty when there is none
    std::vector<std::uint32_t> undo_pendings_;
};

}  // namespace marketplace::ledger
