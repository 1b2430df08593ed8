#pragma once
// The fold of rows into balances and pendings: what a ledger is, seen from its rows alone.

#include <marketplace/ledger/journal.hpp>

namespace marketplace::ledger {

class Fold {
public:
    /// Starts from the accounts without their sums; the first of those with the same id counts.
    explicit Fold(std::span<const Account> accounts);

    /// What one row does. Throws an `Error` and changes nothing if it cannot be.
    void apply(const Posting& row);

    [[nodiscard]] const Account* find_account(const AccountId& id) const;
    [[nodiscard]] const Pending* find_pending(const PostingId& id) const;
    [[nodiscard]] std::span<const Account> accounts() const noexcept { return accounts_.rows(); }
    [[nodiscard]] std::span<const Pending> pendings() const noexcept { return pendings_.rows(); }

private:
    std::uint32_t account_of(const AccountId& id, const Posting& row, std::string_view field) const;
    void hold(const Posting& row);
    void resolve(const Posting& row);

    detail::Table<Account> accounts_;
    detail::Table<Pending> pendings_;
};

/// Adds a row to the sums of one side of an account. `released` is what it returns of a pending.
void add_to_sums(Account& account, Side side, const Posting& row, Amount released);

}  // namespace marketplace::ledger
