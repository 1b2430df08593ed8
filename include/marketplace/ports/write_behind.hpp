#pragma once
// Transactions that are written by a thread of their own, while the next one is already under way.
//
// Work in groups spends a good part of its time in the store. Here a commit hands the changed rows to another thread
// and returns; the next transaction sees them, since they are in the memory of rows, and reads what is not there from a
// snapshot beside the writing. One group is in flight at most, and groups are written in their order, each as a whole.

#include <marketplace/ports/buffered.hpp>

#include <future>
#include <memory>

namespace marketplace {

/// The transactions of one store, one after the other. To be used by one thread at a time. The destructor waits for
/// what is in flight; only `sync` tells whether it could be written.
class WriteBehind {
public:
    /// The memory must be that of the store. Others may use it only when nothing is in flight: after `sync`.
    explicit WriteBehind(std::shared_ptr<Store> store, std::shared_ptr<RowMemory> memory = make_row_memory());
    ~WriteBehind();
    WriteBehind(const WriteBehind&) = delete;
    WriteBehind& operator=(const WriteBehind&) = delete;

    /// A transaction whose `commit` returns when the transaction before it is durable and this one's rows are on their
    /// way. A commit throws `version_conflict`, and leaves nothing, when anyone else has committed since the rows were
    /// read: to be done again. Both throw what writing the transaction before threw; nothing of that one remains then,
    /// nor of this one. Where the store has no reading beside writing, it waits for the transaction before it.
    [[nodiscard]] std::unique_ptr<Transaction> begin();

    /// Waits until everything is durable. Throws what writing threw; nothing of that transaction remains then.
    void sync();

    /// Becomes ready when what was last committed is durable, or throws then what writing it threw. May be waited for
    /// on any thread.
    [[nodiscard]] std::shared_future<void> last_commit() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace marketplace
