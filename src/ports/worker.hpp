#pragma once
// One thread that does one piece of work at a time.

#include <condition_variable>
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
    /// Waits for the work under way.
    ~Worker() {
        tell([this] { ends_ = true; });
        thread_.join();
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// The work before it must be done.
    void start() {
        tell([this] { works_ = true; });
    }
    [[nodiscard]] bool works() {
        const std::lock_guard lock{mutex_};
        return works_;
    }
    /// Waits until the work is done, and throws what it threw.
    void wait() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !works_; });
        if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
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
            changed_.wait(lock, [this] { return works_ || ends_; });
            if (!works_) return;
            lock.unlock();
            std::exception_ptr failure;
            try {
                work_();
            } catch (...) {
                failure = std::current_exception();
            }
            lock.lock();
            failure_ = failure;
            works_ = false;
            changed_.notify_all();
        }
    }

    std::function<void()> work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::exception_ptr failure_;
    bool works_ = false;
    bool ends_ = false;
    std::thread thread_;  // last, since it uses the others
};

}  // namespace marketplace::ports_detail
