#pragma once
// Transactions that are written by a thread of their own, while the next one is already under way.
//
// Work in groups spends a good part of its time in the store. Here a commit hands the changed rows to another thread
// and returns; the next transaction sees them, since they are in the memory of rows, and reads what is not there from a
// snapshot beside the writing. Groups are written in their order, each as a whole. One is in flight at most, or as many
// as its user allows: with two, a group that takes long to write does not keep the next ones waiting.

#include <marketplace/ports/buffered.hpp>

#include <cstddef>
#include <future>
#include <memory>

namespace marketplace {

/// The transactions of one store, one after the other. To be used by one thread at a time. The destructor waits for
/// what is in flight; only `sync` tells whether it could be written.
class WriteBehind {
public:
    /// The memory must be that of the store. Others may use it only when nothing is in flight: after `sync`. At least
    /// one group may be in flight.
    explicit WriteBehind(std::shared_ptr<Store> store, std::shared_ptr<RowMemory> memory = make_row_memory(),
                         std::size_t in_flight_max = 1);
    ~WriteBehind();
    WriteBehind(const WriteBehind&) = delete;
    WriteBehind& operator=(const WriteBehind&) = delete;

    /// A transaction whose `commit` returns when this one's rows are on their way and no more than `in_flight_max`
    /// are; when it is one, the transaction before is durable by then. A commit throws `version_conflict`, and leaves
    /// nothing, when anyone else has committed since the rows were read: to be done again. Both throw what writing a
    /// transaction before threw; nothing of that one remains then, nor of those after it. A transaction that had to
    /// wait for the one before it cannot be done again: that anyone else has committed is such a failure then,
    /// `store_failed`. Where the store has no reading beside writing, it waits for the transactions before it. This
    /// thread may not have another transaction of the store open meanwhile, for which the writing might wait:
    /// `store_busy`.
    [[nodiscard]] std::unique_ptr<Transaction> begin();

    /// Waits until everything is durable. Throws what writing threw; nothing of that transaction remains then, nor of
    /// those after it.
    void sync();

    /// Becomes ready when what was last committed is durable, or throws then what writing it threw. May be waited for
    /// on any thread.
    [[nodiscard]] std::shared_future<void> last_commit() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace marketplace
