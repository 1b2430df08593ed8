#pragma once
// One thread that does one piece of work after the other.

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace marketplace::ports_detail {

/// To be used by one thread at a time.
class Worker {
public:
    explicit Worker(std::function<void()> work) : work_(std::move(work)), thread_([this] { run(); }) {}
    /// Waits for what was begun.
    ~Worker() {
        tell([this] { ends_ = true; });
        thread_.join();
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// One more piece of work, after those before it.
    void start() {
        tell([this] { ++left_; });
    }
    [[nodiscard]] bool works() { return left() > 0; }
    /// How many pieces are not done.
    [[nodiscard]] std::size_t left() {
        const std::lock_guard lock{mutex_};
        return left_;
    }
    /// Waits until no more than so many pieces are left; how many are. Throws the first thing that one of those done
    /// threw.
    std::size_t wait(std::size_t left_max = 0) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return left_ <= left_max; });
        if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
        return left_;
    }

private:
    template <class Change>
    void tell(Change change) {
        {
            const std::lock_guard lock{mutex_};
            change();
        }
        changed_.notify_all();
    }
    void run() {
        std::unique_lock lock{mutex_};
        while (true) {
            changed_.wait(lock, [this] { return left_ > 0 || ends_; });
            if (left_ == 0) return;
            lock.unlock();
            std::exception_ptr failure;
            try {
                work_();
            } catch (...) {
                failure = std::current_exception();
            }
            lock.lock();
            if (!failure_) failure_ = failure;
            --left_;
            changed_.notify_all();
        }
    }

    std::function<void()> work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::exception_ptr failure_;
    std::size_t left_ = 0;
    bool ends_ = false;
    std::thread thread_;  // last, since it uses the others
};

}  // namespace marketplace::ports_detail
