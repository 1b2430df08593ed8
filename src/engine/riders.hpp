#pragma once
// Work of other threads that takes part in the transactions of a stream of groups: the stream does not wait for it, and
// there is no transaction between two groups that would end their overlap.

#include <marketplace/ports/store.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace marketplace::engine_detail {

class Riders {
public:
    /// Done within a transaction; again when that one could not be committed.
    using Work = std::function<void(Transaction&)>;

    /// True when a group of the stream has done the work, and all of that group is durable. False when none comes, or
    /// none has come for a while: nothing is done then. Throws what the work threw, or the writing of the group.
    [[nodiscard]] bool ride(Work work);

    /// On the thread of the stream, at the end of a group: does what waits. What a work throws is for who has it to
    /// know, and it leaves nothing; but a failure of the store is one of the group, and all go on waiting.
    void board(Transaction& transaction);
    /// The group is committed, and durable when this is ready.
    void depart(const std::shared_future<void>& durable);
    /// The group is not: all go on waiting.
    void stay();
    /// The stream pauses.
    void dismiss();

private:
    struct Rider {
        Work work;
        std::exception_ptr failure = nullptr;
        std::optional<std::shared_future<void>> durable = std::nullopt;
        bool is_dismissed = false;
    };
    using Waiting = std::deque<std::shared_ptr<Rider>>;

    std::mutex mutex_;
    std::condition_variable changed_;
    Waiting waiting_;
    Waiting boarded_;
};

}  // namespace marketplace::engine_detail
