#include "riders.hpp"

#include "store_failure.hpp"

#include <chrono>
#include <utility>

namespace marketplace::engine_detail {
namespace {

/// How long a stream may take to its next group before one goes alone.
constexpr std::chrono::milliseconds wait_for_group{100};

}  // namespace

bool Riders::ride(Work work) {
    const auto rider = std::make_shared<Rider>(Rider{std::move(work)});
    {
        std::unique_lock lock{mutex_};
        waiting_.push_back(rider);
        const auto knows = [&] { return rider->durable.has_value() || rider->is_dismissed; };
        while (!changed_.wait_for(lock, wait_for_group, knows)) {
            // One that has boarded stays in the group that is about to be committed.
            if (std::erase(waiting_, rider) > 0) return false;
        }
        if (rider->is_dismissed) return false;
    }
    if (rider->failure) std::rethrow_exception(rider->failure);
    rider->durable->get();
    return true;
}

void Riders::board(Transaction& transaction) {
    {
        const std::lock_guard lock{mutex_};
        boarded_ = std::exchange(waiting_, {});
    }
    for (const auto& rider : boarded_) {
        rider->failure = nullptr;
        transaction.begin_savepoint();
        try {
            rider->work(transaction);
            transaction.release_savepoint();
            continue;
        } catch (const Error& error) {
            if (is_store_failure(error)) throw;
            rider->failure = std::current_exception();
        } catch (...) {
            rider->failure = std::current_exception();
        }
        transaction.rollback_savepoint();
    }
}

void Riders::depart(const std::shared_future<void>& durable) {
    if (boarded_.empty()) return;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& rider : boarded_) rider->durable = durable;
        boarded_.clear();
    }
    changed_.notify_all();
}

void Riders::stay() {
    const std::lock_guard lock{mutex_};
    waiting_.insert(waiting_.begin(), boarded_.begin(), boarded_.end());
    boarded_.clear();
}

void Riders::dismiss() {
    {
        const std::lock_guard lock{mutex_};
        for (const auto& rider : waiting_) rider->is_dismissed = true;
        waiting_.clear();
    }
    changed_.notify_all();
}

}  // namespace marketplace::engine_detail
